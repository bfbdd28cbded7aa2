"""Rules between tables where amounts are too small to show, and a fund that two tables print."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.altered_package import findings, only, package_of, with_cell
from builders.small_budget import HEAD, budget_file
from yugong.audit.reconciliation.missing_accounts import missing_accounts
from yugong.findings import Severity
from yugong.jobs.compute import compute_budget
from yugong.published.model.package import PublishedPackage

OVERVIEW, EXPENDITURE = "预算收支总表", "预算支出总表"
FISCAL, GENERAL = "财政拨款收支总表", "一般公共预算支出预算表"
STATE_BOTH, STATE_SPENT = "国有资本经营预算收支表", "国有资本经营预算支出表"
STATE_INCOME = "国有资本经营预算收入表"

_FUNDS = {"政府性基金预算": "1030148", "国有资本经营预算": "1030601"}
_FUNCTIONS = {"政府性基金预算": "2120803", "国有资本经营预算": "2230201"}
Money = tuple[str, str, str]
"""A source, a year and an amount in 元."""


def package(*money: Money, standard: str = "shanxi-2025") -> PublishedPackage:
    """A package of one project with this money, and 1 元 of personnel expenditure."""
    lines = ["- {支出类别: 人员经费, 功能科目: 2012604, 部门经济科目: 30101, 金额: 1}"]
    income = []
    for source, year, amount in money:
        function = _FUNCTIONS.get(source, "2012604")
        lines.append(
            f"- {{支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: {function}, "
            f"部门经济科目: 30227, 资金来源: {source}, 年份: {year}, 金额: {amount}}}"
        )
        if source in _FUNDS:
            income.append(
                f"- {{资金来源: {source}, 年份: {year}, 收入科目: {_FUNDS[source]}, 金额: {amount}}}"
            )
    lines.append(
        "- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 金额: 1}"
    )
    text = "\n".join(["收支明细:", *lines, *(["收入:", *income] if income else [])]) + "\n"
    with TemporaryDirectory() as folder:
        head = HEAD.replace("shanxi-2025", standard)
        return package_of(
            compute_budget(budget_file(Path(folder), head=head, ledger=text), draft=True)
        )


def wrong(of: PublishedPackage) -> list[tuple[str, str]]:
    return [
        (finding.code, finding.actual)
        for finding in findings(of)
        if finding.severity is Severity.ERROR
    ]


def printed(of: PublishedPackage, table: str, key: str, column: str, text: str) -> PublishedPackage:
    """The package with this text in the cell, which may be what it has."""
    cell = of.tables[table].cell(key, column)
    assert cell is not None
    return of if cell.text == text else with_cell(of, table, key, column, text)


def is_reported(of: PublishedPackage, code: str, words: str) -> bool:
    """True if an error of this rule names the cell, by itself or among the equations of a fault."""
    return any(
        line.startswith(code) and words in line
        for finding in findings(of)
        if finding.severity is Severity.ERROR
        for line in (f"{finding.code}：{finding.actual}；{finding.expected}", *finding.evidence)
    )


# --- X03 -----------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["财政专户管理资金", "事业收入"])
@pytest.mark.parametrize("year", ["本年", "上年结转"])
def test_other_money_that_shows_as_nothing_may_round_a_sum_up(source: str, year: str) -> None:
    """2 元 of 财政拨款 and 49.99 元 beside it: 0.00 and 0.00, and together 0.01."""
    read = package((source, year, "49.99"))

    assert read.tables[OVERVIEW].amount("201", "支出合计") != 0
    assert read.tables[FISCAL].amount("201", "小计") == 0
    assert wrong(read) == []


@pytest.mark.parametrize(("figure", "reported"), [("0.00", False), ("0.01", False), ("0.02", True)])
def test_more_than_what_can_show_as_nothing_is_an_error(figure: str, reported: bool) -> None:
    read = only(package(("财政专户管理资金", "本年", "49.99")), OVERVIEW, FISCAL)
    other = printed(read, OVERVIEW, "201", "支出合计", figure)

    assert is_reported(other, "X03", "小计") is reported


@pytest.mark.parametrize(("figure", "reported"), [("60.00", False), ("60.01", True)])
def test_where_nothing_else_is_printed_an_amount_is_the_same_to_the_hundredth(
    figure: str, reported: bool
) -> None:
    read = only(package(("一般公共预算", "本年", "599998")), OVERVIEW, FISCAL)
    other = printed(read, OVERVIEW, "201", "支出合计", figure)

    assert is_reported(other, "X03", "小计") is reported


def test_carried_over_money_of_other_sources_may_round_a_sum_up() -> None:
    """1.2346 万元 of 财政拨款 is carried over, and 40 元 that is none."""
    read = package(
        ("一般公共预算", "上年结转", "12345.67"),
        ("国有资本经营预算", "本年", "200"),
        ("财政专户管理资金", "上年结转", "40"),
        standard="national",
    )

    assert read.tables[OVERVIEW].amount("201", "支出合计") == Decimal("1.24")
    assert read.tables[FISCAL].amount("201", "小计") == Decimal("1.23")
    assert wrong(read) == []


@settings(max_examples=25)
@given(
    st.sampled_from(("shanxi-2025", "shanxi-2023", "national")),
    st.lists(
        st.tuples(
            st.sampled_from(("一般公共预算", *_FUNDS, "财政专户管理资金", "事业收入", "其他收入")),
            st.sampled_from(("本年", "上年结转")),
            st.sampled_from(("0.01", "40", "49.99", "50", "75", "99.99", "149.99", "12345.67")),
        ),
        max_size=5,
    ),
)
def test_no_amount_is_too_small_for_the_rules_between_tables(
    standard: str, money: list[Money]
) -> None:
    assert wrong(package(*money, standard=standard)) == []


# --- X06, X07: the fund of two tables --------------------------------------------------------


def test_a_fund_that_two_tables_print_is_counted_once() -> None:
    read = package(("国有资本经营预算", "本年", "12345.67"), standard="shanxi-2023")

    assert {STATE_BOTH, STATE_SPENT} <= read.tables.keys()
    assert wrong(read) == []


@pytest.mark.parametrize("table", [STATE_BOTH, STATE_SPENT])
@pytest.mark.parametrize(("figure", "reported"), [("1.23", False), ("1.24", True)])
def test_both_tables_of_a_fund_have_the_same_accounts(
    table: str, figure: str, reported: bool
) -> None:
    whole = package(("国有资本经营预算", "本年", "12345.67"), standard="shanxi-2023")
    read = only(whole, STATE_BOTH, STATE_SPENT, OVERVIEW)

    assert (
        is_reported(printed(read, table, "2230201", "合计", figure), "X06", "2230201") is reported
    )


@pytest.mark.parametrize(("figure", "reported"), [("1.23", False), ("1.24", True)])
def test_the_table_of_a_fund_s_income_alone_is_compared_too(figure: str, reported: bool) -> None:
    read = package(("国有资本经营预算", "本年", "12345.67"), standard="shanxi-2023")
    other = printed(only(read, OVERVIEW, STATE_INCOME), STATE_INCOME, "合计", "收入预算", figure)

    assert is_reported(other, "X06", STATE_INCOME) is reported


# --- X14 -----------------------------------------------------------------------------------


@pytest.mark.parametrize("years", [("本年",), ("本年", "上年结转")])
@pytest.mark.parametrize("amount", ["0.01", "40", "49.99"])
def test_state_capital_too_small_to_show_is_not_missing_among_general_funds(
    years: tuple[str, ...], amount: str
) -> None:
    """Twice 49.99 元, this year's and carried over, is 0.01 in the table of all expenditure."""
    money = [("国有资本经营预算", year, amount) for year in years]
    read = package(("一般公共预算", "本年", "10000"), *money)

    assert read.tables[EXPENDITURE].row("2230201", "合计") is not None
    assert read.tables[GENERAL].row("2230201", "合计") is None
    assert wrong(read) == []


@pytest.mark.parametrize(
    ("years", "figure", "missing"),
    [
        (("本年", "上年结转"), "0.01", False),
        (("本年", "上年结转"), "0.02", True),
        (("本年",), "0.01", True),
    ],
)
def test_an_account_that_other_money_cannot_account_for_is_missing(
    years: tuple[str, ...], figure: str, missing: bool
) -> None:
    """One amount printed as 0.00 is less than what shows; two may come to 0.01, not to 0.02."""
    money = [("国有资本经营预算", year, "49.99") for year in years]
    read = package(("一般公共预算", "本年", "10000"), *money)
    other = printed(read, EXPENDITURE, "2230201", "合计", figure)
    lacked = {table.name: [*codes] for table, codes in missing_accounts(other)}

    assert lacked == ({GENERAL: ["2230201"]} if missing else {})


def without_the_fund(of: PublishedPackage) -> PublishedPackage:
    return replace(
        of, tables={key: table for key, table in of.tables.items() if key != STATE_SPENT}
    )


def test_the_money_of_a_table_that_was_not_read_is_not_missing_from_the_others() -> None:
    fund = package(("国有资本经营预算", "本年", "10000"), standard="national")
    none = package(("一般公共预算", "本年", "10000"), standard="national")
    more = printed(none, EXPENDITURE, "合计", "合计", "9.00")

    assert not is_reported(without_the_fund(fund), "X07", EXPENDITURE)
    assert is_reported(without_the_fund(more), "X07", EXPENDITURE)
