"""Compare two budgets or two built packages."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from yugong.comparison.as_json import comparison_value
from yugong.comparison.compare import compare
from yugong.comparison.comparison import Comparison
from yugong.comparison.edition import Edition, read_data
from yugong.comparison.printed import read_printed
from yugong.comparison.short_report import SentenceText, ShortReport, TextTable, short_report
from yugong.findings import Finding, FindingsError, Kind, Place, Severity, has_errors
from yugong.intake.budget_file import WORKBOOK_SUFFIXES, YAML_SUFFIXES
from yugong.jobs.compute import compute_budget
from yugong.progress import Progress
from yugong.quick_dataclass import dataclass
from yugong.reading.file_bytes import read_bytes
from yugong.reading.system import exists, is_folder
from yugong.whole_file import already_exists, check_kind, write_whole
from yugong.writing import docx
from yugong.writing.facts_json import DATA_FILE, facts_json
from yugong.writing.office_file import AUTHOR
from yugong.writing.output_folder import MANIFEST, digest

__all__ = ["DiffResult", "SentenceText", "TextTable", "diff"]


@dataclass(frozen=True, slots=True)
class DiffResult:
    """A comparison, the findings about its two sides, and the written files."""

    comparison: Comparison
    findings: tuple[Finding, ...]
    files: tuple[Path, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return plain JSON values."""
        value = comparison_value(self.comparison)
        value["问题"] = [finding.as_json() for finding in self.findings]
        value["文件"] = [str(path) for path in self.files]
        return value

    def in_short(self) -> ShortReport:
        """Return the first changes of each part in words."""
        return short_report(self.comparison)


@dataclass(frozen=True, slots=True)
class _Opened:
    """One side, its Word file if there is one, and the findings about it."""

    edition: Edition
    word: Path | None
    findings: tuple[Finding, ...] = ()


def diff(
    old: Path,
    new: Path,
    *,
    workbook: Path | None = None,
    redline: Path | None = None,
    progress: Progress = lambda _: None,
) -> DiffResult:
    """Compare two sides; each is a ledger, a built package's folder, or its data file.

    ``workbook`` and ``redline`` are files to write: the comparison for Excel, and the new Word
    text with every difference as a tracked change.  Raises FindingsError if a side cannot be
    read, or if a file is not named .xlsx or .docx (R004), exists (D009) or cannot be written.
    """
    for out, kind in ((workbook, ".xlsx"), (redline, ".docx")):
        if out is not None:
            check_kind(out, kind)
    _refuse_existing([out for out in (workbook, redline) if out is not None])
    with ExitStack() as stack:
        sides = []
        for path in (old, new):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yugong-")))
            sides.append(_open(path, folder, progress))
        old_side, new_side = sides
        if redline is not None:
            _need_words(old_side, new_side)
        findings = [
            *old_side.findings,
            *new_side.findings,
            *_unlike(old_side.edition, new_side.edition),
        ]
        for side in sides:
            if side.word is None:
                place = Place(file=side.edition.source)
                findings.append(Finding(Kind.NO_WORD_TEXT, place, severity=Severity.WARNING))
        progress("对比")
        comparison = compare(old_side.edition, new_side.edition)
        files = []
        if redline is not None:
            progress("写出花脸稿")
            findings += _redline(old_side, new_side, redline)
            files.append(redline)
        if workbook is not None:
            progress("写出 Excel 对比表")
            from yugong.comparison.workbook import comparison_workbook

            remarks = [_remark(finding) for finding in findings]
            write_whole(workbook, comparison_workbook(comparison, remarks), new=True)
            files.append(workbook)
    return DiffResult(comparison, tuple(findings), tuple(files))


def _refuse_existing(outputs: list[Path]) -> None:
    """Raise FindingsError (D009) if an output exists, or is named twice."""
    refused = [out for index, out in enumerate(outputs) if exists(out) or out in outputs[:index]]
    if refused:
        raise FindingsError([already_exists(out) for out in refused])


def _open(path: Path, folder: Path, progress: Progress) -> _Opened:
    suffix = path.suffix.lower()
    if is_folder(path):
        progress(f"读取 {path.name}")
        return _package(path)
    if suffix == ".json":
        progress(f"读取 {path.name}")
        return _Opened(read_data(_bytes(path), str(path), str(path)), None)
    if suffix in (*YAML_SUFFIXES, *WORKBOOK_SUFFIXES):
        return _ledger(path, folder, progress)
    if not exists(path):
        raise FindingsError([Finding(Kind.FILE_MISSING, Place(file=str(path)))])
    expected = "、".join((*YAML_SUFFIXES, *WORKBOOK_SUFFIXES, "生成的文件夹", DATA_FILE))
    raise FindingsError(
        [Finding(Kind.UNSUPPORTED_FILE_KIND, Place(file=str(path)), suffix, expected)]
    )


def _bytes(path: Path) -> bytes:
    data, findings = read_bytes(path)
    if data is None:
        raise FindingsError(findings)
    return data


def _ledger(path: Path, folder: Path, progress: Progress) -> _Opened:
    """Compute the package of a ledger; its Word file goes into ``folder``, not laid out."""
    computed = compute_budget(path, draft=True, progress=progress)
    loaded, package = computed.loaded, computed.package
    template = docx.compile_template(loaded.word, loaded.word_name)
    faults = template.problems(package)
    if has_errors(faults):
        raise FindingsError(faults)
    word = folder / "package.docx"
    template.write(word, package)
    data = facts_json(loaded.standard, computed.figures, package)
    return _Opened(_with_text(read_data(data, str(path), str(path)), word, word.read_bytes()), word)


def _with_text(edition: Edition, word: Path, data: bytes) -> Edition:
    return replace(edition, printed=read_printed(data, str(word), edition.expected()))


def _package(folder: Path) -> _Opened:
    """Open a built package by its manifest; a file edited since the build gives a finding."""
    place = Place(file=str(folder / MANIFEST))
    if not (folder / MANIFEST).is_file():
        raise FindingsError(
            [Finding(Kind.PACKAGE_INCOMPLETE, Place(file=str(folder)), f"没有 {MANIFEST}")]
        )
    try:
        manifest = json.loads(_bytes(folder / MANIFEST).decode("utf-8"))
        known = {str(entry["文件"]): str(entry["sha256"]) for entry in manifest["产出"]}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        actual = f"{MANIFEST} 不是生成公开材料时写出的"
        raise FindingsError([Finding(Kind.PACKAGE_INCOMPLETE, place, actual)]) from error
    words = [name for name in known if name.endswith(".docx") and Path(name).name == name]
    if DATA_FILE not in known or len(words) != 1:
        raise FindingsError(
            [Finding(Kind.PACKAGE_INCOMPLETE, place, f"清单里应有 {DATA_FILE} 和一份 Word 文本")]
        )
    contents = {name: _bytes(folder / name) for name in (DATA_FILE, words[0])}
    findings = tuple(
        Finding(
            Kind.PACKAGE_CHANGED_SINCE_BUILD,
            Place(file=str(folder / name)),
            name,
            severity=Severity.WARNING,
        )
        for name, data in contents.items()
        if digest(data) != known[name]
    )
    edition = read_data(contents[DATA_FILE], str(folder / DATA_FILE), str(folder))
    word = folder / words[0]
    return _Opened(_with_text(edition, word, contents[words[0]]), word, findings)


def _unlike(old: Edition, new: Edition) -> list[Finding]:
    """Return warnings if the sides differ in standard, year or department."""
    pairs = {
        "标准": (old.standard, new.standard),
        "年度": (str(old.year), str(new.year)),
        "部门": (old.department, new.department),
    }
    place = Place(file=new.source)
    return [
        Finding(
            Kind.DIFFERENT_STANDARD_OR_DEPARTMENT,
            place,
            f"{subject}：{now}",
            f"{subject}：{before}",
            severity=Severity.WARNING,
        )
        for subject, (before, now) in pairs.items()
        if before != now
    ]


def _remark(finding: Finding) -> str:
    return f"{finding.severity.value}：{finding.place}：{finding.message}。"


def _redline(old: _Opened, new: _Opened, out: Path) -> tuple[Finding, ...]:
    """Write the new Word text with tracked changes, dated the day of its publication."""
    from yugong.writing.redline import redline

    if old.word is None or new.word is None:
        raise ValueError("a side without its Word text")
    when = new.edition.published_on
    return redline(old.word, new.word, out, author=AUTHOR, when=when).findings


def _need_words(*sides: _Opened) -> None:
    missing = [side.edition.source for side in sides if side.word is None]
    if missing:
        raise FindingsError([Finding(Kind.NO_WORD_TEXT, Place(file=source)) for source in missing])
