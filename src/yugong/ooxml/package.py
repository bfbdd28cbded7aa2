"""An Office file opened within limits, its parts parsed on request.

Files come from outside: their number of members, unpacked size and compression ratio are checked
before anything is parsed, names may not leave the archive, and a package inside a package stays
packed.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from io import BytesIO
from typing import Any

from yugong.ooxml.errors import (
    DuplicateMemberError,
    EncryptedError,
    NotAPackageError,
    OldFormatError,
    TooCompressedError,
    TooLargeError,
    TooManyMembersError,
    TruncatedError,
    UnsafeNameError,
    UnusualCompressionError,
    WrongSizeError,
)
from yugong.ooxml.part_xml import parse_part
from yugong.ooxml.relationships import (
    ContentTypes,
    Relationship,
    read_relationships,
    relationships_part,
)

MEMBERS_LIMIT = 2_000
UNPACKED_LIMIT = 128 * 1024 * 1024
"""The most bytes of all members together."""
RATIO_LIMIT = 200
RATIO_FROM = 1024 * 1024
"""Members smaller than this, in bytes, may have any compression ratio."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of an OLE file: a .doc, an .xls, or any Office file with a password."""

ENCRYPTED = 0x1
"""The flag of a member that has a password."""

_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Other ways unpack without a limit on the size of what they give."""

_PASSWORD = "EncryptedPackage".encode("utf-16-le")
"""The name under which an OLE file holds a package that has a password."""

_MAIN_PARTS = ("word/document.xml", "xl/workbook.xml")


def has_password(data: bytes) -> bool:
    """Return True for a .docx or .xlsx that cannot be opened without a password."""
    return data.startswith(OLE) and _PASSWORD in data


def read_members(data: bytes) -> dict[str, bytes]:
    """Return the members of an Office file by name; raise :class:`PackageError` for a bad file."""
    if data.startswith(OLE):
        raise EncryptedError if has_password(data) else OldFormatError
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            _check_limits(members)
            return {member.filename: _unpack(archive, member) for member in members}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise NotAPackageError from error
    except (OSError, RuntimeError, struct.error, MemoryError) as error:
        raise TruncatedError from error


def _check_limits(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MEMBERS_LIMIT:
        raise TooManyMembersError(len(members), MEMBERS_LIMIT)
    unpacked = sum(member.file_size for member in members)
    if unpacked > UNPACKED_LIMIT:
        raise TooLargeError(unpacked, UNPACKED_LIMIT)
    seen: set[str] = set()
    for member in members:
        name = member.filename
        if member.flag_bits & ENCRYPTED:
            raise EncryptedError(name)
        if member.compress_type not in _COMPRESSIONS:
            raise UnusualCompressionError(name)
        parts = name.replace("\\", "/").split("/")
        if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            raise UnsafeNameError(name)
        if name.lower() in seen:
            raise DuplicateMemberError(name)
        seen.add(name.lower())
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > RATIO_FROM and ratio > RATIO_LIMIT:
            raise TooCompressedError(int(ratio), RATIO_LIMIT, name)


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as stream:
        data = stream.read(member.file_size + 1)
    if len(data) != member.file_size:
        raise WrongSizeError(member.filename)
    return data


class OfficePackage:
    """The parts of an Office file; raises :class:`PackageError` for a file that is none."""

    def __init__(self, data: bytes) -> None:
        self.members = read_members(data)
        self._roots: dict[str, Any] = {}
        self._relationships: dict[str, list[Relationship]] = {}

    @cached_property
    def types(self) -> ContentTypes:
        """The content type of each part."""
        return ContentTypes(self.members)

    def root(self, part: str) -> Any:
        """Return the parsed part, the same object every time."""
        if part not in self._roots:
            self._roots[part] = parse_part(self.members[part], part)
        return self._roots[part]

    def relationships(self, part: str) -> list[Relationship]:
        """Return the relationships of a part in file order; ``""`` is the whole package."""
        if part not in self._relationships:
            self._relationships[part] = self.followed(read_relationships(self.members, part))
        return self._relationships[part]

    def followed(self, relationships: list[Relationship]) -> list[Relationship]:
        """Return the relationships that this package follows: all of them, unless overridden."""
        return relationships

    def main_part(self) -> str:
        """Return the part all others hang on, such as ``word/document.xml``; empty for none."""
        return main_part(self.relationships(""), self.members)

    def reached_from(self, part: str, left_out: Collection[str] = ()) -> list[str]:
        """Return every part reached from ``part``, itself included, sorted."""
        return parts_reached(self.relationships, part, left_out)


def parts_reached(
    relationships: Callable[[str], Iterable[Relationship]], part: str, left_out: Collection[str]
) -> list[str]:
    """Return every part reached from ``part`` by these relationships, itself included, sorted.

    Parts in ``left_out`` are neither reached nor passed through.
    """
    reached, waiting = {part}, [part]
    while waiting:
        for item in relationships(waiting.pop()):
            if not item.external and item.target not in reached and item.target not in left_out:
                reached.add(item.target)
                waiting.append(item.target)
    return sorted(reached)


def main_part(relationships: Iterable[Relationship], members: Collection[str]) -> str:
    """Return the main part by the package's relationships, else by its usual name, else ``""``."""
    for item in relationships:
        if item.short_kind == "officeDocument" and item.target in members:
            return item.target
    return next((name for name in _MAIN_PARTS if name in members), "")


def parts_with_relationships(members: Iterable[str]) -> list[str]:
    """Return the parts that have relationships, sorted by the name of their relationships part."""
    parts = []
    for name in sorted(members):
        if name.endswith(".rels"):
            folder, file = posixpath.split(name)
            part = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
            if relationships_part(part) == name:
                parts.append(part)
    return parts
