"""Factories for tests of this and other modules."""

from __future__ import annotations

import itertools
from typing import Any

from marketloop.messaging.contracts import SendIntent
from marketloop.messaging.intents import request_messages
from marketloop.messaging.models import Message
from marketloop.messaging.services import ensure_template

_numbers = itertools.count(1)
BODY = (
    "<p>{{ profile.name | default: '朋友' }}，您好</p>"
    '<p><a href="https://mall.example/new?a=1&amp;b=2">新品</a> <a href="https://mall.example/sale">特惠</a></p>'
)


def make_template(**overrides: Any) -> int:
    """A marketing template with two links."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "key": f"template-{number}",
        "name": f"模板{number}",
        "subject": "{{ profile.name | default: '朋友' }}，秋天到了",
        "body": BODY,
        "body_kind": "html",
        "topic": "news",
    }
    return ensure_template(**{**values, **overrides})


def make_intent(profile_id: int, template_id: int, **overrides: Any) -> SendIntent:
    """An intent of node n1 of a journey."""
    values: dict[str, Any] = {
        "key": f"intent-{next(_numbers)}",
        "profile_id": profile_id,
        "template_id": template_id,
        "journey": "jny_0000000000001",
        "version": 1,
        "node": "n1",
        "campaign": "autumn",
    }
    return SendIntent(**{**values, **overrides})


def queue(profile_id: int, template_id: int, **overrides: Any) -> Message:
    """A queued message."""
    intent = make_intent(profile_id, template_id, **overrides)
    request_messages([intent])
    return Message.objects.get(intent_key=intent.key)
