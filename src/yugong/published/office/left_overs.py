"""Hidden contents of any Office file: properties, links, macros, whole workbooks.

Tests: tests/published/word/test_reading.py.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from yugong.findings import FindingsError, Place
from yugong.published.model.blocks import LeftOver, LeftOverKind
from yugong.published.office.parts import OfficeParts

_PROPERTIES = {
    "creator": "作者",
    "lastModifiedBy": "最后修改者",
    "Company": "单位",
    "Manager": "主管",
}
_PROPERTY_PARTS = ("docProps/core.xml", "docProps/app.xml")
_CUSTOM = "docProps/custom.xml"
_BOOKMARK = re.compile(r"\[(?:bookmark|书签)\s*[:：]?[^\]\n]{0,80}\]", re.IGNORECASE)


def file_left_overs(parts: OfficeParts) -> list[LeftOver]:
    """Return personal properties, embedded workbooks, outside links and macros of a file."""
    return [*_personal(parts), *_linked(parts), *_macros(parts)]


def bookmark_texts(text: str, place: Place) -> list[LeftOver]:
    """Return marks like ``[bookmark: …]`` that a conversion left in the printed text."""
    if "[" not in text:
        return []
    return [LeftOver(LeftOverKind.BOOKMARK, match[0], place) for match in _BOOKMARK.finditer(text)]


def _personal(parts: OfficeParts) -> Iterator[LeftOver]:
    place = Place(file=parts.file, path="文件属性")
    for part in _PROPERTY_PARTS:
        root = parts.root(part)
        for node in root if root is not None else ():
            name = _PROPERTIES.get(node.tag.rpartition("}")[2])
            if name and (node.text or "").strip():
                yield LeftOver(LeftOverKind.PERSONAL, f"{name}：{node.text.strip()}", place)
    root = parts.root(_CUSTOM)
    for node in root if root is not None else ():
        value = "".join(node.itertext()).strip()
        if value:
            yield LeftOver(LeftOverKind.PERSONAL, f"{node.get('name', '')}：{value}", place)


def _linked(parts: OfficeParts) -> Iterator[LeftOver]:
    inside = set(parts.members)
    seen: set[str | tuple[str, str]] = set()
    for origin, item in parts.all_relationships():
        place = Place(file=parts.file, path=origin)
        if item.external:
            if (origin, item.target) not in seen:
                yield LeftOver(LeftOverKind.EXTERNAL, item.target, place)
        elif item.short_kind in ("package", "oleObject") and item.target in inside - seen:
            yield LeftOver(LeftOverKind.EMBEDDED, _embedded(parts, item.target), place)
        seen |= {item.target, (origin, item.target)}


def _embedded(parts: OfficeParts, part: str) -> str:
    """Return the name of a workbook inside the file, with its sheets, hidden ones marked."""
    name = posixpath.basename(part)
    data = parts.members.get(part, b"")
    if not data.startswith(b"PK"):
        return name
    try:
        inner = OfficeParts(data, name)
        sheets = inner.main("xl/workbook.xml").iterfind("{*}sheets/{*}sheet")
    except FindingsError:
        return name
    names = [
        f"{'' if sheet.get('state', 'visible') == 'visible' else '隐藏的'}“{sheet.get('name', '')}”"
        for sheet in sheets
    ]
    return f"{name}：{'、'.join(names)}"


def _macros(parts: OfficeParts) -> Iterator[LeftOver]:
    for name in sorted(parts.members):
        if name.lower().endswith("vbaproject.bin"):
            yield LeftOver(LeftOverKind.MACRO, name, Place(file=parts.file, path=name))
