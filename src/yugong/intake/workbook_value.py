"""The plain value of a workbook, and the cell of each of its parts.

Tests: tests/intake/test_workbook_read.py.
"""

from __future__ import annotations

from dataclasses import field
from typing import Any

from yugong.findings import Place
from yugong.intake.workbook_columns import FieldPath
from yugong.intake.workbook_layout import SHEETS, LedgerSheet
from yugong.quick_dataclass import dataclass
from yugong.reading.cell_address import cell_address
from yugong.reading.located_yaml import Location, written_path


@dataclass(slots=True)
class WorkbookValue:
    """The content of a workbook with its places: ``value`` has the shape of a YAML file.

    ``rows`` are the sheet and the row (from 0) of each entry, ``columns`` by sheet the columns of
    the fields of an entry.
    """

    file: str
    value: dict[str, Any] = field(default_factory=dict)
    sheets: tuple[LedgerSheet, ...] = SHEETS
    rows: dict[Location, tuple[str, int]] = field(default_factory=dict)
    columns: dict[str, dict[FieldPath, int]] = field(default_factory=dict)

    def put(self, location: FieldPath, content: Any) -> None:
        """Enter the content of a place outside lists."""
        put_at(self.value, location, content)

    def place(self, location: Location) -> Place:
        """Return the cell of a value, or the cell for it if it is missing.

        A value without a row has the sheet as its place; a missing column gives the first cell.
        """
        path = written_path(location)
        for length in range(len(location), 0, -1):
            row = self.rows.get(location[:length])
            if row is None:
                continue
            sheet, number = row
            column = self._column(sheet, location[length:])
            return Place(self.file, sheet=sheet, cell=cell_address(number, column), path=path)
        names = tuple(step for step in location if isinstance(step, str))
        for length in range(len(names), 0, -1):
            for known in self.sheets:
                if known.home[:length] == names[:length]:
                    return Place(self.file, sheet=known.name, path=path)
        return Place(self.file, sheet=self.sheets[0].name if names else None, path=path)

    def _column(self, sheet: str, path_in_row: Location) -> int:
        columns = self.columns[sheet]
        for length in range(len(path_in_row), -1, -1):
            for path, column in columns.items():
                if path[:length] == path_in_row[:length] and (length or not path):
                    return column
        return min(columns.values())


def put_at(record: dict[str, Any], path: FieldPath, content: Any) -> None:
    """Put content at the end of a chain of names, and make the records on the way."""
    for name in path[:-1]:
        record = record.setdefault(name, {})
    record[path[-1]] = content
