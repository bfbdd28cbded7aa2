"""Cell styles of a template as XlsxWriter format properties."""

from __future__ import annotations

from typing import Any

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles.colors import Color

from yugong.writing.xlsx.model import Style

AnyCell = Cell | MergedCell

_BORDERS = {
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


def style_of(cell: AnyCell, right: AnyCell | None = None, bottom: AnyCell | None = None) -> Style:
    """The look of a cell; of a merged one the right and bottom edges come from its last cells."""
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
    if colour := _rgb(font.color):
        properties["font_color"] = colour
    _alignment(cell.alignment, properties)
    if cell.number_format and cell.number_format != "General":
        properties["num_format"] = cell.number_format
    fill = cell.fill
    if fill.fill_type == "solid" and (colour := _rgb(fill.fgColor)):
        properties["pattern"] = 1
        properties["fg_color"] = colour
    border, right_border = cell.border, (right or cell).border
    bottom_border = (bottom or cell).border
    for edge, side in (
        ("left", border.left),
        ("right", right_border.right),
        ("top", border.top),
        ("bottom", bottom_border.bottom),
    ):
        if side is not None and side.style in _BORDERS:
            properties[edge] = _BORDERS[side.style]
            if colour := _rgb(side.color):
                properties[f"{edge}_color"] = colour
    return properties


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


def _rgb(colour: Color | None) -> str:
    """``#RRGGBB``, or empty for automatic, theme and indexed colours."""
    if colour is None or colour.type != "rgb" or not isinstance(colour.rgb, str):
        return ""
    return f"#{colour.rgb[-6:]}"
