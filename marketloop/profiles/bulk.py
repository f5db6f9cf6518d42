"""Changes of many people as one job: chosen by hand or "all who match", with progress, and undone for 30 days.

A chunk of people and the record of it commit together, and `position` moves with them: a killed job goes on where it was. An
undo restores exactly what stood before and leaves alone whoever was changed since, counting them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from django.db import transaction
from django.db.models import F

from marketloop.organisation.contracts import ScopeFilter
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import background, clock, crypto, ids
from marketloop.platform.errors import Conflict, Invalid, NotFound
from marketloop.platform.jobs import JobContext, JobType, enqueue, get_job, job
from marketloop.platform.models import JobState
from marketloop.profiles import listing
from marketloop.profiles.bulk_kinds import KINDS
from marketloop.profiles.contracts import ProfileFilter
from marketloop.profiles.models import BulkChange, BulkItem, ProfileTag

CHUNK, UNDO_DAYS, MAX_CHOSEN = 500, 30, 10_000
DAY_MS = 86_400_000
RUNNING, DONE, UNDOING, UNDONE = "running", "done", "undoing", "undone"


def start(
    *,
    kind: str,
    params: Mapping[str, Any],
    profile_ids: Sequence[int] | None,
    wanted: ProfileFilter | None,
    scope: ScopeFilter,
    actor: Principal,
) -> BulkChange:
    """Queue a change of chosen people (all within the scope already) or of all who match; raises Invalid for bad values."""
    if (profile_ids is None) == (wanted is None):
        raise Invalid("bulk_people_missing", fields={"profiles": "bulk_people_missing"})
    if profile_ids is not None and len(profile_ids) > MAX_CHOSEN:
        raise Invalid("people_too_many", fields={"profiles": "people_too_many"}, limit=MAX_CHOSEN)
    if profile_ids is not None:
        select: dict[str, Any] = {"ids": sorted(set(profile_ids))}
        people = len(select["ids"])
    else:
        assert wanted is not None
        select = {"filter": _sealed(wanted), "scope": _scope_out(scope)}
        people = listing.filtered(wanted, scope).count()
    return _queue(kind, KINDS[kind].checked(params), select, people, actor)


def start_for_tag(*, kind: str, params: Mapping[str, Any], actor: Principal) -> BulkChange:
    """Queue a change of a tag and of all who wear it (rename, merge, delete); raises NotFound, Conflict, Invalid."""
    checked = KINDS[kind].checked(params)
    people = ProfileTag.objects.filter(tag=checked["tag"]).count()
    return _queue(kind, checked, {"tag": checked["tag"]}, people, actor)


def _queue(
    kind: str, params: Mapping[str, Any], select: Mapping[str, Any], people: int, actor: Principal
) -> BulkChange:
    with transaction.atomic():
        row = BulkChange.objects.create(
            kind=kind, params=dict(params), select=dict(select), people=people,
            by=actor.user_id, by_name=actor.name, at=clock.now_ms(),
        )  # fmt: skip
        KINDS[kind].begin(row)
        _enqueue(row, run_bulk, actor)
        record_audit(
            actor=actor,
            action=f"profiles.bulk_{kind}",
            subject=ids.encode("blk", row.id),
            detail={"people": people, **KINDS[kind].shown(params)},
        )
    return row


def _enqueue(row: BulkChange, what: JobType, actor: Principal) -> None:
    row.job = enqueue(what, {"change": row.id}, created_by=actor.user_id)
    BulkChange.objects.filter(id=row.id).update(job=row.job)


@job("profiles.bulk_change", retries=3)
def run_bulk(ctx: JobContext, *, change: int) -> dict[str, Any]:
    """Change the people chunk by chunk."""
    row = BulkChange.objects.get(id=change)
    kind, done = KINDS[row.kind], 0
    while chunk := _next(row):
        if kind.may_stop:
            ctx.check()
        with transaction.atomic():
            changed = kind.apply(row, chunk)
            row.position = chunk[-1]
            BulkChange.objects.filter(id=row.id).update(position=row.position, changed=F("changed") + changed)
            transaction.on_commit(lambda: background.wake("profiles.pending"))
        done += len(chunk)
        ctx.progress(min(done, row.people), row.people)
    with transaction.atomic():
        kind.finish(row)
        BulkChange.objects.filter(id=row.id).update(state=DONE)
    row.refresh_from_db()
    return {"change": ids.encode("blk", row.id), "changed": row.changed}


def undo(*, change_id: int, actor: Principal) -> BulkChange:
    """Queue the undoing; raises NotFound, Conflict when it runs, is undone, or is older than 30 days."""
    with transaction.atomic():
        row = settled(get(change_id))
        if row.at < clock.now_ms() - UNDO_DAYS * DAY_MS:
            raise Conflict("bulk_too_old", days=UNDO_DAYS)
        row.params["undo_batch"] = ids.new_id()
        ready = BulkChange.objects.filter(id=row.id, state=DONE)
        if not ready.update(state=UNDOING, position=0, params=row.params):
            raise Conflict("bulk_not_done" if row.state == RUNNING else "bulk_undone_already")
        KINDS[row.kind].before_undo(row)
        _enqueue(row, undo_bulk, actor)
        record_audit(actor=actor, action="profiles.bulk_undone", subject=ids.encode("blk", row.id))
    row.state = UNDOING
    return row


@job("profiles.bulk_undo", retries=3)
def undo_bulk(ctx: JobContext, *, change: int) -> dict[str, Any]:
    """Restore chunk by chunk what the change changed."""
    row = BulkChange.objects.get(id=change)
    kind, done = KINDS[row.kind], 0
    while chunk := kind.touched(row, CHUNK):
        with transaction.atomic():
            restored, skipped = kind.restore(row, chunk)
            row.position = chunk[-1]
            BulkChange.objects.filter(id=row.id).update(
                position=row.position, restored=F("restored") + restored, skipped=F("skipped") + skipped
            )
            transaction.on_commit(lambda: background.wake("profiles.pending"))
        done += len(chunk)
        ctx.progress(min(done, row.changed), row.changed)
    with transaction.atomic():
        kind.undone(row)
        BulkChange.objects.filter(id=row.id).update(state=UNDONE, undone_at=clock.now_ms())
    row.refresh_from_db()
    return {"change": ids.encode("blk", row.id), "restored": row.restored, "skipped": row.skipped}


def get(change_id: int) -> BulkChange:
    """The change; raises NotFound."""
    row = BulkChange.objects.filter(id=change_id).first()
    if row is None:
        raise NotFound("bulk_not_found")
    return row


def settled(row: BulkChange) -> BulkChange:
    """A change whose job was cancelled or failed for good is over, too: what it changed can be undone."""
    if row.state == RUNNING and get_job(row.job).state in (JobState.CANCELLED, JobState.FAILED):
        BulkChange.objects.filter(id=row.id, state=RUNNING).update(state=DONE)
        row.state = DONE
    return row


def may_be_undone(row: BulkChange) -> bool:
    """Whether undoing is still possible."""
    return row.state == DONE and row.at >= clock.now_ms() - UNDO_DAYS * DAY_MS


def forget_old() -> int:
    """Drop what undoing would need of changes that can be undone no longer; returns rows."""
    old = BulkItem.objects.filter(change__at__lt=clock.now_ms() - UNDO_DAYS * DAY_MS)
    return old.filter(id__in=list(old.values_list("id", flat=True)[:2_000])).delete()[0]


@background.loop("profiles.bulk_items", every_s=3600, order=95)
def _tidy() -> int:
    return forget_old()


def _next(row: BulkChange) -> list[int]:
    """The next people to change, ascending after `position`."""
    select = row.select
    if "ids" in select:
        return [one for one in select["ids"] if one > row.position][:CHUNK]
    if "tag" in select:
        rows = ProfileTag.objects.filter(tag=select["tag"], profile_id__gt=row.position)
        return list(rows.order_by("profile_id").values_list("profile_id", flat=True)[:CHUNK])
    people = listing.filtered(_opened(select["filter"]), _scope_in(select["scope"]))
    return list(people.filter(id__gt=row.position).order_by("id").values_list("id", flat=True)[:CHUNK])


def _sealed(wanted: ProfileFilter) -> dict[str, Any]:
    """The filter as it is stored: search words may be somebody's name or number."""
    return asdict(replace(wanted, q=crypto.encrypt(wanted.q, "bulk:q") if wanted.q else ""))


def _opened(stored: Mapping[str, Any]) -> ProfileFilter:
    values: dict[str, Any] = {
        key: tuple(one) if isinstance(one, list) else one for key, one in stored.items()
    }
    found = ProfileFilter(**values)
    return replace(found, q=crypto.decrypt(found.q, "bulk:q") if found.q else "")


def _scope_out(scope: ScopeFilter) -> dict[str, Any]:
    return {"everything": scope.everything, "org_units": sorted(scope.org_units), "owner": scope.owner}


def _scope_in(stored: Mapping[str, Any]) -> ScopeFilter:
    return ScopeFilter(stored["everything"], frozenset(stored["org_units"]), stored["owner"])
