"""Templates, outbox, suppressions, channels and policy over HTTP: rights, faults, success, no effect on refusal."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from marketloop.messaging import pipeline
from marketloop.messaging.contracts import State
from marketloop.messaging.models import Channel, ContactPolicy, Message, Suppression, Template
from marketloop.messaging.testing import make_template, queue
from marketloop.organisation.testing import AuditEntry, Role, client_of, make_user, staff_client
from marketloop.platform import ids
from marketloop.platform.config import get_config
from marketloop.profiles import facade as profiles
from marketloop.profiles.testing import make_profile

pytestmark = [pytest.mark.django_db]
JSON = "application/json"
BODY = {
    "key": "welcome",
    "name": "欢迎",
    "content": {
        "subject": "你好 {{ profile.name }}",
        "body": "<p>{{ profile.name }}</p>",
        "body_kind": "html",
    },
    "topic": "news",
}
TPL, MSG, SUP = ids.encode("tpl", 1), ids.encode("msg", 1), ids.encode("sup", 1)
ENDPOINTS: list[tuple[str, str, Any, str]] = [
    ("get", "templates", None, "sales"),
    ("post", "templates", BODY, "analyst"),
    ("post", "templates/validate", {"content": BODY["content"]}, "sales"),
    ("post", "templates/preview", {"content": BODY["content"]}, "sales"),
    ("get", f"templates/{TPL}", None, "sales"),
    ("patch", f"templates/{TPL}", {"name": "x"}, "analyst"),
    ("get", f"templates/{TPL}/preview", None, "sales"),
    ("post", f"templates/{TPL}/test", {"address": "a@x.example"}, "analyst"),
    ("get", "messages", None, "sales"),
    ("get", f"messages/{MSG}", None, "sales"),
    ("get", f"messages/{MSG}/html", None, "sales"),
    ("post", f"messages/{MSG}/resend", None, "analyst"),
    ("get", "suppressions", None, "sales"),
    ("post", "suppressions", {"address": "a@x.example"}, "analyst"),
    ("delete", f"suppressions/{SUP}", None, "analyst"),
    ("get", "channels", None, "sales"),
    ("patch", "channels/email", {"paused": True}, "analyst"),
    ("get", "contact-policy", None, "sales"),
    ("put", "contact-policy", {"total": {"per_day": 9}}, "analyst"),
]


@pytest.mark.parametrize(("method", "path", "body", "role"), ENDPOINTS)
def test_strangers_and_wrong_roles_are_refused_without_effect(
    method: str, path: str, body: Any, role: str
) -> None:
    anonymous = getattr(Client(), method)(f"/api/v1/{path}", body, JSON)
    wrong = getattr(staff_client(role), method)(f"/api/v1/{path}", body, JSON)

    assert anonymous.status_code == 401
    assert (wrong.status_code, wrong.json()["code"]) == (403, "permission_missing")
    assert not Template.objects.exists()
    assert not Suppression.objects.exists()
    assert not Channel.objects.exists()
    assert not ContactPolicy.objects.exists()


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("get", f"templates/{TPL}", None, "template_not_found"),
        ("patch", f"templates/{TPL}", {"name": "x"}, "template_not_found"),
        ("get", f"templates/{TPL}/preview", None, "template_not_found"),
        ("get", f"messages/{MSG}", None, "message_not_found"),
        ("get", f"messages/{MSG}/html", None, "message_not_found"),
        ("post", f"messages/{MSG}/resend", None, "message_not_found"),
        ("delete", f"suppressions/{SUP}", None, "suppression_not_found"),
        ("patch", "channels/pigeon", {"paused": True}, "channel_not_found"),
    ],
)
def test_what_does_not_exist_is_404(method: str, path: str, body: Any, code: str) -> None:
    answer = getattr(staff_client(), method)(f"/api/v1/{path}", body, JSON)

    assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_a_template_is_made_changed_and_archived_with_versions() -> None:
    client = staff_client("growth")

    made = client.post("/api/v1/templates", BODY, JSON)
    twice = client.post("/api/v1/templates", BODY, JSON)
    path = f"/api/v1/templates/{made.json()['id']}"
    same = client.patch(path, {"content": BODY["content"], "name": "欢迎语"}, JSON).json()
    changed = client.patch(path, {"content": {**BODY["content"], "subject": "新主题"}}, JSON).json()  # type: ignore[dict-item]
    client.patch(path, {"archived": True}, JSON)
    listed = client.get("/api/v1/templates").json()
    archived = client.get("/api/v1/templates?archived=true&q=welc").json()

    assert (made.status_code, made.json()["version"]) == (201, 1)
    assert (twice.status_code, twice.json()["code"]) == (409, "template_key_taken")
    assert (same["version"], same["name"]) == (1, "欢迎语")
    assert (changed["version"], changed["content"]["subject"]) == (2, "新主题")
    assert (listed["count"], archived["items"][0]["subject"]) == (0, "新主题")
    assert AuditEntry.objects.filter(action__startswith="messaging.template_").count() == 4


def test_a_faulty_template_is_refused_with_its_place_in_both_languages() -> None:
    client = staff_client()
    body = {**BODY, "content": {"subject": "S", "body": "<mjml><mj-body>\n<mj-txt/></mj-body></mjml>"}}

    refused = client.post("/api/v1/templates", body, JSON)
    client.patch("/api/v1/session?language=en", None, JSON)
    english = client.post("/api/v1/templates", body, JSON).json()
    [problem] = client.post("/api/v1/templates/validate", {"content": body["content"]}, JSON).json()

    assert (refused.status_code, refused.json()["code"]) == (422, "template_invalid")
    assert (
        refused.json()["detail"] == "模板有误，第 2 行第 1 列：没有名为 <mj-txt> 的 MJML 元素，请检查拼写。"
    )
    assert english["fields"] == {
        "body": "Line 2, column 1: There is no MJML element <mj-txt>; check the spelling."
    }
    assert (problem["line"], problem["column"], problem["code"]) == (2, 1, "mjml_element_unknown")
    assert not Template.objects.exists()


def test_a_preview_shows_the_person_and_names_what_is_missing() -> None:
    client = staff_client()
    person = ids.encode("pro", make_profile())
    template = make_template(subject="{{ profile.name }}", body="<p>{{ profile.nick }}!</p>")

    shown = client.get(f"/api/v1/templates/{ids.encode('tpl', template)}/preview?profile={person}").json()
    draft = client.post(
        "/api/v1/templates/preview", {"content": BODY["content"], "profile": person}, JSON
    ).json()

    assert shown["subject"] == "林梅"
    assert "<p>!</p>" in shown["html"]
    assert [(one["field"], one["line"], one["column"]) for one in shown["problems"]] == [("body", 1, 7)]
    assert (draft["subject"], draft["problems"]) == ("你好 林梅", [])


def test_a_test_mail_is_strict_and_harmless() -> None:
    client = staff_client()
    person = make_profile()
    profile = ids.encode("pro", person)
    good, bad = make_template(), make_template(body="{{ profile.nick }}")

    def send(template: int, address: str = "staff@yunlan.example") -> Any:
        path = f"/api/v1/templates/{ids.encode('tpl', template)}/test"
        return client.post(path, {"address": address, "profile": profile}, JSON)

    sent, refused, wrong = send(good), send(bad), send(good, "nobody")
    detail = client.get(f"/api/v1/messages/{sent.json()['id']}").json()
    page = client.get(f"/api/v1/messages/{sent.json()['id']}/html").content.decode()

    assert (sent.status_code, sent.json()["state"], sent.json()["node"]) == (201, "sent", "test")
    assert (detail["mail"]["to"], detail["mail"]["subject"]) == (
        "staff@yunlan.example",
        "【测试】林梅，秋天到了",
    )
    assert "/l/" not in page
    assert (refused.status_code, refused.json()["code"]) == (422, "template_invalid")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "address_invalid")
    assert Message.objects.count() == 1


def test_the_outbox_lists_filters_and_explains() -> None:
    client = staff_client("analyst")
    template = make_template(name="秋季")
    known, silent = make_profile(), make_profile(consents={"email": False})
    sent, held = (
        queue(known, template),
        queue(silent, template, node="n2", variables={"event": {"order": "A1"}}),
    )
    pipeline.turn()

    def ids_of(query: str) -> list[str]:
        return [one["id"] for one in client.get(f"/api/v1/messages?{query}").json()["items"]]

    detail = client.get(f"/api/v1/messages/{ids.encode('msg', held.id)}").json()
    mail = client.get(f"/api/v1/messages/{ids.encode('msg', sent.id)}").json()
    sent_id, held_id = ids.encode("msg", sent.id), ids.encode("msg", held.id)

    assert set(ids_of("")) == {sent_id, held_id}
    assert ids_of("state=sent") == [sent_id]
    assert ids_of("reason=no_consent") == [held_id]
    assert ids_of("node=n2&journey=jny_0000000000001") == [held_id]
    assert ids_of(f"profile={ids.encode('pro', known)}") == [sent_id]
    assert len(ids_of(f"template={ids.encode('tpl', template)}&limit=1")) == 1
    assert detail["decisions"] == [
        {"check": "profile", "verdict": "ok", "seen": ""},
        {"check": "address", "verdict": "ok", "seen": ""},
        {"check": "no_consent", "verdict": "suppress", "seen": ""},
    ]
    assert (detail["variables"], detail["mail"], detail["template_name"]) == (
        {"event": {"order": "A1"}},
        None,
        "秋季",
    )
    assert mail["mail"]["subject"] == "林梅，秋天到了"
    assert mail["mail"]["to"] == profiles.contacts([known], "email")[known]


def test_the_mail_is_shown_in_a_cage() -> None:
    client = staff_client()
    row = queue(
        make_profile(), make_template(body="<script>alert(1)</script><a href='https://x.example'>x</a>")
    )
    before = client.get(f"/api/v1/messages/{ids.encode('msg', row.id)}/html")
    pipeline.turn()

    shown = client.get(f"/api/v1/messages/{ids.encode('msg', row.id)}/html")
    policy = shown["Content-Security-Policy"]

    assert (before.status_code, before.json()["code"]) == (409, "message_without_content")
    assert shown["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy
    assert "t.gif" not in shown.content.decode()
    assert f"{get_config().base_url}/l/" in shown.content.decode()
    assert shown.content.decode().count('<base target="_blank">') == 1


def test_where_a_server_delivers_staff_see_plain_links(monkeypatch: pytest.MonkeyPatch) -> None:
    row = queue(make_profile(), make_template())
    pipeline.turn()
    monkeypatch.setattr(get_config(), "smtp_url", "smtp://127.0.0.1:1")

    page = staff_client().get(f"/api/v1/messages/{ids.encode('msg', row.id)}/html").content.decode()

    assert "https://mall.example/new?a=1&amp;b=2&amp;utm_source=marketloop" in page
    assert "/l/" not in page
    assert "/u/" not in page


def test_an_unknown_message_is_sent_again_by_hand_only() -> None:
    client = staff_client("growth")
    row = queue(make_profile(), make_template())
    Message.objects.filter(id=row.id).update(state=State.UNKNOWN)
    path = f"/api/v1/messages/{ids.encode('msg', row.id)}/resend"

    first, second = client.post(path), client.post(path)

    assert (first.status_code, first.json()["state"]) == (200, "queued")
    assert (second.status_code, second.json()["code"]) == (409, "message_not_unknown")
    assert AuditEntry.objects.filter(action="messaging.resent").count() == 1


def test_suppressions_are_added_found_and_removed() -> None:
    client = staff_client("growth")

    made = client.post("/api/v1/suppressions", {"address": " Ana@X.example ", "note": "asked"}, JSON)
    wrong = client.post("/api/v1/suppressions", {"address": "ana"}, JSON)
    found = client.get("/api/v1/suppressions?q=ana@x.example").json()
    other = client.get("/api/v1/suppressions?q=bea@x.example").json()
    gone = client.delete(f"/api/v1/suppressions/{made.json()['id']}")

    assert (made.status_code, made.json()["address"], made.json()["reason"]) == (
        201,
        "an***@x.example",
        "manual",
    )
    assert (wrong.status_code, wrong.json()["fields"]) == (422, {"address": "address_invalid"})
    assert (found["count"], other["count"]) == (1, 0)
    assert gone.status_code == 204
    assert not Suppression.objects.exists()


def test_a_channel_is_paused_resumed_and_rated() -> None:
    client = staff_client("growth")
    queue(make_profile(), make_template())

    paused = client.patch("/api/v1/channels/email", {"paused": True, "rate_per_minute": 600}, JSON).json()
    [listed] = client.get("/api/v1/channels").json()
    resumed = client.patch("/api/v1/channels/email", {"paused": False, "rate_per_minute": 0}, JSON).json()

    assert (paused["paused"], paused["rate_per_minute"], paused["mode"]) == (True, 600, "outbox")
    assert listed["waiting"] == 1
    assert (resumed["paused"], resumed["rate_per_minute"]) == (False, None)


def test_the_contact_policy_is_replaced_and_audited() -> None:
    client = staff_client("growth")
    body = {
        "total": {"per_day": 1},
        "channels": {"email": {"per_week": 3}},
        "quiet_hours": {"start": "21:30", "end": "08:00", "behaviour": "skip"},
        "fallback_timezone": "Europe/Berlin",
    }

    default = client.get("/api/v1/contact-policy").json()
    put = client.put("/api/v1/contact-policy", body, JSON)
    wrong = client.put("/api/v1/contact-policy", {**body, "fallback_timezone": "Mars/Base"}, JSON)
    now = client.get("/api/v1/contact-policy").json()

    assert (default["total"], default["quiet_hours"]) == (
        {"per_day": 2, "per_week": 6, "per_month": 15},
        None,
    )
    assert (put.status_code, wrong.status_code) == (200, 422)
    assert now == put.json()
    assert (now["total"]["per_day"], now["quiet_hours"]["start"]) == (1, "21:30:00")
    assert AuditEntry.objects.filter(action="messaging.policy_changed").count() == 1


def test_a_message_outside_the_data_scope_does_not_exist() -> None:
    user = make_user("sales")
    Role.objects.filter(key="sales").update(permissions=["messages.read"])
    client = client_of(user)
    mine, other = make_profile(owner=user.id), make_profile()
    template = make_template()
    rows = [queue(one, template) for one in (mine, other)]
    pipeline.turn()
    paths = [f"/api/v1/messages/{ids.encode('msg', row.id)}" for row in rows]

    codes = [client.get(f"{path}{tail}").status_code for path in paths for tail in ("", "/html")]
    counts = [
        client.get(f"/api/v1/messages?profile={ids.encode('pro', one)}").json()["count"]
        for one in (mine, other)
    ]

    assert codes == [200, 200, 404, 404]
    assert (counts, client.get("/api/v1/messages").json()["count"]) == ([1, 0], 0)
