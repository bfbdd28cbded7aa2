"""The height that a row needs for its text: Excel does not fit merged cells by itself.

Widths are estimated, not measured, because the fonts are the reader's: a Chinese character is one
em wide, a Latin one a little over half.  Sizes are in points.

Tests: tests/writing/review/test_sheet.py.
"""

from __future__ import annotations

import math
import re

MAX_ROW_HEIGHT = 409.0
_PIXELS_TO_POINTS = 0.75
_PADDING = 6.0
_LATIN_WIDTH = 0.56
_LINE_SPACING = 1.32
_WRAP_LOSS = 0.96
"""Lines end early where a word or a closing mark does not fit."""
_WIDE = re.compile("[^\x00-\u2013\u2015-\u2017\u201a\u201b\u201e-\u2025\u2027-\u2e7f]+")
"""From U+2E80 on, and “ ” ‘ ’ … —; a class of so many characters takes 2 ms to compile."""


def column_pixels(width: float) -> int:
    """A column width in pixels, from characters of the default font (7 pixels each)."""
    return int(width * 7 + 5) if width >= 1 else int(width * 12)


def columns_points(widths: list[float]) -> float:
    """The usable width of neighbouring columns (given in characters), in points."""
    return max(sum(column_pixels(width) for width in widths) * _PIXELS_TO_POINTS - _PADDING, 6.0)


def text_height(text: str, size: float, width: float) -> float:
    """The height in points that wrapped text of a font size needs in ``width`` points."""
    usable = width * _WRAP_LOSS
    if len(text) * size <= usable and "\n" not in text:
        return size * _LINE_SPACING + _PADDING
    lines = 0
    for paragraph in text.split("\n"):
        if len(paragraph) * size <= usable:
            lines += 1
            continue
        wide = sum(map(len, _WIDE.findall(paragraph)))
        points = (wide + (len(paragraph) - wide) * _LATIN_WIDTH) * size
        lines += max(math.ceil(points / usable), 1)
    return lines * size * _LINE_SPACING + _PADDING


def rows_needed(height: float) -> int:
    """Return the number of sheet rows for a row of this height; Excel allows 409 points a row."""
    return 1 if height <= MAX_ROW_HEIGHT else math.ceil(height / (MAX_ROW_HEIGHT - 9))
