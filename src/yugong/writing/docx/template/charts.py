"""Native charts: a chart drawn in the template, filled with our numbers.

See ``docs/design/charts.md``.  The drawing is recognised by its alternative text
``图.<name of the ChartData>``, or by the name of its first series; its look stays, its data and its
embedded workbook are ours.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape
from io import BytesIO
from typing import Any

from lxml import etree

from yugong.budget.money import shown_wan
from yugong.findings import Kind
from yugong.ooxml.names import NS, A, C, P, R, w
from yugong.ooxml.part_xml import xml_bytes
from yugong.ooxml.relationships import Relationship
from yugong.quick_dataclass import dataclass
from yugong.standard.package import ChartData
from yugong.template.faults import TagFault
from yugong.writing.docx.template.placeholders import MARK_END, MARK_START, Placeholders
from yugong.writing.docx.template.values import checked_text

PREFIX = "图."
SHEET = "Sheet1"
NUMBER_FORMAT = "#,##0.00"
CATEGORY_HEAD = "类别"
PREVIOUS_COLOUR = "BFBFBF"
_ROUND = tuple(
    f"{{{C}}}{name}" for name in ("pieChart", "pie3DChart", "doughnutChart", "ofPieChart")
)
_RELATIONSHIP_ID = f"{{{R}}}id"


@dataclass(frozen=True, slots=True)
class ChartDrawing:
    """A chart in the template: the name of its data, its part, and its place."""

    name: str
    part: str
    place: str


def find_charts(
    located: list[tuple[Any, str]],
    relationships: list[Relationship],
    root_of: Callable[[str], Any],
    placeholders: Placeholders,
) -> tuple[list[ChartDrawing], list[TagFault]]:
    """Return the charts of the body, each enclosed in a mark by which the writer knows it."""
    targets = {item.id: item.target for item in relationships if item.short_kind == "chart"}
    charts: list[ChartDrawing] = []
    faults: list[TagFault] = []
    for paragraph, place in located:
        for drawing in paragraph.iter(w("drawing")):
            if next(drawing.iterancestors(P)) is not paragraph:
                continue
            text = alternative_text(drawing)
            chart = next(drawing.iter(f"{{{C}}}chart"), None)
            if chart is None:
                if text.startswith(PREFIX):
                    faults.append(TagFault(Kind.MALFORMED_TAG, place, text, "替代文字写在图表上"))
                continue
            part = targets.get(chart.get(_RELATIONSHIP_ID, ""))
            if part is not None and not text.startswith(PREFIX):
                text = _series_name(root_of(part)) or text
            if part is None or not text.startswith(PREFIX):
                expected = f"图表的替代文字或系列名称写 {PREFIX}名称"
                faults.append(
                    TagFault(Kind.MALFORMED_TAG, place, text or "没有替代文字的图表", expected)
                )
                continue
            describe(drawing, text)
            drawing.addprevious(placeholders.mark(f"{MARK_START}C{len(charts)};"))
            drawing.addnext(placeholders.mark(MARK_END))
            charts.append(ChartDrawing(text.removeprefix(PREFIX).strip(), part, place))
    return charts, faults


def alternative_text(drawing: Any) -> str:
    """Return the text of a drawing: its description, else its title, else its name."""
    properties = next(drawing.iter(f"{{{NS['wp']}}}docPr"), None)
    if properties is None:
        return ""
    names = ("descr", "title", "name")
    return next((text.strip() for name in names if (text := properties.get(name))), "")


def describe(drawing: Any, text: str) -> None:
    """Make ``text`` the alternative text of a drawing."""
    for properties in drawing.iter(f"{{{NS['wp']}}}docPr"):
        properties.set("descr", text)


_DESCRIPTION = re.compile(r'(<(?:\w+:)?docPr\b[^>]*?\sdescr=")[^"]*"')


def described(drawing: str, text: str) -> str:
    """Return the markup of a drawing with ``text`` as its alternative text."""
    words = escape(text)
    return _DESCRIPTION.sub(lambda match: f'{match[1]}{words}"', drawing, count=1)


def _series_name(root: Any) -> str:
    """Return the name of the first series if it names the chart, else nothing.

    LibreOffice drops the alternative texts of charts and keeps this.
    """
    name = root.findtext(".//c:ser/c:tx//c:v", "", NS).strip()
    return name if name.startswith(PREFIX) else ""


def chart_xml(root: Any, data: ChartData) -> bytes:
    """Return the chart part with the data of ``data`` in its first series, in 万元.

    A second series is drawn for last year's amounts, like the first where the template has none;
    a pie has one only.  ``root`` is the parsed chart of the template; it is not changed.
    """
    root = copy.deepcopy(root)
    series = root.findall(".//c:ser", NS)
    if series:
        drawn = data.all_series[: 1 if _is_round(series[0]) else None]
        if len(series) < len(drawn):
            series.append(_like(series[0]))
            _show_legend(root)
        for surplus in series[len(drawn) :]:
            surplus.getparent().remove(surplus)
        for number, (each, (name, amounts)) in enumerate(zip(series, drawn, strict=False)):
            _fill(each, data.categories, name, amounts_in_wan(amounts), "BC"[number])
    return xml_bytes(root)


def _is_round(series: Any) -> bool:
    """Return True for a series of a pie or a ring, which has no place for a second."""
    return series.getparent().tag in _ROUND


def _like(series: Any) -> Any:
    """Put a series after another, like it but in a quiet colour; return it."""
    made = copy.deepcopy(series)
    for name in ("idx", "order"):
        number = made.find(f"c:{name}", NS)
        if number is not None:
            number.set("val", str(int(number.get("val", "0")) + 1))
    for name in ("dPt", "spPr"):
        for node in made.findall(f"c:{name}", NS):
            made.remove(node)
    look = etree.fromstring(
        f'<c:spPr xmlns:c="{C}" xmlns:a="{A}"><a:solidFill><a:srgbClr val="{PREVIOUS_COLOUR}"/>'
        "</a:solidFill></c:spPr>"
    )
    before = {f"{{{C}}}{name}" for name in ("idx", "order", "tx")}
    made.insert(sum(child.tag in before for child in made), look)
    series.addnext(made)
    return made


def _show_legend(root: Any) -> None:
    """Give a chart a legend at its foot, now that it has two series."""
    plot = root.find(".//c:plotArea", NS)
    if plot is None or root.find(".//c:legend", NS) is not None:
        return
    plot.addnext(
        etree.fromstring(
            f'<c:legend xmlns:c="{C}"><c:legendPos val="b"/><c:overlay val="0"/></c:legend>'
        )
    )


def amounts_in_wan(amounts: Iterable[Decimal]) -> list[Decimal]:
    """Return amounts in 元 as numbers of a chart: 万元 with two decimals, rounded half up."""
    return [shown_wan(amount) for amount in amounts]


def _fill(
    series: Any, categories: Sequence[str], title: str, numbers: list[Decimal], column: str
) -> None:
    count = len(categories)
    for name in ("dPt", "dLbls/c:dLbl"):
        for point in series.findall(f"c:{name}", NS):
            index = point.find("c:idx", NS)
            if index is not None and int(index.get("val", "0")) >= count:
                point.getparent().remove(point)
    _put(series, "tx", _strings("strRef", f"{SHEET}!${column}$1", [title]))
    _put(series, "cat", _strings("strRef", f"{SHEET}!$A$2:$A${count + 1}", categories))
    old = series.find("c:val//c:formatCode", NS)
    code = NUMBER_FORMAT if old is None or not old.text else old.text
    area = f"{SHEET}!${column}$2:${column}${count + 1}"
    _put(series, "val", _numbers(area, numbers, code))


_AFTER = {
    "tx": ("idx", "order"),
    "cat": (
        "idx", "order", "tx", "spPr", "invertIfNegative", "pictureOptions", "marker", "explosion",
        "dPt", "dLbls", "trendline", "errBars",
    ),
}  # fmt: skip
_AFTER["val"] = (*_AFTER["cat"], "cat")


def _put(series: Any, name: str, content: Any) -> None:
    holder = series.find(f"c:{name}", NS)
    if holder is None:
        holder = etree.Element(f"{{{C}}}{name}")
        before = {f"{{{C}}}{other}" for other in _AFTER[name]}
        series.insert(sum(child.tag in before for child in series), holder)
    for child in list(holder):
        holder.remove(child)
    holder.append(content)


def _strings(kind: str, formula: str, texts: Any) -> Any:
    reference = _element(kind)
    _element("f", reference, formula)
    cache = _element("strCache", reference)
    _points(cache, [checked_text(text) for text in texts])
    return reference


def _numbers(formula: str, numbers: list[Decimal], code: str) -> Any:
    reference = _element("numRef")
    _element("f", reference, formula)
    cache = _element("numCache", reference)
    _element("formatCode", cache, code)
    _points(cache, [str(number) for number in numbers])
    return reference


def _points(cache: Any, texts: list[str]) -> None:
    _element("ptCount", cache).set("val", str(len(texts)))
    for number, text in enumerate(texts):
        point = _element("pt", cache)
        point.set("idx", str(number))
        _element("v", point, text)


def _element(name: str, parent: Any = None, text: str | None = None) -> Any:
    tag = f"{{{C}}}{name}"
    element = etree.Element(tag) if parent is None else etree.SubElement(parent, tag)
    element.text = text
    return element


def chart_workbook(data: ChartData, published_on: date) -> bytes:
    """Return the workbook behind the chart, so that “编辑数据” shows the numbers of the chart."""
    import xlsxwriter  # only a chart needs it: kept off the start-up path

    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    day = datetime(published_on.year, published_on.month, published_on.day)
    book.set_properties({"created": day, "author": ""})
    sheet = book.add_worksheet(SHEET)
    number = book.add_format({"num_format": NUMBER_FORMAT})
    sheet.write_string(0, 0, CATEGORY_HEAD)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 2, 16)
    for row, category in enumerate(data.categories, 1):
        sheet.write_string(row, 0, category)
    for column, (name, amounts) in enumerate(data.all_series, 1):
        sheet.write_string(0, column, name)
        for row, amount in enumerate(amounts_in_wan(amounts), 1):
            sheet.write_number(row, column, amount, number)
    book.close()
    return target.getvalue()
