"""A plain budget value into a ledger workbook that people fill in with Excel or WPS.

The value is the dict of text a YAML budget file gives; an empty one makes a blank form.  What
the layout has no place for is not written, so check a value before it is converted.  The same
value gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from yugong.budget.catalogue import AccountKind, Catalogue
from yugong.intake.sheet_scan import MAX_COLUMNS, MAX_ROWS
from yugong.intake.workbook_columns import CellKind, FieldColumn, FieldPath
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
from yugong.report_workbook import Book, CellRange, Pages, Sheet, Style
from yugong.report_workbook.book import column_area
from yugong.report_workbook.limits import EXACT_BELOW
from yugong.whole_file import write_whole

_LAST_ROW, _LAST_COLUMN = MAX_ROWS - 1, MAX_COLUMNS - 1
"""The last row and column, from 0, that formats and hints reach to: no more of a sheet is read."""

_LONGEST_HINT = 255
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
_TITLE: Style = {"bold": True, "font_size": 16}
_NOTE: Style = {"text_wrap": True, "valign": "top"}
_PLAIN_HEAD: Style = {"bold": True, "text_wrap": True, "valign": "vcenter"}
_HEAD: Style = {**_PLAIN_HEAD, "bg_color": "#DDEBF7"}
_MARKED_HEAD: Style = {**_PLAIN_HEAD, "bg_color": "#FCE4D6"}
_REQUIRED_HEAD: Style = {**_PLAIN_HEAD, "bg_color": "#1F4E78", "font_color": "#FFFFFF"}
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
    write_whole(path, _LedgerBook(str(path), catalogue, form).written(value), new=new)


class _LedgerBook:
    def __init__(self, file: str, catalogue: Catalogue, form: WorkbookForm) -> None:
        self._catalogue = catalogue
        self._form = form
        self._book = Book(form.title, file=file)
        self._lists: dict[AccountKind, str] = {}

    def written(self, value: Mapping[str, Any]) -> bytes:
        notes = self._book.sheet(NOTES_SHEET)
        sheets = [(layout, self._book.sheet(layout.name)) for layout in self._form.sheets]
        self._account_lists()
        self._notes(notes)
        for layout, sheet in sheets:
            self._ledger_sheet(layout, sheet, value)
        return self._book.finished()

    # --- the sheets in front of and behind the ledger ---------------------------------------

    def _notes(self, sheet: Sheet) -> None:
        sheet.columns(18, 100)
        sheet.pages(Pages(landscape=False, paper=None))
        sheet.text(0, 0, self._form.heading, _TITLE)
        row = 2
        for number, note in enumerate(self._form.notes, 1):
            sheet.texts(row, 0, (f"{number}.", note), _NOTE)
            row += 1
        row += 1
        sheet.texts(row, 0, ("工作表", "填写什么"), _REQUIRED_HEAD)
        for layout in self._form.sheets:
            row += 1
            sheet.link(row, 0, layout.name)
            sheet.text(row, 1, layout.purpose, _NOTE)
        sheet.without_grid()

    def _account_lists(self) -> None:
        """Write the 科目 that amounts may use, one column for each kind."""
        sheet = self._book.sheet(LISTS_SHEET)
        sheet.hidden()
        sheet.columns(*[48] * len(AccountKind))
        for column, kind in enumerate(AccountKind):
            chart = self._catalogue.chart(kind)
            accounts = [
                account
                for account in chart
                if kind is AccountKind.INCOME or chart.is_leaf_level(account.code)
            ]
            sheet.text(0, column, kind.value, _HEAD)
            for row, account in enumerate(accounts, 1):
                sheet.text(row, column, f"{account.code} {account.name}", {})
            if accounts:
                self._lists[kind] = column_area(LISTS_SHEET, column, 1, len(accounts))

    # --- the ledger's sheets ----------------------------------------------------------------

    def _ledger_sheet(self, layout: LedgerSheet, sheet: Sheet, value: Mapping[str, Any]) -> None:
        sheet.all_columns(_LAST_COLUMN, _body(CellKind.TEXT))
        match layout:
            case FieldSheet():
                self._fields(layout, sheet, value)
            case NameSheet():
                self._names(layout, sheet, value)
            case InnerSheet():
                owner = layout.owner
                offered = FieldColumn(
                    owner, (owner,), CellKind.TEXT, True, offered_from=layout.home[0]
                )
                rows: Sequence[Any] = [
                    {**_record(inner), owner: next(_called(entry, layout), None)}
                    for entry in map(_record, _entries(_value_at(value, layout.home)))
                    for inner in _entries(entry.get(layout.inner))
                ]
                self._rows(sheet, (offered, *layout.columns), rows, value)
            case _:
                rows = _entries(_value_at(value, layout.home))
                self._rows(sheet, layout.columns, rows, value)
        sheet.protected(_ALLOWED)
        sheet.pages(Pages())

    def _rows(
        self,
        sheet: Sheet,
        columns: tuple[FieldColumn, ...],
        rows: Sequence[Any],
        value: Mapping[str, Any],
    ) -> None:
        for index, column in enumerate(columns):
            sheet.column(index, _width(column), _body(column.kind))
            sheet.text(0, index, column.head, _head_of(column))
            self._validate(sheet, column, (1, index, _LAST_ROW, index), value)
        for number, entry in enumerate(rows, 1):
            for index, column in enumerate(columns):
                self._cell(sheet, number, index, column, _value_at(entry, column.path))
        sheet.heads(0, 0)
        if len(columns) > 1:
            sheet.filtered(0, len(rows), len(columns) - 1)

    def _fields(self, layout: FieldSheet, sheet: Sheet, value: Mapping[str, Any]) -> None:
        for index, (head, width) in enumerate(
            ((FIELD_HEAD, 28), (CONTENT_HEAD, 48), (HINT_HEAD, 40))
        ):
            sheet.column(index, width, _body(CellKind.LONG_TEXT))
            sheet.text(0, index, head, _REQUIRED_HEAD if index < 2 else _HEAD)
        for row, column in enumerate(layout.fields, 1):
            sheet.text(row, 0, column.head, _body(CellKind.TEXT, bold=column.required))
            content = _value_at(value, column.path)
            self._cell(sheet, row, 1, column, content, always=True)
            self._validate(sheet, column, (row, 1, row, 1), value)
            hint = "；".join(filter(None, ("必填" if column.required else "", column.hint)))
            sheet.text(row, 2, hint, _body(CellKind.LONG_TEXT))
        sheet.heads(0, 0, 1)

    def _names(self, layout: NameSheet, sheet: Sheet, value: Mapping[str, Any]) -> None:
        sheet.column(0, 32, _body(CellKind.TEXT))
        sheet.column(1, max(_width(layout.content), 24), _body(layout.content.kind))
        sheet.texts(0, 0, (layout.name_head, layout.content.head), _REQUIRED_HEAD)
        for index, column in enumerate(layout.extra_columns, 2):
            sheet.column(index, _width(column), _body(column.kind))
            sheet.text(0, index, column.head, _HEAD)
        named = [(name, _value_at(value, path)) for name, path in layout.apart]
        named += list(_record(_value_at(value, layout.home)).items())
        for row, (name, content) in enumerate(named, 1):
            self._cell(sheet, row, 0, FieldColumn(layout.name_head, (), CellKind.TEXT), name)
            record = content if isinstance(content, Mapping) else {}
            text = _value_at(record, layout.content.path) if record else content
            self._cell(sheet, row, 1, layout.content, text)
            for index, column in enumerate(layout.extra_columns, 2):
                self._cell(sheet, row, index, column, _value_at(record, column.path))
        self._validate(sheet, layout.content, (1, 1, _LAST_ROW, 1), value)
        sheet.heads(0, 0, 1)

    # --- cells ------------------------------------------------------------------------------

    def _cell(
        self,
        sheet: Sheet,
        row: int,
        index: int,
        column: FieldColumn,
        content: Any,
        always: bool = False,
    ) -> None:
        """Write one value: a number where it is exactly one, otherwise text."""
        text = "" if content is None else str(content).strip()
        style = _body(column.kind)
        if not text and not always:
            return
        if (
            column.kind is CellKind.AMOUNT
            and _AMOUNT.fullmatch(text)
            and abs(Decimal(text)) < EXACT_BELOW
        ):
            sheet.number(row, index, Decimal(text), style)
        elif column.kind is CellKind.COUNT and _COUNT.fullmatch(text):
            sheet.number(row, index, int(text), style)
        elif column.kind is CellKind.DATE and (day := _day(text)) is not None:
            sheet.day(row, index, day, style)
        else:
            sheet.text(row, index, self._named(column, text), style)

    def _named(self, column: FieldColumn, text: str) -> str:
        """A code with its name behind it, as the drop-down offers it."""
        name = self._catalogue.chart(column.chart).name(text) if column.chart else None
        return f"{text} {name}" if name else text

    def _validate(
        self, sheet: Sheet, column: FieldColumn, area: CellRange, value: Mapping[str, Any]
    ) -> None:
        """Give a field its drop-down where it has one, and its hint."""
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
            sheet.validation(area, rule)

    def _offered(self, name: str, value: Mapping[str, Any]) -> str:
        """The range of names of another sheet: of projects their codes where they have any."""
        layout = next(sheet for sheet in self._form.sheets if sheet.name == name)
        entries = _entries(_value_at(value, layout.home))
        coded = any("编码" in _record(entry) for entry in entries)
        heads = [column.head for column in getattr(layout, "columns", ())]
        names = ("编码", "名称") if coded else ("名称",)
        chosen = next((head for head in names if head in heads), heads[0])
        return column_area(name, heads.index(chosen), 1, 5_000)


def _head_of(column: FieldColumn) -> Style:
    if column.required:
        return _REQUIRED_HEAD
    return _MARKED_HEAD if column.marked else _HEAD


def _body(kind: CellKind, *, bold: bool = False) -> Style:
    wrap = kind in (CellKind.TEXT, CellKind.LONG_TEXT, CellKind.CODE)
    number_format = _NUMBER_FORMATS.get(kind, "@")
    return {
        "locked": False,
        "valign": "top",
        "text_wrap": wrap,
        "bold": bold,
        "num_format": number_format,
    }


_WRITING = {
    CellKind.AMOUNT: "只写数字，最多两位小数",
    CellKind.COUNT: "写整数",
    CellKind.DATE: "写成 2026-03-05 的样子",
}


def _called(entry: Mapping[str, Any], layout: InnerSheet) -> Iterator[Any]:
    return filter(None, map(entry.get, layout.called_by))


def _width(column: FieldColumn) -> int:
    if column.head in ("项目", "名称", "三级", "行", "改为"):
        return 36
    return max(_WIDTHS[column.kind], min(2 * len(column.head) + 2, 30))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year > 1900 and day.isoformat() == text else None


def _value_at(value: Any, path: FieldPath) -> Any:
    """Return the value at the end of a chain of names; ``None`` where the chain breaks."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _record(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _entries(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
