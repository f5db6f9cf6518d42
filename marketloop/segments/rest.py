"""Segments over HTTP: definitions, live preview, people, explanations, history, export, what the builder offers."""

from __future__ import annotations

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Status

from marketloop.organisation.facade import record_audit, scope, scope_q
from marketloop.platform import ids, jobs
from marketloop.platform.http import Page, PageQuery, Router, language_of, page_of, principal, require
from marketloop.segments import listing_people, people, queries, services, vocabulary
from marketloop.segments.conditions import parse_condition
from marketloop.segments.contracts import PREFIX, SegmentKind, SegmentState
from marketloop.segments.explaining import explain
from marketloop.segments.exporting import export_rows
from marketloop.segments.jobs import recount
from marketloop.segments.models import Segment
from marketloop.segments.previewing import matching_people, preview, warnings_of
from marketloop.segments.rest_depth import named, row_of
from marketloop.segments.rest_depth import router as depth
from marketloop.segments.rest_types import (
    ConditionIn,
    CopyIn,
    ExplanationOut,
    JobStarted,
    MembersChange,
    MembersChanged,
    NodeOut,
    PreviewOut,
    PropertyOut,
    SamplePersonOut,
    SegmentChange,
    SegmentIn,
    SegmentOut,
    SizeOut,
    UsageOut,
    VocabularyOut,
    WarnedOut,
)
from marketloop.segments.usage import list_usage

router, plain = Router(tags=["segments"]), Router(tags=["segments"])
for part in (depth, plain):
    router.add_router("", part)  # depth first: `/segments/{segment_id}` would catch `/segments/alarms`


def _out(row: Segment) -> SegmentOut:
    return SegmentOut.of(queries.view_of(row), queries.sparklines([row.id])[row.id])


@plain.get("/segments", response=Page[SegmentOut])
@require("segments.read")
def list_segments(
    request: HttpRequest, query: Query[PageQuery], kind: str = "", state: str = ""
) -> Page[SegmentOut]:
    """Segments; search by name or key, filter by kind and state, sort by name, size, created_at, updated_at."""
    rows = queries.visible(scope_q(scope(request)))
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    if query.q:
        rows = rows.filter(name__icontains=query.q) | rows.filter(key__icontains=query.q)
    sorts = {"name": "name", "size": "size", "created_at": "created_at", "updated_at": "updated_at"}
    page = page_of(rows, query, lambda row: row, sorts, "-updated_at")
    sizes = queries.sparklines([row.id for row in page.items])
    items = [SegmentOut.of(queries.view_of(row), sizes[row.id]) for row in page.items]
    return Page(items=items, next_cursor=page.next_cursor, count=page.count)


@plain.post("/segments", response={201: SegmentOut})
@require("segments.write")
def create_segment(request: HttpRequest, body: SegmentIn) -> Status[SegmentOut]:
    """A new segment; its first count runs at once in the background (`computing`)."""
    row = services.create(
        name=body.name,
        description=body.description,
        key=body.key,
        kind=SegmentKind(body.kind),
        condition=body.condition,
        org_unit=people.own_unit(request, scope(request)),
        actor=principal(request),
    )
    return Status(201, _out(row))


@plain.post("/segments/preview", response=PreviewOut)
@require("segments.read")
def preview_segment(request: HttpRequest, body: ConditionIn) -> PreviewOut:
    """How many fulfil a condition now, per leaf and reachable by channel, and ten of them; nothing is stored."""
    found = preview(body.condition, scope=scope(request))
    return PreviewOut.of(found, named(request, list(found.sample)), language_of(request))


@plain.post("/segments/preview/people", response=Page[SamplePersonOut])
@require("segments.read")
def list_people_of_condition(
    request: HttpRequest, body: ConditionIn, query: Query[PageQuery]
) -> Page[SamplePersonOut]:
    """The people who fulfil a condition now, by id: those behind any figure of the preview."""
    found = matching_people(parse_condition(body.condition), scope=scope(request))
    page, cursor, count = people.page_of_ids(found, query)
    return Page(items=named(request, page), next_cursor=cursor, count=count)


@plain.post("/segments/check", response=list[WarnedOut])
@require("segments.read")
def check_segment_condition(request: HttpRequest, body: ConditionIn) -> list[WarnedOut]:
    """Faults are a 422; what is allowed but looks wrong comes back as a list."""
    found = warnings_of(parse_condition(body.condition))
    return [WarnedOut.of(one, language_of(request)) for one in found]


@plain.get("/segments/vocabulary", response=VocabularyOut)
@require("segments.read")
def get_segment_vocabulary(request: HttpRequest) -> VocabularyOut:
    """All that the builder offers: events, traits, tags, stages, channels, identifiers, segments, goods."""
    return vocabulary.vocabulary(language_of(request))


@plain.get("/segments/vocabulary/properties", response=list[PropertyOut])
@require("segments.read")
def list_condition_properties(request: HttpRequest, event: str, prefix: str = "") -> list[PropertyOut]:
    """Properties seen on an event, each with its most frequent values (that begin with `prefix`)."""
    return vocabulary.properties(event, prefix)


@plain.get("/segments/{segment_id}", response=SegmentOut)
@require("segments.read")
def get_segment(request: HttpRequest, segment_id: str) -> SegmentOut:
    """One segment."""
    return _out(row_of(request, segment_id))


@plain.patch("/segments/{segment_id}", response=SegmentOut)
@require("segments.write")
def update_segment(request: HttpRequest, segment_id: str, body: SegmentChange) -> SegmentOut:
    """Change name, description, condition, or pause and resume."""
    row = row_of(request, segment_id)
    changed = services.update(
        segment_id=row.id,
        name=body.name,
        description=body.description,
        condition=body.condition,
        state=SegmentState(body.state) if body.state else None,
        actor=principal(request),
    )
    return _out(changed)


@plain.delete("/segments/{segment_id}", response={204: None})
@require("segments.write")
def delete_segment(request: HttpRequest, segment_id: str) -> Status[None]:
    """Archive a segment; refused (409) while something uses it."""
    services.archive(segment_id=row_of(request, segment_id).id, actor=principal(request))
    return Status(204, None)


@plain.post("/segments/{segment_id}/duplicate", response={201: SegmentOut})
@require("segments.write")
def duplicate_segment(request: HttpRequest, segment_id: str, body: CopyIn) -> Status[SegmentOut]:
    """A copy under another name."""
    row = row_of(request, segment_id)
    return Status(201, _out(services.duplicate(segment_id=row.id, name=body.name, actor=principal(request))))


@plain.post("/segments/{segment_id}/recount", response={202: JobStarted})
@require("segments.write")
def recount_segment(request: HttpRequest, segment_id: str) -> Status[JobStarted]:
    """Count a segment anew from all data, as a job."""
    row = row_of(request, segment_id)
    job = jobs.enqueue(
        recount, {"segment_id": ids.encode(PREFIX, row.id)}, created_by=principal(request).user_id
    )
    return Status(202, JobStarted(job=ids.encode("job", job)))


@plain.get("/segments/{segment_id}/members", response=Page[SamplePersonOut])
@require("segments.read")
def list_segment_members(
    request: HttpRequest, segment_id: str, query: Query[PageQuery]
) -> Page[SamplePersonOut]:
    """The people in it, by id; only those within the asker's data scope."""
    row = row_of(request, segment_id)
    found, cursor, count = people.page_of_members(row, scope(request), query)
    return Page(items=named(request, found), next_cursor=cursor, count=count)


@plain.post("/segments/{segment_id}/members", response=MembersChanged)
@require("segments.write")
def change_segment_members(request: HttpRequest, segment_id: str, body: MembersChange) -> MembersChanged:
    """Put people on a static list, take people off it."""
    row, actor = row_of(request, segment_id), principal(request)
    put = people.within([ids.decode("pro", one) for one in body.put], scope(request))
    take = people.within([ids.decode("pro", one) for one in body.take], scope(request))
    change = listing_people.change_list(segment_id=row.id, put=put, take=take, actor=actor)
    return MembersChanged(put=change.put_count if change else 0, taken=change.taken_count if change else 0)


@plain.get("/profiles/{profile_id}/segments", response=list[SegmentOut])
@require("segments.read")
def list_profile_segments(request: HttpRequest, profile_id: str) -> list[SegmentOut]:
    """The segments that a person is in now, by name; only those that the asker may see."""
    mine = scope(request)
    found = queries.segments_of(people.one_within(ids.decode("pro", profile_id), mine))
    seen = set(queries.visible(scope_q(mine)).values_list("id", flat=True))
    return [SegmentOut.of(view) for view in found if view.id in seen]


@plain.get("/segments/{segment_id}/explain", response=ExplanationOut)
@require("segments.read")
def explain_segment(request: HttpRequest, segment_id: str, profile: str) -> ExplanationOut:
    """Why a person is in the segment or not: each leaf with the data behind it."""
    row = row_of(request, segment_id)
    person = people.one_within(ids.decode("pro", profile), scope(request))
    found = explain(row.id, person)
    tree = NodeOut.tree(found.tree) if found.tree else None
    return ExplanationOut(member=found.member, fulfils=found.fulfils, tree=tree)


@plain.get("/segments/{segment_id}/history", response=list[SizeOut])
@require("segments.read")
def get_segment_history(
    request: HttpRequest, segment_id: str, days: int = 30, by: str = "day"
) -> list[SizeOut]:
    """Sizes by hour or day (company time) of the last `days` (at most 366)."""
    row = row_of(request, segment_id)
    points = queries.history(row.id, days=max(1, min(days, 366)), by="hour" if by == "hour" else "day")
    return [SizeOut.of(point) for point in points]


@plain.get("/segments/{segment_id}/usage", response=list[UsageOut])
@require("segments.read")
def list_segment_usage(request: HttpRequest, segment_id: str) -> list[UsageOut]:
    """What uses the segment: other segments, running journeys and campaigns."""
    return [UsageOut.of(one) for one in list_usage(row_of(request, segment_id).id)]


@plain.get("/segments/{segment_id}/export", response={200: None})
@require("segments.export")
def export_segment(request: HttpRequest, segment_id: str) -> StreamingHttpResponse:
    """The people in it as CSV (UTF-8 with BOM, safe against formulas), within the asker's data scope; audited."""
    row, language = row_of(request, segment_id), language_of(request)
    found = people.visible_members(row, scope(request))
    record_audit(
        actor=principal(request),
        action="segments.exported",
        subject=ids.encode(PREFIX, row.id),
        detail={"people": len(found)},
    )
    answer = StreamingHttpResponse(export_rows(found, language), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{ids.encode(PREFIX, row.id)}.csv"'
    return answer
