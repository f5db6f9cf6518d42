"""Clock, ids, buckets, money, crypto: exact values."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketloop.platform import clock, crypto, ids
from marketloop.platform.buckets import bucket
from marketloop.platform.config import Config
from marketloop.platform.errors import BadRequest
from marketloop.platform.money import Money, line_total, round_half_up, to_minor


def test_new_ids_ascend_and_are_unique() -> None:
    made = [*ids.new_ids(1000), ids.new_id(), *ids.new_ids(10)]

    assert made == sorted(set(made))
    assert 0 < made[0] < 1 << 63


@given(st.integers(min_value=0, max_value=(1 << 63) - 1))
def test_encoded_id_decodes(value: int) -> None:
    text = ids.encode("pro", value)

    assert len(text) == 17
    assert ids.decode("pro", text) == value


@given(st.integers(0, 2**62), st.integers(0, 2**62))
def test_encoded_ids_sort_as_their_numbers(one: int, other: int) -> None:
    assert (one < other) == (ids.encode("x", one) < ids.encode("x", other))


@pytest.mark.parametrize(
    "text", ["", "pro_", "seg_0000000000001", "pro_000000000000i", "pro_zzzzzzzzzzzzz", "pro_1"]
)
def test_foreign_id_is_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(BadRequest) as refused:
        ids.decode("pro", text)

    assert refused.value.code == "id_malformed"
    assert refused.value.params["expected"] == "pro_…"


def test_stable_id_depends_on_the_parts_alone() -> None:
    assert ids.stable_id("web", "m-1") == ids.stable_id("web", "m-1")
    assert ids.stable_id("web", "m-1") != ids.stable_id("we", "bm-1")


def test_buckets_follow_the_written_formula() -> None:
    assert bucket("jrn_1", 42) == 1556
    shares = sum(bucket("holdout", profile) < 1000 for profile in range(20_000)) / 20_000
    assert 0.09 < shares < 0.11


def test_half_fen_rounds_up_once_per_line() -> None:
    assert round_half_up(Decimal("2.5")) == 3
    assert round_half_up(Decimal("-2.5")) == -3
    assert line_total(Decimal("0.001"), 5) == 1
    assert line_total(Decimal("2.55"), 6) == 1530
    assert to_minor(Decimal("19.995")) == 2000


def test_currencies_do_not_mix() -> None:
    assert Money(100, "CNY") + Money(1, "CNY") == Money(101, "CNY")
    with pytest.raises(ValueError, match="cannot mix"):
        Money(100, "CNY") - Money(1, "GBP")


def test_frozen_clock_moves_only_when_told() -> None:
    start = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)

    with clock.travel(start) as traveller:
        first = clock.now()
        traveller.move(dt.timedelta(hours=24))
        second = clock.now_ms()

    assert first == start
    assert clock.from_ms(second) == start + dt.timedelta(days=1)


@pytest.mark.django_db
def test_business_time_advances_and_never_goes_back() -> None:
    before = clock.now()

    after = clock.advance(dt.timedelta(hours=24))

    assert dt.timedelta(hours=24) <= after - before < dt.timedelta(hours=24, seconds=5)
    with pytest.raises(ValueError, match="forward"):
        clock.advance(dt.timedelta(seconds=-1))
    clock.advance(dt.timedelta())
    clock._offset = dt.timedelta()


def test_ciphertext_is_bound_to_its_place() -> None:
    secret = crypto.encrypt("13800000001", "identifier:phone")

    assert "13800000001" not in secret
    assert crypto.decrypt(secret, "identifier:phone") == "13800000001"
    with pytest.raises(ValueError, match="altered"):
        crypto.decrypt(secret, "identifier:email")


def test_tokens_are_equal_for_equal_values_and_kinds_only() -> None:
    assert crypto.token("phone", "+8613800000001") == crypto.token("phone", "+8613800000001")
    assert crypto.token("phone", "1") != crypto.token("email", "1")


def test_signed_text_with_another_purpose_or_a_changed_letter_is_refused() -> None:
    signed = crypto.sign("msg:7:0", "click")

    assert crypto.unsign(signed, "click") == "msg:7:0"
    for wrong in (signed[:-1] + ("A" if signed[-1] != "A" else "B"), "", ".", "é.é"):
        with pytest.raises(BadRequest):
            crypto.unsign(wrong, "click")
    with pytest.raises(BadRequest):
        crypto.unsign(signed, "open")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("timezone", "Mars/Base", "unknown time zone"),
        ("database_url", "mysql://x", "postgresql://"),
        ("port", 0, "greater"),
    ],
)
def test_wrong_settings_say_what_they_take(field: str, value: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Config(**{field: value})  # type: ignore[arg-type]
