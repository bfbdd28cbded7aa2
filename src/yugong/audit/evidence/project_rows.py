"""The projects that the tables of project expenditure list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from yugong.audit.evidence.relation import PrintedAmount, amount_of_cell
from yugong.audit.evidence.row_order import is_unit_row, row_order
from yugong.audit.evidence.table_names import PROJECTS
from yugong.budget.money import ZERO
from yugong.published.model.package import PublishedPackage, ReadRow
from yugong.published.model.printed_text import plain, unspaced
from yugong.standard.unit_rows import UNIT_SEPARATOR

_AMOUNT = "合计"


def project_rows(package: PublishedPackage, name: str = PROJECTS) -> tuple[ReadRow, ...]:
    """The rows that are projects, without totals and units; none where there is no table."""
    table = package.tables.get(name)
    if table is None:
        return ()
    fixed = {key for block in table.spec.blocks for key in block.fixed_keys}
    return tuple(
        row
        for row in table.rows(_AMOUNT)
        if row.label and row.key not in fixed and not is_unit_row(row)
    )


def shared_projects(rows: Iterable[ReadRow]) -> Iterator[tuple[ReadRow, ...]]:
    """The rows of each project that several units carry out, one row of each of them."""
    by_name: dict[str, list[ReadRow]] = {}
    for row in rows:
        unit, mark, _ = row.key.rpartition(f"{UNIT_SEPARATOR}{row.label}")
        if mark and unit:
            by_name.setdefault(plain(row.label), []).append(row)
    for same_name in by_name.values():
        if len({row.key for row in same_name}) == len(same_name) > 1:
            yield tuple(same_name)


def count_of(rows: Iterable[ReadRow]) -> int:
    """The number of projects in the rows: one that several units carry out counts once."""
    every = list(rows)
    return len(every) - sum(len(shared) - 1 for shared in shared_projects(every))


def as_one(rows: tuple[ReadRow, ...]) -> ReadRow:
    """The rows of one project as the row of it all, with the sum of their amounts."""
    cell = rows[0].cells[_AMOUNT]
    total = replace(cell, amount=money_of(rows))
    return replace(rows[0], cells={**rows[0].cells, _AMOUNT: total})


def money_of(rows: Iterable[ReadRow]) -> Decimal:
    """The sum of the rows in 万元."""
    return sum((row.amount(_AMOUNT) or ZERO for row in rows), ZERO)


def listed_projects(
    package: PublishedPackage, column: str = "合计"
) -> Iterator[tuple[str, PrintedAmount]]:
    """Every project by its printed name, with its amount in this column."""
    table = package.tables.get(PROJECTS)
    if table is None or column not in table.columns:
        return
    for number, (spec, rows) in enumerate(zip(table.spec.blocks, table.blocks, strict=True)):
        order = row_order(spec, rows)
        for index, row in enumerate(rows):
            if order.fixed[index] or is_unit_row(row) or order.children(index):
                continue
            term = amount_of_cell(table, number, index, column)
            if term is not None:
                yield unspaced(row.label or row.key), term
