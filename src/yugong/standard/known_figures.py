"""The figures that a reason may quote, because the package prints them.

Tests: tests/jobs/test_reasons.py.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Protocol

from yugong.budget.money import ZERO, percent, round_half_up
from yugong.figures.definitions import fact_definitions
from yugong.figures.drivers import Decomposition, DriverKind
from yugong.figures.fact import Fact
from yugong.figures.figures import Figures
from yugong.quick_dataclass import dataclass
from yugong.standard.drafting import DraftedReason
from yugong.standard.reason_checks import QuotedFigure
from yugong.standard.table import Table

_YUAN = {"元": Decimal(1), "万元": Decimal(10) ** 4, "亿元": Decimal(10) ** 8}


class Explained(Protocol):
    """A change with its decomposition and its draft."""

    @property
    def decomposition(self) -> Decomposition | None: ...

    @property
    def draft(self) -> DraftedReason | None: ...


@dataclass(frozen=True)
class KnownFigures:
    """Amounts in 元, pairs whose shares are stated, and counts; each computed when first needed."""

    _amounts: Callable[[], Iterable[Decimal]]
    _shares: Callable[[], Iterable[tuple[Decimal, Decimal]]]
    _counts: Callable[[], Iterable[int]]

    @cached_property
    def amounts(self) -> frozenset[Decimal]:
        return frozenset(abs(amount) for amount in self._amounts())

    @cached_property
    def shares(self) -> frozenset[tuple[Decimal, Decimal]]:
        return frozenset((abs(part), abs(whole)) for part, whole in self._shares() if whole)

    @cached_property
    def counts(self) -> frozenset[int]:
        return frozenset(self._counts())

    def has(self, figure: QuotedFigure) -> bool:
        """Return true if a quoted figure is known, rounded half up to the quoted decimals."""
        number, places = figure.number, figure.places
        if figure.unit == "个项目":
            return number in self.counts
        if figure.unit not in _YUAN:
            return any(percent(part, whole, places) == number for part, whole in self.shares)
        unit = _YUAN[figure.unit]
        return any(round_half_up(amount / unit, places) == number for amount in self.amounts)


def known_figures(
    figures: Figures, changes: Iterable[Explained], tables: Iterable[Table]
) -> KnownFigures:
    """Return the figures of a package: its facts, tables and drivers."""
    changes = tuple(changes)
    wholes = [change.decomposition for change in changes if change.decomposition is not None]
    drafts = [change.draft for change in changes if change.draft is not None]
    return KnownFigures(
        lambda: _amounts(figures, wholes, drafts, tables),
        lambda: _shares(figures, wholes),
        lambda: _counts(figures, wholes),
    )


def _amounts(
    figures: Figures,
    wholes: Iterable[Decomposition],
    drafts: Iterable[DraftedReason],
    tables: Iterable[Table],
) -> Iterator[Decimal]:
    for fact in figures.facts.values():
        if fact.unit == "元":
            yield from (fact.value, fact.previous or ZERO, fact.change or ZERO)
    if figures.last is not None:
        yield from figures.last.amounts.values()
    for table in tables:
        for row in table.rows:
            yield from (cell.amount for cell in row.cells.values() if cell.amount is not None)
    for whole in wholes:
        sums: dict[DriverKind, Decimal] = defaultdict(lambda: ZERO)
        for driver in whole.drivers:
            yield from (driver.before, driver.now, driver.change)
            sums[driver.kind] += driver.change
        yield from sums.values()
        for change in whole.by_source:
            yield from (change.before, change.now, change.change)
    for draft in drafts:
        yield from draft.amounts


def _shares(figures: Figures, wholes: Iterable[Decomposition]) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield rates of change, and shares of the named totals and of the classes of 科目 in them."""
    coded = {family.name for family in fact_definitions()[1] if family.levels}
    stated: list[Fact] = []
    for fact in figures.facts.values():
        if fact.change is not None and fact.previous is not None:
            yield fact.change, fact.previous
        names = fact.id.split(".")
        is_class = names[0] in coded and len(names[1]) == _CLASS_DIGITS
        if fact.unit == "元" and (len(names) == 2 or is_class):
            stated.append(fact)
    for part in stated:
        yield from ((part.value, whole.value) for whole in stated)
    for whole_change in wholes:
        for driver in whole_change.drivers:
            yield driver.change, driver.before
            yield driver.change, whole_change.fact.change or ZERO


_CLASS_DIGITS = 3
"""The digits of a 类 among 功能科目 and 经济科目."""


def _counts(figures: Figures, wholes: Iterable[Decomposition]) -> Iterator[int]:
    """Yield the numbers of projects this year, last year, and of each kind that changed."""
    yield from (int(fact.value) for fact in figures.facts.values() if fact.unit == "个")
    yield len(figures.budget.projects)
    if figures.last is not None:
        yield len(figures.last.projects)
    for whole in wholes:
        kinds = Counter(driver.kind for driver in whole.drivers if driver.kind.is_project)
        yield from kinds.values()
        yield sum(kinds.values())
