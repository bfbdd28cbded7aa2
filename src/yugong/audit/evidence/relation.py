"""Equations between printed amounts: the sums of their two sides must be equal.

Every arithmetical rule is a list of these, so that one wrong figure, which breaks many of them,
can be distinguished from many wrong figures.

Tests: tests/audit/tables/test_within_tables.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import Enum

from yugong.audit.evidence.printed_steps import cell_step
from yugong.audit.evidence.row_order import account_code
from yugong.budget.money import (
    EXACT_STEP,
    USUAL_STEP,
    ZERO,
    Residue,
    match_tolerance,
    residue_of,
    rounded_to_print,
    rounding_error,
    wan_text,
)
from yugong.findings import Place
from yugong.published.model.package import ReadCell, ReadRow, ReadTable
from yugong.quick_dataclass import dataclass

_LABEL = 24
_ADDENDS = 8
"""Characters of a label and addends of a sum that evidence shows."""

CellId = tuple[str, int, int, str]
"""A cell that is printed: its table, block and row, and its column."""


class Verdict(Enum):
    """The state of an equation; a 尾差 worth a finding is neither a match nor a breach."""

    HOLDS = "相符"
    RESIDUE = "尾差"
    NOTABLE = "较大尾差"
    BROKEN = "不符"


@dataclass(frozen=True, slots=True)
class PrintedAmount:
    """A printed amount in 万元, and its name in evidence.

    A cell that is blank, or not there at all, is a zero that is not ``is_printed``.  ``step`` is
    the worth of its last printed decimal in 万元.
    """

    table: str
    label: str
    column: str
    text: str
    amount: Decimal
    place: Place
    cell: CellId | None = None
    code: str = ""
    step: Decimal = USUAL_STEP

    @property
    def name(self) -> str:
        return f"{self.table}{self.label}{self.column}"

    @property
    def figure(self) -> str:
        """The amount as printed."""
        return self.text.strip() or "空白"

    @property
    def is_printed(self) -> bool:
        return self.text[-1:].isdigit() or any(char.isdigit() for char in self.text)

    def __str__(self) -> str:
        return f"{self.name} {self.figure}"


@dataclass(frozen=True, slots=True)
class Equation:
    """Two sides, ``whole`` and ``parts``, that must have the same sum.

    ``tolerance`` is in 万元.  ``is_sum`` says that the parts were rounded one by one, so that a
    difference within the tolerance is a 尾差.  ``doubt`` is why it cannot be sure: its breach is
    then a warning.  ``supporting`` marks one that no rule asks
    for: it only helps to find the wrong table.
    """

    code: str
    whole: tuple[PrintedAmount, ...]
    parts: tuple[PrintedAmount, ...]
    tolerance: Decimal
    is_sum: bool
    equation: str
    doubt: str = ""
    supporting: bool = False

    @property
    def terms(self) -> tuple[PrintedAmount, ...]:
        return (*self.whole, *self.parts)

    @property
    def tables(self) -> frozenset[str]:
        return frozenset(term.table for term in self.terms)

    @property
    def difference(self) -> Decimal:
        """Return the whole less its parts, in 万元."""
        return total_of(self.whole) - total_of(self.parts)

    @property
    def is_empty(self) -> bool:
        return not any(term.amount for term in self.terms)

    @property
    def verdict(self) -> Verdict:
        gap = abs(self.difference)
        if not gap:
            return Verdict.HOLDS
        if not self.is_sum:
            return Verdict.HOLDS if gap <= self.tolerance else Verdict.BROKEN
        return {
            Residue.SILENT: Verdict.RESIDUE,
            Residue.NOTABLE: Verdict.NOTABLE,
            Residue.BEYOND: Verdict.BROKEN,
        }[residue_of(gap, self.tolerance, coarsest_step(self.terms))]

    def value_that_balances(self, cell: CellId) -> Decimal | None:
        """The amount that makes the equation hold in this cell; ``None`` if it is no term."""
        sides = [term in self.whole for term in self.terms if term.cell == cell]
        if len(sides) != 1:
            return None
        old = next(term.amount for term in self.terms if term.cell == cell)
        return old - self.difference if sides[0] else old + self.difference

    def evidence(self) -> tuple[str, ...]:
        """The two sides in words, side by side."""
        return (_side(self.whole), _side(self.parts))


def sum_equation(
    code: str, whole: PrintedAmount, parts: Sequence[PrintedAmount], equation: str, doubt: str = ""
) -> Equation:
    """A shown total over shown parts: each was rounded by itself, so a 尾差 may show."""
    tolerance = rounding_error(whole.step) + rounding_errors(parts)
    return Equation(code, (whole,), tuple(parts), tolerance, True, equation, doubt)


def total_of(terms: Iterable[PrintedAmount]) -> Decimal:
    """The sum of the amounts in 万元."""
    return sum((term.amount for term in terms), ZERO)


def coarsest_step(terms: Iterable[PrintedAmount]) -> Decimal:
    """The largest step that any of these amounts is printed in."""
    return max((term.step for term in terms), default=USUAL_STEP)


def rounding_errors(terms: Iterable[PrintedAmount]) -> Decimal:
    """Return the tolerance between the sums of printed and of exact amounts, in 万元."""
    return sum((rounding_error(term.step) for term in terms if term.is_printed), ZERO)


def rounded_to_step(terms: Iterable[PrintedAmount], step: Decimal) -> tuple[PrintedAmount, ...]:
    """The amounts, those that are exact rounded to a step: a table in 元 as one in 万元."""
    return tuple(
        replace(term, amount=rounded_to_print(term.amount, step))
        if term.step <= EXACT_STEP < step
        else term
        for term in terms
    )


def same_equation(
    code: str,
    whole: Sequence[PrintedAmount],
    parts: Sequence[PrintedAmount],
    equation: str,
    *,
    steps_apart: int = 0,
    supporting: bool = False,
) -> Equation:
    """One quantity printed in two places; where a side has several figures it is a sum again.

    Single figures may lie ``steps_apart`` printed steps apart.
    """
    terms = (*whole, *parts)
    step = coarsest_step(terms)
    is_sum = max(sum(term.is_printed for term in side) for side in (whole, parts)) > 1
    if is_sum:
        tolerance = rounding_errors(terms)
    else:
        finest = min((term.step for term in terms), default=step)
        tolerance = steps_apart * step + match_tolerance(step, finest)
    left, right = rounded_to_step(whole, step), rounded_to_step(parts, step)
    return Equation(code, left, right, tolerance, is_sum, equation, supporting=supporting)


def amount_of_cell(table: ReadTable, block: int, number: int, column: str) -> PrintedAmount | None:
    """The cell as a term; ``None`` where the column is not printed or the text is no number."""
    row = table.blocks[block][number]
    cell = row.cells.get(column)
    if cell is None or _is_illegible(cell):
        return None
    return PrintedAmount(
        table=table.name,
        label=row_label(row),
        column=column,
        text=cell.text,
        amount=cell.amount or ZERO,
        place=cell.place,
        cell=(table.name, block, number, column),
        code=account_code(row),
        step=cell_step(table, cell),
    )


def amount_of_fixed_row(table: ReadTable, key: str, column: str) -> PrintedAmount | None:
    """The cell of the first row with this key; ``None`` where there is none that can be read."""
    for block, spec in enumerate(table.spec.blocks):
        if any(declared.name == column for declared in spec.columns):
            for number, row in enumerate(table.blocks[block]):
                if row.key == key:
                    return amount_of_cell(table, block, number, column)
    return None


def amount_of_code(table: ReadTable, code: str, column: str) -> PrintedAmount | None:
    """The cell of a 科目; one that is not listed has nothing, so its amount is zero.

    ``None`` where the column is not printed, or the cell is no number.
    """
    if column not in table.columns:
        return None
    if any(row.key == code for row in table.rows(column)):
        return amount_of_fixed_row(table, code, column)
    return nothing(table, f"（没有 {code}）", column, code)


def nothing(table: ReadTable, label: str = "", column: str = "", code: str = "") -> PrintedAmount:
    """A zero where nothing is printed."""
    return PrintedAmount(
        table.name, label, column, "", ZERO, table.place, code=code, step=table.step
    )


def row_label(row: ReadRow) -> str:
    """The name of a row in evidence, in quotation marks."""
    label = row.label or row.key
    if len(label) > _LABEL:
        label = f"{label[:_LABEL]}…"
    return f"“{row.code} {label}”" if row.code and row.code not in label else f"“{label}”"


def _is_illegible(cell: ReadCell) -> bool:
    return cell.amount is None and bool(cell.text.strip())


def _side(terms: Sequence[PrintedAmount]) -> str:
    printed = [term for term in terms if term.is_printed] or list(terms[:1])
    if len(printed) == 1:
        return str(printed[0])
    first = printed[0]
    if all((term.table, term.label) == (first.table, first.label) for term in printed):
        head, parts = f"{first.table}{first.label}：", [f"{t.column} {t.figure}" for t in printed]
    elif all((term.table, term.column) == (first.table, first.column) for term in printed):
        head, parts = f"{first.table}{first.column}：", [f"{t.label}{t.figure}" for t in printed]
    else:
        head, parts = "", [str(term) for term in printed]
    text = head + "＋".join(parts[:_ADDENDS])
    if len(parts) > _ADDENDS:
        text += f"＋……（共 {len(parts)} 项）"
    return f"{text}＝{wan_text(total_of(terms))}"
