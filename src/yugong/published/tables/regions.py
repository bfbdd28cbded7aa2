"""Where the tables of a document are: grids, cells one below the other, and loose lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from yugong.published.model.blocks import Block, Grid, Line
from yugong.published.model.printed_text import number
from yugong.published.tables.printed_table import (
    PrintedRow,
    PrintedTable,
    Setting,
    cell_row,
    grid_rows,
    line_row,
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

_ABOVE = 8
"""How many lines above a table may belong to it."""

_PAGE_NUMBER = re.compile(r"\s*(?:第\s*)?[-—–·\s]*\d{0,4}[-—–·\s]*(?:页(?:\s*共\s*\d+\s*页)?)?\s*")
_PART = re.compile(r"\s*第[一二三四五六七八九十]+部分")
_FEWEST_CELL_ROWS = 2
_HEAD_LINES = 2
"""So many lines over a grid may be its head; a table in loose lines has more."""

_UNIT_WITHIN = 5


@dataclass(slots=True)
class Regions:
    """The tables in reading order, each with the blocks it takes, and all other blocks."""

    tables: list[tuple[PrintedTable, frozenset[int]]] = field(default_factory=list)
    blocks: Sequence[Block] = ()

    def outside(self, taken: frozenset[int]) -> tuple[Block, ...]:
        """The blocks but those taken, by their numbers."""
        return tuple(block for at, block in enumerate(self.blocks) if at not in taken)


def find_regions(blocks: Sequence[Block], titles: Titles) -> Regions:
    """Every table of a document, whatever it is about."""
    return _Finder(blocks, titles).found()


class _Finder:
    def __init__(self, blocks: Sequence[Block], titles: Titles) -> None:
        self._blocks = blocks
        self._titles = titles
        self._regions = Regions(blocks=blocks)
        self._above: list[Line] = []

    def found(self) -> Regions:
        at = 0
        while at < len(self._blocks):
            at = self._cells(at) or self._grid(at) or self._loose(at) or self._line(at)
        return self._regions

    def _line(self, at: int) -> int:
        block = self._blocks[at]
        if isinstance(block, Line):
            self._above.append(block)
        return at + 1

    def _take(
        self, setting: Setting, start: int, end: int, rows: list[PrintedRow], more: list[Line]
    ) -> int:
        """Enter a table of the blocks from start to end, and go on after its notes."""
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
            at = next(at for at, text in enumerate(last.texts) if text)
            notes.insert(0, Line(last.texts[at], last.place(at)))
        above = (*self._above[-_ABOVE:], *more)
        if rows:
            table = PrintedTable(
                setting, above, tuple(widened(rows)), tuple(notes), rows[0].place(0)
            )
            own = (at for at in range(start, after) if not self._is_part(at))
            self._regions.tables.append((table, frozenset(own)))
        self._above = []
        return after

    def _is_part(self, at: int) -> bool:
        """Whether a block is the heading of a part, which a page break put among the rows."""
        block = self._blocks[at]
        return isinstance(block, Line) and bool(_PART.match(block.text))

    # --- cells one below the other -----------------------------------------------------------

    def _cells(self, at: int) -> int:
        end = at
        while end < len(self._blocks) and _is_cells(self._blocks[end]):
            end += 1
        if end - at < _FEWEST_CELL_ROWS:
            return 0
        rows: list[PrintedRow] = []
        said: list[Line] = []
        for block in self._blocks[at:end]:
            row = cell_row(block) if isinstance(block, Grid) else line_row(block)
            texts = row.texts if isinstance(block, Grid) else row.texts[1:]
            if not rows and any(map(states_unit, texts)):
                said += [Line(text, row.place(cell)) for cell, text in enumerate(texts)]
            else:
                rows.append(PrintedRow(texts, row.place))
        setting = Setting.ORDERED
        return self._take(setting, at, end, rows, said)

    # --- grids -------------------------------------------------------------------------------

    def _grid(self, at: int) -> int:
        block = self._blocks[at]
        if not isinstance(block, Grid):
            return 0
        rows = grid_rows(block)
        width = len(rows[0].texts)
        inside = _lines_inside(rows)
        end = at + 1
        while end < len(self._blocks):
            following = self._blocks[end]
            if isinstance(following, Grid):
                own = grid_rows(following)
                if len(own[0].texts) > width + 1 or _lines_inside(own):
                    break
                rows += own
            elif self._is_row(following, width):
                rows.append(line_row(following))
            elif not self._between(end):
                break
            end += 1
        return self._take(Setting.COLUMNS, at, end, rows, inside)

    def _between(self, at: int) -> bool:
        """Whether a line is only a page's number between two parts of a table."""
        block = self._blocks[at]
        following = self._blocks[at + 1] if at + 1 < len(self._blocks) else None
        return (
            isinstance(block, Line)
            and isinstance(following, Grid)
            and bool(_PAGE_NUMBER.fullmatch(block.text))
        )

    def _is_row(self, block: Block, width: int) -> bool:
        if not isinstance(block, Line) or "\t" not in block.text or block.level is not None:
            return False
        cells = block.text.count("\t") + 1
        said = unit_of(block.text) or department_of(block.text)
        return abs(cells - width) <= 1 and not said and not self._titles.is_title(block.text)

    # --- loose lines -------------------------------------------------------------------------

    def _loose(self, at: int) -> int:
        block = self._blocks[at]
        if not (isinstance(block, Line) and self._titles.is_title(block.text)):
            return 0
        body = self._after_unit(at + 1)
        if not body:
            return 0
        end = body
        while end < len(self._blocks) and self._goes_on(end):
            end += 1
        lines = [one for one in self._blocks[body:end] if isinstance(one, Line)]
        if len(lines) <= _HEAD_LINES and isinstance(self._at(end), Grid):
            return 0  # the first row of its head, a cell as wide as the table
        rows = [_loose_row(one) for one in lines if not _PART.match(one.text)]
        said = [one for one in self._blocks[at:body] if isinstance(one, Line)]
        return self._take(Setting.LOOSE, at, end, rows, said)

    def _after_unit(self, at: int) -> int:
        """Where the body begins: after the line that states the unit; 0 where none does."""
        for near in range(at, min(at + _UNIT_WITHIN, len(self._blocks) - 1)):
            block = self._blocks[near]
            if not isinstance(block, Line) or self._titles.is_title(block.text):
                return 0
            if unit_of(block.text):
                return near + 1 if isinstance(self._blocks[near + 1], Line) else 0
        return 0

    def _at(self, at: int) -> Block | None:
        return self._blocks[at] if at < len(self._blocks) else None

    def _goes_on(self, at: int) -> bool:
        block = self._blocks[at]
        if not isinstance(block, Line) or is_note(block.text) or is_label(block.text):
            return False
        if self._is_part(at):
            following = self._blocks[at + 1] if at + 1 < len(self._blocks) else None
            return isinstance(following, Line) and _ends_in_cells(following.text)
        return not (block.text.rstrip().endswith("。") or self._titles.is_title(block.text))


def _is_cells(block: Block) -> bool:
    """Whether a block is a row whose cells stand one below the other, each behind a tab."""
    if isinstance(block, Grid):
        return len(block.rows[0]) <= 2 and not any(row[0] for row in block.rows)
    return block.text.startswith("\t") and block.text.count("\t") == 1


def _lines_inside(rows: list[PrintedRow]) -> list[Line]:
    """Title, department and unit that stand in the first rows of a grid; they are taken out."""
    inside: list[Line] = []
    while len(rows) > 1:
        filled = [(at, text) for at, text in enumerate(rows[0].texts) if text]
        said = [text for _, text in filled if states_unit(text)]
        alone = len(filled) == 1 and "表" in filled[0][1] and len(rows[0].texts) > 1
        if not said and not alone:
            break
        inside += [Line(text, rows[0].place(at)) for at, text in filled]
        del rows[0]
    return inside


def _ends_in_cells(text: str) -> bool:
    """Whether a line ends as a row does: in a number, or in blanks for cells without one."""
    last = text.split()[-1] if text.split() else ""
    return text.endswith("  ") or ("." in last and number(last) is not None)


def _loose_row(line: Line) -> PrintedRow:
    return PrintedRow((line.text,), lambda _: line.place)
