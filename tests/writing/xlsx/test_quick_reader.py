"""The quick reader of templates: it sees what openpyxl sees, or leaves the file to openpyxl."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.pagebreak import Break

from builders.furnished_template import SMALL
from builders.hostile_workbooks import rewritten
from builders.places import TEMPLATES
from builders.template_workbooks import edited
from yugong.findings import FindingsError
from yugong.ooxml.package import read_members
from yugong.writing.xlsx import compile as compiling
from yugong.writing.xlsx.compile import compile_model
from yugong.writing.xlsx.quick_looks import NotQuickError
from yugong.writing.xlsx.quick_reader import quick_workbook

SHIPPED = sorted((TEMPLATES / "xlsx").glob("*.xlsx"))


def _refusing(*_: object) -> Any:
    raise NotQuickError


def compiled_twice(data: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Return a file compiled by the quick reader, and compiled by openpyxl."""
    quick = quick_workbook(read_members(data))
    assert quick.worksheets
    first = _without_addresses(compile_model(data, "甲"))
    monkeypatch.setattr(compiling, "quick_workbook", _refusing)
    return first, _without_addresses(compile_model(data, "甲"))


def _without_addresses(compiled: Any) -> str:
    return re.sub(r" at 0x[0-9a-f]+", "", repr(compiled))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.stem))
def test_shipped_templates_are_the_same_to_both_readers(
    path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, slow = compiled_twice(path.read_bytes(), monkeypatch)
    assert quick == slow


def _looks(book: Any) -> None:
    sheet = book["表"]
    sheet["A1"].font = Font("楷体", 15, b=True, i=True, u="double", strike=True, color="FF112233")
    sheet["A1"].alignment = Alignment("center", "top", 45, wrap_text=True, indent=2)
    sheet["B2"].alignment = Alignment("distributed", "justify", 255, shrink_to_fit=True)
    sheet["B2"].border = Border(Side("thin", color="FFFF0000"), Side("none"), Side("double"))
    sheet["C2"].fill = PatternFill("solid", fgColor=Color(theme=4, tint=-0.25))
    sheet["C2"].font = Font(color=Color(theme=3), u="singleAccounting")
    sheet["A6"].fill = PatternFill("gray125", fgColor=Color(indexed=10))
    sheet["A6"].protection = Protection(locked=False, hidden=True)
    sheet["A7"].number_format = "#,##0.00;[Red]-#,##0.00"
    sheet["B7"] = 12.5
    sheet["C7"] = 3
    sheet.merge_cells("B6:C6")


def _shape(book: Any) -> None:
    sheet = book["表"]
    sheet.column_dimensions["B"].width = 33.5
    sheet.column_dimensions["B"].outlineLevel = 1
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[1].height = 40
    sheet.row_dimensions[4].outlineLevel = 2
    sheet.row_dimensions[6].hidden = True
    sheet.row_breaks.append(Break(id=6))
    sheet.freeze_panes = "B3"
    sheet.print_area = "A1:C7"
    sheet.print_title_rows = "1:2"
    sheet.print_title_cols = "A:A"
    sheet.auto_filter.ref = "A2:C4"
    sheet.protection.sheet = True
    sheet.protection.password = "abc"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.scale = 80
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showZeros = False
    sheet.sheet_view.zoomScale = 70
    sheet.sheet_properties.tabColor = "FF00FF00"
    sheet.sheet_properties.outlinePr.summaryRight = False
    sheet.sheet_format.defaultColWidth = 11
    sheet["A6"].hyperlink = "https://example.cn/a"
    sheet["A6"].hyperlink.tooltip = "官网"
    sheet.HeaderFooter.oddFooter.left.text = "&P {{ 年度 }}"
    book["录"].sheet_state = "hidden"
    book.active = 1


@pytest.mark.parametrize("edit", [_looks, _shape])
def test_looks_and_shape_are_the_same_to_both_readers(
    edit: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, slow = compiled_twice(edited(SMALL, edit), monkeypatch)
    assert quick == slow


def _formula(book: Any) -> None:
    book["表"]["B7"] = "=SUM(A1:A2)"


def _day(book: Any) -> None:
    book["表"]["B7"] = date(2026, 1, 1)


def _name(book: Any) -> None:
    book.defined_names["比例"] = DefinedName("比例", attr_text="0.5")


@pytest.mark.parametrize("edit", [_formula, _day, _name])
def test_what_is_uncommon_is_left_to_openpyxl(edit: Callable[[Any], None]) -> None:
    with pytest.raises(NotQuickError):
        quick_workbook(read_members(edited(SMALL, edit)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'r="A1"', b'r="A9999999999"'),
        (b'<row r="1"', b'<row r="x"'),
        (b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="B2:?"/></mergeCells>'),
        (b"</sheetData>", b'</sheetData><hyperlinks><hyperlink ref="A1" id="r9"/></hyperlinks>'),
        (b"<worksheet", b"<worksheet<"),
        (b' t="inlineStr"', b' t="inlineStr" s="99999"'),
    ],
)
def test_a_damaged_sheet_is_one_finding_or_none(old: bytes, new: bytes) -> None:
    data = rewritten(SMALL, old, new)
    try:
        notes = compile_model(data, "甲").notes
    except FindingsError as error:
        notes = tuple(error.findings)
    assert len(notes) <= 1


def test_a_shipped_template_is_compiled_without_openpyxl() -> None:
    program = (
        "import sys; from pathlib import Path; from yugong.writing.xlsx import compile_workbook;"
        "compile_workbook(Path(sys.argv[1]).read_bytes(), 't');"
        "sys.exit(any(name.startswith('openpyxl') for name in sys.modules))"
    )
    for path in SHIPPED:
        run = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
        assert run.returncode == 0, path
