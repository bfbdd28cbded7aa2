"""Where a fact comes from: a selection of postings, a sum of other facts, or neither."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from yugong.budget.dimension import GROUPS, Measure
from yugong.figures.definitions import fact_definitions
from yugong.figures.drivers import selections_of
from yugong.figures.posting import DIMENSIONS, Posting
from yugong.figures.selection import Selection
from yugong.findings import Place
from yugong.reading.located_yaml import Location

DIMENSION_NAMES = {position: name for name, position in DIMENSIONS.items()}
"""The Chinese name of each position in a posting that classifies it."""


@dataclass(frozen=True, slots=True)
class FactSource:
    """What a fact sums: the postings of ``selection``, or the facts ``parts`` if there are any."""

    selection: Selection
    parts: tuple[str, ...] = ()


def fact_source(fact_id: str) -> FactSource | None:
    """What a fact of this id sums; ``None`` for ids that are no sums of postings.

    A fact of a family need not exist this year: its selection then chooses nothing.
    """
    parts = next((one.parts for one in fact_definitions()[0] if one.id == fact_id), ())
    found = selections_of(fact_id)
    if found is None:
        return None
    return FactSource(Selection(), parts) if parts else FactSource(found[0])


_LISTS = {
    Measure.EXPENDITURE.value: "收支明细",
    Measure.YEAR_END.value: "年终结转",
    Measure.INCOME_CODE.value: "收入",
}
"""The list of a budget file that the postings of a measure come from."""


def posting_locations(postings: Iterable[Posting]) -> tuple[Location, ...]:
    """Where each posting's entry stands in its budget file, for all postings of a budget."""
    seen: Counter[str] = Counter()
    locations: list[Location] = []
    for posting in postings:
        heading = _LISTS[posting.measure]
        locations.append((heading, seen[heading]))
        seen[heading] += 1
    return tuple(locations)


def posting_places(
    postings: Iterable[Posting], place: Callable[[Location], Place] | None
) -> tuple[Place, ...]:
    """Where the amount of each posting stands; a place of nothing where that is not known."""
    locations = posting_locations(postings)
    if place is None:
        return (Place(),) * len(locations)
    return tuple(place((*location, "金额")) for location in locations)


def conditions(selection: Selection) -> tuple[tuple[str, str], ...]:
    """A selection in words: (dimension, values), 量 first, groups by their names."""
    measures = selection.measures or frozenset({Measure.EXPENDITURE.value})
    wanted = {"量": measures}
    for position, values in selection.allowed:
        name = DIMENSION_NAMES[position]
        wanted[name] = wanted.get(name, values) & values
    said = [(name, group_name(name, values)) for name, values in wanted.items()]
    said += [
        (DIMENSION_NAMES[position], "、".join(codes)) for position, codes in selection.prefixes
    ]
    return tuple(dict.fromkeys(said))


def group_name(dimension: str, values: frozenset[str]) -> str:
    """The name of the group these values are, or the values one by one."""
    for name, members in GROUPS.get(dimension, {}).items():
        if members == values:
            return name
    return "、".join(sorted(values))
