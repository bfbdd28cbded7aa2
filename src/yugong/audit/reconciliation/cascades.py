"""The faults behind many broken equations: an empty table, a foreign one, a cell.

A figure that is wrong breaks every relation it is part of.  The relations that one fault explains
are one finding, at the fault, with the others as evidence.

Tests: tests/audit/reconciliation/test_small_amounts.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal

from yugong.audit.evidence.relation import CellId, Equation, PrintedAmount, Verdict
from yugong.audit.reconciliation.equalities import table_equalities
from yugong.audit.reconciliation.exchanged_rows import exchanged_rows
from yugong.audit.reconciliation.fault_findings import (
    cell_finding,
    empty_finding,
    exchange_finding,
    foreign_finding,
    lacking_finding,
    magnitude_finding,
    residue_finding,
    severity_of,
)
from yugong.audit.reconciliation.item_equalities import item_equalities
from yugong.audit.reconciliation.missing_accounts import (
    gaps_by_account,
    is_gap,
    is_without_figures,
    missing_accounts,
)
from yugong.audit.reconciliation.sums import table_sums
from yugong.audit.rule import UndecidedError, violation
from yugong.budget.money import ZERO, is_power_of_ten_apart, wan_text
from yugong.findings import Finding
from yugong.published.model.package import PublishedPackage, once_per_package
from yugong.quick_dataclass import dataclass

_FOREIGN_FROM = 3
"""Broken relations with other tables from which a table as a whole is in doubt."""


@dataclass(frozen=True, slots=True)
class Root:
    """A fault: its finding, and the wrong table or cells.

    That is a table as a whole, or single cells with the amounts they should have.
    """

    finding: Finding
    table: str = ""
    cells: Mapping[CellId, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Faults:
    """The result of a package's equations: the codes that could be decided, and the faults."""

    decided: frozenset[str]
    roots: tuple[Root, ...]


@once_per_package
def _faults(package: PublishedPackage) -> _Faults:
    relations = [*table_sums(package), *table_equalities(package), *item_equalities(package)]
    decided = frozenset(relation.code for relation in relations if not relation.supporting)
    return _Faults(decided, tuple(_Search(package, relations).all()))


def roots(package: PublishedPackage) -> tuple[Root, ...]:
    """The faults behind all broken relations, tables first, then cells, then single relations."""
    return _faults(package).roots


def findings_of_rule(package: PublishedPackage, code: str) -> Iterator[Finding]:
    """The faults that are reported under this code.

    Raises :class:`UndecidedError` where no relation of this code could be read.
    """
    if code not in _faults(package).decided:
        raise UndecidedError("没有读到所需的行、列，或不具备比较的条件")
    yield from also_reported_as(package, code)


def also_reported_as(package: PublishedPackage, code: str) -> Iterator[Finding]:
    """The faults that are reported under this code, of a rule that has more to decide."""
    return (root.finding for root in roots(package) if root.finding.code == code)


def with_corrected_amounts(
    package: PublishedPackage, terms: Iterable[PrintedAmount]
) -> list[PrintedAmount]:
    """The amounts, corrected where reported as wrong, so that nothing is reported twice."""
    right = {cell: value for root in roots(package) for cell, value in root.cells.items()}
    return [
        replace(term, amount=right.get(term.cell, term.amount)) if term.cell else term
        for term in terms
    ]


class _Search:
    """Takes broken relations away fault by fault until none is left."""

    def __init__(self, package: PublishedPackage, relations: Sequence[Equation]) -> None:
        self._package = package
        self._kept: list[Equation] = []
        self._broken: list[Equation] = []
        for relation in relations:
            if not relation.is_empty:
                is_broken = relation.verdict is Verdict.BROKEN
                (self._broken if is_broken else self._kept).append(relation)
        self._roots: list[Root] = []

    def all(self) -> list[Root]:
        self._empty_tables()
        self._exchanged_rows()
        self._foreign_tables()
        self._missing_accounts()
        self._cells()
        for relation in self._broken:
            if not relation.supporting:
                self._roots.append(Root(self._single(relation)))
        for relation in self._kept:
            if relation.verdict is Verdict.NOTABLE and not relation.supporting:
                self._roots.append(Root(residue_finding(relation)))
        return self._roots

    def _take(
        self,
        finding: Finding,
        explained: Sequence[Equation],
        table: str = "",
        cells: Mapping[CellId, Decimal] | None = None,
    ) -> None:
        gone = {id(relation) for relation in explained}
        self._broken = [relation for relation in self._broken if id(relation) not in gone]
        self._roots.append(Root(finding, table, cells or {}))

    def _empty_tables(self) -> None:
        """X13: a table without a figure whose neighbours have figures for it."""
        for table in self._package.tables.values():
            if not is_without_figures(table):
                continue
            touching = [relation for relation in self._broken if table.name in relation.tables]
            asked = [relation for relation in touching if not relation.supporting]
            if any(_faces_nothing(relation, table.name) for relation in asked) and not (
                self._one_cell_explains(touching, table.name)
            ):
                self._take(empty_finding(table, asked), touching, table.name)

    def _exchanged_rows(self) -> None:
        """Two rows whose amounts changed places, which is one fault."""
        asked = [relation for relation in self._broken if not relation.supporting]
        for exchange in exchanged_rows(self._package.tables, asked, self._kept):
            weak = [
                relation
                for relation in self._broken
                if relation.supporting
                and any(term.cell in exchange.right for term in relation.terms)
            ]
            self._take(
                exchange_finding(exchange), [*exchange.explained, *weak], cells=exchange.right
            )

    def _foreign_tables(self) -> None:
        """Tables that agree within themselves but hardly with any other."""
        while True:
            between = [relation for relation in self._broken if len(relation.tables) > 1]
            against = Counter(name for relation in between for name in relation.tables)
            inside = {
                next(iter(relation.tables))
                for relation in self._broken
                if len(relation.tables) == 1
            }
            agreeing = Counter(
                name
                for relation in self._kept
                if len(relation.tables) > 1
                for name in relation.tables
            )
            doubtful = [
                (against[name] - agreeing[name], name)
                for name in sorted(against)
                if against[name] >= _FOREIGN_FROM
                and against[name] > agreeing[name]
                and name not in inside
            ]
            if not doubtful:
                return
            _, name = max(doubtful, key=lambda counted: counted[0])
            touching = [relation for relation in between if name in relation.tables]
            asked = [relation for relation in touching if not relation.supporting]
            if len(asked) < _FOREIGN_FROM or self._one_cell_explains(touching):
                return
            table = self._package.tables[name]
            self._take(foreign_finding(self._package, table, asked), touching, name)

    def _missing_accounts(self) -> None:
        """X14: 科目 that a table lists and its counterpart does not."""
        wrong = {root.table for root in self._roots}
        for lacking, lacked in missing_accounts(self._package):
            if lacking.name in wrong or any(term.table in wrong for term in lacked.values()):
                continue
            gaps = gaps_by_account(lacking, lacked)
            explained = [
                relation for relation in self._broken if is_gap(relation, lacking.name, gaps)
            ]
            self._take(lacking_finding(lacking, lacked, explained), explained)

    def _one_cell_explains(self, relations: Sequence[Equation], but_of: str = "") -> bool:
        """True if a cell, of another table than ``but_of``, explains all of these."""
        best = self._best_cell()
        if best is None or best[0][0] == but_of:
            return False
        explained = {id(relation) for relation in best[1]}
        return all(id(relation) in explained for relation in relations)

    def _cells(self) -> None:
        """Cells that explain two or more broken relations, the most explaining first.

        If several columns of a row are wrong by the same amount, the row is one finding.
        """
        faults: dict[tuple[object, ...], list[tuple[PrintedAmount, Decimal, list[Equation]]]] = {}
        while (best := self._best_cell()) is not None:
            cell, explained, value = best
            gone = {id(relation) for relation in explained}
            self._broken = [relation for relation in self._broken if id(relation) not in gone]
            asked = [relation for relation in explained if not relation.supporting] or list(
                explained
            )
            term = next(term for relation in asked for term in relation.terms if term.cell == cell)
            row = (*cell[:3], value - term.amount)
            faults.setdefault(row, []).append((term, value, asked))
        for first, *others in faults.values():
            term, value, asked = first
            also = [other for other, _, _ in others]
            finding = cell_finding(term, value, asked, also)
            cells = {
                term_of_row.cell: right
                for term_of_row, right, _ in (first, *others)
                if term_of_row.cell
            }
            self._roots.append(Root(finding, cells=cells))

    def _best_cell(self) -> tuple[CellId, list[Equation], Decimal] | None:
        best: tuple[CellId, list[Equation], Decimal] | None = None
        for cell in dict.fromkeys(
            term.cell
            for relation in self._broken
            for term in relation.terms
            if term.cell is not None
        ):
            explained, value = self._explained_by(cell)
            if len(explained) > max(1, len(best[1]) if best else 0):
                best = (cell, explained, value)
        return best

    def _explained_by(self, cell: CellId) -> tuple[list[Equation], Decimal]:
        """The broken relations that hold once the cell has one other value, and that value.

        None where the value would break a relation that now holds.
        """
        touching = [
            relation for relation in self._broken if relation.value_that_balances(cell) is not None
        ]
        if len(touching) < 2:
            return [], Decimal(0)
        surest = min(touching, key=lambda relation: relation.tolerance)
        value = surest.value_that_balances(cell) or Decimal(0)
        explained = [relation for relation in touching if _fits(relation, cell, value)]
        if len(explained) < len(touching) or not all(
            _fits(relation, cell, value)
            for relation in self._kept
            if relation.value_that_balances(cell) is not None
        ):
            return [], value
        return explained, value

    def _single(self, relation: Equation) -> Finding:
        """One equation that is broken by itself: reported at the amount that others contradict."""
        scaled = _scaled_term(relation)
        if scaled is not None:
            return magnitude_finding(*scaled, (relation,))
        term = min(_ends(relation), key=lambda end: self._conflicts(relation, end))
        value = term.amount
        if term.cell is not None:
            value = relation.value_that_balances(term.cell) or ZERO
        doubt = (relation.doubt,) if relation.doubt else ()
        return violation(
            relation.code,
            term.place,
            str(term),
            f"{wan_text(value)}（{relation.equation}）",
            severity=severity_of((relation,)),
            difference=wan_text(term.amount - value),
            evidence=(*relation.evidence(), *doubt),
        )

    def _conflicts(self, relation: Equation, term: PrintedAmount) -> int:
        """Return the number of correct relations that a correction of this figure would break."""
        if term.cell is None:
            return len(self._kept)
        value = relation.value_that_balances(term.cell)
        others = (
            relation
            for relation in self._kept
            if relation.value_that_balances(term.cell) is not None
        )
        return sum(value is not None and not _fits(other, term.cell, value) for other in others)


def _ends(relation: Equation) -> list[PrintedAmount]:
    """The amounts that may be the wrong one: the total, and a single part."""
    parts = [term for term in relation.parts if term.amount]
    alone = parts if len(parts) == 1 and not relation.is_sum else []
    return [relation.whole[0], *alone]


def _faces_nothing(relation: Equation, table: str) -> bool:
    """True if a side of the equation is of this table and is zero."""
    return any(
        all(term.table == table and not term.amount for term in side)
        for side in (relation.whole, relation.parts)
    )


def _fits(relation: Equation, cell: CellId, value: Decimal) -> bool:
    balancing = relation.value_that_balances(cell)
    return balancing is not None and abs(balancing - value) <= relation.tolerance


def _scaled_term(relation: Equation) -> tuple[PrintedAmount, Decimal] | None:
    """The one figure whose decimal point, moved, would make the relation hold."""
    found_terms = []
    for term in relation.terms:
        if term.cell is None or len(term.amount.normalize().as_tuple().digits) < 2:
            continue
        balancing = relation.value_that_balances(term.cell)
        if balancing is not None and is_power_of_ten_apart(term.amount, balancing):
            found_terms.append((term, balancing))
    if len(relation.whole) == len(relation.parts) == 1 and found_terms:
        return found_terms[0]
    return found_terms[0] if len(found_terms) == 1 else None
