"""Packages on their way into docxtpl and out of it: the same parts in the same order.

Tests: tests/writing/docx/engine/test_docxtpl_means.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from io import BytesIO
from typing import Any

from yugong.ooxml.archive import PackageArchive
from yugong.ooxml.names import R
from yugong.ooxml.package import parts_reached
from yugong.ooxml.part_xml import xml_bytes
from yugong.ooxml.relationships import (
    APP_PROPERTIES_PART,
    CONTENT_TYPES_PART,
    CORE_PROPERTIES_PART,
    Relationship,
    relationships_part,
    write_relationships,
)
from yugong.standard.package import Package
from yugong.writing.docx.template.brought_in import Additions
from yugong.writing.docx.template.impersonal import APP_PROPERTIES, core_properties
from yugong.writing.docx.template.members import DOCUMENT_TYPE
from yugong.writing.docx.template.parts import Parts

_PROPERTY_PARTS = (CORE_PROPERTIES_PART, APP_PROPERTIES_PART)
_NUMBERING = "word/numbering.xml"
_NUMBERING_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_BY_ID = frozenset(
    (
        *("image", "hyperlink", "chart", "oleObject", "package", "header", "footer", "control"),
        *("diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "subDocument"),
        *("aFChunk", "video", "audio", "media", "frame"),
    )
)
"""Relationships that count only where something in the part names their id."""


def prepared_package(parts: Parts, additions: Additions) -> bytes:
    """The template as docxtpl is given it: its trees as they are now, and what is added."""
    texts = {name for name, _ in parts.texts()}
    changed = texts | {
        item.target
        for item in parts.relationships(parts.body)
        if item.short_kind in ("styles", "numbering") and not item.external
    }
    extra = dict(additions.parts)
    added = list(additions.relationships)
    if additions.numbering is not None:
        extra[_NUMBERING] = (xml_bytes(additions.numbering), _NUMBERING_TYPE)
        kind = f"{R}/numbering"
        added.append(Relationship("rIdSubNumbering", kind, _NUMBERING, external=False))
    names = parts.reachable(set())
    target = BytesIO()
    archive = PackageArchive(target, 1)
    types = {parts.body: DOCUMENT_TYPE, **{name: kind for name, (_, kind) in extra.items()}}
    archive.add(CONTENT_TYPES_PART, parts.types.write([*names, *extra, *_PROPERTY_PARTS], types))
    archive.add("_rels/.rels", parts.package_relationships())
    for name in names:
        relationships = [*parts.relationships(name), *(added if name == parts.body else ())]
        if relationships:
            archive.add(relationships_part(name), write_relationships(name, relationships))
        data = xml_bytes(parts.root(name)) if name in changed else parts.bytes_of(name)
        archive.add(name, data)
    for name, (data, _) in extra.items():
        archive.add(name, data)
    archive.add(CORE_PROPERTIES_PART, core_properties("", date(1980, 1, 1)))
    archive.add(APP_PROPERTIES_PART, APP_PROPERTIES)
    archive.close()
    return target.getvalue()


class RenderedParts(Parts):
    """The parts of a rendered document, without what nothing in it names any more."""

    def __init__(self, data: bytes, file: str) -> None:
        self._named: dict[str, list[Relationship]] = {}
        super().__init__(data, file)

    def relationships(self, part: str) -> list[Relationship]:
        """The relationships of a part; those of a text only where its text names them."""
        if part not in self._named:
            relationships = super().relationships(part)
            if any(item.short_kind in _BY_ID for item in relationships) and part.endswith(".xml"):
                ids = set(_named_ids(self.root(part)))
                relationships = [
                    item
                    for item in relationships
                    if item.short_kind not in _BY_ID or item.id in ids
                ]
            self._named[part] = relationships
        return self._named[part]

    def reached_from(self, part: str, left_out: Collection[str] = ()) -> list[str]:
        """Return every part reached from one by the links that count, itself included, sorted."""
        return parts_reached(self.relationships, part, left_out)

    def forget(self, part: str) -> None:
        """Read the relationships of a part again: its tree has changed."""
        self._named.pop(part, None)


def finished_members(
    parts: RenderedParts, package: Package, replaced: Mapping[str, bytes], left_out: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield every member in the order of writing: the body before the parts it refers to.

    ``replaced`` are the parts with other bytes, ``left_out`` those that are not written.
    """
    kept = parts.reachable(set(left_out))
    names = [*kept, *_PROPERTY_PARTS]
    yield CONTENT_TYPES_PART, parts.content_types(names)
    yield "_rels/.rels", parts.package_relationships()
    yield parts.body, replaced[parts.body]
    yield from sorted(_members(parts, kept, package, replaced))


def _members(
    parts: RenderedParts, kept: list[str], package: Package, replaced: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes]]:
    for name in kept:
        relationships = [
            item for item in parts.relationships(name) if item.external or item.target in kept
        ]
        if relationships:
            yield relationships_part(name), write_relationships(name, relationships)
        if name != parts.body:
            yield name, replaced.get(name) or parts.bytes_of(name)
    yield CORE_PROPERTIES_PART, core_properties(package.title, package.published_on)
    yield APP_PROPERTIES_PART, APP_PROPERTIES


def _named_ids(root: Any) -> Iterable[str]:
    start = f"{{{R}}}"
    for node in root.iter():
        for name, value in node.attrib.items():
            if name.startswith(start):
                yield value
