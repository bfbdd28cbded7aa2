"""A posting: one amount of the ledger with all its classifications filled in."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from yugong.budget.budget import Budget
from yugong.budget.catalogue import Catalogue
from yugong.budget.department import Unit
from yugong.budget.dimension import Measure, Source, Year
from yugong.budget.project import project_keys


class Posting(NamedTuple):
    """One amount in 元. Dimensions that do not apply are empty text.

    ``line`` is the position in 收支明细 (from 0), or -1 for amounts outside it.
    """

    measure: str
    unit: str
    unit_kind: str
    category: str
    project: str
    function_code: str
    department_code: str
    government_code: str
    income_code: str
    source: str
    year: str
    amount: Decimal
    line: int


DIMENSIONS: dict[str, int] = {
    "量": 0,
    "单位": 1,
    "单位性质": 2,
    "类别": 3,
    "项目": 4,
    "功能科目": 5,
    "部门经济科目": 6,
    "政府经济科目": 7,
    "收入科目": 8,
    "来源": 9,
    "年份": 10,
}
"""The Chinese name of each dimension and its position in a posting."""

DIMENSION_NAMES = {position: name for name, position in DIMENSIONS.items()}
"""The Chinese name of each position in a posting that classifies it."""

CODE_DIMENSIONS = frozenset({"功能科目", "部门经济科目", "政府经济科目", "收入科目"})
"""Dimensions of 科目: a selection by 201 includes everything below it."""


def post(budget: Budget, catalogue: Catalogue) -> tuple[Posting, ...]:
    """Return all postings of a budget.

    A unit, project or code that does not exist is posted as written: another check reports it, and
    the sums are still worth checking.
    """
    units = {unit.name: unit for unit in budget.department.units}
    first = budget.department.units[0]
    keys = project_keys(budget.projects)
    postings = []
    for index, line in enumerate(budget.ledger):
        unit = units.get(line.unit or "", first)
        government = line.government_code or catalogue.government_code(
            line.department_code, unit.kind.is_agency
        )
        postings.append(
            Posting(
                Measure.EXPENDITURE.value,
                unit.name,
                unit.kind.value,
                line.category.value,
                keys.get(line.project or "", line.project or ""),
                line.function_code,
                line.department_code,
                government or "",
                "",
                line.source.value,
                line.year.value,
                line.amount,
                index,
            )
        )
    for left_over in budget.year_end:
        postings.append(
            _outside_ledger(
                Measure.YEAR_END, left_over.source, left_over.year, left_over.amount, first
            )
        )
        postings[-1] = postings[-1]._replace(function_code=left_over.function_code)
    for income in budget.income:
        postings.append(
            _outside_ledger(Measure.INCOME_CODE, income.source, income.year, income.amount, first)
        )
        postings[-1] = postings[-1]._replace(income_code=income.income_code)
    return tuple(postings)


def _outside_ledger(
    measure: Measure, source: Source, year: Year, amount: Decimal, unit: Unit
) -> Posting:
    """Return an amount outside 收支明细; it belongs to no category or project."""
    return Posting(
        measure.value,
        unit.name,
        unit.kind.value,
        "",
        "",
        "",
        "",
        "",
        "",
        source.value,
        year.value,
        amount,
        -1,
    )
