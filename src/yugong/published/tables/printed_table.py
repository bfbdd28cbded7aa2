"""A table as it stands in print, before it is known which of the standard's it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from yugong.findings import Place
from yugong.published.model.blocks import Grid, Line
from yugong.published.model.printed_text import joined, plain
from yugong.published.tables.heads import is_number_row


class Setting(StrEnum):
    """How a table is set: cells under their heads, cells in order, or loose lines."""

    COLUMNS = "按列"
    ORDERED = "逐格"
    LOOSE = "散排"


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row's texts and where each of them stands."""

    texts: tuple[str, ...]
    place: Callable[[int], Place]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """The rows of a table, the lines above it (the nearest last), and the notes under it.

    The rows of a table that goes on over pages are all here, ``head`` rows of it once.
    """

    setting: Setting
    above: tuple[Line, ...]
    rows: tuple[PrintedRow, ...]
    notes: tuple[Line, ...]
    place: Place

    @property
    def texts(self) -> list[tuple[str, ...]]:
        return [row.texts for row in self.rows]


def grid_rows(grid: Grid) -> list[PrintedRow]:
    """The rows of a grid, wrapped names made whole."""
    return [
        PrintedRow(tuple(joined(cell) for cell in row), _within(grid, at))
        for at, row in enumerate(grid.rows)
    ]


def cell_row(grid: Grid) -> PrintedRow:
    """A row whose cells stand one below the other, each behind a tab."""
    last = len(grid.rows) - 1
    texts = tuple(joined(row[-1]) for row in grid.rows)
    return PrintedRow(texts, lambda at: grid.place_of(min(at, last), len(grid.rows[0]) - 1))


def line_row(line: Line) -> PrintedRow:
    """A single line with tabs between its cells."""
    return PrintedRow(tuple(cell.strip() for cell in line.text.split("\t")), lambda _: line.place)


def _within(grid: Grid, row: int) -> Callable[[int], Place]:
    return lambda column: grid.place_of(row, min(column, len(grid.rows[row]) - 1))


def widened(rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """All rows as wide as the widest: a continued table may have lost blank cells at its end."""
    width = max((len(row.texts) for row in rows), default=0)
    return [
        PrintedRow((*row.texts, *[""] * (width - len(row.texts))), row.place)
        if len(row.texts) < width
        else row
        for row in rows
    ]


def body_rows(rows: Sequence[PrintedRow], head: int) -> list[PrintedRow]:
    """The rows under the head that say something, without heads printed again."""
    above = {_words(row) for row in rows[:head]}
    return [
        row
        for row in rows[head:]
        if any(row.texts) and not is_number_row(row.texts) and _words(row) not in above
    ]


def _words(row: PrintedRow) -> tuple[str, ...]:
    return tuple(plain(text) for text in row.texts)
