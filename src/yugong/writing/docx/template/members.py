"""The parts of a Word file of which only what may be published is followed.

Tests: tests/writing/docx/template/test_comments.py.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from yugong.findings import Kind
from yugong.ooxml.package import OfficePackage
from yugong.ooxml.relationships import ContentTypes, Relationship
from yugong.reading.office_file import package_faults
from yugong.writing.docx.template.impersonal import DROPPED_KINDS

DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class Members:
    """A Word file taken apart; raises :class:`FindingsError` of ``kind`` for one that is none."""

    def __init__(self, data: bytes, file: str, kind: Kind = Kind.TEMPLATE_UNREADABLE) -> None:
        self._file = file
        self._kind = kind
        with package_faults(file, kind):
            self._package = _PublishedPackage(data)
            self.types: ContentTypes = self._package.types
        self._members = self._package.members

    def bodies(self) -> list[Relationship]:
        """Return the relationships to a main document, in file order."""
        return [
            item
            for item in self.relationships("")
            if item.short_kind == "officeDocument" and not item.external
        ]

    def root(self, part: str) -> Any:
        """Return the parsed part, the same object every time."""
        with package_faults(self._file, self._kind):
            return self._package.root(part)

    def bytes_of(self, part: str) -> bytes:
        """Return the part as it is written if nothing in it changes, without traces of editing."""
        return self._members[part]

    def relationships(self, part: str) -> list[Relationship]:
        """Return the relationships of a part without those that are never published."""
        with package_faults(self._file, self._kind):
            return self._package.relationships(part)

    def reached_from(self, part: str, left_out: Collection[str] = ()) -> list[str]:
        """Return every part reached from one, itself included, sorted."""
        with package_faults(self._file, self._kind):
            return self._package.reached_from(part, left_out)


class _PublishedPackage(OfficePackage):
    """A package whose authors, comments and the like are not followed."""

    def followed(self, relationships: list[Relationship]) -> list[Relationship]:
        """Leave out dropped kinds, and targets that the package does not have."""
        return [
            item
            for item in relationships
            if item.short_kind not in DROPPED_KINDS
            and (item.external or item.target in self.members)
        ]
