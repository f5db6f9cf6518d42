"""The live side of the doubles: cards that a till wrote, people who sign in on devices, and who claim their card."""

from __future__ import annotations

from typing import Any

from marketloop.demo.browser import Browser
from marketloop.demo.doubles import Card, Doubles, SignIn
from marketloop.demo.history import shop_of
from marketloop.demo.people import People
from marketloop.platform import clock
from marketloop.profiles import facade as profiles
from marketloop.profiles.contracts import UpsertRow

TILL, MINUTE_MS = "store_pos", 60_000


def load_cards(cards: list[Card], people: People, units: dict[str, int]) -> None:
    """The member file of the tills, as an import would bring it."""
    profiles.bulk_upsert([_row(card, people, units) for card in cards], source=TILL)


def _row(card: Card, people: People, units: dict[str, int]) -> UpsertRow:
    phone = (("phone", card.phone),) if card.phone else ()
    return UpsertRow(
        identifiers=(("card_no", card.number), *phone),
        traits=card.traits,
        time_ms=card.joined,
        org_unit=None if card.row is None else units.get(shop_of(people, card.row)),
        evidence=f"till:{card.number}",
    )


def live_doubles(doubles: Doubles, people: People, browser: Browser, at: int, to: int) -> None:
    """What happens to doubles in [at, to) UTC ms, through the tracking door."""
    for sign_in in doubles.sign_ins:
        if at <= sign_in.at < to:
            _sign_in(sign_in, people, browser)
    for card in doubles.cards:
        if card.claimed is not None and card.claimed_by is not None and at <= card.claimed < to:
            call = _call(people, card.claimed_by, card.claimed, f"claim-{card.number}")
            browser.send({**call, "traits": {"phone": card.phone}})
    browser.flush()


def _sign_in(one: SignIn, people: People, browser: Browser) -> None:
    """Three pages as a stranger, then the first account; the second one, if there is one, an hour later."""
    for step in range(3):
        seen = clock.from_ms(one.at - (3 - step) * MINUTE_MS).isoformat()
        browser.send(
            {
                "type": "page",
                "name": ("首页", "四件套", "门店")[step],
                "anonymousId": one.device,
                "messageId": f"look-{one.device}-{step}",
                "timestamp": seen,
            }
        )
    for turn, row in enumerate(one.rows):
        call = _call(people, row, one.at + turn * 60 * MINUTE_MS, f"in-{one.device}-{turn}")
        browser.send({**call, "anonymousId": one.device})


def _call(people: People, row: int, at: int, message: str) -> dict[str, Any]:
    return {
        "type": "identify",
        "userId": people.user_id(row),
        "messageId": message,
        "timestamp": clock.from_ms(at).isoformat(),
        "traits": {},
    }
