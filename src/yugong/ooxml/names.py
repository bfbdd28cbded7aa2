"""Namespaces and element names of Office files, and walks over Word elements."""

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
V = "urn:schemas-microsoft-com:vml"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

STRICT_R = "http://purl.oclc.org/ooxml/officeDocument/relationships"
"""``R`` in the strict variant of the format."""

NS = {"w": W, "r": R, "wp": WP, "c": C}

_STRICT = "http://purl.oclc.org/ooxml/"
_STRICT_NAMESPACES = {
    f"{_STRICT}wordprocessingml/main": W,
    f"{_STRICT}spreadsheetml/main": S,
    STRICT_R: R,
    f"{_STRICT}drawingml/main": A,
}
"""Namespaces of the strict variant of the format, with those of the usual one."""

_STRICT_BYTES = tuple(
    (strict.encode(), usual.encode()) for strict, usual in _STRICT_NAMESPACES.items()
)
_DECLARED_WITHIN = 20_000
"""How many bytes from the start namespaces are declared."""


def as_transitional(data: bytes) -> bytes:
    """Return a part with the namespaces of the strict variant replaced by the usual ones."""
    head = data[:_DECLARED_WITHIN]
    for strict, usual in _STRICT_BYTES:
        if strict in head:
            data = data.replace(strict, usual)
    return data


def is_strict(namespace: str) -> bool:
    """Return True for a namespace of the strict variant."""
    return namespace.startswith(_STRICT)


WORD_NAMESPACES = frozenset({W, f"{_STRICT}wordprocessingml/main"})
"""WordprocessingML in both variants of the format."""


def w(name: str) -> str:
    """Return the qualified name of a Word element: ``w("p")`` for ``w:p``."""
    return f"{{{W}}}{name}"


def s(name: str) -> str:
    """Return the qualified name of a spreadsheet element: ``s("row")``."""
    return f"{{{S}}}{name}"


P, R_RUN, T, TBL, TR, TC = w("p"), w("r"), w("t"), w("tbl"), w("tr"), w("tc")
PPR, RPR, TCPR, SECTPR = w("pPr"), w("rPr"), w("tcPr"), w("sectPr")
SDT, SDT_CONTENT, TEXT_BOX = w("sdt"), w("sdtContent"), w("txbxContent")
HYPERLINK = w("hyperlink")
VAL = w("val")
ALTERNATIVES = f"{{{MC}}}AlternateContent"
OFF = frozenset({"0", "false", "off", "none"})
"""Values by which a switch of Word is off; without a value it is on."""


def value(element: Any, path: str) -> str | None:
    """Return ``w:val`` of the first element at ``path`` (with prefixes), or None."""
    node = element.find(path, NS)
    return None if node is None else node.get(VAL)


def is_on(switch: Any) -> bool:
    """Return True if a switch such as ``w:vanish`` is present and not off."""
    return switch is not None and switch.get(VAL, "1") not in OFF


def own_descendants(element: Any, names: frozenset[str]) -> list[Any]:
    """Return descendants with these names in document order, those in text boxes left out."""
    if next(element.iter(TEXT_BOX), None) is None:
        return [node for node in element.iter(*names) if node is not element]
    nodes: list[Any] = []
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        if node.tag in names:
            nodes.append(node)
        if node.tag != TEXT_BOX:
            stack.extend(reversed(node))
    return nodes


def through_controls(element: Any, *names: str) -> Iterator[Any]:
    """Yield children with these names in order, those inside content controls too."""
    for child in element:
        if child.tag in names:
            yield child
        elif child.tag == SDT:
            content = child.find(SDT_CONTENT)
            if content is not None:
                yield from through_controls(content, *names)
