"""Settling drafted rows in exact 元, so that every printed cell is met after rounding.

Tests: tests/reconstruct/test_ledger_of_package.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from yugong.budget.dimension import Measure, Source, Year
from yugong.figures.posting import Posting
from yugong.figures.selection import Selection
from yugong.quick_dataclass import dataclass
from yugong.reconstruct.printed import PrintedBook, PrintedCell, fen_to_yuan, quantity, wan_to_fen
from yugong.reconstruct.residue import Sum, settle, shortfall

_EXPENDITURE_MEASURES = frozenset({Measure.EXPENDITURE.value, Measure.YEAR_END.value})


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A printed cell that the ledger does not give, and the sum that it gives, in 元.

    ``beside`` are cells that print the same quantity differently.
    """

    cell: PrintedCell
    given: Decimal
    others: tuple[PrintedCell, ...]


@dataclass(frozen=True, slots=True)
class ExactSum:
    """Postings whose sum is known to the 分, such as a project's funds in its form."""

    positions: tuple[int, ...]
    amount: Decimal


@dataclass(frozen=True, slots=True)
class _Target:
    """The sums that postings must meet, with the cell of each; an exact sum has no cell."""

    sums: list[Sum]
    cells: list[PrintedCell | None]
    hopeless: list[PrintedCell]
    start: list[int]


def shortfall_of(book: PrintedBook, postings: Sequence[Posting], exact: Sequence[ExactSum]) -> int:
    """Return by how much, in 分, the postings fail to give the print; 0 if they can."""
    target = _target(book, postings, exact)
    beyond = sum(cell.low for cell in target.hopeless)
    return beyond + shortfall(target.start, target.sums)


_MOST_TRIES = 64
"""Trials of groups of exact sums; what is not tried by then is left out."""


def compatible_sums(
    book: PrintedBook, postings: Sequence[Posting], exact: Sequence[ExactSum]
) -> list[ExactSum]:
    """Return the exact sums with which the postings still give the print, as many as are found.

    Groups are tried whole, and by halves where they fail.
    """
    kept: list[ExactSum] = []
    waiting, tries = [list(exact)], 0
    while waiting and tries < _MOST_TRIES:
        group = waiting.pop()
        tries += 1
        if not shortfall_of(book, postings, [*kept, *group]):
            kept += group
        elif len(group) > 1:
            middle = len(group) // 2
            waiting += [group[middle:], group[:middle]]
    return kept


def settle_postings(
    book: PrintedBook, postings: Sequence[Posting], exact: Sequence[ExactSum]
) -> tuple[list[Posting], list[Contradiction]]:
    """Return the postings with amounts in exact 元, and the printed cells that fail."""
    target = _target(book, postings, exact)
    settled = settle(target.start, target.sums)
    amounts = [fen_to_yuan(fen) for fen in settled.amounts]
    done = [
        posting._replace(amount=amount) for posting, amount in zip(postings, amounts, strict=True)
    ]
    lost = [
        cell for cell in (target.cells[number] for number in settled.given_up) if cell is not None
    ]
    return done, [_contradiction(cell, book, done) for cell in (*target.hopeless, *lost)]


def _target(book: PrintedBook, postings: Sequence[Posting], exact: Sequence[ExactSum]) -> _Target:
    target = _Target([], [], [], [int(posting.amount * 100) for posting in postings])
    for cell in book.cells:
        if Measure.INCOME_CODE.value in (cell.selection.measures or ()):
            continue
        members = _members(cell.selection, postings)
        if cell.amount < 0 or (not members and cell.low > 0):
            target.hopeless.append(cell)
        elif members:
            target.sums.append(Sum(members, cell.low, cell.high))
            target.cells.append(cell)
    for known in exact:
        fen = int(known.amount * 100)
        target.sums.append(Sum(known.positions, fen, fen))
        target.cells.append(None)
    return target


def _members(selection: Selection, postings: Sequence[Posting]) -> tuple[int, ...]:
    return tuple(posting.line for posting in selection.of(postings))


def _contradiction(
    cell: PrintedCell, book: PrintedBook, postings: Sequence[Posting]
) -> Contradiction:
    members = _members(cell.selection, postings)
    given = sum((postings[index].amount for index in members), Decimal(0))
    asked = quantity(cell.selection)
    others = tuple(
        other
        for other in book.cells
        if other is not cell
        and other.amount != cell.amount
        and (
            quantity(other.selection) == asked
            or (members and _members(other.selection, postings) == members)
        )
    )
    return Contradiction(cell, given, others)


def income_postings(
    book: PrintedBook, postings: Sequence[Posting], source: Source
) -> tuple[list[tuple[str, Decimal]], list[Contradiction]]:
    """Return a source's current income by 收入科目, in 元; its sum is what is spent and kept."""
    base: dict[str, str | list[str]] = {
        "量": Measure.INCOME_CODE.value,
        "来源": source.value,
        "年份": Year.CURRENT.value,
    }
    codes = sorted(book.by_code("收入科目", base).items())
    codes = [(code, amount) for code, amount in codes if amount > 0]
    if not codes:
        return [], []
    total = sum(
        posting.amount
        for posting in postings
        if posting.measure in _EXPENDITURE_MEASURES
        and (posting.source, posting.year) == (source.value, Year.CURRENT.value)
    )
    blank = postings[0] if postings else None
    if blank is None:
        return [], []
    rows = [
        blank._replace(
            measure=Measure.INCOME_CODE.value,
            income_code=code,
            source=source.value,
            year=Year.CURRENT.value,
            amount=amount,
            line=number,
        )
        for number, (code, amount) in enumerate(codes)
    ]
    cells = [
        cell
        for cell in book.cells
        if Measure.INCOME_CODE.value in (cell.selection.measures or ())
        and _members(cell.selection, rows)
    ]
    whole = int(total * 100)
    sums = [Sum(tuple(range(len(rows))), whole, whole)]
    sums += [Sum(_members(cell.selection, rows), cell.low, cell.high) for cell in cells]
    settled = settle([wan_to_fen(row.amount) for row in rows], sums)
    done = [
        row._replace(amount=fen_to_yuan(fen))
        for row, fen in zip(rows, settled.amounts, strict=True)
    ]
    wrong = [cells[number - 1] for number in settled.given_up if number]
    if 0 in settled.given_up:
        wrong = wrong or cells[:1]
    return (
        [(row.income_code, row.amount) for row in done],
        [_contradiction(cell, PrintedBook(cells), done) for cell in wrong],
    )
