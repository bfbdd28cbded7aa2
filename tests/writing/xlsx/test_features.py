"""What a clerk puts into a template besides cells: it is kept, with its rows, or noted."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formatting import rule as formatting
from openpyxl.styles import Color, Font, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break, ColBreak

from builders.hostile_workbooks import rewritten
from builders.template_workbooks import edited, workbook
from builders.xlsx_package import TEMPLATE, sample_package
from yugong.findings import FindingsError, Kind, Severity
from yugong.writing.xlsx import compile_workbook, read_back
from yugong.writing.xlsx.direct import NotDirectError

formatting_rules: Any = formatting
"""openpyxl's makers of conditional formats, which have no types."""

ROWS = 8
"""Rows that the table of the small template prints: sheet rows 3 to 10."""

SMALL = workbook(
    {
        "表": {
            "A1": "{{ 部门.名称 }}",
            "A2": "编码",
            "B2": "名称",
            "C2": "合计",
            "A3": "{%tr for 行 in 表.预算支出总表.行 %}",
            "A4": "{{ 行.科目编码 }}",
            "B4": "{{ 行.科目名称 }}",
            "C4": "{{ 行.合计 }}",
            "A5": "{%tr endfor %}",
            "A6": "注",
            "A7": "完",
        },
        "单": {
            "A1": "{%sheet for 项目 in 项目绩效 %}",
            "A2": "{{ 项目.项目名称 }}",
            "A3": "甲",
        },
        "录": {"A1": "一", "A2": "二", "A3": "三"},
    }
)


class _Refusing:
    def __init__(self, *_: object) -> None:
        raise NotDirectError


@pytest.fixture(params=["direct", "ordinary"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows written directly, and through XlsxWriter's own calls."""
    if request.param == "ordinary":
        monkeypatch.setattr("yugong.writing.xlsx.emit.DirectWriter", _Refusing)


def written(path: Path, edit: Callable[[Any], None], data: bytes = SMALL) -> Any:
    """The workbook made from an edited template, read again."""
    template = compile_workbook(edited(data, edit), "模板.xlsx")
    assert notes(template) == []
    template.write(path / "成.xlsx", sample_package(2))
    return openpyxl.load_workbook(path / "成.xlsx")


def notes(template: Any) -> list[tuple[str | None, str | None, str]]:
    """Sheet, cell and finding of what is noted or refused, tables that are missing aside."""
    problems = template.problems(sample_package(2))
    return [
        (each.place.sheet, each.place.cell, each.actual)
        for each in problems
        if each.code not in (Kind.REQUIRED_TABLE_MISSING, Kind.TEMPLATE_AGAINST_STANDARD)
    ]


@pytest.mark.usefixtures("way")
def test_page_breaks_move_with_their_rows(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book["表"]
        for row in (1, 5, 6):
            sheet.row_breaks.append(Break(id=row))
        sheet.col_breaks = ColBreak()
        sheet.col_breaks.append(Break(id=2))

    sheet = written(tmp_path, edit)["表"]
    assert [each.id for each in sheet.row_breaks.brk] == [1, 2 + ROWS, 3 + ROWS]
    assert [each.id for each in sheet.col_breaks.brk] == [2]


@pytest.mark.parametrize(("row", "rows"), [(3, range(2, 2 + ROWS)), (4, range(3, 3 + ROWS))])
def test_a_page_break_inside_a_loop_repeats(tmp_path: Path, row: int, rows: range) -> None:
    sheet = written(tmp_path, lambda book: book["表"].row_breaks.append(Break(id=row)))["表"]
    assert [each.id for each in sheet.row_breaks.brk] == list(rows)


def test_more_page_breaks_than_excel_takes_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yugong.writing.xlsx.carry_over.MAX_ROW_BREAKS", 3)
    with pytest.raises(FindingsError) as caught:
        written(tmp_path, lambda book: book["表"].row_breaks.append(Break(id=4)))
    assert [each.code for each in caught.value.findings] == [Kind.TEMPLATE_BEYOND_LIMITS]


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
    assert {name: each.value for name, each in book.defined_names.items()} == {
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
        for each in (rule, whole):
            sheet.add_data_validation(each)
        red = {"font": Font(color="FFFF0000"), "fill": PatternFill(bgColor="FFFFFF00")}
        formats = sheet.conditional_formatting
        formats.add("C4", formatting_rules.CellIsRule("lessThan", ["0"], stopIfTrue=True, **red))
        formats.add("A4:B4", formatting_rules.FormulaRule(["AND($C4>$C$7,1=1)"], **red))

    sheet = written(tmp_path, edit)["表"]
    rules = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
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
        for each in (rule, tagged):
            sheet.add_data_validation(each)

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


# -- headers and footers -------------------------------------------------------------------------


def with_page_texts(**texts: str) -> Callable[[Any], None]:
    """An edit that gives the first sheet these headers and footers, as they are typed."""

    def edit(book: Any) -> None:
        page = book.worksheets[0].HeaderFooter
        for name, text in texts.items():
            getattr(page, name).center.text = text
        page.differentFirst = any(name.startswith("first") for name in texts)
        page.differentOddEven = any(name.startswith("even") for name in texts)

    return edit


def page_texts(path: Path) -> dict[str, str]:
    """The headers and footers of a workbook's first sheet as they are stored."""
    from lxml import etree

    with zipfile.ZipFile(path) as archive:
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    return {
        etree.QName(each).localname: each.text or ""
        for each in sheet.iterfind(".//{*}headerFooter/*")
    }


@pytest.mark.usefixtures("way")
def test_tags_in_headers_and_footers_of_every_kind_are_filled(tmp_path: Path) -> None:
    edit = with_page_texts(
        oddHeader="{{ 部门.名称 }}",
        oddFooter="第 &P 页 {{ 年度 }}",
        evenHeader="偶 {{ 部门.名称 }}",
        firstFooter="首 {{ 年度 }}&A",
    )
    written(tmp_path, edit)
    assert page_texts(tmp_path / "成.xlsx") == {
        "oddHeader": "&C某市某局",
        "oddFooter": "&C第 &P 页 2026",
        "evenHeader": "&C偶 某市某局",
        "firstFooter": "&C首 2026&A",
    }


def test_the_shipped_template_with_a_tag_in_its_header(tmp_path: Path) -> None:
    edit = with_page_texts(oddHeader="{{ 部门.名称 }}")
    template = compile_workbook(edited(TEMPLATE.read_bytes(), edit), "甲.xlsx")
    package = sample_package(2)
    template.write(tmp_path / "成.xlsx", package)
    assert read_back(tmp_path / "成.xlsx", package) == []
    assert page_texts(tmp_path / "成.xlsx")["oddHeader"] == "&C某市某局"
    with zipfile.ZipFile(tmp_path / "成.xlsx") as archive:
        for part in archive.namelist():
            text = archive.read(part).decode("utf-8", "replace")
            assert [sign for sign in ("{{", "{%") if sign in text] == [], part


def test_a_value_in_a_header_is_text_and_no_code(tmp_path: Path) -> None:
    edit = with_page_texts(oddHeader="&14{{ 项目.序号 }}{{ 项目.项目名称 }}&R&G")

    def on_the_looped_sheet(book: Any) -> None:
        book.move_sheet("单", -1)
        edit(book)

    template = compile_workbook(edited(SMALL, on_the_looped_sheet), "甲")
    package = sample_package(4)
    template.write(tmp_path / "成.xlsx", package)
    with zipfile.ZipFile(tmp_path / "成.xlsx") as archive:
        sheets = [archive.read(f"xl/worksheets/sheet{at}.xml").decode() for at in (1, 2, 3, 4)]
    assert "<oddHeader>&amp;C&amp;14 1=1+1" in sheets[0]
    assert "<oddHeader>&amp;C&amp;14 4A&amp;&amp;B" in sheets[3]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{{ 部门.名 }}", Kind.UNKNOWN_TEMPLATE_NAME),
        ("{{ 部门.名称 | 大写字 }}", Kind.UNKNOWN_TEMPLATE_NAME),
        ("{{ 部门.名称 ", Kind.MALFORMED_TAG),
        ("{% for 甲 in 全部表 %}", Kind.MALFORMED_TAG),
    ],
)
def test_a_fault_in_a_header_is_found_by_lint_at_its_sheet(text: str, kind: Kind) -> None:
    template = compile_workbook(edited(SMALL, with_page_texts(oddHeader=text)), "甲")
    problems = [
        (each.code, each.place.sheet, each.place.cell)
        for each in template.problems(sample_package(1))
        if each.place.cell == "页眉"
    ]
    assert problems == [(kind, "表", "页眉")]


def test_a_header_past_255_characters_is_refused(tmp_path: Path) -> None:
    template = compile_workbook(
        edited(SMALL, with_page_texts(oddHeader="{{ 部门.名称 }}" * 20 + "长" * 220)), "甲"
    )
    with pytest.raises(FindingsError) as caught:
        template.write(tmp_path / "成.xlsx", sample_package(1))
    [finding] = caught.value.findings
    assert (finding.code, finding.place.cell) == (Kind.TEMPLATE_BEYOND_LIMITS, "页眉")
    assert not (tmp_path / "成.xlsx").exists()


def test_a_tag_in_the_name_of_a_sheet_is_refused() -> None:
    def edit(book: Any) -> None:
        book["录"].title = "{{ 年度 }}"

    assert notes(compile_workbook(edited(SMALL, edit), "甲")) == [
        ("{{ 年度 }}", "A1", "{{ 年度 }}")
    ]


# -- hostile files -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "element"),
    [
        (
            b"</sheetData>",
            b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>',
        ),
        (b"</sheetData>", b'<hyperlinks><hyperlink ref="A0" location="!!"/></hyperlinks>'),
        (
            b"</sheetData>",
            b'<dataValidations><dataValidation type="list" sqref="A1:XFD1048576">'
            b"<formula1>" + b"A1+" * 40_000 + b"1</formula1></dataValidation></dataValidations>",
        ),
        (
            b"</sheetData>",
            b'<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1">'
            b"<formula>(((((</formula></cfRule></conditionalFormatting>",
        ),
        (
            b"</sheetData>",
            b'<rowBreaks count="9">'
            + b"".join(b'<brk id="%d"/>' % row for row in range(5_000))
            + b"</rowBreaks>",
        ),
        (
            b"</sheetData>",
            b"<headerFooter><oddHeader>" + b"&amp;" * 50_000 + b"</oddHeader></headerFooter>",
        ),
    ],
)
def test_hostile_features_are_refused_or_noted_quickly(
    after: bytes, element: bytes, tmp_path: Path
) -> None:
    data = rewritten(SMALL, after, after + element)
    with contextlib.suppress(FindingsError):
        template = compile_workbook(data, "甲")
        template.write(tmp_path / "成.xlsx", sample_package(1))
    assert not list(tmp_path.iterdir()) or openpyxl.load_workbook(tmp_path / "成.xlsx").sheetnames


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
