"""Pieces of the old document moved into the new one, with the parts that they refer to.

Tests: tests/writing/redline/test_packages.py.
"""

from __future__ import annotations

import posixpath
import re
from itertools import count
from typing import Any

from yugong.ooxml.names import SDT, WP, R, w
from yugong.ooxml.relationships import Relationship
from yugong.writing.redline.marks import Marks
from yugong.writing.redline.word_file import WordFile

_FIRST_FREE_NAME = 200_000_001
_GENERATED = re.compile(r"_Toc\d+")
_DRAWING_PROPERTIES = f"{{{WP}}}docPr"
_IN_RELATIONSHIPS = f"{{{R}}}"
_START, _END = w("bookmarkStart"), w("bookmarkEnd")
_INSTRUCTIONS = (w("instrText"), w("delInstrText"))


class PartImporter:
    """Copies parts and relationships of the old document into the new one."""

    def __init__(self, old: WordFile, new: WordFile) -> None:
        self._old = old
        self._new = new
        self.parts: dict[str, tuple[bytes, str]] = {}
        """Added parts: bytes and content type."""
        self.relationships: dict[str, list[Relationship]] = {}
        """Relationships added to each part, added parts included."""
        self._names: dict[str, str] = {}
        self._taken = {name.lower() for name in new.names}

    def import_relationship(self, old_part: str, identifier: str, new_part: str) -> str:
        """Return the id in ``new_part`` of the relationship ``identifier`` of ``old_part``.

        Empty if the old document has no such relationship.
        """
        former = next(
            (item for item in self._old.relationships(old_part) if item.id == identifier), None
        )
        if former is None:
            return ""
        content = self._old.content(former)
        present = [*self._new.relationships(new_part), *self.relationships.get(new_part, [])]
        for item in present:
            if item.kind == former.kind and self._content_of(item) == content:
                return item.id
        target = former.target if former.external else self._import_part(former.target)
        taken = {item.id for item in present}
        number = len(present) + 1
        while f"rIdOld{number}" in taken:
            number += 1
        added = Relationship(f"rIdOld{number}", former.kind, target, former.external)
        self.relationships.setdefault(new_part, []).append(added)
        return added.id

    def _content_of(self, item: Relationship) -> str:
        origin = next((old for old, name in self._names.items() if name == item.target), None)
        return self._new.content(item) if origin is None else self._old.digest(origin)

    def _import_part(self, part: str) -> str:
        """Return the name that a part of the old document has in the redline."""
        if part not in self._names:
            stem, extension = posixpath.splitext(part)
            name, number = f"{stem}_old{extension}", 1
            while name.lower() in self._taken:
                number += 1
                name = f"{stem}_old{number}{extension}"
            self._taken.add(name.lower())
            self._names[part] = name
            self.parts[name] = (self._old.bytes_of(part), self._old.types.of(part))
            relationships = [
                Relationship(
                    item.id,
                    item.kind,
                    item.target if item.external else self._import_part(item.target),
                    item.external,
                )
                for item in self._old.relationships(part)
            ]
            if relationships:
                self.relationships[name] = relationships
        return self._names[part]


class Adoption:
    """Moves elements of one part of the old document into its counterpart in the new one."""

    def __init__(
        self, old_part: str, new_part: str, importer: PartImporter, marks: Marks, new_root: Any
    ) -> None:
        self._old_part, self._new_part = old_part, new_part
        self._importer = importer
        self._marks = marks
        self._anchors: dict[str, str] = {}
        self._adopted: list[Any] = []
        self._bookmark_ids: dict[str, str] = {}
        self._free_numbers = count(_FIRST_FREE_NAME)
        self._taken = {node.get(w("name")) for node in new_root.iter(_START)}
        self._drawing = max(_numbers(new_root), default=0)

    def match_bookmarks(self, old: Any, new: Any) -> None:
        """Give the bookmarks of a piece that remains the names of the new document."""
        names = (_START, _END)
        if next(old.iter(_START), None) is None or next(new.iter(_START), None) is None:
            return
        starts = [[node for node in side.iter(*names) if node.tag == _START] for side in (old, new)]
        for before, after in zip(*starts, strict=False):
            self._anchors[before.get(w("name"), "")] = after.get(w("name"), "")

    def adopt(self, element: Any) -> Any:
        """Return the element, ready to be put into the new document."""
        element.tail = None
        self._adopted.append(element)
        for node in element.iter():
            for name in [name for name in node.attrib if name.startswith(_IN_RELATIONSHIPS)]:
                node.set(
                    name,
                    self._importer.import_relationship(
                        self._old_part, node.get(name), self._new_part
                    ),
                )
            if node.tag == _DRAWING_PROPERTIES:
                self._drawing += 1
                node.set("id", str(self._drawing))
            elif node.tag in (_START, _END):
                self._rename_bookmark(node)
            elif node.tag == SDT:
                identifier = node.find(f"{w('sdtPr')}/{w('id')}")
                if identifier is not None:
                    identifier.getparent().remove(identifier)
        return element

    def _rename_bookmark(self, node: Any) -> None:
        identifier = node.get(w("id"), "")
        if identifier not in self._bookmark_ids:
            self._bookmark_ids[identifier] = self._marks.new_id()
        node.set(w("id"), self._bookmark_ids[identifier])
        name = node.get(w("name"))
        if node.tag == _START and name is not None:
            free = name
            while free in self._taken:
                number = next(self._free_numbers)
                free = f"_Toc{number}" if _GENERATED.fullmatch(name) else f"{name}_{number}"
            self._taken.add(free)
            self._anchors[name] = free
            node.set(w("name"), free)

    def retarget_links(self, root: Any) -> None:
        """Point the links and fields of adopted elements to the present names of bookmarks."""
        for element in self._adopted:
            for node in element.iter(w("hyperlink"), *_INSTRUCTIONS):
                if node.tag in _INSTRUCTIONS:
                    node.text = re.sub(
                        r"\w+", lambda word: self._anchors.get(word[0], word[0]), node.text or ""
                    )
                elif node.get(w("anchor")) in self._anchors:
                    node.set(w("anchor"), self._anchors[node.get(w("anchor"))])
        _only_whole_bookmarks(root)


def _numbers(root: Any) -> list[int]:
    texts = [node.get("id", "") for node in root.iter(_DRAWING_PROPERTIES)]
    return [int(text) for text in texts if text.isdigit()]


def _only_whole_bookmarks(root: Any) -> None:
    """Remove every start of a bookmark without its end, and every end without its start."""
    starts = {node.get(w("id")) for node in root.iter(_START)}
    whole = starts & {node.get(w("id")) for node in root.iter(_END)}
    for node in list(root.iter(_START, _END)):
        if node.get(w("id")) not in whole:
            node.getparent().remove(node)
