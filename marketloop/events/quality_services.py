"""Writes of traffic quality: thresholds of the window rules, and the operator's lists of networks."""

from __future__ import annotations

import ipaddress

from django.db import IntegrityError, transaction

from marketloop.events import networks
from marketloop.events.models import IpRange, TrafficState
from marketloop.events.networks import ListKind
from marketloop.events.quality_marking import REDO_DAYS
from marketloop.events.quality_rules import Thresholds
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import background, clock, ids
from marketloop.platform.errors import Conflict, Invalid, NotFound

DAY_MS = 86_400_000
WIDEST = {4: 8, 6: 20}


def set_thresholds(*, thresholds: Thresholds, actor: Principal) -> None:
    """These thresholds hold from now on, and for the events of the last REDO_DAYS."""
    with transaction.atomic():
        TrafficState.objects.get_or_create(id=1)
        TrafficState.objects.filter(id=1).update(
            thresholds=thresholds.model_dump(), redo_from=clock.now_ms() - REDO_DAYS * DAY_MS
        )
        detail = thresholds.model_dump(exclude={"clicks", "views"})
        record_audit(actor=actor, action="events.traffic_thresholds_set", subject="", detail=detail)
    background.wake("traffic quality")


def add_range(*, cidr: str, kind: ListKind, note: str, actor: Principal) -> IpRange:
    """Put a network (or one address) on a list; raises Invalid, Conflict. Holds for events from now on."""
    network = _network(cidr)
    try:
        with transaction.atomic():
            row = IpRange.objects.create(cidr=network, kind=kind, note=note.strip(), created_at=clock.now())
            record_audit(
                actor=actor,
                action="events.ip_range_added",
                subject=ids.encode("ipr", row.id),
                detail={"kind": kind, "cidr": network},
            )
            transaction.on_commit(networks.forget)
    except IntegrityError:
        raise Conflict("ip_range_taken", fields={"cidr": "ip_range_taken"}, cidr=network) from None
    networks.forget()
    return row


def remove_range(*, range_id: int, actor: Principal) -> None:
    """Take a network off its list; verdicts given stay. Raises NotFound."""
    with transaction.atomic():
        row = IpRange.objects.filter(id=range_id).first()
        if row is None:
            raise NotFound("ip_range_not_found")
        row.delete()
        detail = {"kind": row.kind, "cidr": row.cidr}
        subject = ids.encode("ipr", range_id)
        record_audit(actor=actor, action="events.ip_range_removed", subject=subject, detail=detail)
        transaction.on_commit(networks.forget)
    networks.forget()


def _network(cidr: str) -> str:
    try:
        network = ipaddress.ip_network(cidr.strip(), strict=False)
    except ValueError:
        raise Invalid("ip_range_malformed", fields={"cidr": "ip_range_malformed"}, got=cidr[:60]) from None
    if network.prefixlen < WIDEST[network.version]:
        raise Invalid("ip_range_wide", fields={"cidr": "ip_range_wide"}, prefix=WIDEST[network.version])
    return str(network)
