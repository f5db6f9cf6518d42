"""Computed traits over HTTP: define, change, delete, run, try on one person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Status
from pydantic import Field

from marketloop.events import facade as events
from marketloop.organisation.facade import scope
from marketloop.platform import ids
from marketloop.platform.errors import Forbidden
from marketloop.platform.http import Principal, Router, Schema, language_of, principal, require
from marketloop.platform.i18n import Language
from marketloop.profiles import computed_catalogue, queries
from marketloop.profiles.models import ComputedTrait
from marketloop.profiles.rest_types import encoded, instant

router = Router(tags=["profiles"])


class ComputedIn(Schema):
    """A definition; `key` is the trait's name and stays."""

    key: str = Field("", max_length=60)
    label: str
    description: str = ""
    definition: events.PerProfile


class ComputedOut(Schema):
    """A computed trait; `people` have a value since the run at `computed_at` (null: running first)."""

    key: str
    label: str
    description: str
    definition: dict[str, Any]
    event_label: str
    number: bool
    people: int | None
    computed_at: dt.datetime | None
    job: str | None
    by: str

    @classmethod
    def of(cls, row: ComputedTrait, language: Language) -> ComputedOut:
        """From the row."""
        return cls(
            key=row.key,
            label=row.label,
            description=row.description,
            definition=row.definition,
            event_label=events.label_of(row.definition["event"], language),
            number=events.PerProfile.model_validate(row.definition).is_number(),
            people=row.people,
            computed_at=instant(row.computed_at),
            job=encoded("job", row.job),
            by=row.by_name,
        )


class TryIn(Schema):
    """A definition to try on a person."""

    definition: events.PerProfile
    profile: str


class TriedOut(Schema):
    """The person's value (null: none) from `events` events; `people` would have a value."""

    value: str | float | int | None
    events: int
    people: int


class ComputedGoneOut(Schema):
    """The job that takes the values off."""

    job: str


def _of_all(request: HttpRequest) -> Principal:
    if not scope(request).everything:
        raise Forbidden("computed_needs_whole_company")
    return principal(request)


@router.get("/computed-traits", response=list[ComputedOut])
@require("profiles.read")
def list_computed_traits(request: HttpRequest) -> list[ComputedOut]:
    """All definitions by name."""
    return [ComputedOut.of(row, language_of(request)) for row in ComputedTrait.objects.order_by("label")]


@router.post("/computed-traits", response={201: ComputedOut})
@require("profiles.write")
def create_computed_trait(request: HttpRequest, body: ComputedIn) -> Status[ComputedOut]:
    """Define a trait; a job computes it for everybody."""
    row = computed_catalogue.create_computed(
        key=body.key, label=body.label, description=body.description, asked=body.definition, actor=_of_all(request)
    )  # fmt: skip
    return Status(201, ComputedOut.of(row, language_of(request)))


@router.post("/computed-traits/try", response=TriedOut)
@require("profiles.read")
def try_computed_trait(request: HttpRequest, body: TryIn) -> TriedOut:
    """What a definition gives for one person within the data scope."""
    person = queries.get_person(ids.decode("pro", body.profile), scope(request))
    tried = computed_catalogue.try_on(body.definition, person.id)
    return TriedOut(value=tried.value, events=tried.events, people=tried.people)


@router.put("/computed-traits/{key}", response=ComputedOut)
@require("profiles.write")
def edit_computed_trait(request: HttpRequest, key: str, body: ComputedIn) -> ComputedOut:
    """Change a definition; a job computes everybody anew."""
    row = computed_catalogue.edit_computed(
        key=key, label=body.label, description=body.description, asked=body.definition, actor=_of_all(request)
    )  # fmt: skip
    return ComputedOut.of(row, language_of(request))


@router.post("/computed-traits/{key}/run", response=ComputedOut)
@require("profiles.write")
def run_computed_trait(request: HttpRequest, key: str) -> ComputedOut:
    """Compute everybody anew."""
    row = computed_catalogue.run_computed(key=key, actor=_of_all(request))
    return ComputedOut.of(row, language_of(request))


@router.delete("/computed-traits/{key}", response=ComputedGoneOut)
@require("profiles.write")
def delete_computed_trait(request: HttpRequest, key: str) -> ComputedGoneOut:
    """Delete a definition; a job takes the values off."""
    job = computed_catalogue.delete_computed(key=key, actor=_of_all(request))
    return ComputedGoneOut(job=ids.encode("job", job))
