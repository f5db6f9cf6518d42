"""Ten thousand random lives through the real spine: what is kept step by step equals the plain evaluator after every step, and
a full count at the end, for every type of leaf. `MARKETLOOP_TIMELINES` sets how many in the nightly run."""

from __future__ import annotations

import datetime as dt
import os
from random import Random

import pytest

from marketloop.events import facade as events
from marketloop.events.query.ast import Condition
from marketloop.events.testing import plain_answers
from marketloop.identity import facade as identity
from marketloop.platform import clock, ids
from marketloop.segments import facade as segments
from marketloop.segments.tests.timelines import Conditions, Lives
from marketloop.segments.tests.world import settle

pytestmark = [pytest.mark.django_db]
START = dt.datetime(2026, 3, 1, 15, 30, tzinfo=dt.UTC)  # 23:30 in Shanghai: days turn early
PEOPLE, ROUNDS, ACTS_EACH = 2_500, 3, 1.4
STEPS = [
    dt.timedelta(minutes=16),
    dt.timedelta(hours=1),
    dt.timedelta(hours=23),
    dt.timedelta(days=1, hours=12),
]


def make_segments(random: Random) -> dict[int, Condition]:
    """One segment for each type of leaf, some trees, and segments that name others."""
    conditions = Conditions(random, clock.to_ms(START))
    wanted = [conditions.leaf(kind) for kind in conditions.all_kinds()]
    wanted += [conditions.leaf("sequence"), conditions.leaf("restarted")]
    wanted += [conditions.tree() for _ in range(4)]
    made = [segments.create(name=str(number), condition=one).id for number, one in enumerate(wanted)]
    for named in random.sample(made, 2):
        inside = {"type": "list", "list_id": ids.encode("seg", named), "member": random.random() < 0.5}
        naming = {"type": "all", "of": [inside, conditions.leaf("event")]}
        made.append(segments.create(name="naming", condition=naming).id)
        wanted.append(naming)
    return {one: segments.parse_condition(condition) for one, condition in zip(made, wanted, strict=True)}


def check(trees: dict[int, Condition], seed: int, step: int) -> None:
    """Every kept membership against the plain evaluator."""
    for (segment_id, tree), plain in zip(trees.items(), plain_answers(list(trees.values())), strict=True):
        kept = set(segments.members(segment_id).tolist())

        place = f"seed {seed}, step {step}, {tree.model_dump_json()}"
        assert kept == plain, f"{place}: kept {kept - plain}, evaluator {plain - kept}"


def run_world(seed: int, people: int) -> None:
    """Lives of so many people, looked at after every step; counted as a whole at the end."""
    random = Random(seed)
    with clock.travel(START) as traveller:
        lives = Lives(random, str(seed), people)
        trees = make_segments(random)
        merges: list[int] = []
        for step in range(ROUNDS):
            lives.live(int(people * ACTS_EACH))
            pairs = [random.sample(lives.people, 2) for _ in range(2)]
            merges += [identity.merge(one, other, "test") for one, other in pairs]
            if step == ROUNDS - 2:
                identity.undo_merge(merges.pop())
            settle()
            traveller.move(random.choice(STEPS))
            settle()
            check(trees, seed, step)

        before = {one: segments.members(one).tolist() for one in trees}
        assert segments.recompute_all(trees) == 0
        assert {one: events.matching_profiles(tree).tolist() for one, tree in trees.items()} == before


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", range(4))
def test_ten_thousand_lives(seed: int) -> None:
    run_world(seed, PEOPLE)


@pytest.mark.nightly
@pytest.mark.timeout(4 * 3600)
def test_many_more_lives() -> None:
    for seed in range(1000, 1000 + int(os.environ.get("MARKETLOOP_TIMELINES", "200000")) // PEOPLE):
        run_world(seed, PEOPLE)
        for row in segments.list_segments()[::-1]:
            segments.delete(segment_id=row.id)
