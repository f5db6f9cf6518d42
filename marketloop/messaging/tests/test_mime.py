"""Mails are read back by the standard library; nothing in a value can become a header."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketloop.messaging.mime import Letter, is_address, to_bytes

HEADERS = ["Message-ID", "Date", "From", "To", "Subject", "List-Unsubscribe", "MIME-Version", "Content-Type"]


def _letter(**overrides: Any) -> Letter:
    values: dict[str, Any] = {
        "message_id": "msg_1@sender.example",
        "sender": "us@sender.example",
        "sender_name": "云岚",
        "recipient": "a@x.example",
        "subject": "S",
        "html": "<p>中文</p>",
        "text": "中文\n",
        "date": dt.datetime(2026, 11, 24, 1, 2, 3, tzinfo=dt.UTC),
        "extra": (("List-Unsubscribe", "<https://us.example/u/x>"),),
    }
    return Letter(**{**values, **overrides})


def _read(letter: Letter) -> EmailMessage:
    return email.message_from_bytes(to_bytes(letter), policy=email.policy.default)


@given(st.text(max_size=200), st.text(max_size=80))
def test_no_subject_or_name_makes_a_header(subject: str, name: str) -> None:
    mail = _read(_letter(subject=subject, sender_name=name))

    assert mail.keys() == HEADERS
    assert mail["To"] == "a@x.example"


def test_injection_in_subject_and_name_stays_text() -> None:
    mail = _read(
        _letter(subject="x\r\nBcc: evil@x.example\r\n\r\nbody", sender_name='A"\r\nBcc: e@x.example')
    )

    assert mail.keys() == HEADERS
    assert mail["Subject"] == "x Bcc: evil@x.example body"
    assert mail["From"].addresses[0].addr_spec == "us@sender.example"


def test_words_arrive_as_written() -> None:
    subject = "很长的主题，" * 20 + "🎉"
    mail = _read(_letter(subject=subject, sender_name="Li, Mei (云岚)"))
    plain, html = mail.iter_parts()

    assert mail["Subject"] == subject
    assert mail["From"].addresses[0].display_name == "Li, Mei (云岚)"
    assert mail["Date"].datetime == dt.datetime(2026, 11, 24, 1, 2, 3, tzinfo=dt.UTC)
    assert (plain.get_content(), html.get_content()) == ("中文\n", "<p>中文</p>")
    assert max(len(line) for line in to_bytes(_letter(subject=subject)).split(b"\r\n")) <= 120


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "a",
        "a@b",
        "a b@x.example",
        "a@x.example\r\nRCPT TO:<b@x.example>",
        "a@x.example,b@x.example",
        "<a@x.example>",
        "ä@x.example",
    ],
)
def test_what_is_no_address_is_refused(bad: str) -> None:
    assert not is_address(bad)
    with pytest.raises(ValueError):
        to_bytes(_letter(recipient=bad))


def test_a_header_value_with_a_line_end_is_refused() -> None:
    with pytest.raises(ValueError):
        to_bytes(_letter(extra=(("X-A", "1\r\nBcc: b@x.example"),)))
