"""What retention removes, what it never touches, and that neither a repeated run nor a replay changes that."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from marketloop.events import facade, log, rebuilding, retention, spine
from marketloop.events import retention_services as services
from marketloop.events.appender import turn
from marketloop.events.operations_models import RetentionRule
from marketloop.events.retention import Going
from marketloop.events.testing import make_event
from marketloop.organisation.testing import AuditEntry
from marketloop.platform import background, clock, jobs
from marketloop.platform.errors import Conflict, Invalid, NotFound
from marketloop.platform.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.db]
DAY = 86_400_000


def _event(name: str, days: float, **more: Any) -> Any:
    at = clock.now_ms() - round(days * DAY)
    return make_event(name, time_ms=at, received_ms=at, **more)


def _names() -> list[str]:
    found = facade.reader()("SELECT name FROM events ORDER BY seq")
    return list(found["name"].to_pylist())


def _rule(pattern: str, days: int, includes_orders: bool = False) -> RetentionRule:
    return services.add_rule(pattern=pattern, days=days, includes_orders=includes_orders, actor=None)


def _run() -> dict[str, int]:
    job = jobs.get_job(jobs.enqueue(retention.apply_retention))
    jobs.execute(job)
    job.refresh_from_db()
    assert job.error == ""
    return dict(job.result or {})


def _fill() -> None:
    old = ("page_viewed", "product_viewed", "my_event", "order_paid", "message_sent")
    facade.append([*(_event(name, 40) for name in old), *(_event(name, 5) for name in old)])
    turn()


def test_the_most_particular_rule_holds_and_money_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "CHUNK", 2)
    _fill()
    _rule("*", 30)
    _rule("category:browse", 3)
    _rule("product_*", 10)
    _rule("message_sent", 50)

    going: Counter[str] = Counter()
    for one in retention.preview():
        going[one.name] += one.events
    found = _run()

    assert going == {"page_viewed": 2, "product_viewed": 1, "my_event": 1}
    assert found == {"removed": 4, "log_events": 0, "log_bytes": 0}
    assert _names() == [
        "order_paid",
        "message_sent",
        "product_viewed",
        "my_event",
        "order_paid",
        "message_sent",
    ]
    assert _run()["removed"] == 0
    assert retention.preview() == []
    assert AuditEntry.objects.filter(action="events.retention_applied").count() == 1


def test_the_preview_tells_name_and_month() -> None:
    at = 1_735_660_800_000  # 2025-01-01 00:00 in Shanghai
    facade.append([make_event("page_viewed", time_ms=at - 1), make_event("page_viewed", time_ms=at)])
    turn()
    rule = _rule("page_viewed", 1)

    assert retention.preview() == [
        Going(rule.id, "page_viewed", "2024-12", 1),
        Going(rule.id, "page_viewed", "2025-01", 1),
    ]


def test_a_replay_brings_nothing_back_and_a_repeated_event_stays_away() -> None:
    _fill()
    _rule("page_viewed", 30)
    _run()
    before = _names()

    found = rebuilding.rebuild(spine.get_spine(), lambda seq, last: None)

    assert _names() == before
    assert (found.read, found.restored, found.kept) == (10, 0, 0)


def test_an_order_event_goes_only_by_its_own_rule() -> None:
    _fill()
    _rule("order_*", 1)
    assert _run()["removed"] == 0

    _rule("order_paid", 30, includes_orders=True)
    assert _run()["removed"] == 1


def test_old_segments_of_the_log_go_once_all_have_passed_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "SEGMENT_BYTES", 1)
    for days in (40, 35, 5, 1):
        facade.append([_event("page_viewed", days)])
    services.set_log_days(days=30, actor=None)
    assert retention.preview_log().segments == 0  # nothing is stored yet
    background.run_all_once()

    going = retention.preview_log()
    found = _run()

    assert (going.segments, going.events) == (2, 2)
    assert found == {"removed": 0, "log_events": 2, "log_bytes": going.bytes}
    assert spine.get_spine().log.first_seq == 3
    assert _names().count("page_viewed") == 4
    rebuilt = rebuilding.rebuild(spine.get_spine(), lambda seq, last: None)
    assert _names().count("page_viewed") == 4
    assert rebuilt.kept == 2


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"pattern": "page_viewed", "days": 0}, "retention_days_out_of_range"),
        ({"pattern": "page_viewed", "days": 40_000}, "retention_days_out_of_range"),
        ({"pattern": "category:nothing", "days": 5}, "retention_category_unknown"),
        ({"pattern": "a*b", "days": 5}, "retention_pattern_malformed"),
        ({"pattern": "", "days": 5}, "retention_pattern_malformed"),
        ({"pattern": "order_paid", "days": 5}, "retention_orders_protected"),
        ({"pattern": "page_viewed", "days": 5, "includes_orders": True}, "retention_orders_not_named"),
    ],
)
def test_rules_that_are_refused(values: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.add_rule(**{"includes_orders": False, **values}, actor=None)

    assert refused.value.code == code
    assert not RetentionRule.objects.exists()


def test_rules_are_changed_and_removed() -> None:
    rule = _rule("page_viewed", 5)
    with pytest.raises(Conflict):
        _rule("page_viewed", 6)

    assert services.change_rule(rule_id=rule.id, days=9, actor=None).days == 9
    services.remove_rule(rule_id=rule.id, actor=None)
    with pytest.raises(NotFound):
        services.remove_rule(rule_id=rule.id, actor=None)
    assert not Job.objects.exists()
