"""One list of a ledger after a batch of adjustments, and the changes that undo them.

Tests: tests/budget/test_adjusted.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import Any

from yugong.budget.adjustment import (
    ADDED,
    CHANGED,
    NEW,
    OLD,
    PLACE_FIELD,
    REMOVED,
    AdjustableList,
    RowChanges,
)
from yugong.budget.entry import Entry
from yugong.budget.file_value import file_value, put_in_order
from yugong.budget.ledger import LedgerLine
from yugong.budget.ledger_state import Origin
from yugong.budget.model_fields import field_names
from yugong.budget.row_search import RowSearch
from yugong.budget.trail import AdjustedRow, Operation, row_text
from yugong.findings import Finding, Kind, Severity
from yugong.quick_dataclass import dataclass
from yugong.reading.located_yaml import Locate, Location

_Row = dict[str, Any]

Move = tuple[LedgerLine | None, LedgerLine | None]
"""A row of 收支明细 before and after a batch; ``None`` if it was added or removed."""


@dataclass(slots=True)
class AdjustedRows:
    """A list after a batch.

    ``back`` are the changes (增加, 删除, 修改) that undo those of the batch, as plain values.
    """

    rows: list[_Row] = field(default_factory=list)
    origins: tuple[Origin, ...] = ()
    details: list[AdjustedRow] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    back: dict[str, list[Any]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row of the new list; ``old`` is its number in the old one, from 0."""

    row: _Row
    origin: Origin
    old: int | None = None


def adjust_rows(
    adjustable: AdjustableList,
    changes: RowChanges,
    before: list[_Row],
    origins: tuple[Origin, ...],
    search: RowSearch,
    place: Locate,
) -> AdjustedRows:
    """Apply a batch's changes of one list.

    Rows are identified as they were before the batch; then they are changed or removed, and new
    rows are added. A change with a fault is left out and reported.
    """
    return _ListAdjustment(adjustable, changes, before, origins, search, place).adjusted()


class _ListAdjustment:
    def __init__(
        self,
        adjustable: AdjustableList,
        changes: RowChanges,
        before: list[_Row],
        origins: tuple[Origin, ...],
        search: RowSearch,
        place: Locate,
    ) -> None:
        self._list = adjustable
        self._changes = changes
        self._before = before
        self._origins = origins
        self._search = search
        self._place = place
        self._result = AdjustedRows()
        self._touched: set[int] = set()

    def adjusted(self) -> AdjustedRows:
        edited = dict(self._edited())
        gone = {index for _, index in self._identified((REMOVED,), self._changes.removed)}
        rows = [
            edited.get(index) or _Placed(row, origin, index)
            for index, (row, origin) in enumerate(zip(self._before, self._origins, strict=True))
            if index not in gone
        ]
        self._add_rows(rows, gone)
        result = self._result
        result.rows = [placed.row for placed in rows]
        result.origins = tuple(placed.origin for placed in rows)
        for index in sorted(edited):
            self._record(CHANGED, self._before[index], edited[index].row)
        for index in sorted(gone):
            self._record(REMOVED, self._before[index], None)
        for placed in rows:
            if placed.old is None:
                self._record(ADDED, None, placed.row)
        numbered = list(enumerate(rows, 1))
        result.back = {
            ADDED: [{**self._before[index], PLACE_FIELD: str(index + 1)} for index in sorted(gone)],
            REMOVED: [
                self._named(number, placed.row) for number, placed in numbered if placed.old is None
            ],
            CHANGED: [
                {OLD: self._named(number, placed.row), NEW: self._undone(placed.old, placed.row)}
                for number, placed in numbered
                if placed.old is not None and placed.old in edited
            ],
        }
        return result

    # --- the three kinds of change ----------------------------------------------------------

    def _identified(
        self, part: Location, named: Iterable[Entry], inside: Location = ()
    ) -> Iterator[tuple[int, int]]:
        """Yield change and row for the changes that identify exactly one row not yet changed."""
        for number, fields in enumerate(named):
            where = self._place((self._list.name, *part, number, *inside))
            index, fault = self._search.find(fields, where)
            if index is not None and index in self._touched:
                fault = Finding(Kind.ROW_ADJUSTED_TWICE, where, self._search.describe(index))
            if fault is not None:
                self._result.findings.append(fault)
            elif index is not None:
                self._touched.add(index)
                yield number, index

    def _edited(self) -> Iterator[tuple[int, _Placed]]:
        order = field_names(self._list.model)
        changes = self._changes.changed
        for number, index in self._identified(
            (CHANGED,), (change.old for change in changes), (OLD,)
        ):
            where: Location = (self._list.name, CHANGED, number, NEW)
            new = file_value(changes[number].new)
            row = dict(self._before[index])
            for name, content in new.items():
                put_in_order(row, name, None if content == "" else content, order)
            if row == self._before[index]:
                text = self._search.describe(index)
                self._warn(Kind.NOTHING_CHANGED, where, text, "写明与原来不同的内容")
                continue
            origin = self._origins[index].with_changed(list(new), (self._place, where))
            yield index, _Placed(row, origin, index)

    def _add_rows(self, rows: list[_Placed], gone: set[int]) -> None:
        """Add the new rows: at the end, then those with a position, in order of position."""
        placed: list[tuple[int, _Placed]] = []
        for number, entry in enumerate(self._changes.added):
            where: Location = (self._list.name, ADDED, number)
            row = {
                name: content
                for name, content in file_value(entry).items()
                if content not in (None, "")
            }
            position = row.pop(PLACE_FIELD, None)
            added = _Placed(row, Origin((self._place, where)))
            if position is None:
                rows.append(added)
            else:
                placed.append((int(position), added))
            same = self._search.same(entry)
            if same is not None and same not in gone:
                self._warn(Kind.ADDED_ROW_EXISTS, where, self._search.describe(same))
        for position, added in sorted(placed, key=lambda pair: pair[0]):
            if position > len(rows) + 1:
                where = (*added.origin.written[1], PLACE_FIELD)
                fault = Finding(
                    Kind.NOT_AMONG_CHOICES,
                    self._place(where),
                    str(position),
                    f"1 到 {len(rows) + 1}",
                )
                self._result.findings.append(fault)
            rows.insert(position - 1, added)

    # --- findings and records ---------------------------------------------------------------

    def _warn(self, code: str, where: Location, actual: str, expected: str = "") -> None:
        place = self._place(where)
        warning = Finding(code, place, actual, expected, severity=Severity.WARNING)
        self._result.findings.append(warning)

    def _record(self, operation: Operation, before: _Row | None, after: _Row | None) -> None:
        model = self._list.model
        old = None if before is None else model.model_validate(before)
        new = None if after is None else model.model_validate(after)
        self._result.details.append(self._detail(operation, old, new))
        if issubclass(model, LedgerLine):
            self._result.moves.append((_line(old), _line(new)))

    def _detail(self, operation: Operation, old: Entry | None, new: Entry | None) -> AdjustedRow:
        identifying = self._list.identifying
        texts = [row_text(row, identifying) for row in (old, new) if row is not None]
        record: dict[str, Any] = {"表": self._list.name, "操作": operation, "行": texts[0]}
        if texts[-1] != texts[0]:
            record["改为"] = texts[-1]
        for name, row in (("原金额", old), ("新金额", new)):
            if row is not None and hasattr(row, "amount"):
                record[name] = file_value(row.amount)
        if old is not None and new is not None:
            fields = type(new).model_fields
            names = [name for name in fields if getattr(old, name) != getattr(new, name)]
            hidden = [
                str(fields[name].alias) for name in names if name not in (*identifying, "amount")
            ]
            if hidden:
                record["变化"] = "、".join(hidden)
        return AdjustedRow.model_validate(record)

    def _named(self, number: int, row: _Row) -> _Row:
        """Return the fields that identify a row of the new list again."""
        model, names = self._list.model, self._list.searchable
        known = [str(model.model_fields[name].alias) for name in names or model.model_fields]
        given = {name: row[name] for name in known if row.get(name) is not None}
        return {PLACE_FIELD: str(number), **given}

    def _undone(self, index: int, row: _Row) -> _Row:
        """Return the fields of an edited row as they were; empty if they were omitted."""
        before = self._before[index]
        names = [
            name for name in field_names(self._list.model) if before.get(name) != row.get(name)
        ]
        return {name: before.get(name) for name in names}


def _line(row: Entry | None) -> LedgerLine | None:
    return row if isinstance(row, LedgerLine) else None
