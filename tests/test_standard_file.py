"""A standard's YAML file: every name in it is checked, with the nearest that exists."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from yugong.findings import Finding, Place
from yugong.standard import library
from yugong.standard.library import load_standard, shipped_names, shipped_standards

_SHIPPED = Path(library.__file__).parent.parent / "templates"


def faults(folder: Path, old: str, new: str) -> list[Finding]:
    """The findings of the Shanxi standard with one passage changed."""
    for name in ("docx", "xlsx"):
        shutil.copytree(_SHIPPED / name, folder / name)
    text = (_SHIPPED / "shanxi-2025.yaml").read_text(encoding="utf-8")
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
    ("old", "new", "found", "expected"),
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
    ],
)
def test_a_name_that_does_not_exist_is_found(
    tmp_path: Path, old: str, new: str, found: str, expected: str
) -> None:
    said = [(one.code, one.found, one.expected) for one in faults(tmp_path, old, new)]

    assert ("S002", found, expected) in said


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    [finding] = faults(tmp_path, "{word: docx/shanxi-2025.docx", "{word: docx/none.docx")

    assert (finding.code, finding.found) == ("R001", "docx/none.docx")


def test_an_unknown_field_in_a_standard_is_answered_with_the_right_one(tmp_path: Path) -> None:
    findings = faults(tmp_path, "空表注:", "空表註:")

    assert ("B001", "是否为“空表注”？") in [(one.code, one.expected) for one in findings]
    assert all(one.place.line for one in findings if one.code == "B001")


@pytest.mark.parametrize("name", ["shanxi-2023", "hebei-2023"])
def test_a_standard_without_templates_serves_to_check_and_not_to_build(name: str) -> None:
    loaded, [finding] = load_standard(name, Place())

    assert loaded is None
    assert (finding.code, finding.found, finding.expected) == ("S011", name, "shanxi-2025")
    assert name not in shipped_names()
    assert name in [standard.name for standard in shipped_standards()]


def test_every_standard_calls_the_same_tables_and_columns_by_the_same_names() -> None:
    known = {table.name for table in shipped_standards()[-1].tables}
    shared = {
        standard.name: sum(table.name in known for table in standard.tables)
        for standard in shipped_standards()
    }

    assert shared == {"hebei-2023": 8, "shanxi-2023": 13, "shanxi-2025": 13}
