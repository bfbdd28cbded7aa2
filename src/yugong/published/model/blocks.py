"""The lines and grids of a published document, with their places, for every kind of file.

Nothing is dropped and nothing is judged.  Contents that a reader of the printed page does not
see (deleted text, comments, hidden sheets, names of editors) are kept apart as left-overs.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from yugong.findings import Finding, Place
from yugong.ooxml.table_grid import Area
from yugong.quick_dataclass import dataclass
from yugong.reading.cell_address import cell_address

Form = Literal["docx", "xlsx", "pdf", "text"]


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
    """A table as printed; every row is as wide as the widest.

    A merged area has its text in its first cell, and its other cells are blank.
    ``row_numbers`` and ``column_numbers`` are the rows and columns of the sheet, or the lines of
    the text, counted from 1; empty means that rows and columns are counted in order.
    """

    rows: tuple[tuple[str, ...], ...]
    merged: tuple[Area, ...]
    place: Place
    row_numbers: tuple[int, ...] = ()
    column_numbers: tuple[int, ...] = ()

    def place_of(self, row: int, column: int) -> Place:
        """Return the place of a cell; row and column count from 0."""
        number = self.row_numbers[row] if self.row_numbers else row + 1
        across = self.column_numbers[column] if self.column_numbers else column + 1
        home = self.place
        # Asked for every cell: naming all fields takes half the time of replacing one.
        if home.sheet is not None:
            cell = cell_address(number - 1, across - 1)
            return Place(home.file, home.line, home.column, home.sheet, cell, home.path, home.page)
        if home.line is not None:
            path = f"第 {across} 格"
            return Place(home.file, number, home.column, None, home.cell, path, home.page)
        path = f"{home.path}第 {number} 行第 {across} 列"
        return Place(home.file, None, home.column, None, home.cell, path, home.page)


Block = Line | Grid
"""One block of a document, in reading order."""


class LeftOverKind(StrEnum):
    """Kinds of content that a file carries and its printed page does not show."""

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
    """A piece of unpublished content in a file."""

    kind: LeftOverKind
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A published document: its blocks in reading order, and findings on what is unreadable."""

    file: str
    form: Form
    blocks: tuple[Block, ...]
    left_overs: tuple[LeftOver, ...] = ()
    findings: tuple[Finding, ...] = ()


def clipped(text: str, length: int = 30) -> str:
    """Return a text on one line, cut to ``length`` characters, for use in a place."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length]}…"
