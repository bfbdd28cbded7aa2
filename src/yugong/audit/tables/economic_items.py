"""Rules X10 and X12: function 科目 against economic 科目, and 机关运行经费.

Tests: tests/audit/tables/test_sources.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from yugong.audit.evidence.known_accounts import known_accounts
from yugong.audit.evidence.relation import (
    PrintedAmount,
    amount_of_cell,
    amount_of_fixed_row,
    coarsest_step,
    rounded_to_step,
    rounding_errors,
    total_of,
)
from yugong.audit.evidence.row_order import account_code, is_unit_row, row_order
from yugong.audit.evidence.stated import first_value
from yugong.audit.evidence.table_names import BASIC, GENERAL, OPERATING, PROJECTS
from yugong.audit.reconciliation.cascades import with_corrected_amounts
from yugong.audit.rule import Need, UndecidedError, rule, violation
from yugong.budget.money import ZERO, match_tolerance, wan_text
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage, ReadTable
from yugong.published.model.printed_text import plain

_NUMBER_OF_UNITS = "绩效.单位数"
_STEPS_APART = 2
"""Printed steps between two quantities that are made of the same postings but grouped otherwise."""


@rule(
    "X10",
    "功能科目与经济科目的数不相称",
    "核对该科目的基本支出与相应的经济科目；口径不同的，在情况说明中说明。",
    severities=[Severity.ERROR, Severity.WARNING],
    graded_by=lambda: (
        correspondence.severity for correspondence in known_accounts().correspondences
    ),
    needs=[Need.TABLES],
    tables=(GENERAL, BASIC),
    least=2,
)
def functions_match_items(package: PublishedPackage) -> Iterator[Finding]:
    """基本支出中，养老、职业年金、住房公积金的功能科目等于相应的经济科目；行政事业单位医疗、离退休大致相等。"""
    general, basic = package.tables[GENERAL], package.tables[BASIC]
    if not any(len(account_code(row)) > 3 for row in basic.blocks[0]):
        raise UndecidedError("基本支出经济科目表没有列到款")
    for pair in known_accounts().correspondences:
        functions = function_terms(general, pair.functions)
        if functions is None:
            continue
        functions = with_corrected_amounts(package, functions)
        items = with_corrected_amounts(package, economic_terms(basic, pair.items))
        total, other = total_of(functions), total_of(items)
        terms = (*functions, *items)
        tolerance = max(_STEPS_APART * coarsest_step(terms), rounding_errors(terms))
        if abs(total - other) <= tolerance:
            continue
        first = next(iter((*functions, *items)))
        yield violation(
            "X10",
            first.place,
            f"{pair.name}：功能科目 {'、'.join(pair.functions)} 基本支出 {wan_text(total)}",
            f"经济科目 {'、'.join(pair.items)} 合计 {wan_text(other)}",
            severity=pair.severity,
            difference=wan_text(total - other),
            evidence=[str(term) for term in (*functions, *items)],
        )


def function_terms(table: ReadTable, codes: Sequence[str]) -> list[PrintedAmount] | None:
    """The basic expenditure of these 科目; ``None`` where the print stops above them."""
    rows, order = table.blocks[0], row_order(table.spec.blocks[0], table.blocks[0])
    found_terms = []
    for code in codes:
        for index, row in enumerate(rows):
            printed_code = account_code(row)
            if (
                printed_code
                and code.startswith(printed_code)
                and printed_code != code
                and not order.children(index)
            ):
                return None
            term = amount_of_cell(table, 0, index, "基本支出") if printed_code == code else None
            if term is not None and term.amount:
                found_terms.append(term)
    return found_terms


def economic_terms(
    table: ReadTable, codes: Sequence[str], column: str = "合计"
) -> list[PrintedAmount]:
    """Every row of these economic 科目 that has an amount."""
    terms = (
        amount_of_cell(table, 0, index, column)
        for index, row in enumerate(table.blocks[0])
        if account_code(row) in codes
    )
    return [term for term in terms if term is not None and term.amount]


@rule(
    "X12",
    "机关运行经费与公用经费不符",
    "行政、参公单位的机关运行经费等于公用经费；事业单位不填此表，写“无”。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.TABLES],
    tables=(OPERATING, BASIC),
    least=2,
)
def operating_expenses(package: PublishedPackage) -> Iterator[Finding]:
    """机关运行经费等于行政、参公单位一般公共预算的公用经费；事业单位没有机关运行经费。"""
    table = package.tables[OPERATING]
    total = amount_of_fixed_row(table, "部门合计", "一般公共预算")
    total = total or amount_of_fixed_row(table, "部门合计", "合计")
    public = amount_of_fixed_row(package.tables[BASIC], "合计", "公用经费")
    if total is None or public is None:
        if table.declares_empty:
            return
        raise UndecidedError("没有读到机关运行经费或公用经费的合计")
    if not total.amount:
        return
    step = coarsest_step((total, public))
    operating, other = rounded_to_step((total, public), step)
    difference = operating.amount - other.amount
    if abs(difference) <= match_tolerance(total.step, public.step):
        difference = ZERO
    units = _units(package)
    single = len(units) <= 1 and _stated_units(package) <= 1
    if difference > 0 or (difference and single):
        yield violation(
            "X12",
            total.place,
            str(total),
            f"{'等于' if single else '不大于'}公用经费 {wan_text(public.amount)}",
            severity=Severity.ERROR
            if difference > 0 or _are_all(package, units)
            else Severity.WARNING,
            difference=wan_text(difference),
            evidence=(str(total), str(public)),
        )
    words = known_accounts()
    for passage in package.passages if single else ():
        claimed = next((word for word in words.institution_words if word in passage.text), "")
        if claimed and not any(word in passage.text for word in words.agency_words):
            yield violation(
                "X12",
                total.place,
                f"{total}，而文中自称“{claimed}”",
                "事业单位（参公的除外）不填机关运行经费，或说明口径",
                severity=Severity.WARNING,
                evidence=(_around(passage.text, claimed), str(total)),
            )
            return


def _units(package: PublishedPackage) -> set[str]:
    """The units that the tables name; one without projects or operating expenses is in none."""
    return {
        plain(row.label)
        for name in (OPERATING, PROJECTS)
        if name in package.tables
        for rows in package.tables[name].blocks
        for row in rows
        if is_unit_row(row)
    }


def _stated_units(package: PublishedPackage) -> Decimal:
    stated = first_value(package, _NUMBER_OF_UNITS)
    return ZERO if stated is None else stated.value


def _are_all(package: PublishedPackage, units: set[str]) -> bool:
    """True if there is only this unit: the text counts one, or it is the department itself."""
    if _stated_units(package) == 1:
        return True
    department = plain(package.department)
    return not department or all(department in unit or unit in department for unit in units)


def _around(text: str, word: str, reach: int = 30) -> str:
    start = text.index(word)
    return text[max(0, start - reach) : start + len(word) + reach]
