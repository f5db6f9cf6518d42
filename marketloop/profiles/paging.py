"""Pages of people that stay fast at a million rows: keyset pages on an index, and counts that are exact only while that is cheap.

A count stops at `EXACT`; beyond it the event store, which holds the same state by columns, gives the figure (`count_exact`
false: it may lag a second and leaves out test people). Where few people match, they are sorted; where many do, the sort's index
is walked until the page is full. Without that hint a database may walk the whole index for ten people.
"""

from __future__ import annotations

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from marketloop.events import facade as events
from marketloop.events.query import ast
from marketloop.organisation.contracts import ScopeFilter
from marketloop.platform.errors import BadRequest
from marketloop.platform.http import Page, PageQuery, decode_cursor, encode_cursor
from marketloop.profiles.contracts import ProfileFilter
from marketloop.profiles.listing import SORTS, filtered
from marketloop.profiles.models import Person

EXACT, FEW = 50_000, 5_000


def people_page(wanted: ProfileFilter, query: PageQuery, scope: ScopeFilter) -> Page[Person]:
    """One page; a leading `-` in `query.sort` turns the order, the id breaks ties. Raises BadRequest for an unknown sort."""
    word = query.sort or "-last_seen"
    name = word.lstrip("-")
    if name not in SORTS:
        raise BadRequest("sort_unknown", got=name, allowed=", ".join(SORTS))
    rows = filtered(wanted, scope)
    met = rows.order_by()[: EXACT + 1].values("id").count()
    ordered = _ordered(rows, SORTS[name], word.startswith("-"), few=met <= FEW)
    if query.cursor:
        value, last_id = decode_cursor(query.cursor)
        ordered = ordered.filter(_beyond(SORTS[name], value, last_id, word.startswith("-")))
    found = list(ordered[: query.size() + 1])
    more, found = len(found) > query.size(), found[: query.size()]
    cursor = encode_cursor([getattr(found[-1], SORTS[name]), found[-1].id]) if more else None
    exact = met <= EXACT
    return Page(
        items=found, next_cursor=cursor, count=met if exact else estimate(wanted, scope), count_exact=exact
    )


def estimate(wanted: ProfileFilter, scope: ScopeFilter) -> int:
    """About how many match, at least `EXACT`; a search for a name is not estimated beyond that."""
    if wanted.q.strip() or wanted.among is not None or wanted.owner is not None:
        return EXACT
    return max(EXACT, events.count_matching(condition_of(wanted), scope=scope))


def condition_of(wanted: ProfileFilter) -> ast.Condition:
    """The filter as a question to the store; search, chosen people and owner are not part of it."""
    parts: list[ast.Condition] = []
    if wanted.stages:
        parts.append(ast.Stage(among=list(wanted.stages)))
    if wanted.tag:
        parts.append(ast.Tag(tag=wanted.tag))
    if wanted.consent:
        parts.append(ast.Consent(channel=wanted.consent))
    if wanted.city:
        parts.append(ast.State(field="city", op="eq", value=wanted.city))
    if wanted.source:
        parts.append(ast.State(field="source", op="eq", value=wanted.source))
    if wanted.spend_from is not None:
        parts.append(ast.State(field="spend", op="gte", value=wanted.spend_from))
    if wanted.spend_to is not None:
        parts.append(ast.State(field="spend", op="lte", value=wanted.spend_to))
    if wanted.orders_from is not None:
        parts.append(ast.State(field="orders", op="gte", value=wanted.orders_from))
    return ast.All(of=parts)


def _ordered(rows: QuerySet[Person], field: str, descending: bool, *, few: bool) -> QuerySet[Person]:
    """In order; `few` hides the column from its index, so that the filter's index is used and the result sorted."""
    if few:
        key = Coalesce(F(field), Value(0))
        return rows.order_by(key.desc() if descending else key.asc(), "-id" if descending else "id")
    return rows.order_by(f"-{field}", "-id") if descending else rows.order_by(field, "id")


def _beyond(field: str, value: int, last_id: int, descending: bool) -> Q:
    """Behind the last row; the bound on the field alone lets the index begin there."""
    sign = "lt" if descending else "gt"
    behind = Q(**{f"{field}__{sign}": value}) | Q(**{f"id__{sign}": last_id})
    return Q(**{f"{field}__{sign}e": value}) & behind
