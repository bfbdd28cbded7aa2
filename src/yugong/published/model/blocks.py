"""What a published document says, whatever kind of file it is: lines and grids with their places.

Nothing is lost and nothing is judged.  What a reader of the printed page does not see, yet the
file carries along (deleted text, comments, hidden sheets, names of editors), is kept apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from yugong.findings import Finding, Place
from yugong.reading.cell_address import cell_address

Form = Literal["docx", "xlsx", "pdf", "text"]

Area = tuple[int, int, int, int]
"""A merged area: first row, first column, last row, last column, counted from 0."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a Word file, a line of a PDF or text, or a row of a sheet outside its table.

    ``level`` is the heading level from 1, where the document says that this is a heading.
    """

    text: str
    place: Place
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it stands: every row as wide as the widest.

    The text of a merged area stands in its first cell, its other cells are blank.
    ``row_numbers`` and ``column_numbers`` are the rows and columns of the sheet, or the lines of
    the text, counted from 1; where they are empty, rows and columns are simply counted.
    """

    rows: tuple[tuple[str, ...], ...]
    merged: tuple[Area, ...]
    place: Place
    row_numbers: tuple[int, ...] = ()
    column_numbers: tuple[int, ...] = ()

    def place_of(self, row: int, column: int) -> Place:
        """Where a cell stands; row and column counted from 0."""
        number = self.row_numbers[row] if self.row_numbers else row + 1
        across = self.column_numbers[column] if self.column_numbers else column + 1
        at = self.place
        # Asked for every cell: naming all fields takes half the time of replacing one.
        if at.sheet is not None:
            cell = cell_address(number - 1, across - 1)
            return Place(at.file, at.line, at.column, at.sheet, cell, at.path, at.page)
        if at.line is not None:
            path = f"第 {across} 格"
            return Place(at.file, number, at.column, None, at.cell, path, at.page)
        path = f"{at.path}第 {number} 行第 {across} 列"
        return Place(at.file, None, at.column, None, at.cell, path, at.page)


Block = Line | Grid
"""What stands in a document, one after the other."""


class LeftOverKind(StrEnum):
    """What a file may carry along that its reader does not see on the page."""

    REVISION = "修订"
    COMMENT = "批注"
    HIDDEN_TEXT = "隐藏文字"
    HIDDEN_SHEET = "隐藏工作表"
    HIDDEN_CELLS = "隐藏行列"
    PERSONAL = "个人属性"
    EMBEDDED = "内嵌工作簿"
    WATERMARK = "水印"
    BOOKMARK = "书签"
    EXTERNAL = "外部链接"
    MACRO = "宏"
    RUNNING = "页眉页脚文字"


@dataclass(frozen=True, slots=True)
class LeftOver:
    """Something a file carries beside what it publishes."""

    kind: LeftOverKind
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A published document: its blocks in reading order, and what could not be read of it."""

    file: str
    form: Form
    blocks: tuple[Block, ...]
    left_overs: tuple[LeftOver, ...] = ()
    findings: tuple[Finding, ...] = ()


def clipped(text: str, length: int = 30) -> str:
    """A text short enough for a place, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length]}…"
