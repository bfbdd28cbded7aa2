"""The ledger workbook helps whoever fills it in: lists, hints, fixed heads, no surprises."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from builders.workbook_edit import catalogue, small_value, small_workbook
from yugong.budget.dimension import Category, Source
from yugong.findings import FindingsError
from yugong.intake.workbook_columns import CellKind
from yugong.intake.workbook_layout import SHEETS, LedgerSheet, known_columns
from yugong.intake.workbook_write import write_workbook


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return load_workbook(small_workbook(tmp_path_factory.mktemp("written")))


def _column(sheet: Worksheet, head: str) -> str:
    return next(cell.column_letter for cell in sheet[1] if cell.value == head)


def _rule(sheet: Worksheet, cell: str) -> DataValidation:
    rules: list[DataValidation] = sheet.data_validations.dataValidation
    return next(rule for rule in rules if cell in rule.sqref)


def test_the_sheets_are_in_the_order_of_the_layout(book: Workbook) -> None:
    expected = ["填表说明", *(layout.name for layout in SHEETS), "科目目录"]

    assert book.sheetnames == expected


@pytest.mark.parametrize("layout", SHEETS, ids=lambda layout: layout.name)
def test_a_sheet_has_its_heads_frozen_and_locked_and_nothing_else_locked(
    book: Workbook, layout: LedgerSheet
) -> None:
    sheet = book[layout.name]
    heads = tuple(cell.value for cell in sheet[1] if cell.value is not None)

    assert heads == known_columns(layout)
    assert sheet.freeze_panes in ("A2", "B2")
    assert sheet.protection.sheet
    assert all(cell.protection.locked for cell in sheet[1] if cell.value)
    filled = [cell for row in sheet.iter_rows(2) for cell in row if cell.value is not None]
    assert not any(cell.protection.locked for cell in filled)
    assert not any(dimension.protection.locked for dimension in sheet.column_dimensions.values())


@pytest.mark.parametrize(
    "allowed", ["formatCells", "insertRows", "deleteRows", "sort", "autoFilter", "formatColumns"]
)
def test_protection_still_allows_what_filling_in_needs(book: Workbook, allowed: str) -> None:
    # In the file, a thing is protected (true) or left free (false).
    assert getattr(book["收支明细"].protection, allowed) is False


def test_every_enumerated_field_has_a_drop_down_of_its_values(book: Workbook) -> None:
    for layout in SHEETS:
        for column in getattr(layout, "columns", ()):
            if column.kind is CellKind.CHOICE:
                sheet = book[layout.name]
                rule = _rule(sheet, f"{_column(sheet, column.head)}2")
                assert rule.formula1 == f'"{",".join(column.choices)}"'
                assert rule.showErrorMessage


def test_the_values_of_a_drop_down_are_those_of_the_ledger(book: Workbook) -> None:
    sheet = book["收支明细"]

    assert _rule(sheet, f"{_column(sheet, '支出类别')}2").formula1 == f'"{",".join(Category)}"'
    assert _rule(sheet, f"{_column(sheet, '资金来源')}9").formula1 == f'"{",".join(Source)}"'
    assert _rule(book["部门信息"], "B6").formula1 == '"中央,省,市,县,区,县级市,乡镇"'


def test_codes_are_offered_with_their_names_from_a_hidden_sheet(book: Workbook) -> None:
    sheet, lists = book["收支明细"], book["科目目录"]
    rule = _rule(sheet, f"{_column(sheet, '功能科目')}2")
    offered = [cell.value for cell in lists["A"][1:] if cell.value]

    assert lists.sheet_state == "hidden"
    assert rule.formula1 == f"'科目目录'!$A$2:$A${len(offered) + 1}"
    assert "2010303 机关服务" in offered
    assert not [
        choice for choice in offered if choice.startswith("201 ")
    ]  # only what amounts stand on
    assert not rule.showErrorMessage  # a bare code may be typed as well


def test_projects_and_units_are_offered_from_their_own_sheets(book: Workbook) -> None:
    sheet = book["收支明细"]
    projects = book["项目"]
    names = _column(projects, "名称")

    assert _rule(sheet, f"{_column(sheet, '单位')}2").formula1 == "'单位'!$A$2:$A$5001"
    assert _rule(sheet, f"{_column(sheet, '项目')}2").formula1 == f"'项目'!${names}$2:${names}$5001"


def test_codes_are_text_and_amounts_are_numbers(book: Workbook) -> None:
    sheet = book["收支明细"]
    code = sheet[f"{_column(sheet, '功能科目')}2"]
    amount = sheet[f"{_column(sheet, '金额')}2"]

    assert (code.data_type, code.number_format) == ("s", "@")
    assert code.value == f"2012604 {catalogue().function.name('2012604')}"
    assert (amount.value, amount.number_format) == (600000, "#,##0.00")


def test_dates_and_counts_are_what_excel_takes_them_for(book: Workbook) -> None:
    sheet = book["国有资产"]

    assert sheet["B2"].is_date
    assert sheet["B2"].number_format == "yyyy-mm-dd"
    assert sheet["B3"].value == 1


def test_long_text_wraps_and_has_room(book: Workbook) -> None:
    sheet = book["项目"]
    column = _column(sheet, "概况")

    assert sheet[f"{column}2"].alignment.wrap_text
    assert sheet.column_dimensions[column].width > 40


def test_lists_can_be_filtered_and_amounts_carry_a_hint(book: Workbook) -> None:
    sheet = book["收支明细"]
    rule = _rule(sheet, f"{_column(sheet, '金额')}2")

    assert sheet.auto_filter.ref == "A1:K4"
    assert rule.promptTitle == "金额"
    assert rule.prompt == "元；只写数字，最多两位小数"


def test_the_notes_name_every_sheet(book: Workbook) -> None:
    named = {cell.value for cell in book["填表说明"]["A"]}

    assert {layout.name for layout in SHEETS} <= named


@pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)"])
def test_a_text_is_never_a_formula(text: str, tmp_path: Path) -> None:
    path = tmp_path / "budget.xlsx"
    write_workbook(path, small_value() | {"文字": {"其他说明": text}}, catalogue())
    cell = load_workbook(path)["文字"]["B2"]

    assert (cell.value, cell.data_type) == (text, "s")
    with ZipFile(path) as archive:
        assert not any(b"<f>" in archive.read(part) for part in archive.namelist())


def test_a_blank_form_has_every_field_and_no_entry(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    write_workbook(path, {}, catalogue())
    book = load_workbook(path)

    assert [cell.value for cell in book["部门信息"]["A"]][:4] == ["字段", "标准", "年度", "名称"]
    assert all(cell.value is None for cell in book["部门信息"]["B"][1:])
    assert book["收支明细"].max_row == 1


def test_prefilled_names_wait_for_their_content(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    write_workbook(path, {"上年数": {"收入.总计": None, "支出.总计": ""}}, catalogue())
    rows = list(load_workbook(path)["上年数"].iter_rows(values_only=True))

    assert rows == [("事实编号", "金额"), ("收入.总计", None), ("支出.总计", None)]


def test_the_same_value_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_workbook(first, small_value(), catalogue())
    write_workbook(second, small_value(), catalogue())

    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(("length", "fits"), [(32_767, True), (32_768, False)])
def test_a_text_no_cell_can_hold_is_refused_and_not_cut(
    length: int, fits: bool, tmp_path: Path
) -> None:
    path = tmp_path / "budget.xlsx"
    value = {"文字": {"其他说明": "长" * length}}
    if fits:
        write_workbook(path, value, catalogue())
        assert path.exists()
        return
    with pytest.raises(FindingsError) as raised:
        write_workbook(path, value, catalogue())
    [finding] = raised.value.findings

    assert (finding.code, finding.place.sheet, finding.place.cell) == ("D006", "文字", "B2")
    assert not path.exists()


def test_a_place_that_cannot_be_written_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "文件").write_bytes(b"")
    with pytest.raises(FindingsError) as raised:
        write_workbook(tmp_path / "文件" / "budget.xlsx", {}, catalogue())

    assert [finding.code for finding in raised.value.findings] == ["D004"]
