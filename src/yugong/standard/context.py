"""The names that templates may use, filled with one department's values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from yugong.budget.catalogue import Chart
from yugong.budget.department import Department, Office
from yugong.budget.model_fields import field_names, texts_by_name
from yugong.budget.money import ZERO, to_wan
from yugong.budget.place import place_of_level
from yugong.figures.definitions import fact_groups
from yugong.figures.fact import Fact
from yugong.figures.figures import Figures
from yugong.standard.annexes import AnnexContent, annex_names, published_annexes
from yugong.standard.braces import fill
from yugong.standard.forms import overall_form, project_forms
from yugong.standard.names import Listing, Names, TableView
from yugong.standard.numbers import chinese_number, number_text, written_percent
from yugong.standard.package import ChartData, Package
from yugong.standard.schema import ChartSpec, NumberStyles, Standard
from yugong.standard.table import Table
from yugong.standard.tables import build_tables
from yugong.standard.wording import Wording

_BESIDE_THE_LEDGER = ("政府采购", "绩效")
"""Groups of facts from other parts of the budget; 国有资产 also has a date."""


def build_package(
    standard: Standard,
    figures: Figures,
    reasons: Mapping[str, str],
    contents: Sequence[AnnexContent] | None = None,
) -> Package:
    """Return everything that one standard publishes; ``reasons`` are texts by fact id.

    ``contents`` are those of the budget's annexes; without them there are no annexes.
    """
    budget = figures.budget
    words = {
        "年度": str(budget.year),
        "上年度": str(budget.year - 1),
        "部门": budget.department.name,
    }
    tables = build_tables(standard, figures)
    lists = _lists(figures)
    charts = tuple(_chart(spec, standard, figures, lists, words) for spec in standard.charts)
    files = budget.annexes if contents is not None else ()
    annexes = published_annexes(standard.annexes, files, contents or ())
    context = _context(standard, figures, tables, charts, lists)
    context["附件"] = annex_names(annexes)
    return Package(
        title=fill(standard.title, words),
        published_on=budget.department.published_on,
        tables=tables,
        charts=charts,
        context=context,
        filters=Wording(standard, reasons).filters(),
        contents_entries=_contents_entries(standard, tables),
        annexes=annexes,
        annexes_before=standard.annexes.before,
    )


def _contents_entries(standard: Standard, tables: tuple[Table, ...]) -> dict[str, str]:
    """Return the entry of each numbered table in the contents list, by its title."""
    entries: dict[str, str] = {}
    for table in tables:
        if not table.label:
            continue
        number = table.number
        words = {
            "编号": number,
            "汉字编号": "－".join(
                chinese_number(int(part)) if part.isdecimal() else part
                for part in number.split("-")
            ),
            "表号": table.label,
            "标题": table.title,
        }
        entry = fill(standard.contents_entry, words)
        if entry != table.title:
            entries[table.title] = entry
    return entries


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
        "部门": _department(budget.department, standard),
        **{group: Names(group, dict(figures.group(group))) for group in groups},
        "国有资产": Names("国有资产", assets),
        **lists,
        "只有一个单位": len(budget.department.units) == 1,
        "有不公开的绩效目标": any(not project.has_published_form for project in budget.projects),
        "绩效表连排": standard.project_form.flowing,
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


def _department(department: Department, standard: Standard) -> Names:
    offices = [Names("内设机构", texts_by_name(office)) for office in department.offices]
    return Names(
        "部门",
        {
            **texts_by_name(department),
            "地区": department.area or place_of_level(department.name, department.level),
            "级别": standard.calls_of_levels[department.level],
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
    standard: Standard,
    figures: Figures,
    lists: dict[str, Listing],
    words: dict[str, str],
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
    series = fill(spec.series, words)
    previous_series = fill(spec.previous_series, words) if with_previous else ""
    return ChartData(
        name=spec.name,
        series=series,
        categories=tuple(
            f"{label}（{written_percent(fact.value, whole, standard.numbers.percent)}）"
            if spec.with_shares
            else label
            for label, fact in entries
        ),
        amounts=tuple(fact.value for _, fact in entries),
        previous_series=previous_series,
        previous=tuple(fact.previous or ZERO for _, fact in entries) if with_previous else (),
        description=_chart_in_words(series, previous_series, entries, standard.numbers),
    )


def _chart_in_words(
    series: str, previous_series: str, entries: list[tuple[str, Fact]], numbers: NumberStyles
) -> str:
    """Return the amounts and shares of a chart in words, with last year's if it shows them."""
    whole = sum((fact.value for _, fact in entries), ZERO)

    def amount(value: Decimal) -> str:
        return f"{number_text(to_wan(value), numbers.narrative)}万元"

    parts = [
        f"{label}{amount(fact.value)}，占{written_percent(fact.value, whole, numbers.percent)}"
        for label, fact in entries
        if fact.value
    ]
    words = f"{series}：{'；'.join(parts)}" if parts else series
    if previous_series:
        before = "；".join(f"{label}{amount(fact.previous or ZERO)}" for label, fact in entries)
        words += f"。{previous_series}：{before}"
    return words
