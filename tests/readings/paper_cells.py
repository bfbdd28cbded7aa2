"""A working paper read back: its formulas, the values written beside them, and both compared."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from readings.formula_evaluator import evaluate

_AREA = re.compile(r"(?:'([^']+)'|([^!]+))!(.+)")
_CELL = re.compile(r"[A-Z]{1,3}\d+(:[A-Z]{1,3}\d+)?")


@dataclass
class PaperCells:
    """A working paper's bytes, opened twice: as formulas and as values."""

    data: bytes

    @cached_property
    def formulas(self) -> Workbook:
        return load_workbook(io.BytesIO(self.data))

    @cached_property
    def values(self) -> Workbook:
        return load_workbook(io.BytesIO(self.data), data_only=True)

    def formula_cells(self) -> list[tuple[str, str, str]]:
        """Every formula: its sheet, its cell, and itself without the equals sign."""
        return [
            (sheet.title, cell.coordinate, str(cell.value)[1:])
            for sheet in self.formulas.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]

    def written(self, sheet: str, cell: str) -> Any:
        """The value written beside a formula."""
        return self.values[sheet][cell].value

    def computed(self, sheet: str, formula: str) -> Any:
        """Return the value of a sheet's formula, from the values of the cells it names."""
        return evaluate(formula, lambda name: self._held(sheet, name))

    def _held(self, sheet: str, name: str) -> Any:
        if (sheet, name) not in self._areas:
            self._areas[sheet, name] = self._read(sheet, name)
        return self._areas[sheet, name]

    @cached_property
    def _areas(self) -> dict[tuple[str, str], Any]:
        return {}

    def _read(self, sheet: str, name: str) -> Any:
        if "!" not in name and not _CELL.fullmatch(name):
            name = self.formulas.defined_names[name].attr_text.replace("$", "")
        area = _AREA.fullmatch(name)
        if area is not None:
            sheet, name = area[1] or area[2], area[3]
        if ":" not in name:
            return self.values[sheet][name].value
        return [cell.value for row in self.values[sheet][name] for cell in row]


def differences(paper: PaperCells) -> list[tuple[str, str, Any, Any]]:
    """The formulas whose written value is not what they come to: sheet, cell, both values."""
    wrong = []
    for sheet, cell, formula in paper.formula_cells():
        written, computed = paper.written(sheet, cell), paper.computed(sheet, formula)
        if not alike(written, computed):
            wrong.append((sheet, cell, written, computed))
    return wrong


def alike(value: Any, other: Any) -> bool:
    """The same text, or numbers that differ by no more than binary fractions do."""
    if isinstance(value, int | float) and isinstance(other, int | float):
        return abs(value - other) <= 1e-9 * max(1.0, abs(value))
    return (value or "") == (other or "")
