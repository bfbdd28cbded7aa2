"""The projects that the list of projects prints."""

from __future__ import annotations

from collections.abc import Iterator

from yugong.audit.relation import Term, term_of
from yugong.audit.row_order import is_unit_row, row_order
from yugong.published.package import PublishedPackage

_LIST = "项目支出本年表"


def listed_projects(package: PublishedPackage, column: str = "合计") -> Iterator[tuple[str, Term]]:
    """Every project by its printed name, with its amount in this column."""
    table = package.tables.get(_LIST)
    if table is None or column not in table.columns:
        return
    for number, (spec, rows) in enumerate(zip(table.spec.blocks, table.blocks, strict=True)):
        order = row_order(spec, rows)
        for at, row in enumerate(rows):
            if order.fixed[at] or is_unit_row(row) or order.children(at):
                continue
            term = term_of(table, number, at, column)
            if term is not None:
                yield "".join((row.label or row.key).split()), term
