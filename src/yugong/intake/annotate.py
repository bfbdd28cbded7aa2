"""A copy of a user's workbook in which each faulty cell has a colour and a comment."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from yugong.findings import Finding, FindingsError, Kind, Place, Severity
from yugong.intake.sheet_limits import inspect
from yugong.ooxml.archive import PackageArchive
from yugong.ooxml.relationships import CORE_PROPERTIES_PART
from yugong.reading.file_bytes import read_bytes
from yugong.whole_file import write_whole

_COLOURS = {
    Severity.ERROR: "FFFFC7CE",
    Severity.WARNING: "FFFFEB9C",
    Severity.INFO: "FFDDEBF7",
    Severity.STYLE: "FFE7E6E6",
}
_AUTHOR = "预公"
_LEVEL = 6
"""How far a copy is compressed."""

_NO_PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)


def check_annotatable(source: Path) -> None:
    """Raise FindingsError (R004) if the file is no workbook that can be annotated."""
    if source.suffix.lower() != ".xlsx":
        place = Place(file=str(source))
        raise FindingsError(
            [Finding(Kind.UNSUPPORTED_FILE_KIND, place, source.suffix, "另存为 .xlsx 后再标注")]
        )


def annotate(source: Path, findings: Iterable[Finding], out: Path) -> int:
    """Write a copy of ``source`` with a comment at each finding's cell; return how many cells.

    The source is not changed.  Findings without a cell are left out: they are in the printed list.
    Raise FindingsError: R004 if the file is no .xlsx, R001 to R003 if it may not be read, D011 if
    it cannot be copied with comments, D009 if ``out`` exists, D004 if it cannot be written.
    """
    check_annotatable(source)
    whole_file = Place(file=str(source))
    data, faults = read_bytes(source)
    if data is None:
        raise FindingsError(faults)
    inspected, faults = inspect(data, whole_file)
    if inspected is None:
        raise FindingsError(faults)
    by_cell: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        place = finding.place
        if place.sheet and place.cell:
            by_cell.setdefault((place.sheet, place.cell), []).append(finding)
    try:
        copy, count = _copy(data, by_cell)
    except Exception as error:  # whatever a broken file makes of the library
        actual = f"写不进批注（{type(error).__name__}）"
        raise FindingsError([Finding(Kind.NOT_ANNOTATABLE, whole_file, actual)]) from error
    write_whole(out, copy, new=True)
    return count


def _copy(data: bytes, by_cell: Mapping[tuple[str, str], list[Finding]]) -> tuple[bytes, int]:
    """Return the workbook with comments on its cells, and the number of those cells."""
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    count = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what a copy for reading leaves out
        book = load_workbook(io.BytesIO(data))
        for (sheet, address), here in by_cell.items():
            if sheet not in book.sheetnames:
                continue
            cell = book[sheet][address]
            worst = min(here, key=lambda finding: list(Severity).index(finding.severity))
            cell.fill = PatternFill("solid", fgColor=_COLOURS[worst.severity])
            text = "\n\n".join(
                f"{finding.code} {finding.message}\n{finding.remedy}" for finding in here
            )
            note = Comment(text, _AUTHOR)
            note.width, note.height = 360, 60 + 18 * (text.count("\n") + len(text) // 24)
            cell.comment = note
            count += 1
        copy = io.BytesIO()
        book.save(copy)
    return _without_clock(copy.getvalue(), data), count


def _without_clock(copy: bytes, original: bytes) -> bytes:
    """Return a saved workbook without dates, except those of the original's properties."""
    with zipfile.ZipFile(io.BytesIO(original)) as members:
        has_properties = CORE_PROPERTIES_PART in members.namelist()
        kept = members.read(CORE_PROPERTIES_PART) if has_properties else _NO_PROPERTIES
    target = io.BytesIO()
    archive = PackageArchive(target, _LEVEL)
    with zipfile.ZipFile(io.BytesIO(copy)) as saved:
        for name in saved.namelist():
            archive.add(name, kept if name == CORE_PROPERTIES_PART else saved.read(name))
    archive.close()
    return target.getvalue()
