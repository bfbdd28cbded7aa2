"""Rules X01 to X09 and X13: one quantity that several tables print."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from yugong.audit.evidence.table_names import (
    BASIC,
    CARRIED_PROJECTS,
    EXPENDITURE,
    FISCAL,
    FUND,
    FUND_INCOME,
    GENERAL,
    INCOME,
    OVERVIEW,
    PROJECTS,
    STATE_CAPITAL,
    STATE_EXPENDITURE,
    STATE_INCOME,
)
from yugong.audit.reconciliation.cascades import also_reported_as, findings_of_rule
from yugong.audit.reconciliation.missing_accounts import is_without_figures
from yugong.audit.rule import Need, rule, violation
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage

_agreeing = partial(
    rule,
    remedy="核对两表，以预算系统批复的数为准，改正有误的一处。",
    severities=[Severity.ERROR, Severity.WARNING, Severity.INFO],
    needs=[Need.TABLES],
    least=2,
)
"""A rule of one quantity in two tables or more, of which two at least were read."""


@_agreeing("X01", "收支总表与收入总表不符", tables=(OVERVIEW, INCOME))
def overview_income(package: PublishedPackage) -> Iterator[Finding]:
    """收支总表的收入总计等于收入总表的合计加上年结转，各资金来源逐项相等。"""
    yield from findings_of_rule(package, "X01")


@_agreeing("X02", "收支总表与支出总表不符", tables=(OVERVIEW, EXPENDITURE))
def overview_expenditure(package: PublishedPackage) -> Iterator[Finding]:
    """收支总表的本年支出合计等于支出总表的合计。"""
    yield from findings_of_rule(package, "X02")


@_agreeing(
    "X03",
    "各表同一功能分类的数不符",
    tables=(OVERVIEW, EXPENDITURE, INCOME, FISCAL, GENERAL, FUND, STATE_CAPITAL, STATE_EXPENDITURE),
)
def accounts_agree(package: PublishedPackage) -> Iterator[Finding]:
    """收支总表的每一功能行等于支出总表的同一类，没有其他资金的等于财政拨款收支总表的同一类；没有年终结转的，收入总表、支出总表和各预算支出表按类、款、项逐一相等，有上年结转的加上结转后比较。"""
    yield from findings_of_rule(package, "X03")


@_agreeing("X04", "收支总表与财政拨款收支总表的收入不符", tables=(OVERVIEW, FISCAL))
def fiscal_income(package: PublishedPackage) -> Iterator[Finding]:
    """一般公共预算、政府性基金、国有资本经营的收入在两表相等；只有财政拨款的，收入总计也相等。"""
    yield from findings_of_rule(package, "X04")


@_agreeing(
    "X05",
    "财政拨款收支总表与各预算支出表不符",
    tables=(FISCAL, GENERAL, FUND, STATE_CAPITAL, STATE_EXPENDITURE),
)
def fiscal_expenditure(package: PublishedPackage) -> Iterator[Finding]:
    """没有结转的，财政拨款收支总表各列按类等于一般公共预算、政府性基金、国有资本经营的支出表，合计也相等。"""
    yield from findings_of_rule(package, "X05")


@_agreeing(
    "X06",
    "政府性基金、国有资本经营的数不符",
    tables=(OVERVIEW, FUND_INCOME, FUND, STATE_CAPITAL, STATE_INCOME, STATE_EXPENDITURE),
)
def funds_agree(package: PublishedPackage) -> Iterator[Finding]:
    """收支总表的政府性基金等于基金收入表、支出表的合计，国有资本经营等于其收支表（收入表、支出表），两处都有的各科目相等；收入、支出两表同有同无。"""
    yield from findings_of_rule(package, "X06")


@_agreeing(
    "X07",
    "支出总表与各预算支出表之和不符",
    tables=(EXPENDITURE, GENERAL, FUND, STATE_CAPITAL, STATE_EXPENDITURE),
)
def expenditure_of_all_funds(package: PublishedPackage) -> Iterator[Finding]:
    """支出总表等于一般公共预算、政府性基金、国有资本经营支出表与财政拨款以外的支出之和，基本支出、项目支出各科目亦然。"""
    yield from findings_of_rule(package, "X07")


@_agreeing("X08", "基本支出与分经济科目表不符", tables=(GENERAL, BASIC))
def basic_expenditure(package: PublishedPackage) -> Iterator[Finding]:
    """一般公共预算支出表的基本支出合计等于基本支出分经济科目表的合计。"""
    yield from findings_of_rule(package, "X08")


@_agreeing(
    "X09",
    "项目支出与项目支出预算表不符",
    remedy="核对项目支出预算表有无漏列、重列的项目，改正有误的一处。",
    tables=(
        GENERAL,
        FUND,
        STATE_CAPITAL,
        STATE_EXPENDITURE,
        EXPENDITURE,
        PROJECTS,
        CARRIED_PROJECTS,
    ),
)
def project_expenditure(package: PublishedPackage) -> Iterator[Finding]:
    """各支出表的项目支出等于项目支出预算表相应资金来源的合计，有结转的加上结转表。"""
    yield from findings_of_rule(package, "X09")


@rule(
    "X13",
    "表标明无数据而相关表有数",
    "补填该表；确无数据的，改正相关表。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.TABLES],
)
def empty_tables_are_empty(package: PublishedPackage) -> Iterator[Finding]:
    """标明“本表无数据”的表里没有数，相关各表的相应各处也没有数。"""
    yield from also_reported_as(package, "X13")
    for table in package.tables.values():
        if table.declares_empty and not is_without_figures(table):
            first = next(
                cell
                for rows in table.blocks
                for row in rows
                for cell in row.cells.values()
                if cell.amount
            )
            yield violation(
                "X13", first.place, f"{table.name}标明无数据，表内却有 {first.text}", "二者一致"
            )
