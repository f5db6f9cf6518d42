"""What the builder offers to choose from: everything that exists in the data, with labels."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Literal

from marketloop.catalog import facade as catalog
from marketloop.events import facade as events
from marketloop.events.query.ast import Event
from marketloop.organisation.facade import list_staff, unit_tree
from marketloop.platform import ids
from marketloop.platform.i18n import Language, translate
from marketloop.profiles import facade as profiles
from marketloop.segments.contracts import PREFIX
from marketloop.segments.queries import list_segments
from marketloop.segments.rest_types import (
    ChoiceOut,
    EventChoice,
    PropertyOut,
    SegmentChoice,
    TraitChoice,
    UnitChoice,
    ValueOut,
    VocabularyOut,
)

CHANNELS = ("email", "sms", "wecom", "wechat", "push", "phone")
IDENTIFIERS = ("user_id", "phone", "email", "unionid", "openid", "external_userid", "anonymous_id")
SAMPLE_PEOPLE, SAMPLE_EVENTS, SHOWN_PROPERTIES = 30, 300, 40
MOST_PRODUCTS = 500


def vocabulary(language: Language) -> VocabularyOut:
    """The choices in the asker's language."""
    return VocabularyOut(
        events=_events(language),
        traits=_traits(language),
        tags=[ChoiceOut(value=tag, label=tag) for tag, _ in profiles.list_tags()],
        stages=_labelled("stage", [stage.value for stage in profiles.Stage], language),
        channels=_labelled("channel", CHANNELS, language),
        identifiers=_labelled("identifier", IDENTIFIERS, language),
        segments=[
            SegmentChoice(value=ids.encode(PREFIX, one.id), label=one.name, size=one.size)
            for one in list_segments()
        ],
        categories=[ChoiceOut(value=one, label=one) for one in catalog.list_categories()],
        brands=[ChoiceOut(value=one, label=one) for one in catalog.list_brands()],
        products=[
            ChoiceOut(value=one.code, label=one.name or one.code)
            for one in catalog.list_products(limit=MOST_PRODUCTS)
        ],
        staff=[ChoiceOut(value=ids.encode("usr", one.id), label=one.name) for one in list_staff()],
        units=[
            UnitChoice(value=ids.encode("org", one.id), label=one.name, depth=one.depth)
            for one in unit_tree()
        ],
        provinces=_places("province"),
        cities=_places("city"),
        counties=_places("county"),
        journeys=_seen("journey_entered", "journey"),
        paths=_seen("page_viewed", "path"),
        campaigns=_seen("page_viewed", "campaign"),
    )


def _events(language: Language) -> list[EventChoice]:
    """Those that occur, the most frequent first, then the catalogue's that have not occurred yet."""
    seen = {one.name: one.count for one in events.event_names()}
    names = dict.fromkeys([*seen, *events.standard_names()])
    return [
        EventChoice(value=name, label=events.label_of(name, language), count=seen.get(name, 0))
        for name in names
    ]


def _places(level: Literal["province", "city", "county"]) -> list[ChoiceOut]:
    return [ChoiceOut(value=one.value, label=one.value) for one in events.place_values(level)]


def _seen(event: str, name: str) -> list[ChoiceOut]:
    return [ChoiceOut(value=one.value, label=one.value) for one in events.property_values(event, name)]


def properties(event: str, prefix: str = "") -> list[PropertyOut]:
    """Properties seen on recent events of this name, with the most frequent values of all such events."""
    people = events.sample_matching(Event(name=event), SAMPLE_PEOPLE).tolist()
    seen: dict[str, list[Any]] = defaultdict(list)
    if people:
        for found in events.timeline(people, names=[event], limit=SAMPLE_EVENTS):
            for name, value in {**found.columns, **found.properties}.items():
                if name not in ("origin_profile_id",) and not isinstance(value, dict | list):
                    seen[name].append(value)
    return [
        PropertyOut(
            name=name,
            type="number" if all(_number(value) for value in seen[name]) else "text",
            values=[
                ValueOut(value=one.value, count=one.count)
                for one in events.property_values(event, name, prefix)
            ],
        )
        for name in sorted(seen)[:SHOWN_PROPERTIES]
    ]


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _labelled(area: str, values: Any, language: Language) -> list[ChoiceOut]:
    return [ChoiceOut(value=value, label=translate(f"segments.{area}.{value}", language)) for value in values]


def _traits(language: Language) -> list[TraitChoice]:
    return [
        TraitChoice(value=one.key, label=_trait_label(one.key, language), type=one.type)
        for one in profiles.trait_keys()
    ]


def _trait_label(key: str, language: Language) -> str:
    text = f"segments.trait.{key}"
    label = translate(text, language)
    return key if label == text else label
