"""Write a file whole or not at all: into a temporary file, then moved into place.

If the disk is full, the folder has no rights or another program holds the file open, the old file
remains as it was.  All files for a user are written here.

A killed run leaves its half-written file aside; a later write into the folder removes it after a
day, when no process can still be writing it.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.reading.system import reason_of

_ASIDE, _UNFINISHED = ".yugong-", ".tmp"
_NAMED_ASIDE = re.compile(rf"{re.escape(_ASIDE)}[a-z0-9_]{{8}}{re.escape(_UNFINISHED)}")
_ABANDONED = 24 * 60 * 60
"""Seconds after which a file aside has no writer any more: one takes seconds."""

_UNSYNCED = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)
"""Errors of file systems that cannot sync a file to disk."""


def write_whole(path: Path, data: bytes, *, new: bool = False) -> None:
    """Write a finished file and its folder; see :func:`written_whole`."""
    with written_whole(path, new=new) as target:
        target.write(data)


@contextmanager
def written_whole(path: Path, *, new: bool = False) -> Iterator[IO[bytes]]:
    """Open a stream that becomes ``path`` if the block ends well, else nothing.

    An existing file keeps its rights, and a link still points to it.  Raises FindingsError if the
    folder or the file cannot be written (D004), or with ``new`` if the file exists (D009).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        target = Path(os.path.realpath(path))
        rights = _rights(target)
        handle, name = tempfile.mkstemp(_UNFINISHED, _ASIDE, target.parent)
    except OSError as error:
        raise FindingsError([unwritable(path, error)]) from error
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            _clear_abandoned(aside)
            yield stream
            put_on_disk(stream)
        aside.chmod(rights)
        if new:
            _into_vacant(aside, target)
        else:
            aside.replace(target)
    except FileExistsError as error:
        raise FindingsError([already_exists(path)]) from error
    except OSError as error:
        raise FindingsError([unwritable(path, error)]) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def refuse_existing(*paths: Path) -> None:
    """Raise FindingsError (D009) if a file of these names exists."""
    faults = [already_exists(path) for path in paths if os.path.lexists(path)]
    if faults:
        raise FindingsError(faults)


def check_kind(path: Path, *suffixes: str) -> None:
    """Raise FindingsError (R004) if a file to write has none of these suffixes."""
    if path.suffix.lower() not in suffixes:
        expected = "、".join(suffixes)
        raise FindingsError(
            [Finding(Kind.UNSUPPORTED_FILE_KIND, Place(file=str(path)), path.suffix, expected)]
        )


def already_exists(path: Path) -> Finding:
    """Return the finding (D009) for a file that is not written because it exists."""
    return Finding(Kind.FILE_EXISTS, Place(file=str(path)), actual=path.name)


def unwritable(path: Path, error: OSError) -> Finding:
    """Return the finding (D004) for a file or folder that cannot be written."""
    if isinstance(error, PermissionError):
        reason = "没有写入权限，或文件正被其他程序打开"
    else:
        reason = reason_of(error)
    return Finding(Kind.NOT_WRITABLE, Place(file=str(path)), actual=reason)


def _clear_abandoned(aside: Path) -> None:
    """Remove files of killed runs in the folder that are much older than ``aside``.

    Both times are those of the file system: the clock of a shared folder may differ.
    """
    with suppress(OSError):
        limit = aside.stat().st_mtime - _ABANDONED
        for path in list(aside.parent.iterdir()):
            if not _NAMED_ASIDE.fullmatch(path.name):
                continue
            with suppress(OSError):  # held open, or another run was quicker
                about = path.lstat()
                if stat.S_ISREG(about.st_mode) and about.st_mtime < limit:
                    path.unlink()


def put_on_disk(stream: IO[bytes]) -> None:
    """Sync a file to disk, so that a power cut leaves no name without content."""
    stream.flush()
    try:
        os.fsync(stream.fileno())
    except OSError as error:
        if error.errno not in _UNSYNCED:
            raise


def _rights(target: Path) -> int:
    """Return the rights of the existing file, or those of an ordinary new one."""
    if target.exists():
        mode = stat.S_IMODE(target.stat().st_mode)
        if not mode & stat.S_IWUSR:  # moving over it would not ask
            raise PermissionError
        return mode
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _into_vacant(aside: Path, target: Path) -> None:
    """Give the file its name, unless another process was quicker."""
    try:
        target.hardlink_to(aside)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError from None
        aside.replace(target)
