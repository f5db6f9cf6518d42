"""What the collector refuses, how it says so, and that nothing of it is taken."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from marketloop.events.keys import create_write_key, revoke_write_key
from marketloop.events.tests.calls import call, taken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sources")]


def test_bad_messages_of_a_batch_are_named_and_the_others_taken() -> None:
    batch = [
        {"type": "track", "event": "x", "userId": "u"},
        {"type": "track", "userId": "u"},
        {"type": "jump", "userId": "u"},
        {"type": "track", "event": "x"},
        {"type": "track", "event": "x", "userId": "u", "properties": [1]},
        {"type": "track", "event": "x", "userId": "u", "timestamp": "soon"},
        {"type": "track", "event": "x", "userId": "u", "properties": {"text": "x" * 33_000}},
        {"type": "track", "event": "x", "userId": "u", "properties": {"n": 2**70}},
        {"type": "track", "event": "x", "userId": "u", "properties": {"n": "a\u0000b"}},
        {"type": "page", "userId": "u"},
        "text",
    ]
    answer = call("/v1/batch", {"batch": batch}, HTTP_ACCEPT_LANGUAGE="en")

    assert (answer.status, answer.json["success"], answer.json["accepted"]) == (200, True, 2)
    assert [(one["index"], one["code"], one["field"]) for one in answer.json["errors"]] == [
        (1, "event_name_missing", "event"),
        (2, "event_type_unknown", "type"),
        (3, "event_identifier_missing", "userId"),
        (4, "event_field_type", "properties"),
        (5, "event_time_malformed", "timestamp"),
        (6, "event_too_large", ""),
        (7, "event_number_large", "properties"),
        (8, "event_text_nul", "$"),
        (10, "event_field_type", "$"),
    ]
    assert (
        answer.json["errors"][0]["detail"] == "A track call needs the name of the event in the field event."
    )
    assert [event.name for event in taken()] == ["x", "page_viewed"]


@pytest.mark.parametrize(
    ("body", "status", "code", "params"),
    [
        (b'{"event": "x",\n "userId": u}', 400, "body_malformed", {"line": 2, "column": 12}),
        (b'{"event": "x"', 400, "body_malformed", {"line": 1, "column": 14}),
        (b"\xff\xfe", 400, "body_malformed", {"line": 1, "column": 1}),
        (b'{"event": 7, "userId": "u"}', 400, "event_field_type", {"expected": "str | null"}),
        (b'{"event": "x"}', 400, "event_identifier_missing", {}),
        (b'{"event": "x", "userId": "u", "properties": {"n": 1' + b"0" * 30 + b"}}", 400, "event_number_large", {}),
        (b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}", 400, "event_nested_deep", {}),
        (b'{"event": "' + b"x" * 40_000 + b'"}', 413, "event_too_large", {"limit": 32_768}),
        (b'{"event": "' + b"x" * 600_000 + b'"}', 413, "body_too_large", {"limit": 512_000}),
    ],
)  # fmt: skip
def test_a_call_that_cannot_be_taken_says_why(
    body: bytes, status: int, code: str, params: dict[str, Any]
) -> None:
    answer = call("/v1/track", body)

    assert (answer.status, answer.json["code"]) == (status, code)
    assert {name: answer.json["params"].get(name) for name in params} == params
    assert answer.json["detail"] != f"errors.{code}"
    assert taken() == []


def test_who_has_no_key_is_refused() -> None:
    body = {"event": "x", "userId": "u"}
    row, clear = create_write_key(name="gone", kind="server", actor=None)
    assert call("/v1/track", body, key=clear).status == 200
    revoke_write_key(key_id=row.id, actor=None)
    answers = [call("/v1/track", body, key=key) for key in ("wrong", None, clear)]
    answers.append(call("/v1/track", {**body, "writeKey": "nope"}, key=None))

    assert [(answer.status, answer.json["code"]) for answer in answers] == [(401, "write_key_unknown")] * 4
    assert answers[0].json["detail"].startswith("写入密钥不存在")
    assert len(taken()) == 1


def test_the_key_may_stand_in_the_body_or_a_header() -> None:
    body = {"event": "x", "userId": "u"}
    answers = [
        call("/v1/track", {**body, "writeKey": "wkb_web"}, key=None),
        call("/v1/batch", {"batch": [{**body, "type": "track"}], "writeKey": "wkb_web"}, key=None),
        call("/v1/track", body, key=None, HTTP_X_WRITE_KEY="wkb_web"),
    ]

    assert [answer.status for answer in answers] == [200, 200, 200]
    assert len(taken()) == 3


def test_gzip_is_read_within_the_limits() -> None:
    body = json.dumps({"event": "x", "userId": "u"}).encode()
    bomb = gzip.compress(b" " * 50_000_000)
    answers = [
        call("/v1/track", gzip.compress(body), HTTP_CONTENT_ENCODING="gzip"),
        call("/v1/track", gzip.compress(body)[:-9], HTTP_CONTENT_ENCODING="gzip"),
        call("/v1/track", bomb, HTTP_CONTENT_ENCODING="gzip"),
    ]

    assert [answer.status for answer in answers] == [200, 400, 413]
    assert answers[1].json["code"] == "body_encoding"
    assert len(taken()) == 1


def test_other_methods_and_addresses_are_refused() -> None:
    assert call("/v1/track", method="GET").status == 405
    assert call("/v1/nothing").status == 404
    preflight = call("/v1/batch", method="OPTIONS", key=None)

    assert (preflight.status, preflight.headers["Access-Control-Allow-Origin"]) == (204, "*")
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]


def test_nothing_is_acknowledged_when_the_log_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    from marketloop.events.spine import get_spine

    get_spine()

    def full(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        refused = call("/v1/track", {"event": "lost", "userId": "u"})
    accepted = call("/v1/track", {"event": "kept", "userId": "u"})

    assert (refused.status, refused.json["code"], accepted.status) == (503, "log_unwritable", 200)
    assert [(event.seq, event.name) for event in taken()] == [(1, "kept")]
