"""The adjustment workbook: its sheets, and its rows turned into an adjustment file's value.

Each list has one sheet with a column 操作 before the ledger's columns.  In a row to change, the
ledger's columns find the row and the columns headed 新… have the new content, 新金额 after 金额.  A
project is found by 编码 or 名称 alone, so the other cells of its row are the changes.  A new value
``（清空）`` removes a field: a blank cell means no change.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import field, replace
from typing import Any

from yugong.budget.adjustment import (
    ADDED,
    CHANGED,
    LISTS,
    NEW,
    OLD,
    PLACE_FIELD,
    REMOVED,
    AdjustableList,
)
from yugong.budget.trail import AdjustmentHead
from yugong.findings import Finding, Kind, Place
from yugong.intake.workbook_columns import CellKind, FieldColumn, columns_of
from yugong.intake.workbook_layout import (
    SHEETS,
    FieldSheet,
    InnerSheet,
    LedgerSheet,
    NameSheet,
    RowSheet,
    WorkbookForm,
)
from yugong.intake.workbook_value import WorkbookValue
from yugong.quick_dataclass import dataclass
from yugong.reading.located_yaml import Location, written_path

CLEARED = "（清空）"
"""What a cell of a new value says where the field shall be taken out."""

_OPERATION, _ROW = "操作", "行"
_OPERATIONS = (ADDED, REMOVED, CHANGED)
_OVERALL, _FIELDS, _INDICATORS = "整体绩效", "栏目", "指标"
_NAMED_ENTRIES = ("变动原因", "文字")

_LEAD = (
    FieldColumn(
        _OPERATION,
        (_OPERATION,),
        CellKind.CHOICE,
        required=True,
        hint="这一行是增加、删除还是修改",
        choices=_OPERATIONS,
    ),
    FieldColumn(
        PLACE_FIELD,
        (PLACE_FIELD,),
        CellKind.COUNT,
        hint="一般不填。完全相同的几行要区分时，写是第几行；增加的行要插在中间时，写插为第几行",
    ),
)


def _old_column(column: FieldColumn, *above: str) -> FieldColumn:
    return replace(column, path=(*above, *column.path), required=False, offered_from="")


def _new_column(column: FieldColumn) -> FieldColumn:
    choices = (*column.choices, CLEARED) if column.choices else ()
    hint = f"修改时填写改成什么；要去掉原来的内容写 {CLEARED}"
    head, path = f"{NEW}{column.head}", (NEW, *column.path)
    old = _old_column(column)
    return replace(old, head=head, path=path, choices=choices, hint=hint, marked=True)


def _row_sheet(listed: AdjustableList) -> RowSheet:
    columns = columns_of(listed.model)
    if listed.searchable:
        names = [_old_column(column) for column in columns]
        renamed = [
            replace(_new_column(column), path=(f"{NEW}{column.head}",))
            for column in columns
            if column.path[0] in _called(listed)
        ]
        purpose = "要改的项目写编码或名称，再填要改的各格；改名的填新名称。没有的不填。"
        return RowSheet(listed.name, (listed.name,), (*_LEAD, *names, *renamed), purpose)
    old_and_amounts: list[FieldColumn] = []
    others: list[FieldColumn] = []
    for column in columns:
        old_and_amounts.append(_old_column(column, _ROW))
        (old_and_amounts if column.kind is CellKind.AMOUNT else others).append(_new_column(column))
    purpose = (
        "增加的写全一行；删除的写能确定是哪一行的几格；修改的写这几格，再在“新……”各格写改成什么。"
    )
    return RowSheet(listed.name, (listed.name,), (*_LEAD, *old_and_amounts, *others), purpose)


def _called(listed: AdjustableList) -> tuple[str, ...]:
    return tuple(str(listed.model.model_fields[name].alias) for name in listed.searchable)


def _like_the_ledger() -> Iterator[LedgerSheet]:
    """Yield the sheets that are the same as in a ledger workbook."""
    for sheet in SHEETS:
        if isinstance(sheet, InnerSheet) and sheet.home == ("项目",):
            purpose = "增加的项目的全部指标；修改的项目写了指标，就替换原来的全部指标。"
            yield replace(sheet, purpose=purpose)
        elif sheet.home == (_OVERALL, _INDICATORS):
            purpose = f"写了指标，就替换整体绩效原来的全部指标；全部去掉的，“一级”写 {CLEARED}。"
            yield replace(sheet, purpose=purpose)
        elif isinstance(sheet, NameSheet) and sheet.home == (_OVERALL, _FIELDS):
            purpose = f"要增加、改写的各栏；要去掉的写 {CLEARED}。没有的不填。"
            yield replace(sheet, purpose=purpose, apart=())
        elif sheet.name in _NAMED_ENTRIES:
            purpose = f"要增加、改写的各项；要去掉的写 {CLEARED}。没有的不填。"
            yield replace(sheet, purpose=purpose)


ADJUSTMENT_BOOK = WorkbookForm(
    "部门预算调整",
    "部门预算调整填表说明",
    (
        FieldSheet("调整信息", (), columns_of(AdjustmentHead), "这一批调整的批次、日期、原因。"),
        *(_row_sheet(listed) for listed in LISTS),
        *_like_the_ledger(),
    ),
    (
        "一个文件写一批调整；没有写到的行和字段一律不变。第一行是表头，请不要改动。",
        "每行先选“操作”：增加、删除或修改。增加的写全一行；删除和修改的写到能确定是哪一行为止。",
        "修改的，把改成什么写在橙色表头的“新……”各格，如“金额”写原金额，“新金额”写改后的金额。",
        f"“新……”空着表示不变；要去掉原来的内容，写 {CLEARED}。",
        "金额一律以元为单位，最多两位小数。日期写成 2026-03-05 的样子。",
        "科目可以从下拉列表中选，也可以只写编码；以编码为准，编码后面的名称只供查看。",
        "写了“调整前合计”“调整后合计”就与收支明细核对，不符的不予调整。",
    ),
)


@dataclass(slots=True)
class AdjustmentSheets:
    """An adjustment workbook with the shape of an adjustment file in YAML."""

    book: WorkbookValue
    value: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _numbers: dict[Location, int] = field(default_factory=dict)

    def place(self, location: Location) -> Place:
        """Return the cell of a value, as of any workbook."""
        return replace(self.book.place(self._in_book(location)), path=written_path(location))

    def _in_book(self, location: Location) -> Location:
        """Return the path in the workbook's value for a path in the adjustment."""
        number = self._numbers.get(location[:3])
        if number is None:
            return location
        home, operation, steps = location[0], location[1], location[3:]
        named = next(listed for listed in LISTS if listed.name == home).searchable
        part: tuple[str | int, ...] = () if named else (_ROW,)
        if operation == CHANGED:
            if steps[:1] == (NEW,):
                renamed = named and steps[1:2] in (("编码",), ("名称",))
                part = (f"{NEW}{steps[1]}",) if renamed else part if named else (NEW,)
                steps = steps[2:] if renamed else steps[1:]
            else:
                steps = steps[1:]
        if not steps and part in ((), (_ROW,), (NEW,)):
            return (home, number, _OPERATION)
        if steps[:1] == (PLACE_FIELD,):
            part = ()
        return (home, number, *part, *steps)


def from_sheets(book: WorkbookValue) -> AdjustmentSheets:
    """Return the content of an adjustment workbook, in the shape of an adjustment file."""
    result = AdjustmentSheets(book)
    lists = {listed.name: listed for listed in LISTS}
    for name, content in book.value.items():
        if name in lists:
            _rows_from(lists[name], content, result)
        elif name == _OVERALL:
            result.value[name] = _overall_from(content)
        elif name in _NAMED_ENTRIES:
            result.value[name] = _with_cleared(content)
        else:
            result.value[name] = content
    return result


def _rows_from(
    listed: AdjustableList, rows: list[dict[str, Any]], result: AdjustmentSheets
) -> None:
    parts: dict[str, list[Any]] = {}
    for number, row in enumerate(rows):
        operation = row.get(_OPERATION)
        if operation not in _OPERATIONS:
            place = result.book.place((listed.name, number, _OPERATION))
            expected = "、".join(_OPERATIONS)
            code = Kind.NOT_AMONG_CHOICES if operation else Kind.REQUIRED_FIELD_MISSING
            result.findings.append(Finding(code, place, str(operation or ""), expected))
            continue
        old, new = (_project_row if listed.searchable else _plain_row)(row, operation)
        if operation != CHANGED:
            for stray in new:
                place = result.book.place((listed.name, number, NEW, stray))
                expected = f"操作为“{CHANGED}”时才填；这一行是“{operation}”"
                result.findings.append(
                    Finding(Kind.UNKNOWN_FIELD, place, f"{NEW}{stray}", expected)
                )
        entries = parts.setdefault(operation, [])
        result._numbers[listed.name, operation, len(entries)] = number
        entries.append({OLD: old, NEW: _with_cleared(new)} if operation == CHANGED else old)
    if parts:
        result.value[listed.name] = parts


def _plain_row(row: dict[str, Any], _: str) -> tuple[dict[str, Any], dict[str, Any]]:
    position = {PLACE_FIELD: row[PLACE_FIELD]} if PLACE_FIELD in row else {}
    return {**position, **row.get(_ROW, {})}, row.get(NEW, {})


def _project_row(row: dict[str, Any], operation: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split a row; only name and code find a project to change or remove."""
    renamed = {
        name: row[f"{NEW}{name}"]
        for name in ("编码", "名称")
        if row.get(f"{NEW}{name}") is not None
    }
    fields = {
        name: content
        for name, content in row.items()
        if name != _OPERATION and not name.startswith(NEW)
    }
    if operation != CHANGED:
        return fields, renamed
    found_by = {name: fields.pop(name) for name in (PLACE_FIELD, "编码", "名称") if name in fields}
    return found_by, {**renamed, **fields}


def _with_cleared(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record with ``None`` for each cell that removes its field."""

    def content(value: Any) -> Any:
        if isinstance(value, dict):
            return None if any(map(_says_cleared, value.values())) else value
        return None if _says_cleared(value) else value

    return {name: content(value) for name, value in record.items()}


def _says_cleared(value: Any) -> bool:
    return isinstance(value, str) and unicodedata.normalize("NFKC", value) == "(清空)"


def to_sheets(value: dict[str, Any]) -> dict[str, Any]:
    """Return an adjustment file's value as the rows of an adjustment workbook."""
    lists = {listed.name: listed for listed in LISTS}
    book: dict[str, Any] = {}
    for name, content in value.items():
        if name in lists:
            rows = [
                _to_row(lists[name], operation, entry)
                for operation in _OPERATIONS
                for entry in content.get(operation) or ()
            ]
            book[name] = rows
        elif name == _OVERALL:
            book[name] = _overall_to(content)
        elif name in _NAMED_ENTRIES:
            book[name] = _as_cells(content)
        else:
            book[name] = content
    return book


def _to_row(listed: AdjustableList, operation: str, entry: dict[str, Any]) -> dict[str, Any]:
    old = entry.get(OLD, {}) if operation == CHANGED else entry
    new = entry.get(NEW, {}) if operation == CHANGED else {}
    new = {name: CLEARED if content is None else content for name, content in new.items()}
    if not listed.searchable:
        fields = {name: content for name, content in old.items() if name != PLACE_FIELD}
        return {_OPERATION: operation, PLACE_FIELD: old.get(PLACE_FIELD), _ROW: fields, NEW: new}
    renamed = {f"{NEW}{name}": new.pop(name) for name in ("编码", "名称") if name in new}
    nested = {
        column.path[0]: {column.path[1]: CLEARED}
        for column in columns_of(listed.model)
        if len(column.path) > 1 and new.get(column.path[0]) == CLEARED
    }
    return {_OPERATION: operation, **old, **new, **nested, **renamed}


def _as_cells(entries: dict[str, Any]) -> dict[str, Any]:
    return {name: CLEARED if entry is None else entry for name, entry in entries.items()}


def _overall_from(content: dict[str, Any]) -> dict[str, Any]:
    """Return 整体绩效 as a file has it; one indicator （清空） removes all there are."""
    overall = dict(content)
    if overall.get(_FIELDS):
        overall[_FIELDS] = _with_cleared(overall[_FIELDS])
    rows = overall.get(_INDICATORS)
    if rows and all(_says_cleared(cell) for row in rows for cell in row.values()):
        overall[_INDICATORS] = []
    return overall


def _overall_to(content: dict[str, Any]) -> dict[str, Any]:
    overall = dict(content)
    if overall.get(_FIELDS):
        overall[_FIELDS] = _as_cells(overall[_FIELDS])
    if overall.get(_INDICATORS) == []:
        overall[_INDICATORS] = [{"一级": CLEARED}]
    return overall
