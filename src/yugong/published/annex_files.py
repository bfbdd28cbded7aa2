"""The files that a budget file names as annexes, read within limits.

A file lies in the folder of the budget file or below it; links may not lead out of that folder.
A fault is a finding at the annex in the budget file: FILE_MISSING (R001), FILE_TOO_LARGE (R002),
UNSUPPORTED_FILE_KIND (R004), ANNEX_UNUSABLE (B050).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from yugong.budget.annex import AnnexFile
from yugong.findings import Finding, FindingsError, Kind, Place, has_errors
from yugong.published.annex_table import read_annex_table
from yugong.published.model.blocks import Line
from yugong.published.pdf.page_texts import UnreadablePdfError, page_texts
from yugong.published.word.reading import read_docx
from yugong.reading.file_bytes import read_bytes
from yugong.reading.located_yaml import Locate
from yugong.standard.annexes import AnnexBlock, AnnexContent

ANNEX_BYTES_LIMIT = 20 * 1024 * 1024
"""The largest annex, in bytes on disk."""
ANNEXES_LIMIT = 50
PDF_PAGES_LIMIT = 100

_KINDS = (".docx", ".pdf", ".xlsx", ".csv")


class _FaultError(Exception):
    """The annex cannot be used; ``expected`` says what can."""

    def __init__(self, actual: str, expected: str, kind: Kind = Kind.ANNEX_UNUSABLE) -> None:
        super().__init__(actual)
        self.actual, self.expected, self.kind = actual, expected, kind


def read_annexes(
    entries: Sequence[AnnexFile], folder: Path, place: Locate
) -> tuple[tuple[AnnexContent, ...], list[Finding]]:
    """Return the contents of the annexes in order; ``folder`` is that of the budget file.

    With an error among the findings there are fewer contents than entries.
    """
    if len(entries) > ANNEXES_LIMIT:
        expected = f"不超过 {ANNEXES_LIMIT} 个附件"
        return (), [Finding(Kind.ANNEX_UNUSABLE, place(("附件",)), f"{len(entries)} 个", expected)]
    contents: list[AnnexContent] = []
    findings: list[Finding] = []
    for number, entry in enumerate(entries):
        where = place(("附件", number, "文件"))
        try:
            content, notes = _content(folder, entry)
            contents.append(content)
            findings += [replace(note, place=where) for note in notes]
        except _FaultError as fault:
            actual = f"{entry.file}：{fault.actual}" if fault.actual else entry.file
            findings.append(Finding(fault.kind, where, actual, fault.expected))
        except FindingsError as error:
            findings += [_at_entry(finding, where, entry) for finding in error.findings]
    return tuple(contents), findings


def _at_entry(finding: Finding, where: Place, entry: AnnexFile) -> Finding:
    """Return a fault of the file as a finding at the annex that names it."""
    inner = f"第 {finding.place.line} 行，" if finding.place.line else ""
    inner += f"“{finding.place.sheet}”{finding.place.cell or ''}，" if finding.place.sheet else ""
    actual = f"{entry.file}：{inner}{finding.actual}"
    return Finding(Kind.ANNEX_UNUSABLE, where, actual.rstrip("，："), finding.expected)


def _content(folder: Path, entry: AnnexFile) -> tuple[AnnexContent, list[Finding]]:
    data = _bytes(folder, entry.file)
    name = Path(entry.file).name
    digest = hashlib.sha256(data).hexdigest()
    suffix = Path(entry.file).suffix.lower()
    if suffix == ".docx":
        return _word(data, name, digest), []
    if suffix == ".pdf":
        return AnnexContent(name, digest, pdf=data, pages=_pages(data)), []
    table = read_annex_table(data, name, entry.name)
    if has_errors(table.findings):
        raise FindingsError(table.findings)
    content = AnnexContent(name, digest, rows=table.rows, captions=table.captions)
    return content, [
        replace(finding, actual=f"{entry.file}：{finding.actual}") for finding in table.findings
    ]


def _bytes(folder: Path, relative: str) -> bytes:
    path = folder / relative
    if Path(relative).suffix.lower() not in _KINDS:
        expected = "、".join(_KINDS)
        raise _FaultError("", expected, Kind.UNSUPPORTED_FILE_KIND)
    expected = "预算文件所在文件夹里的文件，路径从那里写起"
    try:
        real, home = path.resolve(), folder.resolve(strict=True)
        if not real.is_relative_to(home) or Path(relative).is_absolute():
            raise _FaultError("在预算文件的文件夹之外", expected, Kind.FILE_MISSING)
        if real.exists() and not real.is_file():
            raise _FaultError("不是文件", expected, Kind.FILE_MISSING)
    except (OSError, ValueError, RuntimeError) as error:
        raise _FaultError("", expected, Kind.FILE_MISSING) from error
    data, findings = read_bytes(path, ANNEX_BYTES_LIMIT)
    if data is None:
        fault = findings[0]
        kind = Kind.FILE_TOO_LARGE if fault.code == Kind.FILE_TOO_LARGE else Kind.FILE_MISSING
        raise _FaultError(fault.actual, fault.expected or expected, kind)
    return data


def _word(data: bytes, name: str, digest: str) -> AnnexContent:
    document = read_docx(data, name)
    blocks = tuple(
        AnnexBlock(text=block.text) if isinstance(block, Line) else AnnexBlock(rows=block.rows)
        for block in document.blocks
    )
    return AnnexContent(name, digest, word=data, blocks=blocks)


def _pages(data: bytes) -> tuple[str, ...]:
    try:
        return page_texts(data, PDF_PAGES_LIMIT)
    except UnreadablePdfError as error:
        raise _FaultError(error.actual, error.expected) from error
