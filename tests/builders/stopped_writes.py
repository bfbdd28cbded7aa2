"""A program of its own that is stopped, or refused by the system, at its n-th write.

``python stopped_writes.py FOLDER HOW WHAT`` does WHAT in copies FOLDER/1, FOLDER/2 … of
FOLDER/0, the n-th time until the n-th write, and then HOW it says; it ends with the first run that
came to its end.  Python's audit events report the writes, so nothing in the program is
replaced.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from yugong.findings import FindingsError
from yugong.whole_file import write_whole
from yugong.writing.output_folder import deliver, staging

OLD = {"甲.txt": "甲旧", "乙.txt": "乙旧", "丁.txt": "丁旧"}
NEW = {"甲.txt": "甲新", "乙.txt": "乙新", "丙.txt": "丙新"}
REFUSED = 2
"""How a run ends that the program itself gave up, with findings."""

_CHANGES = (
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.chmod",
    "os.link",
    "tempfile.mkstemp",
    "tempfile.mkdtemp",
)
_GROWING = ("open", "os.mkdir", "os.link", "tempfile.mkstemp", "tempfile.mkdtemp")


def put(folder: Path, files: dict[str, str]) -> None:
    """Deliver these files into the folder, as a build does."""
    with staging(folder) as aside:
        for name, text in files.items():
            (aside / name).write_text(text, encoding="utf-8")
        deliver(aside, folder, {})


def _delivered(folder: Path) -> None:
    put(folder, NEW)


def _over(folder: Path) -> None:
    write_whole(folder / "甲.txt", b"new")


def _new(folder: Path) -> None:
    write_whole(folder / "丙.txt", b"new", new=True)


WHAT: dict[str, Callable[[Path], None]] = {"deliver": _delivered, "over": _over, "new": _new}


def _writes(event: str, arguments: tuple[Any, ...]) -> bool:
    if event == "open":
        return bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return event in _CHANGES


def _installed(how: str, number: int) -> None:
    """From the n-th write on, or only there, what ``how`` says."""
    count = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        if not _writes(event, arguments):
            return
        count += 1
        if count < number:
            return
        if how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif how == "full" and event in _GROWING:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        elif (how == "held" and count == number) or (how == "stuck" and event == "os.rename"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    sys.addaudithook(hook)


def _run(folder: Path, how: str, what: str, number: int) -> int:
    """One run in a process of its own; its exit code, or minus the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            _installed(how, number)
            WHAT[what](folder)
        except FindingsError:
            os._exit(REFUSED)
        except BaseException as error:  # noqa: BLE001  # nothing else may come of it
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
            os._exit(3)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    """Run until a run comes to its end; print each run's exit code."""
    base, how, what = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    for number in range(1, 1000):
        folder = base / str(number)
        shutil.copytree(base / "0", folder)
        code = _run(folder, how, what, number)
        print(code, flush=True)
        if code == 0 and how != "held":
            return
        if how == "held" and number > HELD_AT_MOST:
            return


HELD_AT_MOST = 60
"""A write that is refused in tidying up is no matter, so that such a run ends well."""


if __name__ == "__main__":
    main()
