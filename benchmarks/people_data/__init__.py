"""A company's customers for benchmarks, made through the doors of the product, and a server that answers questions about them."""

from __future__ import annotations

import json
import random
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from tests.server import Server

SURNAMES, GIVEN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗",
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰",
)
CITIES = ("上海", "北京", "杭州", "苏州", "成都", "广州", "深圳", "武汉", "西安", "南京")

_FILL = """
import json, random
from django.db import transaction
from marketloop.events import facade as events
from marketloop.platform import clock, ids
from marketloop.platform.bulk import insert_rows
from marketloop.profiles import facade as profiles
from marketloop.profiles.contracts import UpsertRow
from marketloop.profiles.models import PurchaseRow
from benchmarks.people_data import person
draw, now, day = random.Random(5), clock.now_ms(), 86_400_000
for start in range(0, {people}, 2_000):
    numbers = range(start, min({people}, start + 2_000))
    made = [person(n) for n in numbers]
    with transaction.atomic():
        found = profiles.bulk_upsert([UpsertRow(
            identifiers=tuple(one["identifiers"]), traits=one["traits"], tags=tuple(one["tags"]),
            consents={{"email": one["email_ok"]}}, time_ms=now - one["age"] * day,
        ) for one in made], source="import").ids
        bought = [(profile, order) for profile, one in zip(found, made) for order in one["orders"]]
        new = ids.new_ids(len(bought) or 1)
        insert_rows(PurchaseRow, ("event_id", "profile_id", "order_id", "amount", "time", "refund"),
            [(row, profile, str(row), amount, now - back * day, False)
             for row, (profile, (amount, back)) in zip(new, bought)])
    profiles.refresh_pending()
from marketloop.profiles.models import Person
print(json.dumps([ids.encode("pro", one) for one in Person.objects.order_by("id").values_list("id", flat=True)]))
"""

_KEY = """
from marketloop.organisation.principals import StaffPrincipal
from marketloop.organisation.services import create_api_key, create_user, ensure_presets
ensure_presets()
user = create_user(email="bench@staff.example", name="bench", password="a-word-for-the-bench-7", role_key="admin", actor=None)
print(create_api_key(name="bench", permissions=["profiles.read", "analytics.read"], expires_at=None, actor=StaffPrincipal(user))[1])
"""


def person(number: int) -> dict[str, Any]:
    """Person number so-and-so; the same one on every call."""
    draw = random.Random(number)
    name = draw.choice(SURNAMES) + draw.choice(GIVEN) + draw.choice(GIVEN)
    orders = [] if draw.random() < 0.5 else [
        (draw.randrange(1_000, 200_000), draw.randrange(700)) for _ in range(1 + int(draw.expovariate(0.7)))
    ]  # fmt: skip
    return {
        "identifiers": [
            ("user_id", f"user-{number}"), ("phone", phone(number)), ("email", f"person{number}@mail.example"),
        ],
        "traits": {"name": name, "city": draw.choice(CITIES), "level": draw.choice(["gold", "silver", "none"])},
        "tags": [tag for tag, share in (("VIP", 0.02), ("有娃家庭", 0.2)) if draw.random() < share],
        "email_ok": draw.random() < 0.6,
        "age": draw.randrange(700),
        "orders": orders,
    }  # fmt: skip


def phone(number: int) -> str:
    """The mobile number of a person."""
    return f"138{number:08d}"


class Customers:
    """A server with so many customers; ids in the order of the database."""

    def __init__(self, home: Path, people: int) -> None:
        self.people = people
        self.server = Server(home, timeout_s=180)
        self.server.prepare(key="wkb_of_the_people_benchmark")
        self.ids: list[str] = json.loads(self.server.run(_FILL.format(people=people)).splitlines()[-1])
        self._key = self.server.run(_KEY).splitlines()[-1]

    def ask(self, path: str, **query: Any) -> tuple[dict[str, Any], float]:
        """The answer of one call and the milliseconds it took."""
        words = urllib.parse.urlencode({name: value for name, value in query.items() if value}, doseq=True)
        asked = urllib.request.Request(
            f"{self.server.url}/api/v1{path}{'?' if words else ''}{words}",
            headers={"Authorization": f"Bearer {self._key}"},
        )
        started = time.perf_counter()
        with urllib.request.urlopen(asked, timeout=60) as answer:
            body = answer.read()
        spent = (time.perf_counter() - started) * 1000
        found: dict[str, Any] = json.loads(body)
        return found, spent
