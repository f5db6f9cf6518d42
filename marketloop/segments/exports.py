"""Exports of a segment to ad platforms and webhooks: asked for, run as a job in parts, with consent, audit and a result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from django.db import transaction

from marketloop.events import facade as events
from marketloop.identity import facade as identity
from marketloop.organisation.facade import record_audit
from marketloop.platform import clock, crypto, ids, jobs
from marketloop.platform.config import get_config
from marketloop.platform.errors import DomainError, Invalid, NotFound
from marketloop.platform.http import Principal
from marketloop.profiles import facade as profiles
from marketloop.segments import outbound
from marketloop.segments.audience_files import KINDS, SUFFIXES, Contact, audience_file, values
from marketloop.segments.contracts import PREFIX, Basis, Target
from marketloop.segments.membership import Ids, pack, unpack
from marketloop.segments.models import Export, Segment

EXPORT, SECRET = "sex", "segments.export.secret"
ADS = "ads"
"""The channel of consent that ad platforms need."""
CHUNK, BATCH = 2_000, 500
IDFA = "idfa"


def ask_export(
    *,
    row: Segment,
    people: Ids,
    target: Target,
    basis: Basis,
    basis_note: str = "",
    settings: Mapping[str, Any] | None = None,
    secret: str = "",
    actor: Principal | None = None,
) -> Export:
    """Queue an export of these people, frozen now. Raises Invalid for choices that the target does not know."""
    chosen = _settings(target, dict(settings or {}), secret)
    if basis == Basis.STATED and not basis_note.strip():
        raise Invalid("segment_export_basis", fields={"basis_note": "segment_export_basis"})
    with transaction.atomic():
        made = Export.objects.create(
            segment_id=row.id,
            target=target,
            basis=basis,
            basis_note=basis_note.strip()[:400],
            settings=chosen,
            sealed=crypto.encrypt(secret, SECRET) if secret else "",
            members=pack(people),
            people=len(people),
            by=actor.user_id if actor else None,
            by_name=actor.name if actor else "",
            created_at=clock.now(),
        )
        encoded = ids.encode(EXPORT, made.id)
        made.job_id = jobs.enqueue(run_export, {"export_id": encoded}, created_by=made.by)
        made.save(update_fields=["job_id"])
        record_audit(
            actor=actor,
            action="segments.export_asked",
            subject=ids.encode(PREFIX, row.id),
            detail={
                "export": encoded,
                "target": target,
                "people": made.people,
                "basis": basis,
                "note": made.basis_note,
            },
        )
    return made


def _settings(target: Target, settings: dict[str, Any], secret: str) -> dict[str, Any]:
    if target == Target.WEBHOOK:
        if len(secret) < 16:
            raise Invalid("segment_webhook_secret", fields={"secret": "segment_webhook_secret"})
        return {"url": outbound.destination(str(settings.get("url", ""))).url}
    kinds = KINDS[target]
    kind = str(settings.get("kind") or (kinds[0] if kinds else ""))
    if kinds and kind not in kinds:
        raise Invalid("segment_export_kind", fields={"kind": "segment_export_kind"}, got=kind)
    return {"kind": kind} if kinds else {}


def get_export(segment_id: int, export_id: int) -> Export:
    """One export of a segment; raises NotFound."""
    found = Export.objects.filter(id=export_id, segment_id=segment_id).first()
    if found is None:
        raise NotFound("segment_export_unknown")
    return found


def list_exports(segment_id: int, limit: int = 50) -> list[Export]:
    """The latest exports of a segment, newest first, without their people."""
    rows = Export.objects.filter(segment_id=segment_id).defer("members", "sealed")
    return list(rows.order_by("-created_at", "-id")[:limit])


def file_of(export: Export) -> Path:
    """The finished file; raises NotFound while there is none."""
    path = get_config().home / "exports" / export.file
    if not export.file or not path.is_file():
        raise NotFound("segment_export_no_file")
    return path


@jobs.job("segments.export", retries=3)
def run_export(ctx: jobs.JobContext, *, export_id: str) -> dict[str, Any]:
    """Hand the people over; goes on where an attempt before it ended. A refusal that will stay is kept, not tried again."""
    row = Export.objects.get(id=ids.decode(EXPORT, export_id))
    Export.objects.filter(id=row.id).update(state="running")
    try:
        people, skipped = allowed(unpack(row.members), Basis(row.basis))
        if row.target == Target.WEBHOOK:
            sent = _push_all(ctx, row, people)
        else:
            sent, without = _write_file(ctx, row, people)
            skipped |= {"no_identifier": without}
    except DomainError as error:
        _end(row, "failed", error_code=error.code, error_params=error.params)
        return {"failed": error.code}
    except jobs.JobCancelled:
        _end(row, "cancelled")
        raise
    _end(row, "done", sent=sent, skipped=skipped)
    return {"people": row.people, "sent": sent, **skipped}


def _end(row: Export, state: str, **changes: Any) -> None:
    with transaction.atomic():
        Export.objects.filter(id=row.id).update(state=state, finished_at=clock.now(), **changes)
        record_audit(
            actor=None,
            action=f"segments.export_{state}",
            subject=ids.encode(PREFIX, row.segment_id),
            detail={
                "export": ids.encode(EXPORT, row.id),
                **{key: changes[key] for key in changes if key != "error_params"},
            },
        )


def allowed(people: Ids, basis: Basis) -> tuple[Ids, dict[str, int]]:
    """Who may be handed over, and how many not: with consent to ads; or, on a stated ground, everybody who did not refuse ads."""
    kept = [
        one
        for start in range(0, len(people), CHUNK)
        for one in _allowed(people[start : start + CHUNK].tolist(), basis)
    ]
    found = np.asarray(kept, dtype=np.int64)
    return found, {"no_consent": len(people) - len(found)}


def _allowed(people: Sequence[int], basis: Basis) -> list[int]:
    if basis == Basis.CONSENT:
        agreed = profiles.consents(people, ADS)
        return [one for one in people if one in agreed]
    refused = set(events.refusing(ADS, people).tolist())
    return [one for one in people if one not in refused]


# ---- files -----------------------------------------------------------------------------------------------------------


def _write_file(ctx: jobs.JobContext, row: Export, people: Ids) -> tuple[int, int]:
    """(rows in the file, people without what the platform matches by)."""
    target, kind = Target(row.target), str(row.settings.get("kind", ""))
    rows = []
    for chunk in _chunks(people, CHUNK):
        ctx.check()
        rows += [found for one in _contacts(chunk) if any(found := values(target, one, kind))]
        ctx.progress(min(len(people), len(rows)), len(people))
    folder = get_config().home / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{ids.encode(EXPORT, row.id)}.{SUFFIXES[target]}"
    (folder / f"{name}.part").write_bytes(audience_file(target, rows, kind))
    (folder / f"{name}.part").replace(folder / name)
    Export.objects.filter(id=row.id).update(file=name)
    return len(rows), len(people) - len(rows)


def _contacts(people: Sequence[int]) -> list[Contact]:
    phones, emails = profiles.contacts(people, "sms"), profiles.contacts(people, "email")
    devices = profiles.traits_of(people, in_clear=True)
    return [
        Contact(
            phone=phones.get(one, ""),
            email=emails.get(one, ""),
            idfa=next((str(trait.value) for trait in devices.get(one, ()) if trait.key == IDFA), ""),
        )
        for one in people
    ]


def _chunks(people: Ids, size: int) -> Iterator[list[int]]:
    for start in range(0, len(people), size):
        yield people[start : start + size].tolist()


# ---- webhook ---------------------------------------------------------------------------------------------------------


def _push_all(ctx: jobs.JobContext, row: Export, people: Ids) -> int:
    """Push what has not been taken yet, batch by batch; each batch's place is kept, so another attempt goes on after it."""
    to = outbound.destination(str(row.settings["url"]))
    secret = crypto.decrypt(row.sealed, SECRET)
    batches = -(-len(people) // BATCH)
    for number, chunk in enumerate(_chunks(people, BATCH)):
        done = number * BATCH + len(chunk)
        if done <= row.sent:
            continue
        ctx.check()
        outbound.push(
            to, secret, f"{ids.encode(EXPORT, row.id)}-{number + 1}", batch_body(row, chunk, number, batches)
        )
        Export.objects.filter(id=row.id).update(sent=done)
        ctx.progress(done, len(people))
    return len(people)


def batch_body(row: Export, people: Sequence[int], number: int, batches: int) -> bytes:
    """The JSON of one batch: who, by our id and by the company's own."""
    profiles_of = identity.members_many(people)
    known = identity.user_ids([one for members in profiles_of.values() for one in members])
    listed = [
        {
            "id": ids.encode("pro", one),
            "user_ids": sorted({known[own] for own in profiles_of[one] if own in known}),
        }
        for one in people
    ]
    return orjson.dumps(
        {
            "segment": ids.encode(PREFIX, row.segment_id),
            "export": ids.encode(EXPORT, row.id),
            "batch": number + 1,
            "batches": batches,
            "people": listed,
        }
    )
