"""Limits of a cell of Excel."""

from __future__ import annotations

from decimal import Decimal

LONGEST_TEXT = 32_767
"""Excel's limit on a cell's text, in UTF-16 units."""

LONGEST_FORMULA = 8_192
EXACT_BELOW = Decimal("1e13")
"""Below this an amount with two decimals is exact as the number of a cell."""


def text_units(text: str) -> int:
    """Return the length of a text as Excel counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def shortened(text: str, longest: int, mark: str) -> str:
    """Return the text, or its first ``longest`` units with a mark that says it was cut."""
    if text_units(text) <= longest:
        return text
    kept = text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore")
    return f"{kept}{mark}"
