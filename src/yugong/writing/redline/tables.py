"""One table compared with its former version: rows, then cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any

from rapidfuzz import fuzz

from yugong.ooxml.names import TC, TCPR, TR, w
from yugong.ooxml.table_grid import cell_merges, grid_columns
from yugong.writing.redline.identity import Identified, element_text, naming_texts
from yugong.writing.redline.sequence import Pair, common_pairs, paired, steps, unique_pairs
from yugong.writing.redline.tally import Tools

_GRID, _TABLE_PROPERTIES = w("tblGrid"), w("tblPr")
_ROW_PROPERTIES = w("trPr")
_PLAIN = frozenset({_GRID, _TABLE_PROPERTIES, TR, w("bookmarkStart"), w("bookmarkEnd")})
_FLOOR = 0.55
_SAME_NAME = 60
_OTHER_HEAD = 0.6


class ComparedRow(Identified):
    """A row, and the features that identify it."""

    @cached_property
    def cells(self) -> list[Any]:
        return [child for child in self.element if child.tag == TC]

    @cached_property
    def texts(self) -> list[str]:
        return [element_text(cell).strip() for cell in self.cells]

    @cached_property
    def shape(self) -> Hashable:
        """Spans and merges, and all beside the cells.

        Rows of different shape are not the same row: Word cannot track a change of merges.
        """
        known = (TC, _ROW_PROPERTIES)
        others = [self._identity.key(child) for child in self.element if child.tag not in known]
        return (tuple(cell_merges(cell) for cell in self.cells), tuple(others))

    @cached_property
    def names(self) -> list[str]:
        return naming_texts(self.texts)

    @cached_property
    def name(self) -> Hashable | None:
        """The name of the row with its shape, None for a row without names."""
        return (self.shape, tuple(self.names)) if self.names else None


def comparable(old: Any, new: Any) -> bool:
    """Return True if two tables can be one table with changes.

    They must have the same number of columns and nothing unusual around their rows.
    """
    return grid_columns(old) == grid_columns(new) and all(
        child.tag in _PLAIN for table in (old, new) for child in table
    )


class TableNames:
    """The texts that identify a table: those of its cells, and the last of its first row."""

    def __init__(self, table: Any) -> None:
        rows = [
            naming_texts([element_text(cell).strip() for cell in row.findall(TC)])
            for row in table.findall(TR)
        ]
        self.head = rows[0][-1] if rows and rows[0] else ""
        self.texts = Counter(text for names in rows for text in names)


def table_likeness(old: TableNames, new: TableNames) -> float:
    """Return the share of texts in common, 0 to 1; less if the tables have different heads.

    The forms of two projects have all their labels in common and differ by the name of the project
    in the first row.
    """
    texts = old.texts.total() + new.texts.total()
    share = 2 * (old.texts & new.texts).total() / texts if texts else 0.5
    return share if fuzz.ratio(old.head, new.head) >= _SAME_NAME else share * _OTHER_HEAD


class Tables:
    """Marks the differences between two tables in the new one."""

    def __init__(self, tools: Tools, container: Callable[[Any, Any], None]) -> None:
        self._tools = tools
        self._container = container

    def change(self, old: Any, new: Any) -> None:
        """Mark properties, grid and rows of a table that has changed."""
        self._properties(old, new, _TABLE_PROPERTIES, "tblPr", 0)
        self._grid(old, new)
        before = [ComparedRow(row, self._tools.old) for row in old.findall(TR)]
        after = [ComparedRow(row, self._tools.new) for row in new.findall(TR)]
        place: Any = new.find(_GRID)
        for old_row, new_row in steps(_paired(before, after), before, after):
            if old_row is not None and new_row is not None:
                self._keep(old_row, new_row)
                place = new_row.element
            elif old_row is not None:
                self._delete(old_row.element, new, place)
                place = old_row.element
            elif new_row is not None:
                self._insert(new_row)

    def _delete(self, row: Any, table: Any, place: Any) -> None:
        self._tools.adoption.adopt(row)
        self._tools.marks.row(row, "del")
        self._tools.tally.rows_deleted += 1
        if place is None:
            table.insert(len(table.findall(_TABLE_PROPERTIES)), row)
        else:
            place.addnext(row)

    def _insert(self, row: ComparedRow) -> None:
        self._tools.marks.row(row.element, "ins")
        self._tools.tally.rows_inserted += 1

    def _keep(self, old: ComparedRow, new: ComparedRow) -> None:
        tools = self._tools
        if old.key == new.key:
            tools.adoption.match_bookmarks(old.element, new.element)
            return
        first = 1 if new.element[0].tag == w("tblPrEx") else 0
        self._properties(old.element, new.element, _ROW_PROPERTIES, "trPr", first)
        for before, after in zip(old.cells, new.cells, strict=True):
            if tools.old.key(before) == tools.new.key(after):
                tools.adoption.match_bookmarks(before, after)
                continue
            made = tools.marks.made
            self._properties(before, after, TCPR, "tcPr", 0)
            self._container(before, after)
            tools.tally.cells_changed += tools.marks.made > made

    def _properties(self, old: Any, new: Any, tag: str, name: str, place: int) -> None:
        before, after = old.find(tag), new.find(tag)
        left = b"" if before is None else self._tools.old.key(before)
        right = b"" if after is None else self._tools.new.key(after)
        if left == right:
            return
        if after is None:
            after = new.makeelement(tag)
            new.insert(place, after)
        self._tools.marks.properties(after, before, name)

    def _grid(self, old: Any, new: Any) -> None:
        before, after = old.find(_GRID), new.find(_GRID)
        if before is None or after is None:
            return
        if self._tools.old.key(before) != self._tools.new.key(after):
            change = self._tools.marks.grid_change()
            before.tail = None
            change.append(before)
            after.append(change)


def _paired(old: list[ComparedRow], new: list[ComparedRow]) -> list[Pair]:
    """Return the pairs of rows that remain, however changed."""
    keys = [row.key for row in old], [row.key for row in new]
    names = [row.name for row in old], [row.name for row in new]
    ways = (
        (unique_pairs, *keys),
        (unique_pairs, *names),
        (common_pairs, *keys),
        (common_pairs, *names),
    )
    whole = (0, len(old), 0, len(new))
    return paired([], whole, ways, lambda i, j: _likeness(old[i], new[j]), _FLOOR)


def _likeness(old: ComparedRow, new: ComparedRow) -> float:
    """Return the likeness of two versions of a row, 0 to 1: by first name, then by cells."""
    if old.shape != new.shape:
        return 0.0
    if old.names and new.names and fuzz.ratio(old.names[0], new.names[0]) < _SAME_NAME:
        return 0.0
    if bool(old.names) != bool(new.names):
        return 0.0
    filled = [(a, b) for a, b in zip(old.texts, new.texts, strict=True) if a or b]
    same = sum(a == b for a, b in filled)
    return 0.6 + 0.4 * same / max(len(filled), 1)
