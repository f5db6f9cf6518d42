"""What journeys' endpoints take and give. Ids are prefixed texts; instants ISO 8601 in UTC."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any, Literal

from ninja import Schema

from marketloop.experiments.facade import Lift
from marketloop.journeys.contracts import Issue, Issues
from marketloop.journeys.graph import with_list_ids
from marketloop.journeys.models import Journey, JourneyVersion
from marketloop.journeys.playbooks import Playbook
from marketloop.journeys.report import Totals
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


class JourneyDraftIn(Schema):
    """Changes of the draft, made on `revision`; what is absent stays."""

    revision: int
    name: str | None = None
    description: str | None = None
    graph: dict[str, Any] | None = None


class JourneyGraphIn(Schema):
    """A graph to be checked; absent: the stored draft."""

    graph: dict[str, Any] | None = None


class JourneyPublishIn(Schema):
    """How to publish; `mapping` gives the new node of each removed one that still has people (with `move`)."""

    on_people: Literal["finish", "move", "exit"] = "finish"
    mapping: dict[str, str] = {}
    note: str = ""
    revision: int | None = None


class CopyJourneyIn(Schema):
    """The name of the copy."""

    name: str | None = None


class JourneyIssueOut(Schema):
    """A finding with its text in the asker's language."""

    level: str
    code: str
    node: str
    params: dict[str, Any]
    text: str

    @classmethod
    def of(cls, issue: Issue, language: Language) -> JourneyIssueOut:
        """From the finding."""
        text = translate(f"journeys.issue.{issue.code}", language, node=issue.node, **issue.params)
        return cls(level=issue.level, code=issue.code, node=issue.node, params=issue.params, text=text)


class JourneyIssuesOut(Schema):
    """All findings; with errors the draft cannot be published."""

    errors: list[JourneyIssueOut]
    warnings: list[JourneyIssueOut]

    @classmethod
    def of(cls, issues: Issues, language: Language) -> JourneyIssuesOut:
        """From the findings."""
        return cls(
            errors=[JourneyIssueOut.of(one, language) for one in issues.errors],
            warnings=[JourneyIssueOut.of(one, language) for one in issues.warnings],
        )


class JourneyVersionOut(Schema):
    """A published version; `inside` is the number of people who are on it now."""

    number: int
    note: str
    published_at: dt.datetime
    published_by: str
    live: bool
    inside: int
    graph: dict[str, Any] | None = None

    @classmethod
    def of(cls, row: JourneyVersion, live: bool, inside: int, *, graph: bool = False) -> JourneyVersionOut:
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
