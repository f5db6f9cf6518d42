"""What journeys' endpoints take and give. Ids are prefixed texts; instants ISO 8601 in UTC."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any, Literal

from ninja import Schema

from marketloop.experiments.facade import Interval, Lift
from marketloop.journeys.contracts import Issue, Issues
from marketloop.journeys.dry_run import DryRun, DryStep
from marketloop.journeys.graph import with_list_ids
from marketloop.journeys.models import Enrolment, Journey, JourneyVersion
from marketloop.journeys.playbooks import Playbook
from marketloop.journeys.report import NodeReport, Report, Totals
from marketloop.platform import clock, ids
from marketloop.platform.i18n import Language, translate


def graph_out(graph: dict[str, Any]) -> dict[str, Any]:
    """A stored graph as JSON for browsers: ids of lists as text."""
    made: dict[str, Any] = with_list_ids(
        graph, lambda value: ids.encode("seg", value) if isinstance(value, int) else value
    )
    return made


def moment(ms: int | None) -> dt.datetime | None:
    """The instant of UTC milliseconds."""
    return None if ms is None else clock.from_ms(ms)


class JourneyFigures(Schema):
    """The line of a journey in the list: passes, and conversion rates of people (shares)."""

    entered: int
    active: int
    converted: int
    exited: int
    holdout: int
    conversion: float | None
    holdout_conversion: float | None
    lift: float | None
    verdict: str

    @classmethod
    def of(cls, totals: Totals, readout: Lift) -> JourneyFigures:
        """From the report's parts."""
        return cls(
            entered=totals.entered,
            active=totals.active,
            converted=totals.converted,
            exited=totals.exited,
            holdout=totals.holdout,
            conversion=readout.treated_rate,
            holdout_conversion=readout.control_rate,
            lift=readout.difference,
            verdict=readout.verdict.value,
        )


class JourneyOut(Schema):
    """A journey without its graph. `changed`: the draft differs from the live version."""

    id: str
    key: str
    name: str
    description: str
    state: str
    revision: int
    version: int | None
    changed: bool
    health: str
    created_at: dt.datetime
    updated_at: dt.datetime
    live_since: dt.datetime | None
    figures: JourneyFigures | None = None

    @classmethod
    def fields(cls, row: Journey, health: str, figures: JourneyFigures | None) -> dict[str, Any]:
        """The values of these fields."""
        live = row.live_version
        return {
            "id": ids.encode("jny", row.id),
            "key": row.key,
            "name": row.name,
            "description": row.description,
            "state": row.state,
            "revision": row.revision,
            "version": live.number if live else None,
            "changed": live is None or live.graph != row.draft,
            "health": health,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
            "live_since": moment(row.live_since_ms),
            "figures": figures,
        }


class JourneyDetail(JourneyOut):
    """A journey with the graph of its draft."""

    draft: dict[str, Any]


class JourneyIn(Schema):
    """A new journey; without a graph it is empty."""

    name: str
    description: str = ""
    key: str | None = None
    graph: dict[str, Any] | None = None


class DraftIn(Schema):
    """Changes of the draft, made on `revision`; what is absent stays."""

    revision: int
    name: str | None = None
    description: str | None = None
    graph: dict[str, Any] | None = None


class GraphIn(Schema):
    """A graph to be checked; absent: the stored draft."""

    graph: dict[str, Any] | None = None


class PublishIn(Schema):
    """How to publish; `mapping` gives the new node of each removed one that still has people (with `move`)."""

    on_people: Literal["finish", "move", "exit"] = "finish"
    mapping: dict[str, str] = {}
    note: str = ""
    revision: int | None = None


class CopyJourneyIn(Schema):
    """The name of the copy."""

    name: str | None = None


class IssueOut(Schema):
    """A finding with its text in the asker's language."""

    level: str
    code: str
    node: str
    params: dict[str, Any]
    text: str

    @classmethod
    def of(cls, issue: Issue, language: Language) -> IssueOut:
        """From the finding."""
        text = translate(f"journeys.issue.{issue.code}", language, node=issue.node, **issue.params)
        return cls(level=issue.level, code=issue.code, node=issue.node, params=issue.params, text=text)


class IssuesOut(Schema):
    """All findings; with errors the draft cannot be published."""

    errors: list[IssueOut]
    warnings: list[IssueOut]

    @classmethod
    def of(cls, issues: Issues, language: Language) -> IssuesOut:
        """From the findings."""
        return cls(
            errors=[IssueOut.of(one, language) for one in issues.errors],
            warnings=[IssueOut.of(one, language) for one in issues.warnings],
        )


class VersionOut(Schema):
    """A published version; `inside` is the number of people who are on it now."""

    number: int
    note: str
    published_at: dt.datetime
    published_by: str
    live: bool
    inside: int
    graph: dict[str, Any] | None = None

    @classmethod
    def of(cls, row: JourneyVersion, live: bool, inside: int, *, graph: bool = False) -> VersionOut:
        """From the row."""
        return cls(
            number=row.number,
            note=row.note,
            published_at=row.published_at,
            published_by=row.published_by,
            live=live,
            inside=inside,
            graph=graph_out(row.graph) if graph else None,
        )


class LeafOut(Schema):
    """A part of a condition with its verdict and the data found."""

    leaf: dict[str, Any]
    holds: bool
    data: dict[str, Any]


class VerdictOut(Schema):
    """A branch that was looked at."""

    branch: str
    label: str
    holds: bool
    leaves: list[LeafOut]


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
    verdicts: list[VerdictOut]

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
                VerdictOut(
                    branch=one.branch,
                    label=one.label,
                    holds=one.holds,
                    leaves=[
                        LeafOut(leaf=graph_out(leaf.leaf), holds=leaf.holds, data=leaf.data)
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


class MessagesOut(Schema):
    """What became of the messages of a node."""

    queued: int
    sent: int
    suppressed: dict[str, int]
    failed: int
    unknown: int
    opened: int
    clicked: int
    unsubscribed: int


class NodeOut(Schema):
    """A node on the canvas: people who arrived, who are there now, who left by each branch."""

    node: str
    type: str
    label: str
    entered: int
    waiting: int
    branches: dict[str, int]
    messages: MessagesOut | None

    @classmethod
    def of(cls, one: NodeReport) -> NodeOut:
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
            else MessagesOut(
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


class ReportOut(Schema):
    """The report of a journey; passes = active + converted + exited, `reasons` splits the exited ones."""

    entered: int
    active: int
    converted: int
    exited: int
    holdout: int
    reasons: dict[str, int]
    nodes: list[NodeOut]
    suppressed: dict[str, int]
    lift: JourneyLiftOut
    days: list[JourneyDayOut]
    transitions_open: int

    @classmethod
    def of(cls, one: Report) -> ReportOut:
        """From the report."""
        totals = one.totals
        return cls(
            entered=totals.entered,
            active=totals.active,
            converted=totals.converted,
            exited=totals.exited,
            holdout=totals.holdout,
            reasons=totals.reasons,
            nodes=[NodeOut.of(node) for node in one.nodes],
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
        return cls(
            id=ids.encode("enr", row.id),
            profile=ids.encode("pro", row.person_id),
            name=name,
            key=row.key,
            number=row.number,
            holdout=row.holdout,
            version=row.version.number,
            node=row.node,
            state="active" if row.due_at is not None else row.state,
            entered_at=clock.from_ms(row.entered_at),
            at=clock.from_ms(row.at),
            due_at=moment(row.due_at),
            converted_at=moment(row.converted_at),
            exited_at=moment(row.exited_at),
            exit_reason=row.exit_reason,
            path=[
                PathStepOut(
                    node=part[0], branch=part[1], at=clock.from_ms(row.entered_at + int(part[2]) * 1000)
                )
                for part in (step.split(":") for step in row.path.split(",")[1:])
            ],
        )


class PlaybookOut(Schema):
    """A playbook in the asker's language."""

    key: str
    name: str
    description: str
    segments: list[str]
    templates: list[str]
    nodes: int

    @classmethod
    def of(cls, one: Playbook) -> PlaybookOut:
        """From the playbook."""
        return cls(**{**asdict(one), "segments": list(one.segments), "templates": list(one.templates)})


class PlaybookIn(Schema):
    """The name of the new journey; absent: the playbook's."""

    name: str | None = None
