"""What tables must say alike: one quantity that is printed in several of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from yugong.audit.relation import (
    Relation,
    Term,
    code_term,
    fixed_term,
    nothing,
    same_relation,
    term_of,
)
from yugong.audit.row_order import account_code, row_order
from yugong.budget.money import SHOWN_STEP, ZERO
from yugong.published.package import PublishedPackage, ReadTable

OVERVIEW = "预算收支总表"
INCOME = "预算收入总表"
EXPENDITURE = "预算支出总表"
FISCAL = "财政拨款收支总表"
GENERAL = "一般公共预算支出预算表"
BASIC = "基本支出经济科目表"
FUND_INCOME = "政府性基金预算收入表"
FUND = "政府性基金预算支出表"
STATE_CAPITAL = "国有资本经营预算收支表"
PROJECTS = "项目支出本年表"
CARRIED_PROJECTS = "项目支出结转表"

_SOURCES = (
    ("一、一般公共预算", "一般公共预算"),
    ("二、政府性基金预算", "政府性基金"),
    ("三、国有资本经营预算", "国有资本经营预算"),
    ("四、财政专户管理资金", "财政专户管理资金"),
    ("五、单位资金", "单位资金"),
)
_FUNDS = (
    ("一、一般公共预算", "一般公共预算", "结转一般公共预算", GENERAL),
    ("二、政府性基金预算", "政府性基金预算", "结转政府性基金预算", FUND),
    ("三、国有资本经营预算", "国有资本经营预算", "结转国有资本经营预算", STATE_CAPITAL),
)
_TOTALS = {GENERAL: "合计", FUND: "合计", STATE_CAPITAL: "支出合计"}
_KINDS = ("合计", "基本支出", "项目支出")


def table_equalities(package: PublishedPackage) -> Iterator[Relation]:
    """Every relation between tables that can be decided from what is printed."""
    view = _View(package)
    yield from view.income()
    yield from view.expenditure()
    yield from view.fiscal()
    yield from view.funds()
    yield from view.parts_of_expenditure()
    yield from view.projects()
    yield from view.votes()


def is_all_general(package: PublishedPackage) -> bool:
    """Whether everything is 一般公共预算 of this year, so that its table is all expenditure."""
    return _View(package).is_all_general()


class _View:
    """The tables of a package by name, with the totals that rules ask for."""

    def __init__(self, package: PublishedPackage) -> None:
        self._tables = package.tables

    def cell(self, table: str, key: str, column: str) -> Term | None:
        read = self._tables.get(table)
        if read is None:
            return None
        found = fixed_term(read, key, column)
        if found is None and read.declares_empty:
            return nothing(read, "（无数据）", column)
        return found

    def code(self, table: str, code: str, column: str) -> Term | None:
        read = self._tables.get(table)
        return None if read is None else code_term(read, code, column)

    def is_zero(self, *places: tuple[str, str, str]) -> bool:
        """Whether none of these cells has an amount; one that is not printed has none."""
        terms = (self.cell(*place) for place in places)
        return not any(term.amount for term in terms if term is not None)

    def income(self) -> Iterator[Relation]:
        """X01: income in the overview and in the table of income."""
        both = [self.cell(INCOME, "合计", "合计"), self.cell(INCOME, "合计", "上年结转")]
        if self._adds_carry_over():
            both = both[:1]
        yield from _same("X01", [self.cell(OVERVIEW, "收入总计", "收入金额")], both)
        for key, column in _SOURCES:
            left = [self.cell(OVERVIEW, key, "收入金额")]
            yield from _same("X01", left, [self.cell(INCOME, "合计", column)])

    def _adds_carry_over(self) -> bool:
        """Whether the total column of the table of income takes in the carry-over."""
        read = self._tables.get(INCOME)
        columns = [] if read is None else [one for b in read.spec.blocks for one in b.columns]
        return any(one.name == "合计" and "上年结转" in one.equals for one in columns)

    def expenditure(self) -> Iterator[Relation]:
        """X02 and X03: the overview against the tables of expenditure and of income."""
        whole = [self.cell(OVERVIEW, "本年支出合计", "支出合计")]
        yield from _same("X02", whole, [self.cell(EXPENDITURE, "合计", "合计")])
        mirrored = self.is_zero((OVERVIEW, "年终结转", "支出合计"))
        for code in self._classes(OVERVIEW, EXPENDITURE, INCOME):
            whole = [self.code(OVERVIEW, code, "支出合计")]
            yield from _same("X03", whole, [self.code(EXPENDITURE, code, "合计")])
            if mirrored:
                parts = [self.code(INCOME, code, "合计"), self.code(INCOME, code, "上年结转")]
                yield from _same("X03", whole, parts[:1] if self._adds_carry_over() else parts)

    def _classes(self, *tables: str) -> list[str]:
        """The 类 that any of these tables has an amount for."""
        found = set()
        for name in tables:
            read = self._tables.get(name)
            for rows in read.blocks if read is not None else ():
                for row in rows:
                    code = account_code(row)
                    if len(code) == 3 and any(cell.amount for cell in row.cells.values()):
                        found.add(code)
        return sorted(found)

    def fiscal(self) -> Iterator[Relation]:
        """X04 and X05: 财政拨款 against the overview and the tables of each fund."""
        for key, column, carried, table in _FUNDS:
            left = [self.cell(OVERVIEW, key, "收入金额")]
            yield from _same("X04", left, [self.cell(FISCAL, key, "收入金额")])
            if not self.is_zero((FISCAL, carried, "收入金额")):
                continue
            yield from _same(
                "X05",
                [self.cell(FISCAL, "本年支出合计", column)],
                [self.cell(table, _TOTALS[table], "合计")],
            )
            for code in self._classes(FISCAL, table):
                left = [self.code(FISCAL, code, column)]
                yield from _same("X05", left, [self.code(table, code, "合计")])
        others = [(OVERVIEW, key, "收入金额") for key, _ in _SOURCES[3:]]
        if self.is_zero(*others, (OVERVIEW, "上年结转", "收入金额")):
            left = [self.cell(OVERVIEW, "收入总计", "收入金额")]
            yield from _same("X04", left, [self.cell(FISCAL, "收入总计", "收入金额")])

    def funds(self) -> Iterator[Relation]:
        """X06: 政府性基金 and 国有资本经营 in the overview and in their own tables."""
        whole = [self.cell(OVERVIEW, _SOURCES[1][0], "收入金额")]
        yield from _same("X06", whole, [self.cell(FUND_INCOME, "合计", "收入预算")])
        state = [self.cell(OVERVIEW, _SOURCES[2][0], "收入金额")]
        yield from _same("X06", state, [self.cell(STATE_CAPITAL, "合计", "收入预算")])
        if self.is_zero((OVERVIEW, "年终结转", "支出合计")):
            yield from _same("X06", whole, [self.cell(FUND, "合计", "合计")])
            yield from _same("X06", state, [self.cell(STATE_CAPITAL, "支出合计", "合计")])

    def parts_of_expenditure(self) -> Iterator[Relation]:
        """X07 and X08: all expenditure is that of the funds, and basic expenditure by items."""
        left = [self.cell(GENERAL, "合计", "基本支出")]
        yield from _same("X08", left, [self.cell(BASIC, "合计", "合计")])
        if not self.is_zero((OVERVIEW, "年终结转", "支出合计")):
            return
        parts = [self.cell(name, key, "合计") for name, key in _TOTALS.items()]
        rest = [self.cell(OVERVIEW, key, "收入金额") for key, _ in _SOURCES[3:]]
        rest.append(self.cell(OVERVIEW, "上年结转", "收入金额"))
        present = [one for one in (*parts, *rest) if one is not None]
        if self.cell(GENERAL, "合计", "合计") is not None:
            yield from _same("X07", [self.cell(EXPENDITURE, "合计", "合计")], present)
        if any(one.amount for one in rest if one is not None) or OVERVIEW not in self._tables:
            return
        for column in _KINDS[1:]:
            whole = [self.cell(EXPENDITURE, "合计", column)]
            yield from self._of_funds(whole, "", column)
        for code in self._codes(EXPENDITURE, *_TOTALS):
            for column in _KINDS:
                yield from self._of_funds([self.code(EXPENDITURE, code, column)], code, column)

    def _of_funds(self, whole: Sequence[Term | None], code: str, column: str) -> Iterator[Relation]:
        parts = [
            self.code(name, code, column) if code else self.cell(name, key, column)
            for name, key in _TOTALS.items()
        ]
        if parts[0] is not None:
            present = [part for part in parts if part is not None]
            yield from _same("X07", whole, present, tolerance=SHOWN_STEP)

    def _codes(self, *tables: str) -> list[str]:
        found: set[str] = set()
        for name in tables:
            read = self._tables.get(name)
            for rows in read.blocks if read is not None else ():
                found.update(account_code(row) for row in rows)
        return sorted(found - {""})

    def projects(self) -> Iterator[Relation]:
        """X09: project expenditure in the tables of expenditure and in the list of projects."""
        for table, key, column in (
            (GENERAL, "合计", "一般公共预算"),
            (FUND, "合计", "政府性基金预算"),
            (STATE_CAPITAL, "支出合计", "国有资本经营预算"),
        ):
            whole = [self.cell(table, key, "项目支出")]
            yield from _same("X09", whole, self._projects(PROJECTS, column), tolerance=SHOWN_STEP)
        over = self._amount(OVERVIEW, "上年结转", "收入金额")
        now = self._projects(PROJECTS, "合计")
        before = self._projects(CARRIED_PROJECTS, "合计")
        # A list of carried projects is of 财政拨款 only.
        if over == self._amount(FISCAL, "上年财政拨款结转", "收入金额") and (before or not over):
            whole = [self.cell(EXPENDITURE, "合计", "项目支出")]
            yield from _same("X09", whole, [*now, *before] if now else [], tolerance=SHOWN_STEP)

    def _amount(self, table: str, key: str, column: str) -> Decimal:
        term = self.cell(table, key, column)
        return ZERO if term is None else term.amount

    def _projects(self, table: str, column: str) -> list[Term | None]:
        """The total of a list of projects: its total row, or else the rows that make it up."""
        read = self._tables.get(table)
        if read is None or column not in read.columns:
            return []
        total = next((self.cell(table, key, column) for key in total_keys(read)), None)
        if total is not None:
            return [total]
        return list(top_terms(read, column))

    def is_all_general(self) -> bool:
        others = [(OVERVIEW, key, "收入金额") for key, _ in _SOURCES[1:]]
        return OVERVIEW in self._tables and self.is_zero(
            *others, (OVERVIEW, "上年结转", "收入金额")
        )

    def votes(self) -> Iterator[Relation]:
        """Relations that no rule asks for, but that tell which of two tables is wrong."""
        if not self.is_all_general():
            return
        whole = [self.cell(OVERVIEW, "本年支出合计", "支出合计")]
        yield from _same("X07", whole, [self.cell(GENERAL, "合计", "合计")], weak=True)
        for code in self._classes(OVERVIEW, GENERAL):
            whole = [self.code(OVERVIEW, code, "支出合计")]
            yield from _same("X07", whole, [self.code(GENERAL, code, "合计")], weak=True)


def total_keys(table: ReadTable) -> list[str]:
    """The keys of the fixed total rows that are printed in a list."""
    keys = []
    for spec, rows in zip(table.spec.blocks, table.blocks, strict=True):
        order = row_order(spec, rows)
        keys += [row.key for at, row in enumerate(rows) if order.fixed[at]]
    return keys


def top_terms(table: ReadTable, column: str) -> list[Term]:
    """The rows of a list that make up its total, in this column."""
    found: list[Term] = []
    for number, (spec, rows) in enumerate(zip(table.spec.blocks, table.blocks, strict=True)):
        order = row_order(spec, rows)
        for at in range(len(rows)):
            if not order.fixed[at] and order.parents[at] is None:
                term = term_of(table, number, at, column)
                found += [] if term is None else [term]
    return found


def _same(
    code: str,
    whole: Sequence[Term | None],
    parts: Sequence[Term | None],
    *,
    tolerance: Decimal = ZERO,
    weak: bool = False,
) -> Iterator[Relation]:
    """The relation, where every cell that it needs can be read."""
    left = [term for term in whole if term is not None]
    right = [term for term in parts if term is not None]
    if len(left) < len(whole) or not left or not right or len(right) < len(parts):
        return
    sides = ("＋".join(term.name for term in side) for side in (left, right))
    yield same_relation(code, left, right, "＝".join(sides), tolerance=tolerance, weak=weak)
