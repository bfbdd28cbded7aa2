"""What a package prints, as quantities: each printed cell with the postings it is the sum of.

A quantity is asked for by what it measures, not by where it is printed, so that nothing here
knows a standard's tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from yugong.budget.catalogue import AccountKind
from yugong.budget.dimension import Measure, Year
from yugong.budget.money import ZERO
from yugong.figures.posting import DIMENSIONS
from yugong.figures.selection import Selection, SelectionText
from yugong.findings import Place
from yugong.published.model.package import PublishedPackage, ReadCell, ReadRow, ReadTable
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
"""A selection in a form that is the same however it was put together."""


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """An amount as printed, in 万元, and the selection it is the sum of.

    ``low`` and ``high`` are the least and the largest sum in 分 that is printed so.
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
class Book:
    """Every printed quantity of a package; where one is printed several times, all of them."""

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
        """A quantity; where nothing is carried over, all money is this year's."""
        measures, allowed, prefixes = quantity(selection)
        if self._one_year:
            allowed -= {_CURRENT}
        return measures, allowed, prefixes

    def wan(self, selection: SelectionText) -> Decimal | None:
        """A quantity in 万元 as it is first printed; ``None`` where it is not printed."""
        cell = self._by_quantity.get(self._asked(Selection.parse(selection)))
        return None if cell is None else cell.amount

    def by_code(self, dimension: str, selection: SelectionText) -> dict[str, Decimal]:
        """A quantity by 科目, only the lowest printed codes, in 万元."""
        wanted = self._asked(Selection.parse(selection))
        position = DIMENSIONS[dimension]
        found: dict[str, Decimal] = {}
        for (measures, allowed, prefixes), cell in self._by_quantity.items():
            own = dict(prefixes)
            codes = own.pop(position, ())
            if len(codes) == 1 and (measures, allowed, frozenset(own.items())) == wanted:
                found[codes[0]] = cell.amount
        return {
            code: amount
            for code, amount in found.items()
            if not any(other != code and other.startswith(code) for other in found)
        }

    def by_value(
        self, dimensions: tuple[str, ...], selection: SelectionText
    ) -> dict[tuple[str, ...], Decimal]:
        """A quantity by single values of these dimensions together, in 万元."""
        wanted = self._asked(Selection.parse(selection))
        positions = [DIMENSIONS[name] for name in dimensions]
        found: dict[tuple[str, ...], Decimal] = {}
        for (measures, allowed, prefixes), cell in self._by_quantity.items():
            own = dict(allowed)
            values = [own.pop(position, frozenset()) for position in positions]
            if any(len(value) != 1 for value in values):
                continue
            if (measures, frozenset(own.items()), prefixes) == wanted:
                found[tuple(next(iter(value)) for value in values)] = cell.amount
        return found

    def by_codes(self, dimension: str, selection: SelectionText) -> dict[tuple[str, ...], Decimal]:
        """A quantity by groups of 科目 that are printed in one cell, only the smallest groups."""
        wanted = self._asked(Selection.parse(selection))
        position = DIMENSIONS[dimension]
        found: dict[tuple[str, ...], Decimal] = {}
        for (measures, allowed, prefixes), cell in self._by_quantity.items():
            own = dict(prefixes)
            codes = own.pop(position, ())
            if codes and (measures, allowed, frozenset(own.items())) == wanted:
                found[codes] = cell.amount
        return {
            codes: amount
            for codes, amount in found.items()
            if not any(set(other) < set(codes) for other in found)
        }


def quantity(selection: Selection) -> Quantity:
    """What a selection asks for, whichever way round it was put together."""
    allowed: dict[int, frozenset[str]] = {}
    for position, values in selection.allowed:
        allowed[position] = allowed.get(position, values) & values
    prefixes = frozenset((position, tuple(sorted(codes))) for position, codes in selection.prefixes)
    measures = selection.measures or frozenset({Measure.EXPENDITURE.value})
    return measures, frozenset(allowed.items()), prefixes


def printed_cells(package: PublishedPackage, registry: Registry) -> list[PrintedCell]:
    """Every amount cell whose meaning is known, in the order of print."""
    cells: list[PrintedCell] = []
    for table in package.tables.values():
        for at, (block, rows) in enumerate(zip(table.spec.blocks, table.blocks, strict=True)):
            for number, row in enumerate(rows):
                meaning = _meaning(table, at, number, block, row, registry, package.department)
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
        if column.text or cell is None or not _says_what(block, column):
            continue
        amount = _shown(cell)
        if amount is None:
            continue
        selection = base.also(Selection.parse(column.selection)).also(meaning)
        name = row.label or row.key
        yield _cell(table.name, name, column.name, selection, amount, cell)


def _says_what(block: BlockSpec, column: ColumnSpec) -> bool:
    """Whether it is known what a column is: the first amount is the whole, others must say."""
    first = next(one for one in block.columns if not one.text)
    return bool(column.selection or column.equals) or column is first


def _shown(cell: ReadCell) -> Decimal | None:
    if cell.amount is not None:
        return cell.amount
    return None if cell.text.strip() else ZERO


def _cell(
    table: str, key: str, column: str, selection: Selection, amount: Decimal, cell: ReadCell
) -> PrintedCell:
    at = wan_to_fen(amount)
    low, high = max(at - _HALF, 0), at + _HALF - 1
    if not amount:
        high = 0 if not cell.text.strip("-—－ ") else high
    return PrintedCell(table, key, column, selection, amount, low, high, cell.place)


def _zeros(
    table: ReadTable, block: BlockSpec, known: set[str], department: str
) -> Iterator[PrintedCell]:
    """A table that is said to be empty says that its totals are zero."""
    for row in block.rows:
        if not isinstance(row, RowSpec) or row.expand is not None:
            continue
        key = row.row_name({"部门": department})
        if key in known:
            continue
        meaning = Selection.parse(row.selection)
        empty = ReadCell("", None, table.place)
        for column in block.columns:
            if not column.text and _says_what(block, column):
                own = _base(table, block).also(Selection.parse(column.selection)).also(meaning)
                yield _cell(table.name, key, column.name, own, ZERO, empty)


def _by_item(block: BlockSpec) -> bool:
    """Whether fixed rows are single kinds of spending, so that their sum is not the whole."""
    rows = (row for row in block.rows if isinstance(row, RowSpec))
    return any("部门经济科目" in row.selection for row in rows)


def _is_money(table: ReadTable, block: BlockSpec) -> bool:
    """Whether a block is a view of the ledger: it says of what part, or by what 科目."""
    rows = [row for row in block.rows if isinstance(row, RowSpec)]
    if expansion(block, "项目") is not None:
        return "类别" in table.spec.selection or "类别" in block.selection
    parts = [table.spec.selection, block.selection]
    parts += [one.selection for one in block.columns] + [one.selection for one in rows]
    return any(parts)


def _meaning(
    table: ReadTable,
    at: int,
    number: int,
    block: BlockSpec,
    row: ReadRow,
    registry: Registry,
    department: str,
) -> Selection | None:
    """What a row adds to its block's selection; ``None`` where the row is not known."""
    if not _is_money(table, block):
        return None
    fixed = fixed_row(block, row.key, department)
    if fixed is not None:
        whole = (fixed.equals or fixed.is_total) and not _by_item(block)
        return Selection.parse(fixed.selection) if fixed.selection or whole else None
    address = (table.name, at, number)
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
        code, _, beside = row.key.partition("/")
        if spec.paired_chart and code.isdigit() and beside.isdigit():
            return only({dimension: code, spec.paired_chart: beside})
    return None


def only(values: Mapping[str, str]) -> Selection:
    """The postings with exactly these values, by the names of dimensions."""
    allowed = ((DIMENSIONS[name], frozenset({value})) for name, value in values.items())
    return Selection(allowed=tuple(allowed))


def wan_to_fen(amount: Decimal) -> int:
    """万元 to 分; exact for what has two decimals."""
    return int(amount * FEN_PER_WAN)


def fen_to_yuan(fen: int) -> Decimal:
    """分 to 元, exact."""
    return Decimal(fen) / 100
