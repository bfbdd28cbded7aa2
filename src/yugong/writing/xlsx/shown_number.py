"""The number of a cell against the number that is published in words.

Tests: tests/writing/xlsx/test_readback.py.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from yugong.budget.money import round_half_up

_PLAIN, _PLACES = 1e9, 2
"""Below this a float is exact to far more than a thousandth of so many decimal places."""
_MOST_PLACES = 15


def rounds_to(value: float, text: str) -> bool:
    """Return True if the number rounds half up to the number of the text."""
    known = _printed_number(text)
    if known is None:
        return False
    printed, places = known
    if abs(value) < _PLAIN and places <= _PLACES:
        distance, half = abs(value - float(printed)), 0.5 * 10.0**-places
        if abs(distance - half) > half / 1000:  # else binary and decimal may differ
            return distance < half
    return bool(round_half_up(Decimal(repr(value)), places) == printed)


@lru_cache(maxsize=65_536)
def _printed_number(text: str) -> tuple[Decimal, int] | None:
    """Return a published number and its decimal places; ``None`` if the text is none."""
    try:
        printed = Decimal(text.replace(",", ""))
    except ArithmeticError:
        return None
    exponent = printed.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > _MOST_PLACES:
        return None
    return printed, max(-exponent, 0)
