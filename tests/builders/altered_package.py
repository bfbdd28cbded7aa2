"""Packages to check rules by: computed here, then altered as a careless hand would."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from builders.entered_rules import rules_of
from builders.small_budget import PARTS, budget_file
from yugong.audit.rule import Outcome, audit
from yugong.findings import Finding, Place, Severity
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.published.model.package import (
    Aspect,
    Passage,
    PublishedPackage,
    ReadCell,
    ReadRow,
    ReadTable,
    Statement,
)
from yugong.published.of_package import tables_of

TABLE_RULES = "TXU"

# Three 类 with a 款 of three 项, so that a sum of three addends has a tolerance of 0.02.
LEDGER = """\
收支明细:
- {支出类别: 人员经费, 功能科目: 2012601, 部门经济科目: 30101, 金额: 600000.00}
- {支出类别: 人员经费, 功能科目: 2012602, 部门经济科目: 30102, 金额: 200000.00}
- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30201, 金额: 80000.00}
- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30217, 金额: 20000.00}
- {支出类别: 人员经费, 功能科目: 2080505, 部门经济科目: 30108, 金额: 120000.00}
- {支出类别: 人员经费, 功能科目: 2210201, 部门经济科目: 30113, 金额: 90000.00}
- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 金额: 320000.00}
"""


def package_of(prepared: ComputedBudget, **parts: object) -> PublishedPackage:
    """A computed package as if it had been read from print."""
    figures = prepared.figures
    package = PublishedPackage(
        file="公开.docx",
        form="docx",
        standard=prepared.loaded.standard,
        year=figures.budget.year,
        department=figures.budget.department.name,
        tables=tables_of(prepared.loaded.standard, figures, prepared.package),
    )
    return replace(package, **parts) if parts else package  # type: ignore[arg-type]


@cache
def computed(ledger: str = LEDGER, department: str = PARTS["department"]) -> PublishedPackage:
    """The small department's package with this ledger; a draft, for it has no reasons."""
    with TemporaryDirectory() as folder:
        path = budget_file(Path(folder), ledger=ledger, department=department)
        return package_of(compute_budget(path, draft=True))


def with_cell(
    package: PublishedPackage, table: str, key: str, column: str, text: str
) -> PublishedPackage:
    """The package with one cell printed otherwise."""
    return _with_rows(package, table, lambda row: _printed(row, key, column, text))


def _printed(row: ReadRow, key: str, column: str, text: str) -> ReadRow | None:
    if row.key != key or column not in row.cells:
        return row
    plain = text.replace(",", "")
    amount = Decimal(plain) if re.fullmatch(r"-?\d+(\.\d+)?", plain) else None
    cell = ReadCell(text, amount, row.cells[column].place)
    return replace(row, cells={**row.cells, column: cell})


def without_rows(package: PublishedPackage, table: str, *keys: str) -> PublishedPackage:
    """The package with rows of these keys left out."""
    return _with_rows(package, table, lambda row: None if row.key in keys else row)


def _with_rows(
    package: PublishedPackage, table: str, change: Callable[[ReadRow], ReadRow | None]
) -> PublishedPackage:
    read = package.tables[table]
    blocks = tuple(
        tuple(new for row in rows if (new := change(row)) is not None) for rows in read.blocks
    )
    assert blocks != read.blocks, "nothing is altered"
    return with_table(package, replace(read, blocks=blocks))


def with_table(package: PublishedPackage, table: ReadTable) -> PublishedPackage:
    return replace(package, tables={**package.tables, table.name: table})


def emptied(package: PublishedPackage, *names: str) -> PublishedPackage:
    """The package with these tables printed as having no data."""
    for name in names:
        read = package.tables[name]
        keys = {row.key for row in read.blocks[0][:1]}
        rows = tuple(
            replace(row, cells={c: ReadCell("", None, row.place) for c in row.cells})
            for row in read.blocks[0]
            if row.key in keys
        )
        blocks = (rows, *(() for _ in read.blocks[1:]))
        package = with_table(package, replace(read, blocks=blocks, declares_empty=True))
    return package


def only(package: PublishedPackage, *names: str) -> PublishedPackage:
    """The package as if nothing but these tables had been read."""
    return replace(package, tables={name: package.tables[name] for name in names})


def project_row(name: str, amount: str, columns: Iterable[str]) -> ReadRow:
    """A printed project: its name, and one amount under every given column."""
    place = Place(path=f"项目支出表“{name}”")
    cells = {"项目名称": ReadCell(name, None, place)}
    cells |= {column: ReadCell(amount, Decimal(amount), place) for column in columns}
    return ReadRow(name, "", name, cells, place)


def with_projects(package: PublishedPackage, **amounts: str) -> PublishedPackage:
    """The package with these projects, in 万元, instead of its own, and no total row."""
    read = package.tables["项目支出本年表"]
    rows = tuple(
        project_row(name, amount, ("合计", "一般公共预算")) for name, amount in amounts.items()
    )
    return with_table(package, replace(read, blocks=(rows,)))


def passage(text: str) -> Passage:
    return Passage(text, Place(path="情况说明"))


def stated(subject: str, value: str) -> Statement:
    """A sentence that states a value of a fact, in 万元."""
    return Statement(
        subject,
        Aspect.VALUE,
        Decimal(value),
        f"{value}万元",
        "",
        value,
        Place(path=subject + value),
    )


def outcomes(package: PublishedPackage) -> dict[str, Outcome]:
    """The outcome of each rule on tables."""
    executed = {outcome.rule.code: outcome for outcome in audit(package, rules_of(TABLE_RULES))}
    for outcome in executed.values():
        # The page of rules lists the severities a rule may give.
        assert {finding.severity for finding in outcome.findings} <= {
            *outcome.rule.possible_severities
        }
    return executed


def findings(package: PublishedPackage) -> list[Finding]:
    """Every finding of the rules on tables."""
    return [finding for outcome in outcomes(package).values() for finding in outcome.findings]


def errors(package: PublishedPackage) -> list[str]:
    """The codes of the errors."""
    return [finding.code for finding in findings(package) if finding.severity is Severity.ERROR]


def warnings(package: PublishedPackage) -> list[str]:
    """The codes of the warnings."""
    return [finding.code for finding in findings(package) if finding.severity is Severity.WARNING]


def the_one(package: PublishedPackage, code: str) -> Finding:
    """The only finding under this code."""
    [finding] = [finding for finding in findings(package) if finding.code == code]
    return finding
