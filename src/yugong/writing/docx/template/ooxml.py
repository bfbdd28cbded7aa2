"""The names of WordprocessingML that this package speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

NS = {"w": W, "r": R, "wp": WP, "c": C}


def w(name: str) -> str:
    """``w("p")`` is the qualified name of ``w:p``."""
    return f"{{{W}}}{name}"


P, R_RUN, T, TBL, TR, TC = w("p"), w("r"), w("t"), w("tbl"), w("tr"), w("tc")
PPR, RPR, TCPR, SECTPR = w("pPr"), w("rPr"), w("tcPr"), w("sectPr")
SDT, SDT_CONTENT, TEXT_BOX = w("sdt"), w("sdtContent"), w("txbxContent")
HYPERLINK = w("hyperlink")
VAL = w("val")


def value(element: Any, path: str) -> str | None:
    """``w:val`` of the first element at ``path`` (with prefixes), or ``None``."""
    found = element.find(path, NS)
    return None if found is None else found.get(VAL)


def own_descendants(element: Any, names: frozenset[str]) -> list[Any]:
    """Descendants with these names, in document order, not looking into text boxes."""
    if next(element.iter(TEXT_BOX), None) is None:
        return [node for node in element.iter(*names) if node is not element]
    found: list[Any] = []
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        if node.tag in names:
            found.append(node)
        if node.tag != TEXT_BOX:
            stack.extend(reversed(node))
    return found


def through_controls(element: Any, *names: str) -> Iterator[Any]:
    """Children with these names in order, also those inside content controls."""
    for child in element:
        if child.tag in names:
            yield child
        elif child.tag == SDT:
            content = child.find(SDT_CONTENT)
            if content is not None:
                yield from through_controls(content, *names)
