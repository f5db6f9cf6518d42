"""Writes of the catalogue and the tracking plan: declare an event, set policies, take a whole plan in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.db import transaction
from django.db.models import F

from marketloop.events import debugger, declared
from marketloop.events.catalogue import CATEGORIES, category_of
from marketloop.events.incoming import MAX_NAME
from marketloop.events.models import EventDefinition, PlanPolicy, PlanVersion
from marketloop.events.plan import MAX_DEPTH, OURS, Action, PropertySpec
from marketloop.events.plan_documents import PlanDocument, PlannedEvent, SourcePolicy
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import clock
from marketloop.platform.errors import Invalid, NotFound

MAX_PROPERTIES = 300


def declare_event(*, event: PlannedEvent, actor: Principal | None) -> EventDefinition:
    """Declare an event, or change its declaration; raises Invalid with the field that is wrong."""
    _check_event(event)
    with transaction.atomic():
        row = _write_event(event)
        _bump()
        record_audit(
            actor=actor,
            action="events.declared",
            subject=event.name,
            detail={"status": event.status, "enforced": event.enforced},
        )
    return row


def withdraw_event(*, name: str, actor: Principal) -> None:
    """Forget a declaration; events that came in stay. Raises NotFound."""
    with transaction.atomic():
        gone, _ = EventDefinition.objects.filter(name=name).delete()
        if not gone:
            raise NotFound("event_not_declared", name=name)
        _bump()
        record_audit(actor=actor, action="events.declaration_withdrawn", subject=name)


def set_policies(*, policies: Sequence[SourcePolicy], actor: Principal | None) -> None:
    """These are all policies now; without one for "" everything is accepted."""
    sources = [one.source for one in policies]
    if len(sources) != len(set(sources)):
        raise Invalid("plan_source_twice", fields={"policies": "plan_source_twice"})
    with transaction.atomic():
        _write_policies(policies)
        _bump()
        detail = {one.source or "*": one.model_dump(exclude={"source"}) for one in policies}
        record_audit(actor=actor, action="events.plan_policies_set", subject="", detail=detail)


def import_plan(*, plan: PlanDocument, actor: Principal) -> None:
    """Declare all events of an exported plan and take its policies; events that it does not name stay. All or nothing."""
    for event in plan.events:
        _check_event(event)
    with transaction.atomic():
        for event in plan.events:
            _write_event(event)
        if plan.policies:
            _write_policies(plan.policies)
        _bump()
        detail = {"events": len(plan.events)}
        record_audit(actor=actor, action="events.plan_imported", subject="", detail=detail)


def export_plan() -> PlanDocument:
    """All declarations and policies as one document."""
    return PlanDocument(
        events=[planned(row) for row in EventDefinition.objects.order_by("name")],
        policies=[source_policy(row) for row in PlanPolicy.objects.order_by("source")],
    )


def infer_event(name: str) -> PlannedEvent:
    """What the latest events of a name suggest: types as seen, required when nearly every event has the property."""
    row = EventDefinition.objects.filter(name=name).first()
    known = planned(row) if row else PlannedEvent(name=name, category=category_of(name))
    apart = {one.key for one in known.properties} | OURS
    seen = [_inferred(one) for one in debugger.properties_in_use(name) if one.key not in apart]
    return known.model_copy(update={"properties": [*known.properties, *seen], "enforced": True})


def _inferred(seen: debugger.PropertyInUse) -> PropertySpec:
    types = set(seen.types)
    kind: Any = "string"
    if types == {"integer"}:
        kind = "integer"
    elif types and types <= {"integer", "number"}:
        kind = "number"
    elif types == {"boolean"}:
        kind = "boolean"
    elif types == {"list"}:
        kind = "list"
    elif types == {"object"}:
        kind = "object"
    return PropertySpec(
        key=seen.key[:120],
        type=kind,
        required=seen.share >= 0.99,
        personal="personal" in types,
        items=cast(Any, seen.items),
    )


def planned(row: EventDefinition) -> PlannedEvent:
    """A row as a part of the document."""
    return PlannedEvent(
        name=row.name,
        label_zh=row.label_zh,
        label_en=row.label_en,
        description=row.description,
        category=row.category,
        owner=row.owner,
        status=cast(Any, row.status),
        enforced=row.enforced,
        properties=declared.specs_of(row.properties),
    )


def source_policy(row: PlanPolicy) -> SourcePolicy:
    """A row as a part of the document."""
    return SourcePolicy(
        source=row.source,
        unknown_event=Action(row.unknown_event),
        unknown_property=Action(row.unknown_property),
        wrong_value=Action(row.wrong_value),
    )


def _check_event(event: PlannedEvent) -> None:
    wrong: dict[str, str] = {}
    if not 0 < len(event.name.strip()) <= MAX_NAME or event.name != event.name.strip():
        wrong["name"] = "event_name_malformed"
    if event.category not in CATEGORIES:
        wrong["category"] = "event_category_unknown"
    keys = [one.key for one in event.properties]
    if len(keys) != len(set(keys)):
        wrong["properties"] = "plan_key_twice"
    elif len(keys) > MAX_PROPERTIES:
        wrong["properties"] = "plan_properties_many"
    elif any(one.depth() > MAX_DEPTH for one in event.properties):
        wrong["properties"] = "plan_too_deep"
    if wrong:
        code = next(iter(wrong.values()))
        raise Invalid(code, fields=wrong, name=event.name[:80], limit=MAX_PROPERTIES, depth=MAX_DEPTH)


def _write_event(event: PlannedEvent) -> EventDefinition:
    values = event.model_dump(exclude={"name", "properties"})
    row, _ = EventDefinition.objects.update_or_create(
        name=event.name,
        defaults={
            **values,
            "properties": [one.model_dump(exclude_defaults=True) for one in event.properties],
            "updated_at": clock.now(),
        },
    )
    return row


def _write_policies(policies: Sequence[SourcePolicy]) -> None:
    PlanPolicy.objects.all().delete()
    PlanPolicy.objects.bulk_create(PlanPolicy(**one.model_dump()) for one in policies)


def _bump() -> None:
    PlanVersion.objects.get_or_create(id=1)
    PlanVersion.objects.filter(id=1).update(version=F("version") + 1)
    declared.forget()
    transaction.on_commit(declared.forget)
