"""The past of the demo company, through the bulk doors: goods, people, orders, behaviour before the live weeks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import numpy as np

from marketloop.catalog import facade as catalog
from marketloop.demo.behaviour import ACTS, Acts, Orders
from marketloop.demo.people import People
from marketloop.demo.world import CHANNELS, CITIES, Good
from marketloop.events import facade as events
from marketloop.events.contracts import IncomingEvent, Kind
from marketloop.orders import facade as orders_door
from marketloop.orders.facade import NewLine, NewOrder
from marketloop.profiles import facade as profiles
from marketloop.profiles.contracts import UpsertRow

SOURCE = "mall"
CHUNK = 2_000
Note = Callable[[str], None]


def load_goods(goods: list[Good]) -> None:
    """The catalogue."""
    catalog.bulk_upsert_products(
        [
            catalog.NewProduct(
                code=good.code,
                name=good.name,
                category=good.category,
                brand=good.brand,
                price=good.price,
                is_consumable=good.cycle > 0,
                cycle_days=good.cycle or None,
            )
            for good in goods
        ]
    )


def load_people(people: People, rows: np.ndarray, units: dict[str, int]) -> dict[int, int]:
    """The given rows of people as customers; returns profile ids by row. `units`: org unit ids of shops by name."""
    loaded: dict[int, int] = {}
    for chunk in _chunks(rows):
        ids = profiles.bulk_upsert([_upsert(people, row, units) for row in chunk], source=SOURCE).ids
        loaded |= dict(zip(chunk, ids, strict=True))
    return loaded


def _upsert(people: People, row: int, units: dict[str, int]) -> UpsertRow:
    return UpsertRow(
        identifiers=(
            ("user_id", people.user_id(row)),
            ("phone", people.phone(row)),
            ("email", people.email(row)),
        ),
        traits=traits_of(people, row),
        consents={"email": bool(people.email_consent[row]), "sms": bool(people.sms_consent[row])},
        time_ms=int(people.joined[row]),
        org_unit=units.get(shop_of(people, row)),
        evidence="demo",
    )


def traits_of(people: People, row: int) -> dict[str, Any]:
    """What the shop knows of a customer."""
    city = CITIES[people.city[row]]
    known = {"address": people.address[row], "company": people.company[row]}
    return {
        **{key: value for key, value in known.items() if value},
        "name": people.names[row],
        "gender": "female" if people.female[row] else "male",
        "birthday": people.birthday[row],
        "city": city.name,
        "province": city.province,
        "source": CHANNELS[people.channel[row]].source,
    }


def shop_of(people: People, row: int) -> str:
    """Name of a customer's shop."""
    return f"{CITIES[people.city[row]].name}{int(people.store[row]) + 1}店"


def load_orders(
    orders: Orders, rows: np.ndarray, people: People, ids: dict[int, int], goods: list[Good]
) -> None:
    """The given orders with their refunds, as an order file would bring them."""
    for chunk in _chunks(rows):
        orders_door.bulk_import(
            [new_order(orders, at, people, goods, ids.get(int(orders.person[at]))) for at in chunk]
        )


def new_order(orders: Orders, at: int, people: People, goods: list[Good], profile_id: int | None) -> NewOrder:
    """One simulated order as the order module takes it."""
    person = int(orders.person[at])
    in_shop = CHANNELS[people.channel[person]].source == "store" and at % 3 == 0
    return NewOrder(
        order_no=f"{SOURCE.upper()}{at + 1:07d}",
        time_ms=int(orders.time[at]),
        lines=tuple(new_line(goods[item], quantity) for item, quantity in orders.lines[at]),
        profile_id=profile_id,
        identifiers=() if profile_id else (("user_id", people.user_id(person)),),
        channel="store" if in_shop else "mall",
        store=shop_of(people, person),
        region=CITIES[people.city[person]].region,
    )


def new_line(good: Good, quantity: int) -> NewLine:
    """One line of an order."""
    return NewLine(
        code=good.code,
        unit_price=Decimal(good.price) / 100,
        quantity=quantity,
        name=good.name,
        category=good.category,
        brand=good.brand,
    )


def load_acts(
    acts: Acts, first: int, last: int, people: People, ids: dict[int, int], goods: list[Good]
) -> None:
    """The acts in [first, last) as events of the shop's server log; who is not known yet is resolved by the shop's id."""
    for start in range(first, last, 10_000):
        events.append(list(_act_events(acts, start, min(start + 10_000, last), people, ids, goods)))


def _act_events(
    acts: Acts, start: int, end: int, people: People, ids: dict[int, int], goods: list[Good]
) -> Iterator[IncomingEvent]:
    for at in range(start, end):
        person, time_ms = int(acts.person[at]), int(acts.time[at])
        yield IncomingEvent(
            message_id=f"act-{at}",
            kind=Kind.TRACK,
            name=ACTS[acts.act[at]],
            time_ms=time_ms,
            received_ms=time_ms,
            source=SOURCE,
            identifiers=(("user_id", people.user_id(person)),),
            properties=act_properties(acts, at, people, goods),
            profile_id=ids.get(person),
        )


def act_properties(acts: Acts, at: int, people: People, goods: list[Good]) -> dict[str, Any]:
    """Properties of one act, as the shop's pages send them; `amount` in fen."""
    good, person = goods[acts.good[at]], int(acts.person[at])
    return {
        "product_id": good.code,
        "category": good.category,
        "brand": good.brand,
        "amount": good.price,
        "session_id": f"s{acts.session[at]}",
        "device": "ios" if person % 5 < 2 else "android",
        "utm_source": CHANNELS[people.channel[person]].source,
        "region": CITIES[people.city[person]].region,
    }


def _chunks(rows: np.ndarray) -> Iterator[list[int]]:
    listed = rows.tolist()
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]
