"""The money of projects and of the department: now, and before each batch of adjustments.

Tests: tests/standard/test_stale_forms.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from yugong.budget.budget import Budget
from yugong.budget.consistency import project_means, project_sums
from yugong.budget.dimension import BASIC_CATEGORIES, Category, Year
from yugong.budget.money import ZERO
from yugong.budget.project import Funds, Project, project_keys
from yugong.budget.trail import ROW_SEPARATOR, AdjustedRow
from yugong.quick_dataclass import dataclass

DEPARTMENT = ""
"""The key of the whole department among the projects."""

_WHOLE, _BASIC, _PROJECTS = "合计", "基本支出", "项目支出"


@dataclass(frozen=True, slots=True)
class FormMoney:
    """The money that a form may name, in 元.

    ``total`` is this year's, ``now`` are all amounts that the ledger has of it, ``before`` those
    that only the ledger before some batch had.
    """

    total: Decimal
    now: frozenset[Decimal]
    before: frozenset[Decimal]


def form_money(budget: Budget) -> Mapping[str, FormMoney]:
    """Return the money of each project by its key, and of the department by ``DEPARTMENT``."""
    earlier = _earlier(budget)
    sums, means = project_sums(budget), project_means(budget)
    money = {}
    for project in budget.projects:
        total = sums.get(project.key, ZERO)
        now = {total, means.get(project.key, ZERO), *_amounts_of(budget, project)} - {ZERO}
        before = {amount for amount in earlier.get(project.key, ()) if amount} - now
        period = project.period_funds
        if period is not None and period.total not in before:
            now |= set(_funds(period)) - {ZERO}
            before -= now
        money[project.key] = FormMoney(total, frozenset(now), frozenset(before))
    whole = _department_sums(budget)
    every = {amount for of_project in money.values() for amount in of_project.now}
    now = {*whole.values(), *every} - {ZERO}
    gone = {amount for of_project in money.values() for amount in of_project.before}
    before = {amount for amount in (*earlier.get(DEPARTMENT, ()), *gone) if amount} - now
    money[DEPARTMENT] = FormMoney(whole[_WHOLE], frozenset(now), frozenset(before))
    return money


def _amounts_of(budget: Budget, project: Project) -> Iterator[Decimal]:
    names = {project.key, project.name}
    of_unit: dict[str, Decimal] = {}
    of_source: dict[str, Decimal] = {}
    of_account: dict[str, Decimal] = {}
    for line in budget.ledger:
        if line.project in names:
            yield line.amount
            for sums, key in (
                (of_unit, line.unit or ""),
                (of_source, line.source.value),
                (of_account, line.department_code),
            ):
                sums[key] = sums.get(key, ZERO) + line.amount
    yield from (*of_unit.values(), *of_source.values(), *of_account.values())
    for purchase in budget.procurement:
        if purchase.project in names:
            yield purchase.amount
    if project.year_funds is not None:
        yield from _funds(project.year_funds)


def _funds(funds: Funds) -> Iterator[Decimal]:
    yield funds.total
    yield from (getattr(funds, name) or ZERO for name in Funds.model_fields)


def _department_sums(budget: Budget) -> dict[str, Decimal]:
    sums = dict.fromkeys((_WHOLE, _BASIC, _PROJECTS, *(each.value for each in Category)), ZERO)
    for line in budget.ledger:
        for name in _sums_of(frozenset({line.category.value})):
            sums[name] += line.amount
    return sums


def _sums_of(parts: frozenset[str]) -> Iterator[str]:
    """Yield the names of the department's sums that a row with these parts belongs to."""
    yield _WHOLE
    for category in Category:
        if category.value in parts:
            yield category.value
            yield _BASIC if category in BASIC_CATEGORIES else _PROJECTS


def _earlier(budget: Budget) -> dict[str, set[Decimal]]:
    """Return the amounts before each batch: sums worked out backwards, and changed rows."""
    keys = project_keys(budget.projects)
    sums, means = project_sums(budget), project_means(budget)
    current = {key: sums.get(key, ZERO) for key in keys.values()}
    whole = {key: means.get(key, ZERO) for key in keys.values()}
    department = _department_sums(budget)
    earlier: dict[str, set[Decimal]] = {}
    for record in reversed(budget.adjustments):
        touched: set[str] = set()
        is_money_moved = False
        for row in record.rows:
            for parts, change in _moves(row):
                key = next((keys[part] for part in parts if part in keys), None)
                if key is not None:
                    earlier.setdefault(key, set()).add(row.before or ZERO)
                if row.table != "收支明细":
                    continue
                is_money_moved = True
                for name in _sums_of(parts):
                    department[name] += change
                if key is not None:
                    touched.add(key)
                    whole[key] += change
                    if Year.CARRY_OVER.value not in parts:
                        current[key] += change
        for key in touched:
            earlier.setdefault(key, set()).update((current[key], whole[key]))
        if is_money_moved:
            earlier.setdefault(DEPARTMENT, set()).update(department.values())
    return earlier


def _moves(row: AdjustedRow) -> Iterator[tuple[frozenset[str], Decimal]]:
    """Yield the parts of a changed row with what is to be added to go back before the batch."""
    if row.table not in ("收支明细", "政府采购"):
        return
    if row.after is not None:
        yield frozenset((row.became or row.row).split(ROW_SEPARATOR)), -row.after
    if row.before is not None:
        yield frozenset(row.row.split(ROW_SEPARATOR)), row.before
