"""Journeys that ship ready to run: JSON files in `playbooks/` with segments, templates and the graph, in both languages.

`$segment:KEY` and `$template:KEY` in a graph stand for the ids of the segment and template of that key, which are made when
they do not exist yet; those that exist are left as they are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from marketloop.journeys.models import Journey
from marketloop.journeys.services import create_journey
from marketloop.messaging import facade as messaging
from marketloop.platform import ids
from marketloop.platform.errors import NotFound
from marketloop.platform.http import Principal
from marketloop.platform.i18n import Language
from marketloop.segments import facade as segments

_FOLDER = Path(__file__).parent / "playbooks"


@dataclass(frozen=True)
class Playbook:
    """A playbook in one language; `nodes` is the number of steps."""

    key: str
    name: str
    description: str
    segments: tuple[str, ...]
    templates: tuple[str, ...]
    nodes: int


@cache
def _load() -> dict[str, dict[str, Any]]:
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.json"))]
    return {one["key"]: one for one in found}


def _in_language(value: Any, language: Language) -> Any:
    """The JSON value with every {zh-CN, en} pair replaced by one text."""
    if isinstance(value, dict):
        if set(value) == {"zh-CN", "en"}:
            return value[language]
        return {key: _in_language(inner, language) for key, inner in value.items()}
    return [_in_language(inner, language) for inner in value] if isinstance(value, list) else value


def list_playbooks(language: Language) -> list[Playbook]:
    """All playbooks."""
    return [
        Playbook(
            key=one["key"],
            name=one["name"],
            description=one["description"],
            segments=tuple(segment["name"] for segment in one["segments"]),
            templates=tuple(template["name"] for template in one["templates"]),
            nodes=len(one["graph"]["nodes"]),
        )
        for one in (_in_language(raw, language) for raw in _load().values())
    ]


def create_from_playbook(
    *, key: str, language: Language, name: str | None = None, actor: Principal | None
) -> Journey:
    """A draft from a playbook with its segments and templates; raises NotFound. Publishing it is up to people."""
    raw = _load().get(key)
    if raw is None:
        raise NotFound("playbook_not_found", key=key)
    book = _in_language(raw, language)
    with transaction.atomic():
        known = {
            **{f"$segment:{one['key']}": _segment(one, actor) for one in book["segments"]},
            **{f"$template:{one['key']}": _template(one, language) for one in raw["templates"]},
        }
        return create_journey(
            name=name or book["name"],
            description=book["description"],
            graph=_filled(book["graph"], known),
            actor=actor,
        )


def _segment(one: dict[str, Any], actor: Principal | None) -> str:
    found = segments.find_by_key(one["key"])
    segment_id = (
        found.id
        if found is not None
        else segments.create(name=one["name"], condition=one["condition"], key=one["key"], actor=actor).id
    )
    return ids.encode("seg", segment_id)


def _template(one: dict[str, Any], language: Language) -> str:
    found = messaging.find_template(one["key"])
    if found is not None:
        return ids.encode("tpl", found.id)
    words = ("subject", "preheader", "body")
    locales = {
        each: {word: one[word][each] for word in words} for each in ("zh-CN", "en") if each != language
    }
    template_id = messaging.ensure_template(
        key=one["key"],
        name=one["name"][language],
        locales=locales,
        **{word: one[word][language] for word in words},
    )
    return ids.encode("tpl", template_id)


def _filled(value: Any, known: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, known) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, known) for inner in value]
    return known.get(value, value) if isinstance(value, str) else value
