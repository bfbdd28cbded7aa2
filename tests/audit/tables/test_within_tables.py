"""Rules T: what adds up inside a table, and how far a rounding residue goes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from builders.agency_departments import AGENCY
from builders.altered_package import (
    computed,
    emptied,
    errors,
    findings,
    only,
    outcomes,
    package_of,
    passage,
    the_one,
    warnings,
    with_cell,
    with_projects,
    with_table,
    without_rows,
)
from yugong.budget.money import Residue, residue_of, residue_tolerance
from yugong.findings import Severity
from yugong.jobs.compute import ComputedBudget
from yugong.published.model.package import PublishedPackage

EXPENDITURE = "预算支出总表"
BASIC = "基本支出经济科目表"


def alone(table: str) -> PublishedPackage:
    """One table of the small package, with no other to compare it with."""
    return only(computed(), table)


@pytest.mark.parametrize(
    ("printed", "severity"),
    [
        ("122.0", None),
        ("122.01", None),
        ("122.02", Severity.INFO),
        ("122.03", Severity.ERROR),
    ],
)
def test_a_total_over_three_accounts_may_be_off_by_two_hundredths(
    printed: str, severity: Severity | None
) -> None:
    # 60.00＋20.00＋42.00＝122.00: three addends, so 0.005×4＝0.02 is still a residue.
    package = without_rows(alone(EXPENDITURE), EXPENDITURE, "合计", "201")
    cells = {"合计": printed, "基本支出": printed, "项目支出": "0"}
    for column, text in cells.items():
        package = with_cell(package, EXPENDITURE, "20126", column, text)

    severities = [
        finding.severity
        for finding in outcomes(package)["T01"].findings
        if "合计" in finding.actual
    ]

    assert severities == ([] if severity is None else [severity])


@pytest.mark.parametrize(
    ("addends", "within"), [(1, "0.01"), (2, "0.015"), (3, "0.02"), (9, "0.05")]
)
def test_the_tolerance_grows_with_the_addends(addends: int, within: str) -> None:
    tolerance = residue_tolerance(addends)

    assert tolerance == Decimal(within)
    assert residue_of(tolerance + Decimal("0.001"), tolerance) is Residue.BEYOND
    assert residue_of(-tolerance, tolerance) is not Residue.BEYOND


def test_an_account_that_is_not_the_sum_of_those_below_is_found() -> None:
    package = with_cell(alone(EXPENDITURE), EXPENDITURE, "2012602", "合计", "25.00")

    finding = the_one(package, "T01")

    assert errors(package) == ["T01"]
    assert "2012602" in finding.actual
    assert finding.difference == "5.00"
    assert any("T03" in line for line in finding.evidence), "the row does not add up either"


def test_a_class_that_the_total_does_not_hold_is_found() -> None:
    package = with_cell(alone("预算收支总表"), "预算收支总表", "208", "支出合计", "13.00")
    package = with_cell(package, "预算收支总表", "208", "当年预算安排", "13.00")

    assert set(errors(package)) == {"T02"}


def test_a_total_without_anything_under_it_is_warned_of() -> None:
    package = alone("政府性基金预算支出表")

    assert "T02" not in warnings(package)
    assert "T02" in warnings(with_cell(package, "政府性基金预算支出表", "合计", "合计", "5.00"))


def test_a_row_that_is_not_basic_and_project_expenditure_is_found() -> None:
    package = without_rows(
        alone(EXPENDITURE), EXPENDITURE, "合计", "201", "20126", "2012602", "2012604"
    )

    assert errors(package) == []
    assert errors(with_cell(package, EXPENDITURE, "2012601", "基本支出", "60.01")) == []
    assert errors(with_cell(package, EXPENDITURE, "2012601", "基本支出", "60.02")) == ["T03"]


def test_income_and_expenditure_must_be_the_same_to_the_hundredth() -> None:
    package = with_cell(alone("预算收支总表"), "预算收支总表", "支出总计", "支出合计", "143.01")

    finding = the_one(package, "T04")

    assert finding.severity is Severity.ERROR
    assert finding.difference.lstrip("-") == "0.01"


def test_income_that_is_not_its_sources_is_found() -> None:
    package = with_cell(
        alone("财政拨款收支总表"), "财政拨款收支总表", "本年收入合计", "收入金额", "140.00"
    )

    assert the_one(package, "T04").actual.endswith("140.00")


def test_a_row_of_income_that_is_not_its_sources_is_found() -> None:
    table = "预算收入总表"
    package = without_rows(alone(table), table, "合计", "221", "22102")

    assert errors(with_cell(package, table, "2210201", "单位资金", "0.01")) == []
    assert errors(with_cell(package, table, "2210201", "单位资金", "0.02")) == ["T05"]


def test_basic_expenditure_by_items_must_add_up() -> None:
    assert errors(with_cell(alone(BASIC), BASIC, "302", "公用经费", "11.00")) == ["T06"]
    assert errors(with_cell(alone(BASIC), BASIC, "302", "公用经费", "10.01")) == []


def test_wages_in_the_column_of_public_funds_are_warned_of() -> None:
    package = with_cell(alone(BASIC), BASIC, "30113/50501", "公用经费", "9.00")
    package = with_cell(package, BASIC, "30113/50501", "人员经费", "")
    package = with_cell(package, BASIC, "301", "人员经费", "92.00")
    package = with_cell(package, BASIC, "301", "公用经费", "9.00")
    package = with_cell(package, BASIC, "合计", "人员经费", "92.00")
    package = with_cell(package, BASIC, "合计", "公用经费", "19.00")

    finding = the_one(package, "T06")

    assert finding.severity is Severity.WARNING
    assert finding.expected == "列入人员经费"
    assert "住房公积金" in finding.actual, "told at the 款, not at its 类"


def test_a_blank_row_over_filled_ones_is_reported_once_for_all_its_columns(
    pinglu: ComputedBudget,
) -> None:
    table = "三公经费表"
    package = only(package_of(pinglu), table)
    for column in ("合计", "一般公共预算"):
        package = with_cell(package, table, "公务用车购置及运行费", column, "")

    finding = the_one(package, "T07")

    assert finding.actual == "三公经费表“公务用车购置及运行费”合计 空白"
    assert finding.expected.startswith("365.40")
    assert finding.evidence[-1] == "同一行的一般公共预算（空白）也是如此"


def test_a_list_of_projects_without_its_total_is_warned_of() -> None:
    package = only(
        with_projects(computed(), 档案数字化="20.00", 库房改造="12.00"), "项目支出本年表"
    )

    finding = the_one(package, "T08")

    assert finding.severity is Severity.WARNING
    assert finding.expected == "有合计行，合计 32.00"


def test_projects_that_do_not_make_up_the_total_are_found(pinglu: ComputedBudget) -> None:
    table = "项目支出本年表"
    package = only(package_of(pinglu), table)

    assert errors(package) == []
    assert "T08" in errors(without_rows(package, table, "2026年残疾人就业保障金"))


def test_a_unit_that_was_not_distinguished_from_its_projects_is_no_error(
    pinglu: ComputedBudget,
) -> None:
    table = "项目支出本年表"
    package = only(package_of(pinglu), table)
    read = package.tables[table]
    rows = tuple(replace(row, key=row.key.removeprefix("单位：")) for row in read.blocks[0])

    assert errors(with_table(package, replace(read, blocks=(rows,)))) == []


def test_operating_expenses_must_add_up() -> None:
    agency = computed(department=AGENCY)
    table = "机关运行经费表"

    assert findings(agency) == []
    assert errors(with_cell(only(agency, table), table, "部门合计", "合计", "10.10")) == ["T09"]


def test_a_residue_without_a_note_is_a_matter_of_style(pinglu: ComputedBudget) -> None:
    package = package_of(pinglu)
    bare = with_table(package, replace(package.tables["预算收支总表"], notes=()))

    assert "T12" not in [finding.code for finding in findings(package)]
    assert the_one(bare, "T12").severity is Severity.STYLE
    noted = replace(bare, passages=(passage("部分数据因四舍五入存在尾差。"),))
    assert [finding.code for finding in findings(noted)] == []


def test_an_illegible_figure_is_not_judged() -> None:
    package = with_cell(alone(EXPENDITURE), EXPENDITURE, "合计", "合计", "########")

    assert errors(package) == []


def test_a_row_without_a_code_makes_the_sum_doubtful() -> None:
    package = alone(EXPENDITURE)
    read = package.tables[EXPENDITURE]
    rows = tuple(
        replace(row, key="事业运行", code="") if row.key == "2012604" else row
        for row in read.blocks[0]
    )
    package = with_table(package, replace(read, blocks=(rows,)))

    assert errors(package) == []
    assert "T01" in warnings(package)


def test_an_empty_table_breaks_nothing_inside_itself() -> None:
    assert findings(emptied(alone(EXPENDITURE), EXPENDITURE)) == []
