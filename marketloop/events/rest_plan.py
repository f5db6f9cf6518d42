"""The event catalogue, the tracking plan and the quarantine over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, cast

from django.http import HttpRequest
from ninja import Query, Status

from marketloop.events import debugger, plan_reading, plan_services, quarantine
from marketloop.events.catalogue import CATEGORIES, STANDARD, category_of
from marketloop.events.declared import label_of
from marketloop.events.models import EventDefinition, PlanPolicy, QuarantinedEvent
from marketloop.events.plan import Action, PropertySpec
from marketloop.events.plan_documents import PlanDocument, PlannedEvent, SourcePolicy
from marketloop.platform import clock, ids
from marketloop.platform.http import Page, PageQuery, Router, Schema, language_of, page_of, principal, require
from marketloop.platform.i18n import Language

router = Router(tags=["events"])


class CatalogueEventOut(Schema):
    """An event of the catalogue: standard, declared, or only seen. `days`: the last seven company days, today last."""

    name: str
    label: str
    segment_name: str
    standard: bool
    declared: bool
    category: str
    status: Literal["draft", "active", "deprecated", "undeclared"]
    owner: str
    description: str
    enforced: bool
    properties: int
    personal: int
    count: int
    week: int
    days: list[int]
    first_seen: dt.datetime | None
    last_seen: dt.datetime | None


class CatalogueDetailOut(Schema):
    """One event with its declaration (a suggestion when nobody declared it) and the properties seen."""

    event: PlannedEvent
    label: str
    standard: bool
    declared: bool
    categories: list[str]
    seen: list[SeenPropertyOut]


class SeenPropertyOut(Schema):
    """A property among the latest events; `declared` when the plan knows it."""

    key: str
    share: float
    types: list[str]
    examples: list[str]
    declared: bool


class PolicyOut(Schema):
    """What a source's violations lead to; source "" is the rule for the others."""

    source: str
    unknown_event: Action
    unknown_property: Action
    wrong_value: Action


class PlanOut(Schema):
    """State of the plan: policies, how many events it enforces, how many wait in quarantine."""

    policies: list[PolicyOut]
    declared: int
    enforced: int
    waiting: int


class PoliciesIn(Schema):
    """All policies."""

    policies: list[SourcePolicy]


class ViolationOut(Schema):
    """One way in which events broke the plan; `what` is the reason's code, `path` the property."""

    event: str
    label: str
    source: str
    what: str
    path: str
    flagged: int
    quarantined: int
    latest: dt.datetime
    days: list[int]


class ViolationsOut(Schema):
    """Violations of the last company days."""

    days: list[str]
    items: list[ViolationOut]


class QuarantinedOut(Schema):
    """An event in quarantine; personal values are dots. Its content is gone once it was decided on."""

    id: str
    name: str
    label: str
    source: str
    time: dt.datetime
    received: dt.datetime
    reasons: list[str]
    state: Literal["waiting", "released", "discarded"]
    decided_at: dt.datetime | None
    properties: dict[str, Any]
    traits: dict[str, Any]
    context: dict[str, Any]

    @classmethod
    def of(cls, row: QuarantinedEvent, language: Language) -> QuarantinedOut:
        """From the row."""
        event = quarantine.event_of(row) if row.payload else None
        properties = dict(event.properties) if event else {}
        properties.pop("$quality", None)
        return cls(
            id=ids.encode("evt", row.id),
            name=row.name,
            label=label_of(row.name, language),
            source=row.source,
            time=clock.from_ms(row.time_ms),
            received=clock.from_ms(row.received_ms),
            reasons=row.reasons,
            state=cast(Any, row.state),
            decided_at=row.decided_at,
            properties=debugger.masked(properties),
            traits=debugger.masked(event.traits) if event else {},
            context=debugger.masked(event.context) if event else {},
        )


class QuarantineQuery(PageQuery):
    """Filters of the quarantine."""

    state: Literal["waiting", "released", "discarded"] = "waiting"
    name: str = ""
    source: str = ""


class DecisionIn(Schema):
    """Events to let in or to give up."""

    events: list[str]
    decision: Literal["release", "discard"]


class DecisionOut(Schema):
    """How many events were decided on; those decided before do not count."""

    done: int


@router.get("/events/catalogue", response=list[CatalogueEventOut])
@require("events.read")
def list_event_catalogue(request: HttpRequest) -> list[CatalogueEventOut]:
    """All events: seen, declared and standard ones, the most frequent first."""
    language = language_of(request)
    standard = {one.name: one for one in STANDARD}
    rows = {row.name: row for row in EventDefinition.objects.all()}
    seen = {one.name: one for one in plan_reading.volumes()}
    return [
        _catalogue_row(name, rows.get(name), seen.get(name), standard.get(name), language)
        for name in dict.fromkeys([*seen, *rows, *standard])
    ]


def _catalogue_row(
    name: str,
    row: EventDefinition | None,
    seen: plan_reading.Volume | None,
    standard: Any,
    language: Language,
) -> CatalogueEventOut:
    return CatalogueEventOut(
        name=name,
        label=label_of(name, language),
        segment_name=standard.segment if standard else "",
        standard=standard is not None,
        declared=row is not None,
        category=row.category if row else category_of(name),
        status=cast(Any, row.status) if row else "active" if standard else "undeclared",
        owner=row.owner if row else "",
        description=row.description if row else "",
        enforced=row.enforced if row else False,
        properties=len(row.properties) if row else 0,
        personal=sum(bool(one.get("personal")) for one in row.properties) if row else 0,
        count=seen.count if seen else 0,
        week=seen.week if seen else 0,
        days=list(seen.days) if seen else [0] * 7,
        first_seen=clock.from_ms(seen.first) if seen else None,
        last_seen=clock.from_ms(seen.latest) if seen else None,
    )


@router.get("/events/catalogue/event", response=CatalogueDetailOut)
@require("events.read")
def get_catalogue_event(request: HttpRequest, name: str, infer: bool = False) -> CatalogueDetailOut:
    """One event; `infer` adds the properties that its latest events carry to the declaration."""
    row = EventDefinition.objects.filter(name=name).first()
    if infer:
        event = plan_services.infer_event(name)
    else:
        event = plan_services.planned(row) if row else PlannedEvent(name=name, category=category_of(name))
    known = {one.key for one in event.properties}
    return CatalogueDetailOut(
        event=event,
        label=label_of(name, language_of(request)),
        standard=any(one.name == name for one in STANDARD),
        declared=row is not None,
        categories=list(CATEGORIES),
        seen=[
            SeenPropertyOut(
                key=one.key,
                share=one.share,
                types=one.types,
                examples=one.examples,
                declared=one.key in known,
            )
            for one in debugger.properties_in_use(name)
        ],
    )


@router.put("/events/catalogue/event", response=PlannedEvent)
@require("events.write")
def declare_event(request: HttpRequest, body: PlannedEvent) -> PlannedEvent:
    """Declare an event, or change its declaration."""
    return plan_services.planned(plan_services.declare_event(event=body, actor=principal(request)))


@router.delete("/events/catalogue/event", response={204: None})
@require("events.write")
def withdraw_event(request: HttpRequest, name: str) -> Status[None]:
    """Forget a declaration; the events stay."""
    plan_services.withdraw_event(name=name, actor=principal(request))
    return Status(204, None)


@router.get("/events/plan", response=PlanOut)
@require("events.read")
def get_tracking_plan(request: HttpRequest) -> PlanOut:
    """Policies and size of the plan."""
    return PlanOut(
        policies=[_policy_out(row) for row in PlanPolicy.objects.order_by("source")],
        declared=EventDefinition.objects.count(),
        enforced=EventDefinition.objects.filter(enforced=True).count(),
        waiting=plan_reading.waiting_count(),
    )


@router.put("/events/plan/policies", response=PlanOut)
@require("events.write")
def put_plan_policies(request: HttpRequest, body: PoliciesIn) -> PlanOut:
    """Replace all policies."""
    plan_services.set_policies(policies=body.policies, actor=principal(request))
    return get_tracking_plan(request)


@router.get("/events/plan/document", response=PlanDocument)
@require("events.read")
def export_tracking_plan(request: HttpRequest) -> PlanDocument:
    """The whole plan as a document to keep or to take to another installation."""
    return plan_services.export_plan()


@router.post("/events/plan/document", response=PlanOut)
@require("events.write")
def import_tracking_plan(request: HttpRequest, body: PlanDocument) -> PlanOut:
    """Take an exported plan in; events that it does not name stay as they are."""
    plan_services.import_plan(plan=body, actor=principal(request))
    return get_tracking_plan(request)


@router.get("/events/plan/violations", response=ViolationsOut)
@require("events.read")
def list_plan_violations(request: HttpRequest, days: int = 7) -> ViolationsOut:
    """How events broke the plan in the last company days, by event, source and property."""
    language = language_of(request)
    labels, found = plan_reading.violations(days)
    return ViolationsOut(days=labels, items=[_violation_out(one, language) for one in found[:500]])


def _violation_out(one: plan_reading.Violation, language: Language) -> ViolationOut:
    what, _, path = one.reason.partition(":")
    return ViolationOut(
        event=one.event,
        label=label_of(one.event, language),
        source=one.source,
        what=what,
        path=path,
        flagged=one.flagged,
        quarantined=one.quarantined,
        latest=clock.from_ms(one.latest),
        days=list(one.days),
    )


@router.get("/events/quarantine", response=Page[QuarantinedOut])
@require("events.read")
def list_quarantine(request: HttpRequest, query: Query[QuarantineQuery]) -> Page[QuarantinedOut]:
    """Events that the plan kept out, the latest first; filter by state, name, source; search in names."""
    language = language_of(request)
    rows = QuarantinedEvent.objects.filter(state=query.state)
    if query.name:
        rows = rows.filter(name=query.name)
    if query.source:
        rows = rows.filter(source=query.source)
    if query.q:
        rows = rows.filter(name__icontains=query.q)
    return page_of(
        rows,
        query,
        lambda row: QuarantinedOut.of(row, language),
        {"received": "received_ms", "name": "name"},
        "-received",
    )


@router.post("/events/quarantine/decisions", response=DecisionOut)
@require("events.write")
def decide_quarantine(request: HttpRequest, body: DecisionIn) -> DecisionOut:
    """Let events into the spine, or give them up."""
    chosen = [ids.decode("evt", one) for one in body.events]
    decide = quarantine.release if body.decision == "release" else quarantine.discard
    return DecisionOut(done=decide(event_ids=chosen, actor=principal(request)))


def _policy_out(row: PlanPolicy) -> PolicyOut:
    return PolicyOut(**plan_services.source_policy(row).model_dump())


CatalogueDetailOut.model_rebuild()
PropertySpec.model_rebuild()
