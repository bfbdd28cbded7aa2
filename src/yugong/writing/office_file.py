"""Word and Excel files written as members of a zip, the same way every time."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from yugong.findings import Finding, FindingsError, Place
from yugong.reading.system import reason_of

MEMBER_DATE = (1980, 1, 1, 0, 0, 0)


class OfficeArchive:
    """A zip being written: fixed dates, fixed system, members in the order they are added."""

    def __init__(self, target: IO[bytes], level: int) -> None:
        self._zip = zipfile.ZipFile(
            target, "w", zipfile.ZIP_DEFLATED, compresslevel=level, allowZip64=True
        )

    def add(self, name: str, data: bytes) -> None:
        """One member, whole."""
        self._zip.writestr(self._info(name), data)

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """One member, written in pieces."""
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
    """An archive that takes the place of ``path`` only when it is complete.

    Raises :class:`FindingsError` (D004) where the folder or the file cannot be written.
    """
    with _aside(path) as target:
        archive = OfficeArchive(target, level)
        try:
            yield archive
        finally:
            archive.close()


def write_whole(path: Path, data: bytes) -> None:
    """Write a finished file; it takes the place of ``path`` only when it is complete.

    Raises :class:`FindingsError` (D004) where the folder or the file cannot be written.
    """
    with _aside(path) as target:
        target.write(data)


@contextmanager
def _aside(path: Path) -> Iterator[IO[bytes]]:
    try:
        handle, aside = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(handle, "wb") as target:
            yield target
        _open_to_readers(Path(aside))
        Path(aside).replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        Path(aside).unlink(missing_ok=True)


def _open_to_readers(path: Path) -> None:
    """Give a temporary file, which is private, the rights an ordinary new file would have."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)


def _unwritable(path: Path, error: OSError) -> FindingsError:
    found = reason_of(error)
    return FindingsError([Finding("D004", Place(file=str(path)), found=found)])
