"""Let one process at a time write into an output folder; a killed one loses its lock."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LOCK = ".yugong-lock"


class BusyError(Exception):
    """Another process is writing into the folder."""


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Lock ``folder`` for writing; raise BusyError if it is locked, or OSError."""
    path = folder / LOCK
    handle = _claimed(path)
    try:
        yield
    finally:
        _release(path, handle)


def _claimed(path: Path) -> int:
    """Open and lock the file, again if its last holder has removed it."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(handle)
            if _is(path, handle):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _is(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BusyError from error

    def _release(path: Path, handle: int) -> None:
        with suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
        os.close(handle)
        with suppress(OSError):  # held by the next one
            path.unlink()

else:
    import fcntl

    _HELD = (errno.EWOULDBLOCK, errno.EACCES)

    def _lock(handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _HELD:
                raise BusyError from error
            # A file system that knows no locks: as good as it can be.

    def _release(path: Path, handle: int) -> None:
        with suppress(OSError):
            path.unlink()
        os.close(handle)
