"""Reading the queue. A claim lasts as long as the transaction: SQLite's IMMEDIATE transaction, PostgreSQL's row locks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from marketloop.journeys import sql
from marketloop.journeys.engine.moves import Row
from marketloop.journeys.models import Journey

_FIELDS = "id, version_id, person_id, node, state, due_at, visit, at, entered_at, holdout"


def _rows(condition: str, params: Sequence[object], *, skip_locked: bool = False) -> list[Row]:
    lock = (" FOR UPDATE SKIP LOCKED" if skip_locked else " FOR UPDATE") if sql.is_postgresql() else ""
    found = sql.select(f"SELECT {_FIELDS} FROM journeys_enrolment WHERE {condition}{lock}", params)
    return [Row(*values) for values in found]


def claim_due(journey_id: int, now_ms: int, limit: int) -> list[Row]:
    """The longest due enrolments of a journey, held until the transaction ends."""
    return _rows(
        "journey_id = %s AND due_at <= %s ORDER BY due_at LIMIT %s",
        [journey_id, now_ms, limit],
        skip_locked=True,
    )


def claim_people(journey_id: int, people: Iterable[int], extra: str = "", *params: object) -> list[Row]:
    """All enrolments of these people in a journey that fulfil a further condition, in order of id."""
    condition = f"{sql.among('person_id')} AND journey_id = %s {extra} ORDER BY id"
    return _rows(condition, [sql.id_list(people), journey_id, *params])


def claim_convertible(journey_id: int, people: Iterable[int]) -> list[Row]:
    """Enrolments of these people that a goal event may still convert: unconverted ones, those that have left included."""
    rows = claim_people(journey_id, people, "AND converted_at IS NULL AND exit_reason <> %s", "merged")
    gone = [row.id for row in rows if row.due is None]
    statement = f"SELECT id, exited_at, exit_reason FROM journeys_enrolment WHERE {sql.among('id')}"
    left = {row[0]: row for row in sql.select(statement, [sql.id_list(gone)])} if gone else {}
    for row in rows:
        if row.id in left:
            _, row.exited_at, row.reason = left[row.id]
    return rows


def claim_active_after(journey_id: int, cursor: int, limit: int) -> list[Row]:
    """Active enrolments of a journey with ids above `cursor`, in order of id."""
    condition = "journey_id = %s AND due_at IS NOT NULL AND id > %s ORDER BY id LIMIT %s"
    return _rows(condition, [journey_id, cursor, limit])


def list_due_journeys(now_ms: int) -> list[int]:
    """Live journeys (and those being stopped) with due enrolments."""
    statement = (
        "SELECT j.id FROM journeys_journey j WHERE j.state = 'live' AND EXISTS"
        " (SELECT 1 FROM journeys_enrolment e WHERE e.journey_id = j.id AND e.due_at <= %s) ORDER BY j.id"
    )
    return [row[0] for row in sql.select(statement, [now_ms])]


def is_live(journey_id: int) -> bool:
    """Whether the journey may move people; read inside the transaction that moves them."""
    return Journey.objects.filter(id=journey_id, state="live").exists()
