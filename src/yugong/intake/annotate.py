"""A copy of the user's own workbook in which each faulty cell is coloured and says why."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from yugong.findings import Finding, FindingsError, Place, Severity
from yugong.reading.system import reason_of

_COLOURS = {
    Severity.ERROR: "FFFFC7CE",
    Severity.WARNING: "FFFFEB9C",
    Severity.INFO: "FFDDEBF7",
    Severity.STYLE: "FFE7E6E6",
}
_AUTHOR = "预公"


def annotate(source: Path, findings: Iterable[Finding], out: Path) -> int:
    """Write a copy of ``source`` with a comment at each finding's cell; returns how many cells.

    The source itself is not touched.  Findings without a cell are left out: they are in the
    printed list.  Raises :class:`FindingsError` (R004, D004) where the file is no .xlsx, or the
    copy cannot be written.
    """
    if source.suffix.lower() != ".xlsx":
        raise FindingsError(
            [Finding("R004", Place(file=str(source)), source.suffix, "另存为 .xlsx 后再标注")]
        )
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = load_workbook(source)
    said: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        place = finding.place
        if place.sheet in book.sheetnames and place.cell:
            said.setdefault((place.sheet, place.cell), []).append(finding)
    for (sheet, address), here in said.items():
        cell = book[sheet][address]
        worst = min(here, key=lambda finding: list(Severity).index(finding.severity))
        cell.fill = PatternFill("solid", fgColor=_COLOURS[worst.severity])
        text = "\n\n".join(f"{one.code} {one.message}\n{one.remedy}" for one in here)
        note = Comment(text, _AUTHOR)
        note.width, note.height = 360, 60 + 18 * (text.count("\n") + len(text) // 24)
        cell.comment = note
    try:
        book.save(out)
    except OSError as error:
        place = Place(file=str(out))
        raise FindingsError([Finding("D004", place, reason_of(error))]) from error
    return len(said)
