"""Lists of people: filters, search by name, phone, e-mail or id, keyset pages, data scope."""

from __future__ import annotations

from django.db.models import Q, QuerySet, Subquery

from marketloop.events.personal import looks_like_email
from marketloop.identity import facade as identity
from marketloop.organisation.contracts import ScopeFilter
from marketloop.organisation.facade import scope_q
from marketloop.platform import ids
from marketloop.platform.errors import BadRequest
from marketloop.profiles import naming
from marketloop.profiles.contracts import ProfileFilter
from marketloop.profiles.models import ConsentState, NameToken, Person, ProfileTag
from marketloop.profiles.writing import chunks

SORTS = {"spend": "spend", "orders": "orders", "last_seen": "last_seen", "created": "created"}


def filtered(wanted: ProfileFilter, scope: ScopeFilter) -> QuerySet[Person]:
    """The people that fulfil all parts of the filter within the scope."""
    rows = Person.objects.filter(scope_q(scope))
    if wanted.q.strip():
        rows = rows.filter(_search(wanted.q.strip()))
    if wanted.stages:
        rows = rows.filter(stage__in=wanted.stages)
    if wanted.city:
        rows = rows.filter(city=wanted.city)
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.spend_from is not None:
        rows = rows.filter(spend__gte=wanted.spend_from)
    if wanted.spend_to is not None:
        rows = rows.filter(spend__lte=wanted.spend_to)
    if wanted.orders_from is not None:
        rows = rows.filter(orders__gte=wanted.orders_from)
    if wanted.owner is not None:
        rows = rows.filter(owner=wanted.owner)
    if not wanted.include_test:
        rows = rows.filter(is_test=False)
    if wanted.among is not None:
        rows = rows.filter(id__in=set(identity.canonical_many(wanted.among).values()))
    if wanted.tag:
        rows = rows.filter(_people_of(ProfileTag.objects.filter(tag__name=wanted.tag)))
    if wanted.consent:
        rows = rows.filter(_consenting(wanted.consent))
    return rows


def _people_of(rows: QuerySet[ProfileTag] | QuerySet[ConsentState]) -> Q:
    """People one of whose profiles stands in these rows: absorbed profiles are few, so they are mapped by hand."""
    return _with_absorbed(Q(id__in=Subquery(rows.values("profile_id"))), rows)


def _with_absorbed(condition: Q, rows: QuerySet[ProfileTag] | QuerySet[ConsentState]) -> Q:
    absorbed = identity.absorbed()
    if not absorbed:
        return condition
    people: set[int] = set()
    for chunk in chunks(absorbed):
        found = rows.filter(profile_id__in=chunk).values_list("profile_id", flat=True)
        people |= {absorbed[one] for one in found}
    return condition | Q(id__in=people) if people else condition


def _consenting(channel: str) -> Q:
    """A withdrawal under another profile of the same person counts if it is later."""
    from marketloop.profiles.queries import consenting

    granted = ConsentState.objects.filter(channel=channel, granted=True)
    absorbed = identity.absorbed()
    if not absorbed:
        return Q(id__in=Subquery(granted.values("profile_id")))
    merged = {*absorbed, *absorbed.values()}
    stated: set[int] = set()
    for chunk in chunks(merged):
        stated |= set(
            ConsentState.objects.filter(channel=channel, profile_id__in=chunk).values_list(
                "profile_id", flat=True
            )
        )
    people = {absorbed.get(one, one) for one in stated}
    agreed = consenting(people, channel)
    alone = Q(id__in=Subquery(granted.values("profile_id"))) & ~Q(id__in=people)
    return alone | Q(id__in=agreed)


def _search(text: str) -> Q:
    """An id, an e-mail address, a phone number or user id (exact), else the beginning of a name."""
    if text.startswith("pro_"):
        try:
            return Q(id=identity.canonical(ids.decode("pro", text)))
        except BadRequest:
            return Q(id__in=[])
    if looks_like_email(text):
        return _known("email", text)
    found = Q(id__in=[])
    if sum(letter.isdigit() for letter in text) >= 5:
        found |= _known("phone", text)
    found |= _known("user_id", text)
    tokens = naming.query_tokens(text)
    if tokens:
        by_name = Q()
        for token in tokens:
            by_name &= Q(
                id__in=Subquery(NameToken.objects.filter(token__range=naming.span(token)).values("person"))
            )
        found |= by_name
    return found


def _known(kind: str, value: str) -> Q:
    person = identity.find(kind, value)
    return Q(id=person) if person is not None else Q(id__in=[])
