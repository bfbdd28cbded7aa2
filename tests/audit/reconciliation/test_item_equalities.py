"""Tables compared account by account, where their totals are the same."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from builders.altered_package import (
    LEDGER,
    computed,
    errors,
    findings,
    only,
    the_one,
    with_cell,
    with_table,
    without_rows,
)
from yugong.published.model.package import PublishedPackage

OVERVIEW, INCOME, EXPENDITURE = "预算收支总表", "预算收入总表", "预算支出总表"
FISCAL, GENERAL = "财政拨款收支总表", "一般公共预算支出预算表"
FIRST, SECOND = "2012601", "2012602"

# 12.00 carried over under 2012602, which has 20.00 of this year besides.
CARRIED = (
    "- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012602, 部门经济科目: 31005, "
    "年份: 上年结转, 金额: 120000.00}\n"
)


def with_carry_over() -> PublishedPackage:
    return computed(LEDGER + CARRIED)


def exchanged(package: PublishedPackage, table: str, *columns: str) -> PublishedPackage:
    """The two accounts with each other's amounts in these columns."""
    read = package.tables[table]
    for column in columns:
        texts = []
        for key in (FIRST, SECOND):
            cell = read.cell(key, column)
            assert cell is not None
            texts.append(cell.text)
        package = with_cell(package, table, FIRST, column, texts[1])
        package = with_cell(package, table, SECOND, column, texts[0])
    return package


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (INCOME, ("合计", "一般公共预算")),
        (EXPENDITURE, ("合计", "基本支出")),
        (GENERAL, ("合计", "基本支出")),
    ],
)
def test_two_accounts_that_changed_places_are_one_error_in_their_table(
    table: str, columns: tuple[str, ...]
) -> None:
    package = computed()

    assert findings(package) == []
    finding = the_one(exchanged(package, table, *columns), "X03")

    assert errors(exchanged(package, table, *columns)) == ["X03"]
    assert finding.actual.startswith(
        f"{table}“2012601 行政运行”与“2012602 一般行政管理事务”的数疑对调"
    )
    assert "合计 20.00、60.00" in finding.actual
    assert "合计 60.00、20.00" in finding.expected


def test_an_exchange_is_found_with_a_single_other_table() -> None:
    package = only(computed(), OVERVIEW, INCOME, EXPENDITURE)

    assert errors(exchanged(package, EXPENDITURE, "合计", "基本支出")) == ["X03"]


def test_accounts_a_hundredth_apart_that_changed_places_are_an_error() -> None:
    ledger = LEDGER.replace("金额: 200000.00", "金额: 599900.00")
    package = exchanged(computed(ledger), INCOME, "合计", "一般公共预算")

    assert package.tables[INCOME].amount(FIRST, "合计") == Decimal("59.99")
    assert errors(package) == ["X03"]


def test_carry_over_is_part_of_what_an_account_can_spend() -> None:
    package = with_carry_over()

    assert errors(package) == []
    assert package.tables[INCOME].amount(SECOND, "上年结转") == 12
    assert package.tables[EXPENDITURE].amount(SECOND, "合计") == 32


def test_accounts_without_carry_over_are_compared_where_others_have_some() -> None:
    package = only(with_carry_over(), OVERVIEW, INCOME, EXPENDITURE, GENERAL)
    table = package.tables[GENERAL]

    assert table.amount("2012604", "基本支出") == 10
    assert table.amount("2012604", "项目支出") == 32
    wrong = with_cell(package, GENERAL, "2012604", "基本支出", "32.00")
    wrong = with_cell(wrong, GENERAL, "2012604", "项目支出", "10.00")

    assert errors(package) == []
    assert any(
        line.startswith("X07")
        for finding in findings(wrong)
        for line in (finding.code, *finding.evidence)
    )


def test_tables_that_take_in_other_money_are_not_compared_by_account() -> None:
    # The table of income tells only in its total row what is carried over.
    package = only(with_carry_over(), INCOME, EXPENDITURE)
    for key in ("201", "20126", SECOND):
        package = with_cell(package, INCOME, key, "上年结转", "")

    assert [finding.code for finding in findings(package)] == ["T02"]


def test_an_account_that_is_listed_twice_is_not_compared() -> None:
    package = only(computed(), OVERVIEW, INCOME, EXPENDITURE)
    wrong = exchanged(package, INCOME, "合计", "一般公共预算")
    read = wrong.tables[INCOME]
    twice = next(row for row in read.blocks[0] if row.key == FIRST)
    again = with_table(wrong, replace(read, blocks=((*read.blocks[0], twice),)))

    assert errors(wrong) == ["X03"]
    assert not any(
        "2012601" in finding.actual and finding.code == "X03" for finding in findings(again)
    )


def test_a_class_is_the_same_in_both_tables_of_both_sides() -> None:
    package = only(computed(), OVERVIEW, FISCAL)
    wrong = with_cell(package, FISCAL, "208", "小计", "12.01")
    wrong = with_cell(wrong, FISCAL, "208", "一般公共预算", "12.01")

    assert errors(package) == []
    assert "X03" in {
        line[:3] for finding in findings(wrong) for line in (finding.code, *finding.evidence)
    }


def test_an_account_only_one_table_lists_is_left_to_the_rule_on_that() -> None:
    package = without_rows(computed(), INCOME, SECOND)

    assert errors(package) == ["X14"]
