"""What staff did about doubles: one wrong merge taken back, and a search for duplicates asked for."""

from __future__ import annotations

from marketloop.demo.doubles import Doubles
from marketloop.demo.staff import DEMO_EMAIL
from marketloop.identity import facade as identity
from marketloop.organisation.facade import principal_of


def undo_wrong_claims(doubles: Doubles) -> None:
    """Part the stranger's card from the account that claimed its phone."""
    by = principal_of(DEMO_EMAIL).user_id
    for card in doubles.cards:
        person = identity.find("card_no", card.number)
        if card.row is None and person is not None:
            for merge in identity.list_merges(person):
                if merge.undone_at is None:
                    identity.undo_merge(merge.id, by)


def ask_for_duplicates() -> None:
    """Queue the search; the server runs it within its first minute, in a process of its own, so that the build need not wait."""
    identity.start_search()
