"""A workbook written in memory: its sheets, styles and names.  The same calls give the same bytes.

A style is a mapping of XlsxWriter's format properties; each is made a format of the file once.

Tests: tests/intake/test_workbook_write.py.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.reading.cell_address import column_letters
from yugong.report_workbook.sheet import Sheet

Style = Mapping[str, Any]

NO_DATE = date(2000, 1, 1)
"""The date of a workbook that has none of its own, so that nothing of the clock is in it."""

_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_MAY_BE_NEWER = re.compile(
    r"(?<![A-Z.])(?!(?:ABS|IF|ROUND|SUBTOTAL|SUM|SUMIFS|SUMPRODUCT)\()[A-Z.]+\(|_xlfn"
)
"""A function other than those of the reports: it may be newer than the file format."""


class _PlainSheet(Worksheet):  # type: ignore[misc]
    """A worksheet that looks for newer functions only in formulas that may have one.

    XlsxWriter searches every formula for thirty of them, a third of the time of a formula.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        if formula[:1] != "=" or formula[-1:] == "}" or _MAY_BE_NEWER.search(formula):
            return str(super()._prepare_formula(formula, expand_future_functions))
        return formula[1:]


class Book:
    """A workbook being written; ``file`` is what findings call it."""

    def __init__(self, title: str, created: date = NO_DATE, *, file: str = "") -> None:
        self._target = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._target, {"in_memory": True})
        self._book.set_properties(
            {"title": title, "created": datetime(created.year, created.month, created.day)}
        )
        self._file = file
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._names: set[str] = set()
        self._too_long: list[Finding] = []

    def new_sheet(self, name: str) -> tuple[Any, str]:
        """Return XlsxWriter's new sheet, at the end, and its name made a valid one."""
        base = _NOT_IN_NAMES.sub("_", name)[:_LONGEST_NAME] or "_"
        unique, number = base, 1
        while unique.lower() in self._names:
            number += 1
            tail = f"_{number}"
            unique = base[: _LONGEST_NAME - len(tail)] + tail
        self._names.add(unique.lower())
        return self._book.add_worksheet(unique, _PlainSheet), unique

    def sheet(self, name: str) -> Sheet:
        """Return a new sheet at the end."""
        return Sheet(self, name)

    def format(self, style: Style) -> Any:
        """Return the format of a style, made once; ``None`` for a style without properties."""
        if not style:
            return None
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(dict(style))
        return self._formats[key]

    def define(self, name: str, sheet: str, column: int, first: int, last: int) -> None:
        """Name part of a column, rows from 0."""
        self._book.define_name(name, column_area(sheet, column, first, last))

    def refuse(self, sheet: str, cell: str, units: int) -> None:
        """Remember a text that no cell holds."""
        place = Place(self._file, sheet=sheet, cell=cell)
        self._too_long.append(Finding(Kind.TEXT_TOO_LONG_FOR_CELL, place, f"{units} 字"))

    def finished(self) -> bytes:
        """Return the bytes of the workbook; raise FindingsError (D006) for texts too long."""
        self._book.close()
        if self._too_long:
            raise FindingsError(self._too_long)
        return self._target.getvalue()


def column_area(sheet: str, column: int, first: int, last: int) -> str:
    """Return the fixed reference to part of a column, rows from 0: ``='表'!$A$2:$A$9``."""
    letters = column_letters(column)
    return f"='{sheet}'!${letters}${first + 1}:${letters}${last + 1}"
