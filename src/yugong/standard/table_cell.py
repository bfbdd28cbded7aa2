"""A cell of a table found by what people call it: ``表3!2010303!项目支出``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yugong.budget.money import ZERO
from yugong.figures.selection import Selection
from yugong.findings import Finding, Kind, Place
from yugong.findings.similarity import most_similar
from yugong.standard.table import Column
from yugong.standard.two_years import TwoYearTable

SEPARATOR = "!"
_TABLE_WORDS = ("表.", "表")


@dataclass(frozen=True, slots=True)
class TableCell:
    """An amount cell: its table over two years, the row and column, and what it sums."""

    paper: TwoYearTable
    row: int
    key: str
    column: Column
    selection: Selection

    @property
    def address(self) -> str:
        """What the cell is called: table number, row key, column name."""
        return SEPARATOR.join((f"表{self.paper.now.number}", self.key, self.column.name))

    @property
    def text(self) -> str:
        """The cell as published; empty where the table leaves it blank."""
        return self.paper.now.rows[self.row].cells[self.column.name].text

    @property
    def amount(self) -> Decimal:
        """This year's amount in 元."""
        return self.paper.now.rows[self.row].cells[self.column.name].amount or ZERO


def table_cells(papers: Iterable[TwoYearTable]) -> Iterable[TableCell]:
    """Every amount cell of the tables."""
    for paper in papers:
        columns = {column.name: column for column in paper.now.columns}
        for block, names in enumerate(paper.blocks):
            for at, selections in enumerate(paper.selections):
                for name in names:
                    if name in selections:
                        key = paper.keys[at][block]
                        yield TableCell(paper, at, key, columns[name], selections[name])


def find_cell(papers: Sequence[TwoYearTable], address: str) -> TableCell | Finding:
    """The cell an address names, or a finding (D042, D043) that says what comes near.

    The table goes by its number, name, or printed number; the row by its key, code or printed
    name; the column by its name or head.
    """
    table, _, rest = address.replace("！", SEPARATOR).partition(SEPARATOR)
    row, _, column = rest.rpartition(SEPARATOR)
    paper = _table(papers, table.strip())
    if isinstance(paper, Finding):
        return paper
    found = _column(paper, column.strip())
    if isinstance(found, Finding):
        return found
    return _row(paper, found, row.strip())


def _table(papers: Sequence[TwoYearTable], name: str) -> TwoYearTable | Finding:
    bare = next((name.removeprefix(one) for one in _TABLE_WORDS if name.startswith(one)), name)
    for paper in papers:
        table = paper.now
        if bare in (table.number, table.name) or name in (table.name, table.label, table.title):
            return paper
    known = [one for paper in papers for one in (paper.now.name, f"表{paper.now.number}")]
    return _unknown(name, known, known[1::2])


def _column(paper: TwoYearTable, name: str) -> Column | Finding:
    # Tables of procurement and assets are no sums of the ledger: they have no such columns.
    chosen = {name for selections in paper.selections for name in selections}
    amounts = [column for column in paper.now.columns if column.name in chosen]
    for column in amounts:
        if column.name == name:
            return column
    for column in amounts:
        if column.head == name:
            return column
    names = [column.name for column in amounts]
    return _unknown(name, names, names)


def _row(paper: TwoYearTable, column: Column, name: str) -> TableCell | Finding:
    block = next(at for at, names in enumerate(paper.blocks) if column.name in names)
    texts = [
        one.name
        for one in paper.now.columns
        if one.kind == "文字" and one.name in paper.blocks[block]
    ]
    known: dict[str, None] = {}
    named: list[int] = []
    for at, row in enumerate(paper.now.rows):
        key = paper.keys[at][block]
        if not key:
            continue
        if key == name:
            named = [at]
            break
        printed = [row.cells[text].text for text in texts]
        known.update(dict.fromkeys([key, *filter(None, printed)]))
        if name in printed or name == " ".join(printed):
            named.append(at)
    if not named:
        return _unknown(name, known, list(known)[:_SHOWN])
    keys = [paper.keys[at][block] for at in named]
    if len(named) > 1:
        return Finding(Kind.CELL_AMBIGUOUS, Place(), name, "、".join(keys))
    selection = paper.selections[named[0]][column.name]
    return TableCell(paper, named[0], keys[0], column, selection)


_SHOWN = 12
"""How many known names a finding lists where none comes near."""


def _unknown(name: str, known: Iterable[str], shown: Sequence[str]) -> Finding:
    """D042 with the known name that comes nearest, else with those that are to be shown."""
    near = most_similar(name, known)
    return Finding(
        Kind.UNKNOWN_CELL, Place(), name, f"是否为“{near}”？" if near else "、".join(shown)
    )
