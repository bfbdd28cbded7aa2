"""Colours of a template as ``#RRGGBB``, also those of its theme and of the old palette.

Tests: tests/writing/xlsx/test_quick_reader.py.
"""

from __future__ import annotations

import colorsys
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.styles.colors import Color
    from openpyxl.workbook import Workbook

_THEME_ORDER = [
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
]
_SYSTEM_COLOURS = 64
_TEXT = 1
"""The theme's colour of text: what a cell has anyhow."""

_ENTRY = re.compile(
    rb"<a:(" + "|".join(_THEME_ORDER).encode() + rb")>\s*<a:\w+Clr\b[^>]*?"
    rb"(?:lastClr|val)=\"([0-9A-Fa-f]{6})\"",
)


class Palette:
    """The colours of one workbook."""

    def __init__(self, book: Workbook | None) -> None:
        theme: bytes | str = getattr(book, "loaded_theme", None) or b""
        source = theme.encode() if isinstance(theme, str) else theme
        entries = {name.decode(): rgb.decode() for name, rgb in _ENTRY.findall(source)}
        self._theme = [entries.get(name, "") for name in _THEME_ORDER]

    def rgb(self, colour: Color | None) -> str:
        """Return ``#RRGGBB``, or empty text for an automatic or unknown colour."""
        if colour is None:
            return ""
        tint = float(colour.tint or 0)
        if colour.type == "rgb" and isinstance(colour.rgb, str):
            return f"#{colour.rgb[-6:]}"
        if colour.type == "indexed" and isinstance(colour.indexed, int):
            if not 0 <= colour.indexed < _SYSTEM_COLOURS:
                return ""
            # The palette of 64 colours is openpyxl's; old files only have these.
            from openpyxl.styles.colors import COLOR_INDEX

            return _tinted(str(COLOR_INDEX[colour.indexed])[-6:], tint)
        if colour.type == "theme" and isinstance(colour.theme, int):
            if colour.theme == _TEXT and not tint:
                return ""
            known = 0 <= colour.theme < len(self._theme)
            return _tinted(self._theme[colour.theme], tint) if known else ""
        return ""


def _tinted(rgb: str, tint: float) -> str:
    """A colour made darker (below 0) or lighter, as Excel does it."""
    if not re.fullmatch("[0-9A-Fa-f]{6}", rgb):
        return ""
    if not tint:
        return f"#{rgb.upper()}"
    parts = [int(rgb[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    hue, light, saturation = colorsys.rgb_to_hls(*parts)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    tinted = colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), saturation)
    return "#" + "".join(f"{round(part * 255):02X}" for part in tinted)
