"""Cell styles of a template as XlsxWriter format properties.

Tests: tests/writing/xlsx/test_write.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from yugong.writing.xlsx.model import CellStyle
from yugong.writing.xlsx.palette import Palette

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.styles.borders import Side
    from openpyxl.workbook import Workbook

BORDER_NUMBERS = {
    "thin": 1,
    "medium": 2,
    "dashed": 3,
    "dotted": 4,
    "thick": 5,
    "double": 6,
    "hair": 7,
    "mediumDashed": 8,
    "dashDot": 9,
    "mediumDashDot": 10,
    "dashDotDot": 11,
    "mediumDashDotDot": 12,
    "slantDashDot": 13,
}
_HORIZONTAL = {"centerContinuous": "center_across", "general": ""}
_VERTICAL = {"center": "vcenter", "justify": "vjustify", "distributed": "vdistributed"}


class StyleReader:
    """The looks of cells; each combination of looks is worked out once."""

    def __init__(self, book: Workbook | None) -> None:
        self._known: dict[tuple[int, ...], CellStyle] = {}
        self._palette = Palette(book)

    def look(
        self,
        cell: Cell,
        right: Cell | None = None,
        bottom: Cell | None = None,
        corner: Cell | None = None,
    ) -> CellStyle:
        """The look of a cell.

        Of a merged area ``cell`` is the first one, and its edges are its own or, where these have
        no line, those of the top right, bottom left and last cells.
        """
        cells = (cell, right or cell, bottom or cell, corner or cell)
        key = tuple(cell.style_id for cell in cells)
        style = self._known.get(key)
        if style is None:
            style = self._known[key] = _style(*cells, self._palette)
        return style


def _style(cell: Cell, right: Cell, bottom: Cell, corner: Cell, palette: Palette) -> CellStyle:
    properties: dict[str, str | int | float | bool] = {}
    font = cell.font
    properties["font_name"] = font.name or "宋体"
    properties["font_size"] = float(font.sz or 11)
    for name, value in (("bold", font.b), ("italic", font.i), ("font_strikeout", font.strike)):
        if value:
            properties[name] = True
    if font.u:
        properties["underline"] = {"double": 2, "singleAccounting": 33, "doubleAccounting": 34}.get(
            font.u, 1
        )
    if colour := palette.rgb(font.color):
        properties["font_color"] = colour
    _alignment(cell.alignment, properties)
    protection = cell.protection
    if not protection.locked:
        properties["locked"] = False
    if protection.hidden:
        properties["hidden"] = True
    if cell.number_format and cell.number_format != "General":
        properties["num_format"] = cell.number_format
    fill = cell.fill
    if fill.fill_type == "solid" and (colour := palette.rgb(fill.fgColor)):
        properties["pattern"] = 1
        properties["fg_color"] = colour
    first, last = cell.border, corner.border
    for edge, sides in (
        ("left", (first.left,)),
        ("right", (right.border.right, first.right, last.right)),
        ("top", (first.top,)),
        ("bottom", (bottom.border.bottom, first.bottom, last.bottom)),
    ):
        _edge(edge, [side for side in sides if side is not None], properties, palette)
    return properties


def _edge(
    edge: str,
    sides: Sequence[Side],
    properties: dict[str, str | int | float | bool],
    palette: Palette,
) -> None:
    """The first line among the sides, in the first colour."""
    line = next((side.style for side in sides if side.style), None)
    if line not in BORDER_NUMBERS:
        return
    properties[edge] = BORDER_NUMBERS[line]
    colour = next((side.color for side in sides if side.color is not None), None)
    if rgb := palette.rgb(colour):
        properties[f"{edge}_color"] = rgb


def _alignment(alignment: Any, properties: dict[str, str | int | float | bool]) -> None:
    horizontal = _HORIZONTAL.get(alignment.horizontal or "", alignment.horizontal)
    if horizontal:
        properties["align"] = horizontal
    if alignment.vertical:
        properties["valign"] = _VERTICAL.get(alignment.vertical, alignment.vertical)
    if alignment.wrap_text:
        properties["text_wrap"] = True
    if alignment.shrink_to_fit:
        properties["shrink"] = True
    if alignment.indent:
        properties["indent"] = int(alignment.indent)
    if alignment.text_rotation:
        rotation = int(alignment.text_rotation)
        properties["rotation"] = 270 if rotation == 255 else _degrees(rotation)


def _degrees(rotation: int) -> int:
    """Excel stores 91 to 180 for text that falls; XlsxWriter wants -1 to -90."""
    return rotation if rotation <= 90 else 90 - rotation
