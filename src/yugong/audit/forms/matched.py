"""P01, P02, P08, P15: the performance forms against the table of projects.

Tests: tests/audit/forms/test_funds.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from yugong.audit.evidence.form_criteria import form_criteria
from yugong.audit.evidence.form_match import (
    ProjectForm,
    match_forms,
    repeated_forms,
)
from yugong.audit.evidence.project_rows import money_of, project_rows
from yugong.audit.evidence.stated import first_value, listed, wan, yuan_text
from yugong.audit.evidence.table_names import CARRIED_PROJECTS, PROJECTS
from yugong.audit.evidence.unlisted_money import may_be_carried, unlisted_carry_over
from yugong.audit.rule import Need, rule, violation
from yugong.budget.money import ZERO, rounded_to_print, sum_tolerance, to_wan
from yugong.findings import Finding, Severity
from yugong.published.forms.pairing import core_name, year_total
from yugong.published.forms.unpublished import PUBLISHED_PROJECTS, stated_unpublished
from yugong.published.model.package import PerformanceForm, PublishedPackage, ReadRow
from yugong.published.model.printed_text import plain

_LONG = 6
"""A name of so many characters within another is of the same thing."""
_PUBLISHED = (PUBLISHED_PROJECTS, "绩效.公开项目金额")
_HARDLY_ANY = 5
"""If fewer than one in so many projects has a form, this is one finding."""


@rule(
    "P01",
    "项目与绩效目标表不是一一对应",
    "补上缺少的绩效目标表，删去不属于本年项目的表。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.TABLES],
    tables=(PROJECTS,),
)
def every_project_has_its_form(package: PublishedPackage) -> Iterator[Finding]:
    """项目支出预算表的每个项目有一份绩效目标表，每份绩效目标表是表中的一个项目；几个单位共同承担的是一个项目，有财政拨款以外的结转的，其项目不在表中。"""
    rows = project_rows(package)
    if not rows:
        return
    if not package.projects:
        yield _none_at_all(package, rows)
        return
    match = match_forms(package)
    if len(match.rows) == stated_unpublished(package):
        match = replace(match, rows=())
    if len(match.pairs) * _HARDLY_ANY < len(rows):
        yield _many_missing(package, match.rows)
    else:
        for row in match.rows:
            yield violation(
                "P01",
                row.place,
                f"“{row.label}”没有绩效目标表",
                "补一份绩效目标表",
                evidence=(f"{package.tables[PROJECTS].title}：{wan(row.amount('合计') or ZERO)}",),
            )
    again = {id(form) for form in repeated_forms(package, match.forms)}
    unlisted = unlisted_carry_over(package)
    for form in match.forms:
        if id(form) not in again:
            total = year_total(form)
            yield violation(
                "P01",
                form.place,
                f"绩效目标表“{form.name}”在项目支出预算表中没有对应的项目",
                "核对项目名称和金额，或删去",
                severity=_unless_carried(to_wan(total or ZERO), unlisted),
                evidence=[
                    *([f"年度资金总额 {yuan_text(total)}"] if total else []),
                    *(f"“{name}”已有另一份绩效目标表" for name in _taken(form, match.pairs)),
                ],
            )


def _unless_carried(amount: Decimal, unlisted: Decimal | None) -> Severity:
    return Severity.WARNING if may_be_carried(amount, unlisted) else Severity.ERROR


def _taken(form: PerformanceForm, pairs: Sequence[ProjectForm]) -> Iterator[str]:
    """The project that a form without one is called after: it has another form already."""
    name = core_name(form.name)
    for pair in pairs:
        other = core_name(pair.row.label)
        if name == other or (len(name) >= _LONG and name in other):
            yield pair.row.label
            return


def _none_at_all(package: PublishedPackage, rows: Sequence[ReadRow]) -> Finding:
    """Report that no form was read: an error if the text states that forms are published.

    They may be published in another file, so that without such a word it is a warning.
    """
    announced = [
        statement
        for name in _PUBLISHED
        if (statement := first_value(package, name)) and statement.value
    ]
    missing = _many_missing(package, rows)
    return replace(
        missing,
        actual=f"{len(rows)} 个项目，没有读到一份绩效目标表",
        expected="每个项目一份绩效目标表；另附文件的，一并检查",
        severity=Severity.ERROR if announced else Severity.WARNING,
        evidence=(*listed(statement.sentence for statement in announced), *missing.evidence),
    )


def _many_missing(package: PublishedPackage, rows: Sequence[ReadRow]) -> Finding:
    return violation(
        "P01",
        package.tables[PROJECTS].place,
        f"{len(rows)} 个项目没有绩效目标表",
        "每个项目一份绩效目标表",
        evidence=listed(f"{row.label}：{wan(row.amount('合计') or ZERO)}" for row in rows),
    )


@rule(
    "P02",
    "绩效目标表的金额与项目表不符",
    "绩效目标表以元为单位，换算成万元后应与项目支出预算表相等。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.FORMS],
)
def form_money_is_the_table_s(package: PublishedPackage) -> Iterator[Finding]:
    """绩效目标表的年度资金换算成万元并四舍五入后，等于项目支出预算表的合计（几个单位承担的相加，有上年结转的加上结转）；金额不空。"""
    blank = [form for form in package.projects if year_total(form) is None]
    if blank:
        yield violation(
            "P02",
            blank[0].place,
            f"{len(blank)} 份绩效目标表没有预算金额",
            "每份写明年度资金，才能与项目支出核对",
            severity=Severity.WARNING,
            evidence=listed(form.name for form in blank),
        )
    unlisted = unlisted_carry_over(package)
    for pair in match_forms(package).pairs:
        total, amount = year_total(pair.form), pair.row.amount("合计")
        if total is None or amount is None or pair.is_same_amount:
            continue
        carried = _carried(package, pair)
        printed = rounded_to_print(to_wan(total), pair.step)
        more = printed - amount - money_of(carried)
        if carried and abs(more) <= sum_tolerance(pair.addends + len(carried), pair.step):
            continue
        yield violation(
            "P02",
            pair.form.place,
            f"“{pair.form.name}”年度资金 {yuan_text(total)}，即 {wan(printed)}",
            wan(amount),
            severity=_unless_carried(more, unlisted),
            difference=wan(printed - amount),
            evidence=(f"项目支出预算表“{pair.row.label}”：{wan(amount)}",),
        )


def _carried(package: PublishedPackage, pair: ProjectForm) -> list[ReadRow]:
    """The rows of carried-over money of the same project."""
    name = core_name(pair.row.label)
    return [row for row in project_rows(package, CARRIED_PROJECTS) if core_name(row.label) == name]


@rule(
    "P08",
    "绩效目标表重复",
    "删去重复的表或页脚；确是两个项目的，用名称、年度区分。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.FORMS],
)
def no_form_is_there_twice(package: PublishedPackage) -> Iterator[Finding]:
    """同名的绩效目标表能由金额或年度区分，一份表只有一行页脚。"""
    for form in package.projects:
        dated = [
            footer
            for footer in form.footers
            if form_criteria().filled_on.search(plain(footer.text))
        ]
        if len(dated) > 1:
            dates = (form_criteria().filled_on.search(plain(footer.text)) for footer in dated)
            yield violation(
                "P08",
                dated[1].place,
                f"“{form.name}”有 {len(dated)} 行负责人、填报日期",
                "只留一行",
                evidence=listed(f"{date[1]}-{date[2]}" for date in dates if date),
            )
    unmatched = match_forms(package).forms if PROJECTS in package.tables else package.projects
    for form in repeated_forms(package, unmatched):
        total = year_total(form)
        yield violation(
            "P08",
            form.place,
            f"“{form.name}”与另一份绩效目标表名称、金额都相同",
            "删去重复的一份，或写明区别",
            severity=Severity.ERROR if total else Severity.WARNING,
            evidence=(f"年度资金总额 {yuan_text(total)}",) if total else (),
        )


@rule(
    "P15",
    "绩效目标表的项目名称与项目表不同",
    "统一两处的项目名称。",
    severities=[Severity.WARNING, Severity.STYLE],
    needs=[Need.TABLES, Need.FORMS],
    tables=(PROJECTS,),
)
def form_names_are_the_table_s(package: PublishedPackage) -> Iterator[Finding]:
    """绩效目标表的项目名称与项目支出预算表一字不差。"""
    punctuation: list[ProjectForm] = []
    for pair in match_forms(package).pairs:
        label, other = plain(pair.row.label), plain(pair.form.name)
        if label == other:
            continue
        if core_name(label) == core_name(other):
            punctuation.append(pair)
            continue
        yield violation(
            "P15",
            pair.form.place,
            pair.form.name,
            pair.row.label,
            evidence=(f"两处金额同为 {wan(pair.row.amount('合计') or ZERO)}",)
            if pair.is_same_amount
            else (),
        )
    if punctuation:
        yield violation(
            "P15",
            punctuation[0].form.place,
            f"{len(punctuation)} 份绩效目标表的名称与项目表只有标点或个别字样不同",
            "统一写法",
            severity=Severity.STYLE,
            evidence=listed(f"{pair.form.name}／{pair.row.label}" for pair in punctuation),
        )
