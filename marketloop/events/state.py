"""Writers of the state tables: each call is one transaction that replaces what it names, so calling twice changes nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from marketloop.events.schema import ALIAS, CONSENT, IDENTIFIER, STATE, TAG, TRAIT
from marketloop.events.store import get_store

ProfileIds = Sequence[int] | npt.NDArray[np.int64]


@contextlib.contextmanager
def together() -> Iterator[None]:
    """The writers below, called within the block, write in one transaction of the store (and read nothing of it meanwhile)."""
    with get_store().together():
        yield


def upsert_state(rows: pa.Table) -> None:
    """Set the given columns of `profile_state` for the given people (`profile_id` and any other columns of schema.STATE,
    at most one row a person); people without a row get one."""
    rows = rows.cast(pa.schema([STATE.field(name) for name in rows.column_names]))
    columns = [f'"{name}"' for name in rows.column_names if name != "profile_id"]
    if not rows.num_rows:
        return
    with get_store().writing(incoming=rows) as connection:
        if columns:
            changes = ", ".join(f"{column} = incoming.{column}" for column in columns)
            connection.execute(
                f"UPDATE profile_state SET {changes} FROM incoming WHERE profile_state.profile_id = incoming.profile_id"
            )
        named = ", ".join(["profile_id", *columns])
        connection.execute(
            f"INSERT INTO profile_state ({named}) SELECT {named} FROM incoming"
            " WHERE profile_id NOT IN (SELECT profile_id FROM profile_state)"
        )


def delete_people(profile_ids: ProfileIds) -> None:
    """Remove all state of these people (they were merged into others, or erased)."""
    with get_store().writing(people=_people(profile_ids)) as connection:
        for name in (
            "profile_state",
            "profile_trait",
            "profile_tag",
            "profile_consent",
            "profile_identifier",
            "profile_list",
        ):
            connection.execute(f"DELETE FROM {name} WHERE profile_id IN (SELECT profile_id FROM people)")


def replace_traits(profile_ids: ProfileIds, rows: pa.Table) -> None:
    """All traits of these people are now `rows` (schema.TRAIT)."""
    _replace("profile_trait", TRAIT, profile_ids, rows)


def replace_tags(profile_ids: ProfileIds, rows: pa.Table) -> None:
    """All tags of these people are now `rows` (schema.TAG)."""
    _replace("profile_tag", TAG, profile_ids, rows)


def replace_consents(profile_ids: ProfileIds, rows: pa.Table) -> None:
    """All consents of these people are now `rows` (schema.CONSENT)."""
    _replace("profile_consent", CONSENT, profile_ids, rows)


def replace_identifiers(profile_ids: ProfileIds, rows: pa.Table) -> None:
    """All identifier kinds of these people are now `rows` (schema.IDENTIFIER)."""
    _replace("profile_identifier", IDENTIFIER, profile_ids, rows)


def _replace(name: str, schema: pa.Schema, profile_ids: ProfileIds, rows: pa.Table) -> None:
    rows = rows.select(schema.names).cast(schema)
    with get_store().writing(people=_people(profile_ids), incoming=rows) as connection:
        connection.execute(f"DELETE FROM {name} WHERE profile_id IN (SELECT profile_id FROM people)")
        connection.execute(f"INSERT INTO {name} SELECT * FROM incoming")


def replace_list(list_id: int, added: ProfileIds, removed: ProfileIds) -> None:
    """Put people on a list and take others off; who stands on both sides is on it."""
    with get_store().writing(people=_people([*removed, *added]), incoming=_people(added)) as connection:
        connection.execute(
            "DELETE FROM profile_list WHERE list_id = ? AND profile_id IN (SELECT profile_id FROM people)",
            [list_id],
        )
        connection.execute("INSERT INTO profile_list SELECT DISTINCT profile_id, ? FROM incoming", [list_id])


def replace_lists(changes: Mapping[int, tuple[ProfileIds, ProfileIds]]) -> None:
    """`replace_list` for many lists in one transaction: list id → (added, removed)."""
    added, removed = ([_on_list(list_id, pair[side]) for list_id, pair in changes.items()] for side in (0, 1))
    if not changes:
        return
    incoming = pa.concat_tables(added)
    gone = pa.concat_tables([*removed, incoming])
    with get_store().writing(gone=gone, incoming=incoming) as connection:
        connection.execute(
            "DELETE FROM profile_list WHERE (list_id, profile_id) IN (SELECT list_id, profile_id FROM gone)"
        )
        connection.execute("INSERT INTO profile_list SELECT DISTINCT profile_id, list_id FROM incoming")


def _on_list(list_id: int, profile_ids: ProfileIds) -> pa.Table:
    people = np.asarray(profile_ids, dtype=np.int64)
    return pa.table({"profile_id": people, "list_id": np.full(len(people), list_id, np.int64)})


def drop_list(list_id: int) -> None:
    """Take everybody off a list."""
    with get_store().writing() as connection:
        connection.execute("DELETE FROM profile_list WHERE list_id = ?", [list_id])


def set_aliases(pairs: Iterable[tuple[int, int]]) -> None:
    """Let profiles follow their canonical one: (profile id, canonical id); equal ids end the alias.

    Pairs must be flat (a canonical id is never itself an alias). Ending an alias gives squashed events back to their origin.
    """
    listed = list(dict(pairs).items())
    columns = [pa.array([pair[at] for pair in listed], pa.int64()) for at in (0, 1)]
    rows = pa.Table.from_arrays(columns, schema=ALIAS)
    with get_store().writing(incoming=rows) as connection:
        connection.execute("DELETE FROM alias_map WHERE profile_id IN (SELECT profile_id FROM incoming)")
        connection.execute("INSERT INTO alias_map SELECT * FROM incoming WHERE profile_id <> canonical_id")
        connection.execute(
            "UPDATE events SET profile_id = origin_profile_id FROM incoming"
            " WHERE incoming.profile_id = events.origin_profile_id"
            " AND events.profile_id NOT IN (incoming.profile_id, incoming.canonical_id)"
        )


def _people(profile_ids: ProfileIds) -> pa.Table:
    return pa.table({"profile_id": pa.array(np.asarray(profile_ids, dtype=np.int64))})
