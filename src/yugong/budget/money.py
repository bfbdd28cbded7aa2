"""Money: exact 元 inside; 万元 and percentages are made once, when they are printed.

The only home of rounding, always half up, and of what rounding may leave: a residue (尾差) between
a printed total and its printed parts, and the tolerances of shares and rates.  Every tolerance
follows from the printed step: the worth in 万元 of the last decimal that is printed.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import cache

ZERO = Decimal(0)
YUAN_PER_WAN = Decimal(10_000)
_CENT = Decimal("0.01")
USUAL_STEP = _CENT
"""One hundredth of a 万元: the step in which published amounts are usually printed."""

EXACT_STEP = Decimal("0.000001")
"""One 分 in 万元: amounts printed in this step were not rounded."""

_POWER_OF_WAN = {"亿元": 4, "万元": 0, "元": -4}

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


@cache
def printed_step(places: int, unit: str = "万元") -> Decimal:
    """The worth, in 万元, of the last decimal of an amount printed in 万元, 亿元 or 元."""
    return Decimal(1).scaleb(_POWER_OF_WAN[unit] - places)


def rounded_to_print(amount: Decimal, step: Decimal) -> Decimal:
    """Round an amount half up to a printed step, a power of ten of 万元."""
    return round_half_up(amount, -step.adjusted())


def rounding_error(step: Decimal) -> Decimal:
    """The most that rounding to a step can change an amount; nothing where 分 are printed."""
    return ZERO if step <= EXACT_STEP else step / 2


def match_tolerance(step: Decimal, other: Decimal) -> Decimal:
    """Return the tolerance between prints of one amount in two steps, in 万元.

    Nothing where both are printed alike, and where the finer is exact: it is then to be rounded.
    """
    if step == other or min(step, other) <= EXACT_STEP:
        return ZERO
    return rounding_error(step) + rounding_error(other)


def is_printed_alike(amount: Decimal, step: Decimal, other: Decimal, other_step: Decimal) -> bool:
    """True if two printed amounts in 万元 can be prints of one amount, each in its step."""
    coarsest = max(step, other_step)
    if step <= EXACT_STEP:
        amount = rounded_to_print(amount, coarsest)
    if other_step <= EXACT_STEP:
        other = rounded_to_print(other, coarsest)
    return abs(amount - other) <= match_tolerance(step, other_step)


def percent_tolerance(whole: Decimal, places: int = 2, step: Decimal = USUAL_STEP) -> Decimal:
    """Return the tolerance of a stated percentage of two printed amounts, in points.

    For its own rounding, and for what the rounding of the amounts to ``step`` can make of it.
    """
    stated = _stated_tolerance(places)
    return stated if whole == 0 else stated + _HUNDRED * step / abs(whole)


def rate_tolerance(
    moved: Decimal, prior: Decimal, places: int = 2, step: Decimal = USUAL_STEP
) -> Decimal | None:
    """Return the tolerance of a rate of change, ``moved`` of ``prior`` as printed, in points.

    ``prior`` was itself made of two printed amounts.  ``None`` where it is so small that any rate
    might be meant.
    """
    if prior <= step:
        return None
    most = (moved + step / 2) / (prior - step)
    return _stated_tolerance(places) + _HUNDRED * (most - moved / prior)


def percent_places(places: int) -> int:
    """The decimals to compute a percentage with that is stated with ``places``."""
    return max(places, 2)


def _stated_tolerance(places: int) -> Decimal:
    """Return the tolerance of a percentage by itself, in points.

    Half its last decimal; from two decimals on its last decimal, for one of several shares is
    often changed by that much so that they make up 100.
    """
    last = Decimal(1).scaleb(-places)
    return max(last / 2, min(last, _CENT))


def shares_tolerance(shares: int, places: int = 2) -> Decimal:
    """Return the tolerance of shares that add up to 100, in points: 0.05 at two decimals."""
    return Decimal(1).scaleb(-places) * max(Decimal(5), Decimal(shares) / 2)


def residue_tolerance(addends: int, step: Decimal = USUAL_STEP) -> Decimal:
    """The largest 尾差 that ``addends`` rounded addends and one rounded total can show, in 万元."""
    return rounding_error(step) * (addends + 1)


def sum_tolerance(addends: int, step: Decimal = USUAL_STEP) -> Decimal:
    """Return the tolerance of a sum of printed amounts; a single amount must be equal."""
    return residue_tolerance(addends, step) if addends > 1 else ZERO


def product_tolerance(quantity: Decimal) -> Decimal:
    """Return the tolerance of quantity times price, in 元: the price may be rounded."""
    return _HALF_CENT * quantity


def printed_product_tolerance(quantity: Decimal, price_step: Decimal, step: Decimal) -> Decimal:
    """Return the tolerance of quantity times a printed price, in 万元.

    The price was rounded to ``price_step`` and the amount by itself to ``step``; a single piece
    costs its price.
    """
    if quantity == 1:
        return ZERO
    return price_step / 2 * quantity + step / 2


class Residue(Enum):
    """The weight of a difference between a printed total and its printed parts."""

    SILENT = "不提"
    NOTABLE = "提示"
    BEYOND = "不是尾差"


def residue_of(difference: Decimal, tolerance: Decimal, step: Decimal = USUAL_STEP) -> Residue:
    """Judge a difference in 万元: up to one printed step silent, up to the tolerance 尾差.

    Without a tolerance the amounts are exact, and no difference is silent.
    """
    gap = abs(difference)
    if gap <= (step if tolerance else ZERO):
        return Residue.SILENT
    return Residue.NOTABLE if gap <= tolerance else Residue.BEYOND


def is_power_of_ten_apart(amount: Decimal, other: Decimal) -> bool:
    """True if two different amounts have the same digits at different powers of ten."""
    if not amount or not other or amount == other or (amount < 0) != (other < 0):
        return False
    return amount.normalize().as_tuple().digits == other.normalize().as_tuple().digits


def is_cents(yuan: Decimal) -> bool:
    """Return True if an amount in 元 has at most two decimals."""
    return yuan == yuan.quantize(_CENT)


def in_cents(yuan: Decimal) -> Decimal:
    """Return an amount of whole cents with two decimals: 0.00 for 0, 12.50 for 12.5."""
    return abs(yuan.quantize(_CENT))


def without_zeros(number: Decimal) -> Decimal:
    """Return a number without needless decimals: 860 for 860.00, 860.5 for 860.50."""
    return abs(number.quantize(Decimal(1).scaleb(-decimals_of(number))))


def wan_text(wan: Decimal) -> str:
    """Return an amount in 万元 for evidence: at least two decimals, at most six, no separators."""
    return f"{round_half_up(wan, max(2, min(decimals_of(wan), 6))):f}"


def decimals_of(value: Decimal) -> int:
    """Return the number of decimals of a number without trailing zeros."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
