"""A plain budget value into a ledger workbook that people fill in with Excel or WPS.

The value is the dict of text a YAML budget file gives; an empty one makes a blank form.  What
the layout has no place for is not written, so check a value before it is converted.  The same
value gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from yugong.budget.catalogue import AccountKind, Catalogue
from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.intake.sheet_scan import MAX_COLUMNS, MAX_ROWS
from yugong.intake.workbook_columns import CellKind, Column, FieldPath
from yugong.intake.workbook_layout import (
    CONTENT_HEAD,
    FIELD_HEAD,
    HINT_HEAD,
    LEDGER_FORM,
    LISTS_SHEET,
    NOTES_SHEET,
    FieldSheet,
    InnerSheet,
    LedgerSheet,
    NameSheet,
    WorkbookForm,
)
from yugong.reading.cell_address import cell_address, column_letters
from yugong.whole_file import write_whole

_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_LAST_ROW, _LAST_COLUMN = MAX_ROWS - 1, MAX_COLUMNS - 1
"""The last row and column, from 0, that formats and hints reach to: no more of a sheet is read."""

_LONGEST_TEXT = 32_767
_LONGEST_HINT = 255
_A4 = 9
_EXACT = Decimal("1e13")
"""Below this an amount with two decimals is exact as the number of a cell."""

_AMOUNT = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,2})?")
_COUNT = re.compile(r"0|[1-9][0-9]{0,14}")
_WIDTHS = {
    CellKind.TEXT: 18,
    CellKind.LONG_TEXT: 48,
    CellKind.CODE: 30,
    CellKind.AMOUNT: 18,
    CellKind.COUNT: 12,
    CellKind.DATE: 14,
    CellKind.CHOICE: 18,
}
_NUMBER_FORMATS = {CellKind.AMOUNT: "#,##0.00", CellKind.COUNT: "0", CellKind.DATE: "yyyy-mm-dd"}
_ALLOWED = dict.fromkeys(
    (
        "format_cells",
        "format_columns",
        "format_rows",
        "insert_columns",
        "insert_rows",
        "delete_columns",
        "delete_rows",
        "sort",
        "autofilter",
        "insert_hyperlinks",
        "objects",
    ),
    True,
)


def write_workbook(
    path: Path,
    value: Mapping[str, Any],
    catalogue: Catalogue,
    form: WorkbookForm = LEDGER_FORM,
    *,
    new: bool = False,
) -> None:
    """Write a budget value as a ledger workbook, with the catalogue's 科目 to choose from.

    Another ``form`` makes another workbook of the same kind.  Raises ``FindingsError`` with D006
    where a text is too long for a cell, with D004 where the file cannot be written, and with
    D009 where there should be a ``new`` one and a file of that name is there.
    """
    write_whole(path, _Book(str(path), catalogue, form).written(value), new=new)


class _Book:
    def __init__(self, file: str, catalogue: Catalogue, form: WorkbookForm) -> None:
        self._file = file
        self._catalogue = catalogue
        self._form = form
        self._target = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._target, {"in_memory": True})
        self._book.set_properties({"title": form.title, "created": _CREATED})
        self._too_long: list[Finding] = []
        self._lists: dict[AccountKind, str] = {}
        self._formats: dict[object, Any] = {}

    def written(self, value: Mapping[str, Any]) -> bytes:
        notes = self._book.add_worksheet(NOTES_SHEET)
        sheets = [(layout, self._book.add_worksheet(layout.name)) for layout in self._form.sheets]
        self._account_lists()
        self._notes(notes)
        for layout, sheet in sheets:
            self._ledger_sheet(layout, sheet, value)
        self._book.close()
        if self._too_long:
            raise FindingsError(self._too_long)
        return self._target.getvalue()

    # --- the sheets beside the ledger -------------------------------------------------------

    def _notes(self, sheet: Any) -> None:
        title = self._book.add_format({"bold": True, "font_size": 16})
        text = self._book.add_format({"text_wrap": True, "valign": "top"})
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 100)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, self._form.heading, title)
        row = 2
        for number, note in enumerate(self._form.notes, 1):
            sheet.write_string(row, 0, f"{number}.", text)
            sheet.write_string(row, 1, note, text)
            row += 1
        row += 1
        sheet.write_string(row, 0, "工作表", self._head(True))
        sheet.write_string(row, 1, "填写什么", self._head(True))
        for layout in self._form.sheets:
            row += 1
            sheet.write_url(row, 0, f"internal:'{layout.name}'!A1", string=layout.name)
            sheet.write_string(row, 1, layout.purpose, text)
        sheet.hide_gridlines(2)

    def _account_lists(self) -> None:
        """The 科目 an amount may stand on, one column for each kind, and where each lies."""
        sheet = self._book.add_worksheet(LISTS_SHEET)
        sheet.hide()
        sheet.set_column(0, len(AccountKind) - 1, 48)
        for column, kind in enumerate(AccountKind):
            chart = self._catalogue.chart(kind)
            accounts = [
                account
                for account in chart
                if kind is AccountKind.INCOME or chart.is_leaf_level(account.code)
            ]
            sheet.write_string(0, column, kind.value, self._head(False))
            for row, account in enumerate(accounts, 1):
                sheet.write_string(row, column, f"{account.code} {account.name}")
            if accounts:
                self._lists[kind] = _range(LISTS_SHEET, column, len(accounts))

    # --- the ledger's sheets ----------------------------------------------------------------

    def _ledger_sheet(self, layout: LedgerSheet, sheet: Any, value: Mapping[str, Any]) -> None:
        sheet.set_column(0, _LAST_COLUMN, None, self._body(CellKind.TEXT))
        match layout:
            case FieldSheet():
                self._fields(layout, sheet, value)
            case NameSheet():
                self._names(layout, sheet, value)
            case InnerSheet():
                owner = layout.owner
                offered = Column(owner, (owner,), CellKind.TEXT, True, offered_from=layout.home[0])
                rows = [
                    {**_record(inner), owner: next(_called(entry, layout), None)}
                    for entry in map(_record, _entries(_at(value, layout.home)))
                    for inner in _entries(entry.get(layout.inner))
                ]
                self._rows(sheet, (offered, *layout.columns), rows, value)
            case _:
                self._rows(sheet, layout.columns, _entries(_at(value, layout.home)), value)
        sheet.protect("", _ALLOWED)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def _rows(
        self, sheet: Any, columns: tuple[Column, ...], rows: Sequence[Any], value: Mapping[str, Any]
    ) -> None:
        for at, column in enumerate(columns):
            sheet.set_column(at, at, _width(column), self._body(column.kind))
            style = self._head(column.required, marked=column.marked)
            sheet.write_string(0, at, column.head, style)
            self._validate(sheet, column, (1, at, _LAST_ROW, at), value)
        for number, entry in enumerate(rows, 1):
            for at, column in enumerate(columns):
                self._cell(sheet, (number, at), column, _at(entry, column.path))
        sheet.freeze_panes(1, 0)
        if len(columns) > 1:
            sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)

    def _fields(self, layout: FieldSheet, sheet: Any, value: Mapping[str, Any]) -> None:
        for at, (head, width) in enumerate(((FIELD_HEAD, 28), (CONTENT_HEAD, 48), (HINT_HEAD, 40))):
            sheet.set_column(at, at, width, self._body(CellKind.LONG_TEXT))
            sheet.write_string(0, at, head, self._head(at < 2))
        for row, column in enumerate(layout.fields, 1):
            sheet.write_string(row, 0, column.head, self._body(CellKind.TEXT, column.required))
            self._cell(sheet, (row, 1), column, _at(value, column.path), always=True)
            self._validate(sheet, column, (row, 1, row, 1), value)
            hint = "；".join(filter(None, ("必填" if column.required else "", column.hint)))
            sheet.write_string(row, 2, hint, self._body(CellKind.LONG_TEXT))
        sheet.freeze_panes(1, 1)

    def _names(self, layout: NameSheet, sheet: Any, value: Mapping[str, Any]) -> None:
        sheet.set_column(0, 0, 32, self._body(CellKind.TEXT))
        sheet.set_column(1, 1, max(_width(layout.content), 24), self._body(layout.content.kind))
        sheet.write_string(0, 0, layout.name_head, self._head(True))
        sheet.write_string(0, 1, layout.content.head, self._head(True))
        for at, column in enumerate(layout.beside, 2):
            sheet.set_column(at, at, _width(column), self._body(column.kind))
            sheet.write_string(0, at, column.head, self._head(False))
        named = [(name, _at(value, path)) for name, path in layout.apart]
        named += list(_record(_at(value, layout.home)).items())
        for row, (name, content) in enumerate(named, 1):
            self._cell(sheet, (row, 0), Column(layout.name_head, (), CellKind.TEXT), name)
            record = content if isinstance(content, Mapping) else {}
            text = _at(record, layout.content.path) if record else content
            self._cell(sheet, (row, 1), layout.content, text)
            for at, column in enumerate(layout.beside, 2):
                self._cell(sheet, (row, at), column, _at(record, column.path))
        self._validate(sheet, layout.content, (1, 1, _LAST_ROW, 1), value)
        sheet.freeze_panes(1, 1)

    # --- cells ------------------------------------------------------------------------------

    def _cell(
        self, sheet: Any, at: tuple[int, int], column: Column, content: Any, always: bool = False
    ) -> None:
        """One value: a number where it is exactly one, otherwise text, and never a formula."""
        text = "" if content is None else str(content).strip()
        style = self._body(column.kind)
        if not text:
            if always:
                sheet.write_blank(*at, None, style)
            return
        if len(text.encode("utf-16-le")) // 2 > _LONGEST_TEXT:
            place = Place(self._file, sheet=sheet.get_name(), cell=cell_address(*at))
            self._too_long.append(Finding(Kind.TEXT_TOO_LONG_FOR_CELL, place, f"{len(text)} 字"))
        elif (
            column.kind is CellKind.AMOUNT
            and _AMOUNT.fullmatch(text)
            and abs(Decimal(text)) < _EXACT
        ):
            sheet.write_number(*at, float(Decimal(text)), style)
        elif column.kind is CellKind.COUNT and _COUNT.fullmatch(text):
            sheet.write_number(*at, int(text), style)
        elif column.kind is CellKind.DATE and (day := _day(text)) is not None:
            sheet.write_datetime(*at, day, style)
        else:
            sheet.write_string(*at, self._named(column, text), style)

    def _named(self, column: Column, text: str) -> str:
        """A code with its name behind it, as the drop-down offers it."""
        name = self._catalogue.chart(column.chart).name(text) if column.chart else None
        return f"{text} {name}" if name else text

    def _validate(
        self,
        sheet: Any,
        column: Column,
        area: tuple[int, int, int, int],
        value: Mapping[str, Any],
    ) -> None:
        """The drop-down of a field where it has one, and its hint."""
        hint = "；".join(filter(None, (column.hint, _WRITING.get(column.kind, ""))))
        rule: dict[str, Any] = {"validate": "any"}
        if column.choices:
            rule = {
                "validate": "list",
                "source": list(column.choices),
                "error_title": column.path[-1],
                "error_message": "只能从下拉列表中选择。",
            }
        elif column.chart in self._lists:
            # A bare code, or one the department adds itself, may be typed as well.
            rule = {"validate": "list", "source": self._lists[column.chart], "show_error": False}
            hint = "；".join(filter(None, (column.hint, "从列表中选择，或只写编码")))
        elif column.offered_from:
            source = self._offered(column.offered_from, value)
            rule = {"validate": "list", "source": source, "show_error": False}
        if hint:
            rule |= {"input_title": column.path[-1] if column.path else column.head}
            rule |= {"input_message": hint[:_LONGEST_HINT]}
        if len(rule) > 1:
            sheet.data_validation(*area, rule)

    def _offered(self, name: str, value: Mapping[str, Any]) -> str:
        """The range of names of another sheet: of projects their codes where they have any."""
        layout = next(one for one in self._form.sheets if one.name == name)
        coded = any("编码" in _record(one) for one in _entries(_at(value, layout.home)))
        heads = [column.head for column in getattr(layout, "columns", ())]
        names = ("编码", "名称") if coded else ("名称",)
        chosen = next((head for head in names if head in heads), heads[0])
        return _range(name, heads.index(chosen), 5_000)

    # --- formats ----------------------------------------------------------------------------

    def _head(self, required: bool, *, marked: bool = False) -> Any:
        colours = {"bg_color": "#FCE4D6" if marked else "#DDEBF7"}
        if required:
            colours = {"bg_color": "#1F4E78", "font_color": "#FFFFFF"}
        return self._format({"bold": True, "text_wrap": True, "valign": "vcenter"}, colours)

    def _body(self, kind: CellKind, bold: bool = False) -> Any:
        wrap = kind in (CellKind.TEXT, CellKind.LONG_TEXT, CellKind.CODE)
        number = {"num_format": _NUMBER_FORMATS.get(kind, "@")}
        body = {"locked": False, "valign": "top", "text_wrap": wrap, "bold": bold}
        return self._format(body, number)

    def _format(self, *parts: dict[str, Any]) -> Any:
        properties = {name: content for part in parts for name, content in part.items()}
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]


_WRITING = {
    CellKind.AMOUNT: "只写数字，最多两位小数",
    CellKind.COUNT: "写整数",
    CellKind.DATE: "写成 2026-03-05 的样子",
}


def _called(entry: Mapping[str, Any], layout: InnerSheet) -> Iterator[Any]:
    return filter(None, map(entry.get, layout.called_by))


def _range(sheet: str, column: int, rows: int) -> str:
    letters = column_letters(column)
    return f"='{sheet}'!${letters}$2:${letters}${rows + 1}"


def _width(column: Column) -> int:
    if column.head in ("项目", "名称", "三级", "行", "改为"):
        return 36
    return max(_WIDTHS[column.kind], min(2 * len(column.head) + 2, 30))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year > 1900 and day.isoformat() == text else None


def _at(value: Any, path: FieldPath) -> Any:
    """What stands at the end of a chain of names; ``None`` where the chain breaks."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _record(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _entries(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
