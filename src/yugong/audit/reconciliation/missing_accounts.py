"""科目 that one table lists and another, which must list them too, does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from yugong.audit.evidence.relation import Equation, PrintedAmount, coarsest_step
from yugong.audit.evidence.row_order import account_code
from yugong.audit.evidence.table_names import EXPENDITURE, FUND, GENERAL, INCOME
from yugong.audit.evidence.table_terms import TableTerms
from yugong.audit.reconciliation.sums import leaf_codes
from yugong.budget.money import ZERO, residue_tolerance
from yugong.published.model.package import PublishedPackage, ReadTable

_COMMON_ACCOUNTS = (
    (INCOME, EXPENDITURE, ("合计",)),
    (EXPENDITURE, INCOME, ("合计", "上年结转")),
    (EXPENDITURE, GENERAL, ("合计",)),
    (EXPENDITURE, FUND, ("合计",)),
    (GENERAL, EXPENDITURE, ("合计",)),
)
"""A table, another whose 科目 it must list too, and the columns where the other's amounts are."""


def missing_accounts(
    package: PublishedPackage,
) -> Iterator[tuple[ReadTable, dict[str, PrintedAmount]]]:
    """Tables that do not list 科目 which another table must have in common, with the latter's."""
    tables = package.tables
    reported: set[tuple[str, str]] = set()
    for name, other, columns in _COMMON_ACCOUNTS:
        if name not in tables or other not in tables:
            continue
        small = TableTerms(package).other_money() if name == GENERAL else []
        if small is None:
            continue
        lacking, having = tables[name], tables[other]
        if is_without_figures(lacking) or is_without_figures(having):
            continue
        listed_codes = {account_code(row) for rows in lacking.blocks for row in rows}
        lowest = tuple(leaf_codes(lacking, *columns))
        lacked = {
            code: term
            for code, term in leaf_codes(having, *columns).items()
            if (name, code) not in reported
            and not any(listed.startswith(code) for listed in listed_codes)
            and not code.startswith(lowest)  # a table may stop at a higher level
            # Other money printed as 0.00 several times may come to an amount that shows.
            and not (
                len(small) > 1 and term.amount < residue_tolerance(len(small), coarsest_step(small))
            )
        }
        reported.update((name, code) for code in lacked)
        if lacked and lowest:
            yield lacking, lacked


def gaps_by_account(lacking: ReadTable, lacked: Mapping[str, PrintedAmount]) -> dict[str, Decimal]:
    """Return the amount missing in each parent 科目 and in the total (empty code)."""
    listed = {account_code(row) for rows in lacking.blocks for row in rows}
    gaps: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for code, term in lacked.items():
        for length in range(3, len(code) + 1):
            gaps[code[:length]] += term.amount
        if not any(code.startswith(prefix) for prefix in listed - {""}):
            gaps[""] += term.amount
    return dict(gaps)


def is_gap(relation: Equation, table: str, gaps: Mapping[str, Decimal]) -> bool:
    """True if an equation is broken by the missing 科目 of a table."""
    its_terms = [term for term in relation.terms if term.table == table]
    if any(term.cell is None and term.code in gaps for term in its_terms):
        return True
    if relation.tables != {table} or relation.whole[0].code not in gaps:
        return False
    return abs(relation.difference) <= gaps[relation.whole[0].code] + relation.tolerance


def is_without_figures(table: ReadTable) -> bool:
    """True if a table has no amount but zero."""
    return not any(
        cell.amount for rows in table.blocks for row in rows for cell in row.cells.values()
    )
