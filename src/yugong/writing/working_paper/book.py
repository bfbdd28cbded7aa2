"""The workbook of the working paper: sheets, looks, and cells written one kind at a time.

Text is only ever written as text.  Every formula is written with the value it has.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.writing.xlsx.formula import MAX_FORMULA

_A3, _A4 = 8, 9
_LINE, _HIGHEST = 15.0, 409.0
"""The height of a line, and of the highest row, in points."""

_LONGEST_TEXT = 32_767
_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")

Value = Decimal | int | str | None
"""What a cell shows; ``None`` is a blank."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks: its number format, and what sets it apart."""

    number: str = ""
    bold: bool = False
    head: bool = False
    ended: bool = False
    centred: bool = False
    plain: bool = False
    wrapped: bool = True
    size: int = 0
    tinted: bool = False


TITLE = Look(bold=True, plain=True, wrapped=False, size=14)
NOTE = Look(plain=True, wrapped=False)
HEAD = Look(bold=True, head=True, centred=True)
TEXT = Look()
YUAN = Look(number="#,##0.00")
COUNT = Look(number="#,##0.##")


class Book:
    """A workbook being written in memory.  The same calls give the same bytes."""

    def __init__(self, title: str, created: date) -> None:
        self._target = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._target, {"in_memory": True})
        self._book.set_properties(
            {"title": title, "created": datetime(created.year, created.month, created.day)}
        )
        self._looks: dict[Look, Any] = {}
        self._names: set[str] = set()
        self._too_long: list[Finding] = []

    def sheet(self, name: str) -> Sheet:
        """A new sheet at the end; its name is made one that a sheet may have."""
        base = _NOT_IN_NAMES.sub("_", name)[:_LONGEST_NAME] or "_"
        unique, number = base, 1
        while unique.lower() in self._names:
            number += 1
            tail = f"_{number}"
            unique = base[: _LONGEST_NAME - len(tail)] + tail
        self._names.add(unique.lower())
        return Sheet(self, self._book.add_worksheet(unique), unique)

    def define(self, name: str, sheet: str, column: int, first: int, last: int) -> None:
        """Name part of a column, rows from 0."""
        letters = xl_col_to_name(column, True)
        area = f"='{sheet}'!{letters}${first + 1}:{letters}${last + 1}"
        self._book.define_name(name, area)

    def finished(self) -> bytes:
        """The bytes of the workbook; raises :class:`FindingsError` (D006) for text too long."""
        self._book.close()
        if self._too_long:
            raise FindingsError(self._too_long)
        return self._target.getvalue()

    def refuse(self, sheet: str, cell: str, length: int) -> None:
        """Remember a text that no cell holds."""
        place = Place(sheet=sheet, cell=cell)
        self._too_long.append(Finding(Kind.TEXT_TOO_LONG_FOR_CELL, place, f"{length} 字"))

    def format(self, look: Look) -> Any:
        """The format of a look, made once."""
        if look not in self._looks:
            self._looks[look] = self._book.add_format(_properties(look))
        return self._looks[look]


def _properties(look: Look) -> dict[str, object]:
    properties: dict[str, object] = {"valign": "vcenter"}
    if not look.plain:
        properties["border"] = 1
        properties["border_color"] = "#A6A6A6"
    if look.number:
        properties["num_format"] = look.number
    elif look.wrapped:
        properties["text_wrap"] = True
    if look.bold:
        properties["bold"] = True
    if look.head:
        properties["bg_color"] = "#DDEBF7"
    if look.tinted:
        properties["bg_color"] = "#F2F2F2"
    if look.ended:
        properties |= {"italic": True, "font_color": "#7F7F7F"}
    if look.centred:
        properties["align"] = "center"
    if look.size:
        properties["font_size"] = look.size
    return properties


class Sheet:
    """One sheet; rows and columns count from 0."""

    def __init__(self, book: Book, sheet: Any, name: str) -> None:
        self._book = book
        self._sheet = sheet
        self._wrapped: list[tuple[int, int, int]] = []
        self._merged: dict[int, int] = {}
        self.name = name
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&C&A　第 &P 页，共 &N 页")

    def text(self, row: int, column: int, text: str, look: Look = TEXT) -> None:
        """Text, whatever it begins with."""
        length = len(text.encode("utf-16-le")) // 2
        if length > _LONGEST_TEXT:
            self._book.refuse(self.name, cell(row, column), length)
        elif text:
            self._sheet.write_string(row, column, text, self._book.format(look))
            if look.wrapped:
                self._wrapped.append((row, column, wide(text)))
        else:
            self._sheet.write_blank(row, column, None, self._book.format(look))

    def texts(self, row: int, column: int, texts: Sequence[str], look: Look = TEXT) -> None:
        """Texts along a row."""
        for at, text in enumerate(texts):
            self.text(row, column + at, text, look)

    def number(self, row: int, column: int, number: Decimal | int, look: Look) -> None:
        """A number."""
        self._sheet.write_number(row, column, float(number), self._book.format(look))

    def formula(self, row: int, column: int, formula: str, value: Value, look: Look) -> None:
        """A formula, without its equals sign, with the value it has.

        One longer than a cell may hold is left out for its value.
        """
        known = float(value) if isinstance(value, Decimal | int) else value
        if len(formula) < MAX_FORMULA:
            style = self._book.format(look)
            self._sheet.write_formula(row, column, f"={formula}", style, known)
        elif isinstance(value, Decimal | int):
            self.number(row, column, value, look)
        else:
            self.text(row, column, value or "", look)

    def link(self, row: int, column: int, sheet: str) -> None:
        """The name of a sheet that leads to it."""
        self._sheet.write_url(row, column, f"internal:'{sheet}'!A1", string=sheet)

    def merged(self, first: tuple[int, int], last: tuple[int, int], text: str, look: Look) -> None:
        """Text over several cells, or in one where first and last are the same."""
        if first == last:
            self.text(*first, text, look)
        else:
            self._sheet.merge_range(*first, *last, "", self._book.format(look))
            self.text(*first, text, look)

    def widths(self, *widths: float) -> None:
        """The widths of the first columns in characters, and rows as high as their texts.

        Called when all texts stand: rows do not grow by themselves everywhere.
        """
        for at, width in enumerate(widths):
            self._sheet.set_column(at, at, width)
        lines = dict(self._merged)
        for row, column, length in self._wrapped:
            if row in self._merged:
                continue
            if column < len(widths) and length > widths[column] - 1:
                needed = -(-length // max(int(widths[column]) - 2, 1))
                lines[row] = max(lines.get(row, 1), needed)
        for row, count in lines.items():
            self._sheet.set_row(row, min(_LINE * count + 1, _HIGHEST))

    def tall(self, row: int, text: str, width: int) -> None:
        """Say that a row has this text over merged cells of so many characters."""
        self._merged[row] = -(-wide(text) // (width - 4))

    def on_large_paper(self) -> None:
        """A3 instead of A4."""
        self._sheet.set_paper(_A3)

    def fold(self, first: int, last: int, width: float) -> None:
        """Columns that are there for the formulas: folded away, and not printed."""
        self._sheet.set_column(first, last, width, None, {"level": 1, "hidden": True})
        self._sheet.set_column(last + 1, last + 1, None, None, {"collapsed": True})

    def print_up_to(self, row: int, column: int) -> None:
        """What is printed: everything from A1 to this cell."""
        self._sheet.print_area(0, 0, row, column)

    def heads(self, first: int, last: int, columns: int) -> None:
        """Rows of heads, repeated in print; they and the first columns stay when scrolling."""
        self._sheet.freeze_panes(last + 1, columns)
        self._sheet.repeat_rows(first, last)

    def filtered(self, row: int, last_row: int, last_column: int) -> None:
        """Filter buttons on a row of heads."""
        self._sheet.autofilter(row, 0, max(last_row, row + 1), last_column)

    def codes_are_text(self, last_row: int, last_column: int) -> None:
        """No warning that codes are numbers kept as text."""
        area = f"A1:{cell(last_row, last_column)}"
        self._sheet.ignore_errors({"number_stored_as_text": area})

    def marked(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """A colour on numbers that are not zero, to draw the eye to them."""
        colour = self._book.format(Look(tinted=True))
        rule = {"type": "cell", "criteria": "!=", "value": 0, "format": colour}
        self._sheet.conditional_format(*first, *last, rule)


def cell(row: int, column: int) -> str:
    """The address of a cell, row and column counted from 0."""
    return str(xl_rowcol_to_cell(row, column))


def decimals(whole: str, places: int) -> str:
    """A number format with so many decimals: ``#,##0`` and 2 give ``#,##0.00``."""
    return f"{whole}.{'0' * places}" if places else whole


def wide(text: str) -> int:
    """How many half-width characters a text takes in its longest line."""
    return max(sum(2 if ord(each) > 0x2E80 else 1 for each in line) for line in text.split("\n"))
