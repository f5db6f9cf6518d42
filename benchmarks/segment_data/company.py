"""The seeded company of the segment benchmark: people with state, a year of events, straight into the store.

A shop in which people browse in bursts: 20 event names with a long tail, 40 categories, 200 brands, 5,000 products; activity a
person follows a power law. State (stage, orders, spend) agrees with the orders among the events.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from marketloop.events.schema import CONSENT, EVENTS, IDENTIFIER, STATE, TAG, TRAIT
from marketloop.events.store import Store

Ids = npt.NDArray[np.int64]
DAY = 86_400_000
NAMES = (
    "product_viewed",
    "page_viewed",
    "product_added",
    "products_searched",
    "message_opened",
    "message_clicked",
    "signed_in",
    "order_paid",
)
SHARES = (0.42, 0.24, 0.10, 0.08, 0.06, 0.02, 0.05, 0.03)
CITIES = ("上海", "杭州", "北京", "深圳", "成都", "武汉", "南京", "西安")
CHUNK = 500_000


def fill(store: Store, people: Ids, events: int, now: int, seed: int = 7) -> int:
    """Write `events` events of these people in the year before `now`, and their state; returns the last seq."""
    random = np.random.default_rng(seed)
    weights = random.pareto(1.6, len(people)) + 0.05
    edges = np.cumsum(weights) / weights.sum()
    done, seq, bought = 0, 0, []
    while done < events:
        size = min(CHUNK, events - done)
        first, last = done / events, (done + size) / events
        times = np.sort(
            random.uniform(now - 365 * DAY * (1 - first), now - 365 * DAY * (1 - last), size)
        ).astype(np.int64)
        who = people[np.searchsorted(edges, random.random(size)).clip(0, len(people) - 1)]
        table, orders = _events(random, who, times, seq)
        seq += table.num_rows
        store.append(table, seq)
        bought.append(orders)
        done += size
    _state(store, random, people, bought, now)
    store.checkpoint()
    return seq


def _events(
    random: np.random.Generator, who: Ids, times: Ids, seq: int
) -> tuple[pa.Table, tuple[Ids, Ids, Ids]]:
    """A chunk with one bought line after each order; and (person, time, amount) of the orders."""
    names = random.choice(len(NAMES), len(who), p=SHARES)
    paid = np.flatnonzero(names == NAMES.index("order_paid"))
    order = np.argsort(np.concatenate([np.arange(len(who)), paid + 0.5]), kind="stable")
    line = np.concatenate([np.zeros(len(who), bool), np.ones(len(paid), bool)])[order]
    source = np.concatenate([np.arange(len(who)), paid])[order]
    people, when = who[source], times[source]
    labels = np.where(line, "product_bought", np.array(NAMES, dtype=object)[names[source]])
    amounts = (random.gamma(2.0, 9_000, len(who)).astype(np.int64) + 900)[source]
    product = random.zipf(1.3, len(who)).clip(1, 5_000)[source]
    goods = np.isin(labels, ["product_viewed", "product_added", "product_bought"])
    money = np.isin(labels, ["order_paid", "product_bought"])
    ids = np.arange(seq + 1, seq + 1 + len(source), dtype=np.int64)
    columns = {
        "event_id": ids,
        "seq": ids,
        "name": pa.array(labels, pa.string()),
        "kind": pa.array(np.where(money, "fact", "track"), pa.string()),
        "profile_id": people,
        "time": when,
        "received": when,
        "source": pa.array(["bench"] * len(source), pa.string()),
        "order_id": pa.array(np.char.add("O", (source + seq).astype(str)), pa.string(), mask=~money),
        "product_id": pa.array(np.char.add("P", product.astype(str)), pa.string(), mask=~goods),
        "category": pa.array(np.char.add("C", (product % 40).astype(str)), pa.string(), mask=~goods),
        "brand": pa.array(np.char.add("B", (product % 200).astype(str)), pa.string(), mask=~goods),
        "amount": pa.array(amounts, pa.int64(), mask=~money),
        "quantity": pa.array(np.ones(len(source), np.int32), mask=~money),
        "channel": pa.array(np.array(["app", "web", "mini"])[source % 3], pa.string()),
        "quality": pa.array((random.random(len(source)) < 0.01).astype(np.uint8) * 2, pa.uint8()),
    }
    length = len(source)
    arrays = []
    for field in EVENTS:
        if field.name == "properties":
            texts = pa.array(np.where(product % 4 == 0, '{"colour":"red","score":7}', "{}"), pa.string())
            arrays.append(pa.ExtensionArray.from_storage(pa.json_(pa.string()), texts))
        elif field.name in columns:
            arrays.append(
                pa.array(columns[field.name], field.type)
                if isinstance(columns[field.name], np.ndarray)
                else columns[field.name]
            )
        else:
            arrays.append(pa.nulls(length, field.type))
    kept = columns["quality"].to_numpy()[line.nonzero()[0] - 1] != 2
    at = line.nonzero()[0][kept]
    return pa.Table.from_arrays(arrays, schema=EVENTS), (people[at], when[at], amounts[at])


def _state(
    store: Store, random: np.random.Generator, people: Ids, bought: list[tuple[Ids, Ids, Ids]], now: int
) -> None:
    who, when, amount = (np.concatenate([one[part] for one in bought]) for part in range(3))
    at = np.searchsorted(people, who)
    orders = np.bincount(at, minlength=len(people)).astype(np.int32)
    spend = np.bincount(at, weights=amount, minlength=len(people)).astype(np.int64)
    last = np.zeros(len(people), np.int64)
    np.maximum.at(last, at, when)
    first = np.full(len(people), now, np.int64)
    np.minimum.at(first, at, when)
    stage = np.where(
        orders == 0,
        "prospect",
        np.where(orders == 1, "first_purchase", np.where(now - last > 180 * DAY, "lapsed", "repeat")),
    )
    n, created = len(people), now - random.integers(30 * DAY, 800 * DAY, len(people))
    state = {
        "profile_id": people, "created": created, "first_seen": created, "last_seen": now - random.integers(0, 300 * DAY, n),
        "stage": pa.array(stage, pa.string()), "orders": orders, "spend": spend,
        "first_order": pa.array(first, pa.int64(), mask=orders == 0), "last_order": pa.array(last, pa.int64(), mask=orders == 0),
        "source": pa.array(np.array(["ads", "store", "friend"])[people % 3], pa.string()),
        "city": pa.array(np.array(CITIES)[people % 8], pa.string()), "province": pa.nulls(n, pa.string()),
        "is_test": pa.array(random.random(n) < 0.002), "org_unit": pa.nulls(n, pa.int64()), "owner": pa.nulls(n, pa.int64()),
    }  # fmt: skip
    _insert(store, "profile_state", pa.table([pa.array(state[f.name], f.type) for f in STATE], schema=STATE))
    birthdays = np.datetime64("1960-01-01") + random.integers(0, 16_000, n).astype("timedelta64[D]")
    points = random.integers(0, 5_000, n)
    for key, text, number in (
        ("city", pa.array(np.array(CITIES)[people % 8], pa.string()), pa.nulls(n, pa.float64())),
        ("birthday", pa.array(birthdays.astype(str), pa.string()), pa.nulls(n, pa.float64())),
        ("points", pa.nulls(n, pa.string()), pa.array(points.astype(float))),
    ):
        key_column = pa.array([key] * n, pa.string())
        rows = pa.table([pa.array(people), key_column, text, number, pa.nulls(n, pa.int64())], schema=TRAIT)
        _insert(store, "profile_trait", rows)
    for tag, share in (("VIP", 0.05), ("母婴", 0.2), ("敏感肌", 0.1)):
        chosen = people[random.random(n) < share]
        _insert(
            store, "profile_tag", pa.table([chosen, pa.array([tag] * len(chosen), pa.string())], schema=TAG)
        )
    for channel, share in (("email", 0.6), ("sms", 0.4)):
        granted = pa.array(random.random(n) < share)
        _insert(
            store,
            "profile_consent",
            pa.table([people, pa.array([channel] * n, pa.string()), granted], schema=CONSENT),
        )
    for kind, share in (("user_id", 1.0), ("email", 0.7), ("phone", 0.5)):
        chosen = people[random.random(n) < share]
        _insert(
            store,
            "profile_identifier",
            pa.table([chosen, pa.array([kind] * len(chosen), pa.string())], schema=IDENTIFIER),
        )


def _insert(store: Store, name: str, rows: pa.Table) -> None:
    with store.writing(incoming=rows) as connection:
        connection.execute(f"INSERT INTO {name} SELECT * FROM incoming")
