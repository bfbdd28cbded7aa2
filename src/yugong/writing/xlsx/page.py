"""Column widths, print settings and view of a template sheet.

Tests: tests/writing/xlsx/test_features.py.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from yugong.reading.cell_address import column_number
from yugong.writing.xlsx.model import DEFAULT_COLUMN_WIDTH, PrintSetup, SheetView
from yugong.writing.xlsx.palette import Palette

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_LAST_COLUMN = 200
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Z]{1,3})\$?([1-9]\d{0,6}))?")


def cell_or_blank(cell: Any, sheet: Any, row: int, column: int) -> Cell:
    """The cell, or a blank one for a place (from 1) that the file has no cell for."""
    if cell is not None and type(cell).__name__ != "MergedCell":
        known: Cell = cell
        return known
    make = getattr(sheet, "blank_cell", None)
    if make is None:
        from openpyxl import cell as cells

        return cells.Cell(sheet, row, column)
    blank: Cell = make(row, column)
    return blank


def read_area(reference: str) -> tuple[int, int, int, int] | None:
    """The area of ``A1:C9`` or ``A1``: top, left, bottom, right from 0; ``None`` for others."""
    match = _AREA.fullmatch(reference.upper())
    if match is None:
        return None
    top, left = int(match[2]) - 1, column_number(match[1])
    if match[3] is None:
        return top, left, top, left
    return top, left, int(match[4]) - 1, column_number(match[3])


def column_widths(sheet: Worksheet) -> tuple[dict[int, float], float]:
    """Column widths in characters by column (from 0), and the width of all others."""
    widths: dict[int, float] = {}
    for dimension in sheet.column_dimensions.values():
        if dimension.width and dimension.min and dimension.max:
            for column in range(dimension.min, min(dimension.max, _LAST_COLUMN) + 1):
                widths[column - 1] = 0.0 if dimension.hidden else float(dimension.width)
    default = sheet.sheet_format.defaultColWidth
    return dict(sorted(widths.items())), float(default or DEFAULT_COLUMN_WIDTH)


def covered_cells(sheet: Worksheet) -> set[tuple[int, int]]:
    """The places (from 1) inside merged areas, without the first of each."""
    return {
        (row, column)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
        if (row, column) != (area.min_row, area.min_col)
    }


def print_setup(sheet: Worksheet) -> PrintSetup:
    """The print settings of a sheet."""
    page, options, margins = sheet.page_setup, sheet.print_options, sheet.page_margins
    properties = sheet.sheet_properties.pageSetUpPr
    fit = None
    if properties is not None and properties.fitToPage:
        width = 1 if page.fitToWidth is None else int(page.fitToWidth)
        height = 1 if page.fitToHeight is None else int(page.fitToHeight)
        fit = (width, height)
    return PrintSetup(
        paper=int(page.paperSize or 9),
        landscape=page.orientation == "landscape",
        fit=fit,
        scale=int(page.scale or 100),
        centred=(bool(options.horizontalCentered), bool(options.verticalCentered)),
        margins=(
            float(margins.left),
            float(margins.right),
            float(margins.top),
            float(margins.bottom),
            float(margins.header),
            float(margins.footer),
        ),
        repeat_rows=_repeat_rows(sheet),
        area=_area(sheet),
    )


def _repeat_rows(sheet: Worksheet) -> tuple[int, int] | None:
    rows = sheet.print_title_rows
    if not rows:
        return None
    first, _, last = rows.replace("$", "").partition(":")
    return int(first) - 1, int(last or first) - 1


def _area(sheet: Worksheet) -> tuple[int, int, int, int] | None:
    area = sheet.print_area
    if not area:
        return None
    return read_area(str(area).split(",")[0].rpartition("!")[2])


def sheet_view(sheet: Worksheet) -> SheetView:
    """Return the view of a sheet on screen."""
    freeze = None
    if sheet.freeze_panes:
        corner = read_area(str(sheet.freeze_panes))
        freeze = None if corner is None else corner[:2]
    view = sheet.sheet_view
    return SheetView(
        freeze=freeze,
        gridlines=view.showGridLines is not False,
        zoom=int(view.zoomScale or 100),
        tab_color=Palette(sheet.parent).rgb(sheet.sheet_properties.tabColor),
    )
