"""Relationships and content types: the parts of a package, and the targets of each."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from yugong.ooxml.errors import MissingPartError
from yugong.ooxml.names import CONTENT_TYPES, RELATIONSHIPS, R
from yugong.ooxml.part_xml import parse_part, xml_bytes
from yugong.quick_dataclass import dataclass

CONTENT_TYPES_PART = "[Content_Types].xml"
CORE_PROPERTIES_PART, APP_PROPERTIES_PART = "docProps/core.xml", "docProps/app.xml"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
"""The content type of the comments of a Word document."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link from a part; ``target`` is a part name, or an address if ``external``."""

    id: str
    kind: str
    target: str
    external: bool

    @property
    def short_kind(self) -> str:
        """Return the last word of the relationship type: ``image``, ``header``, ``chart`` …"""
        return self.kind.rsplit("/", 1)[-1]


OF_PROPERTIES = (
    Relationship(
        "rIdCore",
        f"{RELATIONSHIPS}/metadata/core-properties",
        CORE_PROPERTIES_PART,
        external=False,
    ),
    Relationship("rIdApp", f"{R}/extended-properties", APP_PROPERTIES_PART, external=False),
)
"""The relationships of a package to its two parts of properties."""


def _default(namespace: str) -> Any:
    """Return the namespace map in which ``namespace`` needs no prefix."""
    return {None: namespace}


def relationships_part(part: str) -> str:
    """Return the name of the relationships part of ``part``; ``""`` is the whole package."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def read_relationships(members: Mapping[str, bytes], part: str) -> list[Relationship]:
    """Return the relationships of a part in file order; raise :class:`PackageError`."""
    data = members.get(relationships_part(part))
    return (
        [] if data is None else relationships_in(parse_part(data, relationships_part(part)), part)
    )


def relationships_in(root: Any, part: str) -> list[Relationship]:
    """Return the relationships listed under ``root``, their targets seen from ``part``."""
    folder = posixpath.dirname(part)
    relationships: list[Relationship] = []
    for node in root:
        target, external = node.get("Target", ""), node.get("TargetMode") == "External"
        if not external:
            base = "" if target.startswith("/") else folder
            target = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
        relationships.append(
            Relationship(node.get("Id", ""), node.get("Type", ""), target, external)
        )
    return relationships


def write_relationships(part: str, relationships: Iterable[Relationship]) -> bytes:
    """Return the bytes of the relationships part of ``part``."""
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
    """The content type of each part, by name or by extension, from ``[Content_Types].xml``.

    Raises :class:`MissingPartError` for a package without that part.
    """

    def __init__(self, members: Mapping[str, bytes]) -> None:
        data = members.get(CONTENT_TYPES_PART)
        if data is None:
            raise MissingPartError(CONTENT_TYPES_PART)
        self._defaults: dict[str, str] = {}
        self._overrides: dict[str, str] = {}
        for node in parse_part(data, CONTENT_TYPES_PART):
            kind = node.get("ContentType", "")
            if node.get("PartName"):
                self._overrides[node.get("PartName").lstrip("/")] = kind
            else:
                self._defaults[node.get("Extension", "").lower()] = kind

    def of(self, part: str) -> str:
        """Return the content type of a part; empty if it has none."""
        extension = part.rsplit(".", 1)[-1].lower()
        return self._overrides.get(part) or self._defaults.get(extension, "")

    def write(self, parts: Iterable[str], fixed: Mapping[str, str]) -> bytes:
        """Return ``[Content_Types].xml`` for these parts; ``fixed`` overrides the types read."""
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
    CORE_PROPERTIES_PART: "application/vnd.openxmlformats-package.core-properties+xml",
    APP_PROPERTIES_PART: "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
