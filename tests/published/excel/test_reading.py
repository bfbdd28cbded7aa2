"""The displayed texts of someone else's workbook, and its hidden contents."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.published_specimens import (
    S,
    codes,
    kinds_and_texts,
    packed,
    pointers,
    read_book,
    sheet,
    unpacked,
    workbook,
)
from yugong.budget.money import round_half_up
from yugong.published.excel.cell_format import displayed_number
from yugong.published.excel.reading import read_xlsx
from yugong.published.model.blocks import Grid, Line, RawDocument

TABLE = [["项目", "金额"], ["办公费", "1.00"]]


def kinds(document: RawDocument) -> list[object]:
    return [block.text if isinstance(block, Line) else block.rows for block in document.blocks]


@pytest.mark.parametrize(
    ("value", "form", "displayed"),
    [
        ("1234.5600000001", "General", "1234.56"),
        ("0.30000000000000004", "General", "0.3"),
        ("0", "General", "0"),
        ("1E-3", "General", "0.001"),
        ("12345678901", "General", "12345678901"),
        ("0.333333333333", "General", "0.3333333333"),
        ("-1234.5", "General", "-1234.5"),
        ("4754.228874", "0.00", "4754.23"),
        ("2.675", "0.00", "2.68"),
        ("-4.005", "0.00", "-4.01"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("12", "#,##0.00", "12.00"),
        ("0.5", "#.##", ".5"),
        ("0", "#,##0.00;-#,##0.00;", ""),
        ("0", '#,##0.00_ ;[Red]-#,##0.00\\ ;"-"', "-"),
        ("-5", "0.00;(0.00)", "(5.00)"),
        ("0.256", "0.0%", "25.6%"),
        ("12345678", '#,##0,"千元"', "12,346千元"),
        ("123456", "0\\.0,", "12.3"),
        ("5", '"¥"#,##0.00', "¥5.00"),
        ("5", "[$¥-804]#,##0.00", "¥5.00"),
        ("7", "000", "007"),
        ("46083", "yyyy/m/d", "2026/3/2"),
        ("46083", "yyyy年m月", "2026年3月"),
        ("46083.75", "yyyy-mm-dd hh:mm", "2026-03-02 18:00"),
        ("44621", "yyyy/m/d", "2022/3/1"),
        ("1.5", "# ?/?", "1.5"),
        ("1234", "0.00E+00", "1234"),
        ("12", "@", "12"),
        ("abc", "0.00", "abc"),
    ],
)
def test_a_number_reads_as_its_cell_shows_it(value: str, form: str, displayed: str) -> None:
    assert displayed_number(value, form) == displayed


def test_dates_that_count_from_1904_are_read_so() -> None:
    assert displayed_number("44621", "yyyy/m/d", mac_days=True) == "2026/3/2"


@settings(max_examples=150)
@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_two_decimals_with_separators_lose_nothing(value: Decimal) -> None:
    assert Decimal(displayed_number(str(value), "#,##0.00").replace(",", "")) == value


@settings(max_examples=200)
@given(st.text(max_size=12), st.text('0#?.,;%"\\[]yd@ -¥GE/', max_size=12))
def test_no_value_and_no_format_is_too_odd_to_be_read(value: str, form: str) -> None:
    assert isinstance(displayed_number(value, form), str)
    assert isinstance(displayed_number("1234.5", form), str)


def test_titles_are_lines_the_table_is_a_grid_with_the_addresses_of_the_sheet() -> None:
    document = read_book(sheet([["某局预算表"], [], *TABLE], before="<sheetPr/>"))
    line, grid = document.blocks
    assert isinstance(line, Line)
    assert isinstance(grid, Grid)
    assert (line.text, str(line.place)) == ("某局预算表", "公开.xlsx，工作表“第1页”A1")
    assert grid.rows == (("项目", "金额"), ("办公费", "1.00"))
    assert grid.place_of(1, 1).cell == "B4"


def test_a_link_beside_the_title_does_not_make_the_title_part_of_the_table() -> None:
    rows = [["某局预算表", "", "", "返回目录"], *TABLE]
    assert kinds(read_book(sheet(rows))) == [
        "某局预算表",
        (("项目", "金额"), ("办公费", "1.00")),
        "返回目录",
    ]


def test_a_total_row_with_a_blank_amount_stays_in_the_table() -> None:
    assert kinds(read_book(sheet([*TABLE, ["合计"]]))) == [
        (("项目", "金额"), ("办公费", "1.00"), ("合计", ""))
    ]


def test_a_note_merged_over_the_whole_width_is_a_line_below_the_table() -> None:
    merge = '<mergeCells count="1"><mergeCell ref="A3:B3"/></mergeCells>'
    assert kinds(read_book(sheet([*TABLE, ["注：无"]], merge))) == [
        (("项目", "金额"), ("办公费", "1.00")),
        "注：无",
    ]


def test_a_merged_area_is_kept_and_text_it_covers_is_reported() -> None:
    merge = '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>'
    document = read_book(sheet([["甲", "1"], ["遮", "2"]], merge))
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert grid.rows == (("甲", "1"), ("", "2"))
    assert grid.merged == ((0, 0, 1, 0),)
    assert kinds_and_texts(document.left_overs) == [("隐藏文字", "遮")]


def test_hidden_sheets_rows_and_columns_are_reported_and_not_read() -> None:
    rows = sheet([["项目", "底稿", "金额"], ["办公费", "9", "1.00"], ["内部", "", "2.00"]])
    rows = rows.replace('<row r="3">', '<row r="3" hidden="1">')
    columns = '<cols><col min="2" max="2" hidden="1"/></cols>'
    document = read_book(columns + rows, sheet([["秘", "密"]]), listed=["", 'state="veryHidden"'])
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert grid.rows == (("项目", "金额"), ("办公费", "1.00"))
    assert grid.place_of(1, 1).cell == "C2"
    assert kinds_and_texts(document.left_overs) == [
        ("隐藏行列", "第 3 行：内部\t2.00"),
        ("隐藏行列", "B 列：底稿\t9"),
        ("隐藏工作表", "秘\t密"),
    ]


def test_a_merged_area_keeps_its_text_when_its_first_column_is_hidden() -> None:
    rows = sheet(
        [["甲", "", "1"], ["乙", "丙", "2"]], '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    )
    document = read_book(f'<cols><col min="1" max="1" hidden="1"/></cols>{rows}')
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert grid.rows == (("甲", "1"), ("丙", "2"))


def test_formulas_give_their_saved_result_and_one_without_is_reported() -> None:
    cells = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>A1</f></c><c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><v>3</v></c></row>'
    cells += '<row r="2"><c r="B2"><v>4</v></c><c r="C2"><v>5</v></c></row>'
    document = read_book(f"<sheetData>{cells}</sheetData>")
    assert kinds(document) == [(("2", "", "", "3"), ("", "4", "5", ""))]
    assert [str(finding.place) for finding in document.findings] == ["公开.xlsx，工作表“第1页”B1"]
    assert codes(document) == ["R036"]


def test_styles_and_shared_texts_are_followed() -> None:
    styles = (
        f'<styleSheet xmlns="{S}"><numFmts><numFmt numFmtId="176" formatCode="0.00_ "/></numFmts><borders>'
        '<border><left/></border><border><left style="thin"/></border></borders><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="176" borderId="1"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    shared = (
        f'<sst xmlns="{S}"><si><r><t>部门：</t></r><r><t>某局</t></r><rPh><t>x</t></rPh></si></sst>'
    )
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="2"><v>46083</v></c></row>'
        '<row r="2"><c r="A2" s="1"><v>1</v></c><c r="B2" s="1"><v>2.345</v></c></row>'
    )
    document = read_book(f"<sheetData>{rows}</sheetData>", styles=styles, sharedStrings=shared)
    assert kinds(document) == ["部门：某局\t2026/3/2", (("1.00", "2.35"),)]


def test_comments_running_heads_boxes_and_links_of_a_sheet_are_reported() -> None:
    parts = unpacked(
        workbook(
            sheet(TABLE, "<headerFooter><oddHeader>&amp;L内部&amp;P</oddHeader></headerFooter>")
        )
    )
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    parts |= {
        "xl/worksheets/_rels/sheet1.xml.rels": pointers(
            ("comments", "../comments1.xml"), ("drawing", "../drawings/d.xml")
        ),
        "xl/comments1.xml": f'<comments xmlns="{S}"><commentList><comment ref="B2"><text><t>查</t></text></comment></commentList></comments>',
        "xl/drawings/d.xml": f'<x xmlns:a="{drawing}"><txBody><a:p><a:r><a:t>说明</a:t></a:r></a:p></txBody><pic/></x>',
        "xl/_rels/workbook.xml.rels": pointers(
            ("worksheet", "worksheets/sheet1.xml"), ("externalLinkPath", "file:///c:/b.xlsx")
        ),
    }
    document = read_xlsx(packed(parts), "公开.xlsx")
    assert kinds(document)[1] == "说明"
    assert kinds_and_texts(document.left_overs) == [
        ("批注", "查"),
        ("页眉页脚文字", "内部"),
        ("外部链接", "file:///c:/b.xlsx"),
    ]
    assert codes(document) == ["R034"]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=5)


@settings(max_examples=40)
@given(
    st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=2, max_size=5),
    st.decimals(min_value=0, max_value=10**9, places=4),
)
def test_what_another_program_wrote_is_read_cell_by_cell(
    rows: list[list[str]], amount: Decimal
) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("表")
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                page.write_string(number, column, text)
        page.write_number(len(rows), 1, float(amount), book.add_format({"num_format": "0.00"}))
        page.write_number(len(rows), 2, 1)
    (grid,) = read_xlsx(out.getvalue(), "公开.xlsx").blocks
    assert isinstance(grid, Grid)
    assert grid.rows == (*map(tuple, rows), ("", str(round_half_up(amount)), "1"))


def test_a_sheet_that_cannot_be_read_is_reported_and_the_others_are_read() -> None:
    parts = unpacked(workbook(sheet(TABLE), sheet(TABLE)))
    parts["xl/worksheets/sheet1.xml"] = "<worksheet"
    document = read_xlsx(packed(parts), "公开.xlsx")
    assert [block.place.sheet for block in document.blocks] == ["第2页"]
    assert codes(document) == ["R038"]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="99999"><c r="SA99999"><v>1</v></c></row>',
    ],
    ids=["last cell", "ten million cells"],
)
def test_a_sheet_that_reaches_too_far_is_reported_and_not_read(rows: str) -> None:
    document = read_book(f"<sheetData>{rows}</sheetData>", sheet(TABLE))
    assert codes(document) == ["R037"]
    assert [block.place.sheet for block in document.blocks] == ["第2页"]


def test_a_merged_area_over_the_whole_sheet_is_no_trouble() -> None:
    merge = '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="A1:B2"/></mergeCells>'
    assert kinds(read_book(sheet([["甲"], ["乙"]], merge))) == ["甲"]
