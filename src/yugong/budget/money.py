"""Money: exact 元 inside, 万元 and percentages made once, at the moment of showing.

The only home of rounding (half up, law 1 of the house) and of the tolerance for a rounding
residue (尾差).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
YUAN_PER_WAN = Decimal(10_000)
_CENT = Decimal("0.01")
_HALF_CENT = Decimal("0.005")
_HUNDRED = Decimal(100)


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """Round to ``places`` decimals, halves away from zero, as 财政 tables are rounded."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def to_wan(yuan: Decimal) -> Decimal:
    """元 to 万元, exact, not rounded."""
    return yuan / YUAN_PER_WAN


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

    0.01, or half of the last place stated, and what the rounding of the amounts can make of it.
    """
    stated = max(_CENT, _HALF_CENT * Decimal(10) ** (2 - places))
    return stated if whole == 0 else stated + _HUNDRED * _CENT / abs(whole)


SHARES_TOLERANCE = Decimal("0.05")
"""How far shares that make up a whole may add up from 100, in points."""


def residue_tolerance(addends: int) -> Decimal:
    """The largest 尾差 that ``addends`` rounded addends and one rounded total can show, in 万元."""
    return _HALF_CENT * (addends + 1)


def is_cents(yuan: Decimal) -> bool:
    """Whether an amount in 元 has no more than two decimals."""
    return yuan == yuan.quantize(_CENT)
