"""Amounts in a text are read with their unit and their last digit; prices are none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yugong.standard.money_in_text import money_in


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("安排资金32万元。", ["320000"]),
        ("资金３２．５万元，其中1,200元", ["325000", "1200"]),
        ("共1.2亿元", ["120000000"]),
        ("单价2.5万元/辆，每人300元每月", []),
        ("扫描10万页，完成率95%", []),
        ("12辆×2.5万元", ["300000"]),
        ("12辆×2.5万元/辆=30万元", ["300000"]),
        ("3人*5000元*12个月", ["180000"]),
        ("2台×1万元+4台x5000元", ["40000"]),
        ("2台×3次", []),
        ("", []),
    ],
)
def test_amounts_and_products_are_read(text: str, amounts: list[str]) -> None:
    assert [stated.amount for stated in money_in(text)] == [Decimal(each) for each in amounts]


@pytest.mark.parametrize(
    ("text", "consistent"),
    [("12辆×2.5万元=30万元", True), ("12辆×2.5万元=35万元", False), ("3人×3333元=1万元", True)],
)
def test_a_product_must_make_the_amount_behind_it(text: str, consistent: bool) -> None:
    [stated] = money_in(text)

    assert stated.is_consistent == consistent


@pytest.mark.parametrize(
    ("text", "amount", "fits"),
    [
        ("43.47万元", "434708.52", True),
        ("43.48万元", "434708.52", False),
        ("32万元", "320000", True),
        ("32.0万元", "320400", True),
        ("32.0万元", "324000", False),
        ("32.00万元", "324000", False),
    ],
)
def test_an_amount_fits_what_it_can_be_a_print_of(text: str, amount: str, fits: bool) -> None:
    [stated] = money_in(text)

    assert stated.is_print_of(Decimal(amount)) == fits


@given(st.integers(1, 10**12), st.sampled_from(("元", "万元")), st.text("甲，。 ", max_size=4))
def test_any_amount_is_read_where_it_is(number: int, unit: str, around: str) -> None:
    text = f"{around}{number}{unit}{around}"

    [stated] = money_in(text)

    assert text[stated.start : stated.end] == f"{number}{unit}"
    assert stated.amount == number * (10_000 if unit == "万元" else 1)
