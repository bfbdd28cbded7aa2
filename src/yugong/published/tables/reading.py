"""Reading a printed table as a table of the standard: columns, rows, keys and amounts.

Tests: tests/published/tables/test_grids.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal

from yugong.budget.catalogue import Catalogue
from yugong.budget.money import to_wan
from yugong.findings import Finding, Kind, Place, Severity
from yugong.published.model.package import Passage, ReadCell, ReadRow, ReadTable
from yugong.published.model.printed_text import number, plain
from yugong.published.tables.heads import (
    columns_named,
    find_columns,
    head_depth,
    head_word,
    is_number_row,
    is_ordinal_head,
    specs_in_order,
)
from yugong.published.tables.loose_rows import read_loose
from yugong.published.tables.printed_table import PrintedTable, Setting, body_rows
from yugong.published.tables.project_units import ListedNames, units_by_sums
from yugong.published.tables.row_keys import Label, RowKeys, label_of
from yugong.published.tables.titles import Preface, unit_of
from yugong.quick_dataclass import dataclass
from yugong.standard.schema import CODE_LEVELS, BlockSpec, RowSpec, TableSpec

_Cells = Mapping[str, tuple[str, Place]]

_HEAD_ROWS = 3
_EMPTY_WORDS = ("无数据", "空表", "没有数据", "本表为空", "无此项")


@dataclass(slots=True)
class Body:
    """The body of a table: its columns, its rows, and the rows that fit nowhere."""

    columns: frozenset[str]
    rows: list[_Cells] = field(default_factory=list)
    unread: list[tuple[str, Place]] = field(default_factory=list)


def fit(spec: TableSpec, table: PrintedTable) -> float:
    """Return the share of the standard's columns whose heads are printed, 0 to 1."""
    if table.setting is Setting.COLUMNS:
        return find_columns(spec, table.texts).fit
    columns = specs_in_order(spec)
    head = "".join("".join(row.texts) for row in table.rows[:16])
    printed = sum(head_word(column.head) in head_word(head) for _, column in columns)
    return printed / len(columns)


def read_body(spec: TableSpec, table: PrintedTable, catalogue: Catalogue, department: str) -> Body:
    """Read the cells of every row under the standard's columns."""
    if table.setting is Setting.COLUMNS:
        return _by_columns(spec, table)
    if table.setting is Setting.ORDERED:
        return _in_order(spec, table)
    keys = [RowKeys(block, catalogue, department) for block in spec.blocks]
    loose = read_loose(spec, table.rows, lambda block, text: keys[block].is_known(Label("", text)))
    return Body(loose.columns, list(loose.rows), loose.unread)


def _by_columns(spec: TableSpec, table: PrintedTable) -> Body:
    layout = find_columns(spec, table.texts)
    body = Body(frozenset(layout.columns))
    code_above = ""
    parts = next((positions for positions in layout.columns.values() if len(positions) > 1), ())
    for row in body_rows(table.rows, layout.head):
        cells = {}
        for name, where in layout.columns.items():
            text = "".join(row.texts[index] for index in where)
            if where == parts:
                text = code_above = _whole_code([row.texts[index] for index in where], code_above)
            cells[name] = (text, row.place(where[0]))
        body.rows.append(cells)
    return body


def _whole_code(parts: Sequence[str], above: str) -> str:
    """Return a code from its 类, 款 and 项; blanks before the last are as in the row above."""
    texts = [plain(part) for part in parts]
    last = max((index for index, text in enumerate(texts) if text), default=-1)
    starts = (0, 3, 5, 7)
    for index, text in enumerate(texts[: last + 1]):
        if not text and index + 1 < len(starts):
            texts[index] = above[starts[index] : starts[index + 1]]
    if last >= 0 and len(texts[last]) > 3:
        return texts[last]
    return "".join(texts[: last + 1])


def _in_order(spec: TableSpec, table: PrintedTable) -> Body:
    """Read rows whose cells are in the order of the columns, blank cells included."""
    rows = table.texts
    head = head_depth([head_word(column.head) for _, column in specs_in_order(spec)], rows)
    words = "".join("".join(row) for row in rows[:head])
    ordinal = bool(rows) and bool(rows[0]) and is_ordinal_head(rows[0][0])
    named = columns_named(spec, words)
    columns = [column.name for _, column in specs_in_order(spec) if column.name in named]
    while head < len(rows) and is_number_row(rows[head]):
        head += 1
    body = Body(named)
    for row in table.rows[head:]:
        texts = row.texts[1:] if ordinal else row.texts
        if not any(texts):
            continue
        if any(texts[len(columns) :]):
            body.unread.append(("　".join(filter(None, row.texts)), row.place(0)))
            continue
        body.rows.append(
            {
                name: (texts[index], row.place(index + ordinal))
                for index, name in enumerate(columns)
                if index < len(texts)
            }
        )
    return body


def unit_names(spec: TableSpec, body: Body) -> set[str]:
    """Return the plain names of the units that a table lists."""
    names: set[str] = set()
    for block in spec.blocks:
        lists = any(isinstance(row, RowSpec) and row.expand == "单位" for row in block.rows)
        column = next((column.name for column in block.columns if column.text == "名称"), "")
        if lists:
            names.update(plain(row[column][0]) for row in body.rows if column in row)
    return names


def read_table(
    spec: TableSpec,
    table: PrintedTable,
    above: Preface,
    body: Body,
    catalogue: Catalogue,
    names: ListedNames,
    department: str,
) -> tuple[ReadTable, list[Finding]]:
    """Read a table with its keys and amounts; return findings on its unread parts."""
    notes = tuple(line.text.strip() for line in table.notes)
    stated = above.unit or _unit_in_head(table)
    unit = stated or spec.unit
    place = above.lines[0].place if above.lines else table.place
    reader = _Reader(spec, body, unit, catalogue, names, department)
    blocks = tuple(tuple(reader.rows(block)) for block in spec.blocks)
    read = ReadTable(
        spec=spec,
        label=above.label,
        title=above.title or spec.name,
        unit=unit,
        columns=body.columns,
        blocks=blocks,
        place=place,
        department=above.department,
        declares_empty=any(
            word in text for text in (*notes, *_single_texts(body)) for word in _EMPTY_WORDS
        ),
        notes=notes,
        above=tuple(Passage(line.text, line.place) for line in above.lines),
    )
    return read, [*_unread(spec, body, read, stated, place), *reader.findings]


def _single_texts(body: Body) -> Iterator[str]:
    """Yield the texts of rows with a single text, such as a remark in place of figures."""
    for row in body.rows:
        texts = [text for text, _ in row.values() if text]
        if len(texts) == 1:
            yield texts[0]


def _unit_in_head(table: PrintedTable) -> str:
    """Return the unit that a head states, as in 价值（单位：万元）; empty without one."""
    heads = (text for row in table.rows[:_HEAD_ROWS] for text in row.texts)
    return next(filter(None, map(unit_of, heads)), "")


class _Reader:
    def __init__(
        self,
        spec: TableSpec,
        body: Body,
        unit: str,
        catalogue: Catalogue,
        names: ListedNames,
        department: str,
    ) -> None:
        self.findings: list[Finding] = []
        self._name = spec.name
        self._body = body
        self._unit = unit
        self._catalogue = catalogue
        self._names = names
        self._department = department

    def rows(self, block: BlockSpec) -> list[ReadRow]:
        """Return the rows of one block, without rows that are empty in it."""
        columns = [column for column in block.columns if column.name in self._body.columns]
        if not columns:
            return []
        kept: list[tuple[_Cells, Label]] = []
        untitled = any(isinstance(row, RowSpec) and row.title == "" for row in block.rows)
        above = ""
        for index, row in enumerate(self._body.rows):
            cells = {column.name: row[column.name] for column in columns if column.name in row}
            label = _label(block, cells, above)
            above = label.code or above
            says = any(text for text, _ in cells.values())
            if says or (untitled and index == 0 and cells):
                kept.append((cells, label))
        labels = [label for _, label in kept]
        units = self._names.units | self._by_sums(block, kept)
        keys = RowKeys(block, self._catalogue, self._department, units).all(labels)
        return [
            self._row(block, key, label, cells)
            for key, label, (cells, _) in zip(keys, labels, kept, strict=True)
        ]

    def _by_sums(self, block: BlockSpec, rows: Sequence[tuple[_Cells, Label]]) -> frozenset[str]:
        """Return the units recognised by their sums, for blocks that mix units and projects."""
        if not any(isinstance(row, RowSpec) and row.by_unit for row in block.rows):
            return frozenset()
        column = next((column.name for column in block.columns if not column.text), "")
        amounts = [
            (plain(label.name), number(cells[column][0]) if column in cells else None)
            for cells, label in rows
        ]
        return units_by_sums(amounts, self._names)

    def _row(self, block: BlockSpec, key: str, label: Label, cells: _Cells) -> ReadRow:
        read: dict[str, ReadCell] = {}
        for column in block.columns:
            if column.name not in cells:
                continue
            text, place = cells[column.name]
            amount = None if column.text else number(text)
            if text and amount is None and not column.text:
                expected = f"“{label.name or label.code}”的“{column.name}”是一个数字"
                self._warn(Kind.AMOUNT_NOT_A_NUMBER, place, text, expected)
            amount = amount if column.is_count else self._in_wan(amount)
            read[column.name] = ReadCell(text, amount, place)
        place = next(place for _, place in cells.values())
        return ReadRow(key, label.code, label.name, read, place)

    def _in_wan(self, amount: Decimal | None) -> Decimal | None:
        if amount is None or self._unit == "万元":
            return amount
        return to_wan(amount)

    def _warn(self, code: str, place: Place, actual: str, expected: str) -> None:
        self.findings.append(Finding(code, place, actual, expected, severity=Severity.WARNING))


def _label(block: BlockSpec, cells: _Cells, above: str) -> Label:
    """Return the label of a row; ``above`` is the code of the row before it."""
    texts = {"编码": "", "名称": "", "对应名称": ""}
    levels: list[str] = []
    for column in block.columns:
        if column.name not in cells:
            continue
        if column.text in CODE_LEVELS:
            levels.append(cells[column.name][0])
        elif column.text:
            texts[column.text] = cells[column.name][0]
    if levels:
        texts["编码"] = _whole_code(levels, above)
    has_codes = any(column.text in ("编码", *CODE_LEVELS) for column in block.columns)
    return label_of(texts["编码"], texts["名称"], texts["对应名称"], has_codes=has_codes)


def _unread(
    spec: TableSpec, body: Body, read: ReadTable, stated: str, place: Place
) -> list[Finding]:
    findings = []
    missing = [column for _, column in specs_in_order(spec) if column.name not in body.columns]
    if missing:
        actual = f"{spec.name}缺“{'、'.join(column.name for column in missing)}”"
        heads = "、".join(column.head for column in missing)
        findings.append(
            Finding(
                Kind.COLUMN_NOT_READ, place, actual, f"表头：{heads}", severity=Severity.WARNING
            )
        )
    for text, where in body.unread:
        findings.append(
            Finding(Kind.ROW_NOT_READ, where, text, f"{spec.name}的一行", severity=Severity.WARNING)
        )
    if not stated and any(not column.text for _, column in specs_in_order(spec)):
        expected = f"按{spec.unit}读取"
        findings.append(
            Finding(Kind.UNIT_NOT_STATED, place, spec.name, expected, severity=Severity.INFO)
        )
    if not any(read.blocks) and not read.declares_empty:
        findings.append(
            Finding(
                Kind.ROW_NOT_READ,
                place,
                f"{spec.name}没有一行",
                "表内各行",
                severity=Severity.WARNING,
            )
        )
    return findings
