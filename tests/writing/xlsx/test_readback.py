"""A written workbook read back: whatever differs from the package is found at its cell."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from builders.xlsx_package import TEMPLATE, cell, form, sample_package
from yugong.standard.package import Package
from yugong.standard.table import Cell
from yugong.writing.xlsx import compile_workbook, read_back_workbook


@pytest.fixture
def built(tmp_path: Path) -> tuple[Path, Package]:
    package = sample_package(3)
    path = tmp_path / "公开表.xlsx"
    compile_workbook(TEMPLATE.read_bytes(), "t").write(path, package)
    return path, package


def changed(package: Package, table: str, row: int, column: str, content: Cell) -> Package:
    """The package with one cell replaced."""
    tables = []
    for printed in package.tables:
        if printed.name == table:
            rows = list(printed.rows)
            rows[row] = replace(rows[row], cells={**rows[row].cells, column: content})
            printed = replace(printed, rows=tuple(rows))
        tables.append(printed)
    return replace(package, tables=tuple(tables))


def test_what_was_written_is_what_was_meant(built: tuple[Path, Package]) -> None:
    assert read_back_workbook(*built) == []


@pytest.mark.parametrize(
    ("table", "row", "column", "content", "actual"),
    [
        ("预算支出总表", 3, "项目支出", cell("26713011.17"), "2671.391117"),
        ("预算支出总表", 3, "科目名称", Cell("机关事务"), "机关服务"),
        ("预算收支总表", 3, "支出合计", cell("1"), "4680.335521"),
        ("项目支出本年表", 1, "单位资金", cell("5000"), ""),
        ("政府性基金预算收入表", 0, "科目名称", Cell("土地"), ""),
    ],
)
def test_one_cell_that_differs_is_found(
    built: tuple[Path, Package], table: str, row: int, column: str, content: Cell, actual: str
) -> None:
    path, package = built
    findings = read_back_workbook(path, changed(package, table, row, column, content))
    cells = [f for f in findings if f.place.cell is not None]
    assert [(f.code, f.actual, f.expected) for f in cells] == [("D001", actual, content.text)]


def test_an_amount_must_round_half_up_to_what_is_published(built: tuple[Path, Package]) -> None:
    path, package = built
    up = changed(package, "预算支出总表", 3, "项目支出", Cell("2671.40", Decimal("26713911.17")))
    assert [f.expected for f in read_back_workbook(path, up)] == ["2671.40"]


def test_addends_that_do_not_add_up_are_found(built: tuple[Path, Package]) -> None:
    path, package = built
    total = package.tables[2].rows[0].cells["合计"]
    wrong = replace(total, addends=((0, 3),))
    findings = read_back_workbook(path, changed(package, "预算支出总表", 0, "合计", wrong))
    assert [f.actual for f in findings] == ["各项之和 20008598.59 元"]


def test_a_sheet_changed_by_hand_is_found(built: tuple[Path, Package]) -> None:
    path, package = built
    book = openpyxl.load_workbook(path, data_only=True)
    book["表5"]["A7"] = "201 "
    del book["绩效002"]
    book["绩效003"]["D8"] = "1"
    book.save(path)
    findings = read_back_workbook(path, package)
    assert [(f.place.sheet, f.actual) for f in findings] == [
        ("表5", "201 "),
        ("≥5%", "（没有这张表）"),
        ("绩效003", "出现 5 次"),
    ]


def test_a_missing_table_is_found(built: tuple[Path, Package]) -> None:
    path, package = built
    book = openpyxl.load_workbook(path, data_only=True)
    del book["表13"]
    del book["目录"]
    book.save(path)
    assert [f.actual for f in read_back_workbook(path, package)] == ["（没有这张表）"]


def test_a_form_of_other_content_is_found(built: tuple[Path, Package]) -> None:
    path, _ = built
    other = sample_package(forms=[form(1, 年度目标="别的目标"), form(2), form(3)])
    assert [f.expected for f in read_back_workbook(path, other)] == ["别的目标（1 次）"]


def test_a_file_that_is_no_workbook_is_found(tmp_path: Path) -> None:
    path = tmp_path / "甲.xlsx"
    path.write_bytes(b"no workbook")
    assert [f.code for f in read_back_workbook(path, sample_package(1))] == ["D001"]
