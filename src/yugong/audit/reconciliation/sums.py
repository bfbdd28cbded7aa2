"""The sums inside tables, as the standard says them: 等于 of columns and rows, trees of 科目.

Tests: tests/audit/reconciliation/test_small_amounts.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from yugong.audit.evidence.relation import (
    Equation,
    PrintedAmount,
    amount_of_cell,
    amount_of_fixed_row,
    same_equation,
    sum_equation,
)
from yugong.audit.evidence.row_order import RowOrder, account_code, row_order
from yugong.audit.evidence.table_names import ASSETS, PROCUREMENT
from yugong.published.model.package import PublishedPackage, ReadTable, once_per_package
from yugong.standard.schema import BlockSpec, RowSpec, TableSpec

_TREES = ("功能科目", "收入科目", "政府经济科目")
_NAMED = {ASSETS: "T10", PROCUREMENT: "T11"}
"""Tables whose sums are rules of their own, whatever their rows."""

_Amounts = Callable[[int, str], PrintedAmount | None]
"""Returns the amount in a row and a column of one block, or ``None`` if it is no number."""


@once_per_package
def table_sums(package: PublishedPackage) -> tuple[Equation, ...]:
    """Every sum inside every table that can be decided from what is printed."""
    return tuple(equation for table in package.tables.values() for equation in _sums(table))


def _sums(table: ReadTable) -> Iterator[Equation]:
    for number, spec in enumerate(table.spec.blocks):
        order = row_order(spec, table.blocks[number])
        amount = _amounts(table, number)
        yield from _along_rows(table, number, spec, order, amount)
        yield from _down_columns(table, number, spec, order, amount)
    yield from _balance(table)


def _amounts(table: ReadTable, number: int) -> _Amounts:
    """Return the function of the amounts of a block; most are terms of two equations."""
    return cache(partial(amount_of_cell, table, number))


def _along_rows(
    table: ReadTable, number: int, spec: BlockSpec, order: RowOrder, amount: _Amounts
) -> Iterator[Equation]:
    for column in spec.columns:
        if not column.equals or not table.columns.issuperset((column.name, *column.equals)):
            continue
        equation = f"{column.name}＝{'＋'.join(column.equals)}"
        code = _code(table.spec, spec, order.expansion, "行")
        for row in range(len(table.blocks[number])):
            whole = amount(row, column.name)
            parts = [amount(row, name) for name in column.equals]
            read_parts = [part for part in parts if part is not None]
            if whole is not None and len(read_parts) == len(parts):
                yield sum_equation(code, whole, read_parts, equation)


def _down_columns(
    table: ReadTable, number: int, spec: BlockSpec, order: RowOrder, amount: _Amounts
) -> Iterator[Equation]:
    amounts = [
        column.name
        for column in spec.columns
        if column.summed and not column.text and column.name in table.columns
    ]
    rows = table.blocks[number]
    doubt = ""
    if order.unknown:
        doubt = f"有未能识别科目的行“{rows[order.unknown[0]].label}”"
    for index, row in enumerate(rows):
        over: Sequence[int] | None
        if order.fixed[index]:
            over = order.over(spec, index) if _is_total(spec, order.places[index]) else None
            kind, equation = "总", f"{row.label or row.key}＝各行之和"
        else:
            over = order.children(index)
            kind, equation = "级", f"{row.label or row.key}＝下级之和"
        if not over:
            continue
        if kind == "总" and not any(not order.fixed[row_number] for row_number in over):
            kind = "定"
        code = _code(table.spec, spec, order.expansion, kind)
        for name in amounts:
            whole = amount(index, name)
            parts = [amount(number_below, name) for number_below in over]
            read_parts = [part for part in parts if part is not None]
            if whole is None or len(read_parts) < len(parts):
                continue
            relation = sum_equation(code, whole, read_parts, equation, doubt)
            if code in ("T08", "T11") and _counts_twice(relation):
                continue
            if code == "T10" and not whole.is_printed:  # numbers of houses and cars have no sum
                continue
            yield relation


def _is_total(spec: BlockSpec, place: int) -> bool:
    row = spec.rows[place]
    return isinstance(row, RowSpec) and bool(row.equals)


def _counts_twice(relation: Equation) -> bool:
    """True if a unit's row, taken for a project, doubles the sum: nothing can be decided."""
    return bool(relation.whole[0].amount) and (
        abs(relation.difference + relation.whole[0].amount) <= relation.tolerance
    )


def _balance(table: ReadTable) -> Iterator[Equation]:
    """收入总计 = 支出总计, where a table has both."""
    ends: list[PrintedAmount] = []
    for key in ("收入总计", "支出总计"):
        for spec in table.spec.blocks:
            amounts = [column.name for column in spec.columns if not column.text]
            if any(isinstance(row, RowSpec) and key in (row.key, row.title) for row in spec.rows):
                term = amount_of_fixed_row(table, key, amounts[0])
                ends += [] if term is None else [term]
    if len(ends) == 2:
        yield same_equation("T04", ends[:1], ends[1:], "收入总计＝支出总计")


def _code(table: TableSpec, block: BlockSpec, expansion: str, kind: str) -> str:
    """The rule a sum belongs to.

    ``kind`` is 行 (along a row), 级 (a 科目 over those under it), 总 (a total over an
    expansion) or 定 (a total over fixed rows).
    """
    if table.name in _NAMED:
        return _NAMED[table.name]
    if expansion == "部门经济科目":
        return "T06"
    if expansion == "项目":
        return "T08"
    if expansion == "单位":
        return "T09"
    if expansion in _TREES:
        if kind == "行":
            return "T05" if _is_income(table, block) else "T03"
        return "T01" if kind == "级" else "T02"
    if expansion == "功能大类":
        return "T02" if kind == "总" else "T04"
    return "T07" if _is_by_economic_items(block) else "T04"


def _is_income(table: TableSpec, block: BlockSpec) -> bool:
    measures = (table.selection.get("量"), block.selection.get("量"))
    return any("收入" in str(measure) for measure in measures if measure)


def _is_by_economic_items(block: BlockSpec) -> bool:
    """True if the fixed rows are economic items, as those of 三公 are."""
    rows = [row for row in block.rows if isinstance(row, RowSpec)]
    return any("部门经济科目" in row.selection for row in rows)


def leaf_codes(table: ReadTable, *columns: str) -> dict[str, PrintedAmount]:
    """The lowest 科目 printed, with the first of these columns that has an amount."""
    leaves: dict[str, PrintedAmount] = {}
    for number, spec in enumerate(table.spec.blocks):
        if not any(column.name == columns[0] for column in spec.columns):
            continue
        order = row_order(spec, table.blocks[number])
        for index, row in enumerate(table.blocks[number]):
            code = "" if order.fixed[index] else account_code(row)
            if not code or order.children(index):
                continue
            terms = (amount_of_cell(table, number, index, name) for name in columns)
            amount = next((term for term in terms if term is not None and term.amount), None)
            if amount is not None:
                leaves.setdefault(code, amount)
    return leaves
