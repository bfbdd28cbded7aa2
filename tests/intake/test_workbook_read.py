"""Faults of a ledger workbook are reported at sheet and cell; mere untidiness is read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.workbook import Workbook as Book

from builders.workbook_edit import Edit, edited, read_edited, setting, small_value
from yugong.budget.budget import Budget
from yugong.findings import Finding, Severity
from yugong.intake.workbook_layout import SHEETS
from yugong.intake.workbook_read import read_workbook
from yugong.reading.model_findings import build_or_repair


def _findings(folder: Path, edit: Edit) -> list[Finding]:
    """Return every finding about the small ledger after an edit, including its model's."""
    workbook, findings = read_edited(folder, edit)
    return findings + build_or_repair(Budget, workbook.value, workbook.place).findings


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "code", "path"),
    [
        ("部门信息", "B2", None, "B002", "标准"),
        ("部门信息", "B3", "二〇二六", "B003", "年度"),
        ("部门信息", "B3", 1999, "B003", "年度"),
        ("部门信息", "B4", None, "B002", "部门.名称"),
        ("部门信息", "B6", "镇", "B004", "部门.级次"),
        ("部门信息", "B9", "三月", "B003", "部门.公开日期"),
        ("单位", "B2", "企业", "B004", "部门.单位[1].性质"),
        ("单位", "A2", None, "B002", "部门.单位[1].名称"),
        ("收支明细", "B3", "公用经贾", "B004", "收支明细[2].支出类别"),
        ("收支明细", "D4", None, "B002", "收支明细[3].功能科目"),
        ("收支明细", "H2", "一般预算", "B004", "收支明细[1].资金来源"),
        ("收支明细", "I2", "去年", "B004", "收支明细[1].年份"),
        ("收支明细", "J2", None, "B002", "收支明细[1].金额"),
        ("收支明细", "J2", "六十万", "B005", "收支明细[1].金额"),
        ("收支明细", "J3", -5, "B005", "收支明细[2].金额"),
        ("收支明细", "J4", 1.234, "B005", "收支明细[3].金额"),
        ("收支明细", "J4", True, "B005", "收支明细[3].金额"),
        ("项目", "B2", None, "B002", "项目[1].名称"),
        ("项目", "F2", "无", "B005", "项目[1].实施期资金.中央财政资金"),
        ("绩效指标", "B3", None, "B002", "项目[1].指标[2].一级"),
        ("国有资产", "B3", "两辆", "B003", "国有资产.车辆编制数"),
        ("国有资产", "B4", -1, "B003", "国有资产.车辆.领导用车"),
        ("国有资产", "B11", "很大", "B003", "国有资产.办公用房面积"),
        ("国有资产", "B13", None, "B002", "国有资产.百万元以上设备"),
        ("上年数", "B3", "不详", "B005", "上年数.支出.总计"),
        ("政府采购", "A2", "物品", "B004", "政府采购[1].类别"),
        ("科目补充", "B2", "2012688", "B002", "科目补充[1].类型"),
    ],
)
def test_a_faulty_cell_is_found_at_its_cell(
    sheet: str, cell: str, value: object, code: str, path: str, tmp_path: Path
) -> None:
    findings = _findings(tmp_path, setting(sheet, cell, value))
    by_place = {
        (finding.code, finding.place.sheet, finding.place.path): finding for finding in findings
    }

    assert (code, sheet, path) in by_place
    place = by_place[code, sheet, path].place
    assert place.file.endswith("budget.xlsx")
    if sheet != "科目补充":
        assert place.cell == cell
    else:
        assert place.cell == "A2"  # where the missing kind belongs


def test_a_sound_workbook_has_no_findings(tmp_path: Path) -> None:
    assert _findings(tmp_path, lambda _: None) == []


def _lines(folder: Path, edit: Edit) -> tuple[object, list[Finding]]:
    workbook, findings = read_edited(folder, edit)
    return workbook.value["收支明细"], findings


def _reordered(book: Book) -> None:
    sheet = book["收支明细"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(reversed(row), 1):
            sheet.cell(number, column).value = value


def _blank_rows(book: Book) -> None:
    book["收支明细"].insert_rows(3, 2)
    book["收支明细"].insert_rows(1, 3)


def _title_above(book: Book) -> None:
    book["收支明细"].insert_rows(1)
    book["收支明细"]["A1"].value = "2026 年收支明细"


def _odd_heads(book: Book) -> None:
    sheet = book["收支明细"]
    sheet["J1"].value = "金 额\n（元）"
    sheet["B1"].value = " 支出\r\n类别 "
    sheet["D1"].value = "功能科目*"


def _odd_cells(book: Book) -> None:
    sheet = book["收支明细"]
    sheet["J2"].value = "６００，０００．００"
    sheet["J3"].value = "80,000.00元"
    sheet["D2"].value = 2012604
    sheet["D3"].value = "２０１２６０４"
    sheet["D4"].value = "201 26 04"
    sheet["F2"].value = 30101.0
    sheet["B2"].value = "人员经费　"


def _merged(book: Book) -> None:
    sheet = book["收支明细"]
    sheet["D3"].value = sheet["D4"].value = None
    sheet.merge_cells("D2:D4")


@pytest.mark.parametrize(
    "edit", [_reordered, _blank_rows, _title_above, _odd_heads, _odd_cells, _merged]
)
def test_what_is_untidy_but_plain_is_read_as_meant(edit: Edit, tmp_path: Path) -> None:
    assert _lines(tmp_path, edit) == (small_value()["收支明细"], [])


def test_rows_after_blank_ones_keep_their_cells(tmp_path: Path) -> None:
    workbook, _ = read_edited(tmp_path, _blank_rows)

    assert workbook.place(("收支明细", 1, "金额")).cell == "J8"


@pytest.mark.parametrize(
    "written", ["2026年3月2日", "2026/3/2", "2026.03.02", datetime(2026, 3, 2)]
)
def test_a_date_may_be_written_in_the_usual_ways(written: object, tmp_path: Path) -> None:
    workbook, _ = read_edited(tmp_path, setting("部门信息", "B8", written))

    assert workbook.value["部门"]["公开日期"] == "2026-03-02"


def test_an_amount_in_wan_is_taken_with_a_warning(tmp_path: Path) -> None:
    workbook, [finding] = read_edited(tmp_path, setting("收支明细", "J2", "60万元"))

    assert workbook.value["收支明细"][0]["金额"] == "600000.00"
    assert (finding.code, finding.severity, finding.place.cell) == ("R023", Severity.WARNING, "J2")


@pytest.mark.parametrize(
    ("head", "expected", "severity"),
    [("资金来原", "是否为“资金来源”？", Severity.ERROR), ("经办", None, Severity.WARNING)],
)
def test_an_unknown_column_is_named_and_not_taken(
    head: str, expected: str | None, severity: Severity, tmp_path: Path
) -> None:
    def edit(book: Book) -> None:
        sheet = book["收支明细"]
        sheet["L1"].value, sheet["L2"].value = head, "其他收入"
        if expected:
            sheet["H1"].value = None

    lines, findings = _lines(tmp_path, edit)

    assert lines == small_value()["收支明细"]
    assert [(finding.code, finding.place.cell, finding.severity) for finding in findings] == [
        ("B018", "L1", severity)
    ]
    assert expected is None or findings[0].expected == expected


def test_a_misspelt_field_is_answered_with_the_right_one(tmp_path: Path) -> None:
    findings = _findings(tmp_path, setting("部门信息", "A7", "自秤"))

    assert findings == []  # nothing stands beside it

    def edit(book: Book) -> None:
        book["部门信息"]["A7"].value, book["部门信息"]["B7"].value = "自秤", "本单位"

    [finding] = _findings(tmp_path, edit)
    assert (finding.code, finding.place.cell, finding.expected) == (
        "B001",
        "B7",
        "是否为“自称”？",
    )


@pytest.mark.parametrize(
    ("sheet", "name", "expected"),
    [("部门信息", "职责", "填在“职责”工作表"), ("国有资产", "车辆", "填在车辆·领导用车")],
)
def test_a_list_put_among_the_fields_is_sent_to_its_place(
    sheet: str, name: str, expected: str, tmp_path: Path
) -> None:
    def edit(book: Book) -> None:
        book[sheet].append([name, "3"])

    [finding] = _findings(tmp_path, edit)

    assert finding.code == "B001"
    assert finding.expected.startswith(expected)


def test_a_name_given_twice_is_found_and_the_first_one_taken(tmp_path: Path) -> None:
    def edit(book: Book) -> None:
        book["上年数"].append(["收入.总计", 5])

    workbook, [finding] = read_edited(tmp_path, edit)

    assert (finding.code, finding.actual, finding.place.cell) == ("R005", "收入.总计", "A9")
    assert workbook.value["上年数"]["收入.总计"] == "1000000.00"


def test_a_column_given_twice_is_found(tmp_path: Path) -> None:
    _, [finding] = read_edited(tmp_path, setting("收支明细", "K1", "金额"))

    assert (finding.code, finding.actual, finding.place.cell) == ("R005", "金额", "K1")


def test_content_without_a_name_is_found(tmp_path: Path) -> None:
    _, [finding] = read_edited(tmp_path, setting("文字", "A2", None))

    assert (finding.code, finding.place.cell, finding.expected) == (
        "B002",
        "A2",
        "填写“名称”",
    )


@pytest.mark.parametrize(
    ("called", "code", "expected"),
    [
        ("档案数字", "B010", "是否为“档案数字化”？"),
        (None, "B002", "写明项目编码或名称"),
    ],
)
def test_an_indicator_without_its_project_is_found(
    called: str | None, code: str, expected: str, tmp_path: Path
) -> None:
    workbook, [finding] = read_edited(tmp_path, setting("绩效指标", "A3", called))

    assert (finding.code, finding.place.cell, finding.expected) == (code, "A3", expected)
    assert len(workbook.value["项目"][0]["指标"]) == 1


def test_indicators_of_one_merged_project_cell_all_belong_to_it(tmp_path: Path) -> None:
    def edit(book: Book) -> None:
        book["绩效指标"]["A3"].value = None
        book["绩效指标"].merge_cells("A2:A3")

    workbook, findings = read_edited(tmp_path, edit)

    assert findings == []
    assert workbook.value["项目"] == small_value()["项目"]


def test_an_amount_shown_in_merged_cells_counts_once(tmp_path: Path) -> None:
    def edit(book: Book) -> None:
        book["收支明细"]["J3"].value = None
        book["收支明细"].merge_cells("J2:J3")

    [finding] = _findings(tmp_path, edit)

    assert (finding.code, finding.place.cell) == ("B002", "J3")


def test_an_indicator_called_by_a_name_several_projects_have_is_found(tmp_path: Path) -> None:
    def edit(book: Book) -> None:
        sheet = book["项目"]
        sheet.append([cell.value for cell in sheet[2]])
        sheet["A2"].value, sheet["A3"].value = "XM1", "XM2"
        book["绩效指标"]["A3"].value = "XM2"

    workbook, [finding] = read_edited(tmp_path, edit)

    assert (finding.code, finding.place.cell) == ("B011", "A2")
    assert [len(project.get("指标", [])) for project in workbook.value["项目"]] == [0, 1]


@pytest.mark.parametrize(
    ("name", "severity"), [("收支明儿细", Severity.ERROR), ("草稿", Severity.WARNING)]
)
def test_an_unknown_sheet_is_named(name: str, severity: Severity, tmp_path: Path) -> None:
    def edit(book: Book) -> None:
        if severity is Severity.ERROR:
            book["收支明细"].title = name
        else:
            book.create_sheet(name)["A1"].value = "备查"

    findings = _findings(tmp_path, edit)

    assert (findings[0].code, findings[0].place.sheet) == ("B018", name)
    assert findings[0].severity is severity


def test_a_missing_part_is_named_with_its_sheet(tmp_path: Path) -> None:
    def edit(book: Book) -> None:
        del book["国有资产"]
        book["收支明细"].delete_rows(2, 3)

    findings = _findings(tmp_path, edit)

    assert {(finding.code, finding.place.sheet, finding.place.path) for finding in findings} == {
        ("B002", "国有资产", "国有资产"),
        ("B002", "收支明细", "收支明细"),
    }


def test_a_sheet_without_its_head_is_found(tmp_path: Path) -> None:
    def edit(book: Book) -> None:
        book["收支明细"].delete_rows(1)

    _, findings = read_edited(tmp_path, edit)

    assert [(finding.code, finding.place.sheet) for finding in findings] == [("B002", "收支明细")]
    assert findings[0].expected.startswith("表头：单位、支出类别")


_ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z")), max_size=12),
    st.datetimes(min_value=datetime(1901, 1, 1), max_value=datetime(2999, 1, 1)),
    st.sampled_from(["金额", "字段", "车辆", "单位", "表式", "#REF!", "合计", "60万", "　"]),
)
_SHEET_NAMES = st.sampled_from([layout.name for layout in SHEETS])
_CHANGES = st.lists(
    st.tuples(_SHEET_NAMES, st.integers(1, 6), st.integers(1, 13), _ANYTHING),
    min_size=1,
    max_size=8,
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=_CHANGES)
def test_any_content_of_the_cells_is_read_or_reported(
    changes: list[tuple[str, int, int, Any]], tmp_path: Path
) -> None:
    def edit(book: Book) -> None:
        for sheet, row, column, value in changes:
            book[sheet].cell(row, column).value = (
                f" {value}" if isinstance(value, str) and value.startswith("=") else value
            )

    for finding in _findings(tmp_path, edit):
        assert finding.message
        assert finding.place.sheet


def test_a_workbook_of_something_else_is_no_ledger(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("工资")["A1"].value = "姓名"
    book.save(tmp_path / "other.xlsx")

    assert [finding.code for finding in read_workbook(tmp_path / "other.xlsx")[1]] == ["R003"]
    assert read_workbook(tmp_path / "other.xlsx")[0] is None


def test_what_is_no_workbook_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "budget.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    workbook, findings = read_workbook(path)

    assert workbook is None
    assert findings
    assert findings[0].severity is Severity.ERROR


def test_a_workbook_saved_by_another_program_is_read_the_same(tmp_path: Path) -> None:
    workbook, findings = read_workbook(edited(tmp_path, lambda _: None))

    assert findings == []
    assert workbook is not None
    assert Budget.model_validate(workbook.value) == Budget.model_validate(small_value())
