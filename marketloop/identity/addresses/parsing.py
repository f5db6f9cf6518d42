"""From free text to province, city and county with their codes: longest match from the left, levels inferred upwards.

The first division that stands in the text opens the chain; each next one must belong to those before it. A full name (吴兴区) may
stand anywhere near; a short one (吴兴) needs a parent before it, or must open the text and mean one place only. A name that means
several places (朝阳区) without a parent is left open, with the choices: nothing is guessed. Repeated chains are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from marketloop.identity.addresses.divisions import STAND_INS, Division, names, stem_of

NEAR = 3
"""Signs that may stand between two names of one chain."""
_SEPARATORS = " \t\u3000,，、;；/|-—:：·。.\n\r"
_JUST_BEFORE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Place:
    """Where a text says something is. Names and six-digit codes, "" where not known; `detail`: what follows.

    `choices`: codes of the counties or cities that an open name may mean. `start`, `end`: where the chain stands in the text.
    """

    province: str = ""
    city: str = ""
    county: str = ""
    province_code: str = ""
    city_code: str = ""
    county_code: str = ""
    detail: str = ""
    choices: tuple[str, ...] = ()
    start: int = -1
    end: int = -1

    @property
    def code(self) -> str:
        """The code of the narrowest known division, "" when none is known; a municipality's is its province's."""
        if self.city_code.endswith("0100") and self.city == self.province:
            return self.county_code or self.province_code
        return self.county_code or self.city_code or self.province_code


@dataclass
class _Chain:
    """The divisions found so far; `at`: where the text goes on."""

    province: Division | None = None
    city: str = ""
    county: Division | None = None
    start: int = -1
    at: int = 0

    @property
    def codes(self) -> set[str]:
        return {one for one in (self.province and self.province.code, self.city) if one}


def parse_address(text: str, *, hints: Mapping[str, str] | None = None) -> Place:
    """The first place of a text. `hints`: name → code for names that mean several places ({"朝阳区": "110105"})."""
    place = _parse_from(text, 0, hints or {})
    return replace(place, detail=text[place.end :].strip(_SEPARATORS) if place.end >= 0 else text.strip())


def find_places(text: str, *, hints: Mapping[str, str] | None = None) -> list[Place]:
    """All places of a text, in their order, without details."""
    found, at = [], 0
    while (place := _parse_from(text, at, hints or {})).end >= 0:
        found.append(place)
        at = place.end
    return found


def _parse_from(text: str, begin: int, hints: Mapping[str, str]) -> Place:
    chain, choices = _Chain(at=begin), tuple[str, ...]()
    position = begin
    while position < len(text):
        opened = chain.start >= 0
        if opened and position - chain.at > NEAR + _separators(text, chain.at):
            break
        skipped = _passed_over(text, position, chain) if opened else 0
        if skipped:
            position += skipped
            chain.at = position
            continue
        length, division, open_choices = _name_at(text, position, chain, hints)
        if division is not None:
            _extend(chain, division, position, length)
            position = chain.at
            if division.level == 3 and not _repeats(text, position, chain):
                break
            continue
        if open_choices and not opened and not choices:
            choices = open_choices
        position += 1
    return _place(chain, choices)


def _separators(text: str, at: int) -> int:
    end = at
    while end < len(text) and text[end] in _SEPARATORS:
        end += 1
    return end - at


def _passed_over(text: str, position: int, chain: _Chain) -> int:
    """Length of a stand-in (市辖区) or of a name that the chain has already, 0 for neither."""
    for name in STAND_INS[:-1]:
        if text.startswith(name, position):
            return len(name)
    if text.startswith("县", position) and position == chain.at and chain.county is None:
        return 1
    for known in _known(chain):
        if text.startswith(known, position):
            longer = _longer_name(text, position, len(known), chain)
            return 0 if longer else len(known)
    return 0


def _longer_name(text: str, position: int, length: int, chain: _Chain) -> bool:
    """A county's own name begins with the name that would be passed over (蚌埠市高新技术开发区)."""
    table = names()
    longer = (one for one in table.lengths.get(text[position], ()) if one > length)
    return any(_fitting(table.full.get(text[position : position + one], ()), chain) for one in longer)


def _known(chain: _Chain) -> list[str]:
    table = names().by_code
    divisions = [chain.county, table.get(chain.city), chain.province]
    return [one.name for one in divisions if one is not None]


def _repeats(text: str, position: int, chain: _Chain) -> bool:
    return any(text.startswith(known, position) for known in _known(chain))


def _name_at(
    text: str, position: int, chain: _Chain, hints: Mapping[str, str]
) -> tuple[int, Division | None, tuple[str, ...]]:
    """The longest name at this place that fits the chain: its length and division; else the choices of an open name."""
    if chain.county is not None:
        return 0, None, ()
    for length in names().lengths.get(text[position], ()):
        word = text[position : position + length]
        if len(word) < length:
            continue
        division, several = _meaning(word, text, position, chain, hints)
        if division is not None or several:
            return length, division, several  # an open name is not read as a shorter one within it
    if chain.codes:
        for length in range(6, 2, -1):
            if (loose := _loosely(text[position : position + length], chain)) is not None:
                return length, loose, ()
    return 0, None, ()


def _meaning(
    word: str, text: str, position: int, chain: _Chain, hints: Mapping[str, str]
) -> tuple[Division | None, tuple[str, ...]]:
    table = names()
    opened = chain.start >= 0
    candidates = _fitting(table.full.get(word, ()), chain)
    if not candidates:
        short = table.short.get(word, ())
        candidates = _fitting(short, chain)
        if candidates and not opened and not _may_open(candidates, text, position, len(word)):
            candidates = []
    if word in hints and (hinted := table.by_code.get(hints[word])) is not None and _fitting([hinted], chain):
        return hinted, ()
    best = min((one.level for one in candidates), default=0)
    top = {one.code: one for one in candidates if one.level == best}
    if len(top) == 1:
        return next(iter(top.values())), ()
    return None, tuple(sorted(top))


def _fitting(candidates: Iterable[Division], chain: _Chain) -> list[Division]:
    """Those that may follow: deeper than what is known, and below it."""
    known = chain.codes
    depth = 2 if chain.city else 1 if chain.province else 0
    return [
        one
        for one in candidates
        if one.level > depth and (not known or known <= one.parents or _renamed(one, chain))
    ]


def _renamed(one: Division, chain: _Chain) -> bool:
    """A renamed county may stand behind its old city, of the same province."""
    return bool(chain.city) and chain.city in one.parents and chain.city != one.city


def _may_open(candidates: list[Division], text: str, position: int, length: int) -> bool:
    """A short name opens a chain when it names a province or city, or one county and nothing else; not in the middle of words."""
    if min(one.level for one in candidates) == 1:
        return True
    glued = position > 0 and _JUST_BEFORE.match(text[position - 1]) is not None
    if min(one.level for one in candidates) == 2:
        return not glued or _county_follows(candidates, text, position + length)
    followed = text[position + length : position + length + 1]
    return not glued and len(candidates) == 1 and (not followed or followed in _SEPARATORS)


def _county_follows(cities: list[Division], text: str, position: int) -> bool:
    """A county of one of these cities stands right here, with its full name."""
    table, codes = names(), {one.code for one in cities}
    lengths = table.lengths.get(text[position : position + 1], ())
    words = (text[position : position + length] for length in lengths)
    return any(codes & one.parents for word in words for one in table.full.get(word, ()))


def _loosely(word: str, chain: _Chain) -> Division | None:
    """Below a known division: 雨花区 for 雨花台区, 浦东区 for 浦东新区, when one county only begins so."""
    if len(word) < 3 or word[-1] not in "区县市旗":
        return None
    stem, narrowest = word[:-1], chain.city or next(iter(chain.codes))
    found = [
        one
        for one in names().below.get(narrowest, ())
        if one.name[0] == word[0] and one.name[-1] == word[-1] and stem_of(one.name).startswith(stem)
    ]
    return found[0] if len(found) == 1 else None


def _extend(chain: _Chain, division: Division, position: int, length: int) -> None:
    table = names().by_code
    if chain.start < 0:
        chain.start = position
    chain.province = table[division.province]
    if division.level >= 2:
        chain.city = division.city
    if division.level == 3:
        chain.county = division
    chain.at = position + length


def _place(chain: _Chain, choices: tuple[str, ...]) -> Place:
    if chain.province is None:
        return Place(choices=choices)
    table = names().by_code
    city = chain.city or (f"{chain.province.code[:2]}0100" if chain.province.name.endswith("市") else "")
    return Place(
        province=chain.province.name,
        city=table[city].name if city else "",
        county=chain.county.name if chain.county else "",
        province_code=chain.province.code,
        city_code=city,
        county_code=chain.county.code if chain.county else "",
        start=chain.start,
        end=chain.at,
    )
