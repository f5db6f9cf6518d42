"""Ingest over HTTP: Segment batches of 100 against a real server, acknowledged when they are on the disk.

    python -m benchmarks.ingest --scale small --json FILE

The whole product serves (granian, collector, identity, all consumers, default settings) in one process group; the load comes
from this process over plain sockets on the same cores. A tenth of the messages are `identify` with an e-mail address, the
rest `track` of anonymous and known people with page, campaign and product. First a round with repeated messages is sent and
what stands in the store is compared with what was sent; then rounds are measured: batches, single messages, and the floor
(bare Arrow appends of rows as wide as ours to a DuckDB file in transactions of 20,000) in turn.

`events_per_s` counts acknowledged events of batches; `stored_per_s` until all of them stand in the store, resolved to people;
`consumed_per_s` until profiles, segments and journeys have passed them too.
"""

from __future__ import annotations

import json
import math
import random
import statistics
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from benchmarks.command import run_benchmark
from benchmarks.http_load import WrongAnswer, percentile, send_all
from marketloop.events.schema import EVENTS, create_table
from tests.server import Server

KEY, BATCH, FLOOR_BATCH = "wkb_of_the_ingest_benchmark", 100, 20_000
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
FRACTIONS = (1 / 16, 1 / 4, 1)


@dataclass(frozen=True)
class Scale:
    """Events per round, people among whom they fall, single messages per round, rounds."""

    events: int
    people: int
    singles: int
    repetitions: int
    connections: int = 16


SCALES = {"small": Scale(60_000, 20_000, 4_000, 5), "full": Scale(3_000_000, 1_000_000, 100_000, 5)}


def message(draw: random.Random, people: int) -> dict[str, Any]:
    """One message of somebody: a tenth identify, the rest look at products."""
    person = draw.randrange(people)
    common = {
        "messageId": str(uuid.UUID(int=draw.getrandbits(128))),
        "anonymousId": f"anon-{person}",
        "timestamp": "2026-01-05T08:00:00.000Z",
    }
    if draw.random() < 0.1:
        traits = {"email": f"person{person}@mail.example", "level": "gold", "city": "杭州"}
        return {**common, "type": "identify", "userId": f"user-{person}", "traits": traits}
    known = {"userId": f"user-{person}"} if person % 3 == 0 else {}
    product = draw.randrange(5_000)
    return {
        **common,
        **known,
        "type": "track",
        "event": "Product Viewed",
        "properties": {
            "product_id": f"sku-{product}",
            "category": f"category {product % 40}",
            "price": product / 10,
            "quantity": 1,
        },
        "context": {
            "page": {"path": f"/p/{product}", "url": f"https://shop.example/p/{product}"},
            "campaign": {"name": "spring", "source": "wechat", "medium": "social"},
            "userAgent": BROWSER,
        },
    }


def request(path: str, body: dict[str, Any]) -> bytes:
    """The bytes of one call."""
    text = json.dumps({**body, "writeKey": KEY}, ensure_ascii=False).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
    return head.encode() + text


def batches(draw: random.Random, scale: Scale, events: int) -> list[bytes]:
    """Calls of 100 messages."""
    return [
        request("/v1/batch", {"batch": [message(draw, scale.people) for _ in range(BATCH)]})
        for _ in range(events // BATCH)
    ]


def singles(draw: random.Random, scale: Scale, count: int) -> list[bytes]:
    """Calls of one message."""
    found = []
    for _ in range(count):
        one = message(draw, scale.people)
        found.append(request(f"/v1/{one['type']}", one))
    return found


class Product:
    """The server with a source for the load and a machine key that reads the status."""

    def __init__(self, home: Path) -> None:
        self.server = Server(home, timeout_s=180)
        self.server.prepare(key=KEY)
        self._key = self.server.run(_MACHINE_KEY).splitlines()[-1]

    def status(self) -> dict[str, Any]:
        """`/api/v1/events/status`."""
        asked = urllib.request.Request(
            f"{self.server.url}/api/v1/events/status", headers={"Authorization": f"Bearer {self._key}"}
        )
        with urllib.request.urlopen(asked, timeout=60) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def wait(self, done: Callable[[dict[str, Any]], bool], timeout_s: float = 900) -> dict[str, Any]:
        """Ask for the status until it is as wanted."""
        end = time.monotonic() + timeout_s
        while not done(status := self.status()):
            if time.monotonic() > end:
                raise WrongAnswer(f"did not catch up: {status}")
            time.sleep(0.05)
        return status


_MACHINE_KEY = """
from marketloop.organisation.principals import StaffPrincipal
from marketloop.organisation.services import create_api_key, create_user, ensure_presets
ensure_presets()
user = create_user(email="bench@staff.example", name="bench", password="a-word-for-the-bench-7", role_key="admin", actor=None)
print(create_api_key(name="bench", permissions=["events.read"], expires_at=None, actor=StaffPrincipal(user))[1])
"""

_STORED = """
import json
from marketloop.events import facade
rows = facade.reader()('''
  SELECT count(*) AS events, count(DISTINCT event_id) AS ids, count(DISTINCT anonymous_id) AS visitors,
         sum(amount) AS amount, count(*) FILTER (contains(properties::VARCHAR, 'mail.example')) AS clear,
         count(DISTINCT coalesce(canonical_id, events.profile_id)) AS people
  FROM events LEFT JOIN alias_map ON alias_map.profile_id = events.profile_id
  WHERE kind IN ('track', 'identify')''').to_pylist()
print(json.dumps({key: int(value or 0) for key, value in rows[0].items()}))
"""


def check(product: Product, scale: Scale) -> dict[str, int]:
    """Send a round in which every fifth message comes twice; raises WrongAnswer unless the store is exact."""
    draw = random.Random(1)
    sent = [message(draw, scale.people) for _ in range(3_000)]
    twice = sent + sent[::5]
    draw.shuffle(twice)
    calls = [request("/v1/batch", {"batch": twice[at : at + BATCH]}) for at in range(0, len(twice), BATCH)]
    with product.server:
        send_all(product.server.port, calls, scale.connections)
        product.wait(lambda status: status["lag"] == 0)
    found: dict[str, int] = json.loads(product.server.run(_STORED).splitlines()[-1])
    visitors = len({one["anonymousId"] for one in sent})
    amount = sum(round(one["properties"]["price"] * 100) for one in sent if one["type"] == "track")
    wanted = {
        "events": len(sent), "ids": len(sent), "visitors": visitors, "amount": amount, "clear": 0, "people": visitors,
    }  # fmt: skip
    if found != wanted:
        raise WrongAnswer(f"stored {found}, sent {wanted}")
    return found


def floor(folder: Path, rows: int) -> float:
    """Rows per second of bare Arrow appends to a DuckDB file."""
    draw = random.Random(2)
    table = _rows(draw)
    connection = duckdb.connect(str(folder / f"floor-{uuid.uuid4()}.duckdb"))
    connection.execute("SET checkpoint_threshold='256MB'")
    connection.execute(create_table("events", EVENTS))
    started, done = time.perf_counter(), 0
    while done < rows:
        connection.begin()
        connection.register("incoming", table)
        connection.execute("INSERT INTO events SELECT * FROM incoming")
        connection.unregister("incoming")
        connection.commit()
        done += table.num_rows
    seconds = time.perf_counter() - started
    connection.close()
    return done / seconds


def _rows(draw: random.Random) -> pa.Table:
    """Rows as the load makes them."""
    fill: dict[str, Callable[[int], Any]] = {
        "event_id": lambda n: draw.getrandbits(62),
        "seq": lambda n: n,
        "name": lambda n: "product_viewed",
        "kind": lambda n: "track",
        "profile_id": lambda n: draw.getrandbits(62),
        "time": lambda n: 1_767_600_000_000 + n,
        "received": lambda n: 1_767_600_000_000 + n,
        "source": lambda n: "web",
        "anonymous_id": lambda n: f"anon-{draw.randrange(1_000_000)}",
        "product_id": lambda n: f"sku-{draw.randrange(5000)}",
        "category": lambda n: f"category {n % 40}",
        "amount": lambda n: n,
        "quantity": lambda n: 1,
        "campaign": lambda n: "spring",
        "utm_source": lambda n: "wechat",
        "medium": lambda n: "social",
        "device": lambda n: "desktop",
        "quality": lambda n: 0,
        "properties": lambda n: json.dumps(
            {"price": n / 10, "$context": {"page": {"path": f"/p/{n}", "url": f"https://shop.example/p/{n}"}, "userAgent": BROWSER}}
        ),
    }  # fmt: skip
    columns = []
    for one in EVENTS:
        kind = pa.string() if one.name == "properties" else one.type
        made = [fill[one.name](n) for n in range(FLOOR_BATCH)] if one.name in fill else [None] * FLOOR_BATCH
        values = pa.array(made, kind)
        columns.append(
            pa.ExtensionArray.from_storage(one.type, values) if one.name == "properties" else values
        )
    return pa.Table.from_arrays(columns, schema=EVENTS)


def measure(product: Product, scale: Scale, folder: Path) -> dict[str, list[float]]:
    """Rounds of batches, single messages and the floor, in turn."""
    found: dict[str, list[float]] = {
        name: [] for name in ("acked", "stored", "consumed", "p99", "single", "single_p99", "floor")
    }
    port = product.server.port
    for turn in range(scale.repetitions):
        draw = random.Random(100 + turn)
        calls = batches(draw, scale, scale.events)
        before = product.wait(_quiet)["log_seq"]
        started = time.perf_counter()
        sent = send_all(port, calls, scale.connections)
        product.wait(lambda status, wanted=before + scale.events: status["store_seq"] >= wanted)  # type: ignore[misc]
        stored = time.perf_counter() - started
        product.wait(
            lambda status, wanted=before + scale.events: all(
                one["seq"] >= wanted for one in status["consumers"]
            )  # type: ignore[misc]
        )
        consumed = time.perf_counter() - started
        del calls
        product.wait(_quiet)
        alone = send_all(port, singles(draw, scale, scale.singles), scale.connections * 2)
        product.wait(_quiet)
        found["acked"].append(scale.events / sent.seconds)
        found["stored"].append(scale.events / stored)
        found["consumed"].append(scale.events / consumed)
        found["p99"].append(percentile(sent.latencies, 0.99) * 1000)
        found["single"].append(scale.singles / alone.seconds)
        found["single_p99"].append(percentile(alone.latencies, 0.99) * 1000)
        found["floor"].append(floor(folder, scale.events))
    return found


def _quiet(status: dict[str, Any]) -> bool:
    return status["lag"] == 0 and all(one["lag"] == 0 for one in status["consumers"])


def growth(product: Product, scale: Scale) -> tuple[list[float], float]:
    """Seconds until stored at 1/16, 1/4 and 1 of the size, and the fitted exponent."""
    seconds = []
    for number, fraction in enumerate(FRACTIONS):
        events = max(BATCH, int(scale.events * fraction) // BATCH * BATCH)
        calls = batches(random.Random(200 + number), scale, events)
        before = product.wait(_quiet)["log_seq"]
        started = time.perf_counter()
        send_all(product.server.port, calls, scale.connections)
        product.wait(lambda status, wanted=before + events: status["store_seq"] >= wanted)  # type: ignore[misc]
        seconds.append(time.perf_counter() - started)
    return seconds, math.log(seconds[-1] / seconds[0]) / math.log(FRACTIONS[-1] / FRACTIONS[0])


def run(scale: str) -> dict[str, Any]:
    """All figures of one scale; raises WrongAnswer when the store is not exact."""
    size = SCALES[scale]
    with tempfile.TemporaryDirectory(prefix="marketloop-bench-") as name:
        folder = Path(name)
        home = folder / "home"
        home.mkdir()
        product = Product(home)
        checked = check(product, size)
        print(f"    answers: {checked}", flush=True)
        with product.server:
            seconds, exponent = growth(product, size)
            found = measure(product, size, folder)
    for key, values in found.items():
        print(f"    {key:<11}{statistics.median(values):>12,.1f}   ({min(values):,.1f}…{max(values):,.1f})")
    ratios = [acked / floor_rate for acked, floor_rate in zip(found["acked"], found["floor"], strict=True)]
    print(
        f"    seconds at {', '.join(f'{part:g}' for part in FRACTIONS)}: {[round(one, 2) for one in seconds]}, exponent {exponent:.2f}"
    )
    return {
        "events_per_s": round(statistics.median(found["acked"])),
        "floor_ratio": round(statistics.median(ratios), 3),
        "p99_ms": round(statistics.median(found["p99"]), 1),
        "single_per_s": round(statistics.median(found["single"])),
        "single_p99_ms": round(statistics.median(found["single_p99"]), 1),
        "stored_per_s": round(statistics.median(found["stored"])),
        "consumed_per_s": round(statistics.median(found["consumed"])),
        "floor_per_s": round(statistics.median(found["floor"])),
        "exponent": round(exponent, 3),
        "spread": {key: [min(values), max(values)] for key, values in found.items()},
        "scale": scale,
    }


SHOWN = ("events_per_s", "floor_ratio", "p99_ms", "single_per_s", "stored_per_s", "consumed_per_s")


if __name__ == "__main__":
    sys.exit(run_benchmark("ingest", __doc__, SCALES, run, SHOWN))
