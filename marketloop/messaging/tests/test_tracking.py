"""Signed links without open redirect; people and machines told apart."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from marketloop.events import facade as events
from marketloop.events.contracts import Quality, Redirect, RequestMeta
from marketloop.messaging import pipeline, tracking, visits
from marketloop.messaging.explaining import explain, find_mail
from marketloop.messaging.models import LinkVisit, Message
from marketloop.messaging.testing import make_template, queue
from marketloop.platform import clock, crypto
from marketloop.platform.config import get_config
from marketloop.profiles.testing import make_profile

pytestmark = [pytest.mark.django_db]
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1"
)
START = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)


def _visit(token: str, **overrides: Any) -> Redirect | None:
    values = {"token": token, "kind": "click", "received_ms": clock.now_ms(), "user_agent": SAFARI}
    return visits.resolve(RequestMeta(**{**values, **overrides}))


def _sent(**template: Any) -> Message:
    row = queue(make_profile(), make_template(**template))
    pipeline.turn()
    return Message.objects.get(id=row.id)


def _tokens(row: Message) -> list[str]:
    mail = find_mail(row)
    assert mail is not None
    return re.findall(r'href="[^"]*/l/([^"]+)"', mail.html)


def test_a_link_in_the_mail_leads_to_its_target_with_utm() -> None:
    with clock.travel(START) as traveller:
        row = _sent()
        traveller.move(dt.timedelta(minutes=1))
        found = _visit(_tokens(row)[0])

    assert found is not None
    assert found.url.startswith("https://mall.example/new?a=1&b=2&utm_source=marketloop")
    assert parse_qs(urlsplit(found.url).query) == {
        "a": ["1"],
        "b": ["2"],
        "utm_source": ["marketloop"],
        "utm_medium": ["email"],
        "utm_campaign": ["autumn"],
    }
    assert found.event is not None
    assert (found.event.name, found.event.profile_id, found.event.quality) == (
        "message_clicked",
        row.profile_id,
        Quality.VALID,
    )


def test_nobody_can_make_our_address_lead_elsewhere() -> None:
    row = _sent()
    good = tracking.token_of(row.id, 1)
    body, _, mac = good.partition(".")
    forged = crypto.sign(f"{row.id:x}.1", "other-purpose")

    for token in ("", "x", "https://evil.example", body, f"{body}.AAAA", f"{good}x", forged, f"{mac}.{body}"):
        assert _visit(token) is None
    assert _visit(tracking.token_of(row.id, 99)) is None
    assert _visit(tracking.token_of(row.id + 1, 1)) is None
    assert _visit(good, kind="open") is None
    assert _visit(tracking.token_of(row.id, tracking.OPEN)) is None


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example@mall.example\n",
        "javascript:alert(1)",
        "//evil.example",
        "https:\\\\evil.example",
        "ftp://x.example",
    ],
)
def test_stored_targets_that_are_no_web_addresses_lead_nowhere(target: str) -> None:
    row = _sent()
    Message.objects.filter(id=row.id).update(links={"3": target})

    assert _visit(tracking.token_of(row.id, 3)) is None


def test_utm_that_stands_there_stays_and_fragments_too() -> None:
    assert tracking.with_utm("https://x.example/a?utm_campaign=own#part", "email", "autumn") == (
        "https://x.example/a?utm_campaign=own&utm_source=marketloop&utm_medium=email#part"
    )


def test_clicks_and_opens_of_people_set_times_beside_the_state() -> None:
    with clock.travel(START) as traveller:
        row = _sent()
        traveller.move(dt.timedelta(minutes=2))
        opened = _visit(tracking.token_of(row.id, tracking.OPEN), kind="open")
        traveller.move(dt.timedelta(minutes=1))
        clicked = _visit(tracking.token_of(row.id, 1))
        assert opened is not None
        assert clicked is not None
        made = [one.event for one in (opened, clicked, clicked) if one.event]
        events.append(made)
        events.catch_up()
        detail = explain(row.id)

    row.refresh_from_db()
    assert opened.url == ""
    assert row.opened_at == START + dt.timedelta(minutes=2)
    assert row.clicked_at == START + dt.timedelta(minutes=3)
    assert [(one.name, one.machine) for one in detail.events] == [
        ("message_opened", False),
        ("message_clicked", False),
    ]


@pytest.mark.parametrize(
    ("link", "overrides"),
    [
        (1, {"user_agent": "Barracuda Sentinel"}),
        (1, {"user_agent": "python-requests/2.32"}),
        (1, {"user_agent": ""}),
        (1, {"method": "HEAD"}),
        (tracking.TRAP, {}),
    ],
)
def test_machines_are_marked_and_leave_no_click(link: int, overrides: dict[str, str]) -> None:
    with clock.travel(START) as traveller:
        row = _sent()
        traveller.move(dt.timedelta(minutes=1))
        found = _visit(tracking.token_of(row.id, link), **overrides)
        assert found is not None
        assert found.event is not None
        events.append([found.event])
        events.catch_up()

    row.refresh_from_db()
    assert found.event.properties["machine"] is True
    assert found.event.quality == Quality.INVALID
    assert (row.opened_at, row.clicked_at) == (None, None)


def test_the_trap_leads_home() -> None:
    found = _visit(tracking.token_of(_sent().id, tracking.TRAP))

    assert found is not None
    assert urlsplit(found.url).netloc == urlsplit(get_config().base_url).netloc


@pytest.mark.parametrize(("links", "machine"), [((1, 2), True), ((1,), False)])
def test_visits_of_the_first_seconds_are_judged_when_these_are_over(
    links: tuple[int, ...], machine: bool
) -> None:
    with clock.travel(START) as traveller:
        row = _sent()
        traveller.move(dt.timedelta(seconds=4))
        found = [_visit(tracking.token_of(row.id, link)) for link in links]
        early = visits.judge()
        traveller.move(dt.timedelta(seconds=1))
        late = visits.judge()
        events.catch_up()

    row.refresh_from_db()
    assert [one is not None and one.event is None for one in found] == [True] * len(links)
    assert (early, late) == (0, len(links))
    assert LinkVisit.objects.count() == 0
    assert (row.clicked_at is None) == machine


def test_a_single_link_clicked_at_once_is_a_person() -> None:
    with clock.travel(START):
        row = _sent(body='<a href="https://mall.example/">x</a>')
        found = _visit(tracking.token_of(row.id, 1))

    assert found is not None
    assert found.event is not None
    assert found.event.quality == Quality.VALID


def test_events_of_other_sources_cannot_claim_a_click() -> None:
    row = _sent()
    found = _visit(tracking.token_of(row.id, 1), received_ms=clock.now_ms() + 60_000)
    assert found is not None
    assert found.event is not None
    found.event.source = "website"

    events.append([found.event])
    events.catch_up()

    row.refresh_from_db()
    assert row.clicked_at is None
