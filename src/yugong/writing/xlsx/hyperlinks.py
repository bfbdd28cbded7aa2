"""Hyperlinks of cells: their addresses and tooltips filled for one row of what is written.

Tests: tests/writing/xlsx/test_features.py.
"""

from __future__ import annotations

import re

from yugong.findings import Kind
from yugong.template.evaluation import Expression, Scope
from yugong.template.faults import TagError
from yugong.template.text import Text
from yugong.template.values import Filters, text_of
from yugong.writing.xlsx.features import Content, Hyperlink
from yugong.writing.xlsx.plan import CellWrite, HyperlinkWrite
from yugong.writing.xlsx.values import clean_text

MAX_ADDRESS, MAX_TOOLTIP = 2_079, 255
"""Excel's limits, in UTF-16 units."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|mailto:")


def hyperlink_write(
    hyperlink: Hyperlink, row: int, write: CellWrite, scope: Scope, filters: Filters
) -> HyperlinkWrite | None:
    """Return the link of a cell that was put, or ``None`` where its address is empty.

    Raise :class:`TagError` for a fault of a tag, and (S008) past Excel's limits.
    """
    column, style, value = write
    tooltip = _filled(hyperlink.tooltip, scope, filters, MAX_TOOLTIP)
    text = value if isinstance(value, str) else ""
    link = HyperlinkWrite(row, column, style, text, tooltip, hyperlink.location)
    if hyperlink.location:
        return link
    address = _filled(hyperlink.target, scope, filters, MAX_ADDRESS)
    if len(address) < 2:
        return None
    link.url = address if _ADDRESS.match(address) else f"external:{address}"
    return link


def _filled(content: Content, scope: Scope, filters: Filters, longest: int) -> str:
    if isinstance(content, Text):
        text = content.render(scope, filters)
    elif isinstance(content, Expression):
        text = text_of(content.evaluate(scope, filters))
    else:
        text = content or ""
    text = clean_text(text)
    units = len(text.encode("utf-16-le")) // 2
    if units > longest:
        raise TagError(Kind.TEMPLATE_BEYOND_LIMITS, f"超链接 {units} 字", f"不超过 {longest} 字")
    return text
