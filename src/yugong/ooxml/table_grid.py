"""The grid of a Word table: the column of each cell, and the cells merged with one another.

Rows and cells inside content controls and tracked insertions belong to the table like any other.
A table inside a cell has a grid of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal, NamedTuple

from yugong.ooxml.names import SDT, TBL, TC, TCPR, TR, VAL, P, T, is_on, w

Area = tuple[int, int, int, int]
"""Top, left, bottom and right of merged cells, counted from 0, all inclusive."""
VerticalMerge = Literal["", "restart", "continue"]

_THROUGH = frozenset(w(name) for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent"))
_SPAN, _DOWN, _ACROSS = (w(name) for name in ("gridSpan", "vMerge", "hMerge"))
_ROW_PROPERTIES, _BEFORE = w("trPr"), w("gridBefore")
_DELETED, _HIDDEN, _HEAD = w("del"), w("hidden"), w("tblHeader")
_GRID, _COLUMN = w("tblGrid"), w("gridCol")
_STRUCTURE = (TR, TC, _SPAN, _DOWN, _BEFORE)
_WORDS = (T, P, w("br"), w("cr"))
_WIDEST = 1_000
"""The most columns a table may have; Word itself allows 63."""


class GridCell(NamedTuple):
    """A cell: its first column from 0, its number of columns, and its merges.

    ``down`` and ``across`` are empty for a cell that is merged with none, ``restart`` for the
    first of several, ``continue`` for one that belongs to the cell above or on the left.
    """

    element: Any
    column: int
    span: int
    down: VerticalMerge
    across: VerticalMerge


class GridRow:
    """A row of a Word table; ``before`` columns are left out before its first cell."""

    __slots__ = ("before", "element", "is_deleted", "is_head", "is_hidden")

    def __init__(self, element: Any) -> None:
        self.element = element
        self.before = 0
        self.is_deleted = self.is_hidden = self.is_head = False
        for properties in element.iterchildren(_ROW_PROPERTIES):
            for node in properties.iterchildren(_BEFORE, _DELETED, _HIDDEN, _HEAD):
                if node.tag == _BEFORE:
                    self.before = _span(node.get(VAL))
                elif node.tag == _DELETED:
                    self.is_deleted = True
                elif node.tag == _HIDDEN:
                    self.is_hidden = is_on(node)
                elif node.tag == _HEAD:
                    self.is_head = is_on(node)

    def cells(self) -> Iterator[GridCell]:
        """Yield the cells from left to right."""
        column = self.before
        for element in _children(self.element, TC):
            span, down, across = cell_merges(element)
            span = min(span, max(_WIDEST - column, 1))
            yield GridCell(element, column, span, down, across)
            column += span


def grid_rows(table: Any) -> Iterator[GridRow]:
    """Yield the rows of a ``w:tbl``, top to bottom."""
    return map(GridRow, _children(table, TR))


def grid_columns(table: Any) -> int:
    """Return the number of columns in the grid that a table declares."""
    grid = table.find(_GRID)
    return 0 if grid is None else len(grid.findall(_COLUMN))


def cell_merges(cell: Any) -> tuple[int, VerticalMerge, VerticalMerge]:
    """Return the number of columns of a ``w:tc``, its merge downwards and its merge across."""
    span, down, across = 1, "", ""
    properties = next(cell.iterchildren(TCPR), None)
    for node in () if properties is None else properties.iterchildren(_SPAN, _DOWN, _ACROSS):
        if node.tag == _SPAN:
            span = _span(node.get(VAL))
        elif node.tag == _DOWN:
            down = _merge(node)
        elif node.tag == _ACROSS:
            across = _merge(node)
    return span, down, across  # type: ignore[return-value]


def column_texts(table: Any) -> Iterator[tuple[str, ...]]:
    """Yield the texts of each row by grid column; paragraphs and breaks make new lines.

    A cell merged with the one above repeats its text; further columns of a wide cell are empty.
    A table inside a cell gives its words.  All is read in one pass, in half the time that a walk
    over cells takes: a document of a thousand forms has a hundred thousand of them.
    """
    has_inner = next(table.iterdescendants(TBL), None) is not None
    row: _RowTexts | None = None
    for node in table.iter(*_STRUCTURE, *_WORDS):
        tag = node.tag
        if tag in _STRUCTURE and has_inner and next(node.iterancestors(TBL)) is not table:
            continue
        if tag == TR:
            if row is not None:
                yield row.finished()
            row = _RowTexts([] if row is None else row.texts)
        elif row is None:
            continue
        elif tag == T:
            row.pieces.append(node.text or "")
        elif tag == TC:
            row.begin_cell()
        elif tag == _SPAN:
            row.span = _span(node.get(VAL))
        elif tag == _DOWN:
            row.repeats = _merge(node) == "continue"
        elif tag == _BEFORE:
            row.texts = [""] * _span(node.get(VAL))
        else:
            row.pieces.append("\n")
    if row is not None:
        yield row.finished()


class _RowTexts:
    """A row being read: the texts of the row above, those of its cells, and the open cell."""

    __slots__ = ("_above", "_in_cell", "pieces", "repeats", "span", "texts")

    def __init__(self, above: list[str]) -> None:
        self._above = above
        self._in_cell = False
        self.texts: list[str] = []
        self.pieces: list[str] = []
        self.span = 1
        self.repeats = False

    def begin_cell(self) -> None:
        self._end_cell()
        self._in_cell = True

    def _end_cell(self) -> None:
        if not self._in_cell:
            return
        column = len(self.texts)
        repeats = self.repeats and column < len(self._above)
        self.texts.append(self._above[column] if repeats else "".join(self.pieces).strip())
        self.texts.extend([""] * (self.span - 1))
        self.pieces = []
        self.span = 1
        self.repeats = self._in_cell = False

    def finished(self) -> tuple[str, ...]:
        self._end_cell()
        return tuple(self.texts)


class TableGrid:
    """Collects the texts of a table cell by cell; gives rows of equal length and merged areas."""

    MOST_CELLS: ClassVar[int] = 1_000_000

    def __init__(self) -> None:
        self.cells = 0
        """The number of cells so far, the columns of every row counted as in the widest."""
        self._rows: list[list[str]] = []
        self._open: dict[int, list[int]] = {}
        self._areas: list[list[int]] = []
        self._widest = 0

    @property
    def height(self) -> int:
        """The number of rows so far."""
        return len(self._rows)

    def add_row(self, row: GridRow) -> None:
        """Begin a row."""
        self._rows.append([""] * row.before)

    def add_cell(self, cell: GridCell, text: str) -> str:
        """Place the text of the next cell of the row; return text that Word does not print."""
        row = self._rows[-1]
        column, right, bottom = cell.column, cell.column + cell.span - 1, len(self._rows) - 1
        above = self._open.get(column)
        unprinted = ""
        if cell.across == "continue" and row:
            self._widen(column, bottom, cell.span)
            text, unprinted = "", text
        elif (
            cell.down == "continue"
            and above is not None
            and above[2] == bottom - 1
            and above[3] == right
        ):
            above[2] = bottom
            text, unprinted = "", text
        else:
            self._open.pop(column, None)
            if cell.span > 1 or cell.down or cell.across:
                area = [bottom, column, bottom, right]
                self._areas.append(area)
                if cell.down:
                    self._open[column] = area
        row += [text, *[""] * (cell.span - 1)]
        self._widest = max(self._widest, len(row))
        self.cells = self._widest * len(self._rows)
        return unprinted

    def _widen(self, column: int, row: int, span: int) -> None:
        """Add a cell to the area on its left: the older way to merge cells across."""
        for area in reversed(self._areas):
            if area[0] < row:
                return
            if area[3] == column - 1:
                area[3] += span
                return

    def finished(self) -> tuple[tuple[tuple[str, ...], ...], tuple[Area, ...]]:
        """Return the rows, filled up to the widest, and the merged areas in reading order."""
        rows = tuple(tuple(row + [""] * (self._widest - len(row))) for row in self._rows)
        merged = sorted(
            (area[0], area[1], area[2], area[3])
            for area in self._areas
            if area[0] != area[2] or area[1] != area[3]
        )
        return rows, tuple(merged)


def _children(element: Any, name: str) -> Iterator[Any]:
    for child in element:
        if child.tag == name:
            yield child
        elif child.tag in _THROUGH or child.tag == SDT:
            yield from _children(child, name)


def _merge(node: Any) -> str:
    return "restart" if node.get(VAL) == "restart" else "continue"


def _span(text: str | None) -> int:
    if not text or not text.isdecimal():
        return 1
    return min(int(text) if len(text) < 6 else _WIDEST, _WIDEST) or 1
