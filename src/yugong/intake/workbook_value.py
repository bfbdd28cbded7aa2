"""The plain value that a workbook amounts to, and the cell that each part of it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from yugong.findings import Place
from yugong.intake.workbook_columns import FieldPath
from yugong.intake.workbook_layout import SHEETS, LedgerSheet
from yugong.reading.cell_address import cell_address
from yugong.reading.located_yaml import Location, written_path


@dataclass(slots=True)
class WorkbookValue:
    """What a workbook says, and where: ``value`` has the shape of a YAML budget file.

    ``rows`` are the sheet and the row (from 0) of each entry, ``columns`` by sheet the columns of
    what stands inside an entry.
    """

    file: str
    value: dict[str, Any] = field(default_factory=dict)
    sheets: tuple[LedgerSheet, ...] = SHEETS
    rows: dict[Location, tuple[str, int]] = field(default_factory=dict)
    columns: dict[str, dict[FieldPath, int]] = field(default_factory=dict)

    def put(self, location: FieldPath, content: Any) -> None:
        """Enter what stands at a place of its own, outside lists."""
        put_at(self.value, location, content)

    def place(self, location: Location) -> Place:
        """The cell of a value, or the cell it belongs in where it is missing.

        Without a row of its own the place is the sheet; a missing column gives the row's first
        cell.
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

    def _column(self, sheet: str, rest: Location) -> int:
        columns = self.columns[sheet]
        for length in range(len(rest), -1, -1):
            for path, column in columns.items():
                if path[:length] == rest[:length] and (length or not path):
                    return column
        return min(columns.values())


def put_at(record: dict[str, Any], path: FieldPath, content: Any) -> None:
    """Put something at the end of a chain of names, with the records on the way to it."""
    for name in path[:-1]:
        record = record.setdefault(name, {})
    record[path[-1]] = content
