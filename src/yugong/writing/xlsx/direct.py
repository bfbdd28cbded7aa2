"""Rows and merged areas of a sheet as finished XML, which is far quicker than cell by cell.

XlsxWriter makes everything else of the file, and lets a sheet be of a class of our own.  The few
of its inner names used here are asked for before and checked after: where any is not what it was,
:class:`NotDirectError` says so, and the sheet is written through the ordinary calls instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from yugong.writing.xlsx.features import Grouping
from yugong.writing.xlsx.plan import Merge, SheetPlan

_DEFAULT_PIXELS = 20
_COLUMNS = [xl_col_to_name(column) for column in range(256)]


class NotDirectError(Exception):
    """This XlsxWriter, or this sheet, is not one that can be written directly."""


class DirectSheet(Worksheet):  # type: ignore[misc]
    """A worksheet that may be given its rows and merged areas instead of making them.

    Headers and footers of first and even pages, and a protection with any kind of password, are
    given as well, because XlsxWriter has no call for them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.page_texts: Sequence[tuple[str, str]] = ()
        self.page_text_attributes: Sequence[tuple[str, str]] = ()
        self.protection_attributes: Sequence[tuple[str, str]] = ()
        self.ready: tuple[str, str] | None = None
        self.given = 0

    def _write_rows(self) -> None:
        if self.ready is None:
            super()._write_rows()
        else:
            self.fh.write(self.ready[0])
            self.given += 1

    def _write_merge_cells(self) -> None:
        if self.ready is None:
            super()._write_merge_cells()
        else:
            self.fh.write(self.ready[1])
            self.given += 1

    def _write_header_footer(self) -> None:
        self._xml_start_tag("headerFooter", list(self.page_text_attributes))
        for element, text in self.page_texts:
            if text:
                self._xml_data_element(element, text)
        self._xml_end_tag("headerFooter")

    def _write_sheet_protection(self) -> None:
        if self.protection_attributes:
            self._xml_empty_tag("sheetProtection", list(self.protection_attributes))


class DirectWriter:
    """Gives the sheets of one workbook their rows."""

    def __init__(self, book: Any, formats: Sequence[Any]) -> None:
        try:
            self._string: Callable[[str], int] = book.str_table._get_shared_string_index
            self._looks = [f' s="{look._get_xf_index()}"' for look in formats]
        except AttributeError as error:
            raise NotDirectError from error
        self._formats = formats
        self._sheets: list[DirectSheet] = []

    def write(self, sheet: DirectSheet, plan: SheetPlan) -> None:
        """The cells, heights and merged areas of a plan; links are not among them."""
        if plan.last_column >= len(_COLUMNS) or not plan.lines or not self._formats:
            raise NotDirectError
        rows, merged = self._rows(plan), _merged(plan.merges)
        # Two ordinary cells tell XlsxWriter how far the sheet reaches.
        for row, column in ((0, 0), (plan.last_row, plan.last_column)):
            sheet.write_blank(row, column, None, self._formats[0])
        for row, grouping in plan.groupings.items():
            # The sheet states its highest level in front of its rows.
            sheet.set_row(row, None, None, {"level": grouping.level})
        sheet.ready = rows, merged
        self._sheets.append(sheet)

    def check(self) -> None:
        """Raise :class:`NotDirectError` unless every sheet was asked for its direct rows."""
        if any(sheet.given != 2 for sheet in self._sheets):
            raise NotDirectError

    def _rows(self, plan: SheetPlan) -> str:
        looks, string = self._looks, self._string
        cells = self._covered(plan.merges)
        for row, line in plan.lines:
            here = cells.get(row)
            if here is None:
                here = cells[row] = {}
            for column, style, value in line:
                if value is None:
                    here[column] = f"{looks[style]}/>"
                elif isinstance(value, str):
                    here[column] = f'{looks[style]} t="s"><v>{string(value)}</v></c>'
                else:
                    here[column] = f"{looks[style]}><v>{value:.16G}</v></c>"
        for total in plan.formulas:
            formula = escape(total.formula.removeprefix("="), quote=False)
            cell = f"{looks[total.style]}><f>{formula}</f><v>{total.value}</v></c>"
            cells[total.row][total.column] = cell
        out: list[str] = []
        for row in sorted(cells.keys() | plan.heights.keys()):
            number, here = row + 1, cells.get(row, {})
            grouping = plan.groupings.get(row)
            height = (
                _height(plan.heights.get(row))
                if grouping is None
                else _grouped(plan.heights.get(row), grouping)
            )
            out.append(f'<row r="{number}"{height}>')
            for column in sorted(here):
                out.append(f'<c r="{_COLUMNS[column]}{number}"{here[column]}')
            out.append("</row>")
        return "".join(out)

    def _covered(self, merges: Sequence[Merge]) -> dict[int, dict[int, str]]:
        """Blank cells for the places inside merged areas, so that their borders are drawn."""
        cells: dict[int, dict[int, str]] = {}
        taken = count = 0
        for first_row, first_column, last_row, last_column, style in merges:
            blank = f"{self._looks[style]}/>"
            columns = range(first_column, last_column + 1)
            for row in range(first_row, last_row + 1):
                here = cells.get(row)
                if here is None:
                    here = cells[row] = {}
                before = len(here)
                for column in columns:
                    here[column] = blank
                taken += len(here) - before
                count += len(columns)
        if taken != count:  # areas that overlap: XlsxWriter says which
            raise NotDirectError
        return cells


def _height(height: float | None) -> str:
    """A height in points as XlsxWriter states it, in whole pixels."""
    if height is None:
        return ""
    pixels = int(height * 4 / 3 + 0.5)
    if pixels == _DEFAULT_PIXELS:
        return ""
    if not pixels:
        return ' hidden="1"'
    return f' ht="{pixels * 0.75:.16g}" customHeight="1"'


def _grouped(height: float | None, grouping: Grouping) -> str:
    """The height of a row, and its place in the outline."""
    text = _height(height)
    if grouping.hidden and "hidden" not in text:
        text += ' hidden="1"'
    if grouping.level:
        text += f' outlineLevel="{grouping.level}"'
    return f'{text} collapsed="1"' if grouping.collapsed else text


def _merged(merges: Sequence[Merge]) -> str:
    if not merges:
        return ""
    areas = "".join(
        f'<mergeCell ref="{_COLUMNS[left]}{top + 1}:{_COLUMNS[right]}{bottom + 1}"/>'
        for top, left, bottom, right, _ in merges
    )
    return f'<mergeCells count="{len(merges)}">{areas}</mergeCells>'
