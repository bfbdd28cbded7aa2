"""Rules T10, T11, X15 and X16: assets and procurement, where they are printed as tables.

Tests: tests/audit/tables/test_sources.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from yugong.audit.evidence.form_costs import estimate
from yugong.audit.evidence.known_accounts import known_accounts
from yugong.audit.evidence.printed_steps import narrative_step
from yugong.audit.evidence.project_rows import listed_projects
from yugong.audit.evidence.purchases import purchases_of
from yugong.audit.evidence.relation import Verdict, amount_of_fixed_row, coarsest_step, sum_equation
from yugong.audit.evidence.table_names import ASSETS, PROCUREMENT
from yugong.audit.reconciliation.cascades import also_reported_as, findings_of_rule
from yugong.audit.rule import Need, UndecidedError, rule, violation
from yugong.budget.money import (
    USUAL_STEP,
    ZERO,
    printed_product_tolerance,
    printed_step,
    residue_tolerance,
    rounded_to_print,
    sum_tolerance,
    wan_text,
)
from yugong.findings import Finding, Severity
from yugong.published.model.package import Aspect, PublishedPackage, ReadRow, ReadTable
from yugong.published.model.printed_text import unspaced
from yugong.published.tables.decimals import decimals_in

_PARTS = ("货物", "工程", "服务")
_WITHIN = re.compile(r"其中[:：]?")
_PURCHASE = re.compile(r"拟购置固定资产[^。；]{0,20}?(\d[\d,]*(?:\.\d+)?)万元")


@rule(
    "T10",
    "固定资产表不符",
    "核对资产总额和各项，改正有误的一处。",
    severities=[Severity.ERROR, Severity.WARNING, Severity.INFO],
    needs=[Need.TABLES],
    tables=(ASSETS,),
)
def assets_add_up(package: PublishedPackage) -> Iterator[Finding]:
    """固定资产表：总额等于房屋、车辆、单价较高的设备与其他固定资产之和；“其中”一行不空。"""
    yield from findings_of_rule(package, "T10")
    for rows in package.tables[ASSETS].blocks:
        for above, row in pairwise(rows):
            has_some = any(cell.amount for cell in above.cells.values())
            if has_some and _WITHIN.match(row.label.strip()) and not _figures(row):
                yield violation(
                    "T10",
                    row.place,
                    f"固定资产表“{row.label.strip()}”空白",
                    "填数量、价值，没有的填 0",
                    severity=Severity.WARNING,
                    evidence=[f"{above.label.strip()}：{'、'.join(_figures(above))}"],
                )


def _figures(row: ReadRow) -> list[str]:
    return [cell.text.strip() for cell in row.cells.values() if cell.amount is not None]


@rule(
    "T11",
    "政府采购数不符",
    "核对采购数量、单价和金额；总额等于货物、工程、服务之和。",
    severities=[Severity.ERROR, Severity.WARNING, Severity.INFO],
    needs=[],
)
def procurement_adds_up(package: PublishedPackage) -> Iterator[Finding]:
    """政府采购总额等于货物、工程、服务之和；列表的，数量乘单价等于金额，合计等于各行之和、各来源之和。"""
    table = package.tables.get(PROCUREMENT)
    total = next(package.stated("政府采购.总额"), None)
    if table is None and total is None:
        raise UndecidedError("没有读到政府采购表，也没有读到文中的政府采购数")
    if table is not None:
        sums = list(also_reported_as(package, "T11"))
        yield from sums
        yield from _products(table)
        reported = {total.place for total in sums}
        yield from (finding for finding in _whole(table) if finding.place not in reported)
    if total is None:
        return
    parts = [next(package.stated(f"政府采购.{name}", Aspect.VALUE), None) for name in _PARTS]
    stated = [part for part in parts if part is not None]
    whole = sum((part.value for part in stated), ZERO)
    tolerance = residue_tolerance(len(stated), narrative_step(package))
    if len(stated) == len(_PARTS) and abs(whole - total.value) > tolerance:
        yield violation(
            "T11",
            total.place,
            f"政府采购总额 {total.text}",
            f"{wan_text(whole)}（货物、工程、服务之和）",
            difference=wan_text(total.value - whole),
            evidence=[f"{name} {part.text}" for name, part in zip(_PARTS, stated, strict=True)],
        )


def _products(table: ReadTable) -> Iterator[Finding]:
    for row in purchases_of(table):
        count, price, amount = (row.get(name) for name in ("数量", "单价", "合计"))
        if (
            count is None
            or price is None
            or amount is None
            or not (count.is_printed and price.is_printed)
        ):
            continue
        exact = count.amount * price.amount
        # A price in whole 元 is often itself a quotient: such a product is compared in 万元.
        step = USUAL_STEP if table.unit == "元" else amount.step
        product = rounded_to_print(exact, step)
        tolerance = printed_product_tolerance(count.amount, price.step, amount.step)
        is_off = abs(exact - amount.amount) > tolerance
        if is_off and product != rounded_to_print(amount.amount, step):
            yield violation(
                "T11",
                amount.place,
                str(amount),
                f"{wan_text(product)}（数量乘单价）",
                difference=wan_text(amount.amount - product),
                evidence=(str(count), str(price), str(amount)),
            )


def _whole(table: ReadTable) -> Iterator[Finding]:
    """The total row over the single purchases, with or without subtotals between."""
    total = amount_of_fixed_row(table, "合计", "合计")
    rows = [row["合计"] for row in purchases_of(table) if "合计" in row]
    if total is None or not rows:
        return
    relation = sum_equation("T11", total, rows, "合计＝各行之和")
    if relation.verdict is Verdict.BROKEN:
        yield violation(
            "T11",
            total.place,
            str(total),
            f"{wan_text(total.amount - relation.difference)}（各行之和）",
            difference=wan_text(relation.difference),
            evidence=relation.evidence(),
        )


@rule(
    "X15",
    "政府采购表与项目不符",
    "补列应当采购的项目，或改正项目名称、采购金额。",
    severities=[Severity.ERROR],
    needs=[Need.TABLES],
    tables=(PROCUREMENT,),
)
def procurement_fits_projects(package: PublishedPackage) -> Iterator[Finding]:
    """采购金额不超过项目的预算资金；名称标明采购的项目都在政府采购表内。"""
    table = package.tables[PROCUREMENT]
    bought: set[str] = set()
    for row in purchases_of(table):
        amount, budget = row.get("合计"), row.get("预算资金")
        if amount is not None:
            bought.add(unspaced(amount.label.strip("“”")))
        if amount is not None and budget is not None and budget.is_printed:
            excess = amount.amount - budget.amount
            if excess >= coarsest_step((amount, budget)):
                yield violation(
                    "X15",
                    amount.place,
                    str(amount),
                    f"不超过项目的预算资金 {wan_text(budget.amount)}",
                    difference=wan_text(excess),
                )
    marks = known_accounts().procurement_marks
    named = {name: term.place for name, term in listed_projects(package)}
    named |= {unspaced(form.name): form.place for form in package.projects if form.name}
    estimates = {unspaced(form.name): estimate(form) for form in package.projects}
    for name, place in named.items():
        if any(mark in name for mark in marks) and unspaced(name) not in bought:
            yield violation(
                "X15",
                place,
                f"项目“{name}”标明采购，政府采购表没有它",
                "列入政府采购表",
                evidence=[
                    *(f"绩效目标表：{made}" for made in [estimates.get(unspaced(name))] if made),
                    *(f"政府采购表有：{name}" for name in sorted(bought)),
                ],
            )


@rule(
    "X16",
    "拟购置固定资产与政府采购表不符",
    "核对文中的拟购置固定资产和采购表的货物，改正有误的一处。",
    severities=[Severity.ERROR],
    needs=[Need.TABLES, Need.TEXT],
    tables=(PROCUREMENT,),
)
def purchases_fit_text(package: PublishedPackage) -> Iterator[Finding]:
    """文中“拟购置固定资产”的金额等于政府采购表中货物的合计。"""
    table = package.tables[PROCUREMENT]
    bought = [
        row.amount("合计") or ZERO
        for rows in table.blocks
        for row in rows
        if (number := row.cells.get("采购目录序号")) is not None
        and number.text.strip().startswith(known_accounts().goods)
    ]
    goods = sum(bought, ZERO)
    matches = [
        (passage, m) for passage in package.passages if (m := _PURCHASE.search(passage.text))
    ]
    if not matches:
        raise UndecidedError("文中没有拟购置固定资产的金额")
    for passage, match in matches:
        amount = Decimal(match[1].replace(",", ""))
        step = max(table.step, printed_step(decimals_in(match[1])))
        if abs(amount - rounded_to_print(goods, step)) > sum_tolerance(len(bought), step):
            yield violation(
                "X16",
                passage.place,
                match[0],
                f"{wan_text(goods)} 万元（政府采购表的货物合计）",
                difference=wan_text(amount - goods),
                evidence=(match[0], f"政府采购表货物合计 {wan_text(goods)}"),
            )
