"""The output folder: written aside, moved into place, and never over a person's work.

The manifest (清单.json) names the digest of every file a build put there.  A file whose digest is
no longer that one was edited by a person since; it is renamed and kept, and said so.  Of a Word
file the manifest also knows the texts, so that the edited paragraphs can be named.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from yugong.findings import Finding, FindingsError, Place, Severity
from yugong.reading.system import reason_of
from yugong.writing.docx.edits import edits_since, text_marks

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


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A folder beside the target to write into; gone afterwards whatever happens."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".yugong-", dir=folder))
    except OSError as error:
        raise FindingsError([_unwritable(folder, error)]) from error
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def deliver(aside: Path, folder: Path, origin: Mapping[str, object]) -> Delivered:
    """Move the staged files into the folder, the manifest last.

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
    findings = []
    moved = []
    for name in (*names, MANIFEST):
        target = folder / name
        try:
            kept = _keep(target, aside / name, known)
            (aside / name).replace(target)
        except OSError as error:
            raise FindingsError([_unwritable(target, error)]) from error
        if kept is not None:
            place = Place(file=str(target))
            expected = f"原文件已改名为“{kept.name}”"
            findings.append(Finding("D002", place, name, expected, severity=Severity.WARNING))
            findings += _edits(kept, marks.get(name))
        moved.append(target)
    findings += _clear_stale(folder, names, known)
    return Delivered(tuple(moved), tuple(findings))


def _clear_stale(folder: Path, names: list[str], known: Mapping[str, str]) -> list[Finding]:
    """Take away what an earlier build left and this one did not make: it shows old figures.

    A file that a person edited stays, with a warning.
    """
    findings = []
    for name, known_digest in known.items():
        path = folder / name
        if name in names or Path(name).name != name or not path.is_file():
            continue
        try:
            edited = file_digest(path) != known_digest
            if not edited:
                path.unlink()
        except OSError as error:
            findings.append(_unwritable(path, error))
            continue
        place = Place(file=str(path))
        if edited:
            findings.append(Finding("D008", place, found=name, severity=Severity.WARNING))
        else:
            findings.append(Finding("D007", place, found=name, severity=Severity.INFO))
    return findings


def _edits(kept: Path, marks: str | None) -> list[Finding]:
    """The paragraphs that a person wrote into a kept Word file, to be carried to the input."""
    edits = edits_since(kept, marks) if marks is not None else None
    if edits is None:
        return []
    findings = [
        Finding(
            "D010",
            Place(file=str(kept), path=edit.heading),
            found=edit.text if len(edit.text) <= _SHOWN_TEXT else edit.text[:_SHOWN_TEXT] + "…",
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
        findings.append(Finding("D010", place, "，".join(rest), severity=Severity.WARNING))
    return findings


def _last_build(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """What the last build put there: digests and the marks of texts, by file.

    Nothing where there is no manifest to trust.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        entries = {str(entry["文件"]): entry for entry in manifest["产出"]}
        digests = {name: str(entry["sha256"]) for name, entry in entries.items()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}, {}
    return digests, {n: str(e["文字摘要"]) for n, e in entries.items() if "文字摘要" in e}


def _keep(target: Path, new: Path, known: Mapping[str, str]) -> Path | None:
    """Rename an edited file out of the way; ``None`` where nothing a person wrote is there."""
    if target.name == MANIFEST or not target.exists():
        return None
    standing = file_digest(target)
    if standing == known.get(target.name) or standing == file_digest(new):
        return None
    number = 1
    while True:
        kept = target.with_name(f"{target.stem}（人工改动{number}）{target.suffix}")
        if not kept.exists():
            target.rename(kept)
            return kept
        number += 1


def _unwritable(path: Path, error: OSError) -> Finding:
    return Finding("D004", Place(file=str(path)), found=reason_of(error))
