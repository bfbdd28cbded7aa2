"""Totals of 收支明细 before and after adjustments, by 支出类别 and by 资金来源, in 元."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from yugong.budget.adjusted_rows import Move
from yugong.budget.dimension import Category, Source
from yugong.budget.ledger import LedgerLine
from yugong.budget.money import ZERO
from yugong.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class TotalChange:
    """One total before and after adjustments, with increase and decrease of its rows, in 元."""

    dimension: str
    name: str
    before: Decimal
    increase: Decimal
    decrease: Decimal
    after: Decimal


def reconcile(
    before: Sequence[LedgerLine], after: Sequence[LedgerLine], moves: Iterable[Move]
) -> tuple[TotalChange, ...]:
    """Return every total with any money in it: 合计, then by 支出类别, then by 资金来源.

    The totals are summed from the rows before and after, the changes from the moves alone. If
    they disagree, it is a programmer's fault and raises ``ArithmeticError``.
    """
    steps = [step for move in moves for step in _steps(*move)]
    totals = [_total("合计", "收支明细", before, after, steps)]
    for category in Category:
        parts = (
            [line for line in before if line.category is category],
            [line for line in after if line.category is category],
            [(line, by) for line, by in steps if line.category is category],
        )
        totals.append(_total("支出类别", category, *parts))
    for source in Source:
        parts = (
            [line for line in before if line.source is source],
            [line for line in after if line.source is source],
            [(line, by) for line, by in steps if line.source is source],
        )
        totals.append(_total("资金来源", source, *parts))
    return tuple(
        total
        for total in totals
        if any((total.before, total.after, total.increase, total.decrease))
    )


_Step = tuple[LedgerLine, Decimal]


def _steps(old: LedgerLine | None, new: LedgerLine | None) -> list[_Step]:
    """Return the steps of a move, row by row: one step if only the amount changed."""
    if old is not None and new is not None:
        if (old.category, old.source) == (new.category, new.source):
            return [(new, new.amount - old.amount)]
        return [(old, -old.amount), (new, new.amount)]
    return [(line, by * line.amount) for line, by in ((old, -1), (new, 1)) if line is not None]


def _total(
    dimension: str,
    name: str,
    before: Sequence[LedgerLine],
    after: Sequence[LedgerLine],
    steps: Sequence[_Step],
) -> TotalChange:
    total = TotalChange(
        dimension,
        str(name),
        sum((line.amount for line in before), ZERO),
        sum((by for _, by in steps if by > 0), ZERO),
        sum((-by for _, by in steps if by < 0), ZERO),
        sum((line.amount for line in after), ZERO),
    )
    if total.before + total.increase - total.decrease != total.after:
        raise ArithmeticError(
            f"{name}: {total.before} + {total.increase} - {total.decrease} ≠ {total.after}"
        )
    return total
