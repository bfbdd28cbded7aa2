"""P10 and P11: when a form was filled in, and what sort of project it says it is.

Tests: tests/audit/forms/test_text.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from yugong.audit.evidence.form_criteria import form_criteria
from yugong.audit.evidence.project_rows import project_rows
from yugong.audit.evidence.stated import listed
from yugong.audit.rule import Need, rule, violation
from yugong.findings import Finding, Place, Severity
from yugong.published.model.package import PerformanceForm, PublishedPackage
from yugong.published.model.printed_text import plain


@rule(
    "P10",
    "填报时间或时效不合年度",
    "核对填报日期和时效指标的年份。",
    severities=[Severity.WARNING],
    needs=[Need.FORMS],
)
def forms_are_of_the_year(package: PublishedPackage) -> Iterator[Finding]:
    """填报日期在编制周期内（上年十月到公开前），时效指标不早于预算年度。"""
    if package.year is None:
        return
    criteria = form_criteria()
    first = (package.year - 1, criteria.filled_from)
    last = (package.year, criteria.filled_to)
    odd: list[tuple[PerformanceForm, Place, str]] = []
    for form in package.projects:
        for footer in form.footers:
            match = criteria.filled_on.search(plain(footer.text))
            if match is None or not 1 <= int(match[2]) <= 12:
                continue
            if not first <= (int(match[1]), int(match[2])) <= last:
                odd.append((form, footer.place, f"{match[1]} 年 {int(match[2])} 月"))
    if odd:
        yield violation(
            "P10",
            odd[0][1],
            f"{len(odd)} 份绩效目标表的填报日期不在编制周期内",
            f"{first[0]} 年 {first[1]} 月至 {last[0]} 年 {last[1]} 月",
            evidence=listed(f"{form.name}：{when}" for form, _, when in odd),
        )
    early = [
        (form, indicator.place, f"{indicator.level3} {indicator.value}")
        for form in package.projects
        for indicator in form.indicators
        if "时效" in indicator.level2
        and (years := criteria.year.findall(plain(indicator.value)))
        and max(int(year) for year in years) < package.year
    ]
    if early:
        yield violation(
            "P10",
            early[0][1],
            f"{len(early)} 个时效指标早于预算年度",
            f"不早于 {package.year} 年",
            evidence=listed(f"{form.name}：{text}" for form, _, text in early),
        )


@rule(
    "P11",
    "项目属性与项目不符",
    "按项目的实际改填项目属性和项目期；清付以前年度的，在名称或概况中说明。",
    severities=[Severity.WARNING],
    needs=[Need.FORMS],
)
def the_sort_of_project_fits(package: PublishedPackage) -> Iterator[Finding]:
    """一次性、延续、经常性与项目的性质和期限一致；本年预算中的以前年度事项有说明。"""
    criteria = form_criteria()
    yearly: list[PerformanceForm] = []
    for form in package.projects:
        kind = criteria.text(form, "项目属性")
        term = plain(criteria.text(form, "项目期"))
        if criteria.one_off in kind:
            if term and not criteria.one_year.match(term):
                yield _finding(form, f"{kind}，项目期 {term}", "一次性项目的项目期为 1 年")
            elif any(word in form.name for word in criteria.yearly):
                yearly.append(form)
        elif criteria.several_years in kind and criteria.one_year.match(term):
            yield _finding(form, f"{kind}，项目期 {term}", "延续性项目的项目期不止 1 年")
        if criteria.ninety_nine.match(term) and not criteria.lasting.search(kind):
            yield _finding(form, f"{kind}，项目期 {term}", "99 年只用于经常性项目")
    if yearly:
        yield violation(
            "P11",
            yearly[0].place,
            f"{len(yearly)} 个每年都会发生的项目填成一次性项目",
            "填经常性或延续性项目",
            evidence=listed(form.name for form in yearly),
        )
    yield from _of_earlier_years(package)


def _of_earlier_years(package: PublishedPackage) -> Iterator[Finding]:
    """Projects of this year's budget whose names are of an earlier year."""
    if package.year is None:
        return
    rows = [
        row
        for row in project_rows(package)
        if (years := form_criteria().year.findall(plain(row.label)))
        and max(int(year) for year in years) < package.year
    ]
    if rows:
        yield violation(
            "P11",
            rows[0].place,
            f"{len(rows)} 个本年项目的名称是以前年度的事项",
            "说明是清付以前年度的款项，或列入上年结转",
            evidence=listed(f"{row.label}：{row.amount('合计') or 0} 万元" for row in rows),
        )


def _finding(form: PerformanceForm, what: str, expected: str) -> Finding:
    field = form_criteria().field(form, "项目属性")
    return violation(
        "P11",
        form.place if field is None else field.place,
        f"“{form.name}”{what}",
        expected,
    )
