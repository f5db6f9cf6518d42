"""Where an MJML text is wrong: unknown, unclosed and crossed elements with line and column.

The MJML compiler says only that something is wrong, and lets some typing errors pass; people who edit need the place.
"""

from __future__ import annotations

import re

from marketloop.messaging.contracts import Problem

ELEMENTS = frozenset(
    [
        "mjml",
        "mj-head",
        "mj-body",
        "mj-attributes",
        "mj-all",
        "mj-class",
        "mj-breakpoint",
        "mj-font",
        "mj-html-attributes",
        "mj-selector",
        "mj-html-attribute",
        "mj-preview",
        "mj-style",
        "mj-title",
        "mj-accordion",
        "mj-accordion-element",
        "mj-accordion-title",
        "mj-accordion-text",
        "mj-button",
        "mj-carousel",
        "mj-carousel-image",
        "mj-column",
        "mj-divider",
        "mj-group",
        "mj-hero",
        "mj-image",
        "mj-navbar",
        "mj-navbar-link",
        "mj-raw",
        "mj-section",
        "mj-social",
        "mj-social-element",
        "mj-spacer",
        "mj-table",
        "mj-text",
        "mj-wrapper",
    ]
)
_TAG = re.compile(r"<(/?)(mjml|mj-[\w-]*)\b((?:\"[^\"]*\"|'[^']*'|[^>\"'])*?)(/?)>", re.S)
_HIDDEN = re.compile(r"<!--.*?-->|\{%.*?%\}|\{\{.*?\}\}", re.S)


def place(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of an index."""
    before = text[:index]
    return before.count("\n") + 1, index - before.rfind("\n")


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def check_structure(field: str, source: str) -> Problem | None:
    """The first fault of the element tree, or None. Comments and Liquid do not count."""
    text = _HIDDEN.sub(_blank, source)
    open_tags: list[tuple[str, int]] = []
    seen = False
    for tag in _TAG.finditer(text):
        closing, name, self_closed = bool(tag[1]), tag[2], bool(tag[4])
        line, column = place(text, tag.start())
        if name not in ELEMENTS:
            return Problem(field, line, column, "mjml_element_unknown", {"tag": name})
        if not seen and name != "mjml":
            break
        seen = True
        if closing:
            if not open_tags:
                return Problem(field, line, column, "mjml_close_without_open", {"tag": name})
            opened, at = open_tags.pop()
            if opened != name:
                return Problem(
                    field,
                    line,
                    column,
                    "mjml_crossed",
                    {"tag": name, "expected": opened, "from_line": place(text, at)[0]},
                )
        elif not self_closed:
            open_tags.append((name, tag.start()))
    if not seen:
        return Problem(field, 1, 1, "mjml_root_missing")
    if open_tags:
        name, at = open_tags[-1]
        line, column = place(text, at)
        return Problem(field, line, column, "mjml_unclosed", {"tag": name})
    return None
