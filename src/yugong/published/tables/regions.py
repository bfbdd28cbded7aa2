"""Finding the tables of a document: grids, cells one a line, and loose lines.

Tests: tests/published/tables/test_grids.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field

from yugong.published.model.blocks import Block, Grid, Line
from yugong.published.model.printed_text import number
from yugong.published.tables.printed_table import (
    PrintedRow,
    PrintedTable,
    Setting,
    cell_row,
    line_row,
    printed_rows,
    widened,
)
from yugong.published.tables.titles import (
    Titles,
    department_of,
    is_label,
    is_note,
    states_unit,
    unit_of,
)
from yugong.quick_dataclass import dataclass

_ABOVE = 8
"""The most lines above a table that may belong to it."""

_PAGE_NUMBER = re.compile(r"\s*(?:第\s*)?[-—–·\s]*\d{0,4}[-—–·\s]*(?:页(?:\s*共\s*\d+\s*页)?)?\s*")
_PART = re.compile(r"\s*第[一二三四五六七八九十]+部分")
_FEWEST_CELL_ROWS = 2
_HEAD_LINES = 2
"""The most lines over a grid that may be its head; a table in loose lines has more."""

_UNIT_WITHIN = 5


@dataclass(slots=True)
class Regions:
    """The tables in reading order, each with the blocks it takes, and all other blocks."""

    tables: list[tuple[PrintedTable, frozenset[int]]] = field(default_factory=list)
    blocks: Sequence[Block] = ()

    def outside(self, taken: frozenset[int]) -> tuple[Block, ...]:
        """Return the blocks except those with the given numbers."""
        return tuple(block for index, block in enumerate(self.blocks) if index not in taken)


def find_regions(blocks: Sequence[Block], titles: Titles) -> Regions:
    """Find every table of a document, of any subject."""
    return _Finder(blocks, titles).regions()


class _Finder:
    def __init__(self, blocks: Sequence[Block], titles: Titles) -> None:
        self._blocks = blocks
        self._titles = titles
        self._regions = Regions(blocks=blocks)
        self._above: list[Line] = []

    def regions(self) -> Regions:
        index = 0
        while index < len(self._blocks):
            index = (
                self._cell_table(index)
                or self._grid_table(index)
                or self._loose_table(index)
                or self._line(index)
            )
        return self._regions

    def _line(self, index: int) -> int:
        block = self._blocks[index]
        if isinstance(block, Line):
            self._above.append(block)
        return index + 1

    def _take(
        self, setting: Setting, start: int, end: int, rows: list[PrintedRow], more: list[Line]
    ) -> int:
        """Add the table of the blocks from start to end; return the block after its notes."""
        notes: list[Line] = []
        after = end
        while after < len(self._blocks):
            block = self._blocks[after]
            if not (isinstance(block, Line) and is_note(block.text)):
                break
            notes.append(block)
            after += 1
        while rows and is_note(next(filter(None, rows[-1].texts), "")):
            last = rows.pop()
            first = next(index for index, text in enumerate(last.texts) if text)
            notes.insert(0, Line(last.texts[first], last.place(first)))
        above = (*self._above[-_ABOVE:], *more)
        if rows:
            table = PrintedTable(
                setting, above, tuple(widened(rows)), tuple(notes), rows[0].place(0)
            )
            blocks = (index for index in range(start, after) if not self._is_part(index))
            self._regions.tables.append((table, frozenset(blocks)))
        self._above = []
        return after

    def _is_part(self, index: int) -> bool:
        """Tell if a block is the heading of a part that a page break put among the rows."""
        block = self._blocks[index]
        return isinstance(block, Line) and bool(_PART.match(block.text))

    # --- cells one below the other -----------------------------------------------------------

    def _cell_table(self, index: int) -> int:
        end = index
        while end < len(self._blocks) and _is_cells(self._blocks[end]):
            end += 1
        if end - index < _FEWEST_CELL_ROWS:
            return 0
        rows: list[PrintedRow] = []
        stated: list[Line] = []
        for block in self._blocks[index:end]:
            row = cell_row(block) if isinstance(block, Grid) else line_row(block)
            texts = row.texts if isinstance(block, Grid) else row.texts[1:]
            if not rows and any(map(states_unit, texts)):
                stated += [Line(text, row.place(cell)) for cell, text in enumerate(texts)]
            else:
                rows.append(PrintedRow(texts, row.place))
        setting = Setting.ORDERED
        return self._take(setting, index, end, rows, stated)

    # --- grids -------------------------------------------------------------------------------

    def _grid_table(self, index: int) -> int:
        block = self._blocks[index]
        if not isinstance(block, Grid):
            return 0
        rows = printed_rows(block)
        width = len(rows[0].texts)
        inside = _lines_inside(rows)
        end = index + 1
        while end < len(self._blocks):
            following = self._blocks[end]
            if isinstance(following, Grid):
                more_rows = printed_rows(following)
                if len(more_rows[0].texts) > width + 1 or _lines_inside(more_rows):
                    break
                rows += more_rows
            elif self._is_row(following, width):
                rows.append(line_row(following))
            elif not self._is_page_number_between(end):
                break
            end += 1
        return self._take(Setting.COLUMNS, index, end, rows, inside)

    def _is_page_number_between(self, index: int) -> bool:
        """Tell if a line is only a page number between two parts of a table."""
        block = self._blocks[index]
        following = self._blocks[index + 1] if index + 1 < len(self._blocks) else None
        return (
            isinstance(block, Line)
            and isinstance(following, Grid)
            and bool(_PAGE_NUMBER.fullmatch(block.text))
        )

    def _is_row(self, block: Block, width: int) -> bool:
        if not isinstance(block, Line) or "\t" not in block.text or block.level is not None:
            return False
        cells = block.text.count("\t") + 1
        stated = unit_of(block.text) or department_of(block.text)
        return abs(cells - width) <= 1 and not stated and not self._titles.is_title(block.text)

    # --- loose lines -------------------------------------------------------------------------

    def _loose_table(self, index: int) -> int:
        block = self._blocks[index]
        if not (isinstance(block, Line) and self._titles.is_title(block.text)):
            return 0
        body = self._after_unit(index + 1)
        if not body:
            return 0
        end = body
        while end < len(self._blocks) and self._continues(end):
            end += 1
        lines = [line for line in self._blocks[body:end] if isinstance(line, Line)]
        if len(lines) <= _HEAD_LINES and isinstance(self._block(end), Grid):
            return 0  # the first row of its head, a cell as wide as the table
        rows = [_loose_row(line) for line in lines if not _PART.match(line.text)]
        stated = [line for line in self._blocks[index:body] if isinstance(line, Line)]
        return self._take(Setting.LOOSE, index, end, rows, stated)

    def _after_unit(self, index: int) -> int:
        """Return the first block of the body, after the line with the unit; 0 without one."""
        for near in range(index, min(index + _UNIT_WITHIN, len(self._blocks) - 1)):
            block = self._blocks[near]
            if not isinstance(block, Line) or self._titles.is_title(block.text):
                return 0
            if unit_of(block.text):
                return near + 1 if isinstance(self._blocks[near + 1], Line) else 0
        return 0

    def _block(self, index: int) -> Block | None:
        return self._blocks[index] if index < len(self._blocks) else None

    def _continues(self, index: int) -> bool:
        block = self._blocks[index]
        if not isinstance(block, Line) or is_note(block.text) or is_label(block.text):
            return False
        if self._is_part(index):
            following = self._blocks[index + 1] if index + 1 < len(self._blocks) else None
            return isinstance(following, Line) and _ends_in_cells(following.text)
        return not (block.text.rstrip().endswith("。") or self._titles.is_title(block.text))


def _is_cells(block: Block) -> bool:
    """Tell if a block is a row with one cell a line, each after a tab."""
    if isinstance(block, Grid):
        return len(block.rows[0]) <= 2 and not any(row[0] for row in block.rows)
    return block.text.startswith("\t") and block.text.count("\t") == 1


def _lines_inside(rows: list[PrintedRow]) -> list[Line]:
    """Remove title, department and unit from the first rows of a grid, and return them."""
    inside: list[Line] = []
    while len(rows) > 1:
        filled = [(index, text) for index, text in enumerate(rows[0].texts) if text]
        stated = [text for _, text in filled if states_unit(text)]
        alone = len(filled) == 1 and "表" in filled[0][1] and len(rows[0].texts) > 1
        if not stated and not alone:
            break
        inside += [Line(text, rows[0].place(index)) for index, text in filled]
        del rows[0]
    return inside


def _ends_in_cells(text: str) -> bool:
    """Tell if a line ends like a row: in a number, or in blanks for empty cells."""
    last = text.split()[-1] if text.split() else ""
    return text.endswith("  ") or ("." in last and number(last) is not None)


def _loose_row(line: Line) -> PrintedRow:
    return PrintedRow((line.text,), lambda _: line.place)
