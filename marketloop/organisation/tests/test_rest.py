"""Sign-in, rights, staff and audit over HTTP."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from marketloop.organisation.contracts import ScopeFilter, grants
from marketloop.organisation.facade import create_unit, verify_chain
from marketloop.organisation.models import ApiKey, AuditEntry, User
from marketloop.organisation.principals import StaffPrincipal
from marketloop.organisation.services import create_api_key, ensure_presets
from marketloop.organisation.testing import PASSWORD, client_of, make_user, staff_client
from marketloop.platform import clock, ids

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_sign_in_gives_a_session_with_rights() -> None:
    user = make_user("growth", email="su@staff.example")
    client = Client()

    answer = client.post(
        "/api/v1/session", {"email": " SU@staff.example ", "password": PASSWORD}, "application/json"
    )
    session = client.get("/api/v1/session").json()

    assert answer.status_code == 200
    assert session["user"]["id"] == ids.encode("usr", user.id)
    assert session["user"]["role_label"] == "增长运营"
    assert "segments.*" in session["permissions"]


def test_sign_in_needs_the_csrf_token_when_the_browser_enforces_it() -> None:
    make_user(email="su@staff.example")
    client = Client(enforce_csrf_checks=True)

    answer = client.post(
        "/api/v1/session", {"email": "su@staff.example", "password": PASSWORD}, "application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


def test_five_wrong_passwords_lock_for_fifteen_minutes() -> None:
    user = make_user(email="su@staff.example")
    client = Client()

    codes = [
        client.post("/api/v1/session", {"email": user.email, "password": word}, "application/json")
        .json()
        .get("code")
        for word in ["no"] * 5 + [PASSWORD]
    ]
    User.objects.update(locked_until=clock.wall() - dt.timedelta(seconds=1))
    later = client.post("/api/v1/session", {"email": user.email, "password": PASSWORD}, "application/json")

    assert codes == ["sign_in_wrong"] * 5 + ["sign_in_locked"]
    assert later.status_code == 200


def test_errors_speak_the_asked_language() -> None:
    client = Client()
    words = {"email": "nobody@staff.example", "password": "x"}

    zh = client.post("/api/v1/session", words, "application/json", headers={"Accept-Language": "zh"}).json()
    en = client.post(
        "/api/v1/session", words, "application/json", headers={"Accept-Language": "en-GB,en"}
    ).json()

    assert zh["detail"] == "邮箱或密码不正确，请重试。"
    assert en["detail"] == "The e-mail address or password is wrong; try again."


def test_people_change_their_own_password_only_with_the_present_one() -> None:
    user = make_user("sales", email="su@staff.example")
    mine, other = client_of(user), client_of(user)

    def change(client: Client, current: str, password: str) -> tuple[int, dict[str, object]]:
        body = {"current": current, "password": password}
        answer = client.post("/api/v1/session/password", body, "application/json")
        return answer.status_code, answer.json() if answer.content else {}

    anonymous = change(Client(), PASSWORD, "quiet-river-91")
    wrong = change(mine, "not it", "quiet-river-91")
    weak = change(mine, PASSWORD, "1234567890")
    unchanged = User.objects.get(id=user.id).password == user.password
    right = change(mine, PASSWORD, "quiet-river-91")
    signed_in = Client().post(
        "/api/v1/session", {"email": user.email, "password": "quiet-river-91"}, "application/json"
    )

    assert anonymous[0] == 401
    assert (wrong[0], wrong[1]["fields"]) == (422, {"current": "password_current_wrong"})
    assert (weak[0], weak[1]["fields"]) == (422, {"password": "password_weak"})
    assert unchanged
    assert (right, signed_in.status_code) == ((204, {}), 200)
    assert mine.get("/api/v1/session").status_code == 200
    assert other.get("/api/v1/session").status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "users"), ("post", "users"), ("get", "roles"), ("get", "audit"), ("get", "jobs")],
)
def test_anonymous_and_wrong_role_are_refused(method: str, path: str) -> None:
    anonymous = getattr(Client(), method)(f"/api/v1/{path}")
    seller = getattr(staff_client("sales"), method)(
        f"/api/v1/{path}",
        {"email": "x@y.example", "name": "x", "password": "y", "role": "admin"},
        "application/json",
    )

    assert anonymous.status_code == 401
    assert (seller.status_code, seller.json()["code"]) == (403, "permission_missing")
    assert not User.objects.filter(email="x@y.example").exists()


def test_administrator_adds_staff_and_the_audit_chain_holds() -> None:
    client = staff_client("admin")
    body = {"email": "tang@staff.example", "name": "唐静", "password": "a-good-long-word", "role": "store"}

    made = client.post("/api/v1/users", body, "application/json")
    twice = client.post("/api/v1/users", body, "application/json")
    weak = client.post(
        "/api/v1/users", {**body, "email": "b@staff.example", "password": "123"}, "application/json"
    )

    assert (made.status_code, twice.status_code, weak.status_code) == (201, 409, 422)
    assert weak.json()["fields"] == {"password": "password_weak"}
    assert AuditEntry.objects.filter(action="organisation.user_created").count() == 1
    assert verify_chain() is None


def test_a_changed_audit_entry_breaks_the_chain() -> None:
    ensure_presets()
    create_unit(name="华东", kind="region", parent_id=None, actor=None)
    first = AuditEntry.objects.order_by("id").first()
    assert first is not None

    AuditEntry.objects.filter(id=first.id).update(actor_name="nobody")

    assert verify_chain() == first.id


def test_the_last_administrator_stays() -> None:
    user = make_user("admin")

    answer = client_of(user).patch(
        f"/api/v1/users/{ids.encode('usr', user.id)}", {"is_active": False}, "application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")
    assert User.objects.get(id=user.id).is_active


def test_machine_keys_work_until_revoked_or_expired() -> None:
    maker = StaffPrincipal(make_user("admin"))
    row, clear = create_api_key(name="erp", permissions=["organisation.read"], expires_at=None, actor=maker)
    client = Client(headers={"Authorization": f"Bearer {clear}"})

    before = client.get("/api/v1/users")
    forbidden = client.get("/api/v1/audit")
    ApiKey.objects.filter(id=row.id).update(expires_at=clock.wall())
    after = client.get("/api/v1/users")

    assert (before.status_code, forbidden.status_code, after.status_code) == (200, 403, 401)


def test_scope_reaches_as_far_as_the_role() -> None:
    ensure_presets()
    company = make_user("admin").org_unit
    region = create_unit(name="华东", kind="region", parent_id=company.id, actor=None)
    store = create_unit(name="苏州园区店", kind="store", parent_id=region.id, actor=None)

    manager = make_user("sales_manager", org_unit=region)
    rep = make_user("sales", org_unit=store)
    clerk = make_user("store", org_unit=store)

    assert StaffPrincipal(manager).scope() == ScopeFilter(False, frozenset({region.id, store.id}), manager.id)
    assert StaffPrincipal(rep).scope() == ScopeFilter(False, owner=rep.id)
    assert StaffPrincipal(clerk).scope().admits(store.id, None)
    assert not StaffPrincipal(clerk).scope().admits(region.id, None)


def test_permissions_cover_by_module_or_star() -> None:
    assert grants(frozenset({"*"}), "a.b")
    assert grants(frozenset({"segments.*"}), "segments.write")
    assert not grants(frozenset({"segments.read"}), "segments.write")
