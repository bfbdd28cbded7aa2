"""The projects that the tables of project expenditure list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from yugong.budget.money import ZERO
from yugong.published.package import PublishedPackage, ReadRow, ReadTable
from yugong.published.printed_text import plain

CURRENT = "项目支出本年表"
CARRIED_OVER = "项目支出结转表"
_AMOUNT = "合计"
_WITHIN = "／"
"""Stands between a unit and its project in the key of one that several units carry out."""


def project_rows(package: PublishedPackage, name: str = CURRENT) -> tuple[ReadRow, ...]:
    """The rows that are projects, without totals and units; none where there is no table."""
    table = package.tables.get(name)
    if table is None:
        return ()
    return tuple(row for row in table.rows(_AMOUNT) if _is_project(row, table))


def _is_project(row: ReadRow, table: ReadTable) -> bool:
    fixed = {
        one.key or one.title
        for block in table.spec.blocks
        for one in block.rows
        if not isinstance(one, str) and one.expand is None
    }
    return bool(row.label) and row.key not in fixed and not row.key.startswith("单位：")


def shared_projects(rows: Iterable[ReadRow]) -> Iterator[tuple[ReadRow, ...]]:
    """The rows of each project that several units carry out, one row of each of them."""
    by_name: dict[str, list[ReadRow]] = {}
    for row in rows:
        unit, mark, _ = row.key.rpartition(f"{_WITHIN}{row.label}")
        if mark and unit:
            by_name.setdefault(plain(row.label), []).append(row)
    for own in by_name.values():
        if len({row.key for row in own}) == len(own) > 1:
            yield tuple(own)


def count_of(rows: Iterable[ReadRow]) -> int:
    """How many projects the rows are: one that several units carry out is one."""
    every = list(rows)
    return len(every) - sum(len(own) - 1 for own in shared_projects(every))


def as_one(rows: tuple[ReadRow, ...]) -> ReadRow:
    """The rows of one project as the row of it all, with the sum of their amounts."""
    cell = rows[0].cells[_AMOUNT]
    total = replace(cell, amount=money_of(rows))
    return replace(rows[0], cells={**rows[0].cells, _AMOUNT: total})


def money_of(rows: Iterable[ReadRow]) -> Decimal:
    """What the rows add up to, in 万元."""
    return sum((row.amount(_AMOUNT) or ZERO for row in rows), ZERO)
