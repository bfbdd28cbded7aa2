"""One sheet of a report: cells written one kind at a time, heads, print set-up.

Text is only ever written as text.  Every formula is written with the value it has.
Rows and columns count from 0.

Tests: tests/writing/review/test_sheet.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from yugong.quick_dataclass import dataclass
from yugong.reading.cell_address import cell_address
from yugong.report_workbook.limits import EXACT_BELOW, LONGEST_FORMULA, LONGEST_TEXT, text_units

if TYPE_CHECKING:
    from yugong.report_workbook.book import Book, Style

A3, A4 = 8, 9

CellRange = tuple[int, int, int, int]
"""First row, first column, last row, last column."""

Value = Decimal | int | str | None
"""What a formula shows; ``None`` is a blank."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The print settings of a sheet: one page wide, margins in inches, footer in Excel's codes."""

    margins: tuple[float, float, float, float] | None = None
    footer: str = ""
    centred: bool = False
    landscape: bool = True
    paper: int | None = A4


class Sheet:
    """A sheet of a :class:`Book`."""

    def __init__(self, book: Book, name: str) -> None:
        self._book = book
        self._sheet, self.name = book.new_sheet(name)

    # -- cells --------------------------------------------------------------------------------

    def text(self, row: int, column: int, text: str, style: Style) -> None:
        """Write text as text, even if it begins with ``=``; a blank for empty text."""
        units = text_units(text)
        if units > LONGEST_TEXT:
            self._book.refuse(self.name, cell_address(row, column), units)
        elif text:
            self._sheet.write_string(row, column, text, self._book.format(style))
        else:
            self._sheet.write_blank(row, column, None, self._book.format(style))

    def texts(self, row: int, column: int, texts: Sequence[str], style: Style) -> None:
        """Write texts along a row."""
        for offset, text in enumerate(texts):
            self.text(row, column + offset, text, style)

    def number(self, row: int, column: int, number: Decimal | int, style: Style) -> None:
        """Write a number."""
        self._sheet.write_number(row, column, float(number), self._book.format(style))

    def exact_number(self, row: int, column: int, number: Decimal, style: Style) -> None:
        """Write a number, or as text where it is too large to be exact as one."""
        if abs(number) < EXACT_BELOW:
            self.number(row, column, number, style)
        else:
            self.text(row, column, f"{number:,f}", style)

    def day(self, row: int, column: int, day: date, style: Style) -> None:
        """Write a date."""
        self._sheet.write_datetime(row, column, day, self._book.format(style))

    def formula(self, row: int, column: int, formula: str, value: Value, style: Style) -> None:
        """Write a formula, without its equals sign, with the value it has.

        One longer than a cell may hold is left out for its value.
        """
        known = float(value) if isinstance(value, Decimal | int) else value
        if len(formula) < LONGEST_FORMULA:
            look = self._book.format(style)
            self._sheet.write_formula(row, column, f"={formula}", look, known)
        elif isinstance(value, Decimal | int):
            self.number(row, column, value, style)
        else:
            self.text(row, column, value or "", style)

    def pieces(
        self, row: int, column: int, pieces: Sequence[tuple[Style | None, str]], style: Style
    ) -> None:
        """Write text of two or more pieces, each with a style of letters of its own or none."""
        parts: list[Any] = []
        for look, text in pieces:
            parts += [text] if look is None else [self._book.format(look), text]
        self._sheet.write_rich_string(row, column, *parts, self._book.format(style))

    def link(self, row: int, column: int, sheet: str) -> None:
        """Write the name of a sheet that leads to it."""
        self._sheet.write_url(row, column, f"internal:'{sheet}'!A1", string=sheet)

    def merged(
        self, first: tuple[int, int], last: tuple[int, int], text: str, style: Style
    ) -> None:
        """Write text over several cells, or in one where first and last are the same."""
        if first != last:
            self._sheet.merge_range(*first, *last, "", self._book.format(style))
        self.text(*first, text, style)

    # -- rows and columns -----------------------------------------------------------------------

    def column(self, column: int, width: float, style: Style | None = None) -> None:
        """Give a column its width in characters, and a style for its empty cells."""
        look = None if style is None else self._book.format(style)
        self._sheet.set_column(column, column, width, look)

    def columns(self, *widths: float) -> None:
        """Give the first columns their widths in characters."""
        for column, width in enumerate(widths):
            self.column(column, width)

    def all_columns(self, last: int, style: Style) -> None:
        """Give all columns up to the last a style for their empty cells."""
        self._sheet.set_column(0, last, None, self._book.format(style))

    def height(self, row: int, height: float) -> None:
        """Give a row its height in points."""
        self._sheet.set_row(row, height)

    def heads(self, first: int, last: int, columns: int = 0, *, repeated: bool = True) -> None:
        """Keep rows of heads and the first columns when scrolling; repeat the heads in print."""
        self._sheet.freeze_panes(last + 1, columns)
        if repeated:
            self._sheet.repeat_rows(first, last)

    def filtered(self, row: int, last_row: int, last_column: int) -> None:
        """Put filter buttons on a row of heads."""
        self._sheet.autofilter(row, 0, max(last_row, row + 1), last_column)

    # -- the whole sheet --------------------------------------------------------------------------

    def pages(self, pages: Pages) -> None:
        """Set up print."""
        sheet = self._sheet
        if pages.paper is not None:
            sheet.set_paper(pages.paper)
        if pages.landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        if pages.centred:
            sheet.center_horizontally()
        if pages.margins is not None:
            sheet.set_margins(*pages.margins)
        if pages.footer:
            sheet.set_footer(pages.footer)

    def without_grid(self) -> None:
        """Show and print no grid lines."""
        self._sheet.hide_gridlines(2)

    def hidden(self) -> None:
        """Hide the sheet."""
        self._sheet.hide()

    def protected(self, allowed: Mapping[str, bool]) -> None:
        """Protect cells that are not open for entries, without a password."""
        self._sheet.protect("", allowed)

    def validation(self, area: CellRange, rule: Mapping[str, Any]) -> None:
        """Say what may be entered into an area: XlsxWriter's options of a data validation."""
        self._sheet.data_validation(*area, dict(rule))
