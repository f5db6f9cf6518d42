"""The door of identity.

Any profile id of a person may be handed in everywhere; `canonical` gives the one that stands for the person. `resolve` and
`resolve_batch` give the profile that the strongest identifier was written with, so that what is written under it stays on the
right side of a merge that is undone later: readers compare people by `canonical_many`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from marketloop.identity import merges, services
from marketloop.identity.addresses.parsing import Place, find_places, parse_address
from marketloop.identity.addresses.pasted import PastedAddress, split_pasted
from marketloop.identity.addresses.traits import place_traits
from marketloop.identity.contracts import (
    Address,
    DuplicateView,
    Graph,
    IdentifierKey,
    MergeView,
    Node,
    RefusalView,
)
from marketloop.identity.duplicates.fields import CUSTOMERS as DUPLICATE_FIELDS
from marketloop.identity.duplicates.ports import set_record_source
from marketloop.identity.duplicates.records import CustomerRecord
from marketloop.identity.duplicates.review import decide as decide_duplicate
from marketloop.identity.duplicates.review import find_view as get_duplicate
from marketloop.identity.duplicates.review import list_pairs as list_duplicates
from marketloop.identity.duplicates.review import set_threshold as set_duplicates_threshold
from marketloop.identity.duplicates.review import undo as undo_duplicate
from marketloop.identity.duplicates.status import duplicates_status, start_search
from marketloop.identity.masking import masked
from marketloop.identity.queries import (
    absorbed,
    addresses,
    canonical,
    canonical_many,
    find,
    find_many,
    get_merge,
    graph,
    kinds_of,
    list_merges,
    members,
    members_many,
    merge_counts,
    recent_merges,
    sides_of,
    user_ids,
)


def resolve(
    identifiers: Iterable[IdentifierKey], *, source: str = "", evidence: str = "", time_ms: int | None = None
) -> int:
    """The profile of these (kind, value) pairs, made when none is known; raises Invalid when no value is usable."""
    return services.resolve(identifiers=identifiers, source=source, evidence=evidence, time_ms=time_ms)


def resolve_batch(
    batch: Sequence[Sequence[IdentifierKey]],
    *,
    source: str = "",
    evidence: Sequence[str] | None = None,
    times: Sequence[int] | None = None,
) -> list[int]:
    """Profiles for many sets of (kind, value) pairs, as if resolved one by one in order; 0 where no value is usable.

    `evidence`: a message or row id a set; `times`: UTC ms a set. Call it in transactions of at most about 2,000 sets.
    """
    return services.resolve_batch(batch=batch, source=source, evidence=evidence, times=times)


def merge(a: int, b: int, rule: str, evidence: Mapping[str, Any] | None = None, by: int | None = None) -> int:
    """Join two people by decision; returns the merge id. Raises Conflict when they are one already."""
    return merges.merge(a=a, b=b, rule=rule, evidence=evidence, by=by)


def undo_merge(merge_id: int, by: int | None = None) -> tuple[int, int]:
    """Take a merge back; returns (the person that keeps the id, the restored person). Raises NotFound or Conflict."""
    return merges.undo_merge(merge_id=merge_id, by=by)


__all__ = [
    "DUPLICATE_FIELDS",
    "Address",
    "CustomerRecord",
    "DuplicateView",
    "Graph",
    "IdentifierKey",
    "MergeView",
    "Node",
    "PastedAddress",
    "Place",
    "RefusalView",
    "absorbed",
    "addresses",
    "canonical",
    "canonical_many",
    "decide_duplicate",
    "duplicates_status",
    "find",
    "find_many",
    "find_places",
    "get_duplicate",
    "get_merge",
    "graph",
    "kinds_of",
    "list_duplicates",
    "list_merges",
    "masked",
    "members",
    "members_many",
    "merge",
    "merge_counts",
    "parse_address",
    "place_traits",
    "recent_merges",
    "resolve",
    "resolve_batch",
    "set_duplicates_threshold",
    "set_record_source",
    "sides_of",
    "split_pasted",
    "start_search",
    "undo_duplicate",
    "undo_merge",
    "user_ids",
]
