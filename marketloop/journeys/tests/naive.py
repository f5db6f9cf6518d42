"""The reference: one person after the other, one node at a time, no sets, no database. For tests only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from marketloop.events.contracts import StoredEvent
from marketloop.journeys.event_tests import all_hold, property_of
from marketloop.journeys.graph import (
    ConditionSplit,
    Delay,
    EventEntry,
    Exit,
    ForDuration,
    Goal,
    Graph,
    RandomSplit,
    SendEmail,
    TagPeople,
    UntilLocalTime,
    UpdateProfile,
    WaitFor,
)
from marketloop.journeys.tests.worlds import World
from marketloop.journeys.timing import next_local_time
from marketloop.platform import clock
from marketloop.platform.buckets import bucket

DAY_MS = 86_400_000


@dataclass
class Pass:
    """One pass of one person."""

    person: int
    key: str
    number: int
    holdout: bool
    entered: int
    node: str
    at: int
    visit: int = 1
    due: int | None = None
    state: str = "ready"
    reason: str = ""
    converted: int | None = None
    exited: int | None = None


@dataclass
class Naive:
    """A journey as a person-by-person interpreter."""

    journey_id: int
    graph: Graph
    world: World
    passes: list[Pass] = field(default_factory=list)
    sent: list[tuple[int, str, int, str, int]] = field(default_factory=list)
    flows: Counter[tuple[str, str]] = field(default_factory=Counter)

    def window(self) -> int:
        """Length of the goal's window."""
        goal = self.graph.goal()
        return goal.within.ms() if goal else 30 * DAY_MS

    # ---- events ----------------------------------------------------------------------------------

    def events(self, batch: Sequence[StoredEvent]) -> None:
        """Entries, then goals, then waits."""
        for entry in self.graph.entries():
            assert isinstance(entry, EventEntry)
            for event in batch:
                if event.name == entry.event and all_hold(event, entry.where):
                    value = property_of(event, entry.key) if entry.key else None
                    self._enter(event.profile_id, "" if value is None else str(value), event.time, entry.id)
        goal = self.graph.goal()
        for one in self.passes:
            hits = [e.time for e in batch if goal and self._is(goal.events, e) and e.profile_id == one.person]
            hits = [time for time in hits if one.entered <= time < one.entered + self.window()]
            if one.converted is None and hits:
                self._convert(one, min(hits))
        for one in self.passes:
            node = self.graph.by_id().get(one.node)
            if one.state == "waiting" and isinstance(node, WaitFor):
                back = node.lookback.ms() if node.lookback else 0
                hits = [e.time for e in batch if self._is(node.events, e) and e.profile_id == one.person]
                hits = [time for time in hits if one.at - back <= time < (one.due or 0)]
                if hits:
                    one.at = max(one.at, min(hits))
                    self._go(one, "happened", node.happened)

    @staticmethod
    def _is(awaited: Sequence[object], event: StoredEvent) -> bool:
        return any(one.name == event.name and all_hold(event, one.where) for one in awaited)  # type: ignore[attr-defined]

    def _enter(self, person: int, key: str, at: int, node: str) -> None:
        settings, own = self.graph.settings, [one for one in self.passes if one.person == person]
        rule = settings.re_entry.rule
        key = key if rule == "each_key" else ""
        if rule == "each_key" and any(one.key == key for one in own):
            return
        if rule != "each_key":
            if any(one.state in ("ready", "waiting") for one in own) or (rule == "never" and own):
                return
            ended = max((one.exited or 0 for one in own), default=0)
            if rule == "after_days" and own and at < ended + settings.re_entry.days * DAY_MS:
                return
        if settings.max_entries is not None and len(self.passes) >= settings.max_entries:
            return
        out = bucket(str(self.journey_id), person) < round(settings.holdout_percent * 100)
        number = 1 if rule == "each_key" else len(own) + 1
        one = Pass(person, key, number, out, at, "$holdout" if out else node, at, due=at)
        if out:
            one.state, one.due = "waiting", at + self.window()
        self.passes.append(one)
        self.flows[one.node, ""] += 1

    # ---- time ------------------------------------------------------------------------------------

    def step(self, now: int) -> None:
        """Everybody who is due goes as far as they can."""
        for one in self.passes:
            while one.due is not None and one.due <= now:
                self._one(one, now)

    def _one(self, one: Pass, now: int) -> None:
        node = self.graph.by_id().get(one.node)
        if one.state == "waiting":
            one.at = max(one.at, one.due or 0)
            if isinstance(node, Delay):
                self._go(one, "next", node.next)
            elif isinstance(node, WaitFor):
                self._go(one, "timed_out", node.timed_out)
            else:
                self._leave(one, "window_over")
            return
        match node:
            case EventEntry():
                self._go(one, "next", node.next)
            case Delay():
                if isinstance(node.wait, ForDuration):
                    due = one.at + node.wait.length.ms()
                else:
                    assert isinstance(node.wait, UntilLocalTime)
                    due = next_local_time(one.at, node.wait.time, node.wait.weekdays, clock.company_zone())
                one.state, one.due = "waiting", due
            case WaitFor():
                self._wait(one, node, now)
            case ConditionSplit():
                for branch in node.branches:
                    if self.world.holds(branch.condition, one.person):
                        return self._go(one, branch.key, branch.next)
                self._go(one, "otherwise", node.otherwise)
            case RandomSplit():
                place, edge = bucket(f"{self.journey_id}:{node.id}", one.person), 0.0
                for share in node.branches:
                    edge += share.percent
                    if place < round(edge * 100):
                        return self._go(one, share.key, share.next)
            case SendEmail():
                self.sent.append((one.person, one.key, one.number, node.id, one.visit))
                self._go(one, "next", node.next)
            case TagPeople():
                self.world.tags[one.person] = self.world.tags.get(one.person, set()) | set(node.add)
                self._go(one, "next", node.next)
            case UpdateProfile():
                self.world.traits.setdefault(one.person, {}).update(node.traits)
                self._go(one, "next", node.next)
            case Goal():
                self._convert(one, one.at)
            case Exit():
                self._leave(one, node.reason)
        return None

    def _wait(self, one: Pass, node: WaitFor, now: int) -> None:
        back = node.lookback.ms() if node.lookback else 0
        end = one.at + node.timeout.ms()
        hits = [
            event.time
            for event in self.world.events
            if event.profile_id == one.person
            and self._is(node.events, event)
            and one.at - back <= event.time < end
            and event.time <= now
        ]
        if hits:
            one.at = max(one.at, min(hits))
            self._go(one, "happened", node.happened)
        else:
            one.state, one.due = "waiting", end

    def _go(self, one: Pass, branch: str, to: str | None) -> None:
        if to is None:
            self._leave(one, "finished", branch)
            return
        self.flows[one.node, branch] += 1
        self.flows[to, ""] += 1
        one.node, one.state, one.due = to, "ready", one.at
        one.visit += 1

    def _leave(self, one: Pass, reason: str, branch: str = "$exited") -> None:
        self.flows[one.node, branch] += 1
        one.state, one.reason, one.exited, one.due = "exited", reason, one.at, None

    def _convert(self, one: Pass, at: int) -> None:
        one.at = at
        if one.state in ("ready", "waiting"):
            self.flows[one.node, "$converted"] += 1
            one.exited = at
        one.state, one.converted, one.due = "converted", at, None
