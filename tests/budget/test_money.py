"""Rounding is half up, once, from exact 元."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yugong.budget.money import (
    USUAL_STEP,
    percent,
    printed_product_tolerance,
    printed_step,
    rate_tolerance,
    residue_tolerance,
    round_half_up,
    shown_wan,
    to_wan,
)

yuan = st.decimals(min_value=0, max_value=10**12, places=2)


@pytest.mark.parametrize(
    ("amount", "printed"),
    [
        ("49", "0.00"),
        ("50", "0.01"),
        ("149.99", "0.01"),
        ("150", "0.02"),
        ("26713869.2", "2671.39"),
    ],
)
def test_half_a_hundredth_of_a_wan_rounds_up(amount: str, printed: str) -> None:
    assert str(shown_wan(Decimal(amount))) == printed


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        ("1", "3", "33.33"),
        ("2", "3", "66.67"),
        ("1", "1", "100.00"),
        ("0", "5", "0.00"),
        ("1", "20000", "0.01"),
    ],
)
def test_a_percentage_is_taken_from_unrounded_amounts(part: str, whole: str, printed: str) -> None:
    assert str(percent(Decimal(part), Decimal(whole))) == printed


def test_there_is_no_percentage_of_nothing() -> None:
    assert percent(Decimal(1), Decimal(0)) is None


@given(yuan)
def test_what_is_shown_lies_within_half_a_hundredth_of_the_amount(amount: Decimal) -> None:
    assert abs(shown_wan(amount) - to_wan(amount)) <= Decimal("0.005")


@given(st.lists(yuan, min_size=1, max_size=30))
def test_a_residue_never_exceeds_its_tolerance(amounts: list[Decimal]) -> None:
    printed = sum((shown_wan(amount) for amount in amounts), Decimal(0))
    total = shown_wan(sum(amounts, Decimal(0)))

    assert abs(printed - total) <= residue_tolerance(len(amounts))


@given(st.integers(1, 100_000).map(Decimal), yuan)
def test_a_product_of_shown_amounts_never_exceeds_its_tolerance(
    quantity: Decimal, price: Decimal
) -> None:
    printed = shown_wan(price)
    gap = abs(quantity * printed - shown_wan(quantity * price))

    assert gap <= printed_product_tolerance(quantity, USUAL_STEP, USUAL_STEP)


@pytest.mark.parametrize(
    ("quantity", "places", "tolerance"),
    [("1", 2, "0"), ("8", 2, "0.045"), ("8", 1, "0.405"), ("8", 4, "0.0054")],
)
def test_the_more_decimals_a_price_has_the_closer_is_its_product(
    quantity: str, places: int, tolerance: str
) -> None:
    step = printed_step(places)

    assert printed_product_tolerance(Decimal(quantity), step, USUAL_STEP) == Decimal(tolerance)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=5))
def test_rounding_is_symmetric_about_zero(value: Decimal) -> None:
    assert round_half_up(-value) == -round_half_up(value)


def test_a_rate_of_small_amounts_may_be_what_their_rounding_hides() -> None:
    """1.0100 万元 after 0.5049 万元 is 100.02 percent more; 1.01 after 0.51 would be 98.04."""
    allowed = rate_tolerance(Decimal("0.50"), Decimal("0.51"))
    assert allowed is not None
    assert allowed > Decimal("1.98")
    assert (rate_tolerance(Decimal("100.00"), Decimal("1000.00")) or 1) < Decimal("0.02")
    assert rate_tolerance(Decimal("5.00"), Decimal("0.01")) is None
