"""An adjustment names the amounts in forms that it makes stale, and can rewrite them itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from builders.adjust_cases import HEAD, base_file, batch
from builders.small_budget import OVERALL, PROJECTS
from yugong.budget.file_value import file_value
from yugong.findings import Finding
from yugong.intake.adjustment_file import read_adjustment
from yugong.intake.budget_file import read_budget
from yugong.jobs.adjust import AdjustResult, adjust_ledger
from yugong.jobs.build import build
from yugong.jobs.ledger_file import write_adjustment

MORE = """\
收支明细:
  修改:
  - {原: {项目: 档案数字化, 年份: 本年}, 新: {金额: 360000.00}}
"""
"""档案数字化 had 30万元 this year and 2万元 carried over."""

FORMS = PROJECTS.replace("扫描馆藏纸质档案。", "投入30万元，按2万元结转资金续扫。").replace(
    "上半年招标", "3台×10万元=30万元，上半年招标"
)
FIELDS = ["项目[1].概况", "项目[1].实施计划", "整体绩效.栏目.年度绩效目标"]
WHOLE = OVERALL.replace("完成年度数字化任务。", "以100万元支出完成年度数字化任务。")


def _adjusted(folder: Path, text: str = MORE, **options: Any) -> AdjustResult:
    base = base_file(folder, projects=FORMS, overall=WHOLE)
    return adjust_ledger(base, [batch(folder, text)], folder / "调整后.yaml", **options)


def _stale(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.place.path for finding in findings if finding.code == "B037"]


def test_the_report_lists_every_field_that_names_the_old_money(tmp_path: Path) -> None:
    result = _adjusted(tmp_path)

    assert _stale(result.findings) == FIELDS
    listed = result.as_json()["待更新"]
    assert isinstance(listed, list)
    assert listed[0] == {
        "项目": "档案数字化",
        "栏目": "概况",
        "文字": "投入30万元，按2万…",
        "原因": "调整前的金额",
        "现有资金": "360000.00",
    }


def test_a_batch_may_carry_the_new_words_of_the_forms(tmp_path: Path) -> None:
    text = MORE + (
        "项目:\n"
        "  修改:\n"
        "  - 原: {名称: 档案数字化}\n"
        "    新: {概况: 投入36万元。, 实施计划: 3台×12万元=36万元。}\n"
        "整体绩效:\n"
        "  栏目: {年度绩效目标: 以106万元支出完成任务。}\n"
    )

    assert _adjusted(tmp_path, text).stale == ()


def test_words_that_were_stale_before_the_batch_are_not_listed_again(tmp_path: Path) -> None:
    first = _adjusted(tmp_path)
    head = HEAD.replace("第一次", "第二次")
    second = batch(tmp_path, "公开日期: 2026-07-10\n", head=head, name="再调整.yaml")

    assert adjust_ledger(first.file, [second], tmp_path / "再调整后.yaml").stale == ()


def _words(files: tuple[Path, ...]) -> list[str]:
    """All text in the tables of the Word file and in the Excel file."""
    word, book = (
        next(path for path in files if path.suffix == suffix) for suffix in (".docx", ".xlsx")
    )
    rows = [row for table in Document(str(word)).tables for row in table.rows]
    cells = [cell for sheet in load_workbook(book) for row in sheet.iter_rows() for cell in row]
    return [
        "".join(cell.text for row in rows for cell in row.cells),
        "".join(str(cell.value) for cell in cells if cell.value),
    ]


def test_a_draft_marks_the_stale_amounts_in_both_files(tmp_path: Path) -> None:
    built = build(_adjusted(tmp_path).file, tmp_path / "out", draft=True, layout=False)

    assert _stale(built.findings) == FIELDS
    assert not [finding for finding in built.findings if finding.code == "W01"]
    for text in _words(built.files):
        assert "投入【30万元待更新】，按2万元结转资金续扫。" in text
        assert "【3台×10万元=30万元待更新】，上半年招标" in text
        assert "以【100万元待更新】支出" in text


@pytest.mark.parametrize("suffix", ["yaml", "xlsx"])
def test_the_form_of_the_department_is_adjusted_and_given_back(suffix: str, tmp_path: Path) -> None:
    base = base_file(tmp_path, overall=WHOLE)
    text = (
        "整体绩效:\n"
        "  栏目: {年度绩效目标: 改后的目标。, 部门战略目标: }\n"
        "  指标:\n"
        "  - {一级: 产出指标, 二级: 数量指标, 三级: 扫描页数, 指标值: ≥8万页}\n"
    )
    given, _ = read_adjustment(batch(tmp_path, text))
    assert given is not None
    file, back = tmp_path / f"批.{suffix}", tmp_path / f"撤销.{suffix}"
    write_adjustment(file, file_value(given.adjustment), 2026)

    after = adjust_ledger(base, [file], tmp_path / "后.yaml", inverse=back).file
    restored = adjust_ledger(after, [back], tmp_path / "原.yaml").file

    changed, original, again = (read_budget(path)[0] for path in (after, base, restored))
    assert changed is not None
    assert original is not None
    assert again is not None
    assert changed.budget.overall is not None
    assert changed.budget.overall.fields["年度绩效目标"] == "改后的目标。"
    assert "部门战略目标" not in changed.budget.overall.fields
    assert [each.level3 for each in changed.budget.overall.indicators] == ["扫描页数"]
    rows = [(row.table, row.operation, row.row) for row in changed.budget.adjustments[0].rows]
    assert rows == [
        ("整体绩效", "修改", "年度绩效目标"),
        ("整体绩效", "删除", "部门战略目标"),
        ("整体绩效", "修改", "指标"),
    ]
    assert again.budget == original.budget
