"""A batch of adjustments does to a ledger what it says, and can be taken back exactly."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest

from builders.adjust_cases import LEDGER
from builders.small_budget import budget_text
from builders.workbook_edit import plain_value as plain
from yugong.budget.adjusted import AppliedAdjustment, apply_adjustment
from yugong.budget.adjustment import ADJUSTMENT, LISTS, RowChanges, attribute_of
from yugong.budget.budget import Budget
from yugong.budget.ledger_state import LedgerState, initial_state
from yugong.budget.trail import trail_of
from yugong.findings import Place
from yugong.reading.located_yaml import Location, parse_yaml, written_path

HEAD = "批次: 第一次调整\n日期: 2026-06-30\n文号: 某财预〔2026〕35号\n原因: 压减一般性支出\n"


def base(ledger: str = LEDGER, **parts: str) -> LedgerState:
    located, _ = parse_yaml(budget_text(ledger=ledger, **parts).encode(), "budget.yaml")
    assert located is not None
    return initial_state(located.value, located.place)


def adjusted(standing: LedgerState, text: str, head: str = HEAD) -> AppliedAdjustment:
    located, _ = parse_yaml((head + text).encode(), "调整.yaml")
    assert located is not None
    return apply_adjustment(standing, ADJUSTMENT.model_validate(located.value), located.place)


def undone(applied: AppliedAdjustment) -> AppliedAdjustment:
    return apply_adjustment(applied.state, applied.inverse, _nowhere)


def _nowhere(location: Location) -> Place:
    return Place("撤销.yaml", path=written_path(location))


def codes(applied: AppliedAdjustment) -> list[str]:
    return [finding.code for finding in applied.findings]


CUT = """\
收支明细:
  修改:
  - {原: {支出类别: 公用经费, 部门经济科目: 30201}, 新: {金额: 50000.00}}
"""


def test_a_changed_row_has_what_is_new_and_keeps_the_rest() -> None:
    applied = adjusted(base(), CUT)

    assert codes(applied) == []
    assert applied.state.value["收支明细"][1] == {
        "支出类别": "公用经费",
        "功能科目": "2012604",
        "部门经济科目": "30201",
        "金额": "50000.00",
    }


def test_what_is_not_named_is_not_touched() -> None:
    standing = base()
    before = copy.deepcopy(standing.value)
    after = adjusted(standing, CUT).state.value

    assert standing.value == before
    assert {name for name in after if after[name] != before.get(name)} == {"收支明细", "预算调整"}
    assert [row for index, row in enumerate(after["收支明细"]) if index != 1] == [
        row for index, row in enumerate(before["收支明细"]) if index != 1
    ]


def test_an_added_row_is_at_the_end_or_at_the_place_given() -> None:
    text = """\
收支明细:
  增加:
  - {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30202, 金额: 1000.00}
  - {位置: 3, 支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30203, 金额: 2000.00}
"""
    rows = adjusted(base(), text).state.value["收支明细"]

    codes_in_order = [row["部门经济科目"] for row in rows]
    assert codes_in_order == ["30101", "30201", "30203", "30227", "30227", "30202"]
    assert all("位置" not in row for row in rows)


def test_a_removed_row_is_gone() -> None:
    applied = adjusted(base(), "收支明细:\n  删除:\n  - {部门经济科目: 30227, 年份: 上年结转}\n")

    assert codes(applied) == []
    assert [row["金额"] for row in applied.state.value["收支明细"]] == [
        "600000.00",
        "80000.00",
        "300000.00",
    ]


@pytest.mark.parametrize(
    "named",
    [
        "{项目: 档案数字化, 年份: 本年}",
        "{项目: XM1, 资金来源: 一般公共预算, 年份: 本年}",
        "{单位: 某县档案馆, 金额: 300000}",
        "{位置: 3}",
    ],
    ids=["usual year", "project by its code", "the only unit, amount in other words", "number"],
)
def test_a_row_is_found_by_what_it_means(named: str) -> None:
    projects = budget_text().split("项目:\n")[1].split("整体绩效:")[0]
    coded = "项目:\n" + projects.replace("- 名称", "- 编码: XM1\n  名称", 1)
    applied = adjusted(base(projects=coded), f"收支明细:\n  删除:\n  - {named}\n")

    assert codes(applied) == []
    assert [row["金额"] for row in applied.state.value["收支明细"]] == [
        "600000.00",
        "80000.00",
        "20000.00",
    ]


def test_an_empty_new_field_is_taken_out() -> None:
    ledger = LEDGER.replace("金额: 80000.00", "金额: 80000.00, 备注: 待核")
    text = "收支明细:\n  修改:\n  - {原: {备注: 待核}, 新: {备注: }}\n"
    applied = adjusted(base(ledger), text)

    assert codes(applied) == []
    assert "备注" not in applied.state.value["收支明细"][1]
    [detail] = applied.record.rows if applied.record else ()
    assert (detail.before, detail.after, detail.changes) == (Decimal(80000), Decimal(80000), "备注")


def test_the_form_of_a_project_changes_field_by_field() -> None:
    text = """\
项目:
  修改:
  - 原: {名称: 档案数字化}
    新:
      年度目标: 完成八万页扫描。
      指标:
      - {一级: 产出指标, 二级: 数量指标, 三级: 扫描页数, 指标值: ≥8万页}
"""
    applied = adjusted(base(), text)
    [project] = applied.state.value["项目"]

    assert codes(applied) == []
    assert project["年度目标"] == "完成八万页扫描。"
    assert [indicator["指标值"] for indicator in project["指标"]] == ["≥8万页"]
    assert project["概况"] == "扫描馆藏纸质档案。"


def test_reasons_text_and_the_date_are_set() -> None:
    text = """\
公开日期: 2026-07-10
变动原因: {支出.总计: 压减办公费}
文字: {其他说明: 已按程序调整。, 政府购买服务: }
"""
    value = adjusted(base(), text).state.value

    assert value["部门"]["公开日期"] == "2026-07-10"
    assert value["变动原因"] == {"支出.总计": "压减办公费"}
    assert value["文字"] == {"其他说明": "已按程序调整。"}


# --- the trail --------------------------------------------------------------------------------


def test_the_trail_says_what_a_batch_did() -> None:
    applied = adjusted(base(), CUT)
    budget = Budget.model_validate(applied.state.value)
    [record] = budget.adjustments

    assert record == applied.record
    assert (record.batch, record.number) == ("第一次调整", "某财预〔2026〕35号")
    assert (record.before, record.after) == (Decimal(1000000), Decimal(970000))
    [row] = record.rows
    assert (row.table, row.operation, row.row) == (
        "收支明细",
        "修改",
        "公用经费 / 2012604 / 30201",
    )
    assert (row.before, row.after) == (Decimal(80000), Decimal(50000))


SECOND = HEAD.replace("第一次", "第二次").replace("06-30", "09-30")


def test_a_row_is_followed_through_its_batches() -> None:
    added = """\
收支明细:
  增加:
  - {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30202, 金额: 1000.00}
"""
    changed = """\
收支明细:
  修改:
  - {原: {部门经济科目: 30202}, 新: {部门经济科目: 30203, 金额: 1500.00}}
"""
    first = adjusted(base(), added)
    budget = Budget.model_validate(adjusted(first.state, changed, SECOND).state.value)
    touched = trail_of(budget.adjustments, budget.ledger[-1])

    assert [(record.batch, row.operation) for record, row in touched] == [
        ("第一次调整", "增加"),
        ("第二次调整", "修改"),
    ]
    assert touched[1][1].became == "公用经费 / 2012604 / 30203"
    assert trail_of(budget.adjustments, budget.ledger[0]) == ()


def test_sorting_the_ledger_does_not_lose_the_trail() -> None:
    value = adjusted(base(), CUT).state.value
    turned = Budget.model_validate({**value, "收支明细": value["收支明细"][::-1]})

    assert len(trail_of(turned.adjustments, turned.ledger[2])) == 1


def test_a_row_removed_and_added_again_is_a_new_row() -> None:
    gone = adjusted(base(), "收支明细:\n  删除:\n  - {部门经济科目: 30201}\n")
    again = """\
收支明细:
  增加:
  - {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30201, 金额: 80000.00}
"""
    budget = Budget.model_validate(adjusted(gone.state, again, SECOND).state.value)

    touched = trail_of(budget.adjustments, budget.ledger[-1])
    assert [record.batch for record, _ in touched] == ["第二次调整"]


# --- the way back -----------------------------------------------------------------------------

EVERYTHING = """\
公开日期: 2026-07-10
收支明细:
  增加:
  - {位置: 1, 支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30202, 金额: 1000.00}
  删除:
  - {部门经济科目: 30101}
  修改:
  - {原: {部门经济科目: 30201}, 新: {金额: 50000.00, 备注: 压减}}
年终结转:
  增加:
  - {功能科目: 2012604, 金额: 100.00}
政府采购:
  增加:
  - {类别: 货物, 名称: 扫描仪, 金额: 35000.00}
项目:
  修改:
  - {原: {名称: 档案数字化}, 新: {项目期: 2年, 实施期资金: {市县财政资金: 400000.00}}}
变动原因: {支出.总计: 压减办公费}
文字: {其他说明: }
"""


def test_the_inverse_gives_the_ledger_back_and_its_inverse_the_adjustment() -> None:
    standing = base()
    applied = adjusted(standing, EVERYTHING)
    back = undone(applied)
    again = undone(back)

    assert codes(applied) == codes(back) == codes(again) == []
    assert back.state.value == standing.value
    assert again.state.value == applied.state.value
    assert [str(key) for key in back.state.value] == [str(key) for key in standing.value]


def test_of_rows_that_are_the_same_the_right_one_comes_back() -> None:
    row = "- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30201, 金额: 80000.00}\n"
    standing = base(LEDGER + row + row)
    applied = adjusted(standing, "收支明细:\n  修改:\n  - {原: {位置: 5}, 新: {金额: 1.00}}\n")

    assert applied.state.value["收支明细"][4]["金额"] == "1.00"
    assert undone(applied).state.value == standing.value


def test_only_the_last_batch_can_be_taken_back() -> None:
    first = adjusted(base(), CUT)
    second = adjusted(first.state, "文字: {其他说明: 略}\n", SECOND)
    refused = apply_adjustment(second.state, first.inverse, _nowhere)

    assert "B048" in codes(refused)


def test_every_list_of_an_adjustment_is_one_of_the_ledger() -> None:
    for adjustable in LISTS:
        assert attribute_of(Budget, adjustable.name)
        changes: Any = getattr(
            ADJUSTMENT.model_validate(plain(HEAD)), attribute_of(ADJUSTMENT, adjustable.name)
        )
        assert isinstance(changes, RowChanges)
        assert not changes
