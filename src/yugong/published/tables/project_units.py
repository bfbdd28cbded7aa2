"""Telling units from their projects in one list, by the sums of their amounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from yugong.budget.money import ZERO, residue_tolerance
from yugong.quick_dataclass import dataclass

_Rows = Sequence[tuple[str, Decimal | None]]

_MOST_STEPS = 20_000
"""The most groups that are tried; a list that needs more is no list of units."""


@dataclass(frozen=True, slots=True)
class ListedNames:
    """Plain names known from other parts of a document: of units, and of projects."""

    units: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset()


_NOTHING_KNOWN = ListedNames()


def units_by_sums(rows: _Rows, names: ListedNames = _NOTHING_KNOWN) -> frozenset[str]:
    """Return the names that are units: each is the sum of the rows below it, up to the next.

    The first row is the total; the units must add up to it, else the result is empty.  A name
    that occurs again under another unit is a project, and so is one with a performance form.
    Known names are respected where the sums allow it.
    """
    if len(rows) < 3:
        return frozenset()
    counted = Counter(name for name, _ in rows[1:])
    again = {name for name, times in counted.items() if times > 1}
    projects = names.projects | again
    known = ListedNames(names.units - projects, projects)
    return _Search(rows, known).units() or _Search(rows, _NOTHING_KNOWN).units()


class _Search:
    """A search for the division of a list into units, shortest groups first, with backtracking."""

    def __init__(self, rows: _Rows, known: ListedNames) -> None:
        self._rows = rows
        self._known = known

    def units(self) -> frozenset[str]:
        whole = self._rows[0][1]
        if whole is None and not self._known.projects:
            return frozenset()
        # A row that was reached with the same total before failed already.
        seen: set[tuple[int, Decimal]] = set()
        open_groups: list[tuple[int, Decimal, tuple[int, ...]]] = [(1, ZERO, ())]
        for _ in range(_MOST_STEPS):
            if not open_groups:
                break
            index, total, heads = open_groups.pop()
            if index == len(self._rows):
                if abs(total - (whole or ZERO)) <= residue_tolerance(len(heads)):
                    return frozenset(self._rows[head][0] for head in heads)
                continue
            if (index, total) in seen:
                continue
            seen.add((index, total))
            total += self._rows[index][1] or ZERO
            ends = [(end, total, (*heads, index)) for end in self._ends(index)]
            open_groups.extend(reversed(ends))
        return frozenset()

    def _ends(self, head: int) -> Iterator[int]:
        """Yield the possible ends of the unit at ``head``; none if the row is no unit."""
        name, amount = self._rows[head]
        if name in self._known.projects:
            return
        total = ZERO
        for index in range(head + 1, len(self._rows)):
            other, part = self._rows[index]
            if other in self._known.units:
                return
            # Without amounts, only names decide.
            if not amount and other not in self._known.projects:
                return
            total += part or ZERO
            if abs(total - (amount or ZERO)) <= residue_tolerance(index - head):
                yield index + 1
