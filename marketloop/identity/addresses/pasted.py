"""A pasted order address ("张三 13800000000 浙江省杭州市西湖区…") in its parts: name, phone, post code, place, detail."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from marketloop.identity.addresses.divisions import names
from marketloop.identity.addresses.parsing import Place, parse_address

_MOBILE = re.compile(r"(?:\+?86[- ]?|0086)?(1[3-9]\d{9})(?!\d)|(?<!\d)(1[3-9]\d)[- ](\d{4})[- ](\d{4})(?!\d)")
_PHONE = re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?:-\d{1,6})?(?!\d)")
_POST_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_LABELS = {
    "name": "收货人姓名 收件人姓名 收货人 收件人 联系人 姓名",
    "phone": "手机号码 联系电话 手机号 联系方式 手机 电话",
    "region": "所在地区 所在区域 地区 省市区",
    "address": "详细地址 收货地址 收件地址 街道地址 地址",
}
_LABEL = re.compile("|".join(word for words in _LABELS.values() for word in words.split()))
_KIND = {word: kind for kind, words in _LABELS.items() for word in words.split()}
_BREAK = re.compile(r"[\s,，;；。|、：:]+")
_NO_NAME = re.compile(r"[0-9号楼室栋幢层弄路街道镇村乡区县市省店厂园座组苑城院厦院]")
LONGEST_NAME = 4


@dataclass(frozen=True)
class PastedAddress:
    """The parts of a pasted line; "" for what is not there. `phone`: a mobile number, else a landline, digits only."""

    name: str
    phone: str
    post_code: str
    place: Place


def split_pasted(text: str) -> PastedAddress:
    """The parts of the line."""
    labelled = _labelled(text)
    if "name" in labelled or {"region", "address"} <= labelled.keys():
        return _of_labels(text, labelled)
    rest, phone, before = _without_phone(text)
    rest, post_code = _without_post_code(rest)
    place = parse_address(rest)
    name, detail = _name_of(rest, place, before)
    return PastedAddress(name, phone, post_code, _with_detail(place, detail))


def _labelled(text: str) -> dict[str, str]:
    """What stands behind each label; the text before the first one under ""."""
    marks = [*_LABEL.finditer(text)]
    found = {"": text[: marks[0].start()] if marks else text}
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=False):
        value = text[mark.end() : end].strip(" \t\r\n:：,，;；")
        if value:
            found[_KIND[mark.group()]] = f"{found.get(_KIND[mark.group()], '')}{value}"
    return found


def _of_labels(text: str, labelled: dict[str, str]) -> PastedAddress:
    where = " ".join(labelled[kind] for kind in ("region", "address") if kind in labelled) or labelled[""]
    _, phone, _ = _without_phone(labelled.get("phone", text))
    where, post_code = _without_post_code(where)
    place = parse_address(where)
    if not place.province_code:
        place = parse_address(f"{labelled['']}{where}")
    name = _BREAK.split(labelled.get("name", ""))[0][:40]
    return PastedAddress(name, phone, post_code, _with_detail(place, place.detail))


def _without_phone(text: str) -> tuple[str, str, int]:
    """The text with a break where the number stood, the number, and where it stood (−1: nowhere)."""
    if found := _MOBILE.search(text):
        digits = found[1] or f"{found[2]}{found[3]}{found[4]}"
    elif found := _PHONE.search(text):
        digits = re.sub(r"\D", "", found[0])
    else:
        return text, "", -1
    return f"{text[: found.start()]}\n{text[found.end() :]}", digits, found.start()


def _without_post_code(text: str) -> tuple[str, str]:
    found = _POST_CODE.search(text)
    return (f"{text[: found.start()]} {text[found.end() :]}", found[0]) if found else (text, "")


def _name_of(rest: str, place: Place, phone_at: int) -> tuple[str, str]:
    """The likeliest name among the pieces outside the place, and the detail without it.

    Beside the phone number first, then before the address, then after it.
    """
    before, after = rest[: max(place.start, 0)], rest[place.end :] if place.end >= 0 else rest
    pieces = [*_pieces(before, 0), *_pieces(after, len(rest) - len(after))]
    names_ = [(word, at) for word, at in pieces if _may_be_name(word)]
    if not names_:
        return "", _detail(after, "")

    def rank(piece: tuple[str, int]) -> tuple[int, int]:
        word, at = piece
        near = phone_at >= 0 and (
            at + len(word) in range(phone_at - 2, phone_at + 1) or at in (phone_at + 1, phone_at + 2)
        )
        return (0 if near else 1 if at < place.start else 2, -at if at >= place.end else at)

    name = min(names_, key=rank)[0]
    return name, _detail(after, name)


def _pieces(text: str, offset: int) -> list[tuple[str, int]]:
    found, at = [], 0
    for word in _BREAK.split(text):
        at = text.index(word, at) if word else at
        if word:
            found.append((word, offset + at))
            at += len(word)
    return found


def _may_be_name(word: str) -> bool:
    if not 1 <= len(word) <= LONGEST_NAME and not re.fullmatch(r"[A-Za-z]{2,20}", word):
        return False
    return not _NO_NAME.search(word) and word not in names().short and word not in names().full


def _detail(after: str, name: str) -> str:
    words = _BREAK.split(after)
    if name in words:
        words.reverse()
        words.remove(name)
        words.reverse()
    return " ".join(word for word in words if word)


def _with_detail(place: Place, detail: str) -> Place:
    return replace(place, detail=detail)
