"""Many random lives at once: people, what they do, and conditions of every kind.

All from one seeded generator, so that a seed names a failure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any, get_args

from marketloop.events import facade as events
from marketloop.events.query.ast import Leaf
from marketloop.events.testing import make_event
from marketloop.platform import clock, ids
from marketloop.profiles import facade as profiles

DAY = 86_400_000
NAMES = ("product_viewed", "signed_in", "page_viewed")
CITIES = ("杭州", "苏州", "上海")
POINTS = ((31.3, 120.6), (30.27, 120.15), (22.5, 114.1))
JOURNEYS = ("jny_one", "jny_two")
Json = dict[str, Any]


# ---- conditions ------------------------------------------------------------------------------------------------------


class Conditions:
    """Random conditions; `leaf(type)` makes one of a kind, `tree()` a nested one."""

    def __init__(self, random: Random, start_ms: int) -> None:
        self.random = random
        self.start_ms = start_ms

    def all_kinds(self) -> list[str]:
        """Every type of leaf; lists of segments are made by the caller."""
        kinds = [leaf.model_fields["type"].default for leaf in get_args(Leaf)]
        return [kind for kind in kinds if kind != "list"]

    def tree(self, depth: int = 2) -> Json:
        """A group of leaves and groups."""
        random = self.random
        kind = random.choice(("all", "any", "not"))
        if depth == 0 or random.random() < 0.3:
            return self.leaf(random.choice([one for one in self.all_kinds() if one != "top"]))
        if kind == "not":
            return {"type": "not", "of": self.tree(depth - 1)}
        return {"type": kind, "of": [self.tree(depth - 1) for _ in range(random.randint(1, 3))]}

    def leaf(self, kind: str) -> Json:
        """A leaf of this type."""
        made: Json = getattr(self, f"_{kind}")()
        return {"type": kind, **made}

    def _span(self) -> Json:
        return self.random.choice(
            ({"amount": 1, "unit": "day"}, {"amount": 30, "unit": "hour"}, {"amount": 3, "unit": "day"})
        )

    def _window(self) -> Json:
        start = self.start_ms + self.random.randint(-2, 2) * DAY
        return self.random.choice(
            (
                {"kind": "ever"},
                {"kind": "last", **self._span()},
                {"kind": "ago", "start": 4, "end": 1, "unit": "day"},
                {"kind": "ago", "start": 40, "end": 20, "unit": "hour"},
                {"kind": "between", "start": start, "end": start + 2 * DAY},
            )
        )

    def _where(self) -> list[Json]:
        return self.random.choice(
            (
                [],
                [{"property": "amount", "op": "gte", "value": 2}],
                [{"property": "colour", "op": "ne", "value": "red"}],
                [{"property": "colour", "op": "matches", "value": "?l*"}],
                [{"property": "until", "op": "in_next_days", "value": 1}],
            )
        )

    def _act(self) -> Json:
        return {"name": self.random.choice(NAMES), "where": self._where()}

    def _count(self) -> Json:
        op, count = self.random.choice((("gte", 1), ("eq", 0), ("gte", 2), ("lt", 2), ("ne", 1)))
        return {"op": op, "count": count}

    def _flag(self) -> bool:
        return self.random.random() < 0.6

    def _trait(self) -> Json:
        return self.random.choice(
            (
                {"key": "level", "op": "eq", "value": "gold"},
                {"key": "level", "op": "matches", "value": "s*r"},
                {"key": "level", "op": "empty"},
                {"key": "score.churn", "op": "between", "value": [0.2, 0.7]},
                {"key": "hobbies", "op": "in", "value": ["茶", "咖啡"]},
                {"key": "hobbies", "op": "has_all", "value": ["茶", "咖啡"]},
                {"key": "hobbies", "op": "not_in", "value": ["茶"]},
                {"key": "vip", "op": "eq", "value": True},
                {"key": "birthday", "op": "anniversary_within_days", "value": 2},
                {"key": "joined", "op": "days_ago", "value": [1, 3]},
                {"key": "joined", "op": "in_next_days", "value": 1},
                {"key": "joined", "op": "not_in_last_days", "value": 1},
            )
        )

    def _tag(self) -> Json:
        return {"tag": "VIP", "has": self._flag()}

    def _stage(self) -> Json:
        return {"among": self.random.choice((["prospect"], ["first_purchase", "repeat"]))}

    def _consent(self) -> Json:
        return {"channel": "sms", "granted": self._flag()}

    def _identifier(self) -> Json:
        return {"kind": "phone", "present": self._flag()}

    def _reachable(self) -> Json:
        return {"channel": "sms", "can": self._flag()}

    def _state(self) -> Json:
        return self.random.choice(
            (
                {"field": "orders", "op": "gte", "value": 1},
                {"field": "spend", "op": "lt", "value": 900},
                {"field": "last_seen", "op": "in_last_days", "value": 1},
                {"field": "last_order", "op": "days_ago", "value": [1, 3]},
                {"field": "last_order", "op": "not_in_last_days", "value": 2},
                {"field": "city", "op": "in", "value": ["杭州"]},
            )
        )

    def _event(self) -> Json:
        return {**self._act(), "window": self._window(), **self._count()}

    def _aggregate(self) -> Json:
        return {
            **self._act(),
            "window": self._window(),
            "function": self.random.choice(("sum", "avg", "max", "min", "distinct")),
            "property": self.random.choice(("amount", "colour")),
            "op": self.random.choice(("gte", "lt", "eq")),
            "value": self.random.randint(0, 3),
        }

    def _bought(self) -> Json:
        return {"by": "category", "values": ["茶"], "window": self._window(), **self._count()}

    def _bucket(self) -> Json:
        return {"salt": "x", "start": 0, "end": 5000}

    def _occurrence(self) -> Json:
        return {**self._act(), "which": self.random.choice(("first", "last")), "window": self._window()}

    def _regular(self) -> Json:
        days = self.random.randint(1, 3)
        return {**self._act(), "days": days, "of": days + self.random.randint(0, 2)}

    def _stopped(self) -> Json:
        return {**self._act(), "within": self._span()}

    def _restarted(self) -> Json:
        return {**self._act(), "within": self._span(), "pause": self._span()}

    def _sequence(self) -> Json:
        return {
            "steps": [self._act() for _ in range(self.random.randint(2, 3))],
            "within": self._span(),
            "without": self._act() if self._flag() else None,
            "window": self._window(),
        }

    def _basket(self) -> Json:
        measure, value = self.random.choice(
            (
                ("value_avg", 500),
                ("value_max", 600),
                ("value_min", 400),
                ("items_avg", 2),
                ("discount_share", 0.1),
            )
        )
        return {
            "measure": measure,
            "window": self._window(),
            "op": self.random.choice(("gte", "lt")),
            "value": value,
        }

    def _owner(self) -> Json:
        by, prefix = self.random.choice((("staff", "usr"), ("unit", "org")))
        among = [ids.encode(prefix, 7)] if self._flag() else []
        return {"by": by, "among": among, "belongs": self._flag()}

    def _engaged(self) -> Json:
        thing, how, values = self.random.choice(
            (
                ("journey", "converted", ["jny_one"]),
                ("campaign", "visited", ["spring"]),
                ("page", "visited", ["/p/*"]),
            )
        )
        return {"thing": thing, "how": how, "values": values, "window": self._window(), **self._count()}

    def _holdout(self) -> Json:
        return {"journeys": self.random.choice(([], ["jny_one"])), "held": self._flag()}

    def _place(self) -> Json:
        level, among = self.random.choice(
            (("city", ["杭州"]), ("county", ["吴中区"]), ("province", ["浙江"]))
        )
        return {"level": level, "among": among, "inside": self._flag()}

    def _near(self) -> Json:
        lat, lon = self.random.choice(POINTS)
        return {"lat": lat, "lon": lon, "radius_km": self.random.choice((1, 130)), "near": self._flag()}

    def _top(self) -> Json:
        metric: Json = self.random.choice(
            (
                {"of": "state", "field": "spend"},
                {"of": "trait", "key": "score.churn"},
                {"of": "event", **self._act(), "window": self._window()},
                {
                    "of": "event",
                    **self._act(),
                    "window": self._window(),
                    "function": "sum",
                    "property": "amount",
                },
            )
        )
        unit, n = self.random.choice((("people", 5), ("percent", 10)))
        return {"n": n, "unit": unit, "most": self._flag(), "metric": metric}


# ---- lives -----------------------------------------------------------------------------------------------------------


class Lives:
    """People of one world; `live()` lets some time of theirs happen."""

    def __init__(self, random: Random, world: str, count: int) -> None:
        self.random = random
        self.names = [f"life-{world}-{number}" for number in range(count)]
        rows = [
            profiles.UpsertRow(identifiers=(("user_id", name),), is_test=random.random() < 0.02)
            for name in self.names
        ]
        self.people = profiles.bulk_upsert(rows, source="test").ids
        self.orders = 0

    def live(self, acts: int) -> None:
        """About so many events, and some changes of what is known of people."""
        random = self.random
        batch = [self._event(random.choice(self.people)) for _ in range(acts)]
        for _ in range(acts // 6):
            batch += self._order(random.choice(self.people))
        events.append(batch, durable=False)
        changed = random.sample(self.names, max(1, len(self.names) // 8))
        profiles.bulk_upsert([self._changed(name) for name in changed], source="test")

    def _time(self) -> int:
        """Mostly lately, sometimes dated ahead or long ago."""
        hours = self.random.choice((0, 0, 0, 1, 5, 24, 25, 47, 72, -1, -20))
        return clock.now_ms() - hours * 3_600_000 - self.random.randint(0, 900_000)

    def _event(self, person: int) -> Any:
        random = self.random
        name = random.choice((*NAMES, *NAMES, "journey_entered", "journey_converted"))
        properties: Json = {"amount": random.randint(1, 3), "colour": random.choice(("red", "blue"))}
        if name == "page_viewed":
            properties |= {"path": random.choice(("/p/1", "/home")), "campaign": "spring"}
        if name.startswith("journey"):
            properties |= {"journey": random.choice(JOURNEYS), "holdout": random.random() < 0.5}
        if random.random() < 0.3:
            properties["until"] = (clock.now() + dt.timedelta(days=random.randint(-1, 3))).date().isoformat()
        return make_event(name, profile_id=person, time_ms=self._time(), properties=properties)

    def _order(self, person: int) -> list[Any]:
        random = self.random
        self.orders += 1
        order, time_ms = f"{self.names[0]}-{self.orders}", self._time()
        paid = {
            "order_id": order,
            "amount": random.randint(3, 9) * 100,
            "quantity": random.randint(1, 3),
            "discount": random.choice((0, 50, 100)),
        }
        line = {
            "order_id": order,
            "line": 1,
            "category": random.choice(("茶", "咖啡")),
            "amount": paid["amount"],
        }
        return [
            make_event("order_paid", profile_id=person, time_ms=time_ms, properties=paid),
            make_event("product_bought", profile_id=person, time_ms=time_ms, properties=line),
        ]

    def _changed(self, name: str) -> profiles.UpsertRow:
        random = self.random
        lat, lon = random.choice(POINTS)
        changes: list[Callable[[], Json]] = [
            lambda: {"traits": {"level": random.choice(("gold", "silver"))}},
            lambda: {"traits": {"score.churn": random.choice((0.1, 0.2, 0.5, 0.9))}},
            lambda: {"traits": {"hobbies": random.choice((["茶"], ["茶", "咖啡"], ["酒"]))}},
            lambda: {"traits": {"vip": random.random() < 0.5}},
            lambda: {"traits": {"birthday": random.choice(("1990-03-03", "1988-02-29", "1990-03-06"))}},
            lambda: {"traits": {"joined": random.choice(("2026-03-02", "2026-03-05"))}},
            lambda: {"traits": {"city": random.choice(CITIES), "province": "浙江", "county": "吴中区"}},
            lambda: {"traits": {"lat": lat, "lon": lon}},
            lambda: {"tags": ("VIP",)},
            lambda: {"consents": {"sms": random.random() < 0.6}},
            lambda: {"org_unit": random.choice((7, 8)), "owner": random.choice((7, 8))},
        ]
        fields = random.choice(changes)()
        phone: tuple[tuple[str, str], ...] = ()
        if random.random() < 0.2:
            phone = (("phone", f"+861380{abs(hash(name)) % 10**7:07d}"),)
        return profiles.UpsertRow(identifiers=(("user_id", name), *phone), **fields)
