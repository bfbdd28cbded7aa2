"""The check that every 科目 of a budget exists, with the likely correction of a wrong one.

Tests: tests/intake/test_budget_file.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from yugong.budget.budget import Budget
from yugong.budget.catalogue import Account, AccountKind, Catalogue, Chart, is_code
from yugong.findings import Finding, Kind, Place, Severity
from yugong.reading.located_yaml import Locate, Location


def named_accounts(budget: Budget) -> Iterator[tuple[AccountKind, str, str, Location]]:
    """Yield codes the department itself names: 科目补充, and names beside codes in rows."""
    for index, added in enumerate(budget.accounts):
        yield added.kind, added.code, added.name, ("科目补充", index, "编码")
    for index, line in enumerate(budget.ledger):
        if line.function_name:
            where = ("收支明细", index, "功能科目")
            yield AccountKind.FUNCTION, line.function_code, line.function_name, where
    for index, income in enumerate(budget.income):
        if income.income_name:
            where = ("收入", index, "收入科目")
            yield AccountKind.INCOME, income.income_code, income.income_name, where


def with_named_accounts(
    budget: Budget, catalogue: Catalogue, place: Locate
) -> tuple[Catalogue, list[Finding]]:
    """Add the codes that a department itself names to the catalogue, if their parent is known.

    Each is accepted with a warning; one whose parent is unknown, or whose digits fit no level,
    is left out, and the check of the codes will report it.
    """
    findings: list[Finding] = []
    for kind, code, name, location in sorted(
        named_accounts(budget), key=lambda named: len(named[1])
    ):
        chart = catalogue.chart(kind)
        known = chart.name(code)
        if known is not None:
            if known != name:
                findings.append(
                    Finding(
                        Kind.ACCOUNT_TAKEN_BY_NAME,
                        place(location),
                        actual=f"{code} {name}",
                        expected=f"目录中为“{known}”，公开时用目录中的名称",
                        severity=Severity.WARNING,
                    )
                )
            continue
        parent = chart.parent_code(code)
        is_orphan = parent is not None and parent not in chart
        if is_orphan or not is_code(code, chart.levels):
            findings.append(_unknown(chart, code, catalogue.year, place(location), name))
            continue
        catalogue = catalogue.with_additions({kind: [Account(code, name)]})
        findings.append(
            Finding(
                Kind.ACCOUNT_TAKEN_BY_NAME,
                place(location),
                f"{code} {name}",
                severity=Severity.WARNING,
            )
        )
    return catalogue, findings


def check_accounts(budget: Budget, catalogue: Catalogue, place: Locate) -> Iterator[Finding]:
    """科目编码必须在本年度目录之内，并填到末级；政府经济科目省略时要能由对照表推定。"""
    kinds = {unit.name: unit.kind for unit in budget.department.units}
    first = budget.department.units[0].kind
    refused = {
        (kind, code)
        for kind, code, _, _ in named_accounts(budget)
        if code not in catalogue.chart(kind)
    }

    def code_fault(chart: Chart, code: str, *location: str | int) -> Iterator[Finding]:
        if code not in chart:
            if (AccountKind(chart.kind), code) not in refused:
                yield _unknown(chart, code, catalogue.year, place(location))
        elif chart.kind != AccountKind.INCOME and not chart.is_leaf_level(code):
            names = [f"{account.code} {account.name}" for account in chart.children(code)[:3]]
            expected = f"下级科目，如 {'、'.join(names)}"
            actual = f"{code} {chart.name(code)}（{chart.level_name(code)}）"
            yield Finding(Kind.ACCOUNT_NOT_AT_LAST_LEVEL, place(location), actual, expected)

    for index, line in enumerate(budget.ledger):
        row = ("收支明细", index)
        yield from code_fault(catalogue.function, line.function_code, *row, "功能科目")
        economic = catalogue.department_economic
        yield from code_fault(economic, line.department_code, *row, "部门经济科目")
        if line.government_code is not None:
            government = catalogue.government_economic
            yield from code_fault(government, line.government_code, *row, "政府经济科目")
        elif line.department_code in economic and economic.is_leaf_level(line.department_code):
            kind = kinds.get(line.unit or "", first)
            if catalogue.government_code(line.department_code, kind.is_agency) is None:
                code_and_name = f"{line.department_code} {economic.name(line.department_code)}"
                expected = "在该行写明“政府经济科目”"
                yield Finding(
                    Kind.NO_GOVERNMENT_ACCOUNT,
                    place((*row, "部门经济科目")),
                    code_and_name,
                    expected,
                )
    for index, left_over in enumerate(budget.year_end):
        yield from code_fault(
            catalogue.function, left_over.function_code, "年终结转", index, "功能科目"
        )
    for index, income in enumerate(budget.income):
        yield from code_fault(catalogue.income, income.income_code, "收入", index, "收入科目")


def _unknown(chart: Chart, code: str, year: int, place: Place, name: str = "") -> Finding:
    near = chart.similar_names(name, limit=1) if name else []
    near = near or chart.similar_codes(code, limit=1)
    expected = f"{year} 年{chart.kind}目录中的编码"
    if near:
        expected = f"{code} 不在 {year} 年科目中，是否为 {near[0].code} {near[0].name}？"
    return Finding(Kind.UNKNOWN_ACCOUNT, place, actual=code, expected=expected)
