"""Whatever comes over the wire: no answer of ours is a server error, and no good event in bad company is lost or doubled.

Each case is one call: a batch with a good event somewhere among damaged ones, then bytes of it damaged too, sent with odd
headers. Seeded; the nightly run has 100,000 cases.
"""

from __future__ import annotations

import gzip
import io
import json
import random
from collections import Counter
from typing import Any

import pytest

from marketloop.events import collector
from marketloop.events import facade as events
from marketloop.events.facade import ensure_write_key

KEY = "wkb_of_the_fuzz"
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1e308, 10**30, "", " ", "\u0000", "云岚", "a@b.cn", "13812345678", "x" * 300, "\ud800"),
    *([], {}, [[[[]]]], {"a": {"b": {"c": []}}}, "'; DROP TABLE events; --", "${jndi:ldap://x}", "{{7*7}}", "=1+1", "../../etc"),
    *("2026-01-05T08:00:00Z", "yesterday", 1_767_600_000, "NaN", "-0", {"$ne": 1}, ["a", 1, None]),
)  # fmt: skip
FIELDS = (
    *(
        "type",
        "messageId",
        "userId",
        "anonymousId",
        "event",
        "name",
        "timestamp",
        "originalTimestamp",
        "sentAt",
    ),
    *("properties", "traits", "context", "previousId", "groupId", "category", "integrations", "x"),
)
PATHS = ("batch", "batch", "batch", "track", "identify", "page", "import", "nothing", "hooks/unknown")


class Case:
    """One damaged call, made from a seed."""

    def __init__(self, number: int) -> None:
        self.draw = random.Random(number)
        self.good = f"good-{number}"
        self.intact = self.draw.random() < 0.5
        self.path = "batch" if self.intact else self.draw.choice(PATHS)
        batch = [self._damaged() for _ in range(self.draw.randrange(4))]
        batch.insert(self.draw.randrange(len(batch) + 1), self._good())
        text = json.dumps({"batch": batch, "writeKey": KEY}, ensure_ascii=self.draw.random() < 0.5)
        self.body = text.encode(errors="surrogatepass")
        if not self.intact:
            self.body = self._bytes_damaged(self.body)

    def _good(self) -> dict[str, Any]:
        return {
            "type": "track", "messageId": self.good, "anonymousId": "visitor", "event": "Product Viewed",
            "properties": {"product_id": "sku-1", "price": 12.5},
        }  # fmt: skip

    def _damaged(self) -> Any:
        if self.draw.random() < 0.1:
            return self.draw.choice(ODD[:-1])
        one: dict[str, Any] = {**self._good(), "messageId": f"odd-{self.good}-{self.draw.random()}"}
        for _ in range(self.draw.randrange(1, 4)):
            one[self.draw.choice(FIELDS)] = self.draw.choice(ODD)
        if self.draw.random() < 0.3:
            one["properties"] = {
                self.draw.choice(("price", "amount", "products", "email", "$traits", "键")): self.draw.choice(
                    ODD
                )
            }
        return one

    def _bytes_damaged(self, body: bytes) -> bytes:
        found = bytearray(body)
        for _ in range(self.draw.randrange(4)):
            place = self.draw.randrange(len(found))
            match self.draw.randrange(4):
                case 0:
                    found[place] = self.draw.randrange(256)
                case 1:
                    del found[place : place + self.draw.randrange(1, 30)]
                case 2:
                    found[place:place] = self.draw.randbytes(3)
                case _:
                    del found[max(1, place) :]
            if not found:
                found = bytearray(b"{")
        return bytes(found)

    def environ(self) -> dict[str, Any]:
        """The call as the server hands it over."""
        body, headers = self.body, dict[str, Any]()
        if self.draw.random() < 0.1:
            body, headers["HTTP_CONTENT_ENCODING"] = gzip.compress(body, 1), "gzip"
        if not self.intact and self.draw.random() < 0.2:
            headers |= self.draw.choice(
                (
                    {"HTTP_CONTENT_ENCODING": "gzip"},
                    {"HTTP_AUTHORIZATION": "Basic ???"},
                    {"HTTP_AUTHORIZATION": "Basic d2tiOg=="},
                    {"HTTP_X_WRITE_KEY": "\x00"},
                    {"CONTENT_LENGTH": "many"},
                    {"CONTENT_LENGTH": "999999999"},
                    {"REQUEST_METHOD": "PUT"},
                )
            )
        return {
            "PATH_INFO": f"/v1/{self.path}",
            "REQUEST_METHOD": "POST",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "REMOTE_ADDR": self.draw.choice(("203.0.113.7", "", "not an address", "2001:db8::1")),
            "HTTP_USER_AGENT": self.draw.choice(("Mozilla/5.0", "", "bot/1", "\xff")),
            **headers,
        }


def send(case: Case) -> tuple[int, bytes]:
    """(status, body) of the collector's answer."""
    statuses: list[int] = []
    answer = b"".join(
        collector.application(case.environ(), lambda status, _headers: statuses.append(int(status[:3])))
    )
    return statuses[0], answer


def run(cases: int, start: int = 0) -> Counter[int]:
    """Send cases and compare the store with what was acknowledged; statuses by number."""
    ensure_write_key("fuzz", "browser", KEY)
    statuses: Counter[int] = Counter()
    wanted = 0
    for number in range(start, start + cases):
        case = Case(number)
        status, answer = send(case)
        statuses[status] += 1
        assert status < 500, (number, answer)
        assert json.loads(answer), (number, answer)
        if case.intact:
            assert status == 200, (number, answer)
            wanted += 1
    events.catch_up(timeout_s=600)
    kept = events.reader()(
        "SELECT count(*) AS n, count(DISTINCT event_id) AS ids, count(*) FILTER (amount = 1250) AS priced FROM events"
        " WHERE source = 'fuzz' AND name = 'product_viewed' AND product_id = 'sku-1'"
    ).to_pylist()[0]
    assert kept["n"] == kept["ids"]
    assert kept["priced"] >= wanted
    return statuses


@pytest.mark.django_db
def test_no_call_breaks_the_collector_and_no_good_event_is_lost() -> None:
    statuses = run(3_000)

    assert statuses[200] > 1_500
    assert statuses.keys() <= {200, 400, 401, 404, 405, 413}
    assert len(statuses) >= 5


@pytest.mark.nightly
@pytest.mark.django_db
def test_a_hundred_thousand_calls() -> None:
    for start in range(10_000, 110_000, 10_000):
        assert sum(run(10_000, start).values()) == 10_000
