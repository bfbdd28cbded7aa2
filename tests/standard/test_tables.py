"""Tables are views of the ledger: carry-over, several units, every source, empty tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders.small_budget import DEPARTMENT, LEDGER, PROJECTS, budget_file
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.standard.table import Table
from yugong.standard.tables import has_visible_residue


def build(folder: Path, **replaced: str) -> dict[str, Table]:
    prepared: ComputedBudget = compute_budget(budget_file(folder, **replaced), draft=True)
    return {table.number: table for table in prepared.package.tables}


CARRIED = """\
- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 年份: 上年结转, 金额: 50000.00}
"""


def test_carry_over_is_separate_from_this_years_budget(tmp_path: Path) -> None:
    tables = build(tmp_path, ledger=LEDGER + CARRIED)

    assert tables["1"].cell("收入总计", "收入金额").text == "105.00"
    income = {row.cells["收入项目"].text: row.cells["收入金额"].text for row in tables["1"].rows}
    assert income["本年收入合计"] == "100.00"
    assert income["上年结转"] == "5.00"
    by_title = {row.cells["支出项目"].text: row for row in tables["1"].rows}
    total = by_title["支出总计"].cells
    assert [total[name].text for name in ("支出合计", "当年预算安排", "上年结转安排")] == [
        "105.00",
        "100.00",
        "5.00",
    ]
    assert tables["2"].cell("合计", "合计").text == "100.00"
    assert tables["2"].cell("合计", "上年结转").text == "5.00"
    assert tables["3"].cell("合计", "合计").text == "105.00"
    assert tables["5"].cell("合计", "合计").text == "100.00"
    assert tables["12"].cell("档案数字化", "合计").text == "32.00"
    assert tables["13"].texts() == [
        ["合计", "5.00", "5.00", "", ""],
        ["档案数字化", "5.00", "5.00", "", ""],
    ]
    assert not tables["13"].empty


def test_carried_over_appropriation_is_in_its_own_rows_of_table_4(tmp_path: Path) -> None:
    table = build(tmp_path, ledger=LEDGER + CARRIED)["4"]
    rows = {row.cells["收入项目"].text: row.cells["收入金额"].text for row in table.rows[-6:]}

    assert rows == {
        "本年收入合计": "100.00",
        "上年财政拨款结转": "5.00",
        "一、一般公共预算": "5.00",
        "二、政府性基金预算": "",
        "三、国有资本经营预算": "",
        "收入总计": "105.00",
    }


def test_what_is_left_for_next_year_balances_both_sides(tmp_path: Path) -> None:
    remainder = "年终结转:\n- {功能科目: 2012604, 金额: 20000}\n"
    table = build(tmp_path, extra=remainder)["1"]
    last = table.rows[-1].cells
    year_end = table.rows[-2].cells

    assert (last["收入金额"].text, last["支出合计"].text) == ("102.00", "102.00")
    assert (year_end["支出项目"].text, year_end["支出合计"].text) == ("年终结转", "2.00")


def test_every_source_has_its_column_and_unit_funds_are_one(tmp_path: Path) -> None:
    rows = """\
- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30202, 资金来源: 财政专户管理资金, 金额: 10000}
- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30202, 资金来源: 事业收入, 金额: 20000}
- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30202, 资金来源: 其他收入, 金额: 30000}
"""
    tables = build(tmp_path, ledger=LEDGER + rows)
    total = tables["2"].rows[0].cells

    assert total["财政专户管理资金"].text == "1.00"
    assert total["单位资金"].text == "5.00"
    assert tables["5"].cell("合计", "合计").text == "100.00"
    assert tables["3"].cell("合计", "合计").text == "106.00"


UNITS = DEPARTMENT.replace(
    "  - {名称: 某县档案馆, 性质: 事业}\n",
    "  - {名称: 某县档案局, 性质: 行政}\n  - {名称: 某县档案馆, 性质: 事业}\n",
)
TWO_UNITS = """\
收支明细:
- {单位: 某县档案局, 支出类别: 公用经费, 功能科目: 2012601, 部门经济科目: 30201, 金额: 90000}
- {单位: 某县档案馆, 支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30201, 金额: 80000}
- {单位: 某县档案馆, 支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 金额: 320000}
"""


def test_only_agencies_have_operating_expenses(tmp_path: Path) -> None:
    table = build(tmp_path, department=UNITS, ledger=TWO_UNITS)["11"]

    assert table.texts() == [
        ["部门合计", "9.00", "9.00", "", ""],
        ["某县档案局", "9.00", "9.00", "", ""],
    ]


def test_government_codes_follow_the_nature_of_the_unit(tmp_path: Path) -> None:
    table = build(tmp_path, department=UNITS, ledger=TWO_UNITS)["6"]
    pairs = [row.cells["政府经济科目名称"].text for row in table.rows]

    assert pairs == ["", "", "办公经费", "商品和服务支出"]


def test_projects_are_under_their_unit(tmp_path: Path) -> None:
    table = build(tmp_path, department=UNITS, ledger=TWO_UNITS)["12"]

    assert [row.cells["项目名称"].text for row in table.rows] == [
        "某县档案馆",
        "某县档案馆",
        "档案数字化",
    ]


def test_a_table_without_data_keeps_its_total_row_and_says_so(tmp_path: Path) -> None:
    tables = build(tmp_path)

    for number, nothing in (
        ("7", "政府性基金预算收入"),
        ("8", "政府性基金预算支出"),
        ("9", "国有资本经营预算收支"),
        ("11", "机关运行经费"),
        ("13", "用上年结转资金安排的项目支出"),
    ):
        assert tables[number].empty
        assert tables[number].rows[0].is_total
        assert tables[number].notes == (f"注：本部门2026年没有{nothing}，本表无数据",)
    assert not tables["12"].empty


def test_a_department_without_projects_has_an_empty_table_12(tmp_path: Path) -> None:
    basic = "".join(LEDGER.splitlines(keepends=True)[:3])
    table = build(tmp_path, ledger=basic, projects="")["12"]

    assert table.empty
    assert table.texts() == [["某县档案馆", "", "", "", "", "", ""]]


@pytest.mark.parametrize(
    ("amounts", "residue"),
    [
        (("600000.00", "80000.00"), False),
        # 0.0050 + 0.0050 万元 print as 0.01 + 0.01 over 0.01.
        (("50.00", "50.00"), True),
        (("50.00", "49.99"), False),
    ],
)
def test_the_residue_note_is_printed_only_if_a_residue_is(
    tmp_path: Path, amounts: tuple[str, str], residue: bool
) -> None:
    ledger = LEDGER.replace("600000.00", amounts[0]).replace("80000.00", amounts[1])
    tables = build(tmp_path, ledger=ledger)

    assert any(has_visible_residue(table) for table in tables.values()) is residue
    assert (len(tables["1"].notes) == 1) is residue
    assert not tables["2"].notes


def test_totals_name_the_cells_they_are_the_sum_of(tmp_path: Path) -> None:
    table = build(tmp_path)["3"]
    names = [column.name for column in table.columns]

    for row in table.rows:
        for cell in row.cells.values():
            if cell.addends:
                parts = [table.rows[r].cells[names[c]].amount or 0 for r, c in cell.addends]
                assert sum(parts) == cell.amount
    assert sum(bool(cell.addends) for row in table.rows for cell in row.cells.values()) > 8


def test_a_project_with_carry_over_only_still_has_a_form_with_its_money(tmp_path: Path) -> None:
    ledger = LEDGER.replace("30227, 金额", "30227, 年份: 上年结转, 金额")
    prepared = compute_budget(budget_file(tmp_path, ledger=ledger, projects=PROJECTS), draft=True)
    [form] = prepared.package.context["项目绩效"]

    assert form.get("年度资金").get("总额") == "320000.00"


@pytest.mark.parametrize(
    ("order", "projects"),
    [("填报", ["小项目", "大项目", "同额项目"]), ("金额", ["大项目", "同额项目", "小项目"])],
)
def test_a_standard_may_list_projects_by_their_amounts(
    tmp_path: Path, order: str, projects: list[str]
) -> None:
    """Projects of the same amount keep the department's order."""
    (tmp_path / "云澜市.yaml").write_text(
        "基于: shanxi-2025\n名称: 云澜市\n说明: 云澜市的部门预算公开\n"
        f"表: [{{名称: 项目支出本年表, 块: [{{行: [{{展开: 项目, 排序: {order}}}]}}]}}]\n",
        encoding="utf-8",
    )
    row = (
        "- {{支出类别: 特定目标类项目, 项目: {}, 功能科目: 2012604, 部门经济科目: 30227, 金额: {}}}"
    )
    amounts = {"小项目": "100.00", "大项目": "80000.00", "同额项目": "80000.00"}
    ledger = "\n".join(["收支明细:", *(row.format(*pair) for pair in amounts.items()), ""])
    described = "".join(
        PROJECTS.removeprefix("项目:\n").replace("档案数字化", name, 1) for name in amounts
    )
    head = "标准: 云澜市.yaml\n年度: 2026\n"

    table = build(tmp_path, head=head, ledger=ledger, projects="项目:\n" + described)["12"]

    assert [row.cells["项目名称"].text for row in table.rows[2:]] == projects
