"""Equations between tables: one quantity that several of them print.

Tests: tests/audit/reconciliation/test_item_equalities.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yugong.audit.evidence.relation import Equation, PrintedAmount, amount_of_cell
from yugong.audit.evidence.row_order import row_order
from yugong.audit.evidence.table_names import (
    BASIC,
    CARRIED_PROJECTS,
    EXPENDITURE,
    FISCAL,
    FUND,
    FUND_INCOME,
    GENERAL,
    INCOME,
    OVERVIEW,
    PROJECTS,
    STATE_CAPITAL,
    STATE_EXPENDITURE,
    STATE_INCOME,
)
from yugong.audit.evidence.table_terms import (
    FUNDS,
    OTHER_INCOME,
    SOURCES,
    SPENDING_KINDS,
    TOTALS,
    TableTerms,
    same,
)
from yugong.published.model.package import PublishedPackage, ReadTable


def table_equalities(package: PublishedPackage) -> Iterator[Equation]:
    """Every relation between tables that can be decided from what is printed."""
    view = _Equalities(package)
    yield from view.income()
    yield from view.expenditure()
    yield from view.fiscal()
    yield from view.funds()
    yield from view.parts_of_expenditure()
    yield from view.projects()
    yield from view.votes()


class _Equalities(TableTerms):
    """The relations of totals and 类, rule by rule."""

    def income(self) -> Iterator[Equation]:
        """X01: income in the overview and in the table of income."""
        both = [self.cell(INCOME, "合计", "合计"), self.cell(INCOME, "合计", "上年结转")]
        if self.adds_carry_over():
            both = both[:1]
        yield from same("X01", [self.cell(OVERVIEW, "收入总计", "收入金额")], both)
        for key, column in (*SOURCES, *OTHER_INCOME):
            left = [self.cell(OVERVIEW, key, "收入金额")]
            yield from same("X01", left, [self.cell(INCOME, "合计", column)])
        fiscal = [self.cell(OVERVIEW, key, "收入金额") for key, _ in SOURCES[:3]]
        yield from same("X01", fiscal, [self.cell(INCOME, "合计", "财政拨款收入")])

    def expenditure(self) -> Iterator[Equation]:
        """X02 and X03: the overview against the tables of expenditure and of income."""
        whole = [self.cell(OVERVIEW, "本年支出合计", "支出合计")]
        yield from same("X02", whole, [self.cell(EXPENDITURE, "合计", "合计")])
        left_over = self.nothing_in((OVERVIEW, "年终结转", "支出合计"))
        for code in self.classes(OVERVIEW, EXPENDITURE, INCOME):
            whole = [self.code(OVERVIEW, code, "支出合计")]
            yield from same("X03", whole, [self.code(EXPENDITURE, code, "合计")])
            if left_over is not None:
                parts = [self.code(INCOME, code, "合计"), self.code(INCOME, code, "上年结转")]
                parts = parts[:1] if self.adds_carry_over() else parts
                yield from same("X03", whole, [*parts, *left_over])

    def fiscal(self) -> Iterator[Equation]:
        """X04 and X05: 财政拨款 against the overview and the tables of each fund."""
        for key, column, carried, tables in FUNDS:
            table = self.one_of(tables)
            left = [self.cell(OVERVIEW, key, "收入金额")]
            yield from same("X04", left, [self.cell(FISCAL, key, "收入金额")])
            alike = self.takes_in_carry_over(table)
            small = [] if alike else self.nothing_in((FISCAL, carried, "收入金额"))
            if small is None:
                continue
            left = [self.cell(FISCAL, "本年支出合计", column)]
            yield from same("X05", left, [self.cell(table, TOTALS[table], "合计"), *small])
            for code in self.classes(FISCAL, table):
                left = [self.code(FISCAL, code, column)]
                yield from same("X05", left, [self.code(table, code, "合计"), *small])
        small = self.nothing_in((OVERVIEW, "上年结转", "收入金额"))
        if small is not None:
            left = [self.cell(OVERVIEW, "收入总计", "收入金额")]
            others = self.other_income()
            right = [self.cell(FISCAL, "收入总计", "收入金额"), *others, *small]
            yield from same("X04", left, right)

    def funds(self) -> Iterator[Equation]:
        """X06: 政府性基金 and 国有资本经营 in the overview and in their own tables."""
        whole = [self.cell(OVERVIEW, SOURCES[1][0], "收入金额")]
        yield from same("X06", whole, [self.cell(FUND_INCOME, "合计", "收入预算")])
        state = [self.cell(OVERVIEW, SOURCES[2][0], "收入金额")]
        for table in (STATE_CAPITAL, STATE_INCOME):
            yield from same("X06", state, [self.cell(table, "合计", "收入预算")])
        small = self.nothing_in((OVERVIEW, "年终结转", "支出合计"))
        if small is not None:
            for left, (_, _, carried, tables) in zip((whole, state), FUNDS[1:], strict=True):
                for table in tables:
                    right = [self.cell(table, TOTALS[table], "合计"), *small]
                    yield from same("X06", [*left, *self._taken_in(table, carried)], right)
        for code in self.codes(STATE_EXPENDITURE):
            left = [self.code(STATE_EXPENDITURE, code, "合计")]
            yield from same("X06", left, [self.code(STATE_CAPITAL, code, "合计")])

    def parts_of_expenditure(self) -> Iterator[Equation]:
        """X07 and X08: all expenditure is that of the funds, and basic expenditure by items."""
        left = [self.cell(GENERAL, "合计", "基本支出")]
        yield from same("X08", left, [self.cell(BASIC, "合计", "合计")])
        unread = [key for key, *_, tables in FUNDS if self.one_of(tables) not in self.tables]
        places = [(OVERVIEW, "年终结转", "支出合计")]
        small = self.nothing_in(*places, *((OVERVIEW, key, "收入金额") for key in unread))
        if small is None:
            return
        parts = [self.cell(name, TOTALS[name], "合计") for name in self.fund_tables()]
        carried = self.cell(OVERVIEW, "上年结转", "收入金额")
        other_money = [*self.other_income(), *([] if carried is None else [carried])]
        present = [term for term in (*parts, *other_money, *small) if term is not None]
        if self.cell(GENERAL, "合计", "合计") is not None:
            # Carried-over money that the tables of the funds take in is not to be added again.
            twice = [
                term
                for _, _, carried, tables in FUNDS
                for term in self._taken_in(self.one_of(tables), carried)
            ]
            yield from same("X07", [self.cell(EXPENDITURE, "合计", "合计"), *twice], present)
        if any(term.amount for term in other_money) or OVERVIEW not in self.tables:
            return
        small += [term for term in other_money if term.is_printed]
        for column in SPENDING_KINDS[1:]:
            whole = [self.cell(EXPENDITURE, "合计", column)]
            yield from self._of_funds(whole, "", column, small)
        for code in self.codes(EXPENDITURE, *self.fund_tables()):
            for column in SPENDING_KINDS:
                whole = [self.code(EXPENDITURE, code, column)]
                yield from self._of_funds(whole, code, column, small)

    def _taken_in(self, table: str, carried: str) -> list[PrintedAmount | None]:
        """The carried-over money that the table of a fund prints beside this year's."""
        return [self.cell(FISCAL, carried, "收入金额")] if self.takes_in_carry_over(table) else []

    def _of_funds(
        self,
        whole: Sequence[PrintedAmount | None],
        code: str,
        column: str,
        small: Sequence[PrintedAmount],
    ) -> Iterator[Equation]:
        parts = {
            name: self.code(name, code, column) if code else self.cell(name, TOTALS[name], column)
            for name in self.fund_tables()
        }
        if parts.get(GENERAL) is not None:
            present = [part for part in parts.values() if part is not None]
            yield from same("X07", whole, [*present, *small], steps_apart=1)

    def projects(self) -> Iterator[Equation]:
        """X09: project expenditure in the tables of expenditure and in the list of projects."""
        for table, key, column in (
            (GENERAL, "合计", "一般公共预算"),
            (FUND, "合计", "政府性基金预算"),
            (STATE_CAPITAL, "支出合计", "国有资本经营预算"),
            (STATE_EXPENDITURE, "合计", "国有资本经营预算"),
        ):
            whole = [self.cell(table, key, "项目支出")]
            yield from same("X09", whole, self._projects(PROJECTS, column), steps_apart=1)
        over = self.amount(OVERVIEW, "上年结转", "收入金额")
        now = self._projects(PROJECTS, "合计")
        before = self._projects(CARRIED_PROJECTS, "合计")
        # A list of carried projects is of 财政拨款 only.
        if over == self.amount(FISCAL, "上年财政拨款结转", "收入金额") and (before or not over):
            whole = [self.cell(EXPENDITURE, "合计", "项目支出")]
            parts = [*now, *before] if now else []
            yield from same("X09", whole, parts, steps_apart=1)

    def _projects(self, table: str, column: str) -> list[PrintedAmount | None]:
        """The total of a list of projects: its total row, or else the rows that make it up."""
        read = self.tables.get(table)
        if read is None or column not in read.columns:
            return []
        total = next((self.cell(table, key, column) for key in total_keys(read)), None)
        if total is not None:
            return [total]
        return list(top_terms(read, column))

    def votes(self) -> Iterator[Equation]:
        """Equations that no rule asks for, to find which of two tables is wrong."""
        small = self.other_money()
        if small is None:
            return
        whole = [self.cell(OVERVIEW, "本年支出合计", "支出合计")]
        right = [self.cell(GENERAL, "合计", "合计"), *small]
        yield from same("X07", whole, right, supporting=True)
        for code in self.classes(OVERVIEW, GENERAL):
            whole = [self.code(OVERVIEW, code, "支出合计")]
            right = [self.code(GENERAL, code, "合计"), *small]
            yield from same("X07", whole, right, supporting=True)


def total_keys(table: ReadTable) -> list[str]:
    """The keys of the fixed total rows that are printed in a list."""
    keys = []
    for spec, rows in zip(table.spec.blocks, table.blocks, strict=True):
        order = row_order(spec, rows)
        keys += [row.key for index, row in enumerate(rows) if order.fixed[index]]
    return keys


def top_terms(table: ReadTable, column: str) -> list[PrintedAmount]:
    """The rows of a list that make up its total, in this column."""
    terms: list[PrintedAmount] = []
    for number, (spec, rows) in enumerate(zip(table.spec.blocks, table.blocks, strict=True)):
        order = row_order(spec, rows)
        for index in range(len(rows)):
            if not order.fixed[index] and order.parents[index] is None:
                term = amount_of_cell(table, number, index, column)
                terms += [] if term is None else [term]
    return terms
