"""Totals of a sheet that is laid out: formulas over the cells of their addends.

Tests: tests/writing/xlsx/test_write.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from yugong.quick_dataclass import dataclass
from yugong.report_workbook.sum_formula import sum_formula
from yugong.standard.table import Table
from yugong.writing.xlsx.plan import FormulaWrite, SheetPlan


@dataclass(slots=True)
class TableRun:
    """A loop over a table: the current row, and the places of the cells put so far."""

    table: Table
    columns: Mapping[str, int]
    row: int = 0
    placed: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Table) -> TableRun:
        """A run that is about to begin."""
        return cls(table, {column.name: index for index, column in enumerate(table.columns)})

    def put(self, name: str, row: int, column: int) -> None:
        """The current row's cell of this name was put there."""
        self.placed[self.row, self.columns[name]] = (row, column)


@dataclass(frozen=True, slots=True)
class Total:
    """A cell that is the sum of others of its table; ``number`` is the value it has."""

    row: int
    column: int
    style: int
    number: float
    addends: tuple[tuple[int, int], ...]
    run: TableRun


class Totals:
    """The totals of one sheet, made formulas when all of their addends are placed."""

    def __init__(self, plan: SheetPlan) -> None:
        self._plan = plan
        self._totals: list[Total] = []

    def add(self, total: Total) -> None:
        """A total that was just put."""
        self._totals.append(total)

    def restyle(self, row: int, column: int, style: int) -> None:
        """Another look for the cell just put, where that is a total."""
        if self._totals and (self._totals[-1].row, self._totals[-1].column) == (row, column):
            self._totals[-1] = replace(self._totals[-1], style=style)

    def finish(self) -> None:
        """The sheet is complete; a total stays a number where an addend is not on it."""
        for total in self._totals:
            placed = [total.run.placed.get(addend) for addend in total.addends]
            formula = sum_formula([position for position in placed if position is not None])
            if formula is not None and None not in placed:
                self._plan.formulas.append(
                    FormulaWrite(total.row, total.column, total.style, formula, total.number)
                )
