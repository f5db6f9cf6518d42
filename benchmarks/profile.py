"""The 360° page's API for one of many customers: traits, tags, consents and stages of a random person, warm.

    python -m benchmarks.profile --scale small --json FILE

A server of its own holds the customers, made through the product's doors. Answers are checked first against what the person was
made of. `p99_ms` is over single calls one after the other, each for another person.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.command import run_benchmark
from benchmarks.http_load import WrongAnswer, percentile
from benchmarks.people_data import Customers, person, phone

SCALES = {"small": (20_000, 1_000), "full": (1_000_000, 5_000)}
"""People, and calls that are measured."""
CHECKED, WARMED = 20, 100


def check(customers: Customers, draw: random.Random) -> None:
    """Raises WrongAnswer when a person's page does not say what they were made of."""
    for number in draw.sample(range(customers.people), CHECKED):
        made, (found, _) = person(number), customers.ask("/profiles", q=phone(number))
        shown, _ = customers.ask(f"/profiles/{found['items'][0]['id']}")
        spend = sum(amount for amount, _ in made["orders"])
        wanted = (made["traits"]["name"], len(made["orders"]), spend, sorted(made["tags"]))
        got = (shown["name"], shown["orders"], shown["spend"], sorted(shown["tags"]))
        if got != wanted:
            raise WrongAnswer(f"person {number}: {got}, made of {wanted}")


def run(scale: str) -> dict[str, Any]:
    """All figures of one scale."""
    people, calls = SCALES[scale]
    draw = random.Random(9)
    with tempfile.TemporaryDirectory(prefix="marketloop-bench-") as name:
        home = Path(name) / "home"
        home.mkdir()
        customers = Customers(home, people)
        with customers.server:
            check(customers, draw)
            for one in draw.sample(customers.ids, WARMED):
                customers.ask(f"/profiles/{one}")
            spent = [customers.ask(f"/profiles/{draw.choice(customers.ids)}")[1] for _ in range(calls)]
    return {
        "p99_ms": round(percentile(spent, 0.99), 1),
        "p50_ms": round(statistics.median(spent), 1),
        "max_ms": round(max(spent), 1),
        "people": people,
        "scale": scale,
    }


SHOWN = ("p99_ms", "p50_ms", "max_ms")


if __name__ == "__main__":
    sys.exit(run_benchmark("profile", __doc__, SCALES, run, SHOWN))
