"""Rows of a template sheet with everything that does not depend on the data worked out once.

A form is laid out once per project, and most of its cells are the same every time.

Tests: tests/writing/xlsx/test_write.py.
"""

from __future__ import annotations

import re

from yugong.quick_dataclass import dataclass
from yugong.report_workbook.row_height import columns_points, text_height
from yugong.template.evaluation import Expression
from yugong.template.faults import TagError
from yugong.template.text import Text
from yugong.writing.xlsx.model import CellModel, RowModel, SheetModel
from yugong.writing.xlsx.plan import CellWrite
from yugong.writing.xlsx.stylebook import StyleBook
from yugong.writing.xlsx.values import clean_text

_PARAGRAPH_TEXT = re.compile(r"(\w+)\.文字")

Spanning = tuple[CellModel, int, float]
"""A cell that may take part in a merged area, its style, and the height its text needs."""


@dataclass(slots=True)
class PreparedCell:
    """A cell with its usable width in points; a ``fixed`` one with its write and height.

    ``narrates`` is the name of the item whose text (文字) it shows, empty for none.
    """

    cell: CellModel
    points: float
    size: float
    wraps: bool
    grows: bool
    fixed: bool = False
    write: CellWrite = (0, 0, None)
    height: float = 0.0
    narrates: str = ""


@dataclass(slots=True)
class PreparedRow:
    """A row of the template; ``line`` and ``spanning`` are its cells if all are fixed."""

    model: RowModel
    cells: tuple[PreparedCell, ...]
    need: float
    line: list[CellWrite] | None
    spanning: list[Spanning]


class PreparedRows:
    """The prepared rows of one template sheet, for all sheets made from it."""

    def __init__(self, model: SheetModel, styles: StyleBook) -> None:
        self.model = model
        self.styles = styles
        self._rows: dict[int, PreparedRow] = {}
        self._points: dict[tuple[int, int], float] = {}

    def row(self, model: RowModel) -> PreparedRow:
        """Return a row of the template, prepared."""
        ready = self._rows.get(model.number)
        if ready is None:
            ready = self._rows[model.number] = self._row(model)
        return ready

    def height(self, text: str, style: int, ready: PreparedCell) -> tuple[float, int]:
        """Return the height in points of a text in a cell, and the style that lets it wrap."""
        if ready.wraps:
            return text_height(text, ready.size, ready.points), style
        if "\n" not in text:
            return 0.0, style
        style = self.styles.with_property(style, "text_wrap", value=True)
        return text_height(text, ready.size, ready.points), style

    def _row(self, model: RowModel) -> PreparedRow:
        cells = tuple(self._cell(cell) for cell in model.cells)
        low = [cell.height for cell in cells if cell.fixed and not cell.grows]
        need = max([model.height, *low])
        if not all(cell.fixed for cell in cells):
            return PreparedRow(model, cells, need, None, [])
        spanning = [
            (cell.cell, cell.write[1], cell.height if cell.grows else 0.0)
            for cell in cells
            if cell.grows or cell.cell.last_column > cell.cell.column
        ]
        return PreparedRow(model, cells, need, [cell.write for cell in cells], spanning)

    def _cell(self, cell: CellModel) -> PreparedCell:
        key = (cell.column, cell.last_column)
        points = self._points.get(key)
        if points is None:
            columns = range(cell.column, cell.last_column + 1)
            points = columns_points([self.model.width(column) for column in columns])
            self._points[key] = points
        look = self.styles[cell.style]
        grows = cell.vertical is not None or cell.rows > 1
        size, wraps = float(look["font_size"]), bool(look.get("text_wrap"))
        ready = PreparedCell(cell, points, size, wraps, grows)
        content = cell.content
        tags = (cell.vertical, cell.link, cell.chart)
        linked = cell.place in self.model.hyperlinks
        if isinstance(content, Expression | Text):
            paragraph = _PARAGRAPH_TEXT.search(content.source)
            ready.narrates = "" if paragraph is None else paragraph[1]
            return ready
        if linked or any(tag is not None for tag in tags):
            return ready
        style = cell.style
        if isinstance(content, str):
            try:
                content = clean_text(content)
            except TagError:
                return ready  # reported each time the cell is put
            ready.height, style = self.height(content, style, ready)
        ready.write = (cell.column, style, content)
        ready.fixed = True
        return ready
