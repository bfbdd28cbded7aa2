"""The quick ways of the Excel engine: each must come to what the ordinary way comes to."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Border, Side

from builders.hostile_workbooks import rewritten, sheet_with
from builders.template_workbooks import workbook
from builders.xlsx_package import TEMPLATE, sample_package
from yugong.budget.money import round_half_up
from yugong.findings import FindingsError
from yugong.writing.xlsx import compile_workbook
from yugong.writing.xlsx.compile import compile_model
from yugong.writing.xlsx.direct import DirectSheet, NotDirectError
from yugong.writing.xlsx.dump import dump_workbook
from yugong.writing.xlsx.model import rows_in
from yugong.writing.xlsx.shown_number import rounds_to
from yugong.writing.xlsx.tags import cell_text


class _Refusing:
    def __init__(self, *_: object) -> None:
        raise NotDirectError


def _content(path: Path) -> Iterator[object]:
    """Everything of a workbook that a reader sees, in a stable order."""
    sheets: list[Any] = list(openpyxl.load_workbook(path).worksheets)
    for sheet in sheets:
        yield sheet.title, sheet.dimensions, sorted(map(str, sheet.merged_cells.ranges))
        yield sorted((k, v.height, v.hidden) for k, v in sheet.row_dimensions.items())
        yield sorted((k, v.width, v.hidden) for k, v in sheet.column_dimensions.items())
        yield sheet.print_title_rows, sheet.print_area, sheet.freeze_panes, len(sheet._charts)
        for place, cell in sorted(sheet._cells.items()):
            link = cell.hyperlink.location if cell.hyperlink else None
            looks = [repr(part) for part in (cell.font, cell.border, cell.alignment, cell.fill)]
            yield place, cell.value, cell.data_type, cell.number_format, link, looks


def test_rows_written_directly_are_those_of_the_ordinary_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template, package = compile_workbook(TEMPLATE.read_bytes(), "t"), sample_package(3)
    given: list[int] = []
    monkeypatch.setattr(
        DirectSheet, "_xml_close", lambda sheet: given.append(sheet.given), raising=True
    )
    template.write(tmp_path / "甲.xlsx", package)
    assert sorted(set(given)) == [0, 2], "XlsxWriter no longer asks the sheets for their rows"
    assert given.count(0) == 1, "only the sheet of the charts is written cell by cell"
    given.clear()
    monkeypatch.setattr("yugong.writing.xlsx.emit.DirectWriter", _Refusing)
    template.write(tmp_path / "乙.xlsx", package)
    assert set(given) == {0}
    assert list(_content(tmp_path / "甲.xlsx")) == list(_content(tmp_path / "乙.xlsx"))


def test_a_writer_that_asks_for_nothing_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template, package = compile_workbook(TEMPLATE.read_bytes(), "t"), sample_package(1)
    template.write(tmp_path / "甲.xlsx", package)
    for name in ("_write_rows", "_write_merge_cells"):
        monkeypatch.delattr(DirectSheet, name)
    template.write(tmp_path / "乙.xlsx", package)
    assert list(_content(tmp_path / "甲.xlsx")) == list(_content(tmp_path / "乙.xlsx"))


def test_the_lean_reader_sees_what_openpyxl_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    def seen(data: bytes) -> list[object]:
        compiled = compile_model(data, "t")
        rows = [row for sheet in compiled.model.sheets for row in rows_in(sheet.blocks)]
        return [
            dump_workbook(data),
            compiled.model.styles,
            [(row.number, row.height) for row in rows],
            [(c.place, c.last_column, c.rows, c.style) for row in rows for c in row.cells],
        ]

    def none(_: bytes) -> Any:
        raise ValueError

    data = TEMPLATE.read_bytes()
    lean = seen(data)
    monkeypatch.setattr("yugong.writing.xlsx.lean_reader.load_lean", none)
    assert seen(data) == lean


def test_the_lines_of_a_merged_area_may_be_drawn_at_any_of_its_cells() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "字"
    side = Side("thin", "FF112233")
    sheet["C1"].border = Border(right=side)
    sheet["C2"].border = Border(bottom=side)
    target = io.BytesIO()
    book.save(target)
    # Merged afterwards, since openpyxl would give all cells the lines of the first.
    data = rewritten(
        target.getvalue(),
        b"</sheetData>",
        b'</sheetData><mergeCells count="1"><mergeCell ref="A1:C2"/></mergeCells>',
    )
    style = compile_model(data, "t").model.styles[0]
    assert [style.get(edge, 0) for edge in ("left", "right", "top", "bottom")] == [0, 1, 0, 1]
    assert style["right_color"] == "#112233"


def test_a_text_of_a_cell_is_read_once() -> None:
    assert cell_text("{{ 甲.乙 }}") is cell_text("{{ 甲.乙 }}")


@pytest.mark.parametrize("text", ["0.00", "2671.39", "-0.01", "1,234.50", "7", "0.335", "1E-9"])
def test_a_number_is_compared_as_exact_decimals_would_be(text: str) -> None:
    printed = Decimal(text.replace(",", ""))
    places = max(-int(printed.as_tuple().exponent), 0)
    half = Decimal("0.5").scaleb(-places)
    for step in ("-1.001", "-1", "-0.9999999", "0", "0.9999999", "1", "1.0000001", "3"):
        value = float(printed + half * Decimal(step))
        exact = round_half_up(Decimal(repr(value)), places) == printed
        assert rounds_to(value, text) is exact, (value, text)


@pytest.mark.parametrize("text", ["", "字", "NaN", "1E+400", "1E-400", "1e999999"])
def test_a_text_that_is_no_published_number_is_never_equal(text: str) -> None:
    assert rounds_to(1.0, text) is False


def test_merged_areas_that_overlap_are_a_finding(tmp_path: Path) -> None:
    data = sheet_with(b'ref="B1:C1"/>', b'ref="B1:C1"/><mergeCell ref="C1:D2"/>')
    template = compile_workbook(data, "甲.xlsx")
    with pytest.raises(FindingsError) as caught:
        template.write(tmp_path / "甲.xlsx", sample_package(1))
    assert [(f.code, f.actual) for f in caught.value.findings] == [("S007", "合并区域互相重叠")]


def test_a_number_past_every_limit_is_a_finding(tmp_path: Path) -> None:
    data = rewritten(workbook({"甲": {"A1": 12345}}), b"<v>12345</v>", b"<v>1e999</v>")
    with pytest.raises(FindingsError) as caught:
        compile_workbook(data, "甲.xlsx").write(tmp_path / "甲.xlsx", sample_package(1))
    assert [f.code for f in caught.value.findings] == ["S007"]


def test_the_reader_of_templates_is_imported_only_when_one_is_read() -> None:
    check = "import sys, yugong.writing.xlsx; assert 'openpyxl' not in sys.modules"
    subprocess.run([sys.executable, "-c", check], check=True)
