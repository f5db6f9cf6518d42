"""The door of the messaging module."""

from marketloop.messaging.contracts import (
    Counts,
    MessageView,
    NodeStats,
    RenderedMail,
    SendIntent,
    TemplateView,
)
from marketloop.messaging.intents import request_messages
from marketloop.messaging.queries import (
    find_template,
    get_template,
    list_profile_messages,
    list_templates,
    message_stats,
)
from marketloop.messaging.services import ensure_template, ensure_topic

__all__ = [
    "Counts",
    "MessageView",
    "NodeStats",
    "RenderedMail",
    "SendIntent",
    "TemplateView",
    "ensure_template",
    "ensure_topic",
    "find_template",
    "get_template",
    "list_profile_messages",
    "list_templates",
    "message_stats",
    "request_messages",
]
