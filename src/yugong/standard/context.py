"""The names that templates may use, filled with one department's values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from yugong.budget.catalogue import Chart
from yugong.budget.department import Department, Office
from yugong.budget.model_fields import field_names, texts_by_name
from yugong.budget.money import ZERO
from yugong.figures.definitions import fact_groups
from yugong.figures.fact import Fact
from yugong.figures.figures import Figures
from yugong.standard.braces import fill
from yugong.standard.forms import overall_form, project_forms
from yugong.standard.names import Listing, Names, TableView
from yugong.standard.numbers import written_percent
from yugong.standard.package import ChartData, Package
from yugong.standard.schema import ChartSpec, NumberStyle, Standard
from yugong.standard.table import Table
from yugong.standard.tables import build_tables
from yugong.standard.wording import Wording

_BESIDE_THE_LEDGER = ("政府采购", "绩效")
"""Groups of facts from other parts of the budget; 国有资产 also has a date."""


def build_package(standard: Standard, figures: Figures, reasons: Mapping[str, str]) -> Package:
    """Return everything that one standard publishes; ``reasons`` are texts by fact id."""
    budget = figures.budget
    words = {
        "年度": str(budget.year),
        "上年度": str(budget.year - 1),
        "部门": budget.department.name,
    }
    tables = build_tables(standard, figures)
    lists = _lists(figures)
    percents = standard.numbers.percent
    charts = tuple(_chart(spec, figures, lists, words, percents) for spec in standard.charts)
    context = _context(standard, figures, tables, charts, lists)
    return Package(
        title=fill(standard.title, words),
        published_on=budget.department.published_on,
        tables=tables,
        charts=charts,
        context=context,
        filters=Wording(standard, reasons).filters(),
    )


def _context(
    standard: Standard,
    figures: Figures,
    tables: tuple[Table, ...],
    charts: tuple[ChartData, ...],
    lists: dict[str, Listing],
) -> dict[str, Any]:
    budget = figures.budget
    views = {table.name: TableView(table) for table in tables}
    agencies = [unit for unit in budget.department.units if unit.kind.is_agency]
    assets = {
        "截至日期": budget.assets.as_of,
        **dict(figures.group("国有资产")),
    }
    named = (*standard.text.required, *standard.text.optional)
    passages = {name: budget.text.get(name, "") for name in named}
    groups = (*fact_groups(), *_BESIDE_THE_LEDGER)
    return {
        "年度": budget.year,
        "上年度": budget.year - 1,
        "部门": _department(budget.department),
        **{group: Names(group, dict(figures.group(group))) for group in groups},
        "国有资产": Names("国有资产", assets),
        **lists,
        "有机关": bool(agencies),
        "有机关运行经费": figures["机关运行经费.合计"].value != 0,
        "表": Names("表", views),
        "全部表": Listing(views.values()),
        "图": Names("图", {chart.name: _of_chart(chart) for chart in charts}),
        "整体": overall_form(standard, budget),
        "项目绩效": project_forms(standard, figures),
        "文字": Names("文字", passages),
    }


def _of_chart(chart: ChartData) -> Names:
    return Names(chart.name, {"有数": chart.has_data, "有上年": bool(chart.previous)})


def _department(department: Department) -> Names:
    offices = [Names("内设机构", texts_by_name(office)) for office in department.offices]
    return Names(
        "部门",
        {
            **texts_by_name(department),
            "公开日期": department.published_on,
            "职责": Listing(department.duties, shape=""),
            "机构设置": Listing(department.structure, shape=""),
            "内设机构": Listing(offices, shape=Names("内设机构", dict.fromkeys(_OFFICE_NAMES, ""))),
            "单位": Listing([Names("单位", texts_by_name(unit)) for unit in department.units]),
        },
    )


_OFFICE_NAMES = field_names(Office)


_CLASS_SHAPE = Names("功能类", {"编码": "", "名称": "", "合计": Fact("", ZERO)})


def _lists(figures: Figures) -> dict[str, Listing]:
    """Return the lists of the narrative: classes and items that are not zero."""
    function = figures.catalogue.function
    economic = figures.catalogue.department_economic
    return {
        "财政拨款功能类": _classes("财政拨款功能", function, figures),
        "一般公共预算功能类": _classes("一般公共预算功能", function, figures),
        "人员经费科目": _items("人员经费", economic, figures),
        "公用经费科目": _items("公用经费", economic, figures),
    }


def _family(name: str, figures: Figures) -> Iterable[tuple[str, str, Fact]]:
    prefix = name + "."
    for fact_id, fact in figures.facts.items():
        if fact_id.startswith(prefix):
            code, part = fact_id[len(prefix) :].split(".", 1)
            yield code, part, fact


def _classes(family: str, chart: Chart, figures: Figures) -> Listing:
    classes = [
        Names("功能类", {"编码": code, "名称": chart.name(code) or "", "合计": fact})
        for code, part, fact in _family(family, figures)
        if part == "合计" and len(code) == chart.levels[0] and fact.value
    ]
    return Listing(classes, shape=_CLASS_SHAPE)


def _items(part: str, chart: Chart, figures: Figures) -> Listing:
    names = [
        chart.name(code) or ""
        for code, category, fact in _family("经济", figures)
        if category == part and len(code) == chart.levels[1] and fact.value
    ]
    return Listing(names, shape="")


def _chart(
    spec: ChartSpec,
    figures: Figures,
    lists: dict[str, Listing],
    words: dict[str, str],
    percents: NumberStyle,
) -> ChartData:
    """Return the data of a chart, without categories that are zero in both years."""
    entries: list[tuple[str, Fact]]
    if spec.listing is not None:
        entries = [(entry.get("名称"), entry.get("合计")) for entry in lists[spec.listing]]
    else:
        entries = [(label, figures[fact]) for label, fact in spec.facts.items()]
    with_previous = bool(spec.previous_series) and all(
        fact.previous is not None for _, fact in entries
    )
    entries = [
        (label, fact) for label, fact in entries if fact.value or (with_previous and fact.previous)
    ]
    whole = sum((fact.value for _, fact in entries), ZERO)
    return ChartData(
        name=spec.name,
        series=fill(spec.series, words),
        categories=tuple(
            f"{label}（{written_percent(fact.value, whole, percents)}）"
            if spec.with_shares
            else label
            for label, fact in entries
        ),
        amounts=tuple(fact.value for _, fact in entries),
        previous_series=fill(spec.previous_series, words) if with_previous else "",
        previous=tuple(fact.previous or ZERO for _, fact in entries) if with_previous else (),
    )
