"""A list in a CSV or XLSX file, read into rows of text.

Files come from outside: size, parts and reach are limited before anything is parsed, and a
file that cannot be read is a finding, never an exception.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

from yugong.findings import Finding, Kind, Place, Severity
from yugong.quick_dataclass import dataclass
from yugong.reading.file_bytes import read_bytes

MAX_LIST_BYTES = 10 * 1024 * 1024
"""The largest list that is read, in bytes on disk."""
MAX_LIST_ROWS = 100_000
"""The most rows a CSV list may have; a workbook has the limits of every workbook."""


@dataclass(frozen=True, slots=True)
class ListSheet:
    """The rows of one sheet with any content, each with its number counted from 1.

    A row's number is the line it begins on in a CSV file. ``name`` is ``None`` for a CSV
    file. Cells are text without blanks at either end.
    """

    name: str | None
    rows: tuple[tuple[int, list[str]], ...]


def read_list(path: Path) -> tuple[list[ListSheet], list[Finding]]:
    """Return the sheets with any content of a CSV or XLSX file, or the reason for none."""
    place = Place(file=path.name)
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return _workbook(path)
    if suffix != ".csv":
        return [], [
            Finding(Kind.UNSUPPORTED_FILE_KIND, place, actual=suffix, expected=".csv 或 .xlsx")
        ]
    data, findings = read_bytes(path, MAX_LIST_BYTES, path.name)
    if data is None:
        return [], findings
    return _csv(data, place)


def _csv(data: bytes, place: Place) -> tuple[list[ListSheet], list[Finding]]:
    findings: list[Finding] = []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            return [], [Finding(Kind.NOT_UTF8, place, expected="UTF-8")]
        findings.append(
            Finding(
                Kind.NOT_UTF8,
                place,
                "GB18030",
                "UTF-8（已按 GB18030 读取）",
                severity=Severity.INFO,
            )
        )
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for count, cells in enumerate(reader, start=1):
            if count > MAX_LIST_ROWS:
                return [], [
                    Finding(Kind.FILE_TOO_LARGE, place, expected=f"不超过 {MAX_LIST_ROWS} 行")
                ]
            row = [cell.strip() for cell in cells]
            if any(row):
                rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error:
        where = Place(place.file, line=line, column=1)
        return [], [Finding(Kind.SYNTAX_FAULT, where, expected="引号成对、字段以逗号分隔的 CSV")]
    return [ListSheet(None, tuple(rows))] if rows else [], findings


def _workbook(path: Path) -> tuple[list[ListSheet], list[Finding]]:
    """Return the sheets of a workbook, read under the limits of every workbook."""
    # Kept off the start-up path: most ledgers bring no list of their own.
    from yugong.intake.cell_text import plain_text
    from yugong.intake.sheet_file import read_sheets

    read, findings = read_sheets(path)
    sheets = []
    for sheet in read:
        texts = (
            (number, [plain_text(cell) or "" for cell in row])
            for number, row in enumerate(sheet.rows, 1)
        )
        rows = tuple((number, row) for number, row in texts if any(row))
        if rows:
            sheets.append(ListSheet(sheet.name, rows))
    return sheets, [
        replace(finding, place=replace(finding.place, file=path.name)) for finding in findings
    ]
