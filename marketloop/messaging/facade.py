"""The door of the messaging module."""

from marketloop.messaging.contracts import (
    Counts,
    MessageView,
    NodeStats,
    RenderedMail,
    SendIntent,
    TemplateView,
)
from marketloop.messaging.explaining import rendered_html
from marketloop.messaging.forgetting import forget_people
from marketloop.messaging.intents import request_messages
from marketloop.messaging.policies import get_contact_policy, set_contact_policy
from marketloop.messaging.previews import Preview, render_preview
from marketloop.messaging.queries import (
    find_template,
    get_template,
    list_profile_messages,
    list_templates,
    message_stats,
)
from marketloop.messaging.services import ensure_template, ensure_topic
from marketloop.messaging.tracking import link_address, pixel_address

__all__ = [
    "Counts",
    "MessageView",
    "NodeStats",
    "Preview",
    "RenderedMail",
    "SendIntent",
    "TemplateView",
    "ensure_template",
    "ensure_topic",
    "find_template",
    "forget_people",
    "get_contact_policy",
    "get_template",
    "link_address",
    "list_profile_messages",
    "list_templates",
    "message_stats",
    "pixel_address",
    "render_preview",
    "rendered_html",
    "request_messages",
    "set_contact_policy",
]
