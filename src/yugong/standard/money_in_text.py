"""Amounts that a text states in digits: 32万元, 12辆×2.5万元, 12辆×2.5万元=30万元."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache

from yugong.budget.money import ZERO
from yugong.quick_dataclass import dataclass

_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
"""Full-width signs by half-width ones; the length of a text stays the same."""

_UNITS = {"元": Decimal(1), "千元": Decimal(1_000), "万元": Decimal(10_000), "亿元": Decimal(10**8)}
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_MONEY = r"(?:亿元|万元|千元|元)"
_TIMES = r"\s*[×xX*✕]\s*"
_PER = r"\s*(?:[/每·]|元?一?(?:人|户|次|月|年|天|吨|辆|台|套|个)(?!以|的))"
_WORD = r"[^\s\d×xX*✕+=,。;、()元]"
_FACTOR = rf"{_NUMBER}\s*(?:{_MONEY}(?:\s*[/每]{_WORD}{{1,6}})?|{_WORD}{{0,4}})"
_PRODUCT = rf"{_FACTOR}(?:{_TIMES}{_FACTOR})+"
_AMOUNT = re.compile(rf"(?<!\d)(?<!\d[.,])(?P<result>{_NUMBER})\s*(?P<unit>{_MONEY})(?!{_PER})")
_TIMES_SIGNS = frozenset("×xX*✕")
_PART = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>{_MONEY}|%)?")


@dataclass(frozen=True, slots=True)
class StatedMoney:
    """An amount at a place of a text, in 元; ``step`` is the worth of its last printed digit.

    ``product`` is what the sum of products before it makes; ``None`` for a plain amount.
    """

    start: int
    end: int
    amount: Decimal
    step: Decimal
    product: Decimal | None = None

    @property
    def is_consistent(self) -> bool:
        """Return true if a product makes the amount that is stated as its result."""
        return self.product is None or self.is_print_of(self.product)

    def is_print_of(self, amount: Decimal) -> bool:
        """Return true if the text can be a print of an amount, rounded to its last digit."""
        return abs(amount - self.amount) * 2 <= self.step

    def is_among(self, amounts: Iterable[Decimal]) -> bool:
        """Return true if the text can be a print of one of these amounts."""
        return any(self.is_print_of(amount) for amount in amounts)


@cache
def _sum_expression() -> re.Pattern[str]:
    """Return the expression of products and their sum; few texts have any."""
    return re.compile(
        rf"(?<!\d)(?<!\d[.,])(?P<sum>{_PRODUCT}(?:\s*\+\s*(?:{_PRODUCT}|{_FACTOR}))*)"
        rf"(?:\s*=\s*(?P<result>{_NUMBER})\s*(?P<unit>{_MONEY}))?"
    )


def money_in(text: str) -> Iterator[StatedMoney]:
    """Yield the amounts of a text in order; prices for each of something are none."""
    if "元" not in text:
        return
    plain = text.translate(_HALF_WIDTH)
    taken = 0
    sums = () if _TIMES_SIGNS.isdisjoint(plain) else _sum_expression().finditer(plain)
    for match in sorted((*sums, *_AMOUNT.finditer(plain)), key=lambda each: each.start()):
        if match.start() < taken:
            continue
        stated = _of_amount(match) if match.re is _AMOUNT else _of_sum(match)
        if stated is not None:
            taken = stated.end
            yield stated


def _of_amount(match: re.Match[str]) -> StatedMoney:
    amount, step = _value(match["result"], match["unit"])
    return StatedMoney(match.start(), match.end(), amount, step)


def _of_sum(match: re.Match[str]) -> StatedMoney | None:
    """Return what a sum of products makes; ``None`` if an addend is no money."""
    total = ZERO
    for addend in match["sum"].split("+"):
        amount, monies = Decimal(1), 0
        for part in _PART.finditer(addend):
            number = Decimal(part["number"].replace(",", ""))
            if part["unit"] == "%":
                number /= 100
            elif part["unit"]:
                monies += 1
                number *= _UNITS[part["unit"]]
            amount *= number
        if monies != 1:
            return None
        total += amount
    if match["result"] is None:
        return StatedMoney(match.start(), match.end(), total, ZERO, total)
    amount, step = _value(match["result"], match["unit"])
    return StatedMoney(match.start(), match.end(), amount, step, total)


def _value(number: str, unit: str) -> tuple[Decimal, Decimal]:
    value = Decimal(number.replace(",", ""))
    exponent = value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return value * _UNITS[unit], _UNITS[unit].scaleb(-places)
