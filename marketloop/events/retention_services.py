"""Writes of the retention rules."""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction

from marketloop.events.catalogue import CATEGORIES
from marketloop.events.operations_models import LogRetention, RetentionRule
from marketloop.events.retention_rules import CATEGORY, PROTECTED
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import clock, ids
from marketloop.platform.errors import Conflict, Invalid, NotFound

PREFIX = "ret"
MOST_DAYS = 36_500
_NAME = re.compile(r"[^\s*]{1,199}\*?|\*")


def add_rule(*, pattern: str, days: int, includes_orders: bool, actor: Principal | None) -> RetentionRule:
    """Events of this class go after so many days, from the next night on. Raises Invalid, Conflict."""
    pattern = pattern.strip()
    _check(pattern, days, includes_orders)
    try:
        with transaction.atomic():
            row = RetentionRule.objects.create(
                pattern=pattern,
                days=days,
                includes_orders=includes_orders,
                created_at=clock.now(),
                created_by=actor.user_id if actor else None,
            )
            _note(actor, "events.retention_rule_added", row)
    except IntegrityError:
        raise Conflict(
            "retention_pattern_taken", fields={"pattern": "retention_pattern_taken"}, pattern=pattern
        ) from None
    return row


def change_rule(*, rule_id: int, days: int, actor: Principal | None) -> RetentionRule:
    """Keep the class for another number of days; what is gone stays gone. Raises NotFound, Invalid."""
    with transaction.atomic():
        row = RetentionRule.objects.select_for_update().filter(id=rule_id).first()
        if row is None:
            raise NotFound("retention_rule_not_found")
        _check(row.pattern, days, row.includes_orders)
        row.days = days
        row.save(update_fields=["days"])
        _note(actor, "events.retention_rule_changed", row)
    return row


def remove_rule(*, rule_id: int, actor: Principal | None) -> None:
    """Keep the class for ever from now on. Raises NotFound."""
    with transaction.atomic():
        row = RetentionRule.objects.filter(id=rule_id).first()
        if row is None:
            raise NotFound("retention_rule_not_found")
        _note(actor, "events.retention_rule_removed", row)
        row.delete()


def set_log_days(*, days: int | None, actor: Principal | None) -> None:
    """Remove segments of the log after so many days; None keeps it for ever. Raises Invalid."""
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise Invalid(
            "retention_days_out_of_range", fields={"days": "retention_days_out_of_range"}, most=MOST_DAYS
        )
    with transaction.atomic():
        LogRetention.objects.update_or_create(id=1, defaults={"days": days})
        record_audit(actor=actor, action="events.log_retention_set", subject="", detail={"days": days})


def _check(pattern: str, days: int, includes_orders: bool) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(
            "retention_days_out_of_range", fields={"days": "retention_days_out_of_range"}, most=MOST_DAYS
        )
    if pattern.startswith(CATEGORY):
        if pattern.removeprefix(CATEGORY) not in CATEGORIES:
            raise Invalid(
                "retention_category_unknown",
                fields={"pattern": "retention_category_unknown"},
                known=", ".join(CATEGORIES),
            )
    elif not _NAME.fullmatch(pattern):
        raise Invalid("retention_pattern_malformed", fields={"pattern": "retention_pattern_malformed"})
    if (pattern in PROTECTED) != includes_orders:
        code = "retention_orders_protected" if pattern in PROTECTED else "retention_orders_not_named"
        raise Invalid(code, fields={"pattern": code})


def _note(actor: Principal | None, action: str, row: RetentionRule) -> None:
    detail = {"pattern": row.pattern, "days": row.days, "includes_orders": row.includes_orders}
    record_audit(actor=actor, action=action, subject=ids.encode(PREFIX, row.id), detail=detail)
