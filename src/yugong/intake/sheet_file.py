"""A workbook in .xlsx, .xls or .ods, read into sheets of cell values.

Files come from outside: everything about one is limited before it is parsed (see
``sheet_limits``), and a file that cannot be read is a finding, never an exception.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import python_calamine

from yugong.findings import Finding, Kind, Place, Severity, has_errors
from yugong.intake.cell_text import CellValue
from yugong.intake.sheet_limits import LIMITS, MAX_WORKBOOK_BYTES, inspect
from yugong.intake.sheet_scan import BeyondLimitsError, Reach, SheetMarks
from yugong.quick_dataclass import dataclass
from yugong.reading.cell_address import cell_address
from yugong.reading.file_bytes import read_bytes

SUFFIXES = (".xlsx", ".xls", ".ods")
"""What can be read; the content decides how, for exports often carry the wrong name."""

Range = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of a merged range, (row, column) counted from 0."""


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One sheet: its cells from A1 on, all rows of equal width.

    ``hidden_rows`` are row indices counted from 0 (known for .xlsx and .ods); ``merged`` are
    merged ranges, whose value is in their first cell alone (known for .xlsx and .xls).
    """

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[Range, ...] = ()
    hidden: bool = False


def read_sheets(path: Path) -> tuple[list[SheetRows], list[Finding]]:
    """Return the sheets of a workbook in their order, with every finding about it.

    There are no sheets if a finding is an error.
    """
    place = Place(file=str(path))
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        return [], [Finding(Kind.UNSUPPORTED_FILE_KIND, place, suffix, "、".join(SUFFIXES))]
    data, findings = read_bytes(path, MAX_WORKBOOK_BYTES)
    if data is None:
        return [], findings
    inspected, findings = inspect(data, place)
    if inspected is None:
        return [], findings
    sheets, more = _sheets(inspected.data, inspected.marks, place)
    findings += more
    return ([] if has_errors(findings) else sheets), findings


def _sheets(
    data: bytes, marks: dict[str, SheetMarks], place: Place
) -> tuple[list[SheetRows], list[Finding]]:
    sheets: list[SheetRows] = []
    findings: list[Finding] = []
    reach = Reach()
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for about in book.sheets_metadata:
                if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(about.name)
                reach.add_sheet(sheet.total_height, sheet.total_width)
                hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
                mark = marks.get(about.name, SheetMarks())
                sheets.append(_rows(about.name, sheet, mark, hidden))
                findings += _without_value(about.name, mark, place)
    except BeyondLimitsError as error:
        return [], [Finding(Kind.FILE_TOO_LARGE, place, str(error), LIMITS)]
    except python_calamine.PasswordError:
        return [], [
            Finding(
                Kind.SYNTAX_FAULT,
                place,
                "设有密码",
                remedy="在 Excel 或 WPS 中打开，去掉密码后另存。",
            )
        ]
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError):
        return [], [_broken(place)]
    except BaseException as error:  # a panic of the reader is no subclass of Exception
        if type(error).__name__ != "PanicException":
            raise
        return [], [_broken(place)]
    if not sheets:
        findings.append(_broken(place, "没有工作表"))
    return sheets, findings


def _rows(
    name: str, sheet: python_calamine.CalamineSheet, mark: SheetMarks, hidden: bool
) -> SheetRows:
    cells = sheet.to_python(skip_empty_area=False)
    rows = tuple(tuple(map(_value, row)) for row in cells)
    merged = tuple(sheet.merged_cell_ranges or ())
    return SheetRows(name, rows, frozenset(mark.hidden_rows), merged, hidden)


def _value(cell: Any) -> CellValue:
    if cell == "" or cell is None:
        return None
    if isinstance(cell, str | int | float | datetime | date):
        return cell
    return str(cell)  # a time of day, or a span of time


def _without_value(name: str, mark: SheetMarks, place: Place) -> list[Finding]:
    """Report formulas that were never computed: they read as blank, as if nothing was filled in."""
    if not mark.uncomputed:
        return []
    row, column = mark.uncomputed[0]
    more = f" 等 {len(mark.uncomputed)} 处" if len(mark.uncomputed) > 1 else ""
    where = Place(file=place.file, sheet=name, cell=cell_address(row, column))
    return [
        Finding(
            Kind.SYNTAX_FAULT,
            where,
            f"公式没有算出的结果{more}",
            "保存有结果的公式，或直接填数",
            "用 Excel 或 WPS 打开，保存一次后再试。",
            Severity.WARNING,
        )
    ]


def _broken(place: Place, actual: str = "") -> Finding:
    return Finding(
        Kind.SYNTAX_FAULT,
        place,
        actual,
        expected="完整的 .xlsx、.xls 或 .ods 工作簿",
        remedy="用 Excel 或 WPS 打开，另存为 .xlsx 后再试。",
    )
