"""A standard's YAML file: every name in it is checked, with the nearest that exists."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builders.places import TEMPLATES
from yugong.findings import Finding, Place
from yugong.standard.library import (
    find_standard,
    load_standard,
    shipped_names,
    shipped_standards,
)

_SHIPPED = TEMPLATES


def faults(folder: Path, old: str, new: str, of: str = "shanxi-2025") -> list[Finding]:
    """The findings of a shipped standard with one passage changed."""
    for name in ("docx", "xlsx"):
        shutil.copytree(_SHIPPED / name, folder / name)
    text = (_SHIPPED / f"{of}.yaml").read_text(encoding="utf-8")
    assert old in text
    path = folder / "own.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_standard(str(path), Place())[1]


def test_the_shipped_standard_is_found_by_name() -> None:
    loaded, findings = load_standard("shanxi-2025", Place())

    assert "shanxi-2025" in shipped_names()
    assert findings == []
    assert loaded is not None
    assert len(loaded.standard.tables) == 13


def test_a_bureaus_own_file_is_a_standard_too(tmp_path: Path) -> None:
    assert faults(tmp_path, "名称: shanxi-2025", "名称: 某市") == []


@pytest.mark.parametrize(
    ("old", "new", "actual", "expected"),
    [
        (
            "来源: 财政专户管理资金, 年份",
            "来源: 财政专户资金, 年份",
            "财政专户资金",
            "是否为“财政专户管理资金”？",
        ),
        ("幅度: [收入.总计,", "幅度: [收入.总和,", "收入.总和", "是否为“收入.总计”？"),
        (
            "    国有资产:\n      - {要素",
            "    国有资源:\n      - {要素",
            "国有资源",
            "是否为“国有资产”？",
        ),
        ("取: {类别: 基本支出}", "取: {类型: 基本支出}", "类型", "是否为“类别”？"),
        (
            "等于: [当年预算安排, 上年结转安排]",
            "等于: [当年预算, 上年结转安排]",
            "当年预算",
            "是否为“当年预算安排”？",
        ),
        (
            "等于: [本年收入合计, 上年结转]",
            "等于: [本年收入, 上年结转]",
            "本年收入",
            "是否为“本年收入合计”？",
        ),
        ("事实: 三公.合计", "事实: 三公.总计", "三公.总计", "是否为“三公.合计”？"),
        (
            "尾差注: {表: 预算收支总表",
            "尾差注: {表: 收支总表",
            "收支总表",
            "是否为“预算收支总表”？",
        ),
        ("  默认: 县区通用", "  默认: 县区", "县区", "是否为“县区通用”？"),
        ("名称: 预算支出总表", "名称: 预算收入总表", "预算收入总表", ""),
        (
            "公务接待费: 三公.公务接待费",
            "公务接待费: 三公.接待费",
            "三公.接待费",
            "是否为“三公.公务接待费”？",
        ),
        ("任一: [绩效.项目数]", "任一: [绩效.项目个数]", "绩效.项目个数", "是否为“绩效.项目数”？"),
        (
            "[在编人员数, 其他人员数]",
            "[在编人数, 其他人员数]",
            "在编人数",
            "是否为“在编人员数”？",
        ),
        ("{名: 上年结转安排,", "{名: 当年预算安排,", "当年预算安排", ""),
    ],
)
def test_a_name_that_does_not_exist_is_found(
    tmp_path: Path, old: str, new: str, actual: str, expected: str
) -> None:
    reported = [(fault.code, fault.actual, fault.expected) for fault in faults(tmp_path, old, new)]

    assert ("S002", actual, expected) in reported


@pytest.mark.parametrize(
    ("old", "new", "actual", "expected"),
    [
        ("单位: [单位规格,", "单位: [单位级别,", "单位级别", "是否为“单位规格”？"),
        (
            "价值: 国有资产.房屋价值",
            "价值: 国有资产.房屋价格",
            "国有资产.房屋价格",
            "是否为“国有资产.房屋价值”？",
        ),
        (
            "{价值: 国有资产.固定资产金额}",
            "{价格: 国有资产.固定资产金额}",
            "价格",
            "是否为“价值”？",
        ),
        ("题列: 科目名称", "题列: 科目名", "科目名", "是否为“科目名称”？"),
    ],
)
def test_a_name_of_the_budget_file_that_does_not_exist_is_found(
    tmp_path: Path, old: str, new: str, actual: str, expected: str
) -> None:
    found_faults = faults(tmp_path, old, new, of="hebei-2023")

    assert ("S002", actual, expected) in [
        (finding.code, finding.actual, finding.expected) for finding in found_faults
    ]


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    [finding] = faults(tmp_path, "{word: docx/shanxi-2025.docx", "{word: docx/none.docx")

    assert (finding.code, finding.actual) == ("R001", "docx/none.docx")


def test_an_unknown_field_in_a_standard_is_answered_with_the_right_one(tmp_path: Path) -> None:
    findings = faults(tmp_path, "空表注:", "空表註:")

    assert ("B001", "是否为“空表注”？") in [
        (finding.code, finding.expected) for finding in findings
    ]
    assert all(finding.place.line for finding in findings if finding.code == "B001")


def test_a_standard_without_templates_serves_to_check_and_not_to_build(tmp_path: Path) -> None:
    templates = "模板: {word: docx/shanxi-2025.docx, excel: xlsx/shanxi-2025.xlsx}\n"

    [finding] = faults(tmp_path, templates, "")
    checking, findings = find_standard(str(tmp_path / "own.yaml"), Place())

    assert (finding.code, finding.actual, finding.expected) == (
        "S011",
        "shanxi-2025",
        "、".join(shipped_names()),
    )
    assert checking is not None
    assert findings == []


def test_every_standard_calls_the_same_tables_and_columns_by_the_same_names() -> None:
    known = {table.name for table in shipped_standards()[-1].tables}
    shared = {
        standard.name: sum(table.name in known for table in standard.tables)
        for standard in shipped_standards()
    }

    assert shared == {"hebei-2023": 8, "national": 8, "shanxi-2023": 13, "shanxi-2025": 13}
