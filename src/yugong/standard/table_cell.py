"""A table's cell by its address: ``表3!2010303!项目支出``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from yugong.budget.money import ZERO
from yugong.figures.selection import Selection
from yugong.findings import Finding, Kind, Place
from yugong.findings.similarity import most_similar
from yugong.quick_dataclass import dataclass
from yugong.standard.table import Column
from yugong.standard.two_years import TwoYearTable

SEPARATOR = "!"
_TABLE_WORDS = ("表.", "表")


@dataclass(frozen=True, slots=True)
class AddressedCell:
    """An amount cell: its table over two years, its row and column, and its selection."""

    paper: TwoYearTable
    row: int
    key: str
    column: Column
    selection: Selection

    @property
    def address(self) -> str:
        """The address of the cell: table number, row key, column name."""
        return SEPARATOR.join((f"表{self.paper.now.number}", self.key, self.column.name))

    @property
    def text(self) -> str:
        """The cell as published; empty where the table leaves it blank."""
        return self.paper.now.rows[self.row].cells[self.column.name].text

    @property
    def amount(self) -> Decimal:
        """This year's amount in 元."""
        return self.paper.now.rows[self.row].cells[self.column.name].amount or ZERO


def table_cells(papers: Iterable[TwoYearTable]) -> Iterable[AddressedCell]:
    """Yield every amount cell of the tables."""
    for paper in papers:
        columns = {column.name: column for column in paper.now.columns}
        for block, names in enumerate(paper.blocks):
            for index, selections in enumerate(paper.selections):
                for name in names:
                    if name in selections:
                        key = paper.keys[index][block]
                        yield AddressedCell(paper, index, key, columns[name], selections[name])


def find_cell(papers: Sequence[TwoYearTable], address: str) -> AddressedCell | Finding:
    """Return the cell of an address, or a finding (D042, D043) with the most similar names.

    A table is named by its number, name, or printed number; a row by its key, code or printed
    name; a column by its name or head.
    """
    table, _, row_and_column = address.replace("！", SEPARATOR).partition(SEPARATOR)
    row, _, column = row_and_column.rpartition(SEPARATOR)
    paper = _table(papers, table.strip())
    if isinstance(paper, Finding):
        return paper
    known_column = _column(paper, column.strip())
    if isinstance(known_column, Finding):
        return known_column
    return _row(paper, known_column, row.strip())


def _table(papers: Sequence[TwoYearTable], name: str) -> TwoYearTable | Finding:
    bare = next((name.removeprefix(word) for word in _TABLE_WORDS if name.startswith(word)), name)
    for paper in papers:
        table = paper.now
        if bare in (table.number, table.name) or name in (table.name, table.label, table.title):
            return paper
    known = [text for paper in papers for text in (paper.now.name, f"表{paper.now.number}")]
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


def _row(paper: TwoYearTable, column: Column, name: str) -> AddressedCell | Finding:
    block = next(index for index, names in enumerate(paper.blocks) if column.name in names)
    texts = [
        text_column.name
        for text_column in paper.now.columns
        if text_column.kind == "文字" and text_column.name in paper.blocks[block]
    ]
    known: dict[str, None] = {}
    named: list[int] = []
    for index, row in enumerate(paper.now.rows):
        key = paper.keys[index][block]
        if not key:
            continue
        if key == name:
            named = [index]
            break
        printed = [row.cells[text].text for text in texts]
        known.update(dict.fromkeys([key, *filter(None, printed)]))
        if name in printed or name == " ".join(printed):
            named.append(index)
    if not named:
        return _unknown(name, known, list(known)[:_SHOWN])
    keys = [paper.keys[index][block] for index in named]
    if len(named) > 1:
        return Finding(Kind.CELL_AMBIGUOUS, Place(), name, "、".join(keys))
    selection = paper.selections[named[0]][column.name]
    return AddressedCell(paper, named[0], keys[0], column, selection)


_SHOWN = 12
"""The number of known names that a finding lists if none is similar."""


def _unknown(name: str, known: Iterable[str], listed: Sequence[str]) -> Finding:
    """Return D042 with the most similar known name, else with the listed ones."""
    near = most_similar(name, known)
    return Finding(
        Kind.UNKNOWN_CELL, Place(), name, f"是否为“{near}”？" if near else "、".join(listed)
    )
