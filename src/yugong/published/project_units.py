"""Units told from their projects in one list, by what adds up to what."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from yugong.budget.money import ZERO, residue_tolerance


def units_by_sums(rows: Sequence[tuple[str, Decimal | None]]) -> frozenset[str]:
    """The names that stand over the rows below them, each the sum of those up to the next.

    The first row is the whole; the units must make it up without a rest, else nothing is said.
    """
    if len(rows) < 3 or rows[0][1] is None:
        return frozenset()
    units: list[str] = []
    at = 1
    total = ZERO
    while at < len(rows):
        name, amount = rows[at]
        end = _end_of(rows, at)
        if amount is None or end == 0:
            return frozenset()
        units.append(name)
        total += amount
        at = end
    tolerance = residue_tolerance(len(units))
    return frozenset(units) if abs(total - rows[0][1]) <= tolerance else frozenset()


def _end_of(rows: Sequence[tuple[str, Decimal | None]], unit: int) -> int:
    """The row after the last that is part of a unit; 0 where its rows never add up to it."""
    amount = rows[unit][1] or ZERO
    total = ZERO
    for at in range(unit + 1, len(rows)):
        total += rows[at][1] or ZERO
        if amount and abs(total - amount) <= residue_tolerance(at - unit):
            return at + 1
    return 0
