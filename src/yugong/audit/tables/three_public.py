"""Rule X11: the sources of the amounts of 三公, and rows that changed places.

Tests: tests/audit/tables/test_sources.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from yugong.audit.evidence.known_accounts import ThreePublicSource, known_accounts
from yugong.audit.evidence.project_rows import listed_projects
from yugong.audit.evidence.relation import (
    PrintedAmount,
    amount_of_fixed_row,
    coarsest_step,
    rounded_to_step,
    total_of,
)
from yugong.audit.evidence.table_names import BASIC, PROJECTS, THREE_PUBLIC
from yugong.audit.reconciliation.cascades import with_corrected_amounts
from yugong.audit.rule import Need, UndecidedError, rule, violation
from yugong.audit.tables.economic_items import economic_terms
from yugong.budget.money import ZERO, wan_text
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage
from yugong.quick_dataclass import dataclass

_MOST_SUMS = 5000
"""Sums of possible sources that are tried; beyond, nothing is decided."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of 三公 with its printed amount and the sources that can be found."""

    printed: PrintedAmount
    basic: tuple[PrintedAmount, ...]
    certain: tuple[PrintedAmount, ...]
    possible: tuple[PrintedAmount, ...]

    @property
    def step(self) -> Decimal:
        """The coarsest step that any of its amounts is printed in."""
        return coarsest_step((self.printed, *self.basic, *self.certain, *self.possible))

    @property
    def derived(self) -> Decimal:
        return total_of((*self.basic, *self.certain))

    @property
    def fits(self) -> bool:
        """True if the sure sources and some possible ones add up to the printed amount."""
        return self._reaches(self.derived, self.possible)

    @property
    def might_fit(self) -> bool:
        base = total_of(self.basic)
        return self._reaches(base, (*self.certain, *self.possible))

    def _reaches(self, base: Decimal, extra: Sequence[PrintedAmount]) -> bool:
        sums = {base}
        for term in extra:
            sums |= {total + term.amount for total in sums}
            if len(sums) > _MOST_SUMS:
                return True
        is_sum = len(self.basic) + len(self.certain) + len(extra) > 1
        tolerance = self.step if is_sum else ZERO
        return any(abs(total - self.printed.amount) <= tolerance for total in sums)

    def evidence(self) -> list[str]:
        return [str(term) for term in (self.printed, *self.basic, *self.certain, *self.possible)]


@rule(
    "X11",
    "“三公”经费与来源不符",
    "按经济科目和项目核对“三公”各行；串行的改回。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.TABLES],
    tables=(THREE_PUBLIC, BASIC, PROJECTS),
    least=2,
)
def three_public_sources(package: PublishedPackage) -> Iterator[Finding]:
    """“三公”每一行等于基本支出相应经济科目加上相应项目；合计相等而分项不等的是串行。"""
    if THREE_PUBLIC not in package.tables:
        raise UndecidedError("没有读到“三公”经费表")
    every = (_row(package, source) for source in known_accounts().three_public)
    rows = [row for row in every if row is not None]
    if not rows:
        raise UndecidedError("没有读到“三公”经费表的各行")
    if PROJECTS not in package.tables:
        yield from _below_basic(rows)
        return
    wrong = [row for row in rows if not row.fits]
    if len(wrong) > 1 and _changed_places(rows):
        yield _swapped(rows)
        return
    for row in wrong:
        yield _unexplained(row)


def _row(package: PublishedPackage, source: ThreePublicSource) -> _Row | None:
    printed = amount_of_fixed_row(package.tables[THREE_PUBLIC], source.row, "合计")
    if printed is None:
        return None
    basic = package.tables.get(BASIC)
    certain: list[PrintedAmount] = []
    possible: list[PrintedAmount] = []
    for name, term in listed_projects(package):
        if any(word in name for word in source.certain) and not any(
            word in name for word in known_accounts().never_certain
        ):
            certain.append(term)
        elif any(word in name for word in (*source.certain, *source.possible)):
            possible.append(term)
    items = economic_terms(basic, source.items) if basic is not None else []
    [printed, *items] = with_corrected_amounts(package, [printed, *items])
    certain, possible = (
        with_corrected_amounts(package, certain),
        with_corrected_amounts(package, possible),
    )
    step = coarsest_step((printed, *items, *certain, *possible))
    [printed] = rounded_to_step([printed], step)
    basic_part, certain_part, possible_part = (
        rounded_to_step(terms, step) for terms in (items, certain, possible)
    )
    return _Row(printed, basic_part, certain_part, possible_part)


def _below_basic(rows: Sequence[_Row]) -> Iterator[Finding]:
    """Without a list of projects only this is sure: 三公 is no less than its basic part."""
    for row in rows:
        if row.printed.amount < row.derived:
            yield _unexplained(row)


def _changed_places(rows: Sequence[_Row]) -> bool:
    printed = total_of(row.printed for row in rows)
    derived = sum((row.derived for row in rows), ZERO)
    return bool(printed) and abs(printed - derived) <= max(row.step for row in rows)


def _swapped(rows: Sequence[_Row]) -> Finding:
    total = wan_text(total_of(row.printed for row in rows))
    return violation(
        "X11",
        rows[0].printed.place,
        "表列：" + "、".join(f"{row.printed.label}{row.printed.figure}" for row in rows),
        "来源：" + "、".join(f"{row.printed.label}{wan_text(row.derived)}" for row in rows),
        evidence=[f"两列合计都是 {total}，分项不同，疑串行", *(_sources(row) for row in rows)],
    )


def _sources(row: _Row) -> str:
    terms = [str(term) for term in (*row.basic, *row.certain)]
    return f"{row.printed.label}来源：{'；'.join(terms) or '没有找到'}"


def _unexplained(row: _Row) -> Finding:
    below = row.printed.amount < total_of(row.basic)
    sure = below or (bool(row.certain) and not row.might_fit)
    return violation(
        "X11",
        row.printed.place,
        str(row.printed),
        f"{wan_text(row.derived)}（基本支出经济科目与名称相符的项目之和）",
        severity=Severity.ERROR if sure else Severity.WARNING,
        difference=wan_text(row.printed.amount - row.derived),
        evidence=row.evidence(),
    )
