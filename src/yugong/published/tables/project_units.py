"""Units told from their projects in one list, by what adds up to what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yugong.budget.money import ZERO, residue_tolerance

_Rows = Sequence[tuple[str, Decimal | None]]

_MOST_STEPS = 20_000
"""So many groups are tried; a list that needs more is no list of units."""


@dataclass(frozen=True, slots=True)
class ListedNames:
    """Plain names that the rest of a document says are units, and those that are projects."""

    units: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset()


_NOTHING_KNOWN = ListedNames()


def units_by_sums(rows: _Rows, names: ListedNames = _NOTHING_KNOWN) -> frozenset[str]:
    """The names that stand over the rows below them, each the sum of those up to the next.

    The first row is the whole; the units must make it up without a rest, else nothing is said.
    A name that is listed again, under another unit, is a project, as are those whose forms are
    there.  What the names tell is followed where the sums allow it.
    """
    if len(rows) < 3:
        return frozenset()
    counted = Counter(name for name, _ in rows[1:])
    again = {name for name, times in counted.items() if times > 1}
    projects = names.projects | again
    known = ListedNames(names.units - projects, projects)
    return _Search(rows, known).found() or _Search(rows, _NOTHING_KNOWN).found()


class _Search:
    """Divides a list into units: the shortest group first, another where that leads nowhere."""

    def __init__(self, rows: _Rows, known: ListedNames) -> None:
        self._rows = rows
        self._known = known

    def found(self) -> frozenset[str]:
        whole = self._rows[0][1]
        if whole is None and not self._known.projects:
            return frozenset()
        # A place that was reached with the same total before led nowhere.
        seen: set[tuple[int, Decimal]] = set()
        open_groups: list[tuple[int, Decimal, tuple[int, ...]]] = [(1, ZERO, ())]
        for _ in range(_MOST_STEPS):
            if not open_groups:
                break
            at, total, heads = open_groups.pop()
            if at == len(self._rows):
                if abs(total - (whole or ZERO)) <= residue_tolerance(len(heads)):
                    return frozenset(self._rows[head][0] for head in heads)
                continue
            if (at, total) in seen:
                continue
            seen.add((at, total))
            total += self._rows[at][1] or ZERO
            ends = [(end, total, (*heads, at)) for end in self._ends(at)]
            open_groups.extend(reversed(ends))
        return frozenset()

    def _ends(self, head: int) -> Iterator[int]:
        """The rows after the last that may be part of a unit; none where this is no unit."""
        name, amount = self._rows[head]
        if name in self._known.projects:
            return
        total = ZERO
        for at in range(head + 1, len(self._rows)):
            other, part = self._rows[at]
            if other in self._known.units:
                return
            # Where nothing is to add up, only names tell.
            if not amount and other not in self._known.projects:
                return
            total += part or ZERO
            if abs(total - (amount or ZERO)) <= residue_tolerance(at - head):
                yield at + 1
