"""A ledger between two batches of adjustments: what it says, and where each part was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from yugong.budget.adjustment import LISTS
from yugong.findings import Place
from yugong.reading.located_yaml import Locate, Location

Written = tuple[Locate, Location]
"""A file, as what locates in it, and a place in that file."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row was written; ``changed`` are its fields that a later batch wrote anew."""

    written: Written
    changed: Mapping[str, Written] = field(default_factory=dict)

    def place(self, rest: Location = ()) -> Place:
        """The place of something inside the row."""
        step = rest[0] if rest else None
        if isinstance(step, str) and step in self.changed:
            locate, location = self.changed[step]
            return locate((*location, *rest[1:]))
        locate, location = self.written
        return locate((*location, *rest))

    def with_changed(self, names: Sequence[str], by: Written) -> Origin:
        """The same row after a batch wrote some of its fields."""
        locate, location = by
        anew = {name: (locate, (*location, name)) for name in names}
        return replace(self, changed={**self.changed, **anew})


@dataclass(frozen=True, slots=True)
class LedgerState:
    """The plain value of a ledger, and the files that say it.

    ``origins`` has an entry for each row of each list that may be adjusted, ``written`` for what
    else a batch has written; everything else stands where ``base`` locates it.
    """

    value: dict[str, Any]
    base: Locate
    origins: Mapping[str, tuple[Origin, ...]]
    written: Mapping[Location, Written] = field(default_factory=dict)

    def place(self, location: Location) -> Place:
        """Where a value of the adjusted ledger was written: in the ledger or in a batch."""
        if len(location) > 1:
            name, number = location[0], location[1]
            rows = self.origins.get(str(name), ())
            if isinstance(number, int) and number < len(rows):
                return rows[number].place(location[2:])
        for length in range(len(location), 0, -1):
            if location[:length] in self.written:
                locate, start = self.written[location[:length]]
                return locate((*start, *location[length:]))
        return self.base(location)


def standing_of(value: dict[str, Any], place: Locate) -> LedgerState:
    """A ledger that no batch has touched yet."""
    origins = {
        one.name: tuple(
            Origin((place, (one.name, at))) for at in range(len(value.get(one.name) or ()))
        )
        for one in LISTS
    }
    return LedgerState(value, place, origins)
