"""The facts that a published package itself prints: last year's figures as they were published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from yugong.budget.money import YUAN_PER_WAN, ZERO
from yugong.figures.definitions import FactFamily, Scopes, fact_definitions
from yugong.figures.posting import DIMENSIONS, Posting
from yugong.figures.selection import Selection
from yugong.reconstruct.ledger_of_package import Reconstruction
from yugong.reconstruct.printed import quantity

_Lines = frozenset[int]
_Categories = frozenset[str] | None


def facts_in_print(made: Reconstruction, scopes: Scopes = ()) -> dict[str, Decimal]:
    """Every fact that some cell of the package prints, by id, in 元 as printed.

    A fact is printed by a cell that sums the same rows, and for the same 支出类别 where the fact
    is of one; what only follows from assumed rows is left out, for nobody published it.
    """
    postings = made.settled
    cells: dict[tuple[_Lines, _Categories], Decimal] = {}
    for cell in made.book.cells:
        lines = _lines(cell.selection.of(postings))
        for category in {_categories(cell.selection), None} if lines else ():
            cells.setdefault((lines, category), cell.amount)
    empty = {quantity(cell.selection) for cell in made.book.cells if not cell.amount}
    amounts: dict[str, Decimal] = {}
    singles, families = fact_definitions(scopes)
    for one in singles:
        if one.parts:
            continue
        lines = _lines(one.selection.of(postings))
        at = (lines, _categories(one.selection))
        if at in cells:
            amounts[one.id] = cells[at] * YUAN_PER_WAN
        elif not lines and quantity(one.selection) in empty:
            amounts[one.id] = ZERO
    for one in (one for one in singles if one.parts):
        if all(part in amounts for part in one.parts):
            amounts[one.id] = sum((amounts[part] for part in one.parts), ZERO)
    for family in families:
        for fact, at in _family(family, postings):
            if at in cells:
                amounts[fact] = cells[at] * YUAN_PER_WAN
    return amounts


def _lines(postings: Sequence[Posting]) -> _Lines:
    return frozenset(one.line for one in postings)


def _categories(selection: Selection) -> _Categories:
    """The 支出类别 a selection is limited to; ``None`` where it takes any."""
    return dict(quantity(selection)[1]).get(DIMENSIONS["类别"])


def _family(
    family: FactFamily, postings: Sequence[Posting]
) -> Iterator[tuple[str, tuple[_Lines, _Categories]]]:
    base = family.selection.of(postings)
    values = {str(one[family.position]) for one in base} - {""}
    keys = sorted(
        {value[:level] for value in values for level in family.levels if len(value) >= level}
        if family.levels
        else values
    )
    for key in keys:
        for part, selection in family.parts:
            chosen = selection.within(list(base))
            own = [one for one in chosen if _under(str(one[family.position]), key, family)]
            limits = _categories(family.selection.also(selection))
            yield f"{family.name}.{key}.{part}", (_lines(own), limits)


def _under(value: str, key: str, family: FactFamily) -> bool:
    return value.startswith(key) if family.levels else value == key
