"""Money: exact 元 inside, 万元 and percentages made once, at the moment of showing.

The only home of rounding, always half up, and of what rounding may leave: a residue (尾差) between
a shown total and its shown parts, and the tolerances of shares and rates.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

ZERO = Decimal(0)
YUAN_PER_WAN = Decimal(10_000)
_CENT = Decimal("0.01")
SHOWN_STEP = _CENT
"""One hundredth of a 万元: the step in which published amounts are shown."""

_HALF_CENT = Decimal("0.005")
_HUNDRED = Decimal(100)


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """Round to ``places`` decimals, halves away from zero, as 财政 tables are rounded."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def to_wan(yuan: Decimal) -> Decimal:
    """元 to 万元, exact, not rounded."""
    return yuan / YUAN_PER_WAN


def to_yuan(wan: Decimal) -> Decimal:
    """万元 to 元, exact, not rounded."""
    return wan * YUAN_PER_WAN


def shown_wan(yuan: Decimal, places: int = 2) -> Decimal:
    """元 to 万元 as shown: rounded half up."""
    return round_half_up(yuan / YUAN_PER_WAN, places)


def percent(part: Decimal, whole: Decimal, places: int = 2) -> Decimal | None:
    """``part`` of ``whole`` in percent, from unrounded amounts; ``None`` when there is no whole."""
    if whole == 0:
        return None
    return round_half_up(part * _HUNDRED / whole, places)


def percent_tolerance(whole: Decimal, places: int = 2) -> Decimal:
    """How far a stated percentage may lie from one of two shown amounts, in points.

    For its own rounding, and for what the rounding of the amounts can make of it.
    """
    stated = _stated_tolerance(places)
    return stated if whole == 0 else stated + _HUNDRED * _CENT / abs(whole)


def rate_tolerance(moved: Decimal, prior: Decimal, places: int = 2) -> Decimal | None:
    """How far a stated rate of change may lie from ``moved`` of ``prior`` as shown, in points.

    ``prior`` was itself made of two shown amounts.  ``None`` where it is so small that any rate
    might be meant.
    """
    if prior <= _CENT:
        return None
    most = (moved + _HALF_CENT) / (prior - _CENT)
    return _stated_tolerance(places) + _HUNDRED * (most - moved / prior)


def _stated_tolerance(places: int) -> Decimal:
    """What a percentage may lie off for its own rounding, in points: never less than 0.01."""
    return max(_CENT, _HALF_CENT * Decimal(10) ** (2 - places))


SHARES_TOLERANCE = Decimal("0.05")
"""How far shares that make up a whole may add up from 100, in points."""


def residue_tolerance(addends: int) -> Decimal:
    """The largest 尾差 that ``addends`` rounded addends and one rounded total can show, in 万元."""
    return _HALF_CENT * (addends + 1)


def sum_tolerance(addends: int) -> Decimal:
    """What a sum of shown amounts may lie off a shown one; a single amount must be the same."""
    return residue_tolerance(addends) if addends > 1 else ZERO


def product_tolerance(quantity: Decimal) -> Decimal:
    """How far an amount may lie off quantity times price, in 元: the price may be rounded."""
    return _HALF_CENT * quantity


def shown_product_tolerance(quantity: Decimal, price: Decimal) -> Decimal:
    """How far a shown amount may lie off quantity times a shown price, in 万元.

    The price was rounded to the decimals it is shown with, at least two, and the amount by itself;
    a single piece costs its price.
    """
    if quantity == 1:
        return ZERO
    exponent = price.as_tuple().exponent
    assert isinstance(exponent, int), "a shown price is a number"
    return Decimal(5).scaleb(min(exponent, -2) - 1) * quantity + _HALF_CENT


class Residue(Enum):
    """How a difference between a shown total and its shown parts is to be taken."""

    SILENT = "不提"
    NOTABLE = "提示"
    BEYOND = "不是尾差"


def residue_of(difference: Decimal, tolerance: Decimal) -> Residue:
    """What a difference in 万元 is: up to one shown hundredth silent, up to the tolerance 尾差."""
    gap = abs(difference)
    if gap <= _CENT:
        return Residue.SILENT
    return Residue.NOTABLE if gap <= tolerance else Residue.BEYOND


def is_power_of_ten_apart(one: Decimal, other: Decimal) -> bool:
    """Whether two amounts have the same digits but stand at different powers of ten."""
    if not one or not other or one == other or (one < 0) != (other < 0):
        return False
    return one.normalize().as_tuple().digits == other.normalize().as_tuple().digits


def is_cents(yuan: Decimal) -> bool:
    """Whether an amount in 元 has no more than two decimals."""
    return yuan == yuan.quantize(_CENT)


def written(wan: Decimal) -> str:
    """An amount in 万元 as evidence shows it: two decimals, no separators."""
    return f"{round_half_up(wan):f}"
