"""The parts of a Word or Excel file that someone else made, and how they point at each other.

The whole is held to limits before anything is parsed.  A part that cannot be read is told and
passed over; only a file without its main part is refused.
"""

from __future__ import annotations

import posixpath
import struct
from dataclasses import dataclass
from typing import Any

from yugong.findings import Finding, FindingsError, Kind, Place, Severity
from yugong.reading.office_file import has_password, parse_part, read_members

MAX_PART = 48 * 1024 * 1024
"""The largest XML part that is read, in bytes."""

_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"drawingml/2006/main"),
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where one part points: the last word of the kind, and a part or an outside address."""

    id: str
    kind: str
    target: str
    external: bool


class OfficeParts:
    """The members of an Office file, parsed when asked for; faults gather in ``findings``."""

    def __init__(self, data: bytes, file: str) -> None:
        """Open the file; raises :class:`FindingsError` (R030, R031) where it may not be read."""
        self.file = file
        self.findings: list[Finding] = []
        self._unreadable: set[str] = set()
        if has_password(data):
            raise FindingsError([Finding(Kind.PACKAGE_HAS_PASSWORD, Place(file=file))])
        try:
            self.members = read_members(data, file)
        except FindingsError as error:
            raise FindingsError([_reworded(one) for one in error.findings]) from None
        except (OSError, RuntimeError, struct.error, MemoryError) as error:
            found = "不完整的文件，可能没有下载完或已损坏"
            raise FindingsError(
                [Finding(Kind.PACKAGE_UNREADABLE, Place(file=file), found)]
            ) from error

    def root(self, part: str) -> Any:
        """The root element of a part, or ``None`` (told as R038) where it cannot be read."""
        data = self.members.get(part)
        if data is None or part in self._unreadable:
            return None
        try:
            return self._parsed(part, data)
        except FindingsError as error:
            self._unreadable.add(part)
            self.findings += [
                Finding(
                    Kind.PART_UNREADABLE, Place(file=self.file, path=part), one.actual, one.expected
                )
                for one in error.findings
            ]
            return None

    def main(self, part: str) -> Any:
        """The root element of the part without which there is nothing to read.

        Raises :class:`FindingsError` (R030).
        """
        if part not in self.members:
            raise FindingsError(
                [Finding(Kind.PACKAGE_UNREADABLE, Place(file=self.file), f"缺少部件 {part}")]
            )
        try:
            return self._parsed(part, self.members[part])
        except FindingsError as error:
            raise FindingsError([_reworded(one) for one in error.findings]) from None

    def _parsed(self, part: str, data: bytes) -> Any:
        if len(data) > MAX_PART:
            place = Place(file=self.file)
            limit = f"不超过 {MAX_PART >> 20} 兆字节"
            raise FindingsError(
                [Finding(Kind.PACKAGE_UNREADABLE, place, f"部件 {part} 过大", limit)]
            )
        for strict, usual in _STRICT:
            if strict in data[:20_000]:
                data = data.replace(strict, _TRANSITIONAL + usual)
        return parse_part(data, self.file, part)

    def pointers(self, part: str) -> list[Pointer]:
        """Where a part points, in the order of the file; ``""`` asks for the whole package."""
        folder, name = posixpath.split(part)
        return self._pointers(posixpath.join(folder, "_rels", f"{name}.rels"))

    def all_pointers(self) -> list[tuple[str, Pointer]]:
        """Every pointer of every part, with the part it starts from."""
        found = []
        for name in sorted(self.members):
            if name.endswith(".rels"):
                folder, file = posixpath.split(name)
                origin = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
                found += [(origin, pointer) for pointer in self._pointers(name)]
        return found

    def _pointers(self, part: str) -> list[Pointer]:
        root = self.root(part)
        if root is None:
            return []
        folder = posixpath.dirname(posixpath.dirname(part))
        found = []
        for node in root:
            target, external = node.get("Target", ""), node.get("TargetMode") == "External"
            if not external:
                base = "" if target.startswith("/") else folder
                target = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
            kind = node.get("Type", "").rsplit("/", 1)[-1]
            found.append(Pointer(node.get("Id", ""), kind, target, external))
        return found

    def start(self) -> str:
        """The part everything else hangs on: ``word/document.xml``, ``xl/workbook.xml``."""
        for pointer in self.pointers(""):
            if pointer.kind == "officeDocument" and pointer.target in self.members:
                return pointer.target
        known = ("word/document.xml", "xl/workbook.xml")
        return next((name for name in known if name in self.members), "")

    def unread(self, code: str, path: str, found: str = "") -> None:
        """Note something that was not read, as a warning."""
        place = Place(file=self.file, path=path)
        self.findings.append(Finding(code, place, found, severity=Severity.WARNING))


def _reworded(finding: Finding) -> Finding:
    """A fault of a template file, told of a published one."""
    code = (
        Kind.PACKAGE_HAS_PASSWORD
        if "加密" in finding.actual and "旧格式" not in finding.actual
        else Kind.PACKAGE_UNREADABLE
    )
    return Finding(code, finding.place, finding.actual, finding.expected)
