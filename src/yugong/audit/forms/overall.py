"""P14: the form of the whole department.

Tests: tests/audit/forms/test_funds.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from yugong.audit.evidence.form_criteria import form_criteria
from yugong.audit.evidence.printed_steps import form_step
from yugong.audit.evidence.stated import listed, wan, yuan_text
from yugong.audit.evidence.table_names import EXPENDITURE
from yugong.audit.rule import Need, rule, violation
from yugong.budget.money import (
    EXACT_STEP,
    ZERO,
    is_printed_alike,
    residue_tolerance,
    rounded_to_print,
    to_wan,
    to_yuan,
)
from yugong.findings import Finding, Severity
from yugong.published.model.package import PerformanceForm, PublishedPackage

_COUNT = re.compile(r"^\s*(\d{1,6})\s*(?:个|人|名)?\s*$")
_EXPENDITURE = ("基本支出", "项目支出")


@rule(
    "P14",
    "整体绩效表的数字对不上",
    "按预算支出总表改正资金，按机构编制核对人数。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.TABLES],
)
def the_overall_form_adds_up(package: PublishedPackage) -> Iterator[Finding]:
    """整体绩效表合计等于基本支出加项目支出，并与支出总表相等；总人数等于各类人员之和，在编不超过编制。"""
    form = package.overall
    if form is None:
        return
    if is_in_yuan(package, form):
        printed = {name: to_wan(amount) for name, amount in form.year_funds.items()}
        form = replace(form, year_funds=printed)
        yield _wrong_unit(form)
        yield from _funds(package, form)
    else:
        yield from _funds(package, form)
        yield from _against_the_table(package, form)
    yield from _people(form)


def _funds(package: PublishedPackage, form: PerformanceForm) -> Iterator[Finding]:
    for titles, parts in form_criteria().overall_funds:
        total = next((form.year_funds[title] for title in titles if title in form.year_funds), None)
        amounts = {part: form.year_funds[part] for part in parts if part in form.year_funds}
        if total is None or len(amounts) < len(parts):
            continue
        sum_of = sum(amounts.values(), ZERO)
        if abs(total - sum_of) > _tolerance(package, form, len(parts)):
            yield violation(
                "P14",
                form.place,
                f"整体绩效表合计 {yuan_text(total)}，各项之和 {yuan_text(sum_of)}",
                "合计等于基本支出与项目支出之和",
                difference=yuan_text(total - sum_of),
                evidence=listed(f"{name} {yuan_text(amount)}" for name, amount in amounts.items()),
            )


def is_in_yuan(package: PublishedPackage, form: PerformanceForm) -> bool:
    """True if a form headed 万元 was filled in 元, as the table of expenditure shows."""
    table = package.tables.get(EXPENDITURE)
    if table is None:
        return False
    amounts = [(form.year_funds.get(name), table.amount("合计", name)) for name in _EXPENDITURE]
    return any(
        funds and amount and rounded_to_print(to_wan(to_wan(funds)), table.step) == amount
        for funds, amount in amounts
    )


def _wrong_unit(form: PerformanceForm) -> Finding:
    return violation(
        "P14",
        form.place,
        "整体绩效表的资金单位写万元，数字是元",
        "把单位改为元，或把数字换算成万元",
        evidence=listed(f"{name} {amount}" for name, amount in form.year_funds.items()),
    )


def _tolerance(package: PublishedPackage, form: PerformanceForm, addends: int) -> Decimal:
    """The 尾差 of a sum, in 元: one 分 if the form is in 元, a residue if it prints 万元."""
    step = form_step(package, form)
    return to_yuan(max(residue_tolerance(addends, step), EXACT_STEP))


def _against_the_table(package: PublishedPackage, form: PerformanceForm) -> Iterator[Finding]:
    table = package.tables.get(EXPENDITURE)
    if table is None or table.declares_empty:
        return
    for name in _EXPENDITURE:
        funds, amount = form.year_funds.get(name), table.amount("合计", name)
        if funds is None or amount is None:
            continue
        step = form_step(package, form)
        if is_printed_alike(to_wan(funds), step, amount, table.step):
            continue
        printed = rounded_to_print(to_wan(funds), max(step, table.step))
        yield violation(
            "P14",
            form.place,
            f"整体绩效表{name} {wan(printed)}",
            wan(amount),
            difference=wan(printed - amount),
            evidence=(f"{table.title}{name}：{wan(amount)}",),
        )


def _people(form: PerformanceForm) -> Iterator[Finding]:
    criteria = form_criteria()
    for totals, parts in criteria.overall_people:
        total = _count(form, totals)
        counts = [_count(form, names) for names in parts]
        known = [count for count in counts if count is not None]
        if total is None or len(known) < len(parts) or sum(known) == total:
            continue
        yield violation(
            "P14",
            form.place,
            f"{totals[0]} {total} 人，各类之和 {sum(known)} 人",
            "总数等于在编人员与其他人员之和",
            difference=f"{total - sum(known)} 人",
        )
    quota, staff = _count(form, criteria.quota), _count(form, criteria.on_quota)
    if quota is not None and staff is not None and staff > quota:
        yield violation(
            "P14",
            form.place,
            f"在编人员 {staff} 人，编制 {quota} 人",
            "在编人员不超过编制，或说明原因",
            severity=Severity.WARNING,
        )


def _count(form: PerformanceForm, names: Sequence[str]) -> int | None:
    for name in names:
        field = form.fields.get(name)
        match = _COUNT.match(field.text) if field is not None else None
        if match is not None:
            return int(match[1])
    return None
