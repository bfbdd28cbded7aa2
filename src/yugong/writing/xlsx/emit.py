"""Finished sheets into an .xlsx file.

Text is always written as text and numbers as numbers; formulas carry their value.  Nothing of the
clock, the machine or its user goes into the file.

Tests: tests/writing/xlsx/test_write.py.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from yugong.writing.office_file import AUTHOR
from yugong.writing.xlsx.direct import DirectSheet, DirectWriter, NotDirectError
from yugong.writing.xlsx.features import SheetArea
from yugong.writing.xlsx.plan import (
    BookPlan,
    ChartBlock,
    ChartWrite,
    PictureWrite,
    RuleWrite,
    SheetPlan,
)
from yugong.writing.xlsx.tag_notes import notes_by_cell
from yugong.writing.xlsx.tags import CHART_KINDS

_GRIDLINES = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.75}}
_CHART_FONT = {"name": "仿宋_GB2312", "size": 10}
_CHART_TITLE_FONT = {"name": "黑体", "size": 14, "bold": False}

_SERIES_COLOURS = ("#4472C4", "#BFBFBF")
"""This year's and last year's amounts, side by side."""

_NOTE = {"author": AUTHOR, "x_scale": 2, "font_name": "宋体"}

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def workbook_bytes(work: BookPlan, title: str, created: date) -> bytes:
    """The laid out sheets as an .xlsx file."""
    for way in (DirectWriter, None):
        with contextlib.suppress(NotDirectError):
            return _workbook(work, title, created, way)
    raise AssertionError("the ordinary way is always open")


def _workbook(work: BookPlan, title: str, created: date, way: type[DirectWriter] | None) -> bytes:
    plans, styles, blocks = work.sheets, work.styles, work.blocks
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, _OPTIONS)
    book.set_properties(
        {
            "title": title,
            "author": "",
            "created": datetime(created.year, created.month, created.day),
        }
    )
    formats = [book.add_format(dict(styles[index])) for index in range(len(styles))]
    sheets = [book.add_worksheet(plan.name, DirectSheet) for plan in plans]
    direct = None if way is None else way(book, formats)
    # A chart takes the values it draws from cells that XlsxWriter knows.
    drawn = {block.sheet for block in blocks.values()}
    for plan, sheet in zip(plans, sheets, strict=True):
        for link in plan.hyperlinks:
            # In front of the cells, which replace what is written here by their text or number.
            look = formats[link.style]
            sheet.write_url(link.row, link.column, link.url, look, link.text, link.tooltip)
        if direct is not None and plan.name not in drawn and plan.lines and not plan.charts:
            direct.write(sheet, plan)
        else:
            _cells(sheet, plan, formats)
        _columns_and_links(sheet, plan, formats, work.targets)
        _page(sheet, plan)
        _features(book, sheet, plan)
        for (row, column), text in notes_by_cell(plan).items():
            sheet.write_comment(row, column, text, _NOTE)
        for picture in plan.pictures:
            _picture(sheet, picture)
        for chart in plan.charts:
            _chart(book, sheet, chart, blocks[chart.data.name])
    for name, formula in work.names:
        book.define_name(name, formula)
    active = next((index for index, plan in enumerate(plans) if plan.template == work.active), 0)
    sheets[active].activate()
    book.close()
    if direct is not None:
        direct.check()
    return target.getvalue()


def link_target(target: object, targets: Mapping[int, str]) -> str:
    """The sheet a link leads to; empty when there is none."""
    return target if isinstance(target, str) else targets.get(id(target), "")


def _columns_and_links(
    sheet: Any, plan: SheetPlan, formats: Sequence[Any], targets: Mapping[int, str]
) -> None:
    groupings = plan.features.columns
    for column, width in plan.widths.items():
        options: dict[str, Any] = {} if width else {"hidden": True}
        if (grouping := groupings.get(column)) is not None:
            options |= grouping._asdict()
        sheet.set_column(column, column, width, None, options)
    for column in groupings.keys() - plan.widths.keys():
        sheet.set_column(column, column, None, None, groupings[column]._asdict())
    for link in plan.links:
        name = link_target(link.target, targets).replace("'", "''")
        where = f"internal:'{name}'!A1"
        sheet.write_url(link.row, link.column, where, formats[link.style], link.text)


def _cells(sheet: Any, plan: SheetPlan, formats: Sequence[Any]) -> None:
    for row, height in plan.heights.items():
        grouping = plan.groupings.get(row)
        sheet.set_row(row, height, None, None if grouping is None else grouping._asdict())
    for top, left, bottom, right, style in plan.merges:
        sheet.merge_range(top, left, bottom, right, "", formats[style])
    for row, line in plan.lines:
        for column, style, value in line:
            if value is None:
                sheet.write_blank(row, column, None, formats[style])
            elif isinstance(value, str):
                sheet.write_string(row, column, value, formats[style])
            else:
                sheet.write_number(row, column, value, formats[style])
    for total in plan.formulas:
        look = formats[total.style]
        sheet.write_formula(total.row, total.column, total.formula, look, total.value)


def _page(sheet: Any, plan: SheetPlan) -> None:
    setup, view = plan.setup, plan.view
    sheet.set_paper(setup.paper)
    if setup.landscape:
        sheet.set_landscape()
    if setup.fit is not None:
        sheet.fit_to_pages(*setup.fit)
    elif setup.scale != 100:
        sheet.set_print_scale(setup.scale)
    left, right, top, bottom, header, footer = setup.margins
    sheet.set_margins(left=left, right=right, top=top, bottom=bottom)
    # Their texts are written by the sheet itself; see DirectSheet.
    sheet.set_header("", {"margin": header})
    sheet.set_footer("", {"margin": footer})
    sheet.page_texts = plan.page_texts
    sheet.page_text_attributes = plan.features.page_texts.attributes
    if setup.centred[0]:
        sheet.center_horizontally()
    if setup.centred[1]:
        sheet.center_vertically()
    if plan.repeat_rows is not None:
        sheet.repeat_rows(*plan.repeat_rows)
    if plan.area is not None:
        sheet.print_area(*plan.area)
    if plan.freeze is not None:
        sheet.freeze_panes(*plan.freeze)
    if not view.gridlines:
        sheet.hide_gridlines(2)
    if view.zoom != 100:
        sheet.set_zoom(view.zoom)
    if view.tab_color:
        sheet.set_tab_color(view.tab_color)
    if plan.last_row or plan.last_column:
        used = {"number_stored_as_text": _used_range(plan)}
        sheet.ignore_errors(used)


def _features(book: Any, sheet: Any, plan: SheetPlan) -> None:
    """Breaks, protection, rules, and settings of view and print that a new sheet has otherwise."""
    features = plan.features
    if plan.breaks:
        sheet.set_h_pagebreaks(plan.breaks)
    if features.column_breaks:
        sheet.set_v_pagebreaks(list(features.column_breaks))
    if features.summary != (True, True):
        sheet.outline_settings(True, *features.summary)
    if features.repeat_columns is not None:
        sheet.repeat_columns(*features.repeat_columns)
    if features.first_page is not None:
        sheet.set_start_page(features.first_page)
    if plan.filter_area is not None:
        sheet.autofilter(*plan.filter_area)
    if features.protection:
        sheet.protect()
        sheet.protection_attributes = features.protection
    for switch in sorted(features.switches):
        if switch == "print_gridlines":
            sheet.hide_gridlines(0)
        else:
            getattr(sheet, switch)()
    for rule in plan.validations:
        _validation(sheet, rule)
    for rule in plan.formats:
        _conditional_format(book, sheet, rule)


def _validation(sheet: Any, rule: RuleWrite) -> None:
    first, *others = rule.areas
    options: dict[str, Any] = dict(rule.options)
    if others:
        options["other_cells"] = [list(area) for area in others]
    sheet.data_validation(*first, options)


def _conditional_format(book: Any, sheet: Any, rule: RuleWrite) -> None:
    options: dict[str, Any] = dict(rule.options)
    if rule.style:
        options["format"] = book.add_format(dict(rule.style))
    if len(rule.areas) > 1:
        options["multi_range"] = " ".join(map(_area_text, rule.areas))
    sheet.conditional_format(*rule.areas[0], options)


def _area_text(area: SheetArea) -> str:
    return str(xlsxwriter.utility.xl_range(*area))


def _used_range(plan: SheetPlan) -> str:
    return str(xlsxwriter.utility.xl_range(0, 0, plan.last_row, plan.last_column))


def _picture(sheet: Any, picture: PictureWrite) -> None:
    options = {
        "image_data": io.BytesIO(picture.data),
        "x_scale": picture.scale,
        "y_scale": picture.scale,
        "description": picture.text,
        "object_position": 1,
    }
    sheet.insert_image(picture.row, picture.column, picture.name, options)


def _chart(book: Any, sheet: Any, write: ChartWrite, block: ChartBlock) -> None:
    kind = CHART_KINDS[write.kind]
    chart = book.add_chart({"type": kind})
    first, last, column = block.first_row, block.last_row, block.column
    labels: dict[str, Any] = {"value": True, "font": _CHART_FONT}
    if kind == "pie":
        labels = {
            "percentage": True,
            "category": True,
            "separator": "\n",
            "leader_lines": True,
            "position": "best_fit",
            "font": _CHART_FONT,
            "num_format": "0.00%",
        }
    series = write.data.all_series[: 1 if kind == "pie" else None]
    for number, (name, _) in enumerate(series):
        options: dict[str, Any] = {
            "name": name,
            "categories": [block.sheet, first, column, last, column],
            "values": [block.sheet, first, column + 1 + number, last, column + 1 + number],
            "data_labels": labels,
        }
        if len(series) > 1:
            options["fill"] = {"color": _SERIES_COLOURS[number]}
        chart.add_series(options)
    titled = {"name": write.title, "name_font": _CHART_TITLE_FONT}
    chart.set_title(titled if write.title else {"none": True})
    chart.set_size({"width": write.width, "height": write.height})
    if kind == "pie" or len(series) > 1:
        chart.set_legend({"position": "bottom", "font": _CHART_FONT})
    else:
        chart.set_legend({"none": True})
    if kind != "pie":
        chart.set_x_axis({"num_font": _CHART_FONT})
        # Bars that begin at another value than zero would show differences too large.
        positive = all(amount >= 0 for _, amounts in series for amount in amounts)
        scale: dict[str, Any] = {"min": 0} if positive else {}
        chart.set_y_axis({"num_font": _CHART_FONT, "major_gridlines": _GRIDLINES, **scale})
        if kind == "bar":  # Excel draws the first category at the bottom unless told otherwise
            chart.set_y_axis({"num_font": _CHART_FONT, "reverse": True})
            chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, **scale})
    sheet.insert_chart(write.row, write.column, chart, {"object_position": 1})
