"""The table of an annex, from a CSV file or a workbook, every cell as text.

A cell of a workbook has the text that the sheet displays, a cell of a CSV file its text as it is.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import field

from yugong.findings import Finding, FindingsError, Kind, Place, Severity
from yugong.published.excel.reading import displayed_sheets
from yugong.quick_dataclass import dataclass

MOST_ROWS, MOST_COLUMNS, MOST_CELL_TEXT = 50_000, 60, 32_000
MOST_TEXT = 20_000_000
"""Limits of an annex's table: rows, columns, characters of a cell, characters of all cells."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class AnnexTable:
    """The rows of a table, its head first; the lines above it; what was not taken."""

    rows: tuple[tuple[str, ...], ...]
    captions: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)


def read_annex_table(data: bytes, file: str, name: str) -> AnnexTable:
    """Return the table of a .csv or .xlsx file; ``name`` is the annex's own.

    Rows of one text above the head are captions; one that repeats the name of the annex is left
    out.  Raises FindingsError for a file that has no table or is beyond the limits.
    """
    findings: list[Finding] = []
    if file.lower().endswith(".csv"):
        rows = _csv_rows(data, file)
    else:
        rows, findings = _sheet_rows(data, file)
    rows = [[_plain(cell) for cell in row] for row in rows]
    while rows and not any(rows[-1]):
        rows.pop()
    while rows and not any(rows[0]):
        rows.pop(0)
    width = max(
        (index + 1 for row in rows for index, cell in enumerate(row) if cell),
        default=0,
    )
    _hold_limits(rows, width, file)
    table = [(*row[:width], *[""] * (width - len(row))) for row in rows]
    captions: list[str] = []
    while width > 1 and len(table) > 1 and sum(map(bool, table[0])) <= 1:
        captions += [cell for cell in table.pop(0) if cell]
    title = _BLANKS.sub("", name)
    kept = tuple(caption for caption in captions if _BLANKS.sub("", caption) != title)
    return AnnexTable(tuple(table), kept, findings)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _fault(file: str, actual: str, expected: str, line: int | None = None) -> FindingsError:
    place = Place(file=file, line=line)
    return FindingsError([Finding(Kind.ANNEX_UNUSABLE, place, actual, expected)])


def _csv_rows(data: bytes, file: str) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise _fault(file, "不是 UTF-8 编码", "以 UTF-8 另存的 CSV，或者 .xlsx") from error
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            if len(rows) >= MOST_ROWS:
                raise _fault(file, f"超过 {MOST_ROWS} 行", f"不超过 {MOST_ROWS} 行")
            rows.append(row)
    except csv.Error as error:
        line = reader.line_num
        raise _fault(file, "引号不成对", "引号成对、字段以逗号分隔的 CSV", line) from error
    return rows


def _sheet_rows(data: bytes, file: str) -> tuple[list[list[str]], list[Finding]]:
    sheets, findings = displayed_sheets(data, file)
    filled = [(name, rows) for name, rows in sheets if any(any(row) for row in rows)]
    if not filled:
        raise _fault(file, "没有一张有内容的工作表", "第一张工作表里的表格，第一行是表头")
    others = "、".join(name for name, _ in filled[1:])
    if others:
        actual = f"只取第一张工作表“{filled[0][0]}”，没有取 {others}"
        place = Place(file=file)
        expected = "一个附件一张工作表；其余的另存为文件，另列附件"
        findings = [
            *findings,
            Finding(Kind.CONTENT_IGNORED, place, actual, expected, severity=Severity.WARNING),
        ]
    return filled[0][1], findings


def _hold_limits(rows: list[list[str]], width: int, file: str) -> None:
    if not width:
        raise _fault(file, "没有内容", "第一行是表头的表格")
    if len(rows) > MOST_ROWS:
        raise _fault(file, f"{len(rows)} 行", f"不超过 {MOST_ROWS} 行")
    if width > MOST_COLUMNS:
        raise _fault(file, f"{width} 列", f"不超过 {MOST_COLUMNS} 列")
    total = 0
    for number, row in enumerate(rows, 1):
        for cell in row:
            total += len(cell)
            if len(cell) > MOST_CELL_TEXT:
                expected = f"一格不超过 {MOST_CELL_TEXT} 字"
                raise _fault(file, f"一格有 {len(cell)} 字", expected, number)
            if _ILLEGAL.search(cell):
                actual, expected = "含有不能写入文档的控制字符", "删去看不见的控制字符"
                raise _fault(file, actual, expected, number)
    if total > MOST_TEXT:
        raise _fault(file, f"共 {total} 字", f"不超过 {MOST_TEXT} 字")
