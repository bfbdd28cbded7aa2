"""The scan of a workbook's XML before anything else opens it.

A few bytes can claim a cell far down and far right, a value repeated a thousand million times,
or one long text in every cell; a reader then reserves memory for all of it. So the reach of
every sheet is measured here, in the memory of one row at a time. The scan also notes what the
reader of values does not report: hidden rows, and formulas that were never computed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from yugong.ooxml.names import R, as_transitional
from yugong.ooxml.part_xml import elements_in
from yugong.ooxml.relationships import read_relationships
from yugong.quick_dataclass import dataclass
from yugong.reading.cell_address import column_number

MAX_ROWS = 100_000
MAX_COLUMNS = 300
MAX_CELLS = 2_000_000
"""The most cells all sheets together may reach over, blank ones counted."""
MAX_TEXT = 50_000_000
"""The most characters in the cells of all sheets together, repeated ones counted."""
_MAX_MARKS = 10_000

_REFERENCE = re.compile(r"([A-Za-z]{1,10})([0-9]{1,12})")
WORKBOOK = "xl/workbook.xml"
CONTENT = "content.xml"
"""The part of an .ods that holds the sheets."""

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


@dataclass(slots=True)
class SheetMarks:
    """The notes of the scan about one sheet, rows and columns counted from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)


class BeyondLimitsError(Exception):
    """A sheet that reaches beyond the limits; the text names its size."""


@dataclass(slots=True)
class Reach:
    """The size of all sheets so far, checked against the limits."""

    cells: int = 0
    text: int = 0

    def add_sheet(self, rows: int, columns: int) -> None:
        """Count a sheet of this size; raise :class:`BeyondLimitsError`."""
        self.cells += rows * columns
        if rows > MAX_ROWS or columns > MAX_COLUMNS or self.cells > MAX_CELLS:
            raise BeyondLimitsError(f"{rows} 行、{columns} 列")

    def add_text(self, characters: int) -> None:
        """Count the text of a cell; raise :class:`BeyondLimitsError`."""
        self.text += characters
        if self.text > MAX_TEXT:
            raise BeyondLimitsError("文字过多")


def shared_lengths(data: bytes, part: str) -> list[int]:
    """Return the number of characters of each shared text of an .xlsx."""
    return [sum(map(len, item.itertext())) for item in elements_in(data, part, "{*}si")]


def sheet_names(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the sheet name of each part of an .xlsx, by the part's path."""
    targets = {item.id: item.target for item in read_relationships(parts, WORKBOOK)}
    names = {}
    for sheet in elements_in(as_transitional(parts[WORKBOOK]), WORKBOOK, "{*}sheet"):
        path = targets.get(sheet.get(f"{{{R}}}id"))
        if path is not None:
            names[path] = sheet.get("name", "")
    return names


def scan_xlsx_sheet(data: bytes, part: str, lengths: list[int], reach: Reach) -> SheetMarks:
    """Measure one sheet of an .xlsx; raise :class:`BeyondLimitsError`."""
    marks = SheetMarks()
    row, height, width = -1, 0, 0
    for element in elements_in(data, part, "{*}row"):
        given = element.get("r", "")
        row = int(given) - 1 if given.isdecimal() and len(given) < 12 else row + 1
        if element.get("hidden") in ("1", "true") and len(marks.hidden_rows) < _MAX_MARKS:
            marks.hidden_rows.add(row)
        column = -1
        for cell in element:
            reference = _REFERENCE.fullmatch(cell.get("r", ""))
            column = column_number(reference[1].upper()) if reference else column + 1
            here = int(reference[2]) - 1 if reference else row
            height, width = max(height, here + 1), max(width, column + 1)
            if height > MAX_ROWS or width > MAX_COLUMNS:
                raise BeyondLimitsError(f"{height} 行、{width} 列")
            _scan_cell(cell, (here, column), lengths, marks, reach)
    reach.add_sheet(height, width)
    return marks


def _scan_cell(
    cell: Any, position: tuple[int, int], lengths: list[int], marks: SheetMarks, reach: Reach
) -> None:
    value, formula = "", False
    for child in cell:
        name = child.tag.rpartition("}")[2]
        if name == "v":
            value = child.text or ""
        elif name == "f":
            formula = True
        else:
            value = "".join(child.itertext())
    if formula and not value and cell.get("t") != "str" and len(marks.uncomputed) < _MAX_MARKS:
        marks.uncomputed.append(position)
    if cell.get("t") == "s" and value.isdecimal() and len(value) < 12:
        index = int(value)
        reach.add_text(lengths[index] if index < len(lengths) else 0)
    else:
        reach.add_text(len(value))


def scan_ods(data: bytes, reach: Reach) -> dict[str, SheetMarks]:
    """Measure every sheet of an .ods; raise :class:`BeyondLimitsError`."""
    by_sheet: dict[str, SheetMarks] = {}
    marks = SheetMarks()
    row, height, width, name = 0, 0, 0, None
    for element in elements_in(data, CONTENT, f"{_TABLE}table-row"):
        here = _sheet_of(element)
        if here != name:
            reach.add_sheet(height, width)
            row, height, width, name = 0, 0, 0, here
            marks = by_sheet.setdefault(here, SheetMarks())
        rows = _repeats(element, "rows")
        used = _used_width(element, rows, reach)
        if used:
            height, width = max(height, row + rows), max(width, used)
            if height > MAX_ROWS or width > MAX_COLUMNS:
                raise BeyondLimitsError(f"{height} 行、{width} 列")
            if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
                marks.hidden_rows.update(range(row, row + rows))
        row += rows
    reach.add_sheet(height, width)
    return by_sheet


def _sheet_of(row: Any) -> str:
    table = next(row.iterancestors(f"{_TABLE}table"), None)
    return "" if table is None else str(table.get(f"{_TABLE}name", ""))


def _used_width(row: Any, rows: int, reach: Reach) -> int:
    column = used = 0
    for cell in row:
        columns = _repeats(cell, "columns")
        column += columns
        text = sum(map(len, cell.itertext()))
        if text or cell.get(f"{_OFFICE}value-type") or cell.get(f"{_TABLE}formula"):
            used = column
            reach.add_text(text * columns * min(rows, MAX_ROWS + 1))
    return used


def _repeats(element: Any, what: str) -> int:
    text = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(text) if text.isdecimal() and len(text) < 12 else 1
