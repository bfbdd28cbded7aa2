"""Read a ledger workbook into the plain value of a YAML budget file, each field with its cell.

Sheets and columns are identified by their names: order, blank rows, line breaks in heads and units
in brackets do not matter. The models check the cells later, as for any other budget file; this
module reports only what never reaches them: unknown sheets and columns, repeated names, and rows
without an owner. :mod:`workbook_layout` describes what is kept exactly.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from yugong.findings import Finding, Kind, Place, Severity, has_errors
from yugong.findings.similarity import most_similar
from yugong.intake.cell_text import CellValue, head_name, plain_text
from yugong.intake.sheet_file import SheetRows, read_sheets
from yugong.intake.workbook_cell import content_of
from yugong.intake.workbook_columns import CellKind, FieldColumn, FieldPath
from yugong.intake.workbook_layout import (
    CONTENT_HEAD,
    FIELD_HEAD,
    LISTS_SHEET,
    NOTES_SHEET,
    PROJECT_HEAD,
    SHEETS,
    FieldSheet,
    InnerSheet,
    LedgerSheet,
    NameSheet,
    RowSheet,
    known_columns,
)
from yugong.intake.workbook_value import WorkbookValue, put_at
from yugong.reading.cell_address import cell_address
from yugong.reading.located_yaml import Location, written_path

_HEAD_WITHIN = 15
"""The number of rows within which a table's head must be; there may be a title above it."""

_LIKE = 60
"""The similarity, in percent, from which an unknown name is taken for a missing one."""


def read_workbook(
    path: Path, layouts: tuple[LedgerSheet, ...] = SHEETS
) -> tuple[WorkbookValue | None, list[Finding]]:
    """Read a ledger workbook; return ``None`` only if it cannot be read as one at all."""
    sheets, findings = read_sheets(path)
    if has_errors(findings):
        return None, findings
    reading = _Reading(str(path), findings, layouts)
    by_name: dict[str, SheetRows] = {}
    extra: list[SheetRows] = []
    known = {head_name(layout.name): layout for layout in layouts}
    for sheet in sheets:
        name = head_name(sheet.name)
        if name in known and name not in by_name:
            by_name[name] = sheet
        elif name not in (NOTES_SHEET, LISTS_SHEET):
            extra.append(sheet)
    if not by_name:
        actual = "、".join(sheet.name for sheet in sheets)[:60]
        expected = f"“{layouts[0].name}”“收支明细”等工作表"
        remedy = "检查是否选错了文件；在程序写出的空白工作簿里填写。"
        return None, [
            *findings,
            Finding(Kind.SYNTAX_FAULT, Place(str(path)), actual, expected, remedy),
        ]
    for name, layout in known.items():
        if name in by_name:
            reading.sheet(layout, by_name[name])
    missing = [layout.name for name, layout in known.items() if name not in by_name]
    for sheet in extra:
        reading.extra_sheet(sheet, missing)
    return reading.finished(), findings


class _Table:
    """The rows of a sheet below its head, with cells by the names of the heads."""

    def __init__(self, sheet: SheetRows, columns: dict[str, int], head: int) -> None:
        self.name = sheet.name
        self.columns = columns
        self._sheet = sheet
        self._head = head
        self._merged: dict[tuple[int, int], CellValue] = {}
        for (top, left), (bottom, right) in sheet.merged:
            if left == right and head < top < len(sheet.rows) and left < len(sheet.rows[top]):
                for row in range(top + 1, min(bottom + 1, len(sheet.rows))):
                    self._merged[row, left] = sheet.rows[top][left]

    def rows(self) -> list[int]:
        """Return the numbers, from 0, of the rows with content in a known column."""
        return [
            number
            for number in range(self._head + 1, len(self._sheet.rows))
            if any(self.cell(number, head) is not None for head in self.columns)
        ]

    def cell(self, row: int, head: str) -> CellValue:
        """Return the content of the cell itself; ``None`` if blank or without a column."""
        cells, column = self._sheet.rows[row], self.columns.get(head)
        if column is None or column >= len(cells):
            return None
        return cells[column] if plain_text(cells[column]) is not None else None

    def value_with_merged(self, row: int, head: str) -> CellValue:
        """Return the content of a cell, or of the first cell it is merged with."""
        value = self.cell(row, head)
        return self._merged.get((row, self.columns.get(head, -1))) if value is None else value


class _Reading:
    """The value under construction, sheet by sheet in the order of the layout."""

    def __init__(
        self, file: str, findings: list[Finding], layouts: tuple[LedgerSheet, ...]
    ) -> None:
        self._file = file
        self._findings = findings
        self._layouts = layouts
        self._result = WorkbookValue(file, sheets=layouts)

    def finished(self) -> WorkbookValue:
        assets = self._result.value.get("国有资产")
        if isinstance(assets, dict):
            assets.setdefault("车辆", {})
        return self._result

    def sheet(self, layout: LedgerSheet, sheet: SheetRows) -> None:
        table = self._table(layout, sheet)
        if table is None:
            return
        match layout:
            case FieldSheet():
                self._result.columns[table.name] = {(): table.columns.get(CONTENT_HEAD, 0)}
                self._fields(layout, table)
            case NameSheet():
                columns: dict[FieldPath, int] = {(): table.columns.get(layout.content.head, 0)}
                if layout.extra_columns:
                    columns_beside = (layout.content, *layout.extra_columns)
                    columns |= {
                        column.path: table.columns.get(column.head, 0) for column in columns_beside
                    }
                self._result.columns[table.name] = columns
                self._named_rows(layout, table)
            case _:
                self._result.columns[table.name] = {
                    column.path: table.columns[column.head]
                    for column in layout.columns
                    if column.head in table.columns
                }
                if isinstance(layout, RowSheet):
                    self._list(layout, table)
                else:
                    self._inner_rows(layout, table)

    def extra_sheet(self, sheet: SheetRows, missing: list[str]) -> None:
        """Report a sheet that seems misnamed; a sheet of notes is no fault."""
        if any(plain_text(cell) is not None for row in sheet.rows for cell in row):
            place = Place(self._file, sheet=sheet.name)
            self._unknown(place, sheet.name, missing, [layout.name for layout in self._layouts])

    def _unknown(self, place: Place, name: str, missing: list[str], known: list[str]) -> None:
        """Report a name outside the layout: an error if it seems to be a missing one."""
        likely = most_similar(name, missing, cutoff=_LIKE)
        near = likely or most_similar(name, known)
        expected = f"是否为“{near}”？" if near else "、".join(known)
        severity = Severity.ERROR if likely else Severity.WARNING
        remedy = "改成提示的名称；确实多出来的没有采用，可以删去。"
        self._findings.append(
            Finding(Kind.CONTENT_UNUSED_BY_STANDARD, place, name[:40], expected, remedy, severity)
        )

    # --- heads ------------------------------------------------------------------------------

    def _table(self, layout: LedgerSheet, sheet: SheetRows) -> _Table | None:
        known = {head_name(head): head for head in known_columns(layout)}
        best, head_row = 0, -1
        filled = 0
        for number, row in enumerate(sheet.rows):
            names = [head_name(cell) for cell in row]
            if not any(names):
                continue
            filled += 1
            score = len(known.keys() & set(names))
            if score > best:
                best, head_row = score, number
            if filled == _HEAD_WITHIN:
                break
        if best < min(2, len(known)):
            if filled:
                place = Place(self._file, sheet=sheet.name)
                expected = f"表头：{'、'.join(known.values())}"
                self._findings.append(
                    Finding(Kind.REQUIRED_FIELD_MISSING, place, expected=expected)
                )
            return None
        columns: dict[str, int] = {}
        extra: list[int] = []
        for column, cell in enumerate(sheet.rows[head_row]):
            name = known.get(head_name(cell))
            if name is None:
                extra.append(column)
            elif name in columns:
                place = self._cell(sheet.name, head_row, column)
                self._findings.append(Finding(Kind.DUPLICATE_FIELD, place, actual=name))
            else:
                columns[name] = column
        for column in extra:
            self._extra_column(sheet, head_row, column, known, columns)
        return _Table(sheet, columns, head_row)

    def _extra_column(
        self,
        sheet: SheetRows,
        head_row: int,
        column: int,
        known: dict[str, str],
        used: dict[str, int],
    ) -> None:
        below = (row[column] for row in sheet.rows[head_row + 1 :] if column < len(row))
        filled = any(plain_text(cell) is not None for cell in below)
        name = plain_text(sheet.rows[head_row][column]) or ""
        if not name and not filled:
            return
        place = self._cell(sheet.name, head_row, column)
        missing = [head for head in known.values() if head not in used] if filled else []
        self._unknown(place, name.replace("\n", ""), missing, list(known.values()))

    def _cell(self, sheet: str, row: int, column: int, location: Location = ()) -> Place:
        cell = cell_address(row, column)
        return Place(self._file, sheet=sheet, cell=cell, path=written_path(location))

    # --- rows -------------------------------------------------------------------------------

    def _fields(self, layout: FieldSheet, table: _Table) -> None:
        known = {head_name(column.head): column for column in layout.fields}
        for row in table.rows():
            name = plain_text(table.cell(row, FIELD_HEAD))
            raw = table.cell(row, CONTENT_HEAD)
            if name is None:
                self._nameless(table, row, FIELD_HEAD, raw)
                continue
            column = known.get(head_name(name))
            if column is not None:
                self._put_named(table, row, column.path, column, raw)
            elif raw is not None:
                self._unknown_field(layout, table, row, name, raw)

    def _unknown_field(
        self, layout: FieldSheet, table: _Table, row: int, name: str, raw: CellValue
    ) -> None:
        """Pass a field that the sheet does not know to the models, which report it.

        Report a list or a record here: it has its own sheet or rows and would clash with them.
        """
        location = (*layout.home, name)
        elsewhere = [f"“{other.name}”工作表" for other in self._layouts if other.home == location]
        inner = [field.head for field in layout.fields if field.path[:-1] == location]
        if elsewhere or inner:
            place = self._cell(table.name, row, table.columns.get(FIELD_HEAD, 0), location)
            expected = f"填在{'、'.join(elsewhere or inner)}"
            self._findings.append(
                Finding(Kind.UNKNOWN_FIELD, place, actual=name, expected=expected)
            )
            return
        self._put_named(table, row, location, FieldColumn(name, location, CellKind.TEXT), raw)

    def _named_rows(self, layout: NameSheet, table: _Table) -> None:
        apart = dict(layout.apart)
        for row in table.rows():
            name = plain_text(table.cell(row, layout.name_head))
            raw = table.cell(row, layout.content.head)
            if name is None:
                self._nameless(table, row, layout.name_head, raw)
                continue
            location = apart.get(name, (*layout.home, name))
            details = {column: table.cell(row, column.head) for column in layout.extra_columns}
            if all(cell is None for cell in details.values()):
                self._put_named(table, row, location, layout.content, raw)
                continue
            self._put_named(table, row, location, layout.content, None)
            for column, cell in {layout.content: raw, **details}.items():
                text = self._text(column, cell, (*location, *column.path))
                if text is not None:
                    self._result.put((*location, *column.path), text)

    def _put_named(
        self, table: _Table, row: int, location: FieldPath, column: FieldColumn, raw: CellValue
    ) -> None:
        """Put one named row of a sheet of pairs into the value."""
        if location in self._result.rows:
            head = min(table.columns.values())
            place = self._cell(table.name, row, head, location)
            self._findings.append(Finding(Kind.DUPLICATE_FIELD, place, actual=location[-1]))
            return
        self._result.rows[location] = table.name, row
        text = self._text(column, raw, location)
        if text is not None:
            self._result.put(location, text)

    def _nameless(self, table: _Table, row: int, head: str, raw: CellValue) -> None:
        if raw is None:
            return
        place = self._cell(table.name, row, table.columns.get(head, 0))
        self._findings.append(Finding(Kind.REQUIRED_FIELD_MISSING, place, expected=f"填写“{head}”"))

    def _list(self, layout: RowSheet, table: _Table) -> None:
        entries: list[Any] = []
        for row in table.rows():
            location: Location = (*layout.home, len(entries))
            self._result.rows[location] = table.name, row
            entries.append(self._record(layout.columns, table, row, location))
        if entries:
            self._result.put(layout.home, entries)

    def _record(
        self, columns: tuple[FieldColumn, ...], table: _Table, row: int, location: Location
    ) -> Any:
        """Return one row as a dict, or as its text if the list is one of texts."""
        record: dict[str, Any] = {}
        for column in columns:
            amount = column.kind is CellKind.AMOUNT  # shown in several rows it would count again
            raw = (
                table.cell(row, column.head)
                if amount
                else table.value_with_merged(row, column.head)
            )
            text = self._text(column, raw, (*location, *column.path))
            if not column.path:
                return text
            if text is not None:
                put_at(record, column.path, text)
        return record

    def _inner_rows(self, layout: InnerSheet, table: _Table) -> None:
        """Put each row into the entry it names; a name is enough if it is unique."""
        entries = self._result.value.get(layout.home[0], [])
        called: dict[str, list[int]] = defaultdict(list)
        names: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(entries):
            known = [entry[field] for field in layout.called_by if entry.get(field)] or [""]
            called[known[0]].append(number)
            names[known[-1]].append(number)
        for row in table.rows():
            name = plain_text(table.value_with_merged(row, layout.owner)) or ""
            matching = (called.get(name) or names.get(name) or []) if name else []
            if len(matching) != 1:
                self._stray(layout, table, row, name, matching, [*called, *names])
                continue
            inner = entries[matching[0]].setdefault(layout.inner, [])
            location: Location = (*layout.home, matching[0], layout.inner, len(inner))
            self._result.rows[location] = table.name, row
            inner.append(self._record(layout.columns, table, row, location))

    def _stray(
        self,
        layout: InnerSheet,
        table: _Table,
        row: int,
        called: str,
        matching: list[int],
        known: list[str],
    ) -> None:
        place = self._cell(table.name, row, table.columns.get(layout.owner, 0))
        name = layout.owner if layout.owner != PROJECT_HEAD else "项目编码或名称"
        if not called:
            finding = Finding(Kind.REQUIRED_FIELD_MISSING, place, expected=f"写明{name}")
        elif matching:
            finding = Finding(Kind.PROJECT_NAME_AMBIGUOUS, place, called, "写项目编码")
        else:
            near = most_similar(called, [name for name in known if name])
            expected = f"是否为“{near}”？" if near else f"“{layout.home[0]}”工作表中的{name}"
            finding = Finding(Kind.PROJECT_UNMATCHED, place, called[:40], expected)
        self._findings.append(finding)

    def _text(self, column: FieldColumn, raw: CellValue, location: Location) -> str | None:
        text, note = content_of(column, raw)
        if note:
            place, actual = self._result.place(location), str(raw)[:40]
            warning = Finding(Kind.UNIT_CONVERTED, place, actual, note, severity=Severity.WARNING)
            self._findings.append(warning)
        return text
