"""The suspicion that amounts in 元 were typed in 万元.

Nothing can prove it, so this is evidence for a person: a row of a department's budget is
seldom below a few thousand 元, while the same row in 万元 is mostly below a thousand and has
two decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from yugong.quick_dataclass import dataclass

_FEWEST = 3
"""Rows below which there is no pattern to see."""
_SMALL = Decimal(10_000)
_SMALL_SHARE = Decimal("0.95")
_LOW_AVERAGE = Decimal(2_000)
"""元: an average row below this is implausible, if the amounts also have 角 and 分."""
_LOWER_AVERAGE = Decimal(500)
"""元: an average row below this is implausible whatever the amounts look like."""


@dataclass(frozen=True, slots=True)
class WanSuspicion:
    """The evidence for 万元: the number of amounts, of small ones, of decimals, and the total."""

    rows: int
    small: int
    with_decimals: int
    total: Decimal

    def __str__(self) -> str:
        average = self.total / self.rows
        return (
            f"{self.rows} 笔金额中 {self.small} 笔不到一万、{self.with_decimals} 笔带小数，"
            f"合计 {self.total:,.2f}，平均每笔 {average:,.2f}"
        )


def wan_suspicion(amounts: Sequence[Decimal]) -> WanSuspicion | None:
    """Return the evidence that these amounts, given as 元, are in 万元; ``None`` if there is none.

    Zero amounts are ignored. Suspicion needs three amounts or more, at least 95% of them below
    10,000, and an average below 2,000 if half or more of them have decimals, or below 500 if fewer
    have.
    """
    not_zero = [abs(amount) for amount in amounts if amount]
    if len(not_zero) < _FEWEST:
        return None
    small = sum(amount < _SMALL for amount in not_zero)
    with_decimals = sum(amount != amount.to_integral_value() for amount in not_zero)
    total = sum(not_zero, Decimal(0))
    limit = _LOW_AVERAGE if 2 * with_decimals >= len(not_zero) else _LOWER_AVERAGE
    if small < _SMALL_SHARE * len(not_zero) or total >= limit * len(not_zero):
        return None
    return WanSuspicion(len(not_zero), small, with_decimals, total)
