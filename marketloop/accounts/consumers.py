"""Subscriptions of companies."""

from __future__ import annotations

from marketloop.accounts.publishing import publish
from marketloop.accounts.queries import memberships
from marketloop.facts.people import ProfilesMerged, ProfilesSplit
from marketloop.platform.outbox import subscriber


@subscriber("accounts.people", ProfilesMerged, ProfilesSplit)
def on_people_changed(fact: ProfilesMerged | ProfilesSplit) -> None:
    """Two people became one, or one two again: their companies are those of all their profiles."""
    people = [fact.profile_id]
    if isinstance(fact, ProfilesSplit):
        people.append(fact.restored_id)
    if isinstance(fact, ProfilesSplit) or any(memberships(people).values()):
        publish(people)
