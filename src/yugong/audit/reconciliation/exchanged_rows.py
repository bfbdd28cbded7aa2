"""Rows of a table that exchanged their amounts: every sum still holds, other tables differ.

Tests: tests/audit/reconciliation/test_item_equalities.py.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from yugong.audit.evidence.relation import CellId, Equation, PrintedAmount, Verdict, amount_of_cell
from yugong.audit.evidence.row_order import account_code
from yugong.published.model.package import ReadTable
from yugong.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Exchange:
    """Two rows, the cells with the amounts they should have, and what that sets right."""

    first: tuple[PrintedAmount, ...]
    second: tuple[PrintedAmount, ...]
    right: Mapping[CellId, Decimal]
    explained: tuple[Equation, ...]


def exchanged_rows(
    tables: Mapping[str, ReadTable], broken: Sequence[Equation], kept: Sequence[Equation]
) -> Iterator[Exchange]:
    """Pairs of 科目 of one table; the pair that explains most comes first.

    A pair is one where every relation of its cells holds once their amounts change places back.
    """
    exchanges = [
        exchange
        for pair in _pairs(tables, broken)
        for exchange in _explaining(tables, pair, broken, kept)
    ]
    taken: set[int] = set()
    for exchange in sorted(exchanges, key=lambda exchange: -len(exchange.explained)):
        explained = {id(relation) for relation in exchange.explained}
        if not explained & taken:
            taken |= explained
            yield exchange


_Row = tuple[str, int, int]


def _pairs(
    tables: Mapping[str, ReadTable], broken: Sequence[Equation]
) -> Iterator[tuple[_Row, _Row]]:
    """Rows of 科目 for which the relations want each other's amounts."""
    balancing: dict[tuple[str, int, str], dict[int, tuple[Decimal, Decimal]]] = defaultdict(dict)
    for relation in broken:
        for term in relation.terms:
            if (
                term.cell is not None
                and (value := relation.value_that_balances(term.cell)) is not None
            ):
                table, block, row, column = term.cell
                balancing[table, block, column][row] = (term.amount, value)
    pairs: dict[tuple[_Row, _Row], None] = {}
    for (name, block, _), rows in sorted(balancing.items()):
        for (row, (amount, value)), (other, (others, other_value)) in itertools.combinations(
            sorted(rows.items()), 2
        ):
            codes = [account_code(tables[name].blocks[block][number]) for number in (row, other)]
            if (value, other_value) == (others, amount) and all(codes):
                pairs[(name, block, row), (name, block, other)] = None
    yield from pairs


def _explaining(
    tables: Mapping[str, ReadTable],
    pair: tuple[_Row, _Row],
    broken: Sequence[Equation],
    kept: Sequence[Equation],
) -> Iterator[Exchange]:
    """Yield the pair if it explains at least two relations and contradicts no correct one."""
    name, block, row = pair[0]
    other = pair[1][2]
    table = tables[name]
    first, second = [], []
    for column in sorted(table.columns):
        left, right = (amount_of_cell(table, block, number, column) for number in (row, other))
        if left is not None and right is not None and left.amount != right.amount:
            first.append(left)
            second.append(right)
    right_amounts = {
        cell: term.amount
        for its_terms, others in ((first, second), (second, first))
        for its_term, term in zip(its_terms, others, strict=True)
        if (cell := its_term.cell) is not None
    }
    explained = [relation for relation in broken if _touches(relation, right_amounts)]
    if len(explained) < 2 or any(
        _corrected(touched, right_amounts).verdict is Verdict.BROKEN
        for touched in (
            *explained,
            *(relation for relation in kept if _touches(relation, right_amounts)),
        )
    ):
        return
    yield Exchange(tuple(first), tuple(second), right_amounts, tuple(explained))


def _touches(relation: Equation, cells: Mapping[CellId, Decimal]) -> bool:
    return any(term.cell in cells for term in relation.terms)


def _corrected(relation: Equation, right: Mapping[CellId, Decimal]) -> Equation:
    def side(terms: Sequence[PrintedAmount]) -> tuple[PrintedAmount, ...]:
        return tuple(
            replace(term, amount=right[term.cell])
            if term.cell is not None and term.cell in right
            else term
            for term in terms
        )

    return replace(relation, whole=side(relation.whole), parts=side(relation.parts))
