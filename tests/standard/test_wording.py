"""One place words a change: direction, amount, percentage and reason always agree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.samples import prepared_sample
from yugong.figures.fact import Fact
from yugong.standard.numbers import chinese_number, chinese_year
from yugong.standard.wording import Change, Wording, change_of, needs_reason

STANDARD = prepared_sample("pinglu-2026").loaded.standard


def words(**reasons: str) -> Wording:
    return Wording(STANDARD, {name.replace("_", "."): text for name, text in reasons.items()})


def fact(value: str, previous: str | None, fact_id: str = "收入.总计") -> Fact:
    return Fact(fact_id, Decimal(value), previous=None if previous is None else Decimal(previous))


@pytest.mark.parametrize(
    ("value", "previous", "clause"),
    [
        ("47542300", "27199900", "比上年增加2034.24万元，增长74.79%"),
        ("3750000", "3800000", "比上年减少5.00万元，下降1.32%"),
        ("3800000", "3800000", "与上年预算数相同"),
        ("0", "0", "本年与上年均未安排"),
        ("100000", "0", "上年未安排，比上年增加10.00万元"),
        ("0", "100000", "本年未安排，比上年减少10.00万元，下降100.00%"),
        ("1000049", "1000000", "与上年预算数基本持平"),
        ("1000050", "1000000", "比上年增加0.01万元，增长0.01%"),
        ("1000000", None, "【待补充上年数】"),
    ],
)
def test_a_change_is_worded_by_what_a_reader_sees(
    value: str, previous: str | None, clause: str
) -> None:
    assert words().change(fact(value, previous)) == clause


def test_a_reason_follows_the_change_without_doubled_punctuation() -> None:
    clause = words(收入_总计="新增了食堂项目。").change_and_reason(fact("200000", "100000"))

    assert clause == "比上年增加10.00万元，增长100.00%，主要原因是新增了食堂项目"


def test_a_reason_that_is_a_list_follows_a_colon() -> None:
    clause = words(收入_总计="一是新增食堂；二是调资").change_and_reason(fact("200000", "100000"))

    assert clause.endswith("，主要原因是：一是新增食堂；二是调资")


def test_a_change_past_the_threshold_without_a_reason_is_marked() -> None:
    clause = words().change_and_reason(fact("200000", "100000"))

    assert clause == "比上年增加10.00万元，增长100.00%，主要原因是【待补充主要原因】"


def test_nothing_that_stayed_the_same_is_given_a_reason() -> None:
    clause = words(收入_总计="新增了食堂项目").change_and_reason(fact("100000", "100000"))

    assert clause == "与上年预算数相同"


@pytest.mark.parametrize(
    ("value", "previous", "needed"),
    [
        ("10100000", "10000000", True),  # 100,000 元, the threshold itself
        ("10099999.99", "10000000", False),
        ("1050000", "1000000", True),  # 5 %, the threshold itself
        ("1049999.99", "1000000", False),
        ("1000000", "1000000", False),
        ("100", "0", True),
        ("0", "100", True),
        ("0", "0", False),
    ],
)
def test_a_reason_is_needed_from_the_threshold_on(value: str, previous: str, needed: bool) -> None:
    assert needs_reason(fact(value, previous), STANDARD) is needed


amounts = st.decimals(min_value=0, max_value=10**10, places=2)


@given(amounts, amounts)
def test_direction_amount_and_percentage_never_contradict_each_other(
    value: Decimal, previous: Decimal
) -> None:
    fact = Fact("收入.总计", value, previous=previous)
    clause, direction = words().change(fact), words().direction(fact)

    assert (
        ("增加" in clause)
        == (direction == "增加")
        == (change_of(fact) in (Change.INCREASE, Change.NEW))
    )
    assert ("减少" in clause) == (direction == "减少")
    assert (
        "0.00万元" not in clause.replace("10.00", "").replace("00.00", "") or "0万元" not in clause
    )
    assert ("%" in clause) == (change_of(fact) in (Change.INCREASE, Change.DECREASE, Change.GONE))


def test_shares_amounts_and_counts_are_written_as_the_standard_has_them() -> None:
    wording = words()
    whole = fact("75773584.79", None)

    assert wording.wan(whole) == "7577.36"
    assert wording.wan(fact("0", None)) == "0"
    assert wording.share(fact("73893584.79", None), whole) == "97.52%"
    assert wording.share(fact("0", None), whole) == "0%"
    assert wording.share(fact("5", None), fact("0", None)) == "0%"
    assert wording.yuan(fact("2258810.40", None)) == "2258810.40"
    assert wording.number(fact("860.50", None)) == "860.5"
    assert wording.number(fact("100", None)) == "100"


def test_dates_and_numerals_are_written_in_chinese() -> None:
    assert words().day(date(2026, 3, 5)) == "2026年3月5日"
    assert words().month(date(2026, 12, 31)) == "2026年12月"
    assert chinese_year(2026) == "二〇二六"


def test_whole_numbers_are_counted_in_chinese() -> None:
    given = (0, 1, 10, 11, 20, 21, 99, 100, 105, 110, 1005, 2026, 9999, 10_000, -3)
    counted = [chinese_number(number) for number in given]
    expected = "零 一 十 十一 二十 二十一 九十九 一百 一百零五 一百一十 一千零五 二千零二十六"
    assert counted == [*expected.split(), "九千九百九十九", "10000", "-3"]
