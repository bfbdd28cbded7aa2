"""Small Excel templates, and workbook files with parts of them replaced."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl

Sheets = Mapping[str, Mapping[str, object]]


def workbook(sheets: Sheets, merges: Mapping[str, tuple[str, ...]] | None = None) -> bytes:
    """A template from addresses and texts."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for address, value in cells.items():
            sheet[address] = value
        for area in (merges or {}).get(name, ()):
            sheet.merge_cells(area)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def edited(data: bytes, edit: Callable[[Any], None]) -> bytes:
    """A workbook after an edit with openpyxl, which is given the whole book."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
