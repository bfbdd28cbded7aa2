"""Punctuation at the end of a line, kept when LibreOffice lays a document out.

Word lets a mark hang over the end of a line by default; LibreOffice loses it there unless the
document says so.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from yugong.ooxml.names import PPR, w
from yugong.ooxml.part_xml import written_parser, xml_bytes


def with_hanging_marks(styles: bytes) -> bytes:
    """Return the styles of a document with ``overflowPunct`` in its default paragraph style.

    A document that says anything about it stays as it is.
    """
    root = etree.fromstring(styles, written_parser())
    if next(root.iter(_HANGING), None) is not None:
        return styles
    for style in root.iter(w("style")):
        if style.get(w("type")) == "paragraph" and style.get(w("default")) in ("1", "true", "on"):
            properties = style.find(PPR)
            if properties is None:
                properties = etree.Element(PPR)
                _put_properties(style, properties)
            position = sum(child.tag in _BEFORE_HANGING for child in properties)
            properties.insert(position, etree.Element(_HANGING))
            return xml_bytes(root)
    return styles


def _put_properties(style: Any, properties: Any) -> None:
    after = style.find(w("rPr"))
    if after is None:
        style.append(properties)
    else:
        after.addprevious(properties)


_HANGING = w("overflowPunct")
_BEFORE_HANGING = frozenset(
    w(name)
    for name in (
        "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr",
        "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap",
    )
)  # fmt: skip
