"""Rules X14 and X17: the department of the tables, and the 科目 of their contents.

Tests: tests/audit/tables/test_sources.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from yugong.audit.evidence.known_accounts import known_accounts
from yugong.audit.evidence.project_rows import listed_projects
from yugong.audit.evidence.relation import (
    PrintedAmount,
    amount_of_cell,
    amount_of_code,
    amount_of_fixed_row,
)
from yugong.audit.evidence.row_order import account_code, row_order
from yugong.audit.evidence.table_names import EXPENDITURE, GENERAL, PROJECTS
from yugong.audit.reconciliation.cascades import also_reported_as
from yugong.audit.rule import Need, rule, violation
from yugong.budget.money import percent, wan_text
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage, ReadTable
from yugong.published.model.printed_text import unspaced

_CODE_BEFORE = re.compile(r"^\W*\d{3,}\W*")


@rule(
    "X14",
    "各表不是同一部门、同一口径",
    "换成本部门本年度的表；部门名称写全称，各表一致。",
    severities=[Severity.ERROR, Severity.WARNING, Severity.INFO],
    needs=[Need.TABLES],
)
def one_department(package: PublishedPackage) -> Iterator[Finding]:
    """各表的部门名称相同；收入总表与支出总表的科目相同，并包含一般公共预算支出表的科目；没有整张取自别处的表。"""
    yield from also_reported_as(package, "X14")
    yield from _departments(package)


def _departments(package: PublishedPackage) -> Iterator[Finding]:
    names = {
        name: plain for name, table in package.tables.items() if (plain := _plain(table.department))
    }
    usual = _plain(package.department) or _commonest(names.values())
    for name, plain in names.items():
        if plain == usual:
            continue
        alike = plain in usual or usual in plain
        yield violation(
            "X14",
            package.tables[name].place,
            f"{name}的部门名称“{package.tables[name].department}”",
            usual,
            severity=Severity.WARNING if alike else Severity.ERROR,
            evidence=[f"{other}：{text}" for other, text in names.items() if text == usual][:3],
        )


def _plain(name: str) -> str:
    """A name without the budget code before it and without blanks."""
    return _CODE_BEFORE.sub("", unspaced(name)).replace("(", "（").replace(")", "）")


def _commonest(names: Iterable[str]) -> str:
    counted = Counter(names)
    return min(counted, key=lambda name: (-counted[name], name), default="")


@rule(
    "X17",
    "科目与支出内容不相称",
    "核对科目是否用错；确属如此的，在情况说明中说明。",
    severities=[Severity.WARNING],
    needs=[Need.TABLES],
    tables=(GENERAL, EXPENDITURE, PROJECTS),
)
def accounts_fit(package: PublishedPackage) -> Iterator[Finding]:
    """“行政运行”“事业运行”只列基本支出；“公用经费”“人员经费”不作项目；主要支出所在的类与部门职责相称。"""
    table = package.tables.get(EXPENDITURE)
    general = package.tables.get(GENERAL)
    for source in (general, table):
        if source is not None and (terms := list(_basic_only(source))):
            for term in terms:
                yield violation(
                    "X17",
                    term.place,
                    str(term),
                    "项目支出列入其他项级科目",
                    evidence=_row(source, term),
                )
            break
    for name, term in listed_projects(package):
        if name in known_accounts().no_projects:
            yield violation(
                "X17",
                term.place,
                str(term),
                "列入基本支出，或写明项目的内容",
            )
    for source in (table, general):
        if source is not None:
            yield from _main_class(package, source)
            if any(cell.amount for row in source.blocks[-1] for cell in row.cells.values()):
                break


def _basic_only(table: ReadTable) -> Iterator[PrintedAmount]:
    for number, (spec, rows) in enumerate(zip(table.spec.blocks, table.blocks, strict=True)):
        order = row_order(spec, rows)
        for index, row in enumerate(rows):
            if order.children(index) or unspaced(row.label) not in known_accounts().basic_only:
                continue
            term = amount_of_cell(table, number, index, "项目支出")
            if term is not None and term.amount:
                yield term


def _row(table: ReadTable, term: PrintedAmount) -> list[str]:
    terms = (
        amount_of_code(table, term.code, column) for column in ("合计", "基本支出", "项目支出")
    )
    return [str(term) for term in terms if term is not None]


def _main_class(package: PublishedPackage, table: ReadTable) -> Iterator[Finding]:
    """A 类 that takes most of the expenditure though the department's name points elsewhere."""
    known = known_accounts()
    name = package.department
    usual = next(
        (
            usual.classes
            for usual in known.usual_classes
            if any(word in name for word in usual.words)
        ),
        (),
    )
    total = amount_of_fixed_row(table, "合计", "合计")
    if not usual or total is None:
        return
    for number, rows in enumerate(table.blocks):
        for index, row in enumerate(rows):
            code = account_code(row)
            if len(code) != 3 or code in (*usual, *known.common_classes):
                continue
            term = amount_of_cell(table, number, index, "合计")
            share = percent(term.amount, total.amount) if term is not None else None
            if term is not None and share is not None and share > known.main_share:
                yield violation(
                    "X17",
                    term.place,
                    str(term),
                    f"部门的主要支出一般在 {'、'.join(usual)} 类",
                    evidence=(f"占支出合计 {wan_text(total.amount)} 的 {share}%",),
                )
