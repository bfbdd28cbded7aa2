"""Rules X01 to X09, X13 and X14: one quantity in several tables, reported once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from builders.altered_package import (
    computed,
    emptied,
    errors,
    findings,
    only,
    outcomes,
    package_of,
    the_one,
    warnings,
    with_cell,
    with_table,
    without_rows,
)
from builders.places import SAMPLES
from yugong.findings import Severity
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.published.model.package import PublishedPackage

OVERVIEW, INCOME, EXPENDITURE = "预算收支总表", "预算收入总表", "预算支出总表"
FISCAL, GENERAL, BASIC = "财政拨款收支总表", "一般公共预算支出预算表", "基本支出经济科目表"
FUND_INCOME, FUND, PROJECTS = "政府性基金预算收入表", "政府性基金预算支出表", "项目支出本年表"


def pair(*names: str) -> PublishedPackage:
    """Two tables of the small package, as if no other had been read."""
    return only(computed(), *names)


@pytest.mark.parametrize(
    ("tables", "cell", "code", "off"),
    [
        ((OVERVIEW, INCOME), (OVERVIEW, "一、一般公共预算", "收入金额"), "X01", "0.01"),
        ((OVERVIEW, EXPENDITURE), (OVERVIEW, "本年支出合计", "支出合计"), "X02", "0.01"),
        ((OVERVIEW, EXPENDITURE), (OVERVIEW, "208", "支出合计"), "X03", "0.01"),
        ((OVERVIEW, FISCAL), (FISCAL, "一、一般公共预算", "收入金额"), "X04", "0.01"),
        ((FISCAL, GENERAL), (FISCAL, "208", "一般公共预算"), "X05", "0.01"),
        ((OVERVIEW, EXPENDITURE, GENERAL), (GENERAL, "221", "合计"), "X07", "0.02"),
        ((GENERAL, BASIC), (BASIC, "合计", "合计"), "X08", "0.01"),
    ],
)
def test_one_quantity_in_two_tables_may_not_differ(
    tables: tuple[str, ...], cell: tuple[str, str, str], code: str, off: str
) -> None:
    package = pair(*tables)
    table, key, column = cell
    printed = package.tables[table].amount(key, column)
    assert printed is not None

    assert findings(package) == []
    altered = with_cell(package, table, key, column, str(printed + Decimal(off)))
    [finding] = [finding for finding in findings(altered) if finding.severity is Severity.ERROR]

    assert any(line.startswith(code) for line in (finding.code, *finding.evidence))


def test_a_hundredth_between_two_tables_is_an_error_at_the_one_that_is_contradicted() -> None:
    package = with_cell(computed(), INCOME, "合计", "一般公共预算", "143.01")

    finding = the_one(package, "X01")

    assert errors(package) == ["X01"]
    assert finding.actual == "预算收入总表“合计”一般公共预算 143.01"
    assert (finding.difference, finding.severity) == ("0.01", Severity.ERROR)


def test_one_wrong_figure_is_reported_once_with_everything_it_breaks() -> None:
    package = with_cell(computed(), EXPENDITURE, "合计", "合计", "134.00")

    [finding] = findings(package)

    assert finding.actual == "预算支出总表“合计”合计 134.00"
    assert finding.expected.startswith("143.00")
    assert {line[:3] for line in finding.evidence} == {"T02", "T03", "X02", "X07"}


def test_two_wrong_figures_are_distinguished() -> None:
    package = with_cell(computed(), EXPENDITURE, "合计", "合计", "134.00")
    package = with_cell(package, BASIC, "302", "公用经费", "15.00")

    assert sorted(finding.actual[:6] for finding in findings(package)) == [
        "基本支出经济",
        "预算支出总表",
    ]


def test_fund_tables_are_both_filled_or_both_empty(xiaoyi: ComputedBudget) -> None:
    package = package_of(xiaoyi)

    assert errors(package) == []
    for table in (FUND_INCOME, FUND):
        finding = the_one(emptied(package, table), "X13")
        assert finding.actual == f"{table}标明无数据"
        assert any(line.startswith("X06") for line in finding.evidence)


def test_fund_expenditure_that_is_not_its_income_is_found(xiaoyi: ComputedBudget) -> None:
    package = only(package_of(xiaoyi), OVERVIEW, FUND_INCOME)

    assert errors(package) == []
    assert errors(with_cell(package, FUND_INCOME, "合计", "收入预算", "188.01")) == ["X06"]


@pytest.mark.parametrize(
    ("standard", "table", "code"),
    [
        ("shanxi-2025", FUND, "X06"),
        ("shanxi-2025", GENERAL, "X07"),
        ("hebei-2023", FUND, "X06"),
        ("hebei-2023", GENERAL, "X07"),
        ("hebei-2023", FISCAL, "X05"),
    ],
)
def test_money_carried_over_is_counted_once_whether_or_not_a_table_takes_it_in(
    standard: str, table: str, code: str
) -> None:
    """Carried-over money is in the tables of the funds of one standard, not of the other."""
    prepared = compute_budget(SAMPLES / "yunze-2026" / "budget.yaml", standard=standard)
    package = only(package_of(prepared), OVERVIEW, EXPENDITURE, FISCAL, GENERAL, FUND)
    assert package.tables[OVERVIEW].amount("上年结转", "收入金额") == Decimal("64.50")
    assert findings(package) == []

    key, column = ("本年支出合计", "政府性基金预算") if table == FISCAL else ("合计", "合计")
    amount = package.tables[table].amount(key, column)
    assert amount is not None
    wrong = findings(with_cell(package, table, key, column, str(amount + 1)))

    assert any(
        line.startswith(code) for finding in wrong for line in (finding.code, *finding.evidence)
    )


@pytest.mark.parametrize(("printed", "codes"), [("32.01", []), ("32.02", ["X09"])])
def test_project_expenditure_may_differ_from_its_list_by_a_hundredth(
    printed: str, codes: list[str]
) -> None:
    package = only(computed(), GENERAL, PROJECTS)
    keys = {row.key for row in package.tables[PROJECTS].blocks[0]} - {"部门合计"}
    package = without_rows(package, PROJECTS, *keys)
    for column in ("合计", "一般公共预算"):
        package = with_cell(package, PROJECTS, "部门合计", column, printed)

    assert errors(package) == codes


def test_a_list_without_a_total_row_is_summed(pinglu: ComputedBudget) -> None:
    package = only(package_of(pinglu), GENERAL, PROJECTS)
    heads = [row.key for row in package.tables[PROJECTS].blocks[0][:2]]
    bare = without_rows(package, PROJECTS, *heads)

    assert errors(bare) == []
    assert errors(without_rows(bare, PROJECTS, "职工公寓运行经费（2026年）")) == ["X09"]


def test_a_table_declared_empty_against_filled_ones_is_reported_once() -> None:
    package = emptied(computed(), EXPENDITURE)

    [finding] = [finding for finding in findings(package) if finding.severity is Severity.ERROR]

    assert (finding.code, finding.actual) == ("X13", "预算支出总表标明无数据")
    assert finding.evidence[0].startswith("由此不符的共 ")


def test_a_table_declared_empty_that_has_figures_is_found() -> None:
    package = computed()
    table = replace(package.tables[FISCAL], declares_empty=True)

    assert errors(with_table(package, table)) == ["X13"]


def test_tables_that_are_empty_together_are_right() -> None:
    assert "X13" not in errors(computed()), "no 政府性基金 at all"


def foreign() -> PublishedPackage:
    """The small package with the table of income of a department of one account."""
    package = computed()
    other = computed("""\
收支明细:
- {支出类别: 人员经费, 功能科目: 2013201, 部门经济科目: 30101, 金额: 550000.00}
- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2013202, 部门经济科目: 30227, 金额: 210000.00}
""")
    return with_table(package, other.tables[INCOME])


def test_a_table_of_another_department_is_reported_once_with_both_sets_of_accounts() -> None:
    finding = the_one(foreign(), "X14")

    assert errors(foreign()) == ["X14"]
    assert "整张表取自别处" in finding.expected
    assert "预算收入总表的科目：2013201、2013202" in finding.evidence
    assert any(line.startswith("X01") and "76.00" in line for line in finding.evidence)


def test_a_table_in_another_unit_is_a_matter_of_magnitude() -> None:
    package = computed()
    read = package.tables[INCOME]
    rows = tuple(
        replace(
            row,
            cells={
                name: replace(cell, amount=cell.amount * 10_000, text=f"{cell.amount * 10_000:.2f}")
                if cell.amount is not None
                else cell
                for name, cell in row.cells.items()
            },
        )
        for row in read.blocks[0]
    )

    reported = findings(with_table(package, replace(read, blocks=(rows,))))

    assert [finding.code for finding in reported] == ["U01"]
    assert reported[0].actual.startswith("预算收入总表的数字")


def test_an_account_that_only_one_table_lists_is_reported_with_what_it_breaks() -> None:
    finding = the_one(without_rows(computed(), EXPENDITURE, "2012602"), "X14")

    assert finding.actual == "预算支出总表没有科目 2012602，预算收入总表有"
    assert errors(without_rows(computed(), EXPENDITURE, "2012602")) == ["X14"]
    assert any(line.startswith("T01") for line in finding.evidence)


def test_a_table_that_stops_at_a_higher_level_lacks_nothing() -> None:
    package = only(computed(), INCOME, EXPENDITURE)
    lowest = [row.key for row in package.tables[INCOME].blocks[0] if len(row.key) == 7]

    assert errors(without_rows(package, INCOME, *lowest)) == []


def test_the_name_of_another_department_on_a_table_is_found() -> None:
    package = computed()
    named = {
        "某县统计局": ["X14"],
        "101 某县档案馆": [],
        "某 县 档 案 馆": [],
        "": [],
    }

    for name, codes in named.items():
        table = replace(package.tables[GENERAL], department=name)
        assert errors(with_table(package, table)) == codes
    short = replace(package.tables[GENERAL], department="档案馆")
    assert warnings(with_table(package, short)) == ["X14"]


def test_a_rule_whose_second_table_was_not_read_is_not_executed() -> None:
    made = outcomes(only(computed(), OVERVIEW, INCOME))

    assert made["X02"].not_executed == "没有读到预算支出总表"
    assert made["X01"].not_executed == ""
    assert made["X01"].findings == ()


def test_a_rule_whose_cells_were_not_read_is_not_executed() -> None:
    package = without_rows(only(computed(), GENERAL, BASIC), BASIC, "合计")

    assert outcomes(package)["X08"].not_executed.startswith("没有读到所需的行、列")
