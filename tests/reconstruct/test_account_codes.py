"""A code that no ledger can have becomes the one that is meant, and the change is named."""

from __future__ import annotations

from decimal import Decimal

import pytest

from builders.published_miniature import package, table
from builders.workbook_edit import catalogue
from yugong.findings import Place
from yugong.reconstruct.account_codes import with_known_codes
from yugong.reconstruct.text_value import without_contrary_sums

BASIC = table(
    "基本支出经济科目表",
    {"3012": {"合计": "1"}, "30101": {"合计": "2"}},
    labels={"3012": "津贴补贴", "30101": "基本工资"},
)


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("30101", "30101"),
        ("3012", "30102"),  # by its printed name
        ("302", "30299"),  # 其他商品和服务支出
        ("3029", "30299"),  # no such level
        ("99901", "99901"),  # left for people to judge
    ],
)
def test_an_economic_code_becomes_one_of_the_last_level(code: str, meant: str) -> None:
    row = {"功能科目": "2012604", "部门经济科目": code, "金额": "1.00"}

    value, findings = with_known_codes(
        {"收支明细": [row]}, package(tables=[BASIC]), catalogue(), Place()
    )

    assert [each["部门经济科目"] for each in value["收支明细"]] == [meant]
    assert [finding.code for finding in findings] == ([] if code == meant else ["R081"])


def test_a_function_printed_only_as_a_class_gets_an_account_below_it() -> None:
    row = {"功能科目": "20126", "部门经济科目": "30101", "金额": "1.00"}

    value, [finding] = with_known_codes({"收支明细": [row]}, package(), catalogue(), Place())

    assert value["收支明细"][0]["功能科目"] == "2012699"
    assert finding.actual == "功能科目 20126"
    assert finding.expected.startswith("写作 2012699")


def test_a_code_that_the_ledger_names_itself_stays() -> None:
    value = {
        "科目补充": [{"类型": "支出功能分类", "编码": "2012677", "名称": "甲"}],
        "收支明细": [{"功能科目": "2012677", "部门经济科目": "30101", "金额": "1.00"}],
    }

    assert with_known_codes(value, package(), catalogue(), Place()) == (value, [])


@pytest.mark.parametrize(("whole", "kept"), [("3", True), ("4", False)])
def test_a_sum_of_last_year_that_is_not_of_its_parts_is_left_out(whole: str, kept: bool) -> None:
    previous = {
        "支出.基本支出": Decimal(whole),
        "支出.人员经费": Decimal(2),
        "支出.公用经费": Decimal(1),
    }

    after, findings = without_contrary_sums(previous, Place())

    assert ("支出.基本支出" in after) == kept
    assert [finding.code for finding in findings] == ([] if kept else ["R080"])
