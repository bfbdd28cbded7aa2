"""The output folder: written aside, moved into place, and never over a person's work.

The manifest (清单.json) names the digest of every file a build put there.  A file whose digest is
no longer that one was edited by a person since; it is renamed and kept, and said so.  Of a Word
file the manifest also knows the texts, so that the edited paragraphs can be named.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from yugong.findings import Finding, FindingsError, Kind, Place, Severity
from yugong.reading.system import exists, is_folder
from yugong.whole_file import unwritable
from yugong.writing.delivery import (
    ROOM,
    Moved,
    exchange,
    file_digest,
    finish_exchanges,
    leave_room,
    new_files,
    prepare_room,
)
from yugong.writing.docx.after.edits import edits_since, text_marks
from yugong.writing.folder_lock import BusyError, sole_writer

MANIFEST = "清单.json"
FORMAT = "yugong-manifest-1"

_WORD = ".docx"
_BACK = "改的是原因时，写进预算文件“变动原因”中的 {}，再重新生成。"
_SHOWN_EDITS = 20
_SHOWN_TEXT = 120


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a delivery left in the folder: its files in order, and what it kept of a person's."""

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]


_FORBIDDEN = str.maketrans('/\\:*?"<>|', "／＼：＊？＂＜＞｜")
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)")
_LONGEST_NAME = 150
"""Bytes of a name in UTF-8: systems allow 255, and endings and “（人工改动1）” come after it."""


def file_name(text: str) -> str:
    """A name, without its ending, that every system allows.

    Windows forbids some characters, blanks and full stops at the end, and the names of devices;
    forbidden characters become the wide ones that look the same.
    """
    name = "".join(one for one in text.translate(_FORBIDDEN) if one.isprintable())
    name = name.encode("utf-8")[:_LONGEST_NAME].decode("utf-8", "ignore").lstrip(" ").rstrip(" .")
    return f"_{name}" if not name or _DEVICE.match(name) else name


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes, as the manifest writes it."""
    return hashlib.sha256(data).hexdigest()


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A folder beside the target to write into; gone afterwards whatever happens.

    What a build that was stopped left in the target is finished first, and no other build may
    write there meanwhile.  Raises :class:`FindingsError` (D004) where the target or what is
    staged for it cannot be written, or another build is at work.
    """
    if exists(folder) and not is_folder(folder):
        found, remedy = "这是一个文件，不是文件夹", "换一个文件夹名称，或先把这个文件改名。"
        raise FindingsError(
            [Finding(Kind.NOT_WRITABLE, Place(file=str(folder)), found, remedy=remedy)]
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with sole_writer(folder):
            finish_exchanges(folder)
            room = Path(tempfile.mkdtemp(prefix=ROOM, dir=folder))
            try:
                prepare_room(room)
                yield new_files(room)
            finally:
                leave_room(room)
    except BusyError as error:
        found, remedy = "另一次生成正在写这个文件夹", "等它结束后再生成。"
        place = Place(file=str(folder))
        raise FindingsError([Finding(Kind.NOT_WRITABLE, place, found, remedy=remedy)]) from error
    except OSError as error:
        raise FindingsError([unwritable(folder, error)]) from error


def deliver(aside: Path, folder: Path, origin: Mapping[str, object]) -> Delivered:
    """Exchange what the last build put into the folder for the staged files.

    ``origin`` is what the manifest says of the input and the standard.  Raises
    :class:`FindingsError` where the folder cannot be written; what was there stays.
    """
    known, marks = _last_build(folder)
    names = sorted(path.name for path in aside.iterdir())
    manifest = {
        "格式": FORMAT,
        **origin,
        "产出": [
            {
                "文件": name,
                "字节": (aside / name).stat().st_size,
                "sha256": file_digest(aside / name),
                **({"文字摘要": text_marks(aside / name)} if name.endswith(_WORD) else {}),
            }
            for name in names
        ],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (aside / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    try:
        moved = exchange(aside.parent, folder, known, MANIFEST)
    except OSError as error:
        place = Path(error.filename2 or error.filename or folder)
        shown = folder / place.name if aside.parent in place.parents else place
        raise FindingsError([unwritable(shown, error)]) from error
    findings = []
    for name in names:
        kept = moved.kept.get(name)
        if kept is not None:
            place_of = Place(file=str(folder / name))
            expected = f"原文件已改名为“{kept.name}”"
            findings.append(
                Finding(Kind.EDITED_FILE_KEPT, place_of, name, expected, severity=Severity.WARNING)
            )
            findings += _edits(kept, marks.get(name))
    findings += _stale(folder, moved)
    return Delivered(tuple(folder / name for name in (*names, MANIFEST)), tuple(findings))


def _stale(folder: Path, moved: Moved) -> Iterator[Finding]:
    """What an earlier build left and this one did not make shows old figures, and is gone.

    A file that a person edited stays, with a warning.
    """
    for name in moved.cleared:
        yield Finding(
            Kind.STALE_FILE_REMOVED, Place(file=str(folder / name)), name, severity=Severity.INFO
        )
    for name in moved.left:
        yield Finding(
            Kind.STALE_FILE_LEFT, Place(file=str(folder / name)), name, severity=Severity.WARNING
        )


def _edits(kept: Path, marks: str | None) -> list[Finding]:
    """The paragraphs that a person wrote into a kept Word file, to be carried to the input."""
    edits = edits_since(kept, marks) if marks is not None else None
    if edits is None:
        return []
    findings = [
        Finding(
            Kind.PARAGRAPH_EDITED,
            Place(file=str(kept), path=edit.heading),
            actual=edit.text if len(edit.text) <= _SHOWN_TEXT else edit.text[:_SHOWN_TEXT] + "…",
            remedy=_BACK.format("、".join(edit.reasons)) if edit.reasons else "",
            severity=Severity.WARNING,
        )
        for edit in edits.texts[:_SHOWN_EDITS]
    ]
    more = len(edits.texts) - _SHOWN_EDITS
    gone = edits.gone - len(edits.texts)
    rest = [f"另有 {more} 段改动"] * (more > 0) + [f"删去 {gone} 段"] * (gone > 0)
    if rest:
        place = Place(file=str(kept))
        findings.append(
            Finding(Kind.PARAGRAPH_EDITED, place, "，".join(rest), severity=Severity.WARNING)
        )
    return findings


def _last_build(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """What the last build put there: digests and the marks of texts, by file.

    Nothing where there is no manifest to trust.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        entries = {str(entry["文件"]): entry for entry in manifest["产出"]}
        digests = {name: str(entry["sha256"]) for name, entry in entries.items()}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}, {}
    return digests, {n: str(e["文字摘要"]) for n, e in entries.items() if "文字摘要" in e}
