"""The displayed texts of the cells of one sheet, within limits.

Tests: tests/published/excel/test_reading.py.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import Any

from yugong.ooxml.names import s
from yugong.ooxml.table_grid import Area
from yugong.published.excel.cell_format import displayed_number
from yugong.quick_dataclass import dataclass
from yugong.reading.cell_address import column_number

_CELL, _VALUE, _FORMULA, _TEXT, _PHONETIC = (s(name) for name in ("c", "v", "f", "t", "rPh"))
_ROWS = f"{s('sheetData')}/{s('row')}"
_MERGED = f"{s('mergeCells')}/{s('mergeCell')}"
_COLUMNS = f"{s('cols')}/{s('col')}"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 100_000, 500, 1_000_000
_MOST_TEXT = 50_000_000
_WIDEST_MERGE = 64
"""Merged areas may go beyond the last text, though not without end."""

_LOGICAL = {"1": "TRUE", "0": "FALSE"}


class SheetTooLargeError(Exception):
    """A sheet reaches beyond the limits; ``too_much_text`` if its texts do, not its cells."""

    def __init__(self, *, too_much_text: bool = False) -> None:
        super().__init__()
        self.too_much_text = too_much_text


@dataclass(slots=True)
class ReadSheet:
    """The texts of a sheet from A1 on, every row as wide as the widest; all counted from 0."""

    rows: list[list[str]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)
    bordered_rows: set[int] = field(default_factory=set)


@dataclass(slots=True)
class CellReader:
    """Texts and number formats that all sheets share, and the amounts read so far."""

    shared: list[str]
    formats: list[str]
    bordered: list[bool]
    mac_days: bool = False
    cells: int = 0
    characters: int = 0

    def text(self, cell: Any) -> str:
        """Return the displayed text of a ``c`` element."""
        kind = cell.get("t", "n")
        value = next((node.text or "" for node in cell.iterchildren(_VALUE)), "")
        if kind == "s":
            number = int(value) if value.isdecimal() and len(value) < 10 else -1
            text = self.shared[number] if 0 <= number < len(self.shared) else ""
        elif kind == "inlineStr":
            text = string_item_text(cell)
        elif kind == "b":
            text = _LOGICAL.get(value, value)
        elif kind == "n" and value:
            style = _style(cell)
            form = self.formats[style] if style < len(self.formats) else "General"
            text = displayed_number(value, form, mac_days=self.mac_days)
        else:
            text = value
        self.characters += len(text)
        if self.characters > _MOST_TEXT:
            raise SheetTooLargeError(too_much_text=True)
        return text.replace("\r\n", "\n").strip()

    def has_border(self, cell: Any) -> bool:
        """Return True if a cell has a border, as the cells of a table have."""
        style = _style(cell)
        return style < len(self.bordered) and self.bordered[style]


def string_item_text(item: Any) -> str:
    """Return the text of a shared or inline string, without its phonetic guide."""
    return "".join(
        node.text or "" for node in item.iter(_TEXT) if node.getparent().tag != _PHONETIC
    )


def _style(cell: Any) -> int:
    style = cell.get("s", "0")
    return int(style) if style.isdecimal() and len(style) < 7 else 0


def read_sheet(root: Any, reader: CellReader) -> ReadSheet:
    """Return one sheet; raise :class:`SheetTooLargeError`."""
    sheet = ReadSheet()
    texts: dict[int, dict[int, str]] = {}
    row = -1
    height = width = 0
    for element in root.iterfind(_ROWS):
        given = element.get("r", "")
        row = int(given) - 1 if given.isdecimal() and 0 < len(given) < 9 else row + 1
        if element.get("hidden") in ("1", "true") and 0 <= row < MOST_ROWS:
            sheet.hidden_rows.append(row)
        column = -1
        for cell in element.iterchildren(_CELL):
            address = _REFERENCE.fullmatch(cell.get("r", ""))
            column = column_number(address[1]) if address else column + 1
            here = max(int(address[2]) - 1, 0) if address else row
            text = reader.text(cell)
            if not text:
                if _uncomputed(cell):
                    sheet.uncomputed.append((here, column))
                continue
            height, width = max(height, here + 1), max(width, column + 1)
            if height > MOST_ROWS or width > MOST_COLUMNS:
                raise SheetTooLargeError
            texts.setdefault(here, {})[column] = text
            if reader.has_border(cell):
                sheet.bordered_rows.add(here)
    _areas(root, sheet, height, max(width, _WIDEST_MERGE))
    width = max([width, *(right + 1 for _, _, _, right in sheet.merged)])
    if reader.cells + height * width > MOST_CELLS:
        raise SheetTooLargeError
    reader.cells += height * width
    for number in range(height):
        cells = texts.get(number, {})
        sheet.rows.append([cells.get(index, "") for index in range(width)])
    _hidden_columns(root, sheet, width)
    return sheet


def _uncomputed(cell: Any) -> bool:
    """Return True for a formula saved without its result, which may well be an empty text."""
    return (
        next(cell.iterchildren(_FORMULA), None) is not None
        and cell.get("t") != "str"
        and next(cell.iterchildren(_VALUE), None) is None
    )


def _areas(root: Any, sheet: ReadSheet, height: int, widest: int) -> None:
    """Collect the merged areas; of two that overlap the first counts."""
    taken: set[tuple[int, int]] = set()
    for node in root.iterfind(_MERGED):
        match = _AREA.fullmatch(node.get("ref", ""))
        if match is None:
            continue
        left, right = sorted((column_number(match[1]), column_number(match[3])))
        top, bottom = sorted((int(match[2]) - 1, int(match[4]) - 1))
        bottom, right = min(bottom, height - 1), min(right, widest - 1)
        if top < 0 or bottom < top or right < left:
            continue
        if len(taken) + (bottom - top + 1) * (right - left + 1) > MOST_CELLS:
            raise SheetTooLargeError
        cells = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        if not cells & taken:
            taken |= cells
            sheet.merged.append((top, left, bottom, right))
    sheet.merged.sort()


def _hidden_columns(root: Any, sheet: ReadSheet, width: int) -> None:
    for node in root.iterfind(_COLUMNS):
        first, last = node.get("min", ""), node.get("max", "")
        if node.get("hidden") in ("1", "true") and first.isdecimal() and last.isdecimal():
            end = min(int(last[:9]), width)
            sheet.hidden_columns += range(max(int(first[:9]) - 1, 0), end)
