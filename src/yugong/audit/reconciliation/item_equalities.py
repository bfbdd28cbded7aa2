"""Tables compared 科目 by 科目: an exchange of two 项 changes no total."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yugong.audit.evidence.relation import (
    Equation,
    PrintedAmount,
    coarsest_step,
    rounded_to_step,
    total_of,
)
from yugong.audit.evidence.table_names import (
    EXPENDITURE,
    FISCAL,
    FUND,
    GENERAL,
    INCOME,
    OVERVIEW,
    STATE_CAPITAL,
    STATE_EXPENDITURE,
)
from yugong.audit.evidence.table_terms import FUNDS, SPENDING_KINDS, TOTALS, TableTerms, same
from yugong.budget.money import residue_tolerance, sum_tolerance
from yugong.published.model.package import PublishedPackage

_OF_FUND = (
    ("一般公共预算", (GENERAL,)),
    ("政府性基金", (FUND,)),
    ("国有资本经营预算", (STATE_CAPITAL, STATE_EXPENDITURE)),
)
"""Columns of the table of income, and the table of what is spent out of each, one or the other."""

_ALL_FUNDS = "财政拨款收入"

_CARRIED = "上年结转"
_CARRY_OVER = (
    (INCOME, "合计", _CARRIED),
    (OVERVIEW, _CARRIED, "收入金额"),
    (FISCAL, "上年财政拨款结转", "收入金额"),
)
_LEFT_OVER = (OVERVIEW, "年终结转", "支出合计")
_NO_AMOUNTS = ("科目编码", "科目名称", "合计", "总计")


def item_equalities(package: PublishedPackage) -> Iterator[Equation]:
    """Relations of single 科目 between tables that are of the same money.

    Where something is carried over, tables differ in whether they take it in; they are then
    compared only where their totals show that they do alike, or for 科目 that have none of it.
    """
    view = _Items(package)
    left_over = view.nothing_in(_LEFT_OVER)
    if left_over is None:
        return
    yield from view.income_and_expenditure(left_over)
    yield from view.income_and_funds(left_over)
    yield from view.expenditure_and_funds()
    yield from view.fiscal_and_overview()


class _Items(TableTerms):
    """Equations of the 科目 that tables list once each, so that their rows are distinct."""

    def income_and_expenditure(self, left_over: Sequence[PrintedAmount]) -> Iterator[Equation]:
        """X03: what comes in for a 科目, with what is carried over, is spent under it."""
        columns = ["合计"] if self.adds_carry_over() else ["合计", _CARRIED]
        whole = [self.cell(EXPENDITURE, "合计", "合计")]
        income = [self.cell(INCOME, "合计", column) for column in columns]
        if self._hidden(whole, income) is None or not self._carries_by_account():
            return
        for code in self._common(EXPENDITURE, INCOME):
            spent = [self.code(EXPENDITURE, code, "合计"), *left_over]
            yield from same("X03", spent, [self.code(INCOME, code, column) for column in columns])

    def income_and_funds(self, left_over: Sequence[PrintedAmount]) -> Iterator[Equation]:
        """X03: the income of a fund for a 科目 is what the fund's own table spends under it."""
        funds = [(column, [self.one_of(tables)]) for column, tables in _OF_FUND]
        for column, every in (*funds, (_ALL_FUNDS, self.fund_tables())):
            tables = [name for name in every if name in self.tables]
            income = [self.cell(INCOME, "合计", column)]
            spent = [self.cell(name, TOTALS[name], "合计") for name in tables]
            hidden, more = self._hidden(income, spent), self._carried_in(tables)
            if hidden is None or more is None:
                continue
            if column == _ALL_FUNDS and not _agree(income, spent):
                continue
            small, apart = more or hidden, self._steps_hidden()
            for code in self._common(INCOME, *tables):
                parts = [self.code(name, code, "合计") for name in tables]
                whole = [self.code(INCOME, code, column)]
                yield from same("X03", whole, [*parts, *small, *left_over], steps_apart=apart)

    def expenditure_and_funds(self) -> Iterator[Equation]:
        """X07: a 科目 for which the table of income shows nothing but 财政拨款 of this year.

        Where there is nothing else in the whole package, this is compared in any case.
        """
        others = [*self.other_income(), self.cell(OVERVIEW, _CARRIED, "收入金额")]
        if (
            not any(term is not None and term.amount for term in others)
            or GENERAL not in self.tables
        ):
            return
        if not self._carries_by_account():
            return
        tables = self.fund_tables()
        for code in self._common(EXPENDITURE, *tables):
            small = self._not_of_funds(code)
            if small is None or not self._is_trusted(code, tables):
                continue
            for column in SPENDING_KINDS:
                parts = [self.code(name, code, column) for name in tables]
                whole = [self.code(EXPENDITURE, code, column)]
                yield from same("X07", whole, [*parts, *small], steps_apart=1)

    def fiscal_and_overview(self) -> Iterator[Equation]:
        """X03: a 类 that is all 财政拨款 is the same in both tables of both sides."""
        whole = [self.cell(OVERVIEW, "本年支出合计", "支出合计")]
        fiscal = [self.cell(FISCAL, "本年支出合计", "小计")]
        others = self.other_income()
        hidden = self._hidden(whole, fiscal)
        all_fiscal = bool(others) and not any(term.amount for term in others) and hidden is not None
        small = [*(term for term in others if term.is_printed), *(hidden or ())]
        if not self._carries_by_account():
            return
        for code in self.classes(OVERVIEW, FISCAL):
            more = small if all_fiscal else self._not_of_funds(code)
            if more is not None:
                left = [self.code(OVERVIEW, code, "支出合计")]
                apart = self._steps_hidden() if all_fiscal else 0
                right = [self.code(FISCAL, code, "小计"), *more]
                yield from same("X03", left, right, steps_apart=apart)

    def _hidden(
        self, whole: Sequence[PrintedAmount | None], other: Sequence[PrintedAmount | None]
    ) -> list[PrintedAmount] | None:
        """Money that only one of two totals may include, printed as 0.00; ``None`` if it is more.

        They are of the same money where nothing is carried over, or where they agree.
        """
        carried = self._carried()
        if carried and not any(term.amount for term in carried):
            return [term for term in carried if term.is_printed][:1]
        return [] if _agree(whole, other) else None

    def _carried_in(self, tables: Sequence[str]) -> list[PrintedAmount] | None:
        """The carried-over money that these tables include, if it is all printed as 0.00."""
        every = [
            (FISCAL, carried, "收入金额")
            for _, _, carried, names in FUNDS
            for name in names
            if name in tables and self.takes_in_carry_over(name)
        ]
        return self.nothing_in(*every)

    def _steps_hidden(self) -> int:
        """Return the printed steps that a 科目 may differ if agreeing totals may be other money.

        Carried-over money that only one of them holds may be too little to show in the total.
        """
        return int(any(term.amount for term in self._carried()))

    def _carried(self) -> list[PrintedAmount]:
        carried = (self.cell(*place) for place in _CARRY_OVER)
        return [term for term in carried if term is not None]

    def _carries_by_account(self) -> bool:
        """True if the table of income prints the 科目 of the carried-over money."""
        total = self.amount(INCOME, "合计", _CARRIED)
        if not total:
            return True
        classes = self.classes(INCOME)
        terms = [
            term for code in classes if (term := self.code(INCOME, code, _CARRIED)) is not None
        ]
        step = coarsest_step(terms)
        return abs(total - total_of(terms)) <= residue_tolerance(len(terms), step)

    def _not_of_funds(self, code: str) -> list[PrintedAmount] | None:
        """The amounts that the table of income prints as 0.00 beside this year's 财政拨款.

        ``None`` if it has an amount, or if the table does not print it.
        """
        if code not in self._once(INCOME):
            return None
        funds = [_ALL_FUNDS, *(column for column, _ in _OF_FUND)]
        columns = self.tables[INCOME].columns - {*funds, *_NO_AMOUNTS}
        terms = [self.code(INCOME, code, column) for column in sorted(columns)]
        if _CARRIED not in columns or any(term is None or term.amount for term in terms):
            return None
        return [term for term in terms if term is not None and term.is_printed]

    def _is_trusted(self, code: str, tables: Sequence[str]) -> bool:
        """True if another table confirms the row of the table of income for a 科目."""
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


def _agree(whole: Sequence[PrintedAmount | None], other: Sequence[PrintedAmount | None]) -> bool:
    """Return True if both sides can be read and are equal except for 尾差."""
    left, right = ([term for term in side if term is not None] for side in (whole, other))
    if not whole or not other or len(left) < len(whole) or len(right) < len(other):
        return False
    step = coarsest_step((*left, *right))
    gap = total_of(rounded_to_step(left, step)) - total_of(rounded_to_step(right, step))
    return abs(gap) <= sum_tolerance(len(left) + len(right) - 1, step)
