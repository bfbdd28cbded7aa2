"""The step that an amount is printed in: the worth, in 万元, of its last decimal.

Tolerances follow from it (:mod:`yugong.budget.money`).
"""

from __future__ import annotations

import re
from decimal import Decimal

from yugong.budget.money import EXACT_STEP, printed_step, to_wan
from yugong.published.model.package import (
    Aspect,
    PerformanceForm,
    PublishedPackage,
    ReadCell,
    ReadTable,
    Statement,
    once_per_package,
)
from yugong.published.tables.decimals import decimals_in, usual_decimals

_AMOUNT = re.compile(r"(?P<number>\d[\d,，]*(?:\.\d+)?)\s*(?P<unit>亿元|万元|元)")
_AMOUNTS = (Aspect.VALUE, Aspect.PREVIOUS, Aspect.CHANGE)


def cell_step(table: ReadTable, cell: ReadCell) -> Decimal:
    """The step of a cell: that of its table, or a finer one where it has more decimals."""
    decimals = decimals_in(cell.text)
    return table.step if decimals <= table.places else printed_step(decimals, table.unit)


@once_per_package
def narrative_step(package: PublishedPackage) -> Decimal:
    """The step of the amounts in 万元 that a narrative states."""
    printed = [_print_of(stated) for stated in package.statements if _is_amount(stated)]
    in_wan = [places for places, unit in printed if unit == "万元"]
    decimals = in_wan or [places for places, unit in printed if not unit]
    return printed_step(usual_decimals(decimals, package.standard.numbers.narrative.places))


def stated_step(package: PublishedPackage, stated: Statement) -> Decimal:
    """The step of a stated amount: that of the narrative, or as its own unit and decimals say."""
    places, unit = _print_of(stated)
    step = printed_step(places, unit or "万元")
    return step if unit == "亿元" else min(step, narrative_step(package))


def prescribed_places(package: PublishedPackage, percentage: Statement) -> int:
    """The decimals a stated percentage should have: the standard's, or as many as it has."""
    stated = -int(percentage.value.as_tuple().exponent)
    return max(stated, package.standard.numbers.percent.places)


def coarsest_stated(package: PublishedPackage, *stated: Statement) -> Decimal:
    """The coarsest step of several stated amounts."""
    return max(stated_step(package, statement) for statement in stated)


def form_step(package: PublishedPackage, form: PerformanceForm) -> Decimal:
    """The step of the money on the form of the whole department.

    That of the narrative if all amounts can be printed in it, else one 分: the form is in 元.
    """
    step = narrative_step(package)
    is_of_narrative = all(to_wan(amount) % step == 0 for amount in form.year_funds.values())
    return step if is_of_narrative else EXACT_STEP


def _print_of(stated: Statement) -> tuple[int, str]:
    """The decimals and the unit of a stated amount; no unit if its words have none."""
    match = _AMOUNT.search(stated.text)
    if match is None:
        return max(0, -int(stated.value.as_tuple().exponent)), ""
    return decimals_in(match["number"]), match["unit"]


def _is_amount(stated: Statement) -> bool:
    return stated.aspect in _AMOUNTS and bool(stated.value)
