"""The origin of a fact: a selection of postings, a sum of other facts, or neither.

Tests: tests/tracing/test_number.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from yugong.budget.dimension import GROUPS, Measure
from yugong.figures.definitions import Scopes, fact_definitions
from yugong.figures.drivers import selections_of
from yugong.figures.posting import DIMENSION_NAMES, Posting
from yugong.figures.selection import Selection
from yugong.findings import Place
from yugong.quick_dataclass import dataclass
from yugong.reading.located_yaml import Locate, Location


@dataclass(frozen=True, slots=True)
class FactSource:
    """The origin of a fact: the postings of ``selection``, or the facts ``parts`` if any."""

    selection: Selection
    parts: tuple[str, ...] = ()


def fact_source(fact_id: str, scopes: Scopes = ()) -> FactSource | None:
    """Return the origin of a fact; ``None`` for ids that are no sums of postings.

    A fact of a family need not exist this year: its selection then chooses nothing.
    """
    parts = next(
        (
            definition.parts
            for definition in fact_definitions(scopes)[0]
            if definition.id == fact_id
        ),
        (),
    )
    selections = selections_of(fact_id, scopes)
    if selections is None:
        return None
    return FactSource(Selection(), parts) if parts else FactSource(selections[0])


_LISTS = {
    Measure.EXPENDITURE.value: "收支明细",
    Measure.YEAR_END.value: "年终结转",
    Measure.INCOME_CODE.value: "收入",
}
"""The list of a budget file that the postings of a measure come from."""


def posting_locations(postings: Iterable[Posting]) -> tuple[Location, ...]:
    """Return the location of each posting's entry in its budget file, for all of a budget."""
    seen: Counter[str] = Counter()
    locations: list[Location] = []
    for posting in postings:
        heading = _LISTS[posting.measure]
        locations.append((heading, seen[heading]))
        seen[heading] += 1
    return tuple(locations)


def posting_places(postings: Iterable[Posting], place: Locate | None) -> tuple[Place, ...]:
    """Return the place of each posting's amount; an empty place if it is unknown."""
    locations = posting_locations(postings)
    if place is None:
        return (Place(),) * len(locations)
    return tuple(place((*location, "金额")) for location in locations)


@lru_cache(maxsize=4096)
def normalized(selection: Selection) -> Selection:
    """Return the same selection with each dimension once; equivalent selections become equal.

    Only the longest code prefixes stay, and of whole codes those with these prefixes.
    """
    allowed: dict[int, frozenset[str]] = {}
    for position, values in selection.allowed:
        allowed[position] = allowed.get(position, values) & values
    begun: dict[int, tuple[str, ...]] = {}
    for position, codes in selection.prefixes:
        begun[position] = _narrowed(begun.get(position, ("",)), codes)
    for position in allowed.keys() & begun.keys():
        starts = begun.pop(position)
        kept = (code for code in allowed[position] if code.startswith(starts))
        allowed[position] = frozenset(kept)
    return Selection(
        selection.measures or frozenset({Measure.EXPENDITURE.value}),
        tuple(sorted(allowed.items())),
        tuple((position, codes) for position, codes in sorted(begun.items()) if codes != ("",)),
    )


def _narrowed(begun: Iterable[str], codes: Iterable[str]) -> tuple[str, ...]:
    """Return the shortest list of prefixes that meet one of each; none contains another."""
    both = {
        max(start, other, key=len)
        for start, other in product(begun, codes)
        if start.startswith(other) or other.startswith(start)
    }
    least = (code for code in both if not any(code != top and code.startswith(top) for top in both))
    return tuple(sorted(least))


def conditions(selection: Selection) -> tuple[tuple[str, str], ...]:
    """Return a selection in words: (dimension, values), 量 first, groups by their names."""
    plain = normalized(selection)
    named = [("量", group_name("量", plain.measures or frozenset()))]
    for position, values in plain.allowed:
        named.append((DIMENSION_NAMES[position], group_name(DIMENSION_NAMES[position], values)))
    for position, codes in plain.prefixes:
        named.append((DIMENSION_NAMES[position], "、".join(codes)))
    return tuple(named)


def group_name(dimension: str, values: frozenset[str]) -> str:
    """Return the name of the group with these values, or the values one by one."""
    for name, members in GROUPS.get(dimension, {}).items():
        if members == values:
            return name
    return "、".join(sorted(values))
