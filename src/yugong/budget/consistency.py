"""The checks that a budget agrees with itself: every fault in one pass, each with its place.

Checks are plain functions from a budget to findings, listed in :data:`CHECKS`; those that
need the 科目 catalogue are in :mod:`yugong.budget.accounts_check`.  None of them knows a
region's standard.

Tests: tests/intake/test_budget_file.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache

from yugong.budget.accounts_check import check_accounts
from yugong.budget.budget import Budget
from yugong.budget.catalogue import Catalogue
from yugong.budget.dimension import Source, Year
from yugong.budget.entry import Entry
from yugong.budget.money import ZERO, product_tolerance
from yugong.budget.project import project_keys
from yugong.findings import Finding, Kind, Place, Severity
from yugong.findings.similarity import most_similar
from yugong.reading.located_yaml import Locate, Location
from yugong.reading.to_complete import TO_COMPLETE

_Check = Callable[[Budget, Locate], Iterator[Finding]]

_PERSONNEL_CLASSES = ("301", "303")
_PUBLIC_CLASSES = ("302", "307", "309", "310", "312", "399")


def check_units(budget: Budget, place: Locate) -> Iterator[Finding]:
    """单位名称不得重复；收支明细中的单位应在名单之内，多个单位时必须写明。"""
    names = [unit.name for unit in budget.department.units]
    for name, count in Counter(names).items():
        if count > 1:
            index = len(names) - 1 - names[::-1].index(name)
            yield Finding(Kind.DUPLICATE_NAME, place(("部门", "单位", index, "名称")), actual=name)
    listed = [(("收支明细", index, "单位"), line.unit) for index, line in enumerate(budget.ledger)]
    listed += [
        (("政府采购", index, "单位"), row.unit) for index, row in enumerate(budget.procurement)
    ]
    for where, unit in listed:
        if unit is None and len(names) > 1 and where[0] == "收支明细":
            yield Finding(
                Kind.REQUIRED_FIELD_MISSING, place(where), expected="有多个单位时每行都要写明单位"
            )
        elif unit is not None and unit not in names:
            near = most_similar(unit, names)
            expected = f"是否为“{near}”？" if near else "、".join(names)
            yield Finding(Kind.UNIT_UNMATCHED, place(where), actual=unit, expected=expected)


def check_projects(budget: Budget, place: Locate) -> Iterator[Finding]:
    """项目支出必须对应项目清单中的唯一一项；基本支出不得写项目；清单中的项目都应有资金。"""
    keys = Counter(project.key for project in budget.projects)
    names = Counter(project.name for project in budget.projects)
    for index, project in enumerate(budget.projects):
        if keys[project.key] > 1:
            field = "编码" if project.code else "名称"
            yield Finding(Kind.DUPLICATE_NAME, place(("项目", index, field)), actual=project.key)
    used: dict[str, str] = {}
    by_name = {project.name: project.key for project in budget.projects}
    for index, line in enumerate(budget.ledger):
        where = ("收支明细", index, "项目")
        if not line.category.is_project:
            if line.project:
                expected = f"支出类别为“{line.category}”时不写项目"
                yield Finding(
                    Kind.PROJECT_UNMATCHED, place(where), actual=line.project, expected=expected
                )
            continue
        if not line.project:
            yield Finding(Kind.PROJECT_UNMATCHED, place(where), expected="写明项目名称或编码")
        elif line.project in keys:
            yield from _one_category(line.project, line.category, used, place(where))
        elif names[line.project] > 1:
            yield Finding(
                Kind.PROJECT_NAME_AMBIGUOUS,
                place(where),
                actual=line.project,
                expected="写项目编码",
            )
        elif line.project in by_name:
            yield from _one_category(by_name[line.project], line.category, used, place(where))
        else:
            near = most_similar(line.project, [*names, *keys])
            expected = f"是否为“{near}”？" if near else "项目清单中的名称或编码"
            yield Finding(
                Kind.PROJECT_UNMATCHED, place(where), actual=line.project, expected=expected
            )
    for index, project in enumerate(budget.projects):
        if project.key not in used:
            expected = "收支明细中至少有一行资金"
            yield Finding(
                Kind.PROJECT_UNMATCHED,
                place(("项目", index)),
                actual=project.name,
                expected=expected,
            )
    for index, row in enumerate(budget.procurement):
        if row.project and row.project not in keys and row.project not in names:
            near = most_similar(row.project, [*names, *keys])
            expected = f"是否为“{near}”？" if near else ""
            where = ("政府采购", index, "项目")
            yield Finding(
                Kind.PROJECT_UNMATCHED, place(where), actual=row.project, expected=expected
            )


def check_procurement(budget: Budget, place: Locate) -> Iterator[Finding]:
    """政府采购的数量乘单价等于金额（单价可以是四舍五入的）；预留份额不超过金额。"""
    for index, row in enumerate(budget.procurement):
        if row.quantity is not None and row.price is not None:
            product = row.quantity * row.price
            if abs(product - row.amount) > product_tolerance(row.quantity):
                where = place(("政府采购", index, "金额"))
                expected = f"{product.normalize():f}（数量乘单价）"
                yield Finding(Kind.SUM_MISMATCH, where, actual=f"{row.amount:f}", expected=expected)
        if row.reserved > row.amount:
            where = place(("政府采购", index, "预留中小微企业份额"))
            expected = f"不超过金额 {row.amount:f}"
            yield Finding(Kind.SUM_MISMATCH, where, actual=f"{row.reserved:f}", expected=expected)


def _one_category(key: str, category: str, used: dict[str, str], where: Place) -> Iterator[Finding]:
    known = used.setdefault(key, category)
    if known != category:
        yield Finding(
            Kind.CATEGORY_AGAINST_ACCOUNT,
            where,
            actual=category,
            expected=f"同一项目前面写的是“{known}”",
        )


def check_categories(budget: Budget, place: Locate) -> Iterator[Finding]:
    """人员经费列 301、303，公用经费列 302、310 等；列错的给出警告。"""
    for index, line in enumerate(budget.ledger):
        allowed = {"人员经费": _PERSONNEL_CLASSES, "公用经费": _PUBLIC_CLASSES}.get(line.category)
        if allowed and not line.department_code.startswith(allowed):
            yield Finding(
                Kind.CATEGORY_AGAINST_ACCOUNT,
                place(("收支明细", index, "部门经济科目")),
                actual=f"{line.category} {line.department_code}",
                expected=f"{line.category}一般列 {'、'.join(allowed)} 类",
                severity=Severity.WARNING,
            )


def check_income(budget: Budget, place: Locate) -> Iterator[Finding]:
    """政府性基金和国有资本经营预算的收入按收入科目填列，合计等于支出与年终结转之和。"""
    for source in (Source.GOVERNMENT_FUNDS, Source.STATE_CAPITAL):
        for year in Year:
            spent = sum(
                (row.amount for row in budget.ledger if (row.source, row.year) == (source, year)),
                ZERO,
            ) + sum(
                (row.amount for row in budget.year_end if (row.source, row.year) == (source, year)),
                ZERO,
            )
            rows = [row for row in budget.income if (row.source, row.year) == (source, year)]
            income = sum((row.amount for row in rows), ZERO)
            if year is Year.CURRENT and spent and not rows:
                expected = f"{source}的收入科目，金额合计 {spent:f} 元"
                yield Finding(Kind.REQUIRED_FIELD_MISSING, place(("收入",)), expected=expected)
            elif rows and income != spent:
                yield Finding(
                    Kind.SUM_MISMATCH,
                    place(("收入",)),
                    actual=f"{source}{year}收入合计 {income:f} 元",
                    expected=f"{source}{year}支出与年终结转合计 {spent:f} 元",
                )
    for index, row in enumerate(budget.income):
        if row.source not in (Source.GOVERNMENT_FUNDS, Source.STATE_CAPITAL):
            expected = "政府性基金预算、国有资本经营预算；其他来源的收入由支出得出"
            yield Finding(
                Kind.CONTENT_UNUSED_BY_STANDARD,
                place(("收入", index, "资金来源")),
                row.source,
                expected,
            )


def check_project_forms(budget: Budget, place: Locate) -> Iterator[Finding]:
    """公开绩效目标的项目，实施期目标和指标都要填写。"""
    for index, project in enumerate(budget.projects):
        if not project.has_published_form:
            continue
        for name, content in (("实施期目标", project.period_goal), ("指标", project.indicators)):
            if not content:
                yield Finding(
                    Kind.REQUIRED_FIELD_MISSING,
                    place(("项目", index, name)),
                    expected=f"填写“{name}”；不公开这个项目的绩效目标的，写 公开绩效目标: 否",
                )


def check_project_funds(budget: Budget, place: Locate) -> Iterator[Finding]:
    """绩效表的年度资金等于收支明细中该项目之和；实施期资金不少于年度资金。"""
    sums = project_sums(budget)
    for index, project in enumerate(budget.projects):
        total = sums.get(project.key, ZERO)
        if project.year_funds is not None and project.year_funds.total != total:
            yield Finding(
                Kind.SUM_MISMATCH,
                place(("项目", index, "年度资金")),
                actual=f"各项合计 {project.year_funds.total:f} 元",
                expected=f"收支明细中该项目合计 {total:f} 元",
            )
        if project.period_funds is not None and project.period_funds.total < total:
            yield Finding(
                Kind.SUM_MISMATCH,
                place(("项目", index, "实施期资金")),
                actual=f"各项合计 {project.period_funds.total:f} 元",
                expected=f"不少于年度资金 {total:f} 元",
            )


def project_sums(budget: Budget) -> dict[str, Decimal]:
    """Return each project's money in 元: this year's, or if it has none, the carry-over."""
    return {
        key: by_year.get(Year.CURRENT, by_year.get(Year.CARRY_OVER, ZERO))
        for key, by_year in _project_years(budget).items()
    }


def project_means(budget: Budget) -> dict[str, Decimal]:
    """Return each project's means in 元: this year's money and the carry-over."""
    return {key: sum(by_year.values(), ZERO) for key, by_year in _project_years(budget).items()}


def _project_years(budget: Budget) -> dict[str, dict[Year, Decimal]]:
    keys = project_keys(budget.projects)
    sums: dict[str, dict[Year, Decimal]] = {}
    for line in budget.ledger:
        if line.project in keys:
            by_year = sums.setdefault(keys[line.project], {})
            by_year[line.year] = by_year.get(line.year, ZERO) + line.amount
    return sums


IDENTITIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("收入.总计", ("支出.总计",)),
    ("支出.合计", ("支出.基本支出", "支出.项目支出")),
    ("支出.基本支出", ("支出.人员经费", "支出.公用经费")),
    ("三公.公务用车购置及运行费", ("三公.公务用车购置费", "三公.公务用车运行维护费")),
    ("三公.合计", ("三公.因公出国境费", "三公.公务接待费", "三公.公务用车购置及运行费")),
)


def check_previous(budget: Budget, place: Locate) -> Iterator[Finding]:
    """上年数之间的总分关系也要成立。"""
    previous = budget.previous
    for whole, parts in IDENTITIES:
        if whole in previous and all(part in previous for part in parts):
            total = sum((previous[part] for part in parts), ZERO)
            if previous[whole] != total:
                yield Finding(
                    Kind.SUM_MISMATCH,
                    place(("上年数", whole)),
                    actual=f"{previous[whole]:f}",
                    expected=f"{'、'.join(parts)}之和 {total:f}",
                )


def check_adjustments(budget: Budget, place: Locate) -> Iterator[Finding]:
    """预算调整的批次不得重名。"""
    batches = [record.batch for record in budget.adjustments]
    for index, name in enumerate(batches):
        if name in batches[:index]:
            yield Finding(Kind.DUPLICATE_NAME, place(("预算调整", index, "批次")), actual=name)


_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?![\dXx])")


_LEAST_PERSONAL = 11
"""Digits of the shortest personal number."""


def check_completed(budget: Budget, place: Locate) -> Iterator[Finding]:
    """还原时留下的“【待补充】”都换成了实际的内容。"""
    marked: dict[Location, list[Location]] = {}
    for location, text in _texts(budget, ()):
        if TO_COMPLETE in text:
            marked.setdefault(location[:2], []).append(location)
    for locations in marked.values():
        names = [[step for step in where if isinstance(step, str)][-1] for where in locations]
        expected = "填写“" + "”“".join(dict.fromkeys(names)) + "”"
        yield Finding(Kind.TO_BE_COMPLETED, place(locations[0]), TO_COMPLETE, expected)


def check_privacy(budget: Budget, place: Locate) -> Iterator[Finding]:
    """公开的文字中不得有手机号码和身份证号码。"""
    for location, text in _texts(budget, ()):
        if len(text) < _LEAST_PERSONAL:
            continue
        for pattern, what in ((_MOBILE, "手机号码"), (_IDENTITY_NUMBER, "身份证号码")):
            match = pattern.search(text)
            if match:
                yield Finding(
                    Kind.SUSPECTED_PERSONAL_DATA,
                    place(location),
                    actual=f"{match.group()[:3]}****{match.group()[-2:]}",
                    expected=f"不含{what}",
                )


@cache
def _field_titles(entry: type[Entry]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a record, each with its name in the file."""
    return tuple((name, field.alias or name) for name, field in entry.model_fields.items())


def _texts(value: object, location: Location) -> Iterator[tuple[Location, str]]:
    """Yield all text of a budget with its place."""
    if isinstance(value, str):
        if len(value) >= len(TO_COMPLETE):
            yield location, value
    elif isinstance(value, Entry):
        for name, title in _field_titles(type(value)):
            field = getattr(value, name)
            if field is not None and type(field) is not Decimal:
                yield from _texts(field, (*location, title))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*location, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*location, key))


CHECKS: tuple[_Check, ...] = (
    check_units,
    check_categories,
    check_projects,
    check_procurement,
    check_income,
    check_project_forms,
    check_project_funds,
    check_previous,
    check_adjustments,
    check_completed,
    check_privacy,
)


def check_budget(budget: Budget, catalogue: Catalogue, place: Locate) -> list[Finding]:
    """Return every finding of every check."""
    findings = list(check_accounts(budget, catalogue, place))
    findings += [finding for check in CHECKS for finding in check(budget, place)]
    return findings
