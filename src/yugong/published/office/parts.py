"""The parts of someone else's Word or Excel file, with the faults met while reading them.

A part that cannot be read becomes a finding and is passed over; only a file without its main part
is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yugong.findings import Finding, FindingsError, Kind, Place, Severity
from yugong.ooxml.errors import EncryptedError, MissingPartError, PackageError, TooLargeError
from yugong.ooxml.names import as_transitional
from yugong.ooxml.package import main_part, parts_with_relationships, read_members
from yugong.ooxml.part_xml import parse_part
from yugong.ooxml.relationships import Relationship, relationships_in, relationships_part
from yugong.reading.office_file import package_finding

MAX_PART = 48 * 1024 * 1024
"""The largest XML part that is read, in bytes."""


class OfficeParts:
    """The members of an Office file, parsed on request; faults gather in ``findings``.

    ``members`` take the place of ``data`` if the file is unpacked already.  Raises
    :class:`FindingsError` (R030, R031) for a file that cannot be read.
    """

    def __init__(self, data: bytes, file: str, members: Mapping[str, bytes] | None = None) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self._unreadable: set[str] = set()
        if members is not None:
            self.members = dict(members)
            return
        try:
            self.members = read_members(data)
        except EncryptedError as error:
            raise FindingsError([self._password_finding(error)]) from None
        except PackageError as error:
            raise self._refused(error) from None

    def _password_finding(self, error: EncryptedError) -> Finding:
        place, kind = Place(file=self.file), Kind.PACKAGE_HAS_PASSWORD
        return package_finding(error, place, kind) if error.part else Finding(kind, place)

    def _refused(self, error: PackageError) -> FindingsError:
        place = Place(file=self.file)
        return FindingsError([package_finding(error, place, Kind.PACKAGE_UNREADABLE)])

    def root(self, part: str) -> Any:
        """Return the root element of a part, or None (with finding R038) if it is unreadable."""
        if part not in self.members or part in self._unreadable:
            return None
        try:
            return self._parsed(part)
        except PackageError as error:
            self._unreadable.add(part)
            place = Place(file=self.file, path=part)
            self.findings.append(package_finding(error, place, Kind.PART_UNREADABLE))
            return None

    def main(self, part: str) -> Any:
        """Return the root element of the main part; raise :class:`FindingsError` (R030)."""
        try:
            return self._parsed(part)
        except PackageError as error:
            raise self._refused(error) from None

    def _parsed(self, part: str) -> Any:
        data = self.members.get(part)
        if data is None:
            raise MissingPartError(part)
        if len(data) > MAX_PART:
            raise TooLargeError(len(data), MAX_PART, part)
        return parse_part(as_transitional(data), part)

    def relationships(self, part: str) -> list[Relationship]:
        """Return the relationships of a part in file order; ``""`` is the whole package."""
        root = self.root(relationships_part(part))
        return [] if root is None else relationships_in(root, part)

    def all_relationships(self) -> list[tuple[str, Relationship]]:
        """Return every relationship of every part, with the part that it starts from."""
        return [
            (part, relationship)
            for part in parts_with_relationships(self.members)
            for relationship in self.relationships(part)
        ]

    def main_part(self) -> str:
        """Return the part all others hang on, such as ``xl/workbook.xml``; empty for none."""
        return main_part(self.relationships(""), self.members)

    def add_unread(self, code: str, path: str, actual: str = "") -> None:
        """Add a warning for content that is not read."""
        place = Place(file=self.file, path=path)
        self.findings.append(Finding(code, place, actual, severity=Severity.WARNING))
