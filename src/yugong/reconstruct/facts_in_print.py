"""The facts that a published package prints, used as last year's published figures."""

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
    """Return every fact that a cell of the package prints, by id, in 元 as printed.

    A cell prints a fact if it sums the same rows, of the same 支出类别 where the fact has one.
    A fact that follows only from assumed rows is left out, because it was not published.
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
    for definition in singles:
        if definition.parts:
            continue
        lines = _lines(definition.selection.of(postings))
        lines_and_categories = (lines, _categories(definition.selection))
        if lines_and_categories in cells:
            amounts[definition.id] = cells[lines_and_categories] * YUAN_PER_WAN
        elif not lines and quantity(definition.selection) in empty:
            amounts[definition.id] = ZERO
    for definition in singles:
        if definition.parts and all(part in amounts for part in definition.parts):
            amounts[definition.id] = sum((amounts[part] for part in definition.parts), ZERO)
    for family in families:
        for fact, lines_and_categories in _family(family, postings):
            if lines_and_categories in cells:
                amounts[fact] = cells[lines_and_categories] * YUAN_PER_WAN
    return amounts


def _lines(postings: Sequence[Posting]) -> _Lines:
    return frozenset(posting.line for posting in postings)


def _categories(selection: Selection) -> _Categories:
    """Return the 支出类别 that a selection is limited to; ``None`` for any."""
    return dict(quantity(selection)[1]).get(DIMENSIONS["类别"])


def _family(
    family: FactFamily, postings: Sequence[Posting]
) -> Iterator[tuple[str, tuple[_Lines, _Categories]]]:
    base = family.selection.of(postings)
    values = {str(posting[family.position]) for posting in base} - {""}
    keys = sorted(
        {value[:level] for value in values for level in family.levels if len(value) >= level}
        if family.levels
        else values
    )
    for key in keys:
        for part, selection in family.parts:
            chosen = selection.within(list(base))
            members = [
                posting for posting in chosen if _under(str(posting[family.position]), key, family)
            ]
            limits = _categories(family.selection.also(selection))
            yield f"{family.name}.{key}.{part}", (_lines(members), limits)


def _under(value: str, key: str, family: FactFamily) -> bool:
    return value.startswith(key) if family.levels else value == key
