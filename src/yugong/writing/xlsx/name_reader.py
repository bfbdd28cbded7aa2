"""Defined names of a template workbook: which are carried over, and notes on the others.

Tests: tests/writing/xlsx/test_features.py.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yugong.findings import Finding
from yugong.writing.xlsx.feature_reader import not_carried
from yugong.writing.xlsx.features import DefinedName, Reference
from yugong.writing.xlsx.formula_references import FormulaNotMovableError, read_formula

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MAX_NAMES = 1_000

_NAME = re.compile(r"[^\W\d\\][\w.]{0,254}")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[rcRC]|[rcRC]\d+[rcRC]\d+")


def defined_names(book: Workbook, file: str) -> tuple[tuple[DefinedName, ...], list[Finding]]:
    """Return the names of a workbook and its sheets, and a note on each that is not kept.

    A name is kept that is a constant or one area, with its sheet, of a sheet that is written.
    """
    written = {sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"}
    listed = [("", name, definition) for name, definition in book.defined_names.items()]
    for sheet in book.worksheets:
        listed += [
            (sheet.title, name, definition) for name, definition in sheet.defined_names.items()
        ]
    names: list[DefinedName] = []
    notes: list[Finding] = []
    for scope, name, definition in listed:
        if name.startswith("_xlnm."):
            continue
        kept = None
        if not definition.hidden and len(names) < MAX_NAMES and (not scope or scope in written):
            kept = _kept(name, scope, str(definition.value or ""), written)
        if kept is None:
            notes.append(not_carried(file, scope or None, None, f"名称“{name}”"))
        else:
            names.append(kept)
    return tuple(names), notes


def _kept(name: str, scope: str, value: str, written: set[str]) -> DefinedName | None:
    if not _NAME.fullmatch(name) or _LIKE_A_CELL.fullmatch(name) or "{" in value:
        return None
    try:
        formula = read_formula(value)
    except FormulaNotMovableError:
        return None
    if len(formula) == 1 and isinstance(formula[0], Reference):
        return DefinedName(name, scope, formula) if formula[0].sheet in written else None
    constant = re.fullmatch(r'-?\d+(\.\d+)?|"([^"]|"")*"', value) is not None
    return DefinedName(name, scope, (value,)) if constant else None
