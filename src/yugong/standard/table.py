"""A table as a value: built once from the figures, written and checked as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ColumnKind = Literal["文字", "金额"]

RESERVED_ROW_NAMES = ("级次", "合计行", "末级")
"""Names a template may ask of a row beside its columns: depth (0 for a total row, 1 for 类 …),
whether it is a total row, and whether nothing stands below it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the name templates use, its printed head, and what it holds."""

    name: str
    head: str
    kind: ColumnKind


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the text as published, and for amounts the exact 元 and what it is the sum of.

    ``amount`` is ``None`` in text cells and in cells left blank.  ``addends`` are (row, column)
    positions in the same table, both from 0, whose exact amounts sum to this one.
    """

    text: str
    amount: Decimal | None = None
    addends: tuple[tuple[int, int], ...] = ()
    fact: str | None = None


EMPTY = Cell("")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: cells by column name, with its depth in the table."""

    key: str
    cells: Mapping[str, Cell]
    depth: int = 0
    is_total: bool = False
    is_leaf: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One published table.  ``unit`` is the printed unit of its amounts (万元 or 元).

    ``empty`` says that the department has nothing to put in it; it is then printed with its
    head, its total row and a note.
    """

    name: str
    number: str
    label: str
    title: str
    unit: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    empty: bool = False

    def texts(self) -> list[list[str]]:
        """The body as published: one list of strings per row, in the order of the columns."""
        names = [column.name for column in self.columns]
        return [[row.cells[name].text for name in names] for row in self.rows]

    def cell(self, key: str, column: str) -> Cell:
        """The cell of the first row with this key; raises ``KeyError`` if there is none."""
        for row in self.rows:
            if row.key == key:
                return row.cells[column]
        raise KeyError(key)
