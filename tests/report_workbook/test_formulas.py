"""Formulas in reports: written as they are, with newer functions marked for Excel."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from yugong.report_workbook import Book

_FORMULAS = (
    "SUM(B1:B3)",
    "ROUND(SUMIFS(金额,科目,A2)/10000,2)",
    "IF(ABS(B1)<0.005,0,B1)",
    "SUMPRODUCT(('表1'!B1:B3)*1)",
    "SUM(FILTER(B1:B3,A1:A3=1))",
    "XLOOKUP(A1,B1:B3,C1:C3)",
    "'表SINGLE(1)'!A1",
    "_xlfn.XLOOKUP(A1,B1:B3,C1:C3)",
    "B1-B2",
)


@pytest.mark.parametrize("formula", _FORMULAS)
def test_a_formula_is_written_as_xlsxwriter_writes_it(formula: str) -> None:
    book = Book("题")
    book.sheet("表").formula(0, 0, formula, 1, {})

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as plain:
        plain.add_worksheet("表").write_formula(0, 0, f"={formula}", None, 1.0)

    assert _cells(book.finished()) == _cells(stream.getvalue())


def _cells(workbook: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode("utf-8")
    return sheet[sheet.index("<sheetData>") : sheet.index("</sheetData>")]
