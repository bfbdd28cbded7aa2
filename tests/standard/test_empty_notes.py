"""The note under a table without data names what the department does not have."""

from __future__ import annotations

import pytest

from yugong.standard.empty_notes import empty_content
from yugong.standard.library import shipped_standards
from yugong.standard.schema import TableSpec


def _table(blocks: list[dict[str, object]], **selection: object) -> TableSpec:
    return TableSpec.model_validate(
        {"名称": "甲", "编号": "1", "表号": "", "标题": "某表", "取": selection, "块": blocks}
    )


def _block(rows: list[object], **selection: object) -> dict[str, object]:
    columns = [{"名": "项目", "表头": "项目", "文字": "名称"}, {"名": "合计", "表头": "合计"}]
    return {"列": columns, "取": selection, "行": rows}


_TOTAL = {"题": "合计", "等于": "以下", "合计行": "是"}
_ACCOUNTS = {"展开": "功能科目"}


@pytest.mark.parametrize(
    ("selection", "content"),
    [
        ({"来源": "政府性基金预算"}, "政府性基金预算支出"),
        ({"来源": "政府性基金预算", "量": "收入科目"}, "政府性基金预算收入"),
        ({"来源": "国有资本经营预算", "类别": "项目支出"}, "国有资本经营预算安排的项目支出"),
        (
            {"类别": "项目支出", "年份": "上年结转", "来源": "财政拨款"},
            "用上年结转资金安排的项目支出",
        ),
        ({"来源": "财政拨款", "类别": "公用经费", "单位性质": "机关"}, "机关运行经费"),
        ({}, "这项预算"),
    ],
)
def test_the_words_follow_from_what_the_table_selects(
    selection: dict[str, object], content: str
) -> None:
    assert empty_content(_table([_block([_TOTAL, _ACCOUNTS])], **selection)) == content


def test_a_table_of_income_and_expenditure_says_both() -> None:
    income = _block([_TOTAL, {"展开": "收入科目"}], 量="收入科目")
    expenditure = _block([_TOTAL, _ACCOUNTS])

    spec = _table([income, expenditure], 来源="国有资本经营预算")

    assert empty_content(spec) == "国有资本经营预算收支"


def test_rows_that_all_choose_such_accounts_decide_and_one_that_does_not_decides_nothing() -> None:
    travel = {"题": "因公出国（境）费", "取": {"部门经济科目": ["30212"]}}
    meals = {"题": "公务接待费", "取": {"部门经济科目": ["3021701"]}}

    assert empty_content(_table([_block([travel, meals])], 来源="财政拨款")) == "“三公”经费"
    assert empty_content(_table([_block([travel, {"题": "其他"}])], 来源="财政拨款")) == "这项预算"


def test_no_shipped_table_of_one_fund_leaves_its_fund_unnamed() -> None:
    for standard in shipped_standards():
        for spec in standard.tables:
            if spec.selection.get("来源") == "政府性基金预算":
                assert "政府性基金预算" in empty_content(spec)
