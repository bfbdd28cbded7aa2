"""Totals of a sheet that is laid out: formulas over the cells of their addends.

Tests: tests/writing/xlsx/test_write.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from decimal import Decimal

from yugong.quick_dataclass import dataclass
from yugong.report_workbook.sum_formula import sum_formula
from yugong.standard.amount_text import AmountText
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


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number of a form and its place; ``text`` is None for a fact."""

    row: int
    column: int
    style: int
    number: float
    text: AmountText | None = None


class Totals:
    """The totals of one sheet, made formulas when all of their addends are placed.

    In a table and among the amounts of a form the addends are known.  A fact is the total of the
    numbers that follow it in its column without a gap, where these add up to it exactly.
    """

    def __init__(self, plan: SheetPlan) -> None:
        self._plan = plan
        self._totals: list[Total] = []
        self._amounts: list[_Amount] = []

    def add(self, total: Total) -> None:
        """A total that was just put."""
        self._totals.append(total)

    def add_amount(
        self, row: int, column: int, style: int, number: float, text: AmountText | None = None
    ) -> None:
        """A fact, or an amount of a form, that was just put."""
        self._amounts.append(_Amount(row, column, style, number, text))

    def restyle(self, row: int, column: int, style: int) -> None:
        """Another look for the cell just put, where that is a total."""
        if self._totals and (self._totals[-1].row, self._totals[-1].column) == (row, column):
            self._totals[-1] = replace(self._totals[-1], style=style)
        if self._amounts and (self._amounts[-1].row, self._amounts[-1].column) == (row, column):
            self._amounts[-1] = replace(self._amounts[-1], style=style)

    def finish(self) -> None:
        """The sheet is complete; a total stays a number where an addend is not on it."""
        for total in self._totals:
            placed = [total.run.placed.get(addend) for addend in total.addends]
            self._write(total, placed)
        if self._amounts:
            self._finish_amounts()

    def _write(self, total: Total | _Amount, placed: list[tuple[int, int] | None]) -> None:
        formula = sum_formula([position for position in placed if position is not None])
        if formula is not None and None not in placed:
            self._plan.formulas.append(
                FormulaWrite(total.row, total.column, total.style, formula, total.number)
            )

    def _finish_amounts(self) -> None:
        places = {id(each.text): (each.row, each.column) for each in self._amounts if each.text}
        below: dict[tuple[int, int], float] | None = None
        for each in self._amounts:
            if each.text is None:
                below = self._numbers() if below is None else below
                self._write_column_total(each, below)
            elif each.text.addends:
                self._write(each, [places.get(id(addend)) for addend in each.text.addends])

    def _numbers(self) -> dict[tuple[int, int], float]:
        """Return the numbers that were put, by their places."""
        return {
            (row, column): value
            for row, line in self._plan.lines
            for column, _, value in line
            if isinstance(value, float | int)
        }

    def _write_column_total(self, total: _Amount, numbers: Mapping[tuple[int, int], float]) -> None:
        """Make a fact a formula where the numbers right below it, to the last, are its parts."""
        run: list[tuple[int, int] | None] = []
        row = total.row + 1
        added = Decimal(0)
        while (number := numbers.get((row, total.column))) is not None:
            run.append((row, total.column))
            added += Decimal(repr(number))
            row += 1
        if len(run) > 1 and added == Decimal(repr(total.number)):
            self._write(total, run)
