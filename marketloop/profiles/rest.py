"""Profiles over HTTP: list and search, the 360° page, traits, tags, consents, notes, identity graph, merge and undo.

Everything applies the asker's data scope: a person outside it is not found (404).
"""

from __future__ import annotations

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query

from marketloop.identity import facade as identity
from marketloop.organisation.facade import record_audit, scope
from marketloop.platform import clock, ids
from marketloop.platform.errors import Invalid
from marketloop.platform.http import (
    Page,
    Router,
    decode_cursor,
    encode_cursor,
    language_of,
    principal,
    require,
)
from marketloop.profiles import (
    facade,
    listing,
    queries,
    rest_bulk,
    rest_computed,
    rest_duplicates,
    rest_merges,
    rest_notes,
    rest_tags,
    rest_traits,
    services,
    timelines,
)
from marketloop.profiles.contracts import Stage
from marketloop.profiles.exporting import export_people
from marketloop.profiles.models import Person
from marketloop.profiles.refreshing import refresh_now
from marketloop.profiles.rest_changes import (
    AssignIn,
    ConsentIn,
    TagIn,
    TraitsIn,
)
from marketloop.profiles.rest_identity import GraphOut
from marketloop.profiles.rest_types import (
    ConsentOut,
    EventOut,
    ProfileDetail,
    ProfileOut,
    ProfilesQuery,
    RevealOut,
    TimelineOut,
)

people = Router(tags=["profiles"])
router = Router(tags=["profiles"])
for part in (
    rest_tags.router,
    rest_bulk.router,
    rest_computed.router,
    rest_traits.router,
    rest_merges.router,
    rest_notes.router,
    rest_duplicates.router,
    people,
):
    router.add_router("", part)  # people last: its `/profiles/{profile_id}` would catch `/profiles/merge`


def _person(request: HttpRequest, profile_id: str) -> Person:
    return queries.get_person(ids.decode("pro", profile_id), scope(request))


def _detail(request: HttpRequest, person: Person) -> ProfileDetail:
    language = language_of(request)
    return ProfileDetail.of_view(queries.view(person, language), language)


@people.get("/profiles", response=Page[ProfileOut])
@require("profiles.read")
def list_profiles(request: HttpRequest, query: Query[ProfilesQuery]) -> Page[ProfileOut]:
    """People; search, filter, sort by spend, orders, last_seen or created."""
    language = language_of(request)
    _check_stages(query.stage)
    page = facade.list_profiles(query.wanted(), query, scope=scope(request), language=language)
    return Page(
        items=[ProfileOut.of(row, language) for row in page.items],
        next_cursor=page.next_cursor,
        count=page.count,
        count_exact=page.count_exact,
    )


def _check_stages(stages: list[str]) -> None:
    for stage in stages:
        if stage not in Stage.__members__.values():
            raise Invalid(
                "stage_unknown", fields={"stage": "stage_unknown"}, got=stage, allowed=", ".join(Stage)
            )


@people.get("/profiles/export")
@require("profiles.export")
def export_profiles(request: HttpRequest, query: Query[ProfilesQuery]) -> StreamingHttpResponse:
    """The filtered people as CSV; audited. Phone and e-mail in full only with the right `profiles.sensitive`."""
    who = principal(request)
    rows = listing.filtered(query.wanted(), scope(request))
    record_audit(
        actor=who,
        action="profiles.exported",
        subject="profiles",
        detail={"people": rows.count(), "q": bool(query.q)},
    )
    chunks = export_people(rows, language_of(request), in_clear=who.may("profiles.sensitive"))
    response = StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="profiles.csv"'
    return response


@people.get("/profiles/{profile_id}", response=ProfileDetail)
@require("profiles.read")
def get_profile(request: HttpRequest, profile_id: str) -> ProfileDetail:
    """One person: header, traits, tags, consents, stage log. The id of a merged profile gives its person."""
    return _detail(request, _person(request, profile_id))


@people.patch("/profiles/{profile_id}", response=ProfileDetail)
@require("profiles.write")
def assign_profile(request: HttpRequest, profile_id: str, body: AssignIn) -> ProfileDetail:
    """Set org unit, owner and test mark."""
    person = _person(request, profile_id)
    services.assign(
        profile_id=person.id,
        org_unit=ids.decode("org", body.org_unit) if body.org_unit else None,
        owner=ids.decode("usr", body.owner) if body.owner else None,
        is_test=body.is_test,
        actor=principal(request),
    )
    return _refreshed(request, person)


def _refreshed(request: HttpRequest, person: Person) -> ProfileDetail:
    """The person after a change: folded now, so that the answer shows it."""
    refresh_now([person.id])
    row = queries.find_person(person.id)
    return _detail(request, row if row is not None else person)


@people.post("/profiles/{profile_id}/reveal", response=RevealOut)
@require("profiles.sensitive")
def reveal_profile(request: HttpRequest, profile_id: str) -> RevealOut:
    """Phone, e-mail and personal traits in clear; the reading is audited."""
    person = _person(request, profile_id)
    view = queries.view(person, language_of(request), in_clear=True)
    record_audit(actor=principal(request), action="profiles.revealed", subject=ids.encode("pro", person.id))
    personal = {trait.key: trait.value for trait in view.traits if trait.personal}
    return RevealOut(phone=view.phone, email=view.email, traits=personal)


@people.get("/profiles/{profile_id}/timeline", response=TimelineOut)
@require("profiles.read")
def list_profile_events(
    request: HttpRequest,
    profile_id: str,
    cursor: str | None = None,
    limit: int = 50,
    name: Query[list[str]] = [],  # noqa: B006
    group: Query[list[str]] = [],  # noqa: B006
) -> TimelineOut:
    """Events of the person, newest first; filter by names or groups (behaviour, order, message, journey, profile)."""
    person, language = _person(request, profile_id), language_of(request)
    before = None
    if cursor:
        time, event_id = decode_cursor(cursor)
        before = (int(time), int(event_id))
    found, following = timelines.page(
        person.id, before=before, limit=max(1, min(limit, 200)), names=name, groups=group
    )
    return TimelineOut(
        items=[EventOut.of(event, language) for event in found],
        next_cursor=encode_cursor(following) if following else None,
    )


@people.get("/profiles/{profile_id}/identity", response=GraphOut)
@require("profiles.read")
def get_profile_identity(request: HttpRequest, profile_id: str) -> GraphOut:
    """Identifiers (masked) with the evidence that links them, merges with their undoing, links that were refused."""
    return GraphOut.of(identity.graph(_person(request, profile_id).id), language_of(request))


@people.patch("/profiles/{profile_id}/traits", response=ProfileDetail)
@require("profiles.write")
def update_profile_traits(request: HttpRequest, profile_id: str, body: TraitsIn) -> ProfileDetail:
    """Set traits; null removes one."""
    person, who = _person(request, profile_id), principal(request)
    services.change_traits(
        profile_id=person.id, traits=body.traits, source="console", by=who.user_id, actor=who
    )
    return _refreshed(request, person)


@people.post("/profiles/{profile_id}/tags", response=ProfileDetail)
@require("profiles.write")
def add_profile_tag(request: HttpRequest, profile_id: str, body: TagIn) -> ProfileDetail:
    """Put a tag on a person."""
    person, who = _person(request, profile_id), principal(request)
    expires = clock.to_ms(body.expires) if body.expires else None
    facade.add_tag([person.id], body.tag, who.user_id, source="console", expires=expires, actor=who)
    return _refreshed(request, person)


@people.delete("/profiles/{profile_id}/tags/{tag}", response=ProfileDetail)
@require("profiles.write")
def remove_profile_tag(request: HttpRequest, profile_id: str, tag: str) -> ProfileDetail:
    """Take a tag off a person."""
    person, who = _person(request, profile_id), principal(request)
    facade.remove_tag([person.id], tag, who.user_id, source="console", actor=who)
    return _refreshed(request, person)


@people.get("/profiles/{profile_id}/consents", response=list[ConsentOut])
@require("profiles.read")
def list_profile_consents(request: HttpRequest, profile_id: str) -> list[ConsentOut]:
    """The consent ledger of a person, newest first."""
    language = language_of(request)
    return [ConsentOut.of(row, language) for row in queries.consent_history(_person(request, profile_id).id)]


@people.put("/profiles/{profile_id}/consents", response=ProfileDetail)
@require("profiles.write")
def set_profile_consent(request: HttpRequest, profile_id: str, body: ConsentIn) -> ProfileDetail:
    """Record consent or its withdrawal as the person stated it."""
    person, who = _person(request, profile_id), principal(request)
    facade.set_consent(person.id, body.channel, body.granted, "console", body.proof, who.user_id, actor=who)
    return _refreshed(request, person)
