"""The purchases that a package lists in its table of procurement.

Tests: tests/audit/forms/test_prices.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from yugong.audit.evidence.relation import PrintedAmount, amount_of_cell
from yugong.audit.evidence.row_order import row_order
from yugong.audit.evidence.table_names import PROCUREMENT
from yugong.published.model.package import PublishedPackage, ReadTable
from yugong.published.model.printed_text import unspaced
from yugong.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Budgeted:
    """A project that buys: its money in 万元, and its purchases as evidence shows them."""

    wan: Decimal
    lines: tuple[str, ...]


def purchases_of(table: ReadTable) -> Iterator[dict[str, PrintedAmount]]:
    """The rows of single purchases, by column."""
    for number, (spec, rows) in enumerate(zip(table.spec.blocks, table.blocks, strict=True)):
        order = row_order(spec, rows)
        for index, row in enumerate(rows):
            if not order.fixed[index] and not row.label.rstrip().endswith("小计"):
                terms = {name: amount_of_cell(table, number, index, name) for name in row.cells}
                yield {name: term for name, term in terms.items() if term is not None}


def budgets(package: PublishedPackage) -> dict[str, Budgeted]:
    """The money of every project that the table of procurement names, by its name without blanks.

    A project that the table gives different sums of money is left out.
    """
    table = package.tables.get(PROCUREMENT)
    wan: dict[str, set[Decimal]] = {}
    lines: dict[str, list[str]] = {}
    for row in purchases_of(table) if table is not None else ():
        amount, budget = row.get("合计"), row.get("预算资金")
        if amount is None or budget is None:
            continue
        name = unspaced(amount.label.strip("“”"))
        lines.setdefault(name, []).append(_line(row))
        if budget.is_printed:
            wan.setdefault(name, set()).add(budget.amount)
    return {
        name: Budgeted(next(iter(sums)), tuple(lines[name]))
        for name, sums in wan.items()
        if len(sums) == 1
    }


def _line(row: dict[str, PrintedAmount]) -> str:
    """A purchase in a line: how many, at what price, for how much."""
    count, price, amount = row.get("数量"), row.get("单价"), row["合计"].figure
    if count is None or price is None or not (count.is_printed and price.is_printed):
        return f"政府采购表：{amount} 万元"
    return f"政府采购表：{count.figure}×{price.figure} 万元＝{amount} 万元"
