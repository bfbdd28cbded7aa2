"""The cells of a table, each with its place in a user's words: title, row and column heads.

Tests: tests/writing/docx/after/test_document_search.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from yugong.ooxml.names import P, T, w
from yugong.ooxml.table_grid import GridRow, grid_rows
from yugong.quick_dataclass import dataclass

_AMOUNT = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?%?")
_LINES = frozenset({w("br"), w("cr")})


@dataclass(frozen=True, slots=True)
class TableCell:
    """The place of a cell.

    ``title`` is the table's title paragraph.  ``row`` counts from 1 after the head rows, 0 in
    them; ``label`` is what the row is called to the left of the cell.  ``heads`` are the heads of
    its column from the top.
    """

    title: str
    row: int
    label: str
    heads: tuple[str, ...]

    @property
    def described(self) -> str:
        """Return the place in one line, for a user."""
        row = f"第 {self.row} 行“{self.label}”" if self.row else "表头"
        heads = f"“{'/'.join(self.heads)}”列" if self.heads else ""
        return f"表“{self.title}”{row}{heads}"


@dataclass(slots=True)
class _Cell:
    """A cell: its first column, over how many it goes, its text; if it continues the one above."""

    column: int
    span: int
    text: str
    continues: bool


def cells_of(table: Any, title: str) -> Iterator[tuple[TableCell, str]]:
    """Yield every cell with text, in order, and its text; lines are kept apart."""
    rows = [(row.is_head, list(_cells(row))) for row in grid_rows(table)]
    heads: list[list[_Cell]] = []
    above: dict[int, str] = {}
    number = 0
    for is_head, row in rows:
        is_head = is_head and number == 0
        number += not is_head
        texts = [above.get(cell.column, "") if cell.continues else cell.text for cell in row]
        above = {cell.column: text for cell, text in zip(row, texts, strict=True)}
        for position, cell in enumerate(row):
            if cell.text and not cell.continues:
                label = "" if is_head else _label(texts, position)
                over = tuple(_heads(heads, cell.column))
                yield TableCell(title, number, label, over), cell.text
        if is_head:
            heads.append(row)


def _label(texts: list[str], position: int) -> str:
    """Return the label of a cell: the nearest words to the left of an amount, or the words directly
    left of words; words without any to their left are their own label.
    """
    cell_text, left = texts[position], [text for text in texts[:position] if text]
    if not _AMOUNT.fullmatch(cell_text):
        return left[-1] if left and not _AMOUNT.fullmatch(left[-1]) else cell_text
    words = (text for text in reversed(left) if not _AMOUNT.fullmatch(text))
    return next(words, left[0] if left else cell_text)


def _heads(heads: list[list[_Cell]], column: int) -> Iterator[str]:
    """Yield the heads over a column, without its number."""
    for row in heads:
        for cell in row:
            is_over = cell.column <= column < cell.column + cell.span
            if is_over and not cell.continues and cell.text and not cell.text.isdecimal():
                yield cell.text


def _cells(row: GridRow) -> Iterator[_Cell]:
    for cell in row.cells():
        yield _Cell(cell.column, cell.span, _text(cell.element), cell.down == "continue")


def _text(cell: Any) -> str:
    parts: list[str] = []
    for node in cell.iter(T, P, *_LINES):
        parts.append(node.text or "" if node.tag == T else "\n")
    return "".join(parts).strip()
