"""Two rows of a table whose amounts changed places: every sum still holds, other tables differ."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from yugong.audit.evidence.relation import CellId, Equation, PrintedAmount, Verdict, amount_of_cell
from yugong.audit.evidence.row_order import account_code
from yugong.published.model.package import ReadTable


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
    found = [
        one for pair in _pairs(tables, broken) for one in _explaining(tables, pair, broken, kept)
    ]
    taken: set[int] = set()
    for one in sorted(found, key=lambda each: -len(each.explained)):
        own = {id(relation) for relation in one.explained}
        if not own & taken:
            taken |= own
            yield one


_Row = tuple[str, int, int]


def _pairs(
    tables: Mapping[str, ReadTable], broken: Sequence[Equation]
) -> Iterator[tuple[_Row, _Row]]:
    """Rows of 科目 for which the relations want each other's amounts."""
    wanted: dict[tuple[str, int, str], dict[int, tuple[Decimal, Decimal]]] = defaultdict(dict)
    for relation in broken:
        for term in relation.terms:
            if (
                term.cell is not None
                and (value := relation.value_that_balances(term.cell)) is not None
            ):
                table, block, row, column = term.cell
                wanted[table, block, column][row] = (term.amount, value)
    pairs: dict[tuple[_Row, _Row], None] = {}
    for (name, block, _), rows in sorted(wanted.items()):
        for (one, (amount, value)), (other, (others, other_value)) in itertools.combinations(
            sorted(rows.items()), 2
        ):
            codes = [account_code(tables[name].blocks[block][at]) for at in (one, other)]
            if (value, other_value) == (others, amount) and all(codes):
                pairs[(name, block, one), (name, block, other)] = None
    yield from pairs


def _explaining(
    tables: Mapping[str, ReadTable],
    pair: tuple[_Row, _Row],
    broken: Sequence[Equation],
    kept: Sequence[Equation],
) -> Iterator[Exchange]:
    """The pair, where it explains two relations or more and none that holds speaks against it."""
    name, block, one = pair[0]
    other = pair[1][2]
    table = tables[name]
    first, second = [], []
    for column in sorted(table.columns):
        left, right = (amount_of_cell(table, block, at, column) for at in (one, other))
        if left is not None and right is not None and left.amount != right.amount:
            first.append(left)
            second.append(right)
    right_amounts = {
        cell: term.amount
        for own, others in ((first, second), (second, first))
        for mine, term in zip(own, others, strict=True)
        if (cell := mine.cell) is not None
    }
    explained = [one for one in broken if _touches(one, right_amounts)]
    if len(explained) < 2 or any(
        _set_right(one, right_amounts).verdict is Verdict.BROKEN
        for one in (*explained, *(one for one in kept if _touches(one, right_amounts)))
    ):
        return
    yield Exchange(tuple(first), tuple(second), right_amounts, tuple(explained))


def _touches(relation: Equation, cells: Mapping[CellId, Decimal]) -> bool:
    return any(term.cell in cells for term in relation.terms)


def _set_right(relation: Equation, right: Mapping[CellId, Decimal]) -> Equation:
    def side(terms: Sequence[PrintedAmount]) -> tuple[PrintedAmount, ...]:
        return tuple(
            replace(term, amount=right[term.cell])
            if term.cell is not None and term.cell in right
            else term
            for term in terms
        )

    return replace(relation, whole=side(relation.whole), parts=side(relation.parts))
