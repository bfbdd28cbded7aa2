"""Compare facts and tables of two editions: facts by id, rows by key, cells one by one.

Tests: tests/comparison/test_comparison.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence, Set
from decimal import Decimal
from typing import TypeVar

from yugong.comparison.comparison import CellChange, FactChange, HeadChange, RowChange, TableChange
from yugong.comparison.edition import Edition, StatedFact, StatedRow, StatedTable
from yugong.writing.increasing_subsequence import increasing_subsequence

Key = TypeVar("Key", bound=Hashable)

_NAMED_MOVES = 3
_NOTHING = StatedFact("", Decimal(0), "", "", None)


def changed_facts(old: Edition, new: Edition) -> tuple[FactChange, ...]:
    """Return facts that differ: this year's values, then last year's, in the new order.

    A zero on one side only is no difference.
    """
    ids = merged(list(old.facts), list(new.facts))
    current, previous = [], []
    for fact_id in ids:
        here, there = old.facts.get(fact_id), new.facts.get(fact_id)
        alone = there if here is None else here if there is None else None
        if here == there or (alone is not None and not alone.value):
            continue
        name = _about(fact_id, new) or _about(fact_id, old)
        side = here or _NOTHING
        other = there or _NOTHING
        unit = other.unit or side.unit
        if here is None or there is None or _own(here) != _own(there):
            change = FactChange(
                fact_id,
                name,
                unit,
                here.value if here else None,
                there.value if there else None,
                side.text,
                other.text,
            )
            current.append(change)
        if here is not None and there is not None and side.previous != other.previous:
            before, after = side.previous, other.previous
            texts = _exact(before, side.unit), _exact(after, other.unit)
            previous.append(FactChange(fact_id, name, unit, before, after, *texts, previous=True))
    return (*current, *previous)


def _own(fact: StatedFact) -> tuple[Decimal, str, str]:
    return fact.value, fact.unit, fact.text


def _exact(value: Decimal | None, unit: str) -> str:
    return "" if value is None else f"{value:,f}{unit}"


def _about(fact_id: str, edition: Edition) -> str:
    """Return the name of the middle of an id such as 功能.2010303.合计."""
    parts = fact_id.split(".")
    return edition.name_of(".".join(parts[1:-1])) if len(parts) > 2 else ""


def merged(old: Sequence[Key], new: Sequence[Key]) -> list[Key]:
    """Return every key once, in the new order; a removed key follows its old predecessor."""
    there = set(new)
    gone: dict[Key | None, list[Key]] = {}
    last: Key | None = None
    for key in old:
        if key in there:
            last = key
        else:
            gone.setdefault(last, []).append(key)
    whole = gone.get(None, [])
    for key in new:
        whole.append(key)
        whole.extend(gone.get(key, ()))
    return whole


def changed_tables(old: Edition, new: Edition) -> tuple[TableChange, ...]:
    """Return tables that differ, matched by name."""
    here = {table.name: table for table in old.tables}
    there = {table.name: table for table in new.tables}
    changes = []
    for name in merged(list(here), list(there)):
        old_table, other = here.get(name), there.get(name)
        if old_table is None or other is None:
            changes.append(_only(old_table, other))
        elif old_table != other and (change := _changed(old_table, other)) is not None:
            changes.append(change)
    return tuple(changes)


def _only(old: StatedTable | None, new: StatedTable | None) -> TableChange:
    added = old is None
    table = new or old
    if table is None:
        raise ValueError("a table of neither side")
    namesakes = _namesakes(table)
    rows = tuple(_row(table, row, namesakes, added=added) for row in table.rows)
    return TableChange(table.name, table.title, added, (), rows, ())


def _changed(old: StatedTable, new: StatedTable) -> TableChange | None:
    here, there = _by_key(old.rows), _by_key(new.rows)
    namesakes = _namesakes(old) | _namesakes(new)
    rows = []
    cells: list[CellChange] = []
    for key in merged(list(here), list(there)):
        old_row, other = here.get(key), there.get(key)
        if other is None and old_row is not None:
            rows.append(_row(old, old_row, namesakes, added=False))
        elif old_row is None and other is not None:
            rows.append(_row(new, other, namesakes, added=True))
        elif old_row is not None and other is not None and old_row != other:
            cells += _cells(old, old_row, new, other, namesakes)
    heads = tuple(
        _heads(old, new, [k for k in here if k in there], [k for k in there if k in here])
    )
    if not (heads or rows or cells):
        return None
    return TableChange(new.name, new.title, None, heads, tuple(rows), tuple(cells))


def _by_key(rows: Sequence[StatedRow]) -> dict[tuple[str, int], StatedRow]:
    """Return rows by key; a repeated key gets the number of its occurrence."""
    seen: Counter[str] = Counter()
    named = {}
    for row in rows:
        named[row.key, seen[row.key]] = row
        seen[row.key] += 1
    return named


def _namesakes(table: StatedTable) -> frozenset[str]:
    """Return labels of more than one row."""
    labels = Counter(row.label() for row in table.rows)
    return frozenset(label for label, count in labels.items() if count > 1)


def _label(row: StatedRow, namesakes: Set[str], column: int | None = None) -> str:
    """Return the label of a row, with its key if another row has the same label."""
    label = row.label(column)
    if label not in namesakes or label == row.key:
        return label
    return row.key if label in row.key else f"{label}（{row.key}）"


def _row(table: StatedTable, row: StatedRow, namesakes: Set[str], *, added: bool) -> RowChange:
    named = zip(table.columns, row.texts, row.amounts, strict=True)
    cells = tuple((head, text, amount) for (_, head), text, amount in named if text or amount)
    return RowChange(row.key, _label(row, namesakes), added, cells)


def _cells(
    old: StatedTable, old_row: StatedRow, new: StatedTable, other: StatedRow, namesakes: Set[str]
) -> Iterator[CellChange]:
    """Yield the cells of two rows that differ, in columns of both tables."""
    before = {name: index for index, (name, _) in enumerate(old.columns)}
    for index, (name, head) in enumerate(new.columns):
        if name not in before:
            continue
        was = before[name]
        texts = old_row.texts[was], other.texts[index]
        amounts = old_row.amounts[was], other.amounts[index]
        if texts[0] != texts[1] or amounts[0] != amounts[1]:
            yield CellChange(other.key, _label(other, namesakes, index), head, *texts, *amounts)


def _heads(
    old: StatedTable, new: StatedTable, here: Sequence[Key], there: Sequence[Key]
) -> Iterator[HeadChange]:
    """Yield changes outside the cells; ``here`` and ``there`` are the keys of kept rows."""
    for what, before, after in (
        ("表号", old.label, new.label),
        ("标题", old.title, new.title),
        ("金额单位", old.unit, new.unit),
        ("表注", "\n".join(old.notes), "\n".join(new.notes)),
    ):
        if before != after:
            yield HeadChange(what, before or None, after or None)
    columns = dict(old.columns), dict(new.columns)
    for name in merged(list(columns[0]), list(columns[1])):
        head, other = columns[0].get(name), columns[1].get(name)
        if head != other:
            yield HeadChange(f"列“{name}”", head, other)
    yield from _moved(
        "列的次序",
        [n for n in columns[0] if n in columns[1]],
        [n for n in columns[1] if n in columns[0]],
    )
    yield from _moved("行的次序", here, there)


def _moved(what: str, here: Sequence[Key], there: Sequence[Key]) -> Iterator[HeadChange]:
    """Yield a change of order if both sides have the same keys in another order."""
    if here == there:
        return
    places = {key: index for index, key in enumerate(here)}
    kept = len(increasing_subsequence([places[key] for key in there]))
    start = next(
        first
        for first, (old_key, other) in enumerate(zip(here, there, strict=True))
        if old_key != other
    )
    window = slice(start, start + _NAMED_MOVES)
    moved = len(there) - kept
    yield HeadChange(f"{what}（移动 {moved} 处）", _listed(here[window]), _listed(there[window]))


def _listed(keys: Sequence[Key]) -> str:
    return "、".join(str(key[0] if isinstance(key, tuple) else key) for key in keys) + "……"
