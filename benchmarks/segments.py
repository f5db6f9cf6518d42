"""Segments: twenty typical conditions rebuilt, against SQL written by hand; then freshness under a stream of events.

    python -m benchmarks.segments --scale small --json FILE

Ours is the product's own full count of all segments (`segments.facade.recompute_all`): compile, scan, compare with the membership
as it stands. The floor is the hand-written DuckDB statement of the same condition on the same store, its ids fetched. Answers
are compared first; repetitions are interleaved. Freshness: the loops of the server run, events stream in through the log at
`--rate` a second with identifiers to resolve, and marked people do what a segment asks for: from the call that returns after
the event is on the disk until `is_member` says so.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

SCALES = {
    "tiny": (2_000, 100_000),
    "small": (20_000, 1_000_000),
    "medium": (200_000, 10_000_000),
    "full": (1_000_000, 50_000_000),
}
"""People and events."""
FRACTIONS = (1 / 16, 1 / 4, 1)
MARK = "benchmark_marked"


def main(argv: list[str] | None = None) -> int:
    """Exit status 0 measured, 2 could not run, 3 wrong answers."""
    arguments = _arguments(argv)
    people, events = SCALES[arguments.scale]
    figures: dict[str, Any] = {}
    growth = []
    for fraction in FRACTIONS if arguments.growth else (1,):
        child = _in_child(arguments, int(people * fraction), int(events * fraction), stream=fraction == 1)
        if isinstance(child, int):
            return child
        growth.append((events * fraction, child["ours_s"]))
        figures = child
    if arguments.growth:
        figures["exponent"] = round(_exponent(growth), 3)
    if arguments.json:
        Path(arguments.json).write_text(
            json.dumps(
                {"scale": arguments.scale, "people": people, "events": events, **figures},
                indent=1,
                ensure_ascii=False,
            )
        )
    for name, (ours, hand) in figures["each_ms"].items():
        print(f"{name:32} alone: ours {ours:8.1f} ms   by hand {hand:8.1f} ms (best of all)")
    shown = (
        "ratio_hand",
        "freshness_p95_s",
        "freshness_p50_s",
        "ours_s",
        "hand_s",
        "spread",
        "events_per_s",
        "exponent",
    )
    print(
        "segments "
        + " ".join(
            f"{key}={'null' if figures[key] is None else figures[key]}" for key in shown if key in figures
        )
    )
    return 0


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", choices=SCALES, default="small")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument(
        "--rate", type=int, help="events a second of the stream (default: 10,000; below medium 2,000)"
    )
    parser.add_argument("--seconds", type=int, default=20, help="length of the stream; 0: no freshness")
    parser.add_argument(
        "--growth", action="store_true", help="also at 1/16 and 1/4 of the scale, with the exponent"
    )
    return parser.parse_args(argv)


def _exponent(points: list[tuple[float, float]]) -> float:
    """Slope of log time over log size, by least squares."""
    xs, ys = [math.log(size) for size, _ in points], [math.log(seconds) for _, seconds in points]
    return statistics.linear_regression(xs, ys).slope


def _in_child(
    arguments: argparse.Namespace, people: int, events: int, *, stream: bool
) -> dict[str, Any] | int:
    """One measurement in a process and a home of its own; its figures, or its exit status."""
    home = tempfile.mkdtemp(prefix="marketloop-bench-")
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        os.close(reading)
        status = 2
        try:
            os.environ["MARKETLOOP_HOME"] = home
            result = _measure(people, events, arguments, arguments.seconds if stream else 0)
            status = 3 if result is None else 0
            with os.fdopen(writing, "w") as out:
                json.dump(result, out)
        except Exception as error:
            print(f"could not run: {type(error).__name__}: {error}", file=sys.stderr)
            raise
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as result_in:
        text = result_in.read()
    _, status = os.waitpid(process, 0)
    shutil.rmtree(home, ignore_errors=True)
    code = os.waitstatus_to_exitcode(status)
    return json.loads(text) if code == 0 else code


def _measure(people: int, events: int, arguments: argparse.Namespace, seconds: int) -> dict[str, Any] | None:
    """Build the company, check, time; None for wrong answers."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "marketloop.entrypoints.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from benchmarks.segment_data.company import fill
    from benchmarks.segment_data.conditions import conditions
    from marketloop.events.spine import get_spine
    from marketloop.platform import clock
    from marketloop.segments import facade as segments
    from marketloop.segments.ticking import count_pending

    person_ids = _make_people(people)
    spine = get_spine()
    spine.store.clear()
    now = clock.now()
    position = fill(spine.store, person_ids, events, clock.to_ms(now))
    spine.log.skip_to(position)
    _skip_consumers(position)
    with clock.travel(now):
        asked = conditions(clock.now_ms(), clock.company_zone())
        made = [(name, segments.create(name=name, condition=tree).id, sql) for name, tree, sql in asked]
        count_pending()
        if not _same_answers(made, spine.store):
            return None
        figures = _rebuilds(made, spine.store, arguments.repeat)
    rate = arguments.rate or (10_000 if arguments.scale in ("medium", "full") else 2_000)
    return {**figures, "rate": rate, **_freshness(person_ids, rate, seconds)}


def _make_people(count: int) -> Any:
    """People known to identity and profiles by a user id, so that the stream meets nobody new."""
    import numpy as np

    from marketloop.profiles import facade as profiles

    found: list[int] = []
    for start in range(0, count, 10_000):
        numbers = range(start, min(start + 10_000, count))
        rows = [profiles.UpsertRow(identifiers=(("user_id", f"bench-{number}"),)) for number in numbers]
        found += profiles.bulk_upsert(rows, source="bench").ids
        profiles.refresh_pending()
    return np.array(found, dtype=np.int64)


def _skip_consumers(position: int) -> None:
    """The history counts as consumed: this is about what comes after it."""
    from marketloop.events.facade import consumer_status
    from marketloop.events.models import ConsumerCursor

    for one in consumer_status():
        ConsumerCursor.objects.update_or_create(name=one.name, defaults={"seq": position})


def _same_answers(made: list[tuple[str, int, str]], store: Any) -> bool:
    from marketloop.segments import facade as segments

    same = True
    for name, segment_id, sql in made:
        ours, hand = segments.members(segment_id).tolist(), sorted(store.read(sql)["profile_id"].to_pylist())
        if ours != hand:
            print(
                f"{name}: ours {len(ours)}, by hand {len(hand)}, both {len(set(ours) & set(hand))}",
                file=sys.stderr,
            )
            same = False
    return same


def _rebuilds(made: list[tuple[str, int, str]], store: Any, repetitions: int) -> dict[str, Any]:
    """Both sides over all twenty, interleaved; medians of the totals."""
    from marketloop.segments import facade as segments

    each = [
        min(_timed(lambda one=segment_id: segments.recompute(one)) for _ in range(3))
        for _, segment_id, _ in made
    ]
    ours: list[list[float]] = []
    hand: list[list[float]] = []
    for _ in range(repetitions):
        ours.append([_timed(lambda: segments.recompute_all([segment_id for _, segment_id, _ in made]))])
        hand.append([_timed(lambda one=sql: store.read(one)["profile_id"].to_numpy()) for _, _, sql in made])
    ratios = [sum(one) / sum(other) for one, other in zip(ours, hand, strict=True)]
    return {
        "ratio_hand": round(statistics.median(map(sum, ours)) / statistics.median(map(sum, hand)), 3),
        "ours_s": round(statistics.median(map(sum, ours)), 4),
        "hand_s": round(statistics.median(map(sum, hand)), 4),
        "spread": f"{min(ratios):.2f}..{max(ratios):.2f}",
        "each_ms": {
            name: [round(1000 * each[at], 2), round(1000 * min(one[at] for one in hand), 2)]
            for at, (name, _, _) in enumerate(made)
        },
        "members": {name: len(segments.members(segment_id)) for name, segment_id, _ in made},
    }


def _timed(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _freshness(people: Any, rate: int, seconds: int) -> dict[str, Any]:
    """Seconds from an event on the disk to the membership it brings, while events stream in."""
    if not seconds:
        return {"freshness_p95_s": None}
    from marketloop.platform import background
    from marketloop.segments import facade as segments
    from marketloop.segments.ticking import count_pending

    marked = segments.create(name="marked", condition={"type": "event", "name": MARK}).id
    count_pending()
    background.run_all_once()
    background.start()
    stop, sent = threading.Event(), [0]
    streamer = threading.Thread(target=_stream, args=(len(people), rate, stop, sent), daemon=True)
    streamer.start()
    time.sleep(2)
    began, before = time.monotonic(), sent[0]
    waits: list[float] = []
    while time.monotonic() - began < seconds and len(waits) < len(people):
        waits.append(_mark_one(people, len(waits), marked))
        time.sleep(0.1)
    speed = (sent[0] - before) / (time.monotonic() - began)
    stop.set()
    streamer.join(10)
    background.stop()
    waits.sort()
    return {
        "freshness_p50_s": round(statistics.median(waits), 3),
        "freshness_p95_s": round(waits[min(len(waits) - 1, math.ceil(0.95 * len(waits)) - 1)], 3),
        "freshness_max_s": round(waits[-1], 3),
        "marks": len(waits),
        "events_per_s": round(speed),
    }


def _mark_one(people: Any, number: int, segment_id: int) -> float:
    from marketloop.events import facade as events
    from marketloop.segments import facade as segments

    person = int(people[number])
    events.append([_event(MARK, number, f"mark-{number}")])
    start = time.perf_counter()
    while not segments.is_member([person], segment_id):
        if time.perf_counter() - start > 60:
            raise RuntimeError(f"mark {number} was not seen within 60 s")
        time.sleep(0.03)
    return time.perf_counter() - start


def _stream(people: int, rate: int, stop: threading.Event, sent: list[int]) -> None:
    """`rate` events a second in batches of a twentieth, behind by no more than it must be."""
    import random

    from marketloop.events import facade as events

    chance, batch, due = random.Random(5), max(1, rate // 20), time.monotonic()
    names = (
        "product_viewed",
        "page_viewed",
        "product_added",
        "products_searched",
        "signed_in",
        "message_opened",
    )
    while not stop.is_set():
        events.append(
            [
                _event(chance.choice(names), chance.randrange(people), f"stream-{sent[0] + at}")
                for at in range(batch)
            ]
        )
        sent[0] += batch
        due = max(due + 0.05, time.monotonic() - 1)
        time.sleep(max(0.0, due - time.monotonic()))


def _event(name: str, person: int, message_id: str) -> Any:
    from marketloop.events.contracts import IncomingEvent
    from marketloop.platform import clock

    return IncomingEvent(
        message_id=message_id,
        kind="track",
        name=name,
        time_ms=clock.now_ms(),
        received_ms=clock.now_ms(),
        source="bench",
        identifiers=(("user_id", f"bench-{person}"),),
        properties={"product_id": f"P{person % 500}", "category": f"C{person % 40}"},
    )


if __name__ == "__main__":
    raise SystemExit(main())
