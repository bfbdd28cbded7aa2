"""The quantities that a package prints: each printed cell with the selection that it sums.

A quantity is looked up by its selection, not by its table, so that this module knows no tables
of a standard.

Tests: tests/reconstruct/test_ledger_of_package.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from decimal import Decimal

from yugong.budget.catalogue import AccountKind
from yugong.budget.dimension import Measure, Year
from yugong.budget.money import ZERO
from yugong.figures.posting import DIMENSIONS
from yugong.figures.selection import Selection, SelectionText
from yugong.findings import Place
from yugong.published.model.package import PublishedPackage, ReadCell, ReadRow, ReadTable
from yugong.quick_dataclass import dataclass
from yugong.reconstruct.registry import Registry, expansion, fixed_row
from yugong.standard.schema import BlockSpec, ColumnSpec, RowSpec

FEN_PER_WAN = 1_000_000
"""分 in 1 万元."""

_HALF = 5_000
_CURRENT = (DIMENSIONS["年份"], frozenset({Year.CURRENT.value}))
_CODES = {
    "功能科目": AccountKind.FUNCTION,
    "部门经济科目": AccountKind.DEPARTMENT_ECONOMIC,
    "收入科目": AccountKind.INCOME,
}

Quantity = tuple[
    frozenset[str], frozenset[tuple[int, frozenset[str]]], frozenset[tuple[int, tuple[str, ...]]]
]
"""A selection in normal form, independent of the order of its parts."""


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A printed amount, in 万元, and the selection that it sums.

    ``low`` and ``high`` are the least and the largest sum, in 分, printed as this amount.
    """

    table: str
    key: str
    column: str
    selection: Selection
    amount: Decimal
    low: int
    high: int
    place: Place

    def __str__(self) -> str:
        return f"{self.table}“{self.key or self.column}”{self.column} {self.amount:.2f}"


@dataclass(slots=True)
class PrintedBook:
    """Every printed cell of a package with a quantity, repeated ones included."""

    cells: list[PrintedCell]
    _by_quantity: dict[Quantity, PrintedCell] = field(init=False, default_factory=dict)
    _one_year: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._index()
        carried = self.wan({"量": "收入", "年份": Year.CARRY_OVER.value})
        if carried is not None and not carried:
            self._one_year = True
            self._by_quantity.clear()
            self._index()

    def _index(self) -> None:
        for cell in self.cells:
            self._by_quantity.setdefault(self._asked(cell.selection), cell)

    def _asked(self, selection: Selection) -> Quantity:
        """Return a quantity; without carry-over in the package, all money is this year's."""
        measures, allowed, prefixes = quantity(selection)
        if self._one_year:
            allowed -= {_CURRENT}
        return measures, allowed, prefixes

    def wan(self, selection: SelectionText) -> Decimal | None:
        """Return a quantity in 万元, from the first cell that prints it, or ``None``."""
        cell = self._by_quantity.get(self._asked(Selection.parse(selection)))
        return None if cell is None else cell.amount

    def by_code(self, dimension: str, selection: SelectionText) -> dict[str, Decimal]:
        """Return a quantity by 科目, in 万元, for the lowest printed codes only."""
        asked = self._asked(Selection.parse(selection))
        position = DIMENSIONS[dimension]
        amounts: dict[str, Decimal] = {}
        for (measures, allowed, prefixes), cell in self._by_quantity.items():
            by_position = dict(prefixes)
            codes = by_position.pop(position, ())
            if len(codes) == 1 and (measures, allowed, frozenset(by_position.items())) == asked:
                amounts[codes[0]] = cell.amount
        return {
            code: amount
            for code, amount in amounts.items()
            if not any(other != code and other.startswith(code) for other in amounts)
        }

    def by_value(
        self, dimensions: tuple[str, ...], selection: SelectionText
    ) -> dict[tuple[str, ...], Decimal]:
        """Return a quantity by single values of these dimensions together, in 万元."""
        asked = self._asked(Selection.parse(selection))
        positions = [DIMENSIONS[name] for name in dimensions]
        amounts: dict[tuple[str, ...], Decimal] = {}
        for (measures, allowed, prefixes), cell in self._by_quantity.items():
            by_position = dict(allowed)
            values = [by_position.pop(position, frozenset()) for position in positions]
            if any(len(value) != 1 for value in values):
                continue
            if (measures, frozenset(by_position.items()), prefixes) == asked:
                amounts[tuple(next(iter(value)) for value in values)] = cell.amount
        return amounts

    def by_codes(self, dimension: str, selection: SelectionText) -> dict[tuple[str, ...], Decimal]:
        """Return a quantity by groups of 科目 in one cell, in 万元, the smallest groups only."""
        asked = self._asked(Selection.parse(selection))
        position = DIMENSIONS[dimension]
        amounts: dict[tuple[str, ...], Decimal] = {}
        for (measures, allowed, prefixes), cell in self._by_quantity.items():
            by_position = dict(prefixes)
            codes = by_position.pop(position, ())
            if codes and (measures, allowed, frozenset(by_position.items())) == asked:
                amounts[codes] = cell.amount
        return {
            codes: amount
            for codes, amount in amounts.items()
            if not any(set(other) < set(codes) for other in amounts)
        }


def quantity(selection: Selection) -> Quantity:
    """Return the quantity of a selection, independent of the order of its parts."""
    allowed: dict[int, frozenset[str]] = {}
    for position, values in selection.allowed:
        allowed[position] = allowed.get(position, values) & values
    prefixes = frozenset((position, tuple(sorted(codes))) for position, codes in selection.prefixes)
    measures = selection.measures or frozenset({Measure.EXPENDITURE.value})
    return measures, frozenset(allowed.items()), prefixes


def printed_cells(package: PublishedPackage, registry: Registry) -> list[PrintedCell]:
    """Return every amount cell with a known meaning, in the order of print."""
    cells: list[PrintedCell] = []
    for table in package.tables.values():
        for block_number, (block, rows) in enumerate(
            zip(table.spec.blocks, table.blocks, strict=True)
        ):
            for number, row in enumerate(rows):
                meaning = _meaning(
                    table, block_number, number, block, row, registry, package.department
                )
                if meaning is not None:
                    cells += _row(table, block, row, meaning)
            if table.declares_empty:
                cells += _zeros(table, block, {row.key for row in rows}, package.department)
    return cells


def _base(table: ReadTable, block: BlockSpec) -> Selection:
    return Selection.parse(table.spec.selection).also(Selection.parse(block.selection))


def _row(
    table: ReadTable, block: BlockSpec, row: ReadRow, meaning: Selection
) -> Iterator[PrintedCell]:
    base = _base(table, block)
    for column in block.columns:
        cell = row.cells.get(column.name)
        if column.text or cell is None or not _has_meaning(block, column):
            continue
        amount = _printed_amount(cell)
        if amount is None:
            continue
        selection = base.also(Selection.parse(column.selection)).also(meaning)
        name = row.label or row.key
        yield _cell(table.name, name, column.name, selection, amount, cell)


def _has_meaning(block: BlockSpec, column: ColumnSpec) -> bool:
    """Tell if a column has a meaning: the first amount is the total, others need a selection."""
    first = next(column_spec for column_spec in block.columns if not column_spec.text)
    return bool(column.selection or column.equals) or column is first


def _printed_amount(cell: ReadCell) -> Decimal | None:
    if cell.amount is not None:
        return cell.amount
    return None if cell.text.strip() else ZERO


def _cell(
    table: str, key: str, column: str, selection: Selection, amount: Decimal, cell: ReadCell
) -> PrintedCell:
    fen = wan_to_fen(amount)
    low, high = max(fen - _HALF, 0), fen + _HALF - 1
    if not amount:
        high = 0 if not cell.text.strip("-—－ ") else high
    return PrintedCell(table, key, column, selection, amount, low, high, cell.place)


def _zeros(
    table: ReadTable, block: BlockSpec, known: set[str], department: str
) -> Iterator[PrintedCell]:
    """Yield zero cells for the totals of a table that is declared empty."""
    for row in block.rows:
        if not isinstance(row, RowSpec) or row.expand is not None:
            continue
        key = row.row_name({"部门": department})
        if key in known:
            continue
        meaning = Selection.parse(row.selection)
        empty = ReadCell("", None, table.place)
        for column in block.columns:
            if not column.text and _has_meaning(block, column):
                selection = (
                    _base(table, block).also(Selection.parse(column.selection)).also(meaning)
                )
                yield _cell(table.name, key, column.name, selection, ZERO, empty)


def _by_item(block: BlockSpec) -> bool:
    """Tell if the fixed rows are single kinds of spending, which do not add up to the total."""
    rows = (row for row in block.rows if isinstance(row, RowSpec))
    return any("部门经济科目" in row.selection for row in rows)


def _is_money(table: ReadTable, block: BlockSpec) -> bool:
    """Tell if a block is a view of the ledger: it has a selection of some kind."""
    rows = [row for row in block.rows if isinstance(row, RowSpec)]
    if expansion(block, "项目") is not None:
        return "类别" in table.spec.selection or "类别" in block.selection
    parts = [table.spec.selection, block.selection]
    parts += [part.selection for part in block.columns] + [part.selection for part in rows]
    return any(parts)


def _meaning(
    table: ReadTable,
    block_number: int,
    number: int,
    block: BlockSpec,
    row: ReadRow,
    registry: Registry,
    department: str,
) -> Selection | None:
    """Return the selection that a row adds to its block's; ``None`` for an unknown row."""
    if not _is_money(table, block):
        return None
    fixed = fixed_row(block, row.key, department)
    if fixed is not None:
        whole = (fixed.equals or fixed.is_total) and not _by_item(block)
        return Selection.parse(fixed.selection) if fixed.selection or whole else None
    address = (table.name, block_number, number)
    if address in registry.rows:
        unit, project = registry.rows[address]
        values = {"单位": unit, "项目": None if project is None else registry.projects[project].key}
        return only({name: value for name, value in values.items() if value is not None})
    if expansion(block, "功能大类") is not None and row.key.isdigit():
        return Selection(prefixes=((DIMENSIONS["功能科目"], (row.key,)),))
    for dimension in _CODES:
        spec = expansion(block, dimension)
        if spec is None:
            continue
        if row.key.isdigit():
            return Selection(prefixes=((DIMENSIONS[dimension], (row.key,)),))
        code, _, counterpart = row.key.partition("/")
        if spec.paired_chart and code.isdigit() and counterpart.isdigit():
            return only({dimension: code, spec.paired_chart: counterpart})
    return None


def only(values: Mapping[str, str]) -> Selection:
    """Return the selection of postings with exactly these values, by names of dimensions."""
    allowed = ((DIMENSIONS[name], frozenset({value})) for name, value in values.items())
    return Selection(allowed=tuple(allowed))


def wan_to_fen(amount: Decimal) -> int:
    """Convert 万元 to 分; exact for at most six decimals."""
    return int(amount * FEN_PER_WAN)


def fen_to_yuan(fen: int) -> Decimal:
    """Convert 分 to 元, exactly."""
    return Decimal(fen) / 100
