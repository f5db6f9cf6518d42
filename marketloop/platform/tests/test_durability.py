"""Relaxed durability: only within the block, on the database and in what the event log asks."""

from __future__ import annotations

import pytest
from django.db import connection

from marketloop.platform import durability

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


def _level() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SHOW synchronous_commit" if connection.vendor == "postgresql" else "PRAGMA synchronous"
        )
        return str(cursor.fetchone()[0])


def test_commits_wait_for_the_disk_again_after_the_block_even_when_it_fails() -> None:
    before = _level()

    with pytest.raises(KeyError), durability.relaxed():
        within = _level(), durability.required()
        raise KeyError

    assert within == ("off" if connection.vendor == "postgresql" else "1", False)
    assert (_level(), durability.required()) == (before, True)
