"""The note under a table without data: which budget the department does not have.

The words follow from what the table selects, never from its name, so that a table that a bureau
adds is worded like the shipped ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from yugong.quick_dataclass import dataclass
from yugong.reading.shipped_yaml import shipped_yaml
from yugong.standard.braces import fill
from yugong.standard.schema import BlockSpec, RowSpec, SelectionField, TableSpec

_ANY = "任一"
_CODES = "部门经济科目"
_INCOME = frozenset({"收入", "收入科目"})
_NARROWING = frozenset({"类别", "单位性质", "功能科目", "部门经济科目", "政府经济科目", "项目"})
"""The conditions that leave something of a source out; one of some rows only decides nothing."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    selection: Mapping[str, frozenset[str]]
    words: str


@cache
def _phrases() -> tuple[tuple[_Phrase, ...], str]:
    value: dict[str, Any] = shipped_yaml("yugong.standard", "empty_notes.yaml")
    phrases = tuple(_Phrase(_sets(entry["取"]), str(entry["名"])) for entry in value["认法"])
    return phrases, str(value["其余"])


def empty_content(spec: TableSpec) -> str:
    """Return what a table without data has none of, such as 政府性基金预算支出."""
    phrases, otherwise = _phrases()
    blocks = [_block_conditions(spec, block) for block in spec.blocks]
    if any(name in _NARROWING for block in spec.blocks for name in _of_some_rows(spec, block)):
        return otherwise
    shared = {
        name: frozenset[str]().union(*(block[name] for block in blocks))
        for name in blocks[0]
        if all(name in block for block in blocks)
    }
    directions = {"收入" if block.get("量", _NONE) & _INCOME else "支出" for block in blocks}
    words = {
        "来源": "、".join(sorted(shared.get("来源", _NONE))),
        "收支": directions.pop() if len(directions) == 1 else "收支",
    }
    chosen = next((item for item in phrases if _fits(item, shared)), None)
    return otherwise if chosen is None else fill(chosen.words, words)


_NONE: frozenset[str] = frozenset()


def _fits(phrase: _Phrase, shared: Mapping[str, frozenset[str]]) -> bool:
    for name, values in phrase.selection.items():
        if name not in shared:
            return False
        if name == _CODES:
            if not all(code.startswith(tuple(values)) for code in shared[name]):
                return False
        elif _ANY not in values and not shared[name] <= values:
            return False
    return True


def _block_conditions(spec: TableSpec, block: BlockSpec) -> dict[str, frozenset[str]]:
    """Return the conditions of every row of a block; ``名录`` is the list that its rows show."""
    base = {**_sets(spec.selection), **_sets(block.selection)}
    rows = [{**conditions, **base} for conditions in _row_conditions(block)]
    if not rows:
        return base
    return {
        name: frozenset[str]().union(*(row[name] for row in rows))
        for name in rows[0]
        if all(name in row for row in rows)
    }


def _of_some_rows(spec: TableSpec, block: BlockSpec) -> set[str]:
    """Return the conditions that some rows of a block have and others have not."""
    shared = _block_conditions(spec, block)
    return {name for row in _row_conditions(block) for name in row if name not in shared}


def _row_conditions(block: BlockSpec) -> Iterator[dict[str, frozenset[str]]]:
    """Yield the conditions of the rows; a total of listed rows has those of the list."""
    rows = [row for row in block.rows if isinstance(row, RowSpec)]
    rosters = {row.roster for row in rows if row.roster is not None}
    for row in rows:
        if row.equals == "以下" or row.equals == "以上":
            continue
        conditions = _sets(row.selection)
        if rosters:
            conditions["名录"] = frozenset(rosters)
        yield conditions


def _sets(selection: SelectionField) -> dict[str, frozenset[str]]:
    return {
        name: frozenset([value] if isinstance(value, str) else value)
        for name, value in selection.items()
    }
