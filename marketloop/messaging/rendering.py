"""From a message and what is known of its person to a finished mail, with tracked links and the way out of the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from liquid.exceptions import LiquidError

from marketloop.messaging import liquid, tracking
from marketloop.messaging.compiling import Compiled, Content
from marketloop.messaging.contracts import Problem, Purpose, RenderedMail
from marketloop.messaging.models import TemplateVersion
from marketloop.platform.i18n import Language, translate

FOOTER = (
    '<div style="margin:0 auto;max-width:600px;padding:24px 25px;text-align:center;'
    'font:12px/1.6 -apple-system,BlinkMacSystemFont,PingFang SC,Noto Sans SC,sans-serif;color:#8a8f99">'
    '{why} <a href="{unsubscribe}" style="color:#8a8f99">{word}</a> · '
    '<a href="{preferences}" style="color:#8a8f99">{choices}</a></div>'
)
TRAP = '<a href="{}" style="display:none;max-height:0;font-size:0" aria-hidden="true" tabindex="-1" rel="nofollow"></a>'
PIXEL = '<img src="{}" width="1" height="1" alt="" style="display:block;border:0">'


@dataclass(frozen=True)
class Send:
    """What rendering needs of one message; `message_id` 0: a preview, nothing is tracked."""

    message_id: int
    profile_id: int
    channel: str
    purpose: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    track_opens: bool = True


@dataclass(frozen=True)
class Rendered:
    """The mail, targets that Liquid made by link number, and the token of the contact choices."""

    mail: RenderedMail
    links: dict[int, str]
    choice_token: str


@lru_cache(maxsize=256)
def compiled_version(version_id: int) -> dict[str, Compiled]:
    """The compiled wordings of a template version (they never change)."""
    row = TemplateVersion.objects.get(id=version_id)
    return {locale: Compiled.model_validate(one) for locale, one in row.compiled.items()}


def pick_wording(wordings: Mapping[str, Compiled], language: str) -> tuple[str, Language]:
    """The key of the wording for a person's language (empty: the main one), and the language of our own words around it."""
    locale: Language = "en" if language.lower().startswith("en") else "zh-CN"
    return (locale if locale in wordings else ""), locale


def render_mail(
    wording: Compiled, locale: Language, person: Mapping[str, Any], send: Send, *, strict: bool = False
) -> Rendered:
    """Render all parts; raises LiquidError. Without `strict` a missing variable is empty."""
    token = tracking.choice_token(send.profile_id, send.channel, send.message_id)
    unsubscribe, preferences = tracking.unsubscribe_address(token), tracking.preferences_address(token)
    made: dict[int, str] = {}
    values = {
        "profile": person,
        "event": {},
        "enrolment": {},
        **send.variables,
        "unsubscribe_url": unsubscribe,
        "preferences_url": preferences,
        "links": _addresses(wording, send.message_id),
    }
    with liquid.tracking(_tracker(wording, send.message_id, made)):
        page = liquid.render(wording.html, values, html=True, strict=strict)
        text = liquid.render(wording.text, values, html=False, strict=strict)
    subject = liquid.render(wording.subject, values, html=False, strict=strict)
    sender = liquid.render(wording.sender_name, values, html=False, strict=strict)
    if send.purpose == Purpose.MARKETING and not wording.has_unsubscribe:
        page = _before_end(page, _footer(locale, unsubscribe, preferences))
        text += f"\n--\n{translate('messaging.mail.unsubscribe', locale)}: {unsubscribe}\n"
    if send.message_id:
        page = _before_end(page, _tail(wording, send))
    mail = RenderedMail(one_line(subject), "", page, text, one_line(sender))
    return Rendered(mail, made, token)


def one_line(text: str) -> str:
    """A header's text: control characters and line ends become single spaces."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _addresses(wording: Compiled, message_id: int) -> list[str]:
    if not message_id:
        return wording.links
    return [tracking.link_address(message_id, number) for number in range(len(wording.links))]


def _tracker(wording: Compiled, message_id: int, made: dict[int, str]) -> Callable[[str], str]:
    """Numbers targets as Liquid makes them; the same target keeps its number."""
    numbers: dict[str, int] = {}

    def track(target: str) -> str:
        if not tracking.is_web_address(target):
            return "" if target.lower().lstrip().startswith(("javascript:", "data:", "vbscript:")) else target
        if not message_id:
            return target
        if target not in numbers:
            numbers[target] = len(wording.links) + len(numbers)
            made[numbers[target]] = target
        return tracking.link_address(message_id, numbers[target])

    return track


def _footer(locale: Language, unsubscribe: str, preferences: str) -> str:
    return FOOTER.format(
        why=translate("messaging.mail.why", locale),
        word=translate("messaging.mail.unsubscribe", locale),
        choices=translate("messaging.mail.preferences", locale),
        unsubscribe=unsubscribe,
        preferences=preferences,
    )


def _tail(wording: Compiled, send: Send) -> str:
    tail = TRAP.format(tracking.link_address(send.message_id, tracking.TRAP))
    return tail + (PIXEL.format(tracking.pixel_address(send.message_id)) if send.track_opens else "")


def _before_end(page: str, addition: str) -> str:
    head, end, rest = page.rpartition("</body>")
    return f"{head}{addition}{end}{rest}" if end else page + addition


def draft_problems(content: Content, person: Mapping[str, Any], send: Send) -> list[Problem]:
    """Missing variables and the like when the typed fields are rendered strictly for a person, with their places."""
    token = tracking.choice_token(send.profile_id, send.channel, 0)
    values = {
        "profile": person,
        "event": {},
        "enrolment": {},
        **send.variables,
        "unsubscribe_url": tracking.unsubscribe_address(token),
        "preferences_url": tracking.preferences_address(token),
    }
    found = []
    for name in ("subject", "preheader", "sender_name", "body", "text"):
        source = getattr(content, name)
        try:
            liquid.render(source, values, html=name == "body", strict=True)
        except LiquidError as error:
            found.append(liquid.problem_of(name, source, error))
    return found
