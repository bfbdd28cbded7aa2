"""The cells of the published tables that print each fact, read from ``fact_cells.yaml``."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

from yugong.audit.evidence.printed_steps import cell_step, narrative_step
from yugong.budget.money import (
    EXACT_STEP,
    USUAL_STEP,
    ZERO,
    match_tolerance,
    rounded_to_print,
    rounding_error,
)
from yugong.findings import Place
from yugong.published.model.package import PublishedPackage, ReadTable
from yugong.quick_dataclass import dataclass
from yugong.reading.shipped_yaml import shipped_yaml


@dataclass(frozen=True, slots=True)
class FactCell:
    """A cell by the names of its table, row and column."""

    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The amount in 万元 that the tables print for a fact, and the cells it sums.

    ``step`` is the coarsest that a cell is printed in, ``addends`` the number of printed cells.
    """

    amount: Decimal
    source: str
    place: Place
    step: Decimal = USUAL_STEP
    addends: int = 1

    @property
    def is_sum(self) -> bool:
        """True if several cells were added, so that the sum may have a 尾差."""
        return self.addends > 1

    def equals(self, stated: Decimal, step: Decimal) -> bool:
        """Return True if a stated amount differs only by its rounding to another step."""
        return abs(stated - self.amount) <= match_tolerance(self.step, step)

    def is_same(self, stated: Decimal, step: Decimal) -> bool:
        """Return True if a stated amount differs only by the 尾差 of a sum."""
        if not self.is_sum:
            return self.equals(stated, step)
        tolerance = rounding_error(self.step) * self.addends + rounding_error(step)
        return abs(stated - self.amount) <= tolerance


@dataclass(frozen=True, slots=True)
class Composition:
    """A whole and the facts that make it up; ``unit`` is that of the whole."""

    whole: str
    parts: tuple[str, ...]
    unit: str = "万元"


@dataclass(frozen=True, slots=True)
class FactCellFile:
    """The map as the file gives it: cells by fact id, patterns by family, compositions."""

    cells: dict[str, tuple[tuple[FactCell, ...], ...]]
    families: dict[str, FactCell]
    compositions: tuple[Composition, ...]

    def of(self, subject: str) -> tuple[tuple[FactCell, ...], ...]:
        """Every place a fact is printed at, each a sum of cells; empty for one in no table."""
        known = self.cells.get(subject)
        if known is not None:
            return known
        family, _, remainder = subject.partition(".")
        pattern = self.families.get(family)
        if pattern is None or "." not in remainder:
            return ()
        code, _, part = remainder.rpartition(".")
        row = pattern.row.replace("{编码}", code)
        return ((FactCell(pattern.table, row, pattern.column.replace("{分项}", part)),),)


@lru_cache(maxsize=1)
def fact_cells() -> FactCellFile:
    """The map; a fault in the file is a programmer's fault."""
    text: dict[str, Any] = shipped_yaml("yugong.audit.evidence", "fact_cells.yaml")
    return FactCellFile(
        {
            subject: tuple(tuple(_cell(cell) for cell in place.split(" + ")) for place in places)
            for subject, places in text["单元格"].items()
        },
        {family: _cell(pattern) for family, pattern in text["展开"].items()},
        tuple(
            Composition(entry["总额"], tuple(entry["组成"]), entry.get("单位", "万元"))
            for entry in text["组成"]
        ),
    )


def _cell(text: str) -> FactCell:
    table, row, column = text.split("!")
    return FactCell(table, row, column)


def readings(package: PublishedPackage, subject: str) -> tuple[Reading, ...]:
    """Return the amount at each place of a fact, without places not read or without a print.

    Exact amounts, of tables in 元, are rounded to the step of the narrative.  A table that itself
    declares to have no data is no witness for or against a number.
    """
    sums = (_sum(package, cells) for cells in fact_cells().of(subject))
    return tuple(reading for reading in sums if reading is not None)


def _sum(package: PublishedPackage, cells: tuple[FactCell, ...]) -> Reading | None:
    amount, addends, step = ZERO, 0, EXACT_STEP
    place: Place | None = None
    for cell in cells:
        table = package.tables.get(cell.table)
        if table is None or table.declares_empty:
            return None
        read = _amount(table, cell)
        if read is None:
            return None
        amount += read.amount
        addends += read.addends
        step = max(step, read.step)
        place = place or read.place
    source = " + ".join(f"{cell.table}“{cell.row}”{cell.column}" for cell in cells)
    if place is None:
        return None
    if step <= EXACT_STEP:
        step = narrative_step(package)
        amount = rounded_to_print(amount, step)
    return Reading(amount, source, place, step, addends)


@dataclass(frozen=True, slots=True)
class _Printed:
    """A printed cell, or the rows that it is split into; a blank one is no addend."""

    amount: Decimal
    place: Place
    addends: int
    step: Decimal


def _amount(table: ReadTable, cell: FactCell) -> _Printed | None:
    """The amount of a row, or of the rows that split one code further (30101/50501)."""
    if not any(
        column.name == cell.column for block in table.spec.blocks for column in block.columns
    ):
        return None
    exact = table.amount(cell.row, cell.column)
    if exact is not None:
        row = table.row(cell.row, cell.column)
        if row is None:
            return _Printed(exact, table.place, 0, table.step)
        printed = row.cells[cell.column]
        has_digits = any(char.isdigit() for char in printed.text)
        return _Printed(exact, row.place, int(has_digits), cell_step(table, printed))
    rows = list(_split_rows(table, cell))
    if not rows:
        return None
    return _Printed(sum((amount for amount, _ in rows), ZERO), rows[0][1], len(rows), table.step)


def _split_rows(table: ReadTable, cell: FactCell) -> Iterator[tuple[Decimal, Place]]:
    for row in table.rows(cell.column):
        if row.key.startswith(f"{cell.row}/"):
            amount = row.amount(cell.column)
            if amount is not None:
                yield amount, row.place
