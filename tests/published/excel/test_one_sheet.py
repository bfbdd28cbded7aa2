"""A workbook with all its tables on one sheet, one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Border
from openpyxl.utils import get_column_letter

from builders.published_specimens import S, read_book, sheet
from builders.samples import prepared_sample
from readings.published_reading import written_workbook
from yugong.published.model.blocks import Line, RawDocument
from yugong.published.model.package import PublishedPackage
from yugong.published.raw import read_document
from yugong.published.recognise import recognise

INCOME = [["某局收入总表"], ["单位：万元"], ["项目", "金额"], ["办公费", "1.00"]]
SPENT = [["某局支出总表"], ["单位：万元"], ["科目", "金额"], ["行政运行", "1.00"]]
READ = [
    "某局收入总表",
    "单位：万元",
    (("项目", "金额"), ("办公费", "1.00")),
    "某局支出总表",
    "单位：万元",
    (("科目", "金额"), ("行政运行", "1.00")),
]
RULES = (
    f'<styleSheet xmlns="{S}"><borders><border/><border><left style="thin"/></border></borders>'
    '<cellXfs><xf/><xf borderId="1"/></cellXfs></styleSheet>'
)


def kinds(document: RawDocument) -> list[object]:
    return [block.text if isinstance(block, Line) else block.rows for block in document.blocks]


def ruled(rows: Sequence[Sequence[str]]) -> str:
    """A sheet whose rows of two cells have rules."""
    inside = sheet(rows)
    for number, row in enumerate(rows, 1):
        if len(row) > 1:
            for column in "ABC"[: len(row)]:
                inside = inside.replace(f'r="{column}{number}"', f'r="{column}{number}" s="1"')
    return inside


@pytest.mark.parametrize("blank", [0, 1, 2])
def test_ruled_tables_are_parted_by_the_title_between_them(blank: int) -> None:
    rows = [*INCOME, *[[]] * blank, *SPENT]
    assert kinds(read_book(ruled(rows), styles=RULES)) == READ


@pytest.mark.parametrize("blank", [1, 2])
def test_tables_without_rules_are_parted_by_a_blank_row_and_a_title(blank: int) -> None:
    rows = [*INCOME, *[[]] * blank, *SPENT]
    assert kinds(read_book(sheet(rows))) == READ


def test_number_and_link_above_a_title_and_department_beside_the_unit_stay_above() -> None:
    above = [["表2", "返回目录"], ["某局支出总表（不含结转）"], ["部门名称：某局", "单位：万元"]]
    rows = [*INCOME, [], *above, *SPENT[2:]]
    assert kinds(read_book(sheet(rows)))[3:] == [
        "表2\t返回目录",
        "某局支出总表（不含结转）",
        "部门名称：某局\t单位：万元",
        READ[-1],
    ]


def test_a_blank_row_within_a_table_does_not_part_it() -> None:
    rows = [*INCOME, [], ["差旅费", "2.00"], [], ["合计"], ["总计", "3.00"]]
    assert kinds(read_book(sheet(rows)))[2:] == [
        (("项目", "金额"), ("办公费", "1.00"), ("", ""), ("差旅费", "2.00"), ("", ""), ("合计", ""),
         ("总计", "3.00")),
    ]  # fmt: skip


def test_a_row_without_rules_within_a_ruled_table_does_not_part_it() -> None:
    rows = [*INCOME, ["备注"], ["差旅费", "2.00"]]
    assert kinds(read_book(ruled(rows), styles=RULES))[2:] == [
        (("项目", "金额"), ("办公费", "1.00"), ("备注", ""), ("差旅费", "2.00")),
    ]


def on_one_sheet(whole: Path, path: Path, rules: bool) -> Path:
    """The workbook with everything below one another, and one blank row between."""
    stacked = openpyxl.Workbook()
    target = stacked.active
    assert target is not None
    down = 0
    for source in openpyxl.load_workbook(whole, data_only=True).worksheets:
        for cell in (cell for row in source.iter_rows() for cell in row):
            put = target[f"{get_column_letter(cell.column or 1)}{(cell.row or 0) + down}"]
            put.value = cell.value
            put.number_format = cell.number_format
            if rules:
                put.border = Border(top=cell.border.top)
        for area in source.merged_cells.ranges:
            area.shift(row_shift=down)
            target.merge_cells(area.coord)
        down += source.max_row + 1
    stacked.save(path)
    return path


def amounts(package: PublishedPackage) -> dict[str, list[tuple[str, str, object]]]:
    return {
        name: [
            (row.key, column, cell.amount)
            for block in table.blocks
            for row in block
            for column, cell in row.cells.items()
            if cell.amount is not None
        ]
        for name, table in package.tables.items()
    }


@pytest.mark.parametrize("rules", [True, False])
def test_a_sample_on_one_sheet_says_what_it_says_on_many(tmp_path: Path, rules: bool) -> None:
    prepared = prepared_sample("pinglu-2026")
    whole = written_workbook(prepared, tmp_path)
    on_one_sheet(whole, tmp_path / "one.xlsx", rules)
    (many, _), (single, _) = (read_document(path) for path in (whole, tmp_path / "one.xlsx"))
    assert many is not None
    assert single is not None
    expected = amounts(recognise(many))
    assert len(expected) == len(prepared.loaded.standard.tables)
    assert amounts(recognise(single)) == expected
