"""Segments over HTTP, at depth: persona, overlap, snapshots, static lists, watches, exports to elsewhere."""

from __future__ import annotations

import numpy as np
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from ninja import Query, Status

from marketloop.organisation.facade import record_audit, scope, scope_q
from marketloop.platform import ids
from marketloop.platform.http import Page, PageQuery, Router, language_of, principal, require
from marketloop.platform.i18n import translate
from marketloop.segments import exports, listing_people, people, queries, snapshots, watching
from marketloop.segments.contracts import PREFIX, Basis, Target, WatchKind
from marketloop.segments.exporting import export_rows
from marketloop.segments.membership import Ids
from marketloop.segments.models import Export, Segment, Snapshot
from marketloop.segments.overlaps import overlap, people_of
from marketloop.segments.personas import persona, persona_rows
from marketloop.segments.rest_depth_types import (
    ListChangeOut,
    ListImportIn,
    ListImportOut,
    OverlapIn,
    OverlapOut,
    OverlapPeopleIn,
    PersonaOut,
    SegmentAlarmOut,
    SegmentExportIn,
    SegmentExportOut,
    SegmentWatchesOut,
    SegmentWatchIn,
    SegmentWatchOut,
    SnapshotDiffOut,
    SnapshotIn,
    SnapshotOut,
)
from marketloop.segments.rest_types import SamplePersonOut

router = Router(tags=["segments"])


def row_of(request: HttpRequest, segment_id: str) -> Segment:
    """The segment within the asker's data scope; raises NotFound. Segments without a unit belong to everybody."""
    row = queries.get_row(ids.decode(PREFIX, segment_id))
    queries.check_visible(row, scope(request))
    return row


def named(request: HttpRequest, person_ids: list[int]) -> list[SamplePersonOut]:
    """What lists show of these people."""
    rows = people.rows(person_ids, language_of(request))
    return [SamplePersonOut.of(one, rows.get(one)) for one in person_ids]


def _page(request: HttpRequest, found: Ids, query: PageQuery) -> Page[SamplePersonOut]:
    seen = people.admitted(scope(request))
    visible = found if seen is None else np.intersect1d(found, seen, assume_unique=True)
    page, cursor, count = people.page_of_ids(visible, query)
    return Page(items=named(request, page), next_cursor=cursor, count=count)


def _csv(chunks: object, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8")  # type: ignore[arg-type]
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


# ---- persona and overlap ---------------------------------------------------------------------------------------------


@router.get("/segments/{segment_id}/persona", response=PersonaOut)
@require("segments.read")
def get_segment_persona(request: HttpRequest, segment_id: str) -> PersonaOut:
    """Who they are against the base: shares, index (TGI, base 100) and significance by dimension."""
    row, mine = row_of(request, segment_id), scope(request)
    members = people.visible_members(row, mine)
    return PersonaOut.of(persona(members, scope=mine, language=language_of(request)))


@router.get("/segments/{segment_id}/persona/export", response={200: None})
@require("segments.export")
def export_segment_persona(request: HttpRequest, segment_id: str) -> StreamingHttpResponse:
    """The persona as CSV; counts only, nobody's name."""
    row, mine, language = row_of(request, segment_id), scope(request), language_of(request)
    found = persona(people.visible_members(row, mine), scope=mine, language=language)
    return _csv(persona_rows(found, language), f"{segment_id}-persona")


@router.post("/segments/overlap", response=OverlapOut)
@require("segments.read")
def get_segment_overlap(request: HttpRequest, body: OverlapIn) -> OverlapOut:
    """Every combination of two to six segments, within the asker's data scope."""
    rows = [row_of(request, one) for one in dict.fromkeys(body.segments)]
    found = overlap([people.visible_members(row, scope(request)) for row in rows])
    return OverlapOut.of(found, [(ids.encode(PREFIX, row.id), row.name) for row in rows])


@router.post("/segments/overlap/people", response=Page[SamplePersonOut])
@require("segments.read")
def list_overlap_people(
    request: HttpRequest, body: OverlapPeopleIn, query: Query[PageQuery]
) -> Page[SamplePersonOut]:
    """The people of one combination, by id."""
    listed = list(dict.fromkeys(body.segments))
    sets = [people.visible_members(row_of(request, one), scope(request)) for one in listed]
    places = [listed.index(one) for one in body.inside if one in listed]
    return _page(request, people_of(sets, places), query)


# ---- snapshots -------------------------------------------------------------------------------------------------------


def _snapshot(row: Segment, snapshot_id: str) -> Snapshot:
    return snapshots.get_snapshot(row.id, ids.decode(snapshots.SNAPSHOT, snapshot_id))


@router.get("/segments/{segment_id}/snapshots", response=list[SnapshotOut])
@require("segments.read")
def list_segment_snapshots(request: HttpRequest, segment_id: str) -> list[SnapshotOut]:
    """Frozen memberships, newest first."""
    return [SnapshotOut.of(one) for one in snapshots.list_snapshots(row_of(request, segment_id).id)]


@router.post("/segments/{segment_id}/snapshots", response={201: SnapshotOut})
@require("segments.write")
def take_segment_snapshot(request: HttpRequest, segment_id: str, body: SnapshotIn) -> Status[SnapshotOut]:
    """Freeze who is in it now, for the audit."""
    row = row_of(request, segment_id)
    made = snapshots.take_snapshot(segment_id=row.id, note=body.note, actor=principal(request))
    return Status(201, SnapshotOut.of(made))


@router.get("/segments/{segment_id}/snapshots/{snapshot_id}/export", response={200: None})
@require("segments.export")
def export_segment_snapshot(request: HttpRequest, segment_id: str, snapshot_id: str) -> StreamingHttpResponse:
    """Who was in it, as CSV, within the asker's data scope; audited."""
    row, seen = row_of(request, segment_id), people.admitted(scope(request))
    found = snapshots.people_in(_snapshot(row, snapshot_id))
    visible = found if seen is None else np.intersect1d(found, seen, assume_unique=True)
    record_audit(
        actor=principal(request),
        action="segments.snapshot_exported",
        subject=ids.encode(PREFIX, row.id),
        detail={"snapshot": snapshot_id, "people": len(visible)},
    )
    return _csv(export_rows(visible, language_of(request)), snapshot_id)


@router.get("/segments/{segment_id}/snapshots/{earlier}/diff/{later}", response=SnapshotDiffOut)
@require("segments.read")
def compare_segment_snapshots(
    request: HttpRequest, segment_id: str, earlier: str, later: str
) -> SnapshotDiffOut:
    """How many came, went and stayed between two snapshots."""
    row = row_of(request, segment_id)
    before, after = _snapshot(row, earlier), _snapshot(row, later)
    return SnapshotDiffOut.of(before, after, snapshots.difference(before, after))


@router.get("/segments/{segment_id}/snapshots/{earlier}/diff/{later}/{side}", response=Page[SamplePersonOut])
@require("segments.read")
def list_snapshot_difference(
    request: HttpRequest, segment_id: str, earlier: str, later: str, side: str, query: Query[PageQuery]
) -> Page[SamplePersonOut]:
    """The people who came (`added`), went (`removed`) or stayed (`kept`)."""
    row = row_of(request, segment_id)
    found = snapshots.difference(_snapshot(row, earlier), _snapshot(row, later))
    return _page(request, snapshots.side_of(found, side), query)


# ---- static lists ----------------------------------------------------------------------------------------------------


@router.post("/segments/{segment_id}/import", response=ListImportOut)
@require("segments.write")
def import_segment_people(request: HttpRequest, segment_id: str, body: ListImportIn) -> ListImportOut:
    """Put people on a static list by pasted identifiers; says which lines named nobody, or somebody again."""
    row = row_of(request, segment_id)
    match = listing_people.match_lines(body.text, body.kind, scope(request))
    change = None
    if not body.check_only:
        change = listing_people.change_list(
            segment_id=row.id, put=match.people, source="import", actor=principal(request)
        )
    return ListImportOut.of(match, change)


@router.get("/segments/{segment_id}/changes", response=list[ListChangeOut])
@require("segments.read")
def list_segment_changes(request: HttpRequest, segment_id: str) -> list[ListChangeOut]:
    """The latest changes of a static list, newest first."""
    return [ListChangeOut.of(one) for one in listing_people.list_changes(row_of(request, segment_id).id)]


@router.post("/segments/{segment_id}/changes/{change_id}/undo", response=ListChangeOut)
@require("segments.write")
def undo_segment_change(request: HttpRequest, segment_id: str, change_id: str) -> ListChangeOut:
    """Take a change of a static list back."""
    row = row_of(request, segment_id)
    change = ids.decode(listing_people.CHANGE, change_id)
    undone = listing_people.undo_change(segment_id=row.id, change_id=change, actor=principal(request))
    return ListChangeOut.of(undone)


# ---- watches ---------------------------------------------------------------------------------------------------------


@router.get("/segments/alarms", response=list[SegmentAlarmOut])
@require("segments.read")
def list_segment_alarms(request: HttpRequest) -> list[SegmentAlarmOut]:
    """Alarms that nobody has acknowledged yet, newest first."""
    names = dict(queries.visible(scope_q(scope(request))).values_list("id", "name"))
    return [SegmentAlarmOut.of(one, names[one.segment_id]) for one in watching.open_alarms(list(names))]


@router.get("/segments/{segment_id}/watches", response=SegmentWatchesOut)
@require("segments.read")
def get_segment_watches(request: HttpRequest, segment_id: str) -> SegmentWatchesOut:
    """The rules on its size and the latest alarms."""
    row = row_of(request, segment_id)
    return SegmentWatchesOut(
        watches=[SegmentWatchOut.of(one) for one in watching.list_watches(row.id)],
        alarms=[SegmentAlarmOut.of(one, row.name) for one in watching.list_alarms(row.id)],
    )


@router.post("/segments/{segment_id}/watches", response={201: SegmentWatchOut})
@require("segments.write")
def add_segment_watch(request: HttpRequest, segment_id: str, body: SegmentWatchIn) -> Status[SegmentWatchOut]:
    """A rule that tells when the segment grows or shrinks."""
    row = row_of(request, segment_id)
    made = watching.add_watch(
        segment_id=row.id, kind=WatchKind(body.kind), threshold=body.threshold, actor=principal(request)
    )
    return Status(201, SegmentWatchOut.of(made))


@router.delete("/segments/{segment_id}/watches/{watch_id}", response={204: None})
@require("segments.write")
def remove_segment_watch(request: HttpRequest, segment_id: str, watch_id: str) -> Status[None]:
    """Take a rule away."""
    row = row_of(request, segment_id)
    watch = ids.decode(watching.WATCH, watch_id)
    watching.remove_watch(segment_id=row.id, watch_id=watch, actor=principal(request))
    return Status(204, None)


@router.post("/segments/{segment_id}/alarms/seen", response={204: None})
@require("segments.write")
def acknowledge_segment_alarms(request: HttpRequest, segment_id: str) -> Status[None]:
    """Mark its alarms as seen."""
    watching.acknowledge(segment_id=row_of(request, segment_id).id, actor=principal(request))
    return Status(204, None)


# ---- exports to elsewhere --------------------------------------------------------------------------------------------


def _export(request: HttpRequest, row: Export) -> SegmentExportOut:
    error = (
        translate(f"errors.{row.error_code}", language_of(request), **row.error_params)
        if row.error_code
        else ""
    )
    return SegmentExportOut.of(row, error)


@router.get("/segments/{segment_id}/exports", response=list[SegmentExportOut])
@require("segments.export")
def list_segment_exports(request: HttpRequest, segment_id: str) -> list[SegmentExportOut]:
    """Exports to ad platforms and webhooks, newest first."""
    return [_export(request, one) for one in exports.list_exports(row_of(request, segment_id).id)]


@router.post("/segments/{segment_id}/exports", response={202: SegmentExportOut})
@require("segments.export")
def start_segment_export(
    request: HttpRequest, segment_id: str, body: SegmentExportIn
) -> Status[SegmentExportOut]:
    """Hand the people over, as a job: an audience file to download, or pushes to a webhook; audited."""
    row = row_of(request, segment_id)
    made = exports.ask_export(
        row=row,
        people=people.visible_members(row, scope(request)),
        target=Target(body.target),
        basis=Basis(body.basis),
        basis_note=body.basis_note,
        settings=body.settings,
        secret=body.secret,
        actor=principal(request),
    )
    return Status(202, _export(request, made))


@router.get("/segments/{segment_id}/exports/{export_id}/file", response={200: None})
@require("segments.export")
def download_segment_export(request: HttpRequest, segment_id: str, export_id: str) -> FileResponse:
    """The finished audience file; audited."""
    row = row_of(request, segment_id)
    found = exports.get_export(row.id, ids.decode(exports.EXPORT, export_id))
    path = exports.file_of(found)
    record_audit(
        actor=principal(request),
        action="segments.export_downloaded",
        subject=ids.encode(PREFIX, row.id),
        detail={"export": export_id},
    )
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{found.target}-{path.name}")
