"""Journeys over HTTP: drafts, publication, dry run, report, the people behind every number, playbooks."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Status

from marketloop.journeys import doors, playbooks, services
from marketloop.journeys.contracts import OnPublish
from marketloop.journeys.dry_run import Assume, walk
from marketloop.journeys.models import Journey
from marketloop.journeys.queries import get_journey, list_passes, list_versions, people_by_node
from marketloop.journeys.queries import list_enrolments as enrolments_behind
from marketloop.journeys.queries import list_journeys as all_journeys
from marketloop.journeys.report import health_of, lift_of, report, totals_of
from marketloop.journeys.report_types import DryRunOut, EnrolmentOut, JourneyReportOut, PassOut
from marketloop.journeys.rest_types import (
    CopyJourneyIn,
    JourneyDetail,
    JourneyDraftIn,
    JourneyFigures,
    JourneyGraphIn,
    JourneyIn,
    JourneyIssuesOut,
    JourneyOut,
    JourneyPublishIn,
    JourneyVersionOut,
    PlaybookIn,
    PlaybookOut,
    graph_out,
)
from marketloop.organisation.facade import scope
from marketloop.platform import ids
from marketloop.platform.errors import Conflict, NotFound
from marketloop.platform.http import Page, PageQuery, Router, language_of, page_of, principal, require

router = Router(tags=["journeys"])


def _id(journey_id: str) -> int:
    return ids.decode("jny", journey_id)


def _figures(row: Journey) -> JourneyFigures | None:
    return None if row.live_version_id is None else JourneyFigures.of(totals_of(row.id), lift_of(row))


def _detail(row: Journey) -> JourneyDetail:
    return JourneyDetail(**JourneyOut.fields(row, health_of(row), _figures(row)), draft=graph_out(row.draft))


@router.get("/journeys", response=Page[JourneyOut])
@require("journeys.read")
def list_journeys(request: HttpRequest, query: Query[PageQuery], state: str = "") -> Page[JourneyOut]:
    """Journeys with their figures; search by name or key, filter by state, sort by name, created_at or updated_at."""
    rows = all_journeys()
    if state:
        rows = rows.filter(state=state)
    if query.q:
        rows = rows.filter(name__icontains=query.q) | rows.filter(key__icontains=query.q)
    sorts = {"name": "name", "created_at": "created_at", "updated_at": "updated_at"}

    def out(row: Journey) -> JourneyOut:
        return JourneyOut(**JourneyOut.fields(row, health_of(row), _figures(row)))

    return page_of(rows, query, out, sorts, "-updated_at")


@router.post("/journeys", response={201: JourneyDetail})
@require("journeys.write")
def create_journey(request: HttpRequest, body: JourneyIn) -> Status[JourneyDetail]:
    """A new draft."""
    row = services.create_journey(
        name=body.name,
        description=body.description,
        key=body.key,
        graph=body.graph,
        actor=principal(request),
    )
    return Status(201, _detail(row))


@router.get("/journeys/{journey_id}", response=JourneyDetail)
@require("journeys.read")
def get_journey_detail(request: HttpRequest, journey_id: str) -> JourneyDetail:
    """A journey with the graph of its draft."""
    return _detail(get_journey(_id(journey_id)))


@router.patch("/journeys/{journey_id}/draft", response=JourneyDetail)
@require("journeys.write")
def update_journey_draft(request: HttpRequest, journey_id: str, body: JourneyDraftIn) -> JourneyDetail:
    """Change the draft; 409 when somebody else changed it since `revision`."""
    row = services.update_draft(
        journey_id=_id(journey_id),
        revision=body.revision,
        name=body.name,
        description=body.description,
        graph=body.graph,
        actor=principal(request),
    )
    return _detail(row)


@router.delete("/journeys/{journey_id}", response={204: None})
@require("journeys.write")
def delete_journey(request: HttpRequest, journey_id: str) -> Status[None]:
    """Remove a journey that was never published."""
    services.delete_draft(journey_id=_id(journey_id), actor=principal(request))
    return Status(204, None)


@router.post("/journeys/{journey_id}/validate", response=JourneyIssuesOut)
@require("journeys.read")
def validate_journey(request: HttpRequest, journey_id: str, body: JourneyGraphIn) -> JourneyIssuesOut:
    """Findings on the stored draft, or on the graph in the body."""
    row = get_journey(_id(journey_id))
    graph = services.parse_graph(body.graph if body.graph is not None else row.draft)
    return JourneyIssuesOut.of(services.check_graph(graph), language_of(request))


@router.post("/journeys/{journey_id}/publish", response=JourneyDetail)
@require("journeys.publish")
def publish_journey(request: HttpRequest, journey_id: str, body: JourneyPublishIn) -> JourneyDetail:
    """Make the draft the live version; 422 names the nodes with errors, 409 when the draft is not at `revision` any more."""
    row = get_journey(_id(journey_id))
    if body.revision is not None and body.revision != row.revision:
        raise Conflict("journey_changed", revision=row.revision, yours=body.revision)
    services.publish(
        journey_id=row.id,
        on_people=OnPublish(body.on_people),
        mapping=body.mapping,
        note=body.note,
        actor=principal(request),
    )
    return _detail(get_journey(row.id))


@router.post("/journeys/{journey_id}/pause", response=JourneyDetail)
@require("journeys.publish")
def pause_journey(request: HttpRequest, journey_id: str) -> JourneyDetail:
    """Hold everybody where they are."""
    return _detail(services.pause(journey_id=_id(journey_id), actor=principal(request)))


@router.post("/journeys/{journey_id}/resume", response=JourneyDetail)
@require("journeys.publish")
def resume_journey(request: HttpRequest, journey_id: str) -> JourneyDetail:
    """Go on after a pause."""
    return _detail(services.resume(journey_id=_id(journey_id), actor=principal(request)))


@router.post("/journeys/{journey_id}/stop", response=JourneyDetail)
@require("journeys.publish")
def stop_journey(request: HttpRequest, journey_id: str) -> JourneyDetail:
    """End the journey and all passes in it."""
    return _detail(services.stop(journey_id=_id(journey_id), actor=principal(request)))


@router.post("/journeys/{journey_id}/duplicate", response={201: JourneyDetail})
@require("journeys.write")
def duplicate_journey(request: HttpRequest, journey_id: str, body: CopyJourneyIn) -> Status[JourneyDetail]:
    """A new draft with the same graph."""
    row = services.duplicate(journey_id=_id(journey_id), name=body.name, actor=principal(request))
    return Status(201, _detail(row))


@router.get("/journeys/{journey_id}/dry-run", response=DryRunOut)
@require("journeys.read")
def dry_run_journey(
    request: HttpRequest,
    journey_id: str,
    profile: str,
    entry: str | None = None,
    assume: Assume = "timed_out",
) -> DryRunOut:
    """The draft's way of one person with the data of now; nothing happens."""
    row, profile_id, language = get_journey(_id(journey_id)), ids.decode("pro", profile), language_of(request)
    name = doors.find_name(profile_id, scope(request), language)
    if name is None:
        raise NotFound("profile_not_found")
    run = walk(
        journey_id=row.id,
        key=row.key,
        graph=services.parse_graph(row.draft),
        profile_id=profile_id,
        entry=entry,
        assume=assume,
    )
    return DryRunOut.of(run, name, language)


@router.get("/journeys/{journey_id}/report", response=JourneyReportOut)
@require("journeys.read")
def get_journey_report(request: HttpRequest, journey_id: str) -> JourneyReportOut:
    """Figures of all versions together."""
    return JourneyReportOut.of(report(_id(journey_id)))


@router.get("/journeys/{journey_id}/enrolments", response=Page[EnrolmentOut])
@require("journeys.read")
def list_journey_enrolments(
    request: HttpRequest,
    journey_id: str,
    query: Query[PageQuery],
    node: str = "",
    branch: str = "",
    state: str = "",
    holdout: bool | None = None,
    reason: str = "",
) -> Page[EnrolmentOut]:
    """The people behind a number: by node (and branch), state (active, converted, exited), holdout, exit reason."""
    rows = enrolments_behind(
        get_journey(_id(journey_id)).id, node=node, branch=branch, state=state, holdout=holdout, reason=reason
    ).select_related("version")
    sorts = {"entered_at": "entered_at", "at": "at", "due_at": "due_at"}
    page = page_of(rows, query, lambda row: row, sorts, "-entered_at")
    names = doors.visible_names([row.person_id for row in page.items], scope(request), language_of(request))
    items = [EnrolmentOut.of(row, names[row.person_id]) for row in page.items if row.person_id in names]
    return Page(items=items, next_cursor=page.next_cursor, count=page.count)


@router.get("/journeys/{journey_id}/versions", response=list[JourneyVersionOut])
@require("journeys.read")
def list_journey_versions(request: HttpRequest, journey_id: str) -> list[JourneyVersionOut]:
    """Published versions, newest first, without their graphs."""
    row, inside = get_journey(_id(journey_id)), _inside(_id(journey_id))
    return [
        JourneyVersionOut.of(version, version.id == row.live_version_id, inside.get(version.id, 0))
        for version in list_versions(row.id)
    ]


@router.get("/journeys/{journey_id}/versions/{number}", response=JourneyVersionOut)
@require("journeys.read")
def get_journey_version(request: HttpRequest, journey_id: str, number: int) -> JourneyVersionOut:
    """A published version with its graph."""
    row, inside = get_journey(_id(journey_id)), _inside(_id(journey_id))
    version = row.versions.filter(number=number).first()
    if version is None:
        raise NotFound("journey_version_not_found", number=number)
    return JourneyVersionOut.of(
        version, version.id == row.live_version_id, inside.get(version.id, 0), graph=True
    )


def _inside(journey_id: int) -> dict[int, int]:
    """People on each version now."""
    inside: dict[int, int] = {}
    for (version, _), people in people_by_node(journey_id).items():
        inside[version] = inside.get(version, 0) + people
    return inside


@router.get("/profiles/{profile_id}/journeys", response=list[PassOut])
@require("journeys.read")
def list_profile_journeys(request: HttpRequest, profile_id: str) -> list[PassOut]:
    """The journeys that a person is or was in, the latest first."""
    person = doors.canonical(ids.decode("pro", profile_id))
    name = doors.find_name(person, scope(request), language_of(request))
    if name is None:
        raise NotFound("profile_not_found")
    return [PassOut.of(row, name) for row in list_passes(person)]


@router.get("/playbooks", response=list[PlaybookOut])
@require("journeys.read")
def list_playbooks(request: HttpRequest) -> list[PlaybookOut]:
    """Journeys that ship ready to run."""
    return [PlaybookOut.of(one) for one in playbooks.list_playbooks(language_of(request))]


@router.post("/playbooks/{key}", response={201: JourneyDetail})
@require("journeys.write")
def create_from_playbook(request: HttpRequest, key: str, body: PlaybookIn) -> Status[JourneyDetail]:
    """A draft from a playbook, with its segments and templates."""
    row = playbooks.create_from_playbook(
        key=key, language=language_of(request), name=body.name, actor=principal(request)
    )
    return Status(201, _detail(row))
