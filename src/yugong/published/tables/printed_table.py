"""A printed table, before it is matched with a table of the standard.

Tests: tests/published/tables/test_grids.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from yugong.findings import Place
from yugong.published.model.blocks import Grid, Line
from yugong.published.model.printed_text import joined, plain
from yugong.published.tables.heads import is_number_row
from yugong.quick_dataclass import dataclass


class Setting(StrEnum):
    """The setting of a table: cells under their heads, cells in order, or loose lines."""

    COLUMNS = "按列"
    ORDERED = "逐格"
    LOOSE = "散排"


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """The texts of a row, and a function from a cell number to its place."""

    texts: tuple[str, ...]
    place: Callable[[int], Place]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """The rows of a table, the lines above it (the nearest last), and the notes under it.

    A table that continues over pages has all its rows here, and its head rows once.
    """

    setting: Setting
    above: tuple[Line, ...]
    rows: tuple[PrintedRow, ...]
    notes: tuple[Line, ...]
    place: Place

    @property
    def texts(self) -> list[tuple[str, ...]]:
        return [row.texts for row in self.rows]


def printed_rows(grid: Grid) -> list[PrintedRow]:
    """Return the rows of a grid, wrapped names joined."""
    return [
        PrintedRow(tuple(joined(cell) for cell in row), _within(grid, index))
        for index, row in enumerate(grid.rows)
    ]


def cell_row(grid: Grid) -> PrintedRow:
    """Return a row printed with one cell a line, each after a tab."""
    last = len(grid.rows) - 1
    texts = tuple(joined(row[-1]) for row in grid.rows)
    return PrintedRow(texts, lambda index: grid.place_of(min(index, last), len(grid.rows[0]) - 1))


def line_row(line: Line) -> PrintedRow:
    """Return the row of a single line with tabs between its cells."""
    return PrintedRow(tuple(cell.strip() for cell in line.text.split("\t")), lambda _: line.place)


def _within(grid: Grid, row: int) -> Callable[[int], Place]:
    return lambda column: grid.place_of(row, min(column, len(grid.rows[row]) - 1))


def widened(rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Return the rows at the widest width: continued parts may have lost blank cells."""
    width = max((len(row.texts) for row in rows), default=0)
    return [
        PrintedRow((*row.texts, *[""] * (width - len(row.texts))), row.place)
        if len(row.texts) < width
        else row
        for row in rows
    ]


def body_rows(rows: Sequence[PrintedRow], head: int) -> list[PrintedRow]:
    """Return the rows under the head that are not empty, without repeated heads."""
    above = {_words(row) for row in rows[:head]}
    return [
        row
        for row in rows[head:]
        if any(row.texts) and not is_number_row(row.texts) and _words(row) not in above
    ]


def _words(row: PrintedRow) -> tuple[str, ...]:
    return tuple(plain(text) for text in row.texts)
