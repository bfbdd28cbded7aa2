"""A template as plain text, so that a change to it can be reviewed like code."""

from __future__ import annotations

from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from yugong.writing.xlsx.compile import open_workbook
from yugong.writing.xlsx.model import CellStyle
from yugong.writing.xlsx.page import column_widths, covered_cells, print_setup, sheet_view
from yugong.writing.xlsx.styles import StyleReader


def dump_workbook(data: bytes) -> str:
    """Sheets, print settings, widths, merges and cells of a template, in a stable order.

    Raises ``FindingsError`` (S006) where the file cannot be opened.
    """
    book, _ = open_workbook(data, "模板", quick=False)
    return "\n".join(line for sheet in book.worksheets for line in _sheet(sheet))


def _sheet(sheet: Worksheet) -> list[str]:
    setup, view = print_setup(sheet), sheet_view(sheet)
    fit = "不缩放" if setup.fit is None else f"{setup.fit[0]} 页宽 {setup.fit[1]} 页高"
    lines = [
        f"== {sheet.title}" + ("" if sheet.sheet_state == "visible" else "（隐藏）"),
        f"纸张 {setup.paper} {'横向' if setup.landscape else '纵向'}；{fit}；"
        f"居中 {_flags(setup.centred)}；边距 {' '.join(f'{m:g}' for m in setup.margins)}",
        f"页眉 {str(sheet.oddHeader or '')!r}；页脚 {str(sheet.oddFooter or '')!r}；"
        f"重复行 {_rows(setup.repeat_rows)}；打印区 {sheet.print_area or '—'}",
        f"冻结 {sheet.freeze_panes or '—'}；网格线 {'有' if view.gridlines else '无'}；"
        f"显示比例 {view.zoom}",
    ]
    widths, default = column_widths(sheet)
    listed_widths = " ".join(f"{get_column_letter(c + 1)}={w:g}" for c, w in widths.items())
    lines.append(f"列宽 {listed_widths or '—'}；默认 {default:g}")
    heights = {
        row: dimension.height
        for row, dimension in sorted(sheet.row_dimensions.items())
        if dimension.height
    }
    lines.append(
        "行高 " + (" ".join(f"{row}={height:g}" for row, height in heights.items()) or "—")
    )
    areas = sorted(sheet.merged_cells.ranges, key=lambda a: (a.min_row, a.min_col))
    lines.append("合并 " + (" ".join(area.coord for area in areas) or "—"))
    covered, looks = covered_cells(sheet), StyleReader(sheet.parent)
    corners = {(a.min_row, a.min_col): (a.max_row, a.max_col) for a in areas}
    for place, cell in sorted(sheet._cells.items()):
        if place in covered or not isinstance(cell, Cell):
            continue
        if cell.value is not None or cell.has_style:
            text = "" if cell.value is None else str(cell.value).replace("\n", "⏎")
            corner = sheet._cells.get(corners.get(place, place))
            style = looks.look(cell, corner=corner if isinstance(corner, Cell) else None)
            lines.append(f"{cell.coordinate}\t{_look(style)}\t{text}")
    lines.append("")
    return lines


def _flags(flags: tuple[bool, bool]) -> str:
    return "、".join(name for name, on in zip(("水平", "垂直"), flags, strict=True) if on) or "无"


def _rows(rows: tuple[int, int] | None) -> str:
    return "—" if rows is None else f"{rows[0] + 1}-{rows[1] + 1}"


def _look(style: CellStyle) -> str:
    others = {k: v for k, v in style.items() if k not in ("font_name", "font_size")}
    edges = [str(others.pop(edge, 0)) for edge in ("left", "top", "right", "bottom")]
    words = [f"{style['font_name']} {style['font_size']:g}"]
    if edges != ["0"] * 4:
        words.append("框" + "".join(edges))
    words += [key if value is True else f"{key}={value}" for key, value in sorted(others.items())]
    return " ".join(words)
