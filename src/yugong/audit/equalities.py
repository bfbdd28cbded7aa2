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
STATE_EXPENDITURE = "国有资本经营预算支出表"
PROJECTS = "项目支出本年表"
CARRIED_PROJECTS = "项目支出结转表"

_SOURCES = (
    ("一、一般公共预算", "一般公共预算"),
    ("二、政府性基金预算", "政府性基金"),
    ("三、国有资本经营预算", "国有资本经营预算"),
    ("四、财政专户管理资金", "财政专户管理资金"),
    ("五、单位资金", "单位资金"),
)
_OTHER_INCOME = (
    ("事业收入", "事业收入"),
    ("事业单位经营收入", "经营收入"),
    ("上级补助收入", "上级补助收入"),
    ("附属单位上缴收入", "附属单位上缴收入"),
    ("其他收入", "其他收入"),
)
"""Rows of the overview, and columns of the table of income, that together are 单位资金."""

_FUNDS = (
    ("一、一般公共预算", "一般公共预算", "结转一般公共预算", (GENERAL,)),
    ("二、政府性基金预算", "政府性基金预算", "结转政府性基金预算", (FUND,)),
    (
        "三、国有资本经营预算",
        "国有资本经营预算",
        "结转国有资本经营预算",
        (STATE_CAPITAL, STATE_EXPENDITURE),
    ),
)
_TOTALS = {GENERAL: "合计", FUND: "合计", STATE_CAPITAL: "支出合计", STATE_EXPENDITURE: "合计"}
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
    return _View(package).other_money() is not None


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

    def nothing_in(self, *places: tuple[str, str, str]) -> list[Term] | None:
        """The cells printed as 0.00 where none of these has an amount; ``None`` where one has.

        A printed zero may be a small amount that was rounded, so it belongs into the relation.
        """
        terms = [term for place in places if (term := self.cell(*place)) is not None]
        if any(term.amount for term in terms):
            return None
        return [term for term in terms if term.shown]

    def income(self) -> Iterator[Relation]:
        """X01: income in the overview and in the table of income."""
        both = [self.cell(INCOME, "合计", "合计"), self.cell(INCOME, "合计", "上年结转")]
        if self._adds_carry_over():
            both = both[:1]
        yield from _same("X01", [self.cell(OVERVIEW, "收入总计", "收入金额")], both)
        for key, column in (*_SOURCES, *_OTHER_INCOME):
            left = [self.cell(OVERVIEW, key, "收入金额")]
            yield from _same("X01", left, [self.cell(INCOME, "合计", column)])
        fiscal = [self.cell(OVERVIEW, key, "收入金额") for key, _ in _SOURCES[:3]]
        yield from _same("X01", fiscal, [self.cell(INCOME, "合计", "财政拨款收入")])

    def _adds_carry_over(self) -> bool:
        """Whether the total column of the table of income takes in the carry-over."""
        read = self._tables.get(INCOME)
        columns = [] if read is None else [one for b in read.spec.blocks for one in b.columns]
        return any(one.name == "合计" and "上年结转" in one.equals for one in columns)

    def expenditure(self) -> Iterator[Relation]:
        """X02 and X03: the overview against the tables of expenditure and of income."""
        whole = [self.cell(OVERVIEW, "本年支出合计", "支出合计")]
        yield from _same("X02", whole, [self.cell(EXPENDITURE, "合计", "合计")])
        left_over = self.nothing_in((OVERVIEW, "年终结转", "支出合计"))
        for code in self._classes(OVERVIEW, EXPENDITURE, INCOME):
            whole = [self.code(OVERVIEW, code, "支出合计")]
            yield from _same("X03", whole, [self.code(EXPENDITURE, code, "合计")])
            if left_over is not None:
                parts = [self.code(INCOME, code, "合计"), self.code(INCOME, code, "上年结转")]
                parts = parts[:1] if self._adds_carry_over() else parts
                yield from _same("X03", whole, [*parts, *left_over])

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
        for key, column, carried, tables in _FUNDS:
            table = next((one for one in tables if one in self._tables), tables[0])
            left = [self.cell(OVERVIEW, key, "收入金额")]
            yield from _same("X04", left, [self.cell(FISCAL, key, "收入金额")])
            small = self.nothing_in((FISCAL, carried, "收入金额"))
            if small is None:
                continue
            left = [self.cell(FISCAL, "本年支出合计", column)]
            yield from _same("X05", left, [self.cell(table, _TOTALS[table], "合计"), *small])
            for code in self._classes(FISCAL, table):
                left = [self.code(FISCAL, code, column)]
                yield from _same("X05", left, [self.code(table, code, "合计"), *small])
        small = self.nothing_in((OVERVIEW, "上年结转", "收入金额"))
        if small is not None:
            left = [self.cell(OVERVIEW, "收入总计", "收入金额")]
            others = self._other_income()
            right = [self.cell(FISCAL, "收入总计", "收入金额"), *others, *small]
            yield from _same("X04", left, right)

    def funds(self) -> Iterator[Relation]:
        """X06: 政府性基金 and 国有资本经营 in the overview and in their own tables."""
        whole = [self.cell(OVERVIEW, _SOURCES[1][0], "收入金额")]
        yield from _same("X06", whole, [self.cell(FUND_INCOME, "合计", "收入预算")])
        state = [self.cell(OVERVIEW, _SOURCES[2][0], "收入金额")]
        yield from _same("X06", state, [self.cell(STATE_CAPITAL, "合计", "收入预算")])
        small = self.nothing_in((OVERVIEW, "年终结转", "支出合计"))
        if small is not None:
            yield from _same("X06", whole, [self.cell(FUND, "合计", "合计"), *small])
            for table in (STATE_CAPITAL, STATE_EXPENDITURE):
                right = [self.cell(table, _TOTALS[table], "合计"), *small]
                yield from _same("X06", state, right)

    def parts_of_expenditure(self) -> Iterator[Relation]:
        """X07 and X08: all expenditure is that of the funds, and basic expenditure by items."""
        left = [self.cell(GENERAL, "合计", "基本支出")]
        yield from _same("X08", left, [self.cell(BASIC, "合计", "合计")])
        small = self.nothing_in((OVERVIEW, "年终结转", "支出合计"))
        if small is None:
            return
        parts = [self.cell(name, key, "合计") for name, key in _TOTALS.items()]
        carried = self.cell(OVERVIEW, "上年结转", "收入金额")
        rest = [*self._other_income(), *([] if carried is None else [carried])]
        present = [one for one in (*parts, *rest, *small) if one is not None]
        if self.cell(GENERAL, "合计", "合计") is not None:
            yield from _same("X07", [self.cell(EXPENDITURE, "合计", "合计")], present)
        if any(one.amount for one in rest) or OVERVIEW not in self._tables:
            return
        small += [one for one in rest if one.shown]
        for column in _KINDS[1:]:
            whole = [self.cell(EXPENDITURE, "合计", column)]
            yield from self._of_funds(whole, "", column, small)
        for code in self._codes(EXPENDITURE, *_TOTALS):
            for column in _KINDS:
                whole = [self.code(EXPENDITURE, code, column)]
                yield from self._of_funds(whole, code, column, small)

    def _other_income(self) -> list[Term]:
        """Income that is no 财政拨款, as one row or as the rows of its kinds."""
        account = self.cell(OVERVIEW, _SOURCES[3][0], "收入金额")
        units = self.cell(OVERVIEW, _SOURCES[4][0], "收入金额")
        kinds = [self.cell(OVERVIEW, key, "收入金额") for key, _ in _OTHER_INCOME]
        return [one for one in (account, *([units] if units else kinds)) if one is not None]

    def _of_funds(
        self, whole: Sequence[Term | None], code: str, column: str, small: Sequence[Term]
    ) -> Iterator[Relation]:
        parts = [
            self.code(name, code, column) if code else self.cell(name, key, column)
            for name, key in _TOTALS.items()
        ]
        if parts[0] is not None:
            present = [part for part in parts if part is not None]
            yield from _same("X07", whole, [*present, *small], tolerance=SHOWN_STEP)

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
            (STATE_EXPENDITURE, "合计", "国有资本经营预算"),
        ):
            whole = [self.cell(table, key, "项目支出")]
            yield from _same("X09", whole, self._projects(PROJECTS, column), tolerance=SHOWN_STEP)
        over = self._amount(OVERVIEW, "上年结转", "收入金额")
        now = self._projects(PROJECTS, "合计")
        before = self._projects(CARRIED_PROJECTS, "合计")
        # A list of carried projects is of 财政拨款 only.
        if over == self._amount(FISCAL, "上年财政拨款结转", "收入金额") and (before or not over):
            whole = [self.cell(EXPENDITURE, "合计", "项目支出")]
            parts = [*now, *before] if now else []
            yield from _same("X09", whole, parts, tolerance=SHOWN_STEP)

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

    def other_money(self) -> list[Term] | None:
        """Cells of anything but this year's 一般公共预算, as :meth:`nothing_in` gives them."""
        rows = (*_SOURCES[1:], *_OTHER_INCOME)
        others = [(OVERVIEW, key, "收入金额") for key, _ in rows]
        if OVERVIEW not in self._tables:
            return None
        return self.nothing_in(*others, (OVERVIEW, "上年结转", "收入金额"))

    def votes(self) -> Iterator[Relation]:
        """Relations that no rule asks for, but that tell which of two tables is wrong."""
        small = self.other_money()
        if small is None:
            return
        whole = [self.cell(OVERVIEW, "本年支出合计", "支出合计")]
        right = [self.cell(GENERAL, "合计", "合计"), *small]
        yield from _same("X07", whole, right, weak=True)
        for code in self._classes(OVERVIEW, GENERAL):
            whole = [self.code(OVERVIEW, code, "支出合计")]
            right = [self.code(GENERAL, code, "合计"), *small]
            yield from _same("X07", whole, right, weak=True)


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
