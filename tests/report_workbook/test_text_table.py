"""A table of texts as a workbook: codes keep their zeros, and no text is a formula."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook

from yugong.published.annex_table import read_annex_table
from yugong.report_workbook.text_table import text_workbook

ROWS = (("代码", "名称"), ("007", "=1+1"), ("", "https://example.gov.cn/"), ("A", "两\n行"))


def test_every_text_is_a_text_cell() -> None:
    sheet = load_workbook(BytesIO(text_workbook("目录", ROWS))).active

    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet["B3"].hyperlink is None
    assert sheet.freeze_panes == "A2"


def test_it_is_read_again_as_it_was() -> None:
    assert read_annex_table(text_workbook("目录", ROWS), "目录.xlsx", "目录").rows == ROWS


def test_the_same_rows_give_the_same_bytes() -> None:
    assert text_workbook("目录", ROWS) == text_workbook("目录", ROWS)
