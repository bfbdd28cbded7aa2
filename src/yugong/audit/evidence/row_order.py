"""The order of the printed rows of a block: the rows under each row, and those of each total.

Tests: tests/audit/tables/test_within_tables.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yugong.published.model.package import ReadRow
from yugong.quick_dataclass import dataclass
from yugong.standard.schema import BlockSpec, RowSpec
from yugong.standard.unit_rows import UNIT_PREFIX

ACCOUNT_ROWS = ("功能科目", "收入科目", "部门经济科目", "政府经济科目")
"""Expansions whose rows are 科目, one level under another."""


@dataclass(frozen=True, slots=True)
class RowOrder:
    """The rows of one block against its specification.

    ``parents`` gives each row the row it is under, ``None`` for a top row.  ``places`` are
    the positions in the specification; a row that is none of the fixed ones belongs to the
    block's expansion.  ``unknown`` are rows that should have a code and have none.  ``under``
    gives each row those right under it.
    """

    expansion: str
    places: tuple[int, ...]
    fixed: tuple[bool, ...]
    parents: tuple[int | None, ...]
    unknown: tuple[int, ...]
    under: Mapping[int | None, Sequence[int]]

    def children(self, parent: int) -> Sequence[int]:
        """The rows right under a row."""
        return self.under.get(parent, ())

    def over(self, spec: BlockSpec, total: int) -> list[int] | None:
        """The rows that a fixed row is the sum of; ``None`` where one of them is not printed."""
        total_place = self.places[total]
        row = spec.rows[total_place]
        equals = row.equals if isinstance(row, RowSpec) else ()
        if isinstance(equals, tuple):
            parts = [_place(spec, key) for key in equals]
            numbers = [
                number
                for number, place in enumerate(self.places)
                if self.fixed[number] and place in parts
            ]
            return numbers if len(numbers) == len(parts) else None
        chosen = [
            number
            for number, place in enumerate(self.places)
            if number != total
            and (place < total_place if equals == "以上" else place > total_place)
        ]
        tops = [
            number for number in chosen if not self.fixed[number] and self.parents[number] is None
        ]
        fixed = [number for number in chosen if self.fixed[number]]
        if self.expansion and tops:
            return sorted(
                [*tops, *(fixed_row for fixed_row in fixed if not self._sums(spec, fixed_row))]
            )
        inner = {part for fixed_row in fixed for part in self._parts(spec, fixed_row)}
        return sorted(
            [*tops, *(fixed_row for fixed_row in fixed if self.places[fixed_row] not in inner)]
        )

    def _sums(self, spec: BlockSpec, number: int) -> bool:
        row = spec.rows[self.places[number]]
        return isinstance(row, RowSpec) and bool(row.equals)

    def _parts(self, spec: BlockSpec, number: int) -> list[int]:
        """The positions of the fixed rows that this one sums by name."""
        row = spec.rows[self.places[number]]
        named = row.equals if isinstance(row, RowSpec) and isinstance(row.equals, tuple) else ()
        return [_place(spec, key) for key in named]


def row_order(spec: BlockSpec, rows: Sequence[ReadRow]) -> RowOrder:
    """Lay the printed rows of a block against its specification."""
    expansions = [
        (index, row)
        for index, row in enumerate(spec.rows)
        if isinstance(row, RowSpec) and row.expand
    ]
    keys = {
        row.row_name(): index
        for index, row in enumerate(spec.rows)
        if isinstance(row, RowSpec) and not row.expand
    }
    expansion = (expansions[0][1].expand or "") if expansions else ""
    places: list[int] = []
    for row in rows:
        before = places[-1] if places else -1
        places.append(keys.get(row.key, expansions[0][0] if expansions else before))
    fixed = tuple(row.key in keys for row in rows)
    parents, unknown = _parents(expansion, rows, fixed)
    under: dict[int | None, list[int]] = {}
    for number, parent in enumerate(parents):
        under.setdefault(parent, []).append(number)
    return RowOrder(expansion, tuple(places), fixed, tuple(parents), tuple(unknown), under)


def account_code(row: ReadRow) -> str:
    """The code of a row: its digits before a code of another 科目 system; empty without one."""
    code = row.code or row.key.partition("/")[0]
    return code if code.isdigit() else ""


def is_unit_row(row: ReadRow) -> bool:
    return row.key.startswith(UNIT_PREFIX)


def _place(spec: BlockSpec, key: str) -> int:
    for index, row in enumerate(spec.rows):
        if isinstance(row, RowSpec) and not row.expand and key == row.row_name():
            return index
    return -1


def _parents(
    expansion: str, rows: Sequence[ReadRow], fixed: Sequence[bool]
) -> tuple[list[int | None], list[int]]:
    parents: list[int | None] = [None] * len(rows)
    unknown: list[int] = []
    if expansion in ACCOUNT_ROWS:
        codes = {
            account_code(row): index
            for index, row in reversed(list(enumerate(rows)))
            if not fixed[index] and account_code(row)
        }
        group: int | None = None
        for index, row in enumerate(rows):
            if fixed[index]:
                continue
            code = account_code(row)
            if not code and expansion == "部门经济科目":
                parents[index] = group
            elif not code:
                unknown.append(index)
            else:
                above = (code[:length] for length in range(len(code) - 1, 2, -1))
                parents[index] = next((codes[number] for number in above if number in codes), None)
                group = index if len(code) == 3 else group
    elif expansion == "项目":
        unit: int | None = None
        for index, row in enumerate(rows):
            if is_unit_row(row):
                unit = index
            elif not fixed[index]:
                parents[index] = unit
    return parents, unknown
