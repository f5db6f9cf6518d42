"""Twenty typical conditions, each as the builder stores it and as somebody who knows DuckDB would write it by hand.

The hand-written statements know the tables but not the compiler: one pass each, no alias look-ups (the data has no merged
people), the same rules of quality and test people, so that both sides give the same answer.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

DAY = 86_400_000
PEOPLE = "SELECT profile_id FROM profile_state u WHERE NOT coalesce(is_test, FALSE)"
"""Everybody; conditions are added with AND."""


def _last(days: int) -> dict[str, Any]:
    return {"kind": "last", "amount": days, "unit": "day"}


def _event(
    name: str, days: int | None = None, op: str = "gte", count: int = 1, **more: Any
) -> dict[str, Any]:
    window = {"window": _last(days)} if days else {}
    return {"type": "event", "name": name, "op": op, "count": count, **window, **more}


def conditions(now: int, zone: ZoneInfo) -> list[tuple[str, dict[str, Any], str]]:
    """(name, condition, hand-written SQL) at an instant."""
    today = dt.datetime.fromtimestamp(now / 1000, zone).date()
    ago = {days: now - days * DAY for days in (7, 14, 30, 60, 90, 180)}
    anniversaries = ", ".join(f"'{today + dt.timedelta(days=ahead):%m-%d}'" for ahead in range(8))

    def did(name: str, since: int | None, having: str = "", extra: str = "") -> str:
        window = f" AND time > {since} AND time <= {now}" if since else f" AND time <= {now}"
        group = f" GROUP BY profile_id HAVING {having}" if having else ""
        return f"(SELECT profile_id FROM events WHERE name = '{name}' AND quality <> 2{window}{extra}{group})"

    vip = "profile_id IN (SELECT profile_id FROM profile_tag WHERE tag = 'VIP')"
    email = "profile_id IN (SELECT profile_id FROM profile_consent WHERE channel = 'email' AND granted)"
    address = "profile_id IN (SELECT profile_id FROM profile_identifier WHERE kind = 'email')"
    return [
        ("viewed in 7 days", _event("product_viewed", 7), f"{PEOPLE} AND profile_id IN {did('product_viewed', ago[7])}"),
        (
            "viewed 3 times, not bought",
            {"type": "all", "of": [_event("product_viewed", 30, count=3), _event("order_paid", 30, "eq", 0)]},
            f"{PEOPLE} AND profile_id IN {did('product_viewed', ago[30], 'count(*) >= 3')}"
            f" AND profile_id NOT IN {did('order_paid', ago[30])}",
        ),
        (
            "left the cart",
            {"type": "all", "of": [_event("product_added", 7), _event("order_paid", 7, "eq", 0)]},
            f"{PEOPLE} AND profile_id IN {did('product_added', ago[7])} AND profile_id NOT IN {did('order_paid', ago[7])}",
        ),
        (
            "paid 500 yuan in 90 days",
            {"type": "aggregate", "name": "order_paid", "window": _last(90), "function": "sum", "property": "amount", "op": "gte", "value": 50_000},
            f"{PEOPLE} AND profile_id IN {did('order_paid', ago[90], 'sum(amount) >= 50000')}",
        ),
        (
            "large basket ever",
            {"type": "aggregate", "name": "order_paid", "function": "max", "property": "amount", "op": "gte", "value": 60_000},
            f"{PEOPLE} AND profile_id IN {did('order_paid', None, 'max(amount) >= 60000')}",
        ),
        (
            "win-back",
            {"type": "all", "of": [{"type": "state", "field": "orders", "op": "gte", "value": 2}, _event("order_paid", 60, "eq", 0)]},
            f"{PEOPLE} AND orders >= 2 AND profile_id NOT IN {did('order_paid', ago[60])}",
        ),
        (
            "bought one of two categories",
            {"type": "bought", "by": "category", "values": ["C3", "C5"], "window": _last(180), "op": "gte", "count": 1},
            f"{PEOPLE} AND profile_id IN {did('product_bought', ago[180], '', ' AND category IN (' + repr('C3') + ', ' + repr('C5') + ')')}",
        ),
        (
            "bought a brand twice",
            {"type": "bought", "by": "brand", "values": ["B1"], "op": "gte", "count": 2},
            f"{PEOPLE} AND profile_id IN {did('product_bought', None, 'count(DISTINCT order_id) >= 2', ' AND brand = ' + repr('B1'))}",
        ),
        (
            "looked at many products",
            {"type": "aggregate", "name": "product_viewed", "window": _last(30), "function": "distinct", "property": "product_id", "op": "gte", "value": 5},
            f"{PEOPLE} AND profile_id IN {did('product_viewed', ago[30], 'count(DISTINCT product_id) >= 5')}",
        ),
        (
            "red things, by a JSON property",
            _event("product_viewed", 14, where=[{"property": "colour", "op": "eq", "value": "red"}]),
            f"{PEOPLE} AND profile_id IN {did('product_viewed', ago[14], '', ' AND properties->>' + repr('$.colour') + ' = ' + repr('red'))}",
        ),
        ("city", {"type": "trait", "key": "city", "op": "in", "value": ["上海", "杭州"]},
         f"{PEOPLE} AND profile_id IN (SELECT profile_id FROM profile_trait WHERE key = 'city' AND text IN ('上海', '杭州'))"),
        ("points", {"type": "trait", "key": "points", "op": "gte", "value": 4_000},
         f"{PEOPLE} AND profile_id IN (SELECT profile_id FROM profile_trait WHERE key = 'points' AND number >= 4000)"),
        ("birthday within a week", {"type": "trait", "key": "birthday", "op": "anniversary_within_days", "value": 7},
         f"{PEOPLE} AND profile_id IN (SELECT profile_id FROM profile_trait WHERE key = 'birthday' AND text[6:10] IN ({anniversaries}))"),
        ("VIP, reachable", {"type": "all", "of": [{"type": "tag", "tag": "VIP"}, {"type": "consent", "channel": "email"}, {"type": "identifier", "kind": "email"}]},
         f"{PEOPLE} AND {vip} AND {email} AND {address}"),
        ("one tag of two, not VIP",
         {"type": "all", "of": [{"type": "any", "of": [{"type": "tag", "tag": "母婴"}, {"type": "tag", "tag": "敏感肌"}]}, {"type": "tag", "tag": "VIP", "has": False}]},
         f"{PEOPLE} AND profile_id IN (SELECT profile_id FROM profile_tag WHERE tag IN ('母婴', '敏感肌')) AND NOT {vip}"),
        ("lapsed or lapsing", {"type": "stage", "among": ["lapsed", "dormant"]}, f"{PEOPLE} AND stage IN ('lapsed', 'dormant')"),
        ("spent much, quiet",
         {"type": "all", "of": [{"type": "state", "field": "spend", "op": "gte", "value": 100_000}, _event("product_viewed", 14, "eq", 0)]},
         f"{PEOPLE} AND spend >= 100000 AND profile_id NOT IN {did('product_viewed', ago[14])}"),
        ("opens but never clicks",
         {"type": "all", "of": [_event("message_opened", 90, count=2), _event("message_clicked", 90, "eq", 0)]},
         f"{PEOPLE} AND profile_id IN {did('message_opened', ago[90], 'count(*) >= 2')} AND profile_id NOT IN {did('message_clicked', ago[90])}"),
        ("a tenth, by bucket", {"type": "bucket", "salt": "exp_1", "start": 0, "end": 1_000},
         f"{PEOPLE} AND CAST('0x' || left(md5('exp_1:' || CAST(profile_id AS VARCHAR)), 8) AS UBIGINT) % 10000 < 1000"),
        ("four kinds of act",
         {"type": "all", "of": [{"type": "any", "of": [_event("product_added", 30), _event("products_searched", 30, count=2), _event("signed_in", 7)]}, _event("order_paid", 30, "eq", 0), {"type": "consent", "channel": "sms"}]},
         f"{PEOPLE} AND (profile_id IN {did('product_added', ago[30])} OR profile_id IN {did('products_searched', ago[30], 'count(*) >= 2')}"
         f" OR profile_id IN {did('signed_in', ago[7])}) AND profile_id NOT IN {did('order_paid', ago[30])}"
         f" AND profile_id IN (SELECT profile_id FROM profile_consent WHERE channel = 'sms' AND granted)"),
    ]  # fmt: skip
