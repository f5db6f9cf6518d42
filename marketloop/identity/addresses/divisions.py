"""The administrative divisions of China with their GB/T 2260 codes, the ways in which people write them, and renamed places.

Tables: `data/divisions.tsv.gz` (code, name: china-division 2.7.0) and `data/renamed.tsv.gz` (old province, city, county, new code:
JioNLP's list of changes). Hong Kong, Macau and Taiwan are not in the first one and stand here. A municipality's city is the
municipality itself; "市辖区" and other stand-ins of the tables never show as a city.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"
STAND_INS = ("自治区直辖县级行政区划", "省直辖县级行政区划", "市辖区", "市辖县", "县")
"""Names that stand for no place, longest first."""

_HONG_KONG = "中西区 湾仔区 东区 南区 油尖旺区 深水埗区 九龙城区 黄大仙区 观塘区 荃湾区 屯门区 元朗区 北区 大埔区 西贡区 沙田区 葵青区 离岛区"
_MACAU = "花地玛堂区 花王堂区 望德堂区 大堂区 风顺堂区 嘉模堂区 路凼填海区 圣方济各堂区"
_TAIWAN = {
    "710100": "台北市", "710200": "高雄市", "710300": "台南市", "710400": "台中市", "710600": "南投县",
    "710700": "基隆市", "710800": "新竹市", "710900": "嘉义市", "711100": "新北市", "711200": "宜兰县",
    "711300": "新竹县", "711400": "桃园市", "711500": "苗栗县", "711700": "彰化县", "711900": "嘉义县",
    "712100": "云林县", "712400": "屏东县", "712500": "台东县", "712600": "花莲县", "712700": "澎湖县",
    "712800": "连江县",
}  # fmt: skip
_MERGED = (
    ("天津市", "", "塘沽区", "120116"),
    ("天津市", "", "汉沽区", "120116"),
    ("天津市", "", "大港区", "120116"),
)
"""Older than the list of changes: the three that became 滨海新区 in 2009."""

_PEOPLES = (
    "蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族 佤族 畲族 高山族 "
    "拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 "
    "怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族 维吾尔 哈萨克 "
    "柯尔克孜 蒙古 各族"
)
_SUFFIXES = (
    "特别行政区 行政委员会 管理区管委会 自治区 自治州 自治县 自治旗 地区 林区 特区 省 市 区 县 州 盟 旗"
)
_KEPT_WHOLE = frozenset({"市辖区", "城区", "矿区", "郊区", "东区", "南区", "北区", "大堂区"})
"""Names whose stem is one sign or an everyday word: they count only in full."""


@dataclass(frozen=True)
class Division:
    """One division. `code` of six digits; `level` 1 province, 2 city, 3 county; `parents`: codes that may stand before it.

    `city` is the code of the city that it belongs to, "" where the tables have a stand-in (counties led by the province).
    """

    code: str
    name: str
    level: int
    city: str
    parents: frozenset[str]

    @property
    def province(self) -> str:
        """Code of the province."""
        return f"{self.code[:2]}0000"


@dataclass
class Names:
    """Ways of writing → divisions. `full`: with the suffix; `short`: without it (two signs at least).

    `lengths`: first sign → lengths of the names that begin with it, longest first. `below`: code → its counties.
    """

    full: dict[str, list[Division]] = field(default_factory=lambda: defaultdict(list))
    short: dict[str, list[Division]] = field(default_factory=lambda: defaultdict(list))
    by_code: dict[str, Division] = field(default_factory=dict)
    lengths: dict[str, list[int]] = field(default_factory=dict)
    below: dict[str, list[Division]] = field(default_factory=lambda: defaultdict(list))

    def add(self, division: Division, name: str) -> None:
        """Let a name, and what remains of it without its suffix, mean the division."""
        if division not in self.full[name]:
            self.full[name].append(division)
        stem = stem_of(name)
        if stem != name and len(stem) >= 2 and division not in self.short[stem]:
            self.short[stem].append(division)
        if division.level == 2 and name.endswith("市"):
            self.full[f"{stem}地区"].append(division)
        if "族" in name and len(stem) >= 2:
            for suffix in ("县", "区", "州", "旗"):
                if suffix == name[-1] and division not in self.full[stem + suffix]:
                    self.full[stem + suffix].append(division)


def stem_of(name: str) -> str:
    """The name without its kind and peoples: 恭城瑶族自治县 → 恭城, 内蒙古自治区 → 内蒙古; the name itself when nothing is left."""
    if name in _KEPT_WHOLE:
        return name
    stem = next((name.removesuffix(one) for one in _SUFFIXES.split() if name.endswith(one)), name)
    if stem != name and name.endswith(("自治区", "自治州", "自治县", "自治旗", "族区")):
        shorter = stem
        while people := next(
            (one for one in _PEOPLES.split() if shorter.endswith(one) and len(shorter) > len(one)), ""
        ):
            shorter = shorter.removesuffix(people)
        stem = shorter if len(shorter) >= 2 and stem != "内蒙古" else stem
    return stem if len(stem) >= 2 else name


@cache
def names() -> Names:
    """All divisions and names, read once (about 3,400 divisions)."""
    found = Names()
    table = _table()
    for code, name in table.items():
        if name in STAND_INS or (code[4:] != "00" and table.get(f"{code[:4]}00") == name):
            continue  # 嘉峪关市 has no counties: its one row repeats the city
        division = _division(code, name, table)
        found.by_code[code] = division
        found.add(division, name)
        if division.level == 1 and name.endswith("市"):
            found.by_code[f"{code[:2]}0100"] = Division(
                f"{code[:2]}0100", name, 2, f"{code[:2]}0100", frozenset({code})
            )
    for province, city, county, code in _renamed():
        _add_renamed(found, province, city, county, code)
    _index(found)
    return found


def _index(found: Names) -> None:
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in (*found.full, *found.short):
        lengths[name[0]].add(len(name))
    found.lengths = {sign: sorted(several, reverse=True) for sign, several in lengths.items()}
    for division in found.by_code.values():
        if division.level == 3:
            for parent in division.parents:
                found.below[parent].append(division)


def _table() -> dict[str, str]:
    rows = (line.split("\t") for line in _lines("divisions.tsv.gz"))
    table = {code: name for code, name in rows}
    table |= {"810000": "香港特别行政区", "820000": "澳门特别行政区", "710000": "台湾省", **_TAIWAN}
    table |= {f"8100{place:02d}": name for place, name in enumerate(_HONG_KONG.split(), start=1)}
    table |= {f"8200{place:02d}": name for place, name in enumerate(_MACAU.split(), start=1)}
    return table


def _division(code: str, name: str, table: dict[str, str]) -> Division:
    province, city = f"{code[:2]}0000", f"{code[:4]}00"
    if code == province:
        return Division(code, name, 1, "", frozenset())
    if code == city:
        return Division(code, name, 2, code, frozenset({province}))
    led = table.get(city, "")
    if table[province].endswith("市"):
        led, city = table[province], f"{code[:2]}0100"
    elif led in STAND_INS or not led or city == province:
        return Division(code, name, 3, "", frozenset({province}))
    return Division(code, name, 3, city, frozenset({province, city}))


def _renamed() -> list[tuple[str, str, str, str]]:
    rows = [tuple(line.split("\t")) for line in _lines("renamed.tsv.gz")]
    return [*((row[0], row[1], row[2], row[3]) for row in rows), *_MERGED]


def _add_renamed(found: Names, province: str, city: str, county: str, code: str) -> None:
    """The old name means the new division, after the old city as well as after the new one."""
    new = found.by_code[code]
    old_city = {one.code for one in found.full.get(city, ()) if one.level == 2}
    renamed = Division(new.code, new.name, new.level, new.city, new.parents | old_city)
    old = county or city
    if any(one.code[:2] == code[:2] and one.code != code for one in found.full.get(old, ())):
        return  # the name lives on as another division of that province
    found.add(renamed, old)
    assert province[:2] == found.by_code[new.province].name[:2], (province, code)


def _lines(name: str) -> list[str]:
    return gzip.decompress((_DATA / name).read_bytes()).decode().splitlines()
