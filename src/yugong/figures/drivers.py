"""Drivers: the exact parts, to the cent, of every change between last year and this year."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from yugong.budget.dimension import Category, Measure, Year
from yugong.budget.money import ZERO
from yugong.figures.definitions import FactFamily, Scopes, fact_definitions
from yugong.figures.fact import Fact
from yugong.figures.figures import Figures
from yugong.figures.posting import CODE_DIMENSIONS, DIMENSION_NAMES, DIMENSIONS, Posting
from yugong.figures.selection import Selection, total
from yugong.quick_dataclass import dataclass

_CODE_LENGTH = 5
"""Digits of a 部门经济科目 that distinguish basic expenditure: a 款."""

_Mark = TypeVar("_Mark", bound=Hashable)


class DriverKind(StrEnum):
    """The kind of a driver: the projects, expenditure or income that changed."""

    NEW_PROJECT = "新增项目"
    ENDED_PROJECT = "结束项目"
    GROWN_PROJECT = "增加项目"
    SHRUNK_PROJECT = "减少项目"
    PERSONNEL = "人员经费"
    PUBLIC = "公用经费"
    CARRY_OVER = "上年结转"
    YEAR_END = "年终结转"
    INCOME_ACCOUNT = "收入科目"
    LAST_YEAR_DIFFERENCE = "上年差额"

    @property
    def is_project(self) -> bool:
        return self in _PROJECTS


_PROJECTS = frozenset(
    {
        DriverKind.NEW_PROJECT,
        DriverKind.ENDED_PROJECT,
        DriverKind.GROWN_PROJECT,
        DriverKind.SHRUNK_PROJECT,
    }
)


@dataclass(frozen=True, slots=True)
class Driver:
    """One part of a change, in 元 last year and this year.

    ``key`` is a project's key, a 科目's code, or the kind's own name; ``name`` is as printed.
    A project is new or ended if all its money of a year is, not only the part in this fact.
    上年差额 is last year's stated figure less last year's ledger.
    """

    kind: DriverKind
    key: str
    name: str
    before: Decimal
    now: Decimal

    @property
    def change(self) -> Decimal:
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class SourceChange:
    """The change of one 资金来源 of one 年份, in 元; both are empty for 上年差额."""

    source: str
    year: str
    before: Decimal
    now: Decimal

    @property
    def key(self) -> str:
        return f"{self.source}／{self.year}" if self.source else self.name

    @property
    def name(self) -> str:
        if not self.source:
            return DriverKind.LAST_YEAR_DIFFERENCE.value
        return self.source if self.year == Year.CURRENT else f"{self.source}（{self.year}）"

    @property
    def change(self) -> Decimal:
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A change split twice: by driver, and by source and year of the money.

    The changes of ``drivers`` sum to ``fact.change`` exactly, and so do those of ``by_source``;
    the largest comes first, and parts without a change are left out. ``is_partial`` is true if the
    fact covers only some 部门经济科目, so that a project's part in it is not the whole project.
    """

    fact: Fact
    drivers: tuple[Driver, ...]
    by_source: tuple[SourceChange, ...]
    is_partial: bool = False


def selections_of(fact_id: str, scopes: Scopes = ()) -> tuple[Selection, ...] | None:
    """Return the selections whose sums make up a fact; ``None`` if it is no sum of ledger rows."""
    singles, families = fact_definitions(scopes)
    known = {single.id: single for single in singles}
    if fact_id in known:
        definition = known[fact_id]
        if not definition.parts:
            return (definition.selection,)
        parts = [selections_of(part, scopes) for part in definition.parts]
        return tuple(selection for part in parts if part is not None for selection in part)
    for family in families:
        for name, selection in family.parts:
            if fact_id.startswith(f"{family.name}.") and fact_id.endswith(f".{name}"):
                key = fact_id[len(family.name) + 1 : -len(name) - 1]
                if key:
                    return (family.selection.also(selection).also(_only(family, key)),)
    return None


def _only(family: FactFamily, key: str) -> Selection:
    if DIMENSION_NAMES[family.position] in CODE_DIMENSIONS:
        return Selection(prefixes=((family.position, (key,)),))
    return Selection(allowed=((family.position, frozenset({key})),))


def decompose(figures: Figures, fact_id: str) -> Decomposition | None:
    """Split a fact's change into its drivers.

    Return ``None`` if last year's ledger is unknown, or if the fact is no sum of ledger rows. A
    fact without a figure of last year is compared with last year's ledger, where it is zero.
    """
    last, fact = figures.last, figures.facts.get(fact_id)
    selections = selections_of(fact_id, figures.scopes)
    if last is None or not last.has_ledger or fact is None or selections is None:
        return None
    now = [posting for selection in selections for posting in selection.of(figures.postings)]
    before = [posting for selection in selections for posting in selection.of(last.postings)]
    in_ledger = total(before)
    stated = in_ledger if fact.previous is None else fact.previous
    return Decomposition(
        replace(fact, previous=stated),
        _drivers(figures, before, now, stated - in_ledger),
        _by_source(before, now, stated - in_ledger),
        any(
            position == DIMENSIONS["部门经济科目"]
            for selection in selections
            for position, _ in selection.prefixes
        ),
    )


def _drivers(
    figures: Figures, before: list[Posting], now: list[Posting], missing: Decimal
) -> tuple[Driver, ...]:
    """Return the drivers; ``missing`` is last year's stated figure less last year's rows, in 元."""
    sums = _sums(before, now, _driver_of)
    funded_before = _funded(figures.last.postings if figures.last else ())
    funded_now = _funded(figures.postings)
    names = _Names(figures)
    drivers = []
    for (kind, key), (was, is_now) in sums.items():
        if kind is None:
            if key not in funded_before:
                kind = DriverKind.NEW_PROJECT
            elif key not in funded_now:
                kind = DriverKind.ENDED_PROJECT
            else:
                kind = DriverKind.GROWN_PROJECT if is_now > was else DriverKind.SHRUNK_PROJECT
        drivers.append(Driver(kind, key, names(kind, key), was, is_now))
    difference = DriverKind.LAST_YEAR_DIFFERENCE
    drivers.append(Driver(difference, difference.value, difference.value, missing, ZERO))
    moved = [driver for driver in drivers if driver.change]
    return tuple(sorted(moved, key=lambda driver: (-abs(driver.change), driver.key, driver.kind)))


def _driver_of(posting: Posting) -> tuple[DriverKind | None, str]:
    """Return kind and key of an amount; no kind for a project, which may be any of four."""
    if posting.measure == Measure.YEAR_END:
        return DriverKind.YEAR_END, DriverKind.YEAR_END.value
    if posting.measure == Measure.INCOME_CODE:
        return DriverKind.INCOME_ACCOUNT, posting.income_code
    account = posting.department_code[:_CODE_LENGTH]
    if posting.year == Year.CARRY_OVER:
        return DriverKind.CARRY_OVER, posting.project or account
    if posting.category == Category.PERSONNEL:
        return DriverKind.PERSONNEL, account
    if posting.category == Category.PUBLIC:
        return DriverKind.PUBLIC, account
    return None, posting.project


def _funded(postings: Iterable[Posting]) -> set[str]:
    return {posting.project for posting in postings if posting.amount}


class _Names:
    """Printed names of drivers: the project's name (this year's first), or the 科目's name."""

    def __init__(self, figures: Figures) -> None:
        self._catalogue = figures.catalogue
        self._projects = dict(figures.last.projects if figures.last else {})
        self._projects.update({project.key: project.name for project in figures.budget.projects})

    def __call__(self, kind: DriverKind, key: str) -> str:
        economic = self._catalogue.department_economic
        if kind is DriverKind.INCOME_ACCOUNT:
            return self._catalogue.income.name(key) or key
        if kind in (DriverKind.PERSONNEL, DriverKind.PUBLIC):
            return economic.name(key) or key
        return self._projects.get(key) or economic.name(key) or key


def _by_source(
    before: list[Posting], now: list[Posting], missing: Decimal
) -> tuple[SourceChange, ...]:
    sums = _sums(before, now, lambda posting: (posting.source, posting.year))
    changes = [SourceChange(*key, was, is_now) for key, (was, is_now) in sums.items()]
    changes.append(SourceChange("", "", missing, ZERO))
    moved = [change for change in changes if change.change]
    return tuple(sorted(moved, key=lambda change: (-abs(change.change), change.key)))


def _sums(
    before: Iterable[Posting], now: Iterable[Posting], mark: Callable[[Posting], _Mark]
) -> dict[_Mark, tuple[Decimal, Decimal]]:
    """Return last year's and this year's sums by a mark of the postings."""
    sums: dict[_Mark, list[Decimal]] = {}
    for index, postings in enumerate((before, now)):
        for posting in postings:
            sums.setdefault(mark(posting), [ZERO, ZERO])[index] += posting.amount
    return {key: (was, is_now) for key, (was, is_now) in sums.items()}
