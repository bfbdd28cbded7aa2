"""Packages written as zip archives whose bytes depend on their contents alone."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

MEMBER_DATE = (1980, 1, 1, 0, 0, 0)
"""The date of every member: the first that a zip archive can hold."""


def member_info(name: str, level: int) -> zipfile.ZipInfo:
    """Return the directory entry of a member: fixed date and system, deflated at this level."""
    info = zipfile.ZipInfo(name, MEMBER_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 0
    info.external_attr = 0
    # ZipInfo carries its own level; that of the archive is used only for members added by name.
    info._compresslevel = level  # type: ignore[attr-defined]
    return info


def written_members(file: Path | IO[bytes]) -> dict[str, bytes]:
    """Return the members of a package that this program wrote, by name, without limits.

    Raises OSError or ``BadZipFile`` for a file that is none.
    """
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class PackageArchive:
    """A package being written, its members in the order of adding."""

    def __init__(self, target: IO[bytes], level: int) -> None:
        self._zip = zipfile.ZipFile(target, "w", allowZip64=True)
        self._level = level

    def add(self, name: str, data: bytes) -> None:
        """Add one member."""
        self._zip.writestr(member_info(name, self._level), data)

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """Add one member in pieces."""
        with self._zip.open(member_info(name, self._level), "w") as member:
            yield member

    def close(self) -> None:
        """Write the directory that ends the archive."""
        self._zip.close()
