"""XlsxWriter called by hand for the cells of a finished workbook, as a programmer would write it.

The workbook is read into plain lists beforehand: the same sheets, texts, numbers, formulas,
formats, heights, widths, merged areas, links and page settings; only its charts are left out.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import column_index_from_string

Look = tuple[tuple[str, Any], ...]
_TWIPS = {"thin": 1, "medium": 2, "thick": 5, "hair": 7}
_PADDING = 5 / 7


@dataclass(frozen=True)
class Sheet:
    """One sheet in the arguments of XlsxWriter's calls."""

    name: str
    cells: tuple[tuple[int, int, str, Any, Any, Look], ...]
    blanks: tuple[tuple[int, int, Look], ...]
    merges: tuple[tuple[int, int, int, int], ...]
    heights: tuple[tuple[int, float], ...]
    widths: tuple[tuple[int, int, float], ...]
    links: tuple[tuple[int, int, str, str, Look], ...]
    landscape: bool
    margins: tuple[float, float, float, float]
    footer: str
    freeze: tuple[int, int] | None
    area: str


def read_sheets(path: Path) -> list[Sheet]:
    """Every sheet of a workbook."""
    book = openpyxl.load_workbook(path)
    values = openpyxl.load_workbook(path, data_only=True)
    looks: dict[int, Look] = {}
    return [_sheet(sheet, values[sheet.title], looks) for sheet in book.worksheets]


def _sheet(sheet: Any, values: Any, looks: dict[int, Look]) -> Sheet:
    cells: list[tuple[int, int, str, Any, Any, Look]] = []
    blanks: list[tuple[int, int, Look]] = []
    links: list[tuple[int, int, str, str, Look]] = []
    for line in sheet.iter_rows():
        for cell in line:
            if isinstance(cell, MergedCell) or not cell.has_style:
                continue
            row, column, look = cell.row - 1, cell.column - 1, _look(cell, looks)
            if cell.hyperlink is not None:
                place = f"internal:{cell.hyperlink.location}"
                links.append((row, column, place, str(cell.value), look))
            elif cell.value is None:
                blanks.append((row, column, look))
            else:
                result = values.cell(cell.row, cell.column).value
                cells.append((row, column, cell.data_type, cell.value, result, look))
    freeze = sheet.freeze_panes and sheet[sheet.freeze_panes]
    margins = sheet.page_margins
    return Sheet(
        sheet.title,
        tuple(cells),
        tuple(blanks),
        tuple(
            (area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1)
            for area in sheet.merged_cells.ranges
        ),
        tuple(
            (row - 1, value.height) for row, value in sheet.row_dimensions.items() if value.height
        ),
        tuple(
            (
                (value.min or column_index_from_string(letter)) - 1,
                (value.max or column_index_from_string(letter)) - 1,
                value.width - _PADDING,
            )
            for letter, value in sheet.column_dimensions.items()
        ),
        tuple(links),
        sheet.page_setup.orientation == "landscape",
        (margins.left, margins.right, margins.top, margins.bottom),
        "&C" + (sheet.oddFooter.center.text or ""),
        (freeze.row - 1, freeze.column - 1) if freeze else None,
        sheet.dimensions,
    )


def _look(cell: Any, looks: dict[int, Look]) -> Look:
    """The look of a cell as the properties of a format."""
    known = looks.get(cell._style.xfId * 100_000 + cell.style_id)
    if known is not None:
        return known
    font, box, fill, set_ = cell.font, cell.border, cell.fill, cell.alignment
    properties: dict[str, Any] = {
        "font_name": font.name,
        "font_size": font.sz,
        "bold": bool(font.b),
        "underline": 1 if font.u else 0,
        "num_format": cell.number_format,
        "align": set_.horizontal or "",
        "valign": {"center": "vcenter"}.get(set_.vertical, set_.vertical or "bottom"),
        "text_wrap": bool(set_.wrap_text),
        "indent": int(set_.indent),
        "shrink": bool(set_.shrink_to_fit),
        "fg_color": f"#{fill.fgColor.rgb[2:]}" if fill.fill_type == "solid" else None,
        "pattern": 1 if fill.fill_type == "solid" else 0,
    }
    for side in ("left", "right", "top", "bottom"):
        properties[side] = _TWIPS.get(getattr(box, side).style, 0)
    if font.color is not None and isinstance(font.color.rgb, str):
        properties["font_color"] = f"#{font.color.rgb[2:]}"
    look = tuple((name, value) for name, value in properties.items() if value)
    looks[cell._style.xfId * 100_000 + cell.style_id] = look
    return look


def by_hand_job(sheets: list[Sheet], out: Path) -> Callable[[], object]:
    """Write the sheets, typed call by typed call."""

    def work() -> None:
        book = xlsxwriter.Workbook(str(out), {"in_memory": True})
        formats: dict[Look, Any] = {}
        for sheet in sheets:
            _write(book, sheet, formats)
        book.close()

    return work


def _write(book: Any, sheet: Sheet, formats: dict[Look, Any]) -> None:
    def look(look_of_cell: Look) -> Any:
        if look_of_cell not in formats:
            formats[look_of_cell] = book.add_format(dict(look_of_cell))
        return formats[look_of_cell]

    target = book.add_worksheet(sheet.name)
    for first, last, width in sheet.widths:
        target.set_column(first, last, width)
    for row, height in sheet.heights:
        target.set_row(row, height)
    starts = {(row, column): cell_look for row, column, *_, cell_look in sheet.cells}
    starts.update({(row, column): cell_look for row, column, cell_look in sheet.blanks})
    for area in sheet.merges:
        target.merge_range(*area, "", look(starts[area[:2]]))
    for row, column, cell_look in sheet.blanks:
        target.write_blank(row, column, None, look(cell_look))
    for row, column, kind, value, result, cell_look in sheet.cells:
        if kind == "f":
            target.write_formula(row, column, value, look(cell_look), result)
        elif kind == "n":
            target.write_number(row, column, value, look(cell_look))
        else:
            target.write_string(row, column, value, look(cell_look))
    for row, column, place, text, cell_look in sheet.links:
        target.write_url(row, column, place, look(cell_look), text)
    target.set_paper(9)
    if sheet.landscape:
        target.set_landscape()
    target.fit_to_pages(1, 0)
    left, right, top, bottom = sheet.margins
    target.set_margins(left=left, right=right, top=top, bottom=bottom)
    target.set_footer(sheet.footer)
    target.center_horizontally()
    if sheet.freeze is not None:
        target.freeze_panes(*sheet.freeze)
    target.hide_gridlines(2)
    target.ignore_errors({"number_stored_as_text": sheet.area})


def same_cells(ours: Path, theirs: Path) -> str:
    """How much two workbooks hold, and whether it is the same; raises ``ValueError`` if not."""
    counts = sheets = 0
    mine, other = read_sheets(ours), read_sheets(theirs)
    for first, second in zip(mine, other, strict=True):
        same = (
            first.name == second.name
            and first.cells == second.cells
            and first.blanks == second.blanks
            and set(first.merges) == set(second.merges)
            and first.heights == second.heights
            and first.widths == second.widths
            and first.links == second.links
            and (first.margins, first.footer) == (second.margins, second.footer)
            and (first.landscape, first.freeze) == (second.landscape, second.freeze)
        )
        if not same:
            raise ValueError(f"工作表“{first.name}”写得不一样")
        counts += len(first.cells)
        sheets += 1
    return f"{sheets} 张工作表、{counts} 个有内容的单元格"


def main() -> None:
    """``by_hand.py WORKBOOK LISTS``: its cells for ``measure.py by_hand``; or two to compare."""
    import by_hand  # under its own name, so that another process finds the class

    first, second = map(Path, sys.argv[1:])
    if second.suffix == ".xlsx":
        print(f"两个工作簿相同：{same_cells(first, second)}")
    else:
        second.write_bytes(pickle.dumps(by_hand.read_sheets(first)))


if __name__ == "__main__":
    main()
