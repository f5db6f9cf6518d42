"""Operation of the spine over HTTP: findings of the doctor, replay, archives, retention, and the history of all these runs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Status
from pydantic import Field

from marketloop.events import archive_jobs, replay, retention, retention_services
from marketloop.events.archive import Chosen
from marketloop.events.catalogue import CATEGORIES
from marketloop.events.declared import label_of
from marketloop.events.operations_models import LogRetention, RetentionRule
from marketloop.events.retention_rules import PROTECTED
from marketloop.platform import clock, doctor, ids, jobs
from marketloop.platform.http import Page, PageQuery, Router, Schema, language_of, page_of, principal, require
from marketloop.platform.models import Job, JobState

router = Router(tags=["operations"])
RUNS = (replay.NAME, "events.archive_export", "events.archive_import", "events.retention")


class DoctorFindingOut(Schema):
    """Something that is wrong and what to do; `hint`: nothing is broken."""

    code: str
    what: str
    do: str
    hint: bool


class StartedRunOut(Schema):
    """The job that does it."""

    job_id: str


class OperationRunOut(Schema):
    """A run of replay, archive or retention; `result` counts what it did."""

    id: str
    name: str
    state: JobState
    done: int
    total: int
    note: str
    error: str
    result: Any = None
    created_at: dt.datetime
    finished_at: dt.datetime | None

    @classmethod
    def of(cls, row: Job) -> OperationRunOut:
        """From the row."""
        values = {name: getattr(row, name) for name in cls.model_fields if name != "id"}
        return cls(id=ids.encode("job", row.id), **values)


class RetentionRuleOut(Schema):
    """A class of events and how long it is kept."""

    id: str
    pattern: str
    days: int
    includes_orders: bool
    applied_before: dt.datetime | None

    @classmethod
    def of(cls, row: RetentionRule) -> RetentionRuleOut:
        """From the row."""
        return cls(
            id=ids.encode(retention_services.PREFIX, row.id),
            pattern=row.pattern,
            days=row.days,
            includes_orders=row.includes_orders,
            applied_before=None if row.applied_before is None else clock.from_ms(row.applied_before),
        )


class EventRetentionOut(Schema):
    """All rules; `protected` names are under none unless it gives the very name."""

    rules: list[RetentionRuleOut]
    log_days: int | None
    protected: list[str]
    categories: list[str]


class RetentionRuleIn(Schema):
    """A new rule; pattern: a name, `beginning*`, `category:browse` or `*`."""

    pattern: str = Field(max_length=200)
    days: int
    includes_orders: bool = False


class RetentionDaysIn(Schema):
    """Another number of days."""

    days: int


class LogRetentionIn(Schema):
    """Days after which the log's segments go; null: never."""

    days: int | None


class GoingEventsOut(Schema):
    """Events of a name and a month that would go now."""

    name: str
    label: str
    month: str
    events: int


class RetentionPreviewOut(Schema):
    """What the next run would remove."""

    events: int
    parts: list[GoingEventsOut]
    log_segments: int
    log_events: int
    log_bytes: int


class EventArchiveOut(Schema):
    """A finished archive."""

    name: str
    events: int
    files: int
    bytes: int
    first: dt.datetime | None
    last: dt.datetime | None


class EventArchiveIn(Schema):
    """Which events go into a new archive: times in [start, end) UTC ms, names (empty: all)."""

    name: str = Field(max_length=80)
    start: int | None = None
    end: int | None = None
    names: list[str] = Field(default=[], max_length=200)


@router.get("/operations/health", response=list[DoctorFindingOut])
@require("operations.read")
def list_findings(request: HttpRequest) -> list[DoctorFindingOut]:
    """What the doctor finds."""
    language = language_of(request)
    return [
        DoctorFindingOut(code=one.code, what=one.what(language), do=one.do(language), hint=one.hint)
        for one in doctor.examine()
    ]


@router.get("/operations/runs", response=Page[OperationRunOut])
@require("operations.read")
def list_operation_runs(request: HttpRequest, query: Query[PageQuery]) -> Page[OperationRunOut]:
    """Runs of replay, archive and retention, newest first."""
    rows = Job.objects.filter(name__in=RUNS)
    return page_of(rows, query, OperationRunOut.of, {"created_at": "created_at"}, "-created_at")


@router.post("/operations/replay", response={202: StartedRunOut})
@require("operations.write")
def start_replay(request: HttpRequest) -> Status[StartedRunOut]:
    """Build everything again from the log."""
    return _started(replay.start_replay(actor=principal(request)))


@router.get("/operations/archives", response=list[EventArchiveOut])
@require("operations.read")
def list_event_archives(request: HttpRequest) -> list[EventArchiveOut]:
    """The archives in home."""
    return [
        EventArchiveOut(
            name=one.name,
            events=one.events,
            files=one.files,
            bytes=one.bytes,
            first=None if one.first is None else clock.from_ms(one.first),
            last=None if one.last is None else clock.from_ms(one.last),
        )
        for one in archive_jobs.archives()
    ]


@router.post("/operations/archives", response={202: StartedRunOut})
@require("operations.write")
def export_event_archive(request: HttpRequest, body: EventArchiveIn) -> Status[StartedRunOut]:
    """Write events of the log as Parquet files into home."""
    chosen = Chosen(body.start, body.end, frozenset(body.names))
    folder = archive_jobs.folder_of(body.name)
    return _started(archive_jobs.start_archive(archive_jobs.export_job, folder, chosen, principal(request)))


@router.post("/operations/archives/{name}/import", response={202: StartedRunOut})
@require("operations.write")
def import_event_archive(request: HttpRequest, name: str) -> Status[StartedRunOut]:
    """Append an archive's events to the log; those that are here already change nothing."""
    folder = archive_jobs.existing(name)
    return _started(archive_jobs.start_archive(archive_jobs.import_job, folder, Chosen(), principal(request)))


@router.get("/operations/retention", response=EventRetentionOut)
@require("operations.read")
def get_retention(request: HttpRequest) -> EventRetentionOut:
    """How long events are kept."""
    return EventRetentionOut(
        rules=[RetentionRuleOut.of(row) for row in RetentionRule.objects.order_by("pattern")],
        log_days=LogRetention.objects.filter(id=1).values_list("days", flat=True).first(),
        protected=sorted(PROTECTED),
        categories=list(CATEGORIES),
    )


@router.post("/operations/retention/rules", response={201: RetentionRuleOut})
@require("operations.write")
def add_retention_rule(request: HttpRequest, body: RetentionRuleIn) -> Status[RetentionRuleOut]:
    """Keep a class of events for some days only."""
    row = retention_services.add_rule(**body.model_dump(), actor=principal(request))
    return Status(201, RetentionRuleOut.of(row))


@router.patch("/operations/retention/rules/{rule_id}", response=RetentionRuleOut)
@require("operations.write")
def change_retention_rule(request: HttpRequest, rule_id: str, body: RetentionDaysIn) -> RetentionRuleOut:
    """Another number of days."""
    row = retention_services.change_rule(rule_id=_rule(rule_id), days=body.days, actor=principal(request))
    return RetentionRuleOut.of(row)


@router.delete("/operations/retention/rules/{rule_id}", response={204: None})
@require("operations.write")
def remove_retention_rule(request: HttpRequest, rule_id: str) -> Status[None]:
    """Keep the class for ever again."""
    retention_services.remove_rule(rule_id=_rule(rule_id), actor=principal(request))
    return Status(204, None)


@router.put("/operations/retention/log", response={204: None})
@require("operations.write")
def set_log_retention(request: HttpRequest, body: LogRetentionIn) -> Status[None]:
    """How long the log is kept."""
    retention_services.set_log_days(days=body.days, actor=principal(request))
    return Status(204, None)


@router.get("/operations/retention/preview", response=RetentionPreviewOut)
@require("operations.read")
def preview_retention(request: HttpRequest) -> RetentionPreviewOut:
    """What the next run would remove."""
    going, log, language = retention.preview(), retention.preview_log(), language_of(request)
    return RetentionPreviewOut(
        events=sum(one.events for one in going),
        parts=[
            GoingEventsOut(
                name=one.name, label=label_of(one.name, language), month=one.month, events=one.events
            )
            for one in going
        ],
        log_segments=log.segments,
        log_events=log.events,
        log_bytes=log.bytes,
    )


@router.post("/operations/retention/apply", response={202: StartedRunOut})
@require("operations.write")
def apply_retention(request: HttpRequest) -> Status[StartedRunOut]:
    """Remove now what the rules say; it also happens every night."""
    actor = principal(request)
    return _started(jobs.enqueue(retention.apply_retention, created_by=actor.user_id))


def _rule(code: str) -> int:
    return ids.decode(retention_services.PREFIX, code)


def _started(job_id: int) -> Status[StartedRunOut]:
    return Status(202, StartedRunOut(job_id=ids.encode("job", job_id)))
