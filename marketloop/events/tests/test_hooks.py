"""Deliveries to webhooks: durable, once, checked, kept when they cannot be mapped, replayed when they can."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from marketloop.events import hooks, hooks_services
from marketloop.events.hooks_models import Hook, HookDelivery
from marketloop.events.keys import create_write_key
from marketloop.events.spine import get_spine
from marketloop.events.tests.calls import NOW, NOW_MS, call, taken
from marketloop.events.tests.hook_calls import LINE, ORDER, PAID, draft, make_hook, named, path, post
from marketloop.organisation.testing import make_user, principal_of
from marketloop.platform import clock

pytestmark = [pytest.mark.django_db, pytest.mark.db]
SEEN = {**PAID, "event": {"constant": "Thing Seen"}}
"""An event that may happen twice, unlike the payment of an order."""
BROKEN = {**PAID, "properties": [named("total", "type", convert="number")]}


def rows() -> list[tuple[str, str, int, int]]:
    """(state, code, events, attempts) of all deliveries."""
    return list(HookDelivery.objects.order_by("id").values_list("state", "code", "events", "attempts"))


def mend(hook: Hook, *events: dict[str, Any]) -> None:
    """Give it another mapping."""
    hooks_services.update_hook(hook_id=hook.id, draft=draft(*events), actor=principal_of(make_user()))


def replay(hook: Hook) -> dict[str, int]:
    """Replay all that waits."""
    return hooks_services.replay_deliveries(hook_id=hook.id, delivery_ids=[], actor=principal_of(make_user()))


def test_a_delivery_stands_in_the_log_when_it_is_answered() -> None:
    with clock.travel(NOW):
        hook = make_hook(PAID, LINE)
        assert post(hook, ORDER) == (200, {"success": True, "events": 3})
    assert get_spine().log.last_seq == 3

    paid, first, second = taken()
    assert (paid.name, paid.source, paid.time, paid.received) == ("order_paid", "erp", NOW_MS, NOW_MS)
    assert (paid.columns["order_id"], paid.columns["amount"]) == ("T1", 39950)
    assert [one.columns["product_id"] for one in (first, second)] == ["YL-001", "YL-002"]
    assert rows() == [("taken", "", 3, 1)]
    assert HookDelivery.objects.get().sealed == ""


def test_a_delivery_that_comes_again_adds_nothing() -> None:
    hook = make_hook(PAID, LINE)
    for _ in range(3):
        assert post(hook, ORDER)[0] == 200

    assert len(taken()) == 3
    assert rows() == [("taken", "", 3, 3)]


def test_the_senders_id_makes_a_delivery_one() -> None:
    hook = make_hook(SEEN, delivery_header="X-Delivery")
    assert post(hook, ORDER, X_Delivery="d1")[0] == 200
    assert post(hook, {**ORDER, "extra": 1}, X_Delivery="d1")[0] == 200
    assert post(hook, ORDER, X_Delivery="d2")[0] == 200

    assert len(taken()) == 2
    assert rows() == [("taken", "", 1, 2), ("taken", "", 1, 1)]


def test_what_no_condition_wants_is_noted_and_gives_nothing() -> None:
    hook = make_hook()

    assert post(hook, {**ORDER, "type": "trade.created"}) == (200, {"success": True, "events": 0})
    assert (taken(), rows()) == ([], [("ignored", "", 0, 1)])


def test_what_cannot_be_mapped_is_kept_and_replayed_after_the_mapping_was_mended() -> None:
    with clock.travel(NOW):
        hook = make_hook(BROKEN)
        status, said = post(hook, ORDER)
        post(hook, ORDER)
    assert (status, said["code"]) == (422, "hook_value_type")
    assert "events.0.properties.0" in said["detail"]
    assert (taken(), rows()) == ([], [("waiting", "hook_value_type", 0, 2)])

    assert replay(hook) == {"taken": 0, "failed": 1, "events": 0}
    mend(hook, PAID)
    with clock.travel(NOW + dt.timedelta(days=1)):
        assert replay(hook) == {"taken": 1, "failed": 0, "events": 1}
        assert replay(hook) == {"taken": 0, "failed": 0, "events": 0}
        assert post(hook, ORDER)[0] == 200
    [event] = taken()
    assert (event.name, event.received) == ("order_paid", NOW_MS)
    assert rows() == [("taken", "", 1, 3)]
    assert HookDelivery.objects.get().sealed == ""


def test_what_waits_is_encrypted_without_the_senders_credentials() -> None:
    hook = make_hook(BROKEN, check={"kind": "token", "header": "X-Token"}, secret="s3cret")
    post(hook, ORDER, X_Token="s3cret", Authorization="Bearer b", X_Topic="paid")
    row = HookDelivery.objects.get()
    body, headers = hooks.opened(row)

    assert "138" not in row.sealed
    assert json.loads(body) == ORDER
    assert headers["x-topic"] == "paid"
    assert {"x-token", "authorization", "cookie"}.isdisjoint(headers)


def test_a_delivery_that_was_taken_stays_taken_when_the_mapping_breaks() -> None:
    hook = make_hook()
    post(hook, ORDER)
    mend(hook, BROKEN)

    assert post(hook, ORDER)[0] == 422
    assert rows() == [("taken", "", 1, 2)]


def test_what_was_dropped_is_erased_and_stays_dropped() -> None:
    hook = make_hook(BROKEN)
    post(hook, ORDER)
    actor = principal_of(make_user())
    assert hooks_services.drop_deliveries(hook_id=hook.id, delivery_ids=[], actor=actor) == 1

    post(hook, ORDER)
    assert rows() == [("dropped", "hook_value_type", 0, 2)]
    assert HookDelivery.objects.get().sealed == ""


def test_personal_values_do_not_stand_in_clear_anywhere() -> None:
    wanted = {**PAID, "properties": [named("phone", "buyer.phone"), named("remark", "trade.city")]}
    hook = make_hook(wanted)
    post(hook, ORDER)
    [event] = taken()

    assert event.properties["phone"].startswith("tok_")
    assert "13800138001" not in str(event)
    assert b"13800138001" not in b"".join(path.read_bytes() for path in get_spine().log.folder.iterdir())


def test_a_form_is_a_payload_too() -> None:
    spec = {
        "event": path("event"),
        "identifiers": [named("user_id", "data.id")],
        "properties": [named("tags", "tag")],
    }
    form = urlencode([("event", "signed"), ("data", '{"id": 7}'), ("tag", "a"), ("tag", "b")])
    status, _ = post(make_hook(spec), form, "application/x-www-form-urlencoded")
    [event] = taken()

    assert (status, event.name, event.columns["user_id"]) == (200, "signed", "7")
    assert event.properties["tags"] == ["a", "b"]


SECRET = "kept-between-us"


def signed(body: bytes, stamp: str = "", encoding: str = "hex") -> str:
    """The signature of a body."""
    digest = hmac.digest(SECRET.encode(), f"{stamp}.".encode() + body if stamp else body, "sha256")
    return digest.hex() if encoding == "hex" else base64.b64encode(digest).decode()


def test_signatures_are_checked() -> None:
    body = json.dumps(ORDER).encode()
    plain = make_hook(
        SEEN, name="plain", check={"kind": "hmac", "header": "X-Sign", "prefix": "sha256="}, secret=SECRET
    )
    coded = make_hook(
        SEEN, name="coded", check={"kind": "hmac", "header": "X-Sign", "encoding": "base64"}, secret=SECRET
    )

    assert post(plain, body, X_Sign="sha256=" + signed(body))[0] == 200
    assert post(coded, body, X_Sign=signed(body, encoding="base64"))[0] == 200
    assert post(plain, body, X_Sign=signed(body))[1]["code"] == "hook_signature_wrong"
    assert post(plain, body + b" ", X_Sign="sha256=" + signed(body))[1]["code"] == "hook_signature_wrong"
    assert post(plain, body, X_Sign="é")[1]["code"] == "hook_signature_wrong"
    assert post(plain, body)[1]["code"] == "hook_signature_missing"
    assert len(taken()) == 2


@pytest.mark.parametrize(("off", "ok"), [(0, True), (299, True), (-299, True), (301, False), (-301, False)])
def test_old_deliveries_are_refused_though_their_signature_fits(off: int, ok: bool) -> None:
    check = {"kind": "hmac", "header": "X-Sign", "timestamp_header": "X-Time", "tolerance_s": 300}
    hook = make_hook(check=check, secret=SECRET)
    body = json.dumps(ORDER).encode()
    seconds = clock.wall().timestamp() + off
    for stamp in (f"{seconds:.0f}", f"{seconds * 1000:.0f}"):
        status, said = post(hook, body, X_Time=stamp, X_Sign=signed(body, stamp))
        assert (status, said.get("code")) == ((200, None) if ok else (401, "hook_timestamp_old"))
    assert post(hook, body, X_Time="now", X_Sign=signed(body, "now"))[1]["code"] == "hook_timestamp_missing"
    assert post(hook, body, X_Time="nan", X_Sign=signed(body, "nan"))[1]["code"] == "hook_timestamp_old"


def test_a_flood_of_forgeries_is_one_row() -> None:
    hook = make_hook(check={"kind": "token", "header": "X-Token"}, secret="s3cret")
    with clock.travel(NOW):
        for number in range(20):
            assert post(hook, {"n": number}, X_Token="guess")[0] == 401

    assert rows() == [("refused", "hook_signature_wrong", 0, 20)]
    assert taken() == []


@pytest.mark.parametrize(
    ("body", "status", "code", "state"),
    [
        (b'{"a": ', 400, "body_malformed", "waiting"),
        (b"\xff\xfe", 400, "body_encoding", "refused"),
        (b'{"a": "\\u0000"}', 400, "event_text_nul", "refused"),
        (b"[" * 100_000 + b"]" * 100_000, 400, "event_nested_deep", "waiting"),
        (b'{"type": "trade.paid", "buyer": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001, 400, "event_nested_deep", "waiting"),
        (b'"' + b"x" * 520_000 + b'"', 413, "body_too_large", None),
        (json.dumps({**ORDER, "trade": {"tid": "T" * 40_000, "payment": 1}}).encode(), 422, "event_too_large", "waiting"),
        (json.dumps({**ORDER, "trade": {"tid": 1 << 70, "payment": 1}}).encode(), 422, "event_number_large", "waiting"),
        (json.dumps({**ORDER, "at": "gestern"}).encode(), 400, "event_time_malformed", "waiting"),
        (json.dumps({**ORDER, "buyer": []}).encode(), 422, "hook_nobody", "waiting"),
        (b"null", 200, None, "ignored"),
        (b"[]", 200, None, "ignored"),
        (b"1e400", 400, "event_field_type", "waiting"),
    ],
)  # fmt: skip
def test_hostile_payloads_are_refused_and_change_nothing(
    body: bytes, status: int, code: str | None, state: str | None
) -> None:
    found, said = post(make_hook(), body)

    assert (found, said.get("code")) == (status, code)
    assert [row[0] for row in rows()] == ([state] if state else [])
    assert taken() == []


def test_an_address_is_secret_and_can_be_switched_off() -> None:
    hook = make_hook()
    hooks_services.update_hook(hook_id=hook.id, draft=draft(active=False), actor=principal_of(make_user()))

    assert post(hook, ORDER)[1]["code"] == "hook_unknown"
    assert call("/v1/hooked", {}).json["code"] == "collector_path_unknown"
    assert (taken(), rows()) == ([], [])


def test_when_too_much_waits_senders_are_asked_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "MAX_WAITING", 2)
    hook = make_hook(BROKEN)
    answers = [post(hook, {**ORDER, "id": number})[0] for number in (1, 2, 3, 1)]

    assert answers == [422, 422, 429, 422]
    assert [row[0] for row in rows()] == ["waiting", "waiting"]


def test_old_notes_and_payloads_are_forgotten() -> None:
    with clock.travel(NOW):
        post(make_hook(name="a"), ORDER)
        post(make_hook(BROKEN, name="b"), ORDER)
    with clock.travel(NOW + dt.timedelta(days=15)):
        assert (hooks_services.forget_old(), [row[0] for row in rows()]) == (1, ["waiting"])
    with clock.travel(NOW + dt.timedelta(days=31)):
        assert (hooks_services.forget_old(), rows()) == (1, [])


def test_a_source_has_one_name() -> None:
    create_write_key(name="erp", kind="server", actor=None)

    with pytest.raises(Exception, match="write_key_name_taken"):
        make_hook()
    assert Hook.objects.count() == 0
