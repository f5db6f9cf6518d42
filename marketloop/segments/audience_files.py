"""Audience files of ad platforms: which columns, how each value is normalised and hashed, how the file is packed. Pure.

Google Ads Customer Match
    CSV with the heads Email, Phone; SHA-256 in lower-case hex. E-mail: trimmed, lower case, for gmail.com and googlemail.com
    without dots before the @. Phone: E.164 with the plus.
    https://support.google.com/google-ads/answer/7659867, https://developers.google.com/data-manager/api/get-started/formatting
Meta custom audience
    CSV with the heads email, phone, madid; e-mail (trimmed, lower case) and phone (digits with country code, no plus, no
    leading zeros) as SHA-256; the advertiser id in lower case, not hashed.
    https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences#hash
巨量引擎 Ocean Engine (DMP data source)
    ZIP of text; a line is the Base64 of one protocol buffer `DmpData { repeated IdItem idList = 1 }` with at most 10,000 ids,
    `IdItem { dataType = 2 (IDFA_MD5 5, MOBILE_HASH_SHA256 6); id = 3 in lower case }`. Phone: 11 digits without country code.
    open.oceanengine.com, 数据源文件上传 and DMP 相关附录 › DMP 上传数据格式;
    https://pkg.go.dev/github.com/bububa/oceanengine/marketing-api/api/dmp/datasource
腾讯广告 Tencent Ads (customer file audience)
    ZIP of text, one MD5 (lower-case hex) a line, one id type a file. HASH_MOBILE_PHONE: 11 digits. HASH_IDFA: upper case with
    dashes. https://developers.e.qq.com/docs/audience_management/file
百度营销 Baidu (crowd package)
    Text, one MD5 a line, one id type a file: phone (crowdType 4, 11 digits) or IDFA (5, upper case with dashes).
    https://cloud.baidu.com/doc/FEEDS/s/gjwvy9qfh
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from marketloop.segments.contracts import Target

Hash = Callable[[str], str]
IDS_PER_LINE = 10_000
_IDFA = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_NO_IDFA = "00000000-0000-0000-0000-000000000000"
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


@dataclass(frozen=True)
class Contact:
    """What is known of one person, in clear; empty where it is not."""

    phone: str = ""
    email: str = ""
    idfa: str = ""


def sha256(text: str) -> str:
    """Lower-case hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def md5(text: str) -> str:
    """Lower-case hex; what the platforms ask for, not a protection."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def plain_email(text: str) -> str:
    """Trimmed, lower case; "" for what is no address."""
    email = "".join(text.split()).lower()
    return email if re.fullmatch(r"[^@]+@[^@]+\.[^@]+", email) else ""


def google_email(text: str) -> str:
    """As `plain_email`, without dots in the name of a Gmail address."""
    name, _, host = plain_email(text).partition("@")
    return f"{name.replace('.', '')}@{host}" if host in _DOTLESS else plain_email(text)


def e164(text: str) -> str:
    """The number with plus and country code; 11 digits from 1 are Chinese. "" when it is none."""
    digits = re.sub(r"\D", "", text)
    if re.fullmatch(r"1[3-9]\d{9}", digits):
        return f"+86{digits}"
    return f"+{digits.lstrip('0')}" if 8 <= len(digits.lstrip("0")) <= 15 else ""


def mainland(text: str) -> str:
    """The 11 digits of a number of mainland China, "" for others."""
    number = e164(text)
    return number[3:] if re.fullmatch(r"\+861[3-9]\d{9}", number) else ""


def plain_idfa(text: str) -> str:
    """Upper case with dashes; "" for what is none, or switched off by its owner."""
    idfa = text.strip().upper()
    return idfa if _IDFA.fullmatch(idfa) and idfa != _NO_IDFA else ""


def values(target: Target, contact: Contact, kind: str) -> tuple[str, ...]:
    """What the platform gets of one person: hashed, one a column; all empty: the person cannot be matched there."""
    if target == Target.GOOGLE:
        return _hashed(google_email(contact.email), sha256), _hashed(e164(contact.phone), sha256)
    if target == Target.META:
        phone = e164(contact.phone).removeprefix("+")
        email = _hashed(plain_email(contact.email), sha256)
        return email, _hashed(phone, sha256), plain_idfa(contact.idfa).lower()
    if kind == "idfa":
        return (_hashed(plain_idfa(contact.idfa), md5),)
    return (_hashed(mainland(contact.phone), sha256 if target == Target.OCEANENGINE else md5),)


def _hashed(text: str, by: Hash) -> str:
    return by(text) if text else ""


HEADS = {Target.GOOGLE: ("Email", "Phone"), Target.META: ("email", "phone", "madid")}
KINDS = {
    Target.GOOGLE: (),
    Target.META: (),
    Target.OCEANENGINE: ("phone", "idfa"),
    Target.TENCENT: ("phone", "idfa"),
    Target.BAIDU: ("phone", "idfa"),
}
"""What one file may hold; () for files that hold several columns."""
SUFFIXES = {
    Target.GOOGLE: "csv",
    Target.META: "csv",
    Target.OCEANENGINE: "zip",
    Target.TENCENT: "zip",
    Target.BAIDU: "txt",
}
OCEAN_TYPES = {"idfa": 5, "phone": 6}
TENCENT_TYPES = {"phone": "HASH_MOBILE_PHONE", "idfa": "HASH_IDFA"}


def audience_file(target: Target, rows: Sequence[tuple[str, ...]], kind: str) -> bytes:
    """The file of these rows (`values` of each person)."""
    if target in HEADS:
        return _table(HEADS[target], rows)
    hashes = [row[0] for row in rows]
    if target == Target.OCEANENGINE:
        lines = [
            base64.b64encode(dmp_data(hashes[start : start + IDS_PER_LINE], OCEAN_TYPES[kind])).decode()
            for start in range(0, len(hashes), IDS_PER_LINE)
        ]
        return _zipped("audience.txt", _lines(lines))
    if target == Target.TENCENT:
        return _zipped(f"{TENCENT_TYPES[kind]}.txt", _lines(hashes))
    return _lines(hashes)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return buffer.getvalue()


def dmp_data(hashes: Iterable[str], data_type: int) -> bytes:
    """One `DmpData` message on the wire."""
    items = [b"\x10" + _varint(data_type) + b"\x1a" + _sized(one.encode()) for one in hashes]
    return b"".join(b"\x0a" + _sized(item) for item in items)


def _sized(content: bytes) -> bytes:
    return _varint(len(content)) + content


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)
