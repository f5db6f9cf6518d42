"""Liquid, sandboxed: loops, output and nesting are bounded, there is no file access, and objects are plain JSON values.

Two ways to render: `strict` (tests, previews of a draft) makes a missing variable an error unless the filter `default` gives a
fallback; the way of sending lets it be empty. HTML escapes what it inserts; subjects and plain text do not.
"""

from __future__ import annotations

import html as html_module
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from liquid import BoundTemplate, Environment, Markup, Mode, StrictDefaultUndefined, Undefined
from liquid.exceptions import (
    LiquidError,
    LiquidSyntaxError,
    ResourceLimitError,
    UndefinedError,
    UnknownFilterError,
)
from liquid.filter import liquid_filter

from marketloop.messaging.contracts import Problem
from marketloop.messaging.mjml_structure import place

LINK_FILTER = "tracked_link"
_ENTITY = re.compile(r"&#?\w+;")


def unescape(value: str) -> str:
    """The text of an attribute; only entities with a semicolon, as browsers read addresses."""
    return _ENTITY.sub(lambda match: html_module.unescape(match[0]), value)


class _Sandbox(Environment):
    loop_iteration_limit = 1_000
    output_stream_limit = 500_000
    local_namespace_limit = 200_000
    context_depth_limit = 20
    block_nesting_limit = 20


_track: ContextVar[Callable[[str], str] | None] = ContextVar("track", default=None)


@liquid_filter
def _tracked_link(value: object) -> object:
    """The tracked address of a link whose target was written with Liquid; as it stands when nothing tracks."""
    target = str(value).strip()
    if isinstance(value, Markup):
        target = unescape(target)
    track = _track.get()
    return track(target) if track else target


@contextmanager
def tracking(track: Callable[[str], str]) -> Iterator[None]:
    """Within the block, links whose targets hold Liquid become `track(target)`."""
    before = _track.set(track)
    try:
        yield
    finally:
        _track.reset(before)


def _environment(*, strict: bool, html: bool) -> Environment:
    made = _Sandbox(
        undefined=StrictDefaultUndefined if strict else Undefined, autoescape=html, tolerance=Mode.STRICT
    )
    made.add_filter(LINK_FILTER, _tracked_link)
    for tag in ("include", "render"):
        made.tags.pop(tag, None)
    return made


_ENVIRONMENTS = {
    (strict, html): _environment(strict=strict, html=html)
    for strict in (True, False)
    for html in (True, False)
}


@lru_cache(maxsize=512)
def _parsed(source: str, strict: bool, html: bool) -> BoundTemplate:
    return _ENVIRONMENTS[strict, html].from_string(source)


def render(source: str, values: Mapping[str, Any], *, html: bool, strict: bool = False) -> str:
    """The text; raises LiquidError (see `problem_of`)."""
    if "{" not in source:
        return source
    return _parsed(source, strict, html).render(**values)


def check(field: str, source: str) -> list[Problem]:
    """Faults in the syntax of one field; empty when it can be used."""
    try:
        used = _parsed(source, True, True).analyze(include_partials=False).filters
    except LiquidError as error:
        return [problem_of(field, source, error)]
    known = _ENVIRONMENTS[True, True].filters
    unknown = min(((spans[0].index, name) for name, spans in used.items() if name not in known), default=None)
    if unknown is None:
        return []
    line, column = place(source, unknown[0])
    return [Problem(field, line, column, "template_filter_unknown", {"name": unknown[1]})]


def problem_of(field: str, source: str, error: LiquidError) -> Problem:
    """Where and what, for a person: line and column from 1; the end of the text when the fault is something missing there."""
    place = error.context()
    if place is None:
        lines = source.split("\n")
        line, column = len(lines), len(lines[-1]) + 1
    else:
        line, column = place[0], place[1] + 1
    message = str(error.message or "")
    if isinstance(error, UndefinedError):
        return Problem(
            field, line, column, "template_variable_missing", {"name": message.removesuffix(" is undefined")}
        )
    if isinstance(error, UnknownFilterError):
        return Problem(
            field, line, column, "template_filter_unknown", {"name": "".join(message.split("'")[1:2])}
        )
    if isinstance(error, ResourceLimitError):
        return Problem(field, line, column, "template_too_large")
    if isinstance(error, LiquidSyntaxError) and message.startswith("expected tag "):
        return Problem(
            field,
            line,
            column,
            "template_tag_open",
            {"tag": message.split()[2].rstrip(",").removeprefix("end")},
        )
    return Problem(field, line, column, "template_syntax", {"what": message})
