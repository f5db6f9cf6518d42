"""Rules of identity over HTTP: kinds and their limits, values that are nobody's, the squash of old events."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Query, Status
from pydantic import Field

from marketloop.events import facade as events
from marketloop.identity import blocking, queries, rules
from marketloop.identity.blocking import BlockEffect, label_of
from marketloop.identity.jobs import squash
from marketloop.identity.models import BlockedValue
from marketloop.identity.policy import KindRule
from marketloop.identity.rules import KindUse
from marketloop.organisation.facade import list_staff
from marketloop.platform import clock, ids, jobs
from marketloop.platform.http import Page, PageQuery, Router, Schema, page_of, principal, require
from marketloop.platform.models import Job, JobState

router = Router(tags=["identity"])
_UNDER_WAY = (JobState.QUEUED, JobState.RUNNING)


class KindRuleOut(Schema):
    """Order (low binds stronger), most values in one person, whether it names a person rather than a device."""

    priority: int
    limit: int
    strong: bool

    @classmethod
    def of(cls, rule: KindRule) -> KindRuleOut:
        """From the rule."""
        return cls(priority=rule.priority, limit=rule.limit, strong=rule.strong)


class IdentifierKindOut(Schema):
    """A kind of identifier: rule in force, default, use. `known`: it has a default of its own; `own`: set here."""

    kind: str
    rule: KindRuleOut
    default: KindRuleOut
    known: bool
    own: bool
    identifiers: int
    blocked: int
    refused: int

    @classmethod
    def of(cls, use: KindUse) -> IdentifierKindOut:
        """From the use."""
        return cls(
            kind=use.kind,
            rule=KindRuleOut.of(use.rule),
            default=KindRuleOut.of(use.default),
            known=use.known,
            own=use.own,
            identifiers=use.identifiers,
            blocked=use.blocked,
            refused=use.refused,
        )


class LimitEffectOut(Schema):
    """People who have the kind, those who have more values than the limit, the most that anyone has."""

    people: int
    over: int
    most: int


class BlockedOut(Schema):
    """A blocked value; personal ones masked."""

    id: str
    kind: str
    label: str
    reason: str
    at: dt.datetime | None
    by: str


class BlockedIn(Schema):
    """Values to block, one kind; `take_back`: also undo the merges they made and take them off the people that have them."""

    kind: str
    values: list[str] = Field(min_length=1)
    reason: str = Field("", max_length=200)
    take_back: bool = False


class RefusedLineOut(Schema):
    """A line of the list that was not taken: its number from 1 and why (`blocked_builtin`, `blocked_value_length`)."""

    line: int
    code: str


class BlockedResultOut(Schema):
    """What came of a list of values."""

    added: int
    known: int
    undone: int
    refused: list[RefusedLineOut]


class BlockEffectIn(Schema):
    """A value of which to know what blocking it would touch."""

    kind: str
    value: str


class BlockEffectOut(Schema):
    """What stands on a value: profiles of the person that has it, standing merges it made, refused links."""

    label: str
    profiles: int
    person: str | None
    merges: int
    refused: int
    builtin: bool
    blocked: bool

    @classmethod
    def of(cls, effect: BlockEffect) -> BlockEffectOut:
        """From the effect."""
        return cls(
            label=effect.label,
            profiles=effect.profiles,
            person=None if effect.person is None else ids.encode("pro", effect.person),
            merges=len(effect.merges),
            refused=effect.refused,
            builtin=effect.builtin,
            blocked=effect.blocked,
        )


class BuiltinBlockedOut(Schema):
    """A value blocked in every installation; kind empty for all kinds."""

    kind: str
    value: str


class IdentityHealthOut(Schema):
    """Merges that stand and that were undone, events still under a merged profile, the last squash and the one that runs."""

    merges: int
    undone: int
    waiting_events: int
    squashed_at: dt.datetime | None
    squashed_events: int
    running: bool


class SquashOut(Schema):
    """The queued job."""

    job: str


class BlockedQuery(PageQuery):
    """Blocked values of one kind, or of all."""

    kind: str = ""


@router.get("/identity/kinds", response=list[IdentifierKindOut])
@require("identity.read")
def list_identifier_kinds(request: HttpRequest) -> list[IdentifierKindOut]:
    """All kinds that have a rule or occur, strongest first."""
    return [IdentifierKindOut.of(use) for use in rules.list_kinds()]


@router.put("/identity/kinds/{kind}", response=list[IdentifierKindOut])
@require("identity.write")
def set_identifier_kind(request: HttpRequest, kind: str, body: KindRuleOut) -> list[IdentifierKindOut]:
    """Set a kind's rule; what was linked before stays."""
    rules.set_kind(
        kind=kind, priority=body.priority, limit=body.limit, strong=body.strong, actor=principal(request)
    )
    return list_identifier_kinds(request)


@router.delete("/identity/kinds/{kind}", response=list[IdentifierKindOut])
@require("identity.write")
def reset_identifier_kind(request: HttpRequest, kind: str) -> list[IdentifierKindOut]:
    """Back to the default rule."""
    rules.reset_kind(kind=kind, actor=principal(request))
    return list_identifier_kinds(request)


@router.get("/identity/kinds/{kind}/effect", response=LimitEffectOut)
@require("identity.read")
def preview_identifier_limit(request: HttpRequest, kind: str, limit: int) -> LimitEffectOut:
    """How many of the present people have more values of the kind than this limit."""
    effect = rules.effect_of_limit(kind, limit)
    return LimitEffectOut(people=effect.people, over=effect.over, most=effect.most)


@router.get("/identity/blocked", response=Page[BlockedOut])
@require("identity.read")
def list_blocked_values(request: HttpRequest, query: Query[BlockedQuery]) -> Page[BlockedOut]:
    """Values that the installation blocked; search by the value in full or by the reason."""
    rows = BlockedValue.objects.all()
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.q:
        rows = rows.filter(reason__icontains=query.q) | rows.filter(key__in=blocking.possible_keys(query.q))
    staff = {one.id: one.name for one in list_staff()}

    def out(row: BlockedValue) -> BlockedOut:
        return BlockedOut(
            id=ids.encode("blv", row.id),
            kind=row.kind,
            label=label_of(row),
            reason=row.reason,
            at=clock.from_ms(row.at) if row.at else None,
            by=staff.get(row.by or 0, ""),
        )

    return page_of(rows, query, out, {"at": "at", "kind": "kind"}, "-at")


@router.post("/identity/blocked", response={201: BlockedResultOut})
@require("identity.write")
def block_identifier_values(request: HttpRequest, body: BlockedIn) -> Status[BlockedResultOut]:
    """Block one value or a list; lines that cannot be taken come back with why."""
    done = blocking.block_values(
        kind=body.kind,
        values=body.values,
        reason=body.reason,
        take_back=body.take_back,
        actor=principal(request),
    )
    refused = [RefusedLineOut(line=line, code=code) for line, code in done.refused]
    return Status(
        201, BlockedResultOut(added=done.added, known=done.known, undone=done.undone, refused=refused)
    )


@router.post("/identity/blocked/effect", response=BlockEffectOut)
@require("identity.write")
def preview_block(request: HttpRequest, body: BlockEffectIn) -> BlockEffectOut:
    """What blocking a value would touch; nothing changes. A POST, so that the value stands in no address."""
    return BlockEffectOut.of(blocking.effect_of(body.kind, body.value))


@router.get("/identity/blocked/builtin", response=list[BuiltinBlockedOut])
@require("identity.read")
def list_builtin_blocked(request: HttpRequest) -> list[BuiltinBlockedOut]:
    """Placeholders that are nobody's in every installation."""
    return [BuiltinBlockedOut(kind=kind, value=value) for kind, value in blocking.builtin_values()]


@router.delete("/identity/blocked/{blocked_id}", response={204: None})
@require("identity.write")
def unblock_identifier_value(request: HttpRequest, blocked_id: str) -> Status[None]:
    """Let a value name people again."""
    blocking.unblock_value(blocked_id=ids.decode("blv", blocked_id), actor=principal(request))
    return Status(204, None)


@router.get("/identity/health", response=IdentityHealthOut)
@require("identity.read")
def get_identity_health(request: HttpRequest) -> IdentityHealthOut:
    """Merges, and how far old events are rewritten."""
    merges, undone = queries.merge_counts()
    runs = Job.objects.filter(name=squash.name)
    last = runs.filter(state=JobState.DONE).order_by("-finished_at").first()
    return IdentityHealthOut(
        merges=merges,
        undone=undone,
        waiting_events=events.waiting_for_squash(),
        squashed_at=last.finished_at if last else None,
        squashed_events=int((last.result or {}).get("events", 0)) if last else 0,
        running=runs.filter(state__in=_UNDER_WAY).exists(),
    )


@router.post("/identity/squash", response={202: SquashOut})
@require("identity.write")
def start_squash(request: HttpRequest) -> Status[SquashOut]:
    """Rewrite old events now instead of tonight; the run that is under way, if there is one."""
    under_way = Job.objects.filter(name=squash.name, state__in=_UNDER_WAY).values_list("id", flat=True)
    job = under_way.first() or jobs.enqueue(squash, created_by=principal(request).user_id)
    return Status(202, SquashOut(job=ids.encode("job", job)))
