"""Write Word and Excel files as members of a zip, the same way every time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from yugong.whole_file import written_whole

MEMBER_DATE = (1980, 1, 1, 0, 0, 0)

AUTHOR = "预公"
"""The author of the comments and tracked changes that are written into files."""


class OfficeArchive:
    """A zip being written: fixed dates, fixed system, members in the order they are added."""

    def __init__(self, target: IO[bytes], level: int) -> None:
        self._zip = zipfile.ZipFile(
            target, "w", zipfile.ZIP_DEFLATED, compresslevel=level, allowZip64=True
        )

    def add(self, name: str, data: bytes) -> None:
        """Add one member as a whole."""
        self._zip.writestr(self._info(name), data)

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """Open one member that is written in pieces."""
        with self._zip.open(self._info(name), "w") as member:
            yield member

    def close(self) -> None:
        self._zip.close()

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, MEMBER_DATE)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system = 0
        info.external_attr = 0
        # ZipInfo carries its own level; the archive's is used only for members added by name.
        info._compresslevel = self._zip.compresslevel  # type: ignore[attr-defined]
        return info


@contextmanager
def written_aside(path: Path, level: int = 6) -> Iterator[OfficeArchive]:
    """Open an archive that takes the place of ``path`` only when it is complete.

    Raises :class:`FindingsError` (D004) where the folder or the file cannot be written.
    """
    with written_whole(path) as target:
        archive = OfficeArchive(target, level)
        try:
            yield archive
        finally:
            archive.close()
