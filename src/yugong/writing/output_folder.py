"""Write into the output folder: staged first, then moved into place, never over edited files.

The manifest (清单.json) has the digest of every file a build wrote.  A file with another digest
was edited by a person; it is renamed and kept, with a finding.  The manifest also has marks of
the texts of a Word file, so that the edited paragraphs can be named.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from yugong.findings import Finding, FindingsError, Kind, Place, Severity
from yugong.quick_dataclass import dataclass
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
from yugong.writing.docx.after.edits import edits_since
from yugong.writing.folder_lock import BusyError, sole_writer

MANIFEST = "清单.json"
MANIFEST_FORMAT = "yugong-manifest-1"

_BACK = "改的是原因时，写进预算文件“变动原因”中的 {}，再重新生成。"
_SHOWN_EDITS = 20
_SHOWN_TEXT = 120


@dataclass(frozen=True, slots=True)
class Delivered:
    """The result of a delivery: the files in order, and findings about kept ones."""

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]


_FORBIDDEN = str.maketrans('/\\:*?"<>|', "／＼：＊？＂＜＞｜")
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)")
_LONGEST_NAME = 150
"""Bytes of a name in UTF-8: systems allow 255, and endings and “（人工改动1）” follow it."""


def file_name(text: str) -> str:
    """Return a name, without its ending, that every system allows.

    Windows forbids some characters, blanks and full stops at the end, and names of devices;
    forbidden characters become the wide ones that look the same.
    """
    name = "".join(character for character in text.translate(_FORBIDDEN) if character.isprintable())
    name = name.encode("utf-8")[:_LONGEST_NAME].decode("utf-8", "ignore").lstrip(" ").rstrip(" .")
    return f"_{name}" if not name or _DEVICE.match(name) else name


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes, as the manifest has it."""
    return hashlib.sha256(data).hexdigest()


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Make a folder next to the target to write into; it is removed afterwards in any case.

    An interrupted delivery of an earlier build is finished first, and no other build may write at
    the same time.  Raises FindingsError (D004) if the folder cannot be written or another build is
    running.
    """
    if exists(folder) and not is_folder(folder):
        actual, remedy = "这是一个文件，不是文件夹", "换一个文件夹名称，或先把这个文件改名。"
        raise FindingsError(
            [Finding(Kind.NOT_WRITABLE, Place(file=str(folder)), actual, remedy=remedy)]
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
        actual, remedy = "另一次生成正在写这个文件夹", "等它结束后再生成。"
        place = Place(file=str(folder))
        raise FindingsError([Finding(Kind.NOT_WRITABLE, place, actual, remedy=remedy)]) from error
    except OSError as error:
        raise FindingsError([unwritable(folder, error)]) from error


def deliver(
    aside: Path,
    folder: Path,
    origin: Mapping[str, object],
    text_marks: Mapping[str, str] | None = None,
) -> Delivered:
    """Replace the files of the last build in the folder by the staged files.

    ``origin`` describes the input and the standard in the manifest; ``text_marks`` are those of
    the Word files, by name.  Raises FindingsError if the folder cannot be written; then it is
    unchanged.
    """
    known, marks = _last_build(folder)
    names = sorted(path.name for path in aside.iterdir())
    manifest = {
        "格式": MANIFEST_FORMAT,
        **origin,
        "产出": [
            {
                "文件": name,
                "字节": (aside / name).stat().st_size,
                "sha256": file_digest(aside / name),
                **({"文字摘要": text_marks[name]} if text_marks and name in text_marks else {}),
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
        named = folder / place.name if aside.parent in place.parents else place
        raise FindingsError([unwritable(named, error)]) from error
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
    """Yield findings about files of an earlier build that this build did not make.

    They show old figures and are removed; a file that a person edited is kept, with a warning.
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
    """Return the paragraphs that a person wrote into a kept Word file, to carry into the input."""
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
    lines = [f"另有 {more} 段改动"] * (more > 0) + [f"删去 {gone} 段"] * (gone > 0)
    if lines:
        place = Place(file=str(kept))
        findings.append(
            Finding(Kind.PARAGRAPH_EDITED, place, "，".join(lines), severity=Severity.WARNING)
        )
    return findings


def _last_build(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return the digests and the marks of texts of the last build, by file.

    Both are empty if there is no valid manifest.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        entries = {str(entry["文件"]): entry for entry in manifest["产出"]}
        digests = {name: str(entry["sha256"]) for name, entry in entries.items()}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}, {}
    return digests, {n: str(e["文字摘要"]) for n, e in entries.items() if "文字摘要" in e}
