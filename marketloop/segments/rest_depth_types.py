"""What the endpoints of persona, overlap, snapshots, lists, watches and exports take and give."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from marketloop.platform import ids
from marketloop.platform.http import Schema
from marketloop.segments.contracts import PREFIX, Dimension, Persona, Standout
from marketloop.segments.exports import EXPORT
from marketloop.segments.listing_people import CHANGE, SHOWN, Match
from marketloop.segments.models import Export, GrowthWatch, ListChange, Snapshot, WatchAlarm
from marketloop.segments.overlaps import Overlap
from marketloop.segments.snapshots import SNAPSHOT, Difference
from marketloop.segments.watching import ALARM, WATCH


class StandoutOut(Schema):
    """One value of a dimension: people of the segment and of the base who have it, shares of those of whom it is known,
    index (base 100), Holm-adjusted p against the rest of the base."""

    value: str
    label: str
    segment: int
    base: int
    segment_share: float
    base_share: float
    tgi: float | None
    p: float | None
    significant: bool

    @classmethod
    def of(cls, one: Standout) -> StandoutOut:
        """From the figure."""
        return cls(
            value=one.value,
            label=one.label,
            segment=one.segment,
            base=one.base,
            segment_share=one.segment_share,
            base_share=one.base_share,
            tgi=one.tgi,
            p=one.p,
            significant=one.significant,
        )


class PersonaDimensionOut(Schema):
    """One side of the persona with its sample sizes."""

    key: str
    segment_known: int
    base_known: int
    values: list[StandoutOut]

    @classmethod
    def of(cls, one: Dimension) -> PersonaDimensionOut:
        """From the dimension."""
        values = [StandoutOut.of(value) for value in one.values]
        return cls(key=one.key, segment_known=one.segment_known, base_known=one.base_known, values=values)


class PersonaOut(Schema):
    """Who the people of a segment are against the base."""

    segment_size: int
    base_size: int
    dimensions: list[PersonaDimensionOut]

    @classmethod
    def of(cls, found: Persona) -> PersonaOut:
        """From the persona."""
        dimensions = [PersonaDimensionOut.of(one) for one in found.dimensions]
        return cls(segment_size=found.segment_size, base_size=found.base_size, dimensions=dimensions)


class OverlapIn(Schema):
    """Two to six segments (`seg_…`)."""

    segments: list[str]


class OverlapPeopleIn(OverlapIn):
    """The people who are in just these of the segments, and in no other of them."""

    inside: list[str]


class OverlapSetOut(Schema):
    """A segment of the overlap."""

    id: str
    name: str
    size: int


class CombinationOut(Schema):
    """How many are in just these segments."""

    inside: list[str]
    count: int


class OverlapOut(Schema):
    """Every combination with people, the largest first; `together`: people in any of the segments."""

    sets: list[OverlapSetOut]
    together: int
    combinations: list[CombinationOut]

    @classmethod
    def of(cls, found: Overlap, segments: list[tuple[str, str]]) -> OverlapOut:
        """From the overlap; `segments` are (id, name) by place."""
        sets = [
            OverlapSetOut(id=key, name=name, size=size)
            for (key, name), size in zip(segments, found.sizes, strict=True)
        ]
        combinations = [
            CombinationOut(inside=[segments[place][0] for place in one.inside], count=one.count)
            for one in found.combinations
        ]
        return cls(sets=sets, together=found.together, combinations=combinations)


class SnapshotIn(Schema):
    """Why it is taken."""

    note: str = Field(default="", max_length=400)


class SnapshotOut(Schema):
    """Frozen membership: when, by whom, of which condition; `digest`: SHA-256 over the people, also in the audit log."""

    id: str
    name: str
    note: str
    condition: dict[str, Any] | None
    size: int
    digest: str
    by: str
    at: dt.datetime

    @classmethod
    def of(cls, row: Snapshot) -> SnapshotOut:
        """From the row."""
        return cls(
            id=ids.encode(SNAPSHOT, row.id),
            name=row.name,
            note=row.note,
            condition=row.condition,
            size=row.size,
            digest=row.digest,
            by=row.by_name,
            at=row.at,
        )


class SnapshotDiffOut(Schema):
    """People who came, went and stayed from the earlier to the later one, within the asker's data scope."""

    earlier: SnapshotOut
    later: SnapshotOut
    added: int
    removed: int
    kept: int
    same_condition: bool

    @classmethod
    def of(cls, earlier: Snapshot, later: Snapshot, found: Difference) -> SnapshotDiffOut:
        """From the difference."""
        return cls(
            earlier=SnapshotOut.of(earlier),
            later=SnapshotOut.of(later),
            added=len(found.added),
            removed=len(found.removed),
            kept=len(found.kept),
            same_condition=found.same_condition,
        )


class ListImportIn(Schema):
    """Identifiers, one a line or the first column of CSV; `kind` auto guesses each. `check_only` puts nobody on the list."""

    text: str = Field(max_length=8_000_000)
    kind: str = "auto"
    check_only: bool = False


class UnusedLineOut(Schema):
    """A line that added nobody: unknown, or the same person as a line before."""

    number: int
    text: str
    reason: str


class ListImportOut(Schema):
    """What the lines came to; `unused` are the first of those that added nobody, `put` how many were not on the list yet."""

    lines: int
    matched: int
    unknown: int
    repeated: int
    put: int
    unused: list[UnusedLineOut]
    change: str | None

    @classmethod
    def of(cls, match: Match, change: ListChange | None) -> ListImportOut:
        """From the match and the change that came of it."""
        reasons = [one.reason for one in match.unused]
        return cls(
            lines=match.lines,
            matched=len(match.people),
            unknown=reasons.count("unknown"),
            repeated=reasons.count("repeated"),
            put=change.put_count if change else 0,
            unused=[
                UnusedLineOut(number=one.number, text=one.text, reason=one.reason)
                for one in match.unused[:SHOWN]
            ],
            change=ids.encode(CHANGE, change.id) if change else None,
        )


class ListChangeOut(Schema):
    """One change of a static list; `source` hand | import | undo."""

    id: str
    put: int
    taken: int
    source: str
    by: str
    at: dt.datetime
    undone_at: dt.datetime | None

    @classmethod
    def of(cls, row: ListChange) -> ListChangeOut:
        """From the row."""
        return cls(
            id=ids.encode(CHANGE, row.id),
            put=row.put_count,
            taken=row.taken_count,
            source=row.source,
            by=row.by_name,
            at=row.at,
            undone_at=row.undone_at,
        )


class SegmentWatchIn(Schema):
    """A rule: `above`, `below` in people, `change` in percent against yesterday, `unusual` in standard deviations."""

    kind: Literal["above", "below", "change", "unusual"]
    threshold: float


class SegmentWatchOut(SegmentWatchIn):
    """The rule with its id."""

    id: str

    @classmethod
    def of(cls, row: GrowthWatch) -> SegmentWatchOut:
        """From the row."""
        return cls(id=ids.encode(WATCH, row.id), kind=row.kind, threshold=row.threshold)  # type: ignore[arg-type]


class SegmentAlarmOut(Schema):
    """A rule went off; `value` in the rule's unit."""

    id: str
    segment: str
    name: str
    kind: str
    threshold: float
    value: float
    size: int
    at: dt.datetime
    seen: bool

    @classmethod
    def of(cls, row: WatchAlarm, name: str) -> SegmentAlarmOut:
        """From the row and the segment's name."""
        return cls(
            id=ids.encode(ALARM, row.id),
            segment=ids.encode(PREFIX, row.segment_id),
            name=name,
            kind=row.kind,
            threshold=row.threshold,
            value=row.value,
            size=row.size,
            at=row.at,
            seen=row.seen_at is not None,
        )


class SegmentWatchesOut(Schema):
    """Rules and latest alarms of a segment."""

    watches: list[SegmentWatchOut]
    alarms: list[SegmentAlarmOut]


class SegmentExportIn(Schema):
    """`settings`: `url` (webhook), `kind` phone | idfa (oceanengine, tencent, baidu). `secret` (webhook): 16 characters or more.

    `basis`: consent to ads of each person, or `stated`, a legal ground which `basis_note` names.
    """

    target: Literal["webhook", "google", "meta", "oceanengine", "tencent", "baidu"]
    basis: Literal["consent", "stated"] = "consent"
    basis_note: str = Field(default="", max_length=400)
    settings: dict[str, str] = {}
    secret: str = Field(default="", max_length=200)


class SegmentExportOut(Schema):
    """An export: of `people`, `sent` were handed over; `skipped` by reason (no_consent, no_identifier)."""

    id: str
    target: str
    basis: str
    basis_note: str
    settings: dict[str, Any]
    state: str
    people: int
    sent: int
    skipped: dict[str, int]
    file: bool
    error: str
    job: str | None
    by: str
    created_at: dt.datetime
    finished_at: dt.datetime | None

    @classmethod
    def of(cls, row: Export, error: str) -> SegmentExportOut:
        """From the row; `error` in the asker's language."""
        return cls(
            id=ids.encode(EXPORT, row.id),
            target=row.target,
            basis=row.basis,
            basis_note=row.basis_note,
            settings=row.settings,
            state=row.state,
            people=row.people,
            sent=row.sent,
            skipped=row.skipped,
            file=bool(row.file),
            error=error,
            job=ids.encode("job", row.job_id) if row.job_id else None,
            by=row.by_name,
            created_at=row.created_at,
            finished_at=row.finished_at,
        )
