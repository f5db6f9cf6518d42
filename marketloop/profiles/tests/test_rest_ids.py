"""Asking for people by their ids."""

from __future__ import annotations

import pytest

from marketloop.organisation.testing import staff_client
from marketloop.platform import ids
from marketloop.profiles.testing import make_profile

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_people_by_their_ids() -> None:
    one, other, _ = (
        ids.encode("pro", make_profile(traits={"name": name})) for name in ("林婉清", "陈天宇", "罗雅婷")
    )

    found = staff_client("admin").get(f"/api/v1/profiles?id={one}&id={other}").json()
    unknown = staff_client("admin").get(f"/api/v1/profiles?id={ids.encode('pro', 5)}").json()
    malformed = staff_client("admin").get("/api/v1/profiles?id=usr_1")

    assert sorted(item["name"] for item in found["items"]) == ["林婉清", "陈天宇"]
    assert (found["count"], unknown["count"]) == (2, 0)
    assert malformed.status_code in (400, 404, 422)
