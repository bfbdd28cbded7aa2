"""What any Office file may carry beside its text: properties, links, macros, whole workbooks."""

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
    """Personal properties, embedded workbooks, links to outside and macros of an Office file."""
    return [*_personal(parts), *_pointed_at(parts), *_macros(parts)]


def bookmark_texts(text: str, place: Place) -> list[LeftOver]:
    """Marks like ``[bookmark: …]`` that a conversion left in the printed text."""
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


def _pointed_at(parts: OfficeParts) -> Iterator[LeftOver]:
    inside = set(parts.members)
    seen: set[str | tuple[str, str]] = set()
    for origin, pointer in parts.all_pointers():
        place = Place(file=parts.file, path=origin)
        if pointer.external:
            if (origin, pointer.target) not in seen:
                yield LeftOver(LeftOverKind.EXTERNAL, pointer.target, place)
        elif pointer.kind in ("package", "oleObject") and pointer.target in inside - seen:
            yield LeftOver(LeftOverKind.EMBEDDED, _embedded(parts, pointer.target), place)
        seen |= {pointer.target, (origin, pointer.target)}


def _embedded(parts: OfficeParts, part: str) -> str:
    """A workbook inside the file, with the names of its sheets, hidden ones named so."""
    name = posixpath.basename(part)
    data = parts.members.get(part, b"")
    if not data.startswith(b"PK"):
        return name
    try:
        inner = OfficeParts(data, name)
        sheets = inner.main("xl/workbook.xml").iterfind("{*}sheets/{*}sheet")
    except FindingsError:
        return name
    shown = [
        f"{'' if sheet.get('state', 'visible') == 'visible' else '隐藏的'}“{sheet.get('name', '')}”"
        for sheet in sheets
    ]
    return f"{name}：{'、'.join(shown)}"


def _macros(parts: OfficeParts) -> Iterator[LeftOver]:
    for name in sorted(parts.members):
        if name.lower().endswith("vbaproject.bin"):
            yield LeftOver(LeftOverKind.MACRO, name, Place(file=parts.file, path=name))
