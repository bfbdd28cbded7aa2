"""Features of a template besides its cells: they are kept, with their rows, or noted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl.formatting import rule as formatting
from openpyxl.styles import Color, Font, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break, ColBreak

from builders.furnished_template import ROWS, SMALL, notes, written
from builders.hostile_workbooks import rewritten
from builders.template_workbooks import edited
from builders.xlsx_package import sample_package
from yugong.findings import FindingsError, Kind, Severity
from yugong.writing.xlsx import compile_workbook
from yugong.writing.xlsx.direct import NotDirectError

formatting_rules: Any = formatting
"""openpyxl's makers of conditional formats, which have no types."""


class _Refusing:
    def __init__(self, *_: object) -> None:
        raise NotDirectError


@pytest.fixture(params=["direct", "ordinary"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows written directly, and through XlsxWriter's own calls."""
    if request.param == "ordinary":
        monkeypatch.setattr("yugong.writing.xlsx.emit.DirectWriter", _Refusing)


@pytest.mark.usefixtures("way")
def test_page_breaks_move_with_their_rows(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book["表"]
        for row in (1, 5, 6):
            sheet.row_breaks.append(Break(id=row))
        sheet.col_breaks = ColBreak()
        sheet.col_breaks.append(Break(id=2))

    sheet = written(tmp_path, edit)["表"]
    assert [row_break.id for row_break in sheet.row_breaks.brk] == [1, 2 + ROWS, 3 + ROWS]
    assert [column_break.id for column_break in sheet.col_breaks.brk] == [2]


@pytest.mark.parametrize(("row", "rows"), [(3, range(2, 2 + ROWS)), (4, range(3, 3 + ROWS))])
def test_a_page_break_inside_a_loop_repeats(tmp_path: Path, row: int, rows: range) -> None:
    sheet = written(tmp_path, lambda book: book["表"].row_breaks.append(Break(id=row)))["表"]
    assert [row_break.id for row_break in sheet.row_breaks.brk] == list(rows)


def test_more_page_breaks_than_excel_takes_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yugong.writing.xlsx.carry_over.MAX_ROW_BREAKS", 3)
    with pytest.raises(FindingsError) as caught:
        written(tmp_path, lambda book: book["表"].row_breaks.append(Break(id=4)))
    assert [finding.code for finding in caught.value.findings] == [Kind.TEMPLATE_BEYOND_LIMITS]


def test_names_move_with_their_rows(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        for name, value in (
            ("明细", "表!$A$4:$C$4"),
            ("结尾", "表!$A$7"),
            ("比例", "0.17"),
            ("说法", '"甲"'),
            ("整列", "表!$B:$B"),
            ("单名", "单!$A$3"),
        ):
            book.defined_names[name] = DefinedName(name, attr_text=value)
        book["录"].defined_names["清单"] = DefinedName("清单", attr_text="录!$A$1:$A$3")
        book["表"].print_title_rows = "1:2"
        book["表"].print_title_cols = "A:B"
        book["表"].print_area = "A1:C7"

    book = written(tmp_path, edit)
    assert {name: definition.value for name, definition in book.defined_names.items()} == {
        "明细": f"'表'!$A$3:$C${2 + ROWS}",
        "结尾": f"'表'!$A${4 + ROWS}",
        "比例": "0.17",
        "说法": '"甲"',
        "整列": "'表'!$B$1:$B$1048576",
    }
    assert book["录"].defined_names["清单"].value == "'录'!$A$1:$A$3"
    assert book["单001"].defined_names["单名"].value == "'单001'!$A$2"
    assert book["单002"].defined_names["单名"].value == "'单002'!$A$2"
    assert (book["表"].print_title_rows, book["表"].print_title_cols) == ("$1:$2", "$A:$B")
    assert book["表"].print_area == f"'表'!$A$1:$C${4 + ROWS}"


@pytest.mark.parametrize(
    "value",
    [
        "表!$A$1+1",
        "#REF!",
        "[1]外!$A$1",
        "没有!$A$1",
        "表!$3:$4",
        "{{ 年度 }}",
        "OFFSET(表!$A$1,0,0)",
    ],
)
def test_a_name_that_cannot_move_is_noted(value: str) -> None:
    def edit(book: Any) -> None:
        book.defined_names["名"] = DefinedName("名", attr_text=value)

    assert notes(compile_workbook(edited(SMALL, edit), "甲")) == [(None, None, "名称“名”")]


@pytest.mark.usefixtures("way")
def test_outline_levels_and_hidden_rows_are_kept(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book["表"]
        sheet.row_dimensions[4].outlineLevel = 2
        sheet.row_dimensions[4].hidden = True
        sheet.row_dimensions[6].collapsed = True
        sheet.row_dimensions[7].hidden = True
        sheet.column_dimensions["B"].outlineLevel = 1
        sheet.column_dimensions["B"].hidden = True
        sheet.column_dimensions["C"].collapsed = True
        sheet.column_dimensions["C"].width = 20
        sheet.sheet_properties.outlinePr.summaryBelow = False

    sheet = written(tmp_path, edit)["表"]
    rows = sheet.row_dimensions
    table = range(3, 3 + ROWS)
    assert {(rows[row].outlineLevel, rows[row].hidden) for row in table} == {(2, True)}
    assert rows[3 + ROWS].collapsed
    assert not rows[3 + ROWS].hidden
    assert rows[4 + ROWS].hidden
    assert not rows[4 + ROWS].outlineLevel
    columns = sheet.column_dimensions
    assert (columns["B"].outlineLevel, columns["B"].hidden) == (1, True)
    assert (columns["C"].collapsed, columns["C"].width) == (True, pytest.approx(20, abs=1))
    assert sheet.sheet_properties.outlinePr.summaryBelow is False
    assert sheet.sheet_format.outlineLevelRow == 2


@pytest.mark.usefixtures("way")
def test_protection_keeps_its_password_and_its_open_cells(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book["表"]
        sheet.protection.sheet = True
        sheet.protection.formatColumns = False
        sheet.protection.algorithmName = "SHA-512"
        sheet.protection.hashValue = "aGFzaA=="
        sheet.protection.saltValue = "c2FsdA=="
        sheet.protection.spinCount = 100000
        sheet["C4"].protection = Protection(locked=False)
        sheet["B4"].protection = Protection(hidden=True)

    sheet = written(tmp_path, edit)["表"]
    protection = sheet.protection
    assert protection.sheet
    assert not protection.formatColumns
    assert protection.formatRows
    assert (protection.hashValue, protection.spinCount) == ("aGFzaA==", 100000)
    assert not sheet["C5"].protection.locked
    assert sheet["A5"].protection.locked
    assert sheet["B5"].protection.hidden


@pytest.mark.usefixtures("way")
def test_hyperlinks_lead_where_they_led(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book["表"]
        sheet["A6"].hyperlink = "https://www.example.gov.cn/a?b=1&c=2"
        sheet["A6"].hyperlink.tooltip = "官网"
        sheet["A1"].hyperlink = Hyperlink(ref="A1", location="'表'!A7")
        sheet["B2"].hyperlink = Hyperlink(ref="B2", location="单!A3")
        sheet["B4"].hyperlink = "https://example.cn/{{ 行.科目编码 }}"
        sheet["B4"].hyperlink.tooltip = "{{ 行.科目名称 }}"
        sheet["A7"].hyperlink = "mailto:a@example.cn"
        sheet["C4"].hyperlink = "附件.xlsx"

    book = written(tmp_path, edit)
    sheet = book["表"]
    assert sheet.cell(3 + ROWS, 1).hyperlink.target == "https://www.example.gov.cn/a?b=1&c=2"
    assert sheet.cell(3 + ROWS, 1).hyperlink.tooltip == "官网"
    assert sheet["A1"].hyperlink.location == f"'表'!A{4 + ROWS}"
    assert sheet["B2"].hyperlink.location == "'单001'!A2"
    assert [sheet.cell(row, 2).hyperlink.target for row in (4, 5)] == [
        "https://example.cn/201",
        "https://example.cn/20103",
    ]
    assert sheet["B4"].hyperlink.tooltip == "一般公共服务支出"
    assert sheet.cell(4 + ROWS, 1).hyperlink.target == "mailto:a@example.cn"
    assert sheet["C4"].hyperlink.target == "附件.xlsx"
    assert isinstance(sheet["C4"].value, int | float | str)
    assert sheet["B4"].value


def test_a_link_to_nowhere_and_a_tag_in_a_place_are_reported() -> None:
    def edit(book: Any) -> None:
        book["表"]["A6"].hyperlink = Hyperlink(ref="A6", location="旧表!A1")
        book["表"]["A7"].hyperlink = Hyperlink(ref="A7", location="{{ 部门.名称 }}!A1")
        book["表"]["A2"].hyperlink = "https://example.cn/{{ 部门.名 }}"

    assert sorted(notes(compile_workbook(edited(SMALL, edit), "甲")), key=str) == [
        ("表", "A2", "部门.名"),
        ("表", "A6", "超链接（没有“旧表!A1”）"),
        ("表", "A7", "{{ 部门.名称 }}!A1"),
    ]


@pytest.mark.usefixtures("way")
def test_validations_and_conditional_formats_follow_their_rows(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book["表"]
        rule = DataValidation("list", formula1="录!$A$1:$A$3", allow_blank=True)
        rule.add("B4")
        whole = DataValidation("whole", operator="between", formula1="1", formula2="9")
        whole.prompt, whole.promptTitle, whole.error = "填一位数", "数", "不是一位数"
        whole.add("C6:C9")
        for validation in (rule, whole):
            sheet.add_data_validation(validation)
        red = {"font": Font(color="FFFF0000"), "fill": PatternFill(bgColor="FFFFFF00")}
        formats = sheet.conditional_formatting
        formats.add("C4", formatting_rules.CellIsRule("lessThan", ["0"], stopIfTrue=True, **red))
        formats.add("A4:B4", formatting_rules.FormulaRule(["AND($C4>$C$7,1=1)"], **red))

    sheet = written(tmp_path, edit)["表"]
    rules = {
        str(validation.sqref): validation for validation in sheet.data_validations.dataValidation
    }
    assert rules[f"B3:B{2 + ROWS}"].formula1 == "'录'!$A$1:$A$3"
    whole = rules[f"C{3 + ROWS}:C{6 + ROWS}"]
    assert (whole.formula1, whole.formula2, whole.prompt) == ("1", "9", "填一位数")
    formats = {
        str(area.sqref): rules[0] for area, rules in sheet.conditional_formatting._cf_rules.items()
    }
    less = formats[f"C3:C{2 + ROWS}"]
    assert (less.operator, less.formula, less.stopIfTrue) == ("lessThan", ["0"], True)
    assert less.dxf.font.color.rgb == "FFFF0000"
    assert formats[f"A3:B{2 + ROWS}"].formula == [f"AND($C3>$C${4 + ROWS},1=1)"]


def test_rules_that_cannot_follow_are_noted_at_their_cell() -> None:
    def edit(book: Any) -> None:
        sheet = book["表"]
        sheet.conditional_formatting.add(
            "C4", formatting_rules.DataBarRule("min", None, "max", None, "FF638EC6")
        )
        sheet.conditional_formatting.add("B4", formatting_rules.FormulaRule(["$C3>0"]))
        rule = DataValidation("custom", formula1="B3>0")
        rule.add("B4")
        tagged = DataValidation("list", formula1='"{{ 年度 }},二"')
        tagged.add("A6")
        for validation in (rule, tagged):
            sheet.add_data_validation(validation)

    template = compile_workbook(edited(SMALL, edit), "甲")
    assert sorted(notes(template)) == [
        ("表", "A6", '"{{ 年度 }},二"'),
        ("表", "B4", "数据有效性"),
        ("表", "B4", "条件格式"),
        ("表", "C4", "条件格式"),
    ]
    with pytest.raises(FindingsError):
        template.write(Path("不写.xlsx"), sample_package(1))


def test_view_and_print_settings_are_kept(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book["表"]
        sheet.sheet_view.showZeros = False
        sheet.sheet_view.zoomScale = 85
        sheet.sheet_properties.tabColor = "FF00B050"
        sheet.freeze_panes = "B3"
        sheet.auto_filter.ref = "A2:C4"
        sheet.print_options.headings = True
        sheet.page_setup.blackAndWhite = True
        sheet.page_setup.useFirstPageNumber = True
        sheet.page_setup.firstPageNumber = 5
        book.active = 2

    book = written(tmp_path, edit)
    sheet = book["表"]
    assert (sheet.sheet_view.showZeros, sheet.sheet_view.zoomScale) == (False, 85)
    assert sheet.sheet_properties.tabColor.rgb == "FF00B050"
    assert sheet.freeze_panes == "B3"
    assert sheet.auto_filter.ref == f"A2:C{2 + ROWS}"
    assert sheet.print_options.headings
    assert sheet.page_setup.blackAndWhite
    assert sheet.page_setup.firstPageNumber == 5
    assert book.active.title == "录"


def test_elements_that_nothing_reads_are_noted() -> None:
    ranges = b'<protectedRanges><protectedRange name="a" sqref="A1"/></protectedRanges>'
    data = rewritten(SMALL, b"</sheetData>", b"</sheetData>" + ranges)
    [note] = compile_workbook(data, "甲").problems(sample_package(1))[-1:]
    assert (note.severity, note.place.sheet, note.actual) == (Severity.INFO, "表", "允许编辑区域")


def test_colours_of_the_theme_and_of_the_old_palette_are_kept(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book["表"]
        sheet["A2"].fill = PatternFill("solid", fgColor=Color(theme=4, tint=0.5999938962981048))
        sheet["B2"].fill = PatternFill("solid", fgColor=Color(indexed=13))
        sheet["C2"].font = Font(color=Color(theme=5))
        sheet.sheet_properties.tabColor = Color(theme=6)

    sheet = written(tmp_path, edit)["表"]
    assert sheet["A2"].fill.fgColor.rgb == "FFB9CDE5"
    assert sheet["B2"].fill.fgColor.rgb == "FFFFFF00"
    assert sheet["C2"].font.color.rgb == "FFC0504D"
    assert sheet.sheet_properties.tabColor.rgb == "FF9BBB59"
