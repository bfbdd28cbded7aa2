"""Exchange all files of a folder together, even if the program is stopped.

The new files wait, complete and synced to disk, in a folder of their own (the room) next to the
old ones.  Once the order (交付.json) is written there, they will be delivered: by this run, or by
the next one that finds the room.  All old files go before the first new one comes, so a folder
never shows files of two builds; the manifest, which marks a folder as complete, goes first and
comes last.  If the system refuses a step, all steps are undone.

Tests: tests/writing/test_output_folder.py.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import field
from pathlib import Path

from yugong.quick_dataclass import dataclass
from yugong.whole_file import put_on_disk

ROOM = ".yugong-"
_ORDER = "交付.json"
_WITHDRAWN = "撤回.json"


@dataclass(frozen=True, slots=True)
class Moved:
    """The result of an exchange, besides the new files.

    ``kept`` are files edited by a person, by name, with their new paths; ``cleared`` are files of
    the last build that this one did not make; ``left`` are such files edited by a person.
    """

    kept: dict[str, Path] = field(default_factory=dict)
    cleared: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _on_disk(path: Path) -> str:
    """Return the digest of a file after syncing it to disk."""
    with path.open("r+b") as stream:  # Windows puts on the disk only what may be written
        put_on_disk(stream)
        return hashlib.file_digest(stream, "sha256").hexdigest()


def new_files(room: Path) -> Path:
    """Return the folder in which the new files are put together."""
    return room / "new"


def _old_files(room: Path) -> Path:
    return room / "old"


def prepare_room(room: Path) -> None:
    """Make the room's folders for the new files and, during the exchange, for the old ones."""
    new_files(room).mkdir()
    _old_files(room).mkdir()


def leave_room(room: Path) -> None:
    """Remove the room, unless it has old files that could not be put back."""
    with suppress(OSError):
        if not any(_old_files(room).iterdir()):
            shutil.rmtree(room, ignore_errors=True)


def exchange(room: Path, folder: Path, known: Mapping[str, str], last: str) -> Moved:
    """Replace the files of the last build in the folder by the new ones.

    ``known`` are their digests by name; a file with another digest is a person's and is kept.
    ``last`` is the file that goes first and comes last.  Raises OSError with the folder unchanged;
    old files that could not be put back remain in the room.
    """
    names = sorted(path.name for path in new_files(room).iterdir())
    new = {name: _on_disk(new_files(room) / name) for name in names}
    order = {"原有": dict(known), "新的": new, "最后": last}
    draft = room / f"{_ORDER}.tmp"
    with draft.open("wb") as stream:
        stream.write(json.dumps(order, ensure_ascii=False).encode())
        put_on_disk(stream)
    draft.replace(room / _ORDER)
    moved = Moved()
    steps: list[tuple[Path, Path]] = []
    try:
        for source, target in _steps(room, folder, order, moved):
            source.replace(target)
            steps.append((source, target))
    except BaseException:
        (room / _ORDER).replace(room / _WITHDRAWN)
        for source, target in reversed(steps):
            target.replace(source)
        raise
    _discard(room)
    return moved


def finish_exchanges(folder: Path) -> None:
    """Finish or undo an interrupted exchange; raise OSError if the system refuses.

    No other run may be active in the folder.
    """
    for room in sorted(folder.glob(f"{ROOM}*")):
        if not room.is_dir() or room.is_symlink():
            continue
        order = _read(room / _ORDER)
        if order is not None:
            for source, target in _steps(room, folder, order, Moved()):
                source.replace(target)
            _discard(room)
            continue
        withdrawn = _read(room / _WITHDRAWN) or {}
        if _old_files(room).is_dir():
            _put_back(room, folder, withdrawn)
        shutil.rmtree(room, ignore_errors=True)


def _steps(
    room: Path, folder: Path, order: Mapping[str, object], moved: Moved
) -> Iterator[tuple[Path, Path]]:
    """Yield the remaining moves; the caller makes each before it asks for the next."""
    known, new, last = _texts(order.get("原有")), _texts(order.get("新的")), order.get("最后")
    coming = [name for name in new if (new_files(room) / name).exists()]
    gone = [name for name in known if name not in new]
    for name in sorted({*coming, *gone}, key=lambda name: (name != last, name)):
        target = folder / name
        if not target.exists():
            continue
        digest = file_digest(target)
        if name == last or digest in (known.get(name), new.get(name)):
            yield target, _old_files(room) / name
            if name not in new:
                moved.cleared.append(name)
        elif name in new:
            moved.kept[name] = _free_name(target)
            yield target, moved.kept[name]
        else:
            moved.left.append(name)
    for name in sorted(coming, key=lambda name: (name == last, name)):
        yield new_files(room) / name, folder / name


def _put_back(room: Path, folder: Path, withdrawn: Mapping[str, object]) -> None:
    new = _texts(withdrawn.get("新的"))
    for name, digest in new.items():
        target = folder / name
        came = not (new_files(room) / name).exists() and target.is_file()
        if came and file_digest(target) == digest:
            target.replace(new_files(room) / name)
    for old in sorted(_old_files(room).iterdir()):
        if not (folder / old.name).exists():
            old.replace(folder / old.name)


def _discard(room: Path) -> None:
    """Remove the room, the order last: without it old files would count as not yet put back."""
    shutil.rmtree(_old_files(room), ignore_errors=True)
    shutil.rmtree(room, ignore_errors=True)


def _free_name(target: Path) -> Path:
    number = 1
    while True:
        kept = target.with_name(f"{target.stem}（人工改动{number}）{target.suffix}")
        if not kept.exists():
            return kept
        number += 1


def _read(path: Path) -> dict[str, object] | None:
    try:
        order = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return order if isinstance(order, dict) else None


def _texts(value: object) -> dict[str, str]:
    """Return names with digests, without names that lead out of the folder."""
    if not isinstance(value, dict):
        return {}
    return {
        name: digest
        for name, digest in value.items()
        if isinstance(digest, str) and Path(name).name == name
    }
