"""The performance forms: one per project, and the one for the whole department."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from yugong.budget.budget import Budget, OverallPerformance
from yugong.budget.dimension import FISCAL_SOURCES, Year
from yugong.budget.model_fields import field_names, texts_by_name
from yugong.budget.money import ZERO
from yugong.budget.project import Funds, Indicator, Project
from yugong.figures.figures import Figures
from yugong.figures.posting import Posting
from yugong.standard.amount_text import AmountText
from yugong.standard.braces import fill
from yugong.standard.names import Listing, Names
from yugong.standard.numbers import number_text
from yugong.standard.schema import (
    Frame,
    NumberStyle,
    OverallFormSpec,
    ProjectFormSpec,
    Standard,
)


def _indicator_names() -> Iterator[tuple[str, Any]]:
    """Yield the names of an indicator: its fields, and after the first two 一级起 and 二级起."""
    for name in field_names(Indicator):
        yield name, ""
        if name in ("一级", "二级"):
            yield f"{name}起", True


_INDICATOR_SHAPE = Names("指标", dict(_indicator_names()))


_SUFFIX = "指标"


def slot_of(name: str, slots: Iterable[str]) -> str | None:
    """Return the slot that a name means, with or without 指标 at its end; ``None`` if none fits.

    A ledger may use 经济效益 or 经济效益指标, and each standard prints its own form of the two.
    """
    bare = _bare(name)
    return next((slot for slot in slots if slot.removesuffix(_SUFFIX) == bare), None)


@lru_cache(maxsize=256)
def _bare(name: str) -> str:
    """Return the name of a slot without blanks and 指标 at its end; all forms share a few."""
    return "".join(name.split()).removesuffix(_SUFFIX)


def indicator_rows(
    indicators: Iterable[Indicator], frame: Frame, *, omit_empty: bool = False
) -> Listing:
    """Return the indicators in the order of the frame; a slot without any gets an empty row.

    With ``omit_empty`` an empty slot gets no row. 一级起 and 二级起 mark where a merged cell
    begins.
    """
    given = list(indicators)
    rows: list[Names] = []
    for level1, slots in frame.items():
        bare1 = level1.removesuffix(_SUFFIX)
        of_level1 = [each for each in given if level1 and _bare(each.level1) == bare1]
        named = {
            indicator.level2.removesuffix(_SUFFIX): indicator.level2 for indicator in of_level1
        }
        printed_slots = slots or tuple(named.values()) or ("",)
        first = True
        for level2 in printed_slots:
            bare2 = level2.removesuffix(_SUFFIX)
            members: list[Indicator | None] = [
                each
                for each in of_level1
                if each.level2 == level2 or (level2 and _bare(each.level2) == bare2)
            ]
            if omit_empty and not members:
                continue
            for index, member in enumerate(members or [None]):
                rows.append(_indicator(level1, level2, member, first, index == 0))
                first = False
    return Listing(rows, shape=_INDICATOR_SHAPE)


_NO_INDICATOR = Indicator.model_construct(level1="", level2="")


def _indicator(
    level1: str, level2: str, indicator: Indicator | None, starts1: bool, starts2: bool
) -> Names:
    given = indicator or _NO_INDICATOR
    values: dict[str, Any] = texts_by_name(given)
    values |= {"一级": level1, "一级起": starts1, "二级": level2, "二级起": starts2}
    if given.year_level3 is None:
        values["年度三级"] = given.level3
    if given.year_value is None:
        values["年度指标值"] = given.value
    return Names("指标", {name: values[name] for name in _INDICATOR_SHAPE.names()})


def funds_of_year(project: Project, postings: Iterable[Posting]) -> Funds:
    """Return this year's money of a project in 元: the department's split, else from the ledger.

    Without a split, fiscal appropriation is 市县财政资金 and everything else 其他资金. A project
    with nothing but carry-over shows the carry-over.
    """
    if project.year_funds is not None:
        return project.year_funds
    rows = list(postings)
    current = [posting for posting in rows if posting.year == Year.CURRENT]
    fiscal = other = ZERO
    for posting in current or rows:
        if posting.source in FISCAL_SOURCES:
            fiscal += posting.amount
        else:
            other += posting.amount
    return Funds.model_construct(
        central=ZERO, province=ZERO, city_county=fiscal, self_raised=ZERO, other=other or None
    )


def project_forms(standard: Standard, figures: Figures) -> Listing:
    """Return one form per project whose form is published, in the department's order."""
    budget = figures.budget
    published = [project for project in budget.projects if project.has_published_form]
    by_project: dict[str, list[Posting]] = {}
    for posting in figures.postings:
        if posting.project:
            by_project.setdefault(posting.project, []).append(posting)
    forms = [
        _project_form(number, project, by_project.get(project.key, []), standard, budget)
        for number, project in enumerate(published, start=1)
    ]
    return Listing(forms, shape=_PROJECT_SHAPE)


_PROJECT_NAMES = tuple(
    str(field.alias)
    for name, field in Project.model_fields.items()
    if name not in ("code", "name", "unit", "form_published", "filed_on")
)
"""The fields of a project that its form prints under their own names."""


def _project_texts(project: Project) -> dict[str, str]:
    texts = texts_by_name(project)
    if project.year_goal is None:
        texts["年度目标"] = project.period_goal
    return texts


def _project_form(
    number: int, project: Project, postings: list[Posting], standard: Standard, budget: Budget
) -> Names:
    department = budget.department
    style = standard.numbers.form
    year = funds_of_year(project, postings)
    words = {"代码": department.code, "部门": department.name}
    unit = project.unit or (postings[0].unit if postings else department.units[0].name)
    form = standard.project_form
    rows = indicator_rows(project.indicators, form.frame, omit_empty=form.omit_empty)
    values: dict[str, Any] = {
        **_project_texts(project),
        "实施期资金": _funds(project.period_funds or year, style),
        "年度资金": _funds(year, style),
        "指标": _printed_indicators(rows, form),
    }
    whole = Names(
        "项目绩效",
        {
            "序号": number,
            "项目名称": project.name,
            "主管部门及代码": fill(standard.project_form.authority, words),
            "实施单位": unit,
            **{name: values[name] for name in _PROJECT_NAMES},
            "填报日期": _filed(project.filed_on),
        },
    )
    return whole if form.fields is None else _printed(whole, frozenset(form.fields))


def _filed(day: date | None) -> str:
    """Return the day a form was filled in: 2026年3月5日; empty if it is not known."""
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def _printed(form: Names, fields: frozenset[str], within: str = "") -> Names:
    """Return the form with blanks for the texts that the standard does not print."""
    values: dict[str, Any] = {}
    for name, value in form.items():
        if isinstance(value, Names):
            values[name] = _printed(value, fields, f"{within}{name}.")
        elif isinstance(value, str) and f"{within}{name}" not in fields:
            values[name] = ""
        else:
            values[name] = value
    return Names(form.label, values)


def _printed_indicators(rows: Listing, form: ProjectFormSpec) -> Listing:
    printed = frozenset(form.indicator_fields)
    return Listing([_printed(row, printed) for row in rows], shape=_INDICATOR_SHAPE)


_FUNDS_NAMES = ("总额", "中央", "省级", "市县", "自筹", "其他")
_FUNDS_SHAPE = Names("资金", dict.fromkeys(_FUNDS_NAMES, ""))
_PROJECT_SHAPE = Names(
    "项目绩效",
    {
        **dict.fromkeys(("项目名称", "主管部门及代码", "实施单位", *_PROJECT_NAMES), ""),
        "序号": 1,
        "填报日期": "",
        "实施期资金": _FUNDS_SHAPE,
        "年度资金": _FUNDS_SHAPE,
        "指标": Listing((), shape=_INDICATOR_SHAPE),
    },
)


def _funds(funds: Funds, style: NumberStyle) -> Names:
    amounts = (
        funds.central,
        funds.province,
        funds.city_county,
        funds.self_raised,
        funds.other,
    )
    parts = ["" if amount is None else _amount(amount, style) for amount in amounts]
    addends = tuple(part for part in parts if isinstance(part, AmountText))
    total = _amount(funds.total, style, addends)
    return Names("资金", dict(zip(_FUNDS_NAMES, (total, *parts), strict=True)))


def _amount(
    amount: Decimal, style: NumberStyle, addends: tuple[AmountText, ...] = ()
) -> AmountText:
    return AmountText.of(number_text(amount, style), amount, addends)


def form_chosen(standard: Standard, overall: OverallPerformance | None) -> str:
    """Return the form of 整体绩效 to print: the department's choice if the standard has it."""
    given = overall.form if overall else None
    return given if given in standard.overall.forms else standard.overall.default


def overall_form(standard: Standard, budget: Budget) -> Names:
    """Return the whole department's form; every field of every form is a name, blank if unused."""
    overall = budget.overall
    chosen = form_chosen(standard, overall)
    spec = standard.overall.forms[chosen]
    given = overall.fields if overall else {}
    fields = {name: "" for form in standard.overall.forms.values() for name in _fields(form)}
    fields.update({name: text for name, text in given.items() if name in fields})
    sums = {name: "" for form in standard.overall.forms.values() for name in form.sums}
    indicators = Listing((), shape=_INDICATOR_SHAPE)
    if overall is not None:
        indicators = indicator_rows(overall.indicators, spec.frame)
        for name, parts in spec.sums.items():
            numbers = [fields[part] for part in parts]
            if all(number.isdecimal() for number in numbers):
                sums[name] = str(sum(int(number) for number in numbers))
    by_level1 = {
        f"{level1}指标": Listing(
            [row for row in indicators if row.get("一级") == level1], shape=_INDICATOR_SHAPE
        )
        for form in standard.overall.forms.values()
        for level1 in form.frame
    }
    return Names(
        "整体",
        {
            "有": overall is not None,
            "表式": chosen,
            "填报日期": _filed(overall.filed_on if overall else None),
            "栏目": Names("整体.栏目", fields),
            "段落": Names(
                "整体.段落",
                {
                    name: Listing([line for line in text.split("\n") if line.strip()], shape="")
                    for name, text in fields.items()
                },
            ),
            "指标": indicators,
            **by_level1,
            **sums,
        },
    )


def _fields(form: OverallFormSpec) -> tuple[str, ...]:
    return (*form.required, *form.optional)
