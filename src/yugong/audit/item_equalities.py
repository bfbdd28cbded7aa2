"""Tables compared 科目 by 科目: two 项 that changed places leave every total as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from yugong.audit.relation import Relation, Term
from yugong.audit.table_names import (
    EXPENDITURE,
    FISCAL,
    FUND,
    GENERAL,
    INCOME,
    OVERVIEW,
    STATE_CAPITAL,
    STATE_EXPENDITURE,
)
from yugong.audit.table_terms import KINDS, TOTALS, TableTerms, same
from yugong.budget.money import SHOWN_STEP, ZERO, residue_tolerance
from yugong.published.package import PublishedPackage

_OF_FUND = (
    ("一般公共预算", (GENERAL,)),
    ("政府性基金", (FUND,)),
    ("国有资本经营预算", (STATE_CAPITAL, STATE_EXPENDITURE)),
    ("财政拨款收入", tuple(TOTALS)),
)
"""Columns of the table of income, and the tables of what is spent out of them."""

_CARRIED = "上年结转"
_CARRY_OVER = (
    (INCOME, "合计", _CARRIED),
    (OVERVIEW, _CARRIED, "收入金额"),
    (FISCAL, "上年财政拨款结转", "收入金额"),
)
_LEFT_OVER = (OVERVIEW, "年终结转", "支出合计")
_NO_AMOUNTS = ("科目编码", "科目名称", "合计", "总计")


def item_equalities(package: PublishedPackage) -> Iterator[Relation]:
    """Relations of single 科目 between tables that are of the same money.

    Where something is carried over, tables differ in whether they take it in; they are then
    compared only where their totals show that they do alike, or for 科目 that have none of it.
    """
    view = _Items(package)
    if view.nothing_in(_LEFT_OVER) is None:
        return
    yield from view.income_and_expenditure()
    yield from view.income_and_funds()
    yield from view.expenditure_and_funds()
    yield from view.fiscal_and_overview()


class _Items(TableTerms):
    """The 科目 that tables list once each, so that their rows can be told apart."""

    def income_and_expenditure(self) -> Iterator[Relation]:
        """X03: what comes in for a 科目, with what is carried over, is spent under it."""
        columns = ["合计"] if self.adds_carry_over() else ["合计", _CARRIED]
        whole = [self.cell(EXPENDITURE, "合计", "合计")]
        income = [self.cell(INCOME, "合计", column) for column in columns]
        if not self._alike(whole, income) or not self._carries_by_account():
            return
        for code in self._common(EXPENDITURE, INCOME):
            spent = [self.code(EXPENDITURE, code, "合计")]
            yield from same("X03", spent, [self.code(INCOME, code, one) for one in columns])

    def income_and_funds(self) -> Iterator[Relation]:
        """X03: the income of a fund for a 科目 is what the fund's own table spends under it."""
        for column, every in _OF_FUND:
            tables = [name for name in every if name in self.tables]
            income = [self.cell(INCOME, "合计", column)]
            spent = [self.cell(name, TOTALS[name], "合计") for name in tables]
            alike = self._alike(income, spent) if len(every) < len(TOTALS) else False
            if not (alike or _agree(income, spent)):
                continue
            for code in self._common(INCOME, *tables):
                parts = [self.code(name, code, "合计") for name in tables]
                yield from same("X03", [self.code(INCOME, code, column)], parts)

    def expenditure_and_funds(self) -> Iterator[Relation]:
        """X07: a 科目 for which the table of income shows nothing but 财政拨款 of this year.

        Where there is nothing else in the whole package, this is compared in any case.
        """
        rest = [*self.other_income(), self.cell(OVERVIEW, _CARRIED, "收入金额")]
        if not any(one is not None and one.amount for one in rest) or GENERAL not in self.tables:
            return
        if not self._carries_by_account():
            return
        tables = [name for name in TOTALS if name in self.tables]
        for code in self._common(EXPENDITURE, *tables):
            if not self._is_of_funds(code) or not self._is_trusted(code, tables):
                continue
            for column in KINDS:
                parts = [self.code(name, code, column) for name in tables]
                whole = [self.code(EXPENDITURE, code, column)]
                yield from same("X07", whole, parts, tolerance=SHOWN_STEP)

    def fiscal_and_overview(self) -> Iterator[Relation]:
        """X03: a 类 that is all 财政拨款 is the same in both tables of both sides."""
        whole = [self.cell(OVERVIEW, "本年支出合计", "支出合计")]
        fiscal = [self.cell(FISCAL, "本年支出合计", "小计")]
        others = self.other_income()
        all_fiscal = bool(others) and not any(one.amount for one in others)
        alike = all_fiscal and self._alike(whole, fiscal)
        if not self._carries_by_account():
            return
        for code in self.classes(OVERVIEW, FISCAL):
            if alike or self._is_of_funds(code):
                left = [self.code(OVERVIEW, code, "支出合计")]
                yield from same("X03", left, [self.code(FISCAL, code, "小计")])

    def _alike(self, one: Sequence[Term | None], other: Sequence[Term | None]) -> bool:
        """Whether two totals are of the same money: nothing is carried over, or they agree."""
        carried = [self.cell(*place) for place in _CARRY_OVER]
        known = [term for term in carried if term is not None]
        return (bool(known) and not any(term.amount for term in known)) or _agree(one, other)

    def _carries_by_account(self) -> bool:
        """Whether the table of income says for which 科目 something is carried over."""
        total = self.amount(INCOME, "合计", _CARRIED)
        if not total:
            return True
        classes = self.classes(INCOME)
        terms = [term for one in classes if (term := self.code(INCOME, one, _CARRIED)) is not None]
        return abs(total - _sum(terms)) <= residue_tolerance(len(terms))

    def _is_of_funds(self, code: str) -> bool:
        """Whether the table of income lists a 科目 with 财政拨款 of this year only."""
        if code not in self._once(INCOME):
            return False
        funds = [column for column, _ in _OF_FUND]
        columns = self.tables[INCOME].columns - {*funds, *_NO_AMOUNTS}
        terms = [self.code(INCOME, code, column) for column in sorted(columns)]
        return _CARRIED in columns and not any(one is None or one.amount for one in terms)

    def _is_trusted(self, code: str, tables: Sequence[str]) -> bool:
        """Whether another table bears out the row of the table of income for a 科目."""
        income = [self.code(INCOME, code, "合计")]
        spent = [self.code(name, code, "合计") for name in tables]
        return _agree(income, [self.code(EXPENDITURE, code, "合计")]) or _agree(income, spent)

    def _common(self, table: str, *others: str) -> list[str]:
        """The 科目 listed once in a table and once in one of the others, and twice in none."""
        once = {name: self._once(name) for name in (table, *others)}
        twice = {code for name in others for code in self.codes(name) if code not in once[name]}
        listed = set[str]().union(*(once[name] for name in others))
        return sorted(once[table] & listed - twice)

    def _once(self, table: str) -> set[str]:
        read = self.tables.get(table)
        keys = [row.key for rows in read.blocks for row in rows] if read is not None else []
        return {code for code in self.codes(table) if keys.count(code) == 1}


def _agree(one: Sequence[Term | None], other: Sequence[Term | None]) -> bool:
    """Whether both sides can be read and are equal but for 尾差."""
    terms = [*one, *other]
    if not one or not other or any(term is None for term in terms):
        return False
    gap = _sum(one) - _sum(other)
    return abs(gap) <= residue_tolerance(len(terms) - 1)


def _sum(terms: Sequence[Term | None]) -> Decimal:
    return sum((term.amount for term in terms if term is not None), ZERO)
