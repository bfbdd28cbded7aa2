"""Small templates: what one cell, one loop or one merge comes out as."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Alignment
from python_calamine import CalamineWorkbook

from builders.template_workbooks import workbook
from builders.xlsx_package import sample_package, sample_tables
from yugong.findings import FindingsError
from yugong.standard.names import Listing, Names, TableView
from yugong.standard.package import Package
from yugong.writing.xlsx import compile_workbook, read_back_workbook


def values(path: Path, sheet: str) -> list[list[Any]]:
    """The cells of a sheet as calamine reads them."""
    book = CalamineWorkbook.from_path(str(path))
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def small(tmp_path: Path, cells: dict[str, object], package: Package | None = None) -> Path:
    """A package through a one-sheet template of these cells."""
    path = tmp_path / "小.xlsx"
    template = compile_workbook(workbook({"甲": cells}), "小.xlsx")
    template.write(path, package or sample_package(1))
    return path


def test_a_fact_is_a_number_in_the_unit_of_its_filter(tmp_path: Path) -> None:
    cells: dict[str, object] = {
        "A1": "{{ 年度 }}",
        "B1": "{{ 支出.合计 | 万元 }}",
        "C1": "{{ 支出.合计 | 元 }}",
        "D1": "{{ 支出.合计 | 上年元 }}",
        "E1": "共{{ 支出.合计 | 万元 }}万元",
        "F1": "{{ 年度 }}",
    }
    path = small(tmp_path, cells)
    assert values(path, "甲")[0] == [
        2026,
        4754.230045,
        47542300.45,
        1000.5,
        "共4,754.23万元",
        2026,
    ]
    assert openpyxl.load_workbook(path)["甲"]["B1"].number_format == "#,##0.00"


def test_a_table_in_yuan_is_written_in_yuan(tmp_path: Path) -> None:
    package = sample_package(1)
    table = replace(package.tables[9], unit="元")
    context = {**package.context, "表": Names("表", {"甲表": TableView(table)})}
    cells: dict[str, object] = {
        "A1": "{%tr for 行 in 表.甲表.行 %}",
        "A2": "{{ 行.项目 }}",
        "B2": "{{ 行.合计 }}",
        "A3": "{%tr endfor %}",
    }
    path = small(tmp_path, cells, replace(package, context=context))
    assert [line[1] for line in values(path, "甲")] == [3750000, 3654000.45, 7404000.45]


def test_a_table_with_a_column_between_is_still_read_back(tmp_path: Path) -> None:
    package = sample_package(2)
    only = replace(package, tables=(package.tables[2],), context={**package.context})
    only = replace(only, context={**only.context, "项目绩效": Listing([])})
    cells: dict[str, object] = {
        "A1": "{{ 表.预算支出总表.标题 }}",
        "A2": "{%tr for 行 in 表.预算支出总表.行 %}",
        "A3": "{{ loop.index }}",
        "B3": "{{ 行.科目编码 }}",
        "C3": "{{ 行.科目名称 }}",
        "D3": "——",
        "E3": "{{ 行.合计 }}",
        "F3": "{{ 行.基本支出 }}",
        "G3": "{{ 行.项目支出 }}",
        "A4": "{%tr endfor %}",
    }
    path = small(tmp_path, cells, only)
    assert read_back_workbook(path, only) == []
    assert openpyxl.load_workbook(path)["甲"]["E3"].value == "=F3+G3"


def test_columns_that_changed_places_are_not_read_back_as_right(tmp_path: Path) -> None:
    package = sample_package(1)
    only = replace(package, tables=(package.tables[2],))
    only = replace(only, context={**only.context, "项目绩效": Listing([])})
    cells: dict[str, object] = {
        "A1": "{{ 表.预算支出总表.标题 }}",
        "A2": "{%tr for 行 in 表.预算支出总表.行 %}",
        "A3": "{{ 行.科目编码 }}",
        "B3": "{{ 行.科目名称 }}",
        "C3": "{{ 行.合计 }}",
        "D3": "{{ 行.项目支出 }}",
        "E3": "{{ 行.基本支出 }}",
        "A4": "{%tr endfor %}",
    }
    assert {f.code for f in read_back_workbook(small(tmp_path, cells, only), only)} == {"D001"}


def test_a_total_whose_addends_are_not_printed_is_a_plain_number(tmp_path: Path) -> None:
    cells: dict[str, object] = {
        "A1": "{%tr for 行 in 表.预算支出总表.行 %}",
        "A2": "{{ 行.合计 }}",
        "A3": "{%tr endfor %}",
    }
    sheet = openpyxl.load_workbook(small(tmp_path, cells))["甲"]
    assert sheet["A1"].value == 4680.335521


def test_a_link_to_no_sheet_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(FindingsError) as caught:
        small(tmp_path, {"A1": "{%链接 '表' ~ 年度 %}去"})
    findings = [(f.code, f.place.cell, f.actual) for f in caught.value.findings]
    assert findings == [("S003", "A1", "链接到“表2026”")]


def test_a_vertical_merge_ends_with_its_run(tmp_path: Path) -> None:
    cells: dict[str, object] = {
        "A1": "{%竖并 false %}上无可并",
        "A2": "{%tr for 行 in 表.预算支出总表.行 %}",
        "A3": "{%竖并 行.级次 == 1 or 行.合计行 %}{{ 行.科目名称 }}",
        "B3": "{{ 行.科目编码 }}",
        "A4": "{%tr endfor %}",
        "A5": "完",
    }
    sheet = openpyxl.load_workbook(small(tmp_path, cells))["甲"]
    assert sorted(str(area) for area in sheet.merged_cells.ranges) == ["A3:A6", "A7:A9"]
    assert sheet["A1"].value == "上无可并"
    assert sheet["A3"].value == "一般公共服务支出"
    assert sheet["A10"].value == "完"


def test_long_text_in_a_vertical_merge_stretches_its_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "{%竖并 true %}" + "很长的文字" * 60
    sheet["A2"] = "{%竖并 false %}"
    sheet["A1"].alignment = Alignment(wrap_text=True)
    source, path = tmp_path / "源.xlsx", tmp_path / "小.xlsx"
    book.save(source)
    compile_workbook(source.read_bytes(), "小.xlsx").write(path, sample_package(1))
    heights = [openpyxl.load_workbook(path).worksheets[0].row_dimensions[r].height for r in (1, 2)]
    assert heights[0] == heights[1]
    assert heights[0] > 300


def test_a_value_without_text_of_its_own_is_refused(tmp_path: Path) -> None:
    template = compile_workbook(workbook({"甲": {"A1": "见{{ 部门 }}"}}), "甲.xlsx")
    with pytest.raises(FindingsError) as caught:
        template.write(tmp_path / "甲.xlsx", sample_package(1))
    assert [(f.code, f.place.cell) for f in caught.value.findings] == [("S004", "A1")]


def test_nested_loops_with_conditions_inside_cells(tmp_path: Path) -> None:
    cells = {
        "A1": "{%tr for 张 in 全部表 %}",
        "A2": "{%tr for 注 in 张.注 if not 张.无数据 %}",
        "A3": "{% if loop.first %}首{% else %}续{% endif %}：{{ 注 }}",
        "A4": "{%tr else %}",
        "A5": "{{ 张.编号 }}无注",
        "A6": "{%tr endfor %}",
        "A7": "{%tr endfor %}",
    }
    path = tmp_path / "甲.xlsx"
    compile_workbook(workbook({"甲": cells}), "甲.xlsx").write(path, sample_package(1))
    column = [line[0] for line in values(path, "甲")]
    assert column[:3] == ["首：注：部分金额因四舍五入存在尾差", "2无注", "3无注"]
    assert len(column) == 13


def test_two_sheets_of_one_name_are_a_finding(tmp_path: Path) -> None:
    cells = {"A1": "{%sheet 名 同名 %}", "A2": "字"}
    template = compile_workbook(workbook({"甲": cells, "乙": cells}), "甲.xlsx")
    with pytest.raises(FindingsError) as caught:
        template.write(tmp_path / "甲.xlsx", sample_package(1))
    assert [(f.code, f.place.sheet) for f in caught.value.findings] == [("S004", "乙")]


def test_every_total_of_the_sample_is_the_sum_of_its_addends() -> None:
    for table in sample_tables(4):
        names = [column.name for column in table.columns]
        for line in table.rows:
            for name in names:
                total = line.cells[name]
                parts = [table.rows[r].cells[names[c]].amount or 0 for r, c in total.addends]
                assert not total.addends or sum(parts) == total.amount, (
                    table.title,
                    line.key,
                    name,
                )
