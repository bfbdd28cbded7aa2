"""A plain list kept as a CSV or XLSX file, read into rows of text.

Files come from outside: size, parts and reach are limited before anything is parsed, and a
file that cannot be read is a finding, never an exception.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import python_calamine

from yugong.findings import Finding, Place, Severity

MAX_BYTES = 10 * 1024 * 1024
"""The largest list that is read, in bytes as it lies on disk."""
MAX_ROWS = 100_000
"""The most rows a list may have, in all its sheets together."""
MAX_COLUMNS = 64
"""The column of a workbook beyond which nothing may stand."""
_MAX_UNPACKED = 20 * MAX_BYTES
_MAX_PARTS = 2_000
_PLAIN_PACKING = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

_CELL_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,10})["']""")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet that hold anything, each with its number counted from 1.

    A row's number is the line it begins on in a CSV file.  ``name`` is ``None`` for a CSV
    file.  Cells are text without blanks at either end.
    """

    name: str | None
    rows: tuple[tuple[int, list[str]], ...]


def read_list(path: Path) -> tuple[list[Sheet], list[Finding]]:
    """The sheets of a CSV or XLSX file that hold anything, and why it could not be read."""
    at = Place(file=path.name)
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        return [], [Finding("R004", at, found=suffix, expected=".csv 或 .xlsx")]
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        return [], [Finding("R001", at, found=path.name)]
    if len(data) > MAX_BYTES:
        return [], [Finding("R002", at, expected=f"不超过 {MAX_BYTES // 1024 // 1024} 兆字节")]
    return _csv(data, at) if suffix == ".csv" else _workbook(data, at)


def _csv(data: bytes, at: Place) -> tuple[list[Sheet], list[Finding]]:
    findings: list[Finding] = []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            return [], [Finding("R006", at, expected="UTF-8")]
        findings.append(
            Finding("R006", at, "GB18030", "UTF-8（已按 GB18030 读取）", severity=Severity.INFO)
        )
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for count, cells in enumerate(reader, start=1):
            if count > MAX_ROWS:
                return [], [Finding("R002", at, expected=f"不超过 {MAX_ROWS} 行")]
            row = [cell.strip() for cell in cells]
            if any(row):
                rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error:
        where = Place(at.file, line=line, column=1)
        return [], [Finding("R003", where, expected="引号成对、字段以逗号分隔的 CSV")]
    return [Sheet(None, tuple(rows))] if rows else [], findings


def _workbook(data: bytes, at: Place) -> tuple[list[Sheet], list[Finding]]:
    unreadable = Finding("R003", at, expected="可以用 Excel 或 WPS 打开的 .xlsx 文件")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(part.compress_type not in _PLAIN_PACKING for part in archive.infolist()):
                return [], [unreadable]
            excess = _excess(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, ValueError, EOFError):
        return [], [unreadable]
    limits = f"不超过 {MAX_ROWS} 行、{MAX_COLUMNS} 列"
    if excess:
        return [], [Finding("R002", at, found=excess, expected=limits)]
    sheets: list[Sheet] = []
    total = 0
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for name in book.sheet_names:
                cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                total += len(cells)
                if total > MAX_ROWS:
                    return [], [Finding("R002", at, found=f"{total} 行", expected=limits)]
                texts = ((number, list(map(_text, row))) for number, row in enumerate(cells, 1))
                rows = tuple((number, row) for number, row in texts if any(row))
                if rows:
                    sheets.append(Sheet(name, rows))
    except (python_calamine.CalamineError, OSError, ValueError):
        return [], [unreadable]
    return sheets, []


def _excess(archive: zipfile.ZipFile) -> str:
    """What about the workbook is beyond the limits; empty where nothing is.

    A cell far down or far right makes a reader set aside room for every cell before it, so
    the references are looked at before the workbook is opened as one.
    """
    parts = archive.infolist()
    if len(parts) > _MAX_PARTS:
        return f"{len(parts)} 个部件"
    if sum(part.file_size for part in parts) > _MAX_UNPACKED:
        return "解压后过大"
    for part in parts:
        for letters, digits in _CELL_REFERENCE.findall(archive.read(part)):
            column = 0
            for letter in letters.upper():
                column = column * 26 + letter - 64
            if int(digits) > MAX_ROWS or column > MAX_COLUMNS:
                where = f"{letters.decode('ascii')} 列 " if letters else ""
                return f"{where}{digits.decode('ascii')} 行"
    return ""


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
