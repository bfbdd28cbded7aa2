"""The Excel template: its tags, its faults, and the one that comes with the program."""

from __future__ import annotations

import io
from collections.abc import Mapping

import openpyxl
import pytest
from openpyxl.comments import Comment

from builders.template_workbooks import workbook
from builders.xlsx_package import TEMPLATE, sample_package, sample_tables
from yugong.findings import Finding, Severity
from yugong.writing.xlsx import XlsxTemplate, compile_workbook
from yugong.writing.xlsx.dump import dump_workbook


def compiled(cells: Mapping[str, object], *merges: str) -> XlsxTemplate:
    return compile_workbook(workbook({"甲": cells}, {"甲": merges}), "甲.xlsx")


def faults(template: XlsxTemplate, *codes: str) -> list[tuple[str, str | None, str]]:
    """Code, cell and finding, of the given codes."""
    findings: list[Finding] = template.problems(sample_package(1))
    return [(f.code, f.place.cell, f.actual) for f in findings if f.code in codes]


def test_the_shanxi_template_fits_the_names_of_a_package() -> None:
    template = compile_workbook(TEMPLATE.read_bytes(), "shanxi-2025.xlsx")
    assert template.problems(sample_package(2)) == []


def test_every_unknown_name_is_reported_at_once_with_its_cell() -> None:
    template = compiled(
        {
            "A1": "{{ 年渡 }}年",
            "A2": "{%tr for 行 in 表.预算支出总表.行 %}",
            "A3": "{{ 行.科目编号 }}",
            "B3": "{{ 行.合计 | 万圆 }}",
            "A4": "{%tr endfor %}",
        }
    )
    assert faults(template, "S003") == [
        ("S003", "A1", "年渡"),
        ("S003", "A3", "行.科目编号"),
        ("S003", "B3", "| 万圆"),
    ]


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"A1": "{%tr for 行 in 表.预算支出总表.行 %}", "A2": "{{ 行.合计 }}"}, "A1"),
        ({"A1": "字", "A2": "{%tr endfor %}"}, "A2"),
        ({"A1": "{%tr if 年度 %}", "A2": "{%tr endfor %}", "A3": "{%tr endif %}"}, "A2"),
        ({"A1": "{{ 年度 "}, "A1"),
        ({"A1": "{%tr for 行 in 表.预算支出总表.行 %}", "B1": "旁边有字"}, "A1"),
        ({"A1": "前面有字{%竖并 true %}"}, "A1"),
        ({"A1": "{%图 三公经费 圆图 %}"}, "A1"),
        ({"A1": "{%sheet 循环 项目绩效 %}"}, "A1"),
    ],
)
def test_a_tag_written_wrong_is_a_finding_at_its_cell(
    cells: Mapping[str, object], place: str
) -> None:
    assert ("S004", place) in [fault[:2] for fault in faults(compiled(cells), "S004")]


@pytest.mark.parametrize(
    "text",
    ["{{ 年度 + 1 }}", "{{ 部门.名称() }}", "{% set 甲 = 1 %}", "{{ 全部表[0] }}", "=SUM(A2:A3)"],
)
def test_what_the_language_lacks_is_refused(text: str) -> None:
    assert [fault[:2] for fault in faults(compiled({"A1": text}), "S007")] == [("S007", "A1")]


def test_a_loop_over_something_that_is_no_list_is_a_finding() -> None:
    template = compiled({"A1": "{%tr for 甲 in 年度 %}", "A2": "字", "A3": "{%tr endfor %}"})
    assert [fault[:2] for fault in faults(template, "S004")] == [("S004", "A1")]


def test_a_required_table_that_no_sheet_prints_is_missing() -> None:
    names = [name for _, _, name in faults(compiled({"A1": "空"}), "S005")]
    assert names == [table.name for table in sample_tables(1)]


def test_a_column_left_out_of_a_table_is_reported() -> None:
    template = compiled(
        {
            "A1": "{%tr for 行 in 表.预算支出总表.行 %}",
            "A2": "{{ 行.科目编码 }}",
            "B2": "{{ 行.科目名称 }}",
            "C2": "{{ 行.合计 }}",
            "A3": "{%tr endfor %}",
        }
    )
    assert faults(template, "S009") == [
        ("S009", "A1", "表“预算支出总表”没有列：基本支出、项目支出")
    ]


def test_a_merged_area_may_not_reach_across_a_tag_row() -> None:
    cells = {"A1": "字", "B1": "并", "A2": "{%tr if 年度 %}", "A3": "字", "A4": "{%tr endif %}"}
    assert faults(compiled(cells, "B1:B3"), "S007")[0] == ("S007", "B1", "合并区域跨过标签行")
    assert faults(compiled(cells), "S007") == []


def test_a_chart_without_its_data_rows_is_reported() -> None:
    template = compiled({"A1": "{%图 三公经费 饼图 %}三公"})
    assert faults(template, "S004") == [("S004", "A1", "三公经费")]


def test_hidden_sheets_and_comments_are_left_out_with_a_note() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook({"甲": {"A1": "字"}, "乙": {"A1": "字"}})))
    book["乙"].sheet_state = "hidden"
    book["甲"]["A1"].comment = Comment("批注", "某人")
    target = io.BytesIO()
    book.save(target)
    notes = compile_workbook(target.getvalue(), "甲.xlsx").problems(sample_package(1))
    noted = {note.actual for note in notes if note.severity is Severity.INFO}
    assert noted == {"隐藏的工作表", "批注"}


def test_the_same_bytes_are_compiled_once() -> None:
    data = workbook({"甲": {"A1": "字"}})
    assert compile_workbook(data, "甲.xlsx") is compile_workbook(bytes(bytearray(data)), "甲.xlsx")


def test_the_dump_shows_cells_looks_merges_and_print_settings() -> None:
    text = dump_workbook(TEMPLATE.read_bytes())
    assert text == dump_workbook(TEMPLATE.read_bytes())
    sheet = text[text.index("== 表3\n") : text.index("== 表4\n")]
    assert "纸张 9 纵向；1 页宽 0 页高；居中 水平" in sheet
    assert "重复行 4-5" in sheet
    assert "{{ 表.预算支出总表.标题 }}" in sheet
    assert "方正小标宋简体 20" in sheet
