"""The projects of a reconstructed ledger, each with what its form says.

Tests: tests/reconstruct/test_project_list.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from yugong.budget.dimension import Year
from yugong.budget.money import ZERO
from yugong.figures.posting import Posting
from yugong.findings import Finding, Kind, Severity
from yugong.published.forms.pairing import core_name
from yugong.published.forms.unpublished import stated_unpublished
from yugong.published.model.package import PerformanceForm, PublishedPackage
from yugong.reconstruct.form_value import project_value, year_funds
from yugong.reconstruct.registry import Registry
from yugong.standard.schema import Standard

_YEAR_FUNDS, _PERIOD_FUNDS = "年度资金", "实施期资金"


def postings_by_project(postings: Iterable[Posting]) -> dict[str, list[Posting]]:
    """Return the postings of each project by its key."""
    by_project: dict[str, list[Posting]] = defaultdict(list)
    for posting in postings:
        by_project[posting.project].append(posting)
    return by_project


def project_values(
    package: PublishedPackage,
    standard: Standard,
    registry: Registry,
    settled: Sequence[Posting],
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Return the entries of the projects that have money, in published order.

    Projects without a form are marked as unpublished if the text states as many.  The findings name
    the forms that are left out, those of another name than the table's, and
    funds of a form that are less than the year's money.
    """
    forms = dict(zip(registry.forms, package.projects, strict=True))
    by_project = postings_by_project(settled)
    values: list[dict[str, Any]] = []
    without_form: list[dict[str, Any]] = []
    findings: list[Finding] = []
    for position, project in enumerate(registry.projects):
        of_project = by_project.get(project.key, [])
        form = forms.get(position)
        if not of_project:
            if form is not None:
                findings.append(_without_money(form))
            continue
        value: dict[str, Any] = {"编码": project.code} if project.code else {}
        value["名称"] = project.name
        if form is not None:
            described = project_value(form, standard.project_form.frame, registry.units)
            findings += _against_the_table(form, project.name, described, of_project)
            value |= described
        else:
            without_form.append(value)
        values.append(value)
    if len(without_form) == stated_unpublished(package):
        for value in without_form:
            value["公开绩效目标"] = "否"
    return values, findings


def _against_the_table(
    form: PerformanceForm, name: str, value: dict[str, Any], postings: Sequence[Posting]
) -> list[Finding]:
    """Add the year's funds to an entry if they are the table's, and remove contrary ones."""
    current = [posting for posting in postings if posting.year == Year.CURRENT] or postings
    total = sum((posting.amount for posting in current), ZERO)
    findings = []
    year = year_funds(form)
    if year and _sum(year) == total:
        value[_YEAR_FUNDS] = year
    period = value.get(_PERIOD_FUNDS)
    if period and _sum(period) < total:
        del value[_PERIOD_FUNDS]
        actual = f"{form.name}：{_PERIOD_FUNDS} {_sum(period):f} 元"
        expected = f"不少于{_YEAR_FUNDS} {total:f} 元"
        findings.append(
            Finding(
                Kind.FIGURES_CONTRADICT, form.place, actual, expected, severity=Severity.WARNING
            )
        )
    if core_name(form.name) != core_name(name):
        expected = f"按项目支出表写作“{name}”"
        actual = f"绩效目标表的项目名称“{form.name}”"
        findings.append(
            Finding(Kind.LEDGER_INCOMPLETE, form.place, actual, expected, severity=Severity.INFO)
        )
    return findings


def _sum(funds: Mapping[str, str]) -> Decimal:
    return sum(map(Decimal, funds.values()), ZERO)


def _without_money(form: PerformanceForm) -> Finding:
    actual = f"绩效目标表“{form.name}”在项目支出表中没有对应的项目，没有写进预算文件"
    expected = "本年有资金的，在“收支明细”和“项目”中补写"
    return Finding(Kind.FIGURES_CONTRADICT, form.place, actual, expected, severity=Severity.WARNING)
