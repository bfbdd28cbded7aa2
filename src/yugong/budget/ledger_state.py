"""The state of a ledger between two batches of adjustments: its values and their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from yugong.budget.adjustment import LISTS
from yugong.findings import Place
from yugong.quick_dataclass import dataclass
from yugong.reading.located_yaml import Locate, Location

Written = tuple[Locate, Location]
"""The function that locates in a file, and a location in that file."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a row; ``changed`` are the fields that a later batch rewrote."""

    written: Written
    changed: Mapping[str, Written] = field(default_factory=dict)

    def place(self, inner: Location = ()) -> Place:
        """Return the place of a value inside the row."""
        step = inner[0] if inner else None
        if isinstance(step, str) and step in self.changed:
            locate, location = self.changed[step]
            return locate((*location, *inner[1:]))
        locate, location = self.written
        return locate((*location, *inner))

    def with_changed(self, names: Sequence[str], by: Written) -> Origin:
        """Return the origin after a batch rewrote some fields of the row."""
        locate, location = by
        anew = {name: (locate, (*location, name)) for name in names}
        return replace(self, changed={**self.changed, **anew})


@dataclass(frozen=True, slots=True)
class LedgerState:
    """The plain value of a ledger, and the files it comes from.

    ``origins`` has an entry for each row of each adjustable list, ``written`` for the other
    values that a batch wrote; ``base`` locates everything else.
    """

    value: dict[str, Any]
    base: Locate
    origins: Mapping[str, tuple[Origin, ...]]
    written: Mapping[Location, Written] = field(default_factory=dict)

    def place(self, location: Location) -> Place:
        """Return the place of a value of the adjusted ledger: in the ledger or in a batch."""
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


def initial_state(value: dict[str, Any], place: Locate) -> LedgerState:
    """Return the state of a ledger that no batch has changed yet."""
    origins = {
        adjustable.name: tuple(
            Origin((place, (adjustable.name, index)))
            for index in range(len(value.get(adjustable.name) or ()))
        )
        for adjustable in LISTS
    }
    return LedgerState(value, place, origins)
