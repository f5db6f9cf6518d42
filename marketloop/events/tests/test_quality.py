"""Traffic quality: what an event tells at arrival, what shows among many, and that judging again takes verdicts back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketloop.events import facade, networks, quality_marking, quality_reading, quality_services
from marketloop.events.appender import turn as append
from marketloop.events.models import MarkedPeople, TrafficState
from marketloop.events.quality_rules import Thresholds
from marketloop.events.testing import make_event
from marketloop.events.tests.calls import FIREFOX, NOW, NOW_MS, call, taken
from marketloop.events.traffic import screen_mismatch
from marketloop.organisation.testing import make_user, principal_of
from marketloop.platform import clock
from marketloop.platform.errors import Conflict, Invalid, NotFound
from marketloop.platform.models import OutboxFact

HOUR, DAY = 3_600_000, 86_400_000
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130 Safari/537.36"
MIDNIGHT = clock.to_ms(dt.datetime(2026, 11, 24, tzinfo=dt.timezone(dt.timedelta(hours=8))))


def viewed(**context: Any) -> dict[str, Any]:
    return {"event": "product_viewed", "anonymousId": "a", "context": context}


@pytest.mark.parametrize(
    ("context", "headers", "quality", "reasons"),
    [
        ({}, {}, 0, None),
        ({"userAgent": "HeadlessChrome/130"}, {}, 2, ["bot_declared"]),
        ({}, {"HTTP_SEC_PURPOSE": "prefetch;prerender"}, 2, ["prefetch"]),
        ({}, {"HTTP_X_MOZ": "prefetch"}, 2, ["prefetch"]),
        ({}, {"REMOTE_ADDR": "34.210.1.2"}, 2, ["datacentre_network"]),
        ({"ip": "52.1.2.3"}, {}, 2, ["datacentre_network"]),
        ({"ip": "198.51.100.9"}, {}, 2, ["listed_network"]),
        ({"ip": "203.0.113.200"}, {}, 2, ["staff_network"]),
        ({"ip": "52.95.1.1"}, {}, 0, None),
        ({"userAgent": PHONE, "screen": {"width": 2560, "height": 1600}}, {}, 1, ["screen_mismatch"]),
        ({"userAgent": "curl/8"}, {"REMOTE_ADDR": "34.210.1.2"}, 2, ["bot_declared", "datacentre_network"]),
    ],
)
def test_the_verdict_at_arrival(
    sources: None,
    context: dict[str, Any],
    headers: dict[str, str],
    quality: int,
    reasons: list[str] | None,
) -> None:
    actor = principal_of(make_user())
    quality_services.add_range(cidr="198.51.100.0/24", kind="blocked", note="", actor=actor)
    quality_services.add_range(cidr="203.0.113.128/25", kind="staff", note="office", actor=actor)
    quality_services.add_range(cidr="52.95.0.0/16", kind="allowed", note="", actor=actor)

    assert call("/v1/track", viewed(**context), **headers).status == 200

    [event] = taken()
    assert (event.quality, event.properties.get("$quality")) == (quality, reasons)


def test_a_list_narrower_than_the_stored_network_holds_for_plain_messages_too(sources: None) -> None:
    quality_services.add_range(cidr="203.0.113.0/32", kind="staff", note="", actor=principal_of(make_user()))
    plain = {"type": "track", "event": "product_viewed", "anonymousId": "a"}
    for number, address in enumerate(("203.0.113.0", "203.0.113.77")):
        call("/v1/batch", {"batch": [plain | {"messageId": f"m{number}"}]}, REMOTE_ADDR=address)

    assert [(event.quality, event.context["ip"]) for event in taken()] == [
        (2, "203.0.113.0"),
        (0, "203.0.113.0"),
    ]


def test_servers_speak_for_others_and_are_not_judged_by_their_network(sources: None) -> None:
    call("/v1/track", viewed(ip="52.1.2.3", userAgent="curl/8"), key="wks_shop", REMOTE_ADDR="34.210.1.2")

    assert [event.quality for event in taken()] == [0]


@pytest.mark.parametrize(
    ("agent", "screen", "mismatch"),
    [
        (PHONE, {"width": 390, "height": 844}, False),
        (PHONE, {"width": 1170, "height": 2532, "density": 3}, False),
        (PHONE, {"width": 1080, "height": 2400}, False),
        (PHONE, {"width": 2560, "height": 1600}, True),
        (DESKTOP, {"width": 1920, "height": 1080}, False),
        (DESKTOP, {"width": 360, "height": 480}, True),
        (DESKTOP, {"width": 0, "height": 0}, True),
        (FIREFOX, {"width": "x"}, False),
        ("other", {"width": 100, "height": 100}, False),
    ],
)
def test_agent_and_screen(agent: str, screen: Any, mismatch: bool) -> None:
    assert screen_mismatch(agent, screen) is mismatch


def test_built_in_ranges_do_not_overlap_private_or_documentation_networks() -> None:
    assert not any(one.is_private for one in networks.CLOUD)
    assert len(set(networks.CLOUD)) == len(networks.CLOUD) >= 40


def test_lists_refuse_what_makes_no_sense(db: None) -> None:
    actor = principal_of(make_user())
    row = quality_services.add_range(cidr="203.0.113.7", kind="staff", note=" me ", actor=actor)
    assert (row.cidr, row.note) == ("203.0.113.7/32", "me")

    with pytest.raises(Conflict):
        quality_services.add_range(cidr="203.0.113.7/32", kind="blocked", note="", actor=actor)
    for wrong in ("x", "10.0.0.0/7", "300.1.1.1", "::/3"):
        with pytest.raises(Invalid):
            quality_services.add_range(cidr=wrong, kind="blocked", note="", actor=actor)
    quality_services.remove_range(range_id=row.id, actor=actor)
    assert networks.verdict("203.0.113.7") == ""
    with pytest.raises(NotFound):
        quality_services.remove_range(range_id=row.id, actor=actor)


# ---- window rules ----------------------------------------------------------------------------------------------------


def clicked(device: str, at: int, **values: Any) -> Any:
    """A click of a device, `at` ms after noon."""
    return make_event(
        values.pop("name", "product_clicked"),
        identifiers=(("anonymous_id", device),),
        time_ms=MIDNIGHT + 12 * HOUR + at,
        profile_id=values.pop("person", 1),
        context=values.pop("context", {}),
        **values,
    )


def judged(events: list[Any]) -> dict[str, list[str]]:
    """Reasons by message id after the rules ran; only events that have some."""
    facade.append(events)
    append()
    with clock.travel(NOW):
        quality_marking.turn()
    names = {facade_id: event.message_id for facade_id, event in zip(_ids(events), events, strict=True)}
    return {
        names[one.event_id]: one.properties["$quality"]
        for one in _stored()
        if one.event_id in names and "$quality" in one.properties
    }


def _ids(events: list[Any]) -> list[int]:
    from marketloop.events.contracts import event_id_of

    return [event_id_of(event) for event in events]


def _stored() -> list[Any]:
    from marketloop.events.schema import stored_events

    return list(stored_events(facade.reader()("SELECT * FROM events ORDER BY seq")))


def test_the_click_flood_of_the_specification(db: None) -> None:
    """Clicks 1,2,2,3,3,4,60 in an hour: median 3, MAD 1, z(60) = 38.4; net 15 of 75, invalid 80 %."""
    counts = {"a": 1, "b": 2, "c": 2, "d": 3, "e": 3, "f": 4, "g": 60}
    facade.append(
        [
            clicked(device, number * 50_000 + place * 1_500, message_id=f"{device}{number}")
            for place, (device, count) in enumerate(counts.items())
            for number in range(count)
        ]
    )
    append()
    quality_marking.turn()

    found = quality_reading.report(MIDNIGHT, MIDNIGHT + DAY, "source")
    assert (found.total.raw, found.total.invalid, found.total.net, found.total.rate) == (75, 60, 15, 0.8)
    assert [(one.reason, one.invalid, one.suspect) for one in found.reasons] == [("click_flood", 60, 0)]
    assert pytest.approx(38.4, abs=0.05) == 0.6745 * (60 - 3) / 1


def test_a_flood_is_also_seen_by_network_and_needs_twenty_clicks(db: None) -> None:
    spread = [
        clicked(f"d{place}-{number}", number * 60_000, context={"ip": f"10.0.{place}.0"})
        for place, count in enumerate((1, 2, 2, 3, 3, 4, 19))
        for number in range(count)
    ]
    assert judged(spread) == {}

    more = [clicked("d6-19", 1_000, context={"ip": "10.0.6.0"}, message_id="twentieth")]
    assert judged(more) == {"twentieth": ["click_flood"]}
    assert sum(one.quality == 2 for one in _stored()) == 20


def test_a_click_less_than_a_second_before_the_order(db: None) -> None:
    events = [
        clicked("a", 0, person=1, message_id="instant"),
        clicked("a", 999, person=1, name="order_paid", message_id="o1", properties={"order_id": "o1"}),
        clicked("b", 0, person=2, message_id="slow"),
        clicked("b", 1_000, person=2, name="order_paid", message_id="o2", properties={"order_id": "o2"}),
        clicked("c", 10, person=3, message_id="other"),
    ]

    assert judged(events) == {"instant": ["click_order_instant"]}


def test_more_than_one_click_a_second(db: None) -> None:
    fast = [clicked("a", at, message_id=f"fast{at}") for at in (0, 900, 1_999)]
    double = [clicked("b", at, message_id=f"double{at}") for at in (0, 300, 9_000, 9_300)]
    even = [clicked("c", at, message_id=f"even{at}") for at in (0, 1_000, 2_000, 3_000)]

    assert judged([*fast, *double, *even]) == {f"fast{at}": ["click_rate"] for at in (0, 900, 1_999)}


def test_five_provinces_in_a_day(db: None) -> None:
    travelled = [
        clicked(
            "a", number * HOUR, name="page_viewed", message_id=f"a{number}", properties={"province": place}
        )
        for number, place in enumerate(("浙江", "江苏", "上海", "北京", "广东"))
    ]
    four = [
        clicked(
            "b", number * HOUR, name="page_viewed", message_id=f"b{number}", properties={"province": place}
        )
        for number, place in enumerate(("浙江", "江苏", "上海", "北京", "北京"))
    ]

    assert judged([*travelled, *four]) == {f"a{number}": ["provinces_many"] for number in range(5)}


def test_impressions_bound_clicks(db: None) -> None:
    def creative(campaign: str, views: int, clicks: int) -> list[Any]:
        return [
            clicked(
                f"{campaign}{name}{number}",
                number * 7_000,
                name=name,
                message_id=f"{campaign}-{name}-{number}",
                properties={"campaign": campaign},
            )
            for name, count in (("ad_viewed", views), ("ad_clicked", clicks))
            for number in range(count)
        ]

    found = judged(
        [*creative("more", 3, 4), *creative("high", 100, 31), *creative("fine", 100, 30), *creative("few", 99, 60)]
    )  # fmt: skip
    assert {key.split("-")[0] for key in found} == {"more", "high"}
    assert found["more-ad_clicked-0"] == ["clicks_over_views"]
    assert found["high-ad_clicked-30"] == ["ctr_high"]
    assert len(found) == 4 + 31


def test_a_flat_day_is_suspect(db: None) -> None:
    def day(device: str, hours: dict[int, int]) -> list[Any]:
        return [
            clicked(device, (hour - 12) * HOUR + number * 240_000, message_id=f"{device}-{hour}-{number}")
            for hour, count in hours.items()
            for number in range(count)
        ]

    flat = day("flat", dict.fromkeys(range(24), 10))
    human = day("human", {hour: 20 for hour in range(8, 20)})
    found = judged([*flat, *human])

    assert len(found) == 240
    assert set(map(tuple, found.values())) == {("hours_flat",)}
    assert {one.quality for one in _stored() if one.columns["anonymous_id"] == "flat"} == {1}
    assert {one.quality for one in _stored() if one.columns["anonymous_id"] == "human"} == {0}


def test_extreme_bounces_are_suspect(db: None) -> None:
    def sessions(campaign: str, count: int, twice: int) -> list[Any]:
        return [
            clicked(
                f"{campaign}{number}",
                number * 1_000 + second,
                name="page_viewed",
                message_id=f"{campaign}-{number}-{second}",
                properties={"campaign": campaign, "session_id": f"{campaign}{number}"},
            )
            for number in range(count)
            for second in range(2 if number < twice else 1)
        ]

    found = judged([*sessions("all", 200, 0), *sessions("none", 200, 200), *sessions("some", 200, 1)])
    assert {key.split("-")[0] for key in found} == {"all", "none"}
    assert len(found) == 200 + 400
    assert judged(sessions("small", 199, 0)) == {}


def test_judging_again_changes_nothing_and_takes_back_what_no_longer_holds(db: None) -> None:
    events = [clicked("a", at, person=7, message_id=f"m{at}", quality=1) for at in (0, 500, 1_000)]
    events[0].properties["$quality"] = ["screen_mismatch"]
    assert judged(events)["m0"] == ["screen_mismatch", "click_rate"]
    assert {one.quality for one in _stored()} == {2}
    facts = OutboxFact.objects.filter(name="profiles_touched")
    assert [fact.payload["profile_ids"] for fact in facts] == [[7]]

    TrafficState.objects.update(seq=0)
    with clock.travel(NOW):
        assert quality_marking.turn() == 0
    assert facts.all().count() == 1

    with clock.travel(NOW):
        quality_services.set_thresholds(thresholds=Thresholds(rate_run=5), actor=principal_of(make_user()))
        assert quality_marking.turn() == 3
    assert {one.quality for one in _stored()} == {1}
    assert [one.properties.get("$quality") for one in _stored()] == [["screen_mismatch"], None, None]
    assert facts.all().count() == 2


def test_a_kill_between_marking_and_telling_tells_later(db: None) -> None:
    MarkedPeople.objects.create(profile_ids=[5, 6])

    quality_marking.turn()

    assert not MarkedPeople.objects.exists()
    [fact] = OutboxFact.objects.filter(name="profiles_touched")
    assert (fact.payload["profile_ids"], fact.payload["what"]) == ([5, 6], "quality")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["web", "app"]),
            st.sampled_from(["", "spring", "autumn"]),
            st.sampled_from([0, 1, 2]),
            st.integers(0, 2 * DAY - 1),
        ),
        max_size=40,
    )
)
def test_net_and_invalid_add_up_to_raw(rows: list[tuple[str, str, int, int]]) -> None:
    from marketloop.events import spine

    spine.close_spine()
    facade.append(
        [
            make_event(
                source=source,
                quality=quality,
                time_ms=MIDNIGHT + at,
                properties={"campaign": campaign} if campaign else {},
            )
            for source, campaign, quality, at in rows
        ]
    )
    append()

    for by in ("source", "campaign", "content", "region", "hour", "day", "name"):
        found = quality_reading.report(MIDNIGHT, MIDNIGHT + 2 * DAY, by)
        assert found.total.net + found.total.invalid == found.total.raw == len(rows)
        assert sum(one.traffic.net for one in found.parts) == found.total.net
        assert sum(one.traffic.invalid for one in found.parts) == found.total.invalid
        for part in found.parts:
            wanted = quality_reading.Slice(MIDNIGHT, MIDNIGHT + 2 * DAY, by, part.value)
            assert len(quality_reading.behind(wanted, None, 100)) == part.traffic.raw


def test_now_is_the_day_of_the_examples() -> None:
    assert MIDNIGHT < NOW_MS < MIDNIGHT + DAY
