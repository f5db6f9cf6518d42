"""From what a marketer typed to what rendering needs: MJML becomes HTML once, links are numbered, the text part is made.

Compiled once a version and not once a mail: only Liquid remains to be done for each person. Liquid is lifted out of the markup
before the MJML compiler sees it and put back behind it, so `<` or quotes in a tag do no harm, and tags may stand between
elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from mjml import mjml2html
from pydantic import BaseModel, ConfigDict, Field

from marketloop.messaging import liquid
from marketloop.messaging.contracts import Problem
from marketloop.messaging.mjml_structure import check_structure, place
from marketloop.messaging.plain_text import text_of

MAX_BODY = 400_000
Locale = Literal["zh-CN", "en"]


class Wording(BaseModel):
    """The words in one more language; what is empty is as in the main one."""

    model_config = ConfigDict(extra="forbid")

    subject: str = Field(default="", max_length=300)
    preheader: str = Field(default="", max_length=300)
    body: str = Field(default="", max_length=MAX_BODY)
    text: str = Field(default="", max_length=MAX_BODY)
    sender_name: str = Field(default="", max_length=80)


class Content(Wording):
    """A template as typed; `text` empty: made from the body; `locales` are variants for people of that language."""

    body_kind: Literal["mjml", "html"] = "mjml"
    locales: dict[Locale, Wording] = Field(default_factory=dict)

    def variants(self) -> Iterator[tuple[str, Wording]]:
        """(locale or empty, complete wording) of the main wording and each variant."""
        main = Wording(**{name: getattr(self, name) for name in Wording.model_fields})
        yield "", main
        for locale, own in self.locales.items():
            yield (
                locale,
                Wording(**{name: getattr(own, name) or getattr(main, name) for name in Wording.model_fields}),
            )


class Compiled(BaseModel):
    """Liquid sources of one wording; `links[n]` in them is the tracked address of target `links[n]` here (0 is the trap)."""

    subject: str
    preheader: str
    html: str
    text: str
    sender_name: str
    links: list[str]
    has_unsubscribe: bool


class Lifted(NamedTuple):
    """A text whose Liquid was replaced by marks of letters that markup leaves alone."""

    text: str
    pieces: list[str]


_LIQUID = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
_MARK = re.compile(r"zqLIQ(\d+)QILqz")
_HREF = re.compile(r"(<(?!link\b)[a-zA-Z][\w:-]*\b[^>]*?\shref\s*=\s*)([\"'])(.*?)\2", re.S)
_OWN_ADDRESS = re.compile(r"\{\{-?\s*(unsubscribe_url|preferences_url)\s*-?\}\}")
_BODY = re.compile(r"<body\b[^>]*>", re.I)
PREHEADER = (
    '<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">{}'
    + "&#8199;&#65279;&#847; " * 20
    + "</div>"
)


def lift(source: str) -> Lifted:
    """Take the Liquid out."""
    pieces: list[str] = []

    def mark(match: re.Match[str]) -> str:
        pieces.append(match[0])
        return f"zqLIQ{len(pieces) - 1}QILqz"

    return Lifted(_LIQUID.sub(mark, source), pieces)


def lower(text: str, pieces: list[str]) -> str:
    """Put the Liquid back."""
    return _MARK.sub(lambda match: pieces[int(match[1])], text)


def problems_of(content: Content) -> list[Problem]:
    """All faults of a template; empty when it can be used."""
    found = [] if content.subject.strip() else [Problem("subject", 1, 1, "template_subject_empty")]
    if not content.body.strip():
        found.append(Problem("body", 1, 1, "template_body_empty"))
    for prefix, wording in [
        ("", content),
        *((f"locales.{key}.", own) for key, own in content.locales.items()),
    ]:
        for name in ("subject", "preheader", "sender_name", "text"):
            found += liquid.check(prefix + name, getattr(wording, name))
        if wording.body.strip():
            found += _body_problems(f"{prefix}body", wording.body, content.body_kind)
    return found


def _body_problems(field: str, body: str, kind: str) -> list[Problem]:
    if found := liquid.check(field, body):
        return found
    if kind == "html":
        return []
    if wrong := check_structure(field, body):
        return [wrong]
    try:
        mjml2html(lift(body).text, fonts={})
    except ValueError as error:
        stray = re.search(r"<(?![a-zA-Z/!?])", _LIQUID.sub(lambda match: " " * len(match[0]), body))
        line, column = place(body, stray.start()) if stray else (1, 1)
        return [Problem(field, line, column, "mjml_wrong", {"what": str(error)})]
    return []


def compile_content(content: Content) -> dict[str, Compiled]:
    """Compiled wordings by locale (the main one under ""); the content must have no problems."""
    return {locale: _compile(wording, content.body_kind) for locale, wording in content.variants()}


def _compile(wording: Wording, kind: str) -> Compiled:
    lifted = lift(wording.body)
    page = mjml2html(lifted.text, fonts={}) if kind == "mjml" else lifted.text
    if not _BODY.search(page):
        page = f'<!doctype html><html><head><meta charset="utf-8"></head><body>{page}</body></html>'
    page, links = _number_links(page, lifted.pieces)
    text = wording.text or lower(text_of(page), lifted.pieces)
    if wording.preheader:
        hidden = PREHEADER.format("\ue002")
        page = _BODY.sub(lambda match: match[0] + hidden, page, count=1).replace("\ue002", wording.preheader)
    return Compiled(
        subject=wording.subject,
        preheader=wording.preheader,
        html=lower(page, lifted.pieces),
        text=text,
        sender_name=wording.sender_name,
        links=links,
        has_unsubscribe="unsubscribe_url" in wording.body,
    )


def _number_links(page: str, pieces: list[str]) -> tuple[str, list[str]]:
    """Replace targets: known ones by `links[n]`, those with Liquid in them by a filter that numbers them while rendering."""
    links = [""]

    def replace(match: re.Match[str]) -> str:
        value = match[3].strip()
        target = liquid.unescape(lower(value, pieces))
        if _OWN_ADDRESS.fullmatch(target):
            return match[0]
        if _MARK.search(value):
            if not (value.startswith(("zqLIQ", "http://", "https://"))):
                return match[0]
            new = f"{{% capture _target %}}{value}{{% endcapture %}}{{{{ _target | {liquid.LINK_FILTER} }}}}"
        elif value.lower().startswith(("http://", "https://")):
            links.append(target)
            new = f"{{{{ links[{len(links) - 1}] }}}}"
        else:
            return match[0]
        return f'{match[1]}"{new}"'

    return _HREF.sub(replace, page), links
