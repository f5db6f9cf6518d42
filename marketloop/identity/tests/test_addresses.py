"""Chinese addresses against the published cases of two parsers, every division of the country, and real company addresses."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest

from marketloop.identity.addresses.divisions import STAND_INS, names, stem_of
from marketloop.identity.addresses.parsing import find_places, parse_address
from marketloop.identity.addresses.pasted import split_pasted
from marketloop.identity.addresses.traits import place_traits

CASES: dict[str, Any] = json.loads((Path(__file__).parent / "address_cases.json").read_text("utf-8"))
REAL = Path(os.environ.get("MARKETLOOP_DATA", "/work/shared/data")) / "china" / "address" / "addr.csv"


@pytest.mark.parametrize(("text", "province", "city", "county", "detail", "code"), CASES["places"])
def test_places(text: str, province: str, city: str, county: str, detail: str, code: str) -> None:
    place = parse_address(text)

    assert (place.province, place.city, place.county) == (province, city, county)
    assert (place.detail, place.code) == (detail, code)


@pytest.mark.parametrize("case", CASES["pasted"], ids=lambda case: case["text"][:24])
def test_pasted_order_addresses(case: dict[str, Any]) -> None:
    found = split_pasted(case["text"])

    got = {"code": found.place.code, "name": found.name, "mobile": found.phone, "details": found.place.detail}
    wanted = case.get("ours", case["result"])
    assert {key: got[key] for key in wanted} == wanted
    assert found.place.code


def test_how_many_of_the_published_cases_are_answered_as_published() -> None:
    """42 of 46; the other four differ on purpose and say why."""
    different = [case for case in CASES["pasted"] if "ours" in case]

    assert (len(CASES["pasted"]), len(different)) == (46, 4)
    assert all(case["why"] for case in different)


def test_every_division_is_found_by_its_full_name() -> None:
    table = names().by_code
    wrong = []
    for division in table.values():
        if division.level > 1 and not division.code.endswith("0100"):
            city = table[division.city].name if division.city not in ("", division.code) else ""
            text = f"{table[division.province].name}{city}{division.name}88号"
            if (parse_address(text).code, parse_address(text).detail) != (division.code, "88号"):
                wrong.append((text, parse_address(text).code))

    assert (len(table), wrong) == (3392, [])
    assert not {division.name for division in table.values()} & set(STAND_INS)


@pytest.mark.parametrize(
    ("text", "code", "detail"),
    [
        ("杭州市下城区体育场路", "330105", "体育场路"),
        ("广西柳州地区忻城县", "451321", ""),
        ("湖北襄樊市襄城区", "420602", ""),
        ("天津塘沽区", "120116", ""),
        ("河南孟津县", "410308", ""),
        ("香港湾仔区轩尼诗道", "810002", "轩尼诗道"),
        ("澳门特别行政区大堂区", "820004", ""),
        ("台湾省台北市信义路", "710100", "信义路"),
        ("南京市雨花区小行路", "320114", "小行路"),
        ("内蒙古自治区呼和浩特市", "150100", ""),
    ],
)
def test_renamed_places_and_those_outside_the_tables(text: str, code: str, detail: str) -> None:
    place = parse_address(text)

    assert (place.code, place.detail) == (code, detail)


def test_a_name_that_means_several_places_stays_open_unless_hinted() -> None:
    open_name = parse_address("朝阳区建国路93号")
    hinted = parse_address("朝阳区建国路93号", hints={"朝阳区": "110105"})

    assert (open_name.code, open_name.choices) == ("", ("110105", "220104"))
    assert (hinted.code, hinted.detail) == ("110105", "建国路93号")
    assert parse_address("吉林省朝阳区", hints={"朝阳区": "110105"}).code == "220104"


def test_all_places_of_a_text_are_found_in_order() -> None:
    text = "分店位于徐汇区虹漕路461号58号楼5楼和泉州市洛江区万安塘西工业区以及南京鼓楼区"

    assert [place.county_code for place in find_places(text)] == ["310104", "350504", "320106"]
    assert [place.code for place in find_places("吉林省北京市鼓楼区", hints={"鼓楼区": "320106"})] == [
        "220000",
        "110000",
        "320106",
    ]
    assert find_places("没有地址") == []


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("恭城瑶族自治县", "恭城"),
        ("黔南布依族苗族自治州", "黔南"),
        ("内蒙古自治区", "内蒙古"),
        ("城区", "城区"),
        ("忠县", "忠县"),
    ],
)
def test_stems(name: str, stem: str) -> None:
    assert stem_of(name) == stem


def test_traits_get_codes_and_keep_what_stands() -> None:
    assert place_traits({"city": "上海", "province": "上海市"}) == {
        "province_code": "310000",
        "city_code": "310100",
    }
    assert place_traits({"address": "杭州市西湖区文三路 90 号", "city": "杭州"}) == {
        "province": "浙江省",
        "county": "西湖区",
        "province_code": "330000",
        "city_code": "330100",
        "county_code": "330106",
    }
    assert place_traits({"province": "浙江", "address": "江苏省南京市鼓楼区"})["province_code"] == "330000"
    assert place_traits({"city": "London"}) == {}
    assert place_traits({}) == {}


@pytest.mark.skipif(not REAL.is_file(), reason="the real company addresses are not here")
def test_real_company_addresses() -> None:
    """Of 17,150 that are not empty: 83 % get a city, 65 % a county; a fifth name neither city nor an unambiguous county."""
    with REAL.open(encoding="utf-8-sig") as file:
        texts = [row["原始地址"] for row in csv.DictReader(file)]
    texts = [text for text in texts if text.strip()]

    places = [parse_address(text) for text in texts]

    cities = sum(bool(place.city_code) for place in places) / len(places)
    counties = sum(bool(place.county_code) for place in places) / len(places)
    explicit = [
        place for text, place in zip(texts, places, strict=True) if "省" in text[:4] and "市" in text[:9]
    ]
    assert (round(cities, 2), round(counties, 2)) == (0.83, 0.65)
    assert sum(bool(place.city_code) for place in explicit) / len(explicit) >= 0.99
