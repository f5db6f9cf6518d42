"""Kills −9 at random instants while the engine moves people: every action is asked for once, every number adds up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.server import Server

PEOPLE, KILLS = 3_000, 25

DRIVER = """
import datetime as dt, json, os, random, signal, time
from collections import Counter
from django.core.management import call_command
from django.db import connection, transaction
call_command("migrate", interactive=False, verbosity=0)
from marketloop.journeys.engine import turns
from marketloop.journeys.entries import Arrival, enrol
from marketloop.journeys.models import Enrolment, NodeCount
from marketloop.journeys.services import create_journey, publish
from marketloop.messaging import facade as messaging
from marketloop.messaging.models import Message
from marketloop.platform import clock, ids
from marketloop.platform.models import OutboxFact

PEOPLE, KILLS = %d, %d
template = ids.encode("tpl", messaging.ensure_template(key="t", name="t", subject="t", body="<p>t</p>", body_kind="html"))
hour = {"kind": "duration", "length": {"amount": 1, "unit": "hour"}}
nodes = [
    {"type": "event_entry", "id": "in", "event": "e", "next": "m1"},
    {"type": "send_email", "id": "m1", "template": template, "next": "d1"},
    {"type": "delay", "id": "d1", "wait": hour, "next": "r"},
    {"type": "random_split", "id": "r", "branches": [
        {"key": "a", "percent": 40, "next": "m2"}, {"key": "b", "percent": 60, "next": "d2"}]},
    {"type": "send_email", "id": "m2", "template": template, "next": "d2"},
    {"type": "delay", "id": "d2", "wait": hour, "next": "m3"},
    {"type": "send_email", "id": "m3", "template": template, "next": "out"},
    {"type": "exit", "id": "out", "reason": "done"},
]
start = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
turns.batch_size = lambda: 40
draw = random.Random(7)
with clock.travel(start) as time_machine:
    journey = create_journey(name="kill", graph={"nodes": nodes}, actor=None)
    publish(journey_id=journey.id, actor=None)
    with transaction.atomic():
        enrol(journey.id, "in", [Arrival(person, clock.now_ms()) for person in range(1, PEOPLE + 1)])
    kills = 0
    for hours in range(0, 4):
        time_machine.move(start + dt.timedelta(hours=hours))
        while True:
            connection.close()
            child = os.fork()
            if child == 0:
                turns.step(clock.now_ms())
                os._exit(0)
            if kills < KILLS * (hours + 1) // 3:
                time.sleep(draw.uniform(0.005, 0.12))
                os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            if os.WIFSIGNALED(status):
                kills += 1
            else:
                break

keys = list(Message.objects.values_list("intent_key", flat=True))
visited = Counter()
for path in Enrolment.objects.values_list("path", flat=True):
    visited.update(step.split(":")[0] for step in path.split(",")[1:])
balance = Counter()
for row in NodeCount.objects.all():
    balance[row.node] += row.people if row.branch == "" else -row.people
exited = [fact.payload["profile_ids"] for fact in OutboxFact.objects.filter(name="journey_exited")]
print(json.dumps({
    "kills": kills,
    "done": Enrolment.objects.filter(state="exited", exit_reason="done", due_at=None).count(),
    "messages": len(keys),
    "unique": len(set(keys)),
    "visits": sum(visited[node] for node in ("m1", "m2", "m3")),
    "by_node": dict(Counter(Message.objects.values_list("node", flat=True))),
    "visited": {node: visited[node] for node in ("m1", "m2", "m3")},
    "left_over": sum(balance.values()),
    "exits": sorted(person for part in exited for person in part) == list(range(1, PEOPLE + 1)),
}))
"""


@pytest.mark.crash
def test_kills_repeat_and_lose_no_action(tmp_path: Path) -> None:
    server = Server(tmp_path)

    found = json.loads(server.run(DRIVER % (PEOPLE, KILLS)).splitlines()[-1])

    assert found["kills"] >= KILLS - 8
    assert found["done"] == PEOPLE
    assert found["messages"] == found["unique"] == found["visits"]
    assert found["by_node"] == found["visited"]
    assert (found["visited"]["m1"], found["visited"]["m3"]) == (PEOPLE, PEOPLE)
    assert (found["left_over"], found["exits"]) == (0, True)
