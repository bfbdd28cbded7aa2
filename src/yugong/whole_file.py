"""A file written whole or not at all: aside first, then moved into place.

A disk that is full, a folder without rights or a file that another program holds open leaves what
stood there as it was.  Whoever writes a file for a user writes it here.

A run that was killed leaves its half-written file aside; a later write into the folder takes it
away once it is so old that nobody can still be at it.
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
"""What a file system says that cannot be told to put a file on the disk at once."""


def write_whole(path: Path, data: bytes, *, new: bool = False) -> None:
    """Write a finished file, making its folder; see :func:`written_whole`."""
    with written_whole(path, new=new) as target:
        target.write(data)


@contextmanager
def written_whole(path: Path, *, new: bool = False) -> Iterator[IO[bytes]]:
    """A stream that becomes ``path`` when the block ends well, and nothing when it does not.

    A file that stands there keeps its rights, and a link goes on pointing to it; with ``new`` it
    is refused.  Raises :class:`FindingsError`: D004 where the folder or the file cannot be
    written, D009 where ``new`` finds a file of that name.
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
    """Raise :class:`FindingsError` (D009) where files of these names are there already."""
    found = [already_exists(path) for path in paths if os.path.lexists(path)]
    if found:
        raise FindingsError(found)


def check_kind(path: Path, *suffixes: str) -> None:
    """Raise :class:`FindingsError` (R004) where a file to write is not named as of these kinds."""
    if path.suffix.lower() not in suffixes:
        expected = "、".join(suffixes)
        raise FindingsError(
            [Finding(Kind.UNSUPPORTED_FILE_KIND, Place(file=str(path)), path.suffix, expected)]
        )


def already_exists(path: Path) -> Finding:
    """The finding for a file that is not written because one of that name is there."""
    return Finding(Kind.FILE_EXISTS, Place(file=str(path)), actual=path.name)


def unwritable(path: Path, error: OSError) -> Finding:
    """The finding for a file or folder that the system did not let us write."""
    if isinstance(error, PermissionError):
        reason = "没有写入权限，或文件正被其他程序打开"
    else:
        reason = reason_of(error)
    return Finding(Kind.NOT_WRITABLE, Place(file=str(path)), actual=reason)


def _clear_abandoned(aside: Path) -> None:
    """Take away what killed runs left in the folder long before ``aside``, our own new file.

    Both times are the file system's: on a shared folder our clock may be another.
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
    """Put what was written where a power cut cannot reach it; raises ``OSError``.

    Else the file's new name could be left without what it holds.
    """
    stream.flush()
    try:
        os.fsync(stream.fileno())
    except OSError as error:
        if error.errno not in _UNSYNCED:
            raise


def _rights(target: Path) -> int:
    """The rights of the file that stands there, or those an ordinary new file would have."""
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
