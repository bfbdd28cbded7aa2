"""How the parts of a document point at each other: relationships and content types."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.reading.office_file import parse_part
from yugong.writing.docx.template.ooxml import CONTENT_TYPES, RELATIONSHIPS

CONTENT_TYPES_PART = "[Content_Types].xml"
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class Relationship:
    """One pointer.  ``target`` is a part name, or an address where ``external``."""

    id: str
    kind: str
    target: str
    external: bool

    @property
    def short_kind(self) -> str:
        """The last word of the relationship type: ``image``, ``header``, ``chart`` …"""
        return self.kind.rsplit("/", 1)[-1]


def _default(namespace: str) -> Any:
    """The name space map in which ``namespace`` needs no prefix."""
    return {None: namespace}


def relationships_part(part: str) -> str:
    """The name of the part that holds the relationships of ``part`` (empty for the package)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def read_relationships(members: Mapping[str, bytes], part: str, file: str) -> list[Relationship]:
    """Where a part points, in the order of the file."""
    data = members.get(relationships_part(part))
    if data is None:
        return []
    folder = posixpath.dirname(part)
    found: list[Relationship] = []
    for node in parse_part(data, file, relationships_part(part)):
        target, external = node.get("Target", ""), node.get("TargetMode") == "External"
        if not external:
            base = "" if target.startswith("/") else folder
            target = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
        found.append(Relationship(node.get("Id", ""), node.get("Type", ""), target, external))
    return found


def write_relationships(part: str, relationships: Iterable[Relationship]) -> bytes:
    """The relationships part of ``part``."""
    root = etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap=_default(RELATIONSHIPS))
    folder = posixpath.dirname(part)
    for item in relationships:
        node = etree.SubElement(root, f"{{{RELATIONSHIPS}}}Relationship")
        node.set("Id", item.id)
        node.set("Type", item.kind)
        target = item.target
        node.set("Target", target if item.external else posixpath.relpath(target, folder or "."))
        if item.external:
            node.set("TargetMode", "External")
    return xml_bytes(root)


class ContentTypes:
    """``[Content_Types].xml``: the kind of each part, by name or by extension."""

    def __init__(self, members: Mapping[str, bytes], file: str) -> None:
        data = members.get(CONTENT_TYPES_PART)
        if data is None:
            finding = Finding(
                Kind.TEMPLATE_UNREADABLE, Place(file=file), actual=f"缺少 {CONTENT_TYPES_PART}"
            )
            raise FindingsError([finding])
        self._defaults: dict[str, str] = {}
        self._overrides: dict[str, str] = {}
        for node in parse_part(data, file, CONTENT_TYPES_PART):
            kind = node.get("ContentType", "")
            if node.get("PartName"):
                self._overrides[node.get("PartName").lstrip("/")] = kind
            else:
                self._defaults[node.get("Extension", "").lower()] = kind

    def of(self, part: str) -> str:
        """The content type of a part; empty when it has none."""
        extension = part.rsplit(".", 1)[-1].lower()
        return self._overrides.get(part) or self._defaults.get(extension, "")

    def write(self, parts: Iterable[str], fixed: Mapping[str, str]) -> bytes:
        """The content types of these parts and no others; ``fixed`` overrides the template's."""
        root = etree.Element(f"{{{CONTENT_TYPES}}}Types", nsmap=_default(CONTENT_TYPES))
        names = sorted(set(parts))
        extensions = {name.rsplit(".", 1)[-1].lower() for name in names} | {"xml", "rels"}
        for extension in sorted(extensions & self._defaults.keys()):
            node = etree.SubElement(root, f"{{{CONTENT_TYPES}}}Default")
            node.set("Extension", extension)
            node.set("ContentType", self._defaults[extension])
        for name in names:
            kind = fixed.get(name) or self._overrides.get(name) or _PROPERTIES.get(name)
            if kind is not None:
                node = etree.SubElement(root, f"{{{CONTENT_TYPES}}}Override")
                node.set("PartName", f"/{name}")
                node.set("ContentType", kind)
        return xml_bytes(root)


_PROPERTIES = {
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}


def xml_bytes(root: Any) -> bytes:
    """A part as Word writes it: declaration, UTF-8, standalone."""
    return _HEAD + etree.tostring(root, encoding="UTF-8", xml_declaration=False)
