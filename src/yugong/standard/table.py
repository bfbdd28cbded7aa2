"""A table as a value: built once from the figures, then written and checked."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from yugong.quick_dataclass import dataclass

ColumnKind = Literal["文字", "金额"]

RESERVED_ROW_NAMES = ("级次", "合计行", "末级", "序号")
"""Names of a row for templates, besides its columns: depth (0 for a total row, 1 for 类 …), true
for a total row, true for a row without rows below it, and its printed number."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in templates, its printed head, and the kind of its cells."""

    name: str
    head: str
    kind: ColumnKind


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the text as published, and for amounts the exact 元 and its addends.

    ``amount`` is ``None`` in text cells and in blank cells. ``addends`` are (row, column)
    positions in the same table, both from 0, whose exact amounts sum to this one. ``count`` is the
    number in a cell that counts things, in no unit of money.
    """

    text: str
    amount: Decimal | None = None
    addends: tuple[tuple[int, int], ...] = ()
    fact: str | None = None
    count: Decimal | None = None

    @property
    def is_number(self) -> bool:
        """Return true if the text shows an amount or a count."""
        return self.amount is not None or self.count is not None


EMPTY = Cell("")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: cells by column name, with its depth in the table, and its number where printed."""

    key: str
    cells: Mapping[str, Cell]
    depth: int = 0
    is_total: bool = False
    is_leaf: bool = True
    number: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """One published table.  ``unit`` is the printed unit of its amounts (万元 or 元).

    ``empty`` is true if the department has nothing for it; the table is then printed with its
    head, its total row and a note.  ``numbered`` is true if a number is printed before each row,
    which is no column of the table.
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
    numbered: bool = False

    def texts(self) -> list[list[str]]:
        """Return the body as published: a list of strings per row, in the order of columns."""
        names = [column.name for column in self.columns]
        return [[row.cells[name].text for name in names] for row in self.rows]

    def cell(self, key: str, column: str) -> Cell:
        """Return the cell of the first row with this key; raises ``KeyError`` if there is none."""
        for row in self.rows:
            if row.key == key:
                return row.cells[column]
        raise KeyError(key)
