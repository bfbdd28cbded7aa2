"""The tables that are compared, by name, and the figures that comparisons ask of them.

Tests: tests/audit/tables/test_within_tables.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from yugong.audit.evidence.relation import (
    Equation,
    PrintedAmount,
    amount_of_code,
    amount_of_fixed_row,
    nothing,
    same_equation,
)
from yugong.audit.evidence.row_order import account_code
from yugong.audit.evidence.table_names import (
    FUND,
    GENERAL,
    INCOME,
    OVERVIEW,
    STATE_CAPITAL,
    STATE_EXPENDITURE,
)
from yugong.budget.money import ZERO
from yugong.published.model.package import PublishedPackage

SOURCES = (
    ("一、一般公共预算", "一般公共预算"),
    ("二、政府性基金预算", "政府性基金"),
    ("三、国有资本经营预算", "国有资本经营预算"),
    ("四、财政专户管理资金", "财政专户管理资金"),
    ("五、单位资金", "单位资金"),
)
OTHER_INCOME = (
    ("事业收入", "事业收入"),
    ("事业单位经营收入", "经营收入"),
    ("上级补助收入", "上级补助收入"),
    ("附属单位上缴收入", "附属单位上缴收入"),
    ("其他收入", "其他收入"),
)
"""Rows of the overview, and columns of the table of income, that together are 单位资金."""

FUNDS = (
    ("一、一般公共预算", "一般公共预算", "结转一般公共预算", (GENERAL,)),
    ("二、政府性基金预算", "政府性基金预算", "结转政府性基金预算", (FUND,)),
    (
        "三、国有资本经营预算",
        "国有资本经营预算",
        "结转国有资本经营预算",
        (STATE_CAPITAL, STATE_EXPENDITURE),
    ),
)
TOTALS = {GENERAL: "合计", FUND: "合计", STATE_CAPITAL: "支出合计", STATE_EXPENDITURE: "合计"}
SPENDING_KINDS = ("合计", "基本支出", "项目支出")


class TableTerms:
    """The tables of a package by name, with the figures and totals that rules ask for."""

    def __init__(self, package: PublishedPackage) -> None:
        self.tables = package.tables

    def cell(self, table: str, key: str, column: str) -> PrintedAmount | None:
        """The cell of a fixed row; nothing where the table says that it has no data."""
        read = self.tables.get(table)
        if read is None:
            return None
        amount = amount_of_fixed_row(read, key, column)
        if amount is None and read.declares_empty:
            return nothing(read, "（无数据）", column)
        return amount

    def code(self, table: str, code: str, column: str) -> PrintedAmount | None:
        """The cell of a 科目, as :func:`code_term` gives it."""
        read = self.tables.get(table)
        return None if read is None else amount_of_code(read, code, column)

    def nothing_in(self, *places: tuple[str, str, str]) -> list[PrintedAmount] | None:
        """The cells printed as 0.00 where none of these has an amount; ``None`` where one has.

        A printed zero may be a small amount that was rounded, so it belongs into the relation.
        """
        terms = [term for place in places if (term := self.cell(*place)) is not None]
        if any(term.amount for term in terms):
            return None
        return [term for term in terms if term.is_printed]

    def amount(self, table: str, key: str, column: str) -> Decimal:
        """The amount of a fixed row in 万元; zero where it cannot be read."""
        term = self.cell(table, key, column)
        return ZERO if term is None else term.amount

    def one_of(self, tables: Sequence[str]) -> str:
        """The first of these tables that is there; some standards print a fund in two."""
        return next((name for name in tables if name in self.tables), tables[0])

    def fund_tables(self) -> list[str]:
        """The tables of what is spent that are there, one of each fund."""
        every = [self.one_of(tables) for *_, tables in FUNDS]
        return [name for name in every if name in self.tables]

    def adds_carry_over(self) -> bool:
        """True if the total column of the table of income includes the carry-over."""
        read = self.tables.get(INCOME)
        columns = [] if read is None else [column for b in read.spec.blocks for column in b.columns]
        return any(column.name == "合计" and "上年结转" in column.equals for column in columns)

    def takes_in_carry_over(self, name: str) -> bool:
        """True if the standard's table of expenditure has this year's and carried-over money."""
        read = self.tables.get(name)
        if read is None:
            return False
        return not any(
            "年份" in selection
            for selection in (read.spec.selection, *(b.selection for b in read.spec.blocks))
        )

    def classes(self, *tables: str) -> list[str]:
        """The 类 that any of these tables has an amount for."""
        classes = set()
        for name in tables:
            read = self.tables.get(name)
            for rows in read.blocks if read is not None else ():
                for row in rows:
                    code = account_code(row)
                    if len(code) == 3 and any(cell.amount for cell in row.cells.values()):
                        classes.add(code)
        return sorted(classes)

    def codes(self, *tables: str) -> list[str]:
        """Every 科目 that any of these tables lists."""
        codes: set[str] = set()
        for name in tables:
            read = self.tables.get(name)
            for rows in read.blocks if read is not None else ():
                codes.update(account_code(row) for row in rows)
        return sorted(codes - {""})

    def other_income(self) -> list[PrintedAmount]:
        """Income that is no 财政拨款, as one row or as the rows of its kinds."""
        account = self.cell(OVERVIEW, SOURCES[3][0], "收入金额")
        units = self.cell(OVERVIEW, SOURCES[4][0], "收入金额")
        kinds = [self.cell(OVERVIEW, key, "收入金额") for key, _ in OTHER_INCOME]
        return [term for term in (account, *([units] if units else kinds)) if term is not None]

    def other_money(self) -> list[PrintedAmount] | None:
        """Cells of anything but this year's 一般公共预算, as :meth:`nothing_in` gives them.

        ``None`` also where there is no overview, so that nothing is known of it.
        """
        rows = (*SOURCES[1:], *OTHER_INCOME)
        others = [(OVERVIEW, key, "收入金额") for key, _ in rows]
        if OVERVIEW not in self.tables:
            return None
        return self.nothing_in(*others, (OVERVIEW, "上年结转", "收入金额"))


def same(
    code: str,
    whole: Sequence[PrintedAmount | None],
    parts: Sequence[PrintedAmount | None],
    *,
    steps_apart: int = 0,
    supporting: bool = False,
) -> Iterator[Equation]:
    """The relation, where every cell that it needs can be read."""
    left = [term for term in whole if term is not None]
    right = [term for term in parts if term is not None]
    if len(left) < len(whole) or not left or not right or len(right) < len(parts):
        return
    sides = ("＋".join(term.name for term in side) for side in (left, right))
    yield same_equation(
        code, left, right, "＝".join(sides), steps_apart=steps_apart, supporting=supporting
    )
