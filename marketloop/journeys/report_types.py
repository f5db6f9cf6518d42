"""What the report, the enrolments behind it and the dry run give. Ids are prefixed texts; instants ISO 8601 in UTC."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from ninja import Schema

from marketloop.experiments.facade import Interval, Lift
from marketloop.journeys.dry_run import DryRun, DryStep
from marketloop.journeys.models import Enrolment
from marketloop.journeys.report import NodeReport, Report
from marketloop.journeys.rest_types import graph_out, moment
from marketloop.platform import clock, ids
from marketloop.platform.i18n import Language, translate


class DryLeafOut(Schema):
    """A part of a condition with its verdict and the data found."""

    leaf: dict[str, Any]
    holds: bool
    data: dict[str, Any]


class DryVerdictOut(Schema):
    """A branch that was looked at."""

    branch: str
    label: str
    holds: bool
    leaves: list[DryLeafOut]


class DryStepOut(Schema):
    """A step of the dry run, with its reason in the asker's language."""

    node: str
    type: str
    label: str
    at: dt.datetime
    until: dt.datetime | None
    branch: str
    to: str | None
    code: str
    params: dict[str, Any]
    text: str
    verdicts: list[DryVerdictOut]

    @classmethod
    def of(cls, step: DryStep, language: Language) -> DryStepOut:
        """From the step."""
        return cls(
            node=step.node,
            type=step.type,
            label=step.label,
            at=clock.from_ms(step.at),
            until=moment(step.until),
            branch=step.branch,
            to=step.to,
            code=step.code,
            params=step.params,
            text=translate(f"journeys.dry.{step.code}", language, **_worded(step.params)),
            verdicts=[
                DryVerdictOut(
                    branch=one.branch,
                    label=one.label,
                    holds=one.holds,
                    leaves=[
                        DryLeafOut(leaf=graph_out(leaf.leaf), holds=leaf.holds, data=leaf.data)
                        for leaf in one.leaves
                    ],
                )
                for one in step.verdicts
            ],
        )


def _worded(params: dict[str, Any]) -> dict[str, Any]:
    return {
        key: "、".join(map(str, value)) if isinstance(value, list) else value for key, value in params.items()
    }


class DryRunOut(Schema):
    """The way of one person through the draft."""

    person: str
    name: str
    enters: bool
    holdout: bool
    entry: list[DryStepOut]
    steps: list[DryStepOut]
    end: str

    @classmethod
    def of(cls, run: DryRun, name: str, language: Language) -> DryRunOut:
        """From the walk."""
        return cls(
            person=ids.encode("pro", run.person),
            name=name,
            enters=run.enters,
            holdout=run.holdout,
            entry=[DryStepOut.of(step, language) for step in run.entry],
            steps=[DryStepOut.of(step, language) for step in run.steps],
            end=run.end,
        )


class NodeMessagesOut(Schema):
    """What became of the messages of a node."""

    queued: int
    sent: int
    suppressed: dict[str, int]
    failed: int
    unknown: int
    opened: int
    clicked: int
    unsubscribed: int


class JourneyNodeOut(Schema):
    """A node on the canvas: people who arrived, who are there now, who left by each branch."""

    node: str
    type: str
    label: str
    entered: int
    waiting: int
    branches: dict[str, int]
    messages: NodeMessagesOut | None

    @classmethod
    def of(cls, one: NodeReport) -> JourneyNodeOut:
        """From the report."""
        stats = one.messages
        return cls(
            node=one.node,
            type=one.type,
            label=one.label,
            entered=one.figures.entered,
            waiting=one.figures.waiting,
            branches=one.figures.branches,
            messages=None
            if stats is None
            else NodeMessagesOut(
                queued=stats.queued,
                sent=stats.sent,
                suppressed=dict(stats.suppressed),
                failed=stats.failed,
                unknown=stats.unknown,
                opened=stats.opened,
                clicked=stats.clicked,
                unsubscribed=stats.unsubscribed,
            ),
        )


class JourneyIntervalOut(Schema):
    """Ends of a 95 % interval."""

    low: float
    high: float

    @classmethod
    def of(cls, interval: Interval | None) -> JourneyIntervalOut | None:
        """From the interval, None without one."""
        return None if interval is None else cls(low=interval.low, high=interval.high)


class JourneyLiftOut(Schema):
    """Treated against held out: people, conversions, rates and difference as shares; `interval` may be looked at any time."""

    treated: int
    treated_conversions: int
    treated_rate: float | None
    holdout: int
    holdout_conversions: int
    holdout_rate: float | None
    difference: float | None
    interval: JourneyIntervalOut | None
    fixed: JourneyIntervalOut | None
    relative: float | None
    extra: float | None
    extra_interval: JourneyIntervalOut | None
    verdict: str

    @classmethod
    def of(cls, one: Lift) -> JourneyLiftOut:
        """From the readout."""
        return cls(
            treated=one.treated_n,
            treated_conversions=one.treated_conversions,
            treated_rate=one.treated_rate,
            holdout=one.control_n,
            holdout_conversions=one.control_conversions,
            holdout_rate=one.control_rate,
            difference=one.difference,
            interval=JourneyIntervalOut.of(one.always_valid),
            fixed=JourneyIntervalOut.of(one.fixed),
            relative=one.relative,
            extra=one.extra,
            extra_interval=JourneyIntervalOut.of(one.extra_interval),
            verdict=one.verdict.value,
        )


class JourneyDayOut(Schema):
    """A day of the report."""

    day: dt.date
    entered: int
    converted: int
    exited: int
    holdout_entered: int
    holdout_converted: int


class JourneyReportOut(Schema):
    """The report of a journey; passes = active + converted + exited, `reasons` splits the exited ones."""

    entered: int
    active: int
    converted: int
    exited: int
    holdout: int
    reasons: dict[str, int]
    nodes: list[JourneyNodeOut]
    suppressed: dict[str, int]
    lift: JourneyLiftOut
    days: list[JourneyDayOut]
    transitions_open: int

    @classmethod
    def of(cls, one: Report) -> JourneyReportOut:
        """From the report."""
        totals = one.totals
        return cls(
            entered=totals.entered,
            active=totals.active,
            converted=totals.converted,
            exited=totals.exited,
            holdout=totals.holdout,
            reasons=totals.reasons,
            nodes=[JourneyNodeOut.of(node) for node in one.nodes],
            suppressed=one.suppressed,
            lift=JourneyLiftOut.of(one.lift),
            days=[JourneyDayOut(**asdict(day)) for day in one.days],
            transitions_open=one.transitions_open,
        )


class PathStepOut(Schema):
    """A step taken: the branch by which a node was left, and when."""

    node: str
    branch: str
    at: dt.datetime


class EnrolmentOut(Schema):
    """One pass of one person."""

    id: str
    profile: str
    name: str
    key: str
    number: int
    holdout: bool
    version: int
    node: str
    state: str
    entered_at: dt.datetime
    at: dt.datetime
    due_at: dt.datetime | None
    converted_at: dt.datetime | None
    exited_at: dt.datetime | None
    exit_reason: str
    path: list[PathStepOut]

    @classmethod
    def of(cls, row: Enrolment, name: str) -> EnrolmentOut:
        """From the row, with the person's name."""
        return cls(**cls.fields(row, name))

    @classmethod
    def fields(cls, row: Enrolment, name: str) -> dict[str, Any]:
        """The values of these fields."""
        return {
            "id": ids.encode("enr", row.id),
            "profile": ids.encode("pro", row.person_id),
            "name": name,
            "key": row.key,
            "number": row.number,
            "holdout": row.holdout,
            "version": row.version.number,
            "node": row.node,
            "state": "active" if row.due_at is not None else row.state,
            "entered_at": clock.from_ms(row.entered_at),
            "at": clock.from_ms(row.at),
            "due_at": moment(row.due_at),
            "converted_at": moment(row.converted_at),
            "exited_at": moment(row.exited_at),
            "exit_reason": row.exit_reason,
            "path": [
                PathStepOut(
                    node=part[0], branch=part[1], at=clock.from_ms(row.entered_at + int(part[2]) * 1000)
                )
                for part in (step.split(":") for step in row.path.split(",")[1:])
            ],
        }


class PassOut(EnrolmentOut):
    """One pass of one person, with its journey."""

    journey: str
    journey_name: str
    journey_state: str

    @classmethod
    def of(cls, row: Enrolment, name: str) -> PassOut:
        """From the row with its journey."""
        return cls(
            **cls.fields(row, name),
            journey=ids.encode("jny", row.journey_id),
            journey_name=row.journey.name,
            journey_state=row.journey.state,
        )
