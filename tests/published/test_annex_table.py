"""The table of an annex is read as text, every cell exactly as given."""

from __future__ import annotations

from io import BytesIO

import pytest
import xlsxwriter

from yugong.findings import FindingsError
from yugong.published.annex_table import MOST_CELL_TEXT, AnnexTable, read_annex_table


def csv_table(text: str, name: str = "目录", encoding: str = "utf-8") -> AnnexTable:
    return read_annex_table(text.encode(encoding), "目录.csv", name)


def book(*sheets: list[list[object]], formats: dict[int, str] | None = None) -> bytes:
    target = BytesIO()
    workbook = xlsxwriter.Workbook(target)
    for rows in sheets:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                look = workbook.add_format({"num_format": (formats or {}).get(column, "General")})
                sheet.write(number, column, value, look)
    workbook.close()
    return target.getvalue()


def refused(data: bytes, file: str = "目录.csv") -> str:
    with pytest.raises(FindingsError) as caught:
        read_annex_table(data, file, "目录")
    (finding,) = caught.value.findings
    assert finding.code == "B050"
    return finding.actual


def test_codes_keep_their_zeros_and_formulas_are_text() -> None:
    table = csv_table('代码,名称\n007,=1+1\n008," 甲 "\n')

    assert table.rows == (("代码", "名称"), ("007", "=1+1"), ("008", "甲"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_usual_encodings_are_read(encoding: str) -> None:
    assert csv_table("代码,名称\nA,甲\n", encoding=encoding).rows[1] == ("A", "甲")


def test_rows_are_made_as_wide_as_the_widest_and_blank_ends_left_out() -> None:
    table = csv_table("代码,名称,,\nA\n,,\nB,乙,丙\n,,\n\n")

    assert table.rows == (("代码", "名称", ""), ("A", "", ""), ("", "", ""), ("B", "乙", "丙"))


def test_lines_above_the_head_are_captions_and_the_name_is_not_said_twice() -> None:
    table = csv_table("某省 目录,,\n2023年版,,\n代码,名称,说明\nA,甲,乙\n", name="某省目录")

    assert table.captions == ("2023年版",)
    assert table.rows[0] == ("代码", "名称", "说明")


def test_a_table_of_one_column_has_no_captions() -> None:
    assert csv_table("名称\n甲\n乙\n").captions == ()


def test_a_workbook_gives_what_its_sheet_displays() -> None:
    data = book([["代码", "金额"], [7, 1234.5], [8, 2]], formats={0: "000", 1: "#,##0.00"})

    table = read_annex_table(data, "目录.xlsx", "目录")

    assert table.rows == (("代码", "金额"), ("007", "1,234.50"), ("008", "2.00"))
    assert table.findings == []


def test_further_sheets_are_named_as_not_taken() -> None:
    table = read_annex_table(book([["甲"]], [["乙"]]), "目录.xlsx", "目录")

    assert table.rows == (("甲",),)
    (finding,) = table.findings
    assert (finding.code, "Sheet2" in finding.actual) == ("R020", True)


def test_faults_are_named() -> None:
    assert refused(b"") == "没有内容"
    assert refused(book([[]]), "目录.xlsx") == "没有一张有内容的工作表"
    assert refused('代码,"名\n'.encode()) == "引号不成对"
    assert refused("代码\n甲\x01\n".encode()) == "含有不能写入文档的控制字符"
    assert refused(b"\x81\xff\xff") == "不是 UTF-8 编码"


def test_limits_hold_at_their_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yugong.published.annex_table.MOST_ROWS", 2)
    monkeypatch.setattr("yugong.published.annex_table.MOST_COLUMNS", 2)

    assert len(csv_table("a,b\nc,d\n").rows) == 2
    assert refused(b"a\nb\nc\n") == "超过 2 行"
    assert refused(b"a,b,c\n") == "3 列"
    assert refused(b"x" * (MOST_CELL_TEXT + 1)) == f"一格有 {MOST_CELL_TEXT + 1} 字"
    monkeypatch.setattr("yugong.published.annex_table.MOST_TEXT", 3)
    assert refused(b"ab,cd\n") == "共 4 字"
