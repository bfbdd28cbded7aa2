"""The sheets of the working paper: their styles, and rows as high as their texts.

Tests: tests/writing/working_paper/test_office.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from yugong.reading.cell_address import cell_address
from yugong.report_workbook import Book, Pages, Sheet, Style
from yugong.report_workbook.sheet import A3

_LINE, _HIGHEST = 15.0, 409.0
"""The height of a line, and of the highest row, in points."""

_MARGINS = (0.4, 0.4, 0.5, 0.6)
_FOOTER = "&C&A　第 &P 页，共 &N 页"
_PLAIN: Style = {"valign": "vcenter"}
_RULED: Style = {**_PLAIN, "border": 1, "border_color": "#A6A6A6"}

TEXT: Style = {**_RULED, "text_wrap": True}
BOLD: Style = {**TEXT, "bold": True}
HEAD: Style = {**BOLD, "bg_color": "#DDEBF7", "align": "center"}
_TINTED: Style = {**TEXT, "bg_color": "#F2F2F2"}
STRONG: Style = {**_TINTED, "bold": True}
ENDED: Style = {"italic": True, "font_color": "#7F7F7F"}
"""What sets apart a row that only last year has."""

TITLE: Style = {**_PLAIN, "bold": True, "font_size": 14}
NOTE: Style = _PLAIN
PARAGRAPH: Style = {**_PLAIN, "text_wrap": True}
CENTRED: Style = {**PARAGRAPH, "align": "center"}


def with_number(style: Style, number_format: str) -> Style:
    """Return the style for numbers of this format, which do not wrap."""
    return {**style, "text_wrap": False, "num_format": number_format}


YUAN_FORMAT = "#,##0.00"
YUAN: Style = with_number(TEXT, YUAN_FORMAT)
COUNT: Style = with_number(TEXT, "#,##0.##")
ORDER: Style = with_number(TEXT, "0")


class PaperSheet(Sheet):
    """A sheet of the paper: landscape, one page wide, and columns that formulas only need."""

    def __init__(self, book: Book, name: str) -> None:
        super().__init__(book, name)
        self._wrapped: list[tuple[int, int, int]] = []
        self._merged: dict[int, int] = {}
        self.pages(Pages(_MARGINS, _FOOTER))

    def text(self, row: int, column: int, text: str, style: Style = TEXT) -> None:
        """Write text, and note the width it takes if it wraps."""
        super().text(row, column, text, style)
        if text and style.get("text_wrap"):
            self._wrapped.append((row, column, half_widths(text)))

    def texts(self, row: int, column: int, texts: Sequence[str], style: Style = TEXT) -> None:
        """Write texts along a row."""
        super().texts(row, column, texts, style)

    def widths(self, *widths: float) -> None:
        """Give the first columns their widths in characters, and rows the heights of their texts.

        Call it when all texts are written: rows do not grow by themselves in every program.
        """
        self.columns(*widths)
        lines = dict(self._merged)
        for row, column, length in self._wrapped:
            if row in self._merged:
                continue
            if column < len(widths) and length > widths[column] - 1:
                needed = -(-length // max(int(widths[column]) - 2, 1))
                lines[row] = max(lines.get(row, 1), needed)
        for row, count in lines.items():
            self.height(row, min(_LINE * count + 1, _HIGHEST))

    def tall(self, row: int, text: str, width: int) -> None:
        """Note that a row has this text over merged cells of so many characters."""
        self._merged[row] = -(-half_widths(text) // (width - 4))

    def on_large_paper(self) -> None:
        """Print on A3 instead of A4."""
        self._sheet.set_paper(A3)

    def fold(self, first: int, last: int, width: float) -> None:
        """Fold away columns that are there for the formulas, and are not printed."""
        self._sheet.set_column(first, last, width, None, {"level": 1, "hidden": True})
        self._sheet.set_column(last + 1, last + 1, None, None, {"collapsed": True})

    def print_up_to(self, row: int, column: int) -> None:
        """Print everything from A1 to this cell, and nothing else."""
        self._sheet.print_area(0, 0, row, column)

    def codes_are_text(self, last_row: int, last_column: int) -> None:
        """Show no warning that codes are numbers kept as text."""
        area = f"A1:{cell_address(last_row, last_column)}"
        self._sheet.ignore_errors({"number_stored_as_text": area})

    def marked(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Colour numbers that are not zero, to draw the eye to them."""
        rule = {"type": "cell", "criteria": "!=", "value": 0, "format": self._book.format(_TINTED)}
        self._sheet.conditional_format(*first, *last, rule)


def decimals(whole: str, places: int) -> str:
    """Return a number format with so many decimals: ``#,##0`` and 2 give ``#,##0.00``."""
    return f"{whole}.{'0' * places}" if places else whole


def half_widths(text: str) -> int:
    """Return how many half-width characters the longest line of a text takes."""
    return max(
        sum(2 if ord(character) > 0x2E80 else 1 for character in line) for line in text.split("\n")
    )
