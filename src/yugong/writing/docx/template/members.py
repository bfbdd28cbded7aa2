"""The members of a Word file: parsed when asked for, and followed where they point."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from yugong.reading.office_file import parse_part, read_members
from yugong.writing.docx.template.impersonal import DROPPED_KINDS
from yugong.writing.docx.template.relationships import (
    ContentTypes,
    Relationship,
    read_relationships,
)

DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class Members:
    """A Word file taken apart.  Raises :class:`FindingsError` (S006) for one that is none."""

    def __init__(self, data: bytes, file: str) -> None:
        self._file = file
        self._members = read_members(data, file)
        self.types = ContentTypes(self._members, file)
        self._roots: dict[str, Any] = {}
        self._relationships: dict[str, list[Relationship]] = {}

    def bodies(self) -> list[Relationship]:
        """What the package points to as its document, in the order of the file."""
        return [
            item
            for item in read_relationships(self._members, "", self._file)
            if item.short_kind == "officeDocument" and item.target in self._members
        ]

    def root(self, part: str) -> Any:
        """The parsed part; the same object every time."""
        if part not in self._roots:
            self._roots[part] = parse_part(self._members[part], self._file, part)
        return self._roots[part]

    def bytes_of(self, part: str) -> bytes:
        """The part as it is written when nothing in it changes, without traces of editing."""
        return self._members[part]

    def relationships(self, part: str) -> list[Relationship]:
        """Where a part points, without what is never published."""
        if part not in self._relationships:
            self._relationships[part] = [
                item
                for item in read_relationships(self._members, part, self._file)
                if item.short_kind not in DROPPED_KINDS
                and (item.external or item.target in self._members)
            ]
        return self._relationships[part]

    def reached_from(self, part: str, left_out: Collection[str] = ()) -> list[str]:
        """Every part reached from one, itself too, without passing through ``left_out``; sorted."""
        found, waiting = {part}, [part]
        while waiting:
            for item in self.relationships(waiting.pop()):
                if not item.external and item.target not in found and item.target not in left_out:
                    found.add(item.target)
                    waiting.append(item.target)
        return sorted(found)
