"""Finding the one row of a list that an adjustment means, or saying why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest
from typing import Any

from yugong.budget.adjustment import ROW_FIELDS, AdjustableList
from yugong.budget.budget import Budget
from yugong.budget.entry import Entry
from yugong.budget.project import project_keys
from yugong.budget.standing import Origin
from yugong.budget.trail import row_text
from yugong.findings import Finding, Kind, Place

_MOST_NAMED = 3
"""Candidates that a finding names."""


class RowSearch:
    """The rows of one list as they stand before a batch.

    Rows are compared by what they mean: a source or year that was left out is the usual one, a
    project may be called by its name or its code, and the only unit need not be named.
    """

    def __init__(self, one: AdjustableList, budget: Budget, origins: tuple[Origin, ...]) -> None:
        self.rows: tuple[Entry, ...] = getattr(budget, ROW_FIELDS[one.name])
        self._list = one
        self._origins = origins
        self._projects = project_keys(budget.projects)
        units = budget.department.units
        self._unit = units[0].name if len(units) == 1 else None
        self._index: dict[str, dict[Any, list[int]]] = {}

    def find(self, named: Entry, place: Place) -> tuple[int | None, Finding | None]:
        """The number from 0 of the only row with the named fields, or what is wrong with them."""
        wanted = {name: self._meaning(named, name) for name in named.model_fields_set}
        position = wanted.pop("position", None)
        if position is None and not wanted:
            return None, Finding(
                Kind.REQUIRED_FIELD_MISSING, place, expected="写明能确定是哪一行的字段"
            )
        within = range(len(self.rows))
        if position is not None:
            within = within[position - 1 : position]
        fitting = self._fitting(wanted, within)
        if len(fitting) == 1:
            return fitting[0], None
        if fitting:
            count = f"{len(fitting)} 行符合"
            return None, Finding(
                Kind.ROW_TO_ADJUST_AMBIGUOUS, place, count, f"其中一行：{self._named(fitting)}"
            )
        amount = wanted.pop("amount", None)
        if amount is not None:
            others = self._fitting(wanted, within)
            if others and (wanted or position is not None):
                return None, Finding(
                    Kind.AMOUNT_BEFORE_DIFFERS, place, f"{amount:f} 元", self._named(others)
                )
        near = self._nearest(wanted)
        expected = f"相近的有：{self._named(near)}" if near else f"“{self._list.name}”里有的一行"
        found = row_text(named, [name for name in self._fields() if name in wanted])
        parts = (
            "" if position is None else f"第 {position} 行",
            found,
            "" if amount is None else f"{amount:f} 元",
        )
        return None, Finding(
            Kind.ROW_TO_ADJUST_NOT_FOUND, place, " ".join(filter(None, parts)), expected
        )

    def same(self, row: Entry) -> int | None:
        """The number of a row that agrees in everything, a note apart."""
        names = [name for name in self._list.model.model_fields if name != "note"]
        wanted = {name: self._meaning(row, name) for name in names}
        return next(iter(self._fitting(wanted, range(len(self.rows)))), None)

    def describe(self, at: int) -> str:
        """A row, its amount in 元, and where it stands."""
        row = self.rows[at]
        amount = getattr(row, "amount", None)
        text = row_text(row, self._list.shown)
        shown = f"{text} {amount:f} 元" if amount is not None else text
        return f"{shown}（{self._origins[at].place().brief}）"

    def _fields(self) -> Iterable[str]:
        shown = self._list.shown
        return (*shown, *(name for name in self._list.model.model_fields if name not in shown))

    def _meaning(self, entry: Entry, name: str) -> Any:
        value = getattr(entry, name)
        if name == "project" and value:
            return self._projects.get(value, value)
        if name == "unit":
            return value or self._unit
        return None if value == "" else value

    def _fitting(self, wanted: dict[str, Any], within: range) -> list[int]:
        """The rows that agree in all the named fields; the rarest of them is looked at first."""
        if not wanted:
            return list(within)
        rarest = min(
            (self._contents(name).get(value, []) for name, value in wanted.items()), key=len
        )
        return [at for at in rarest if at in within and self._agreeing(at, wanted) == len(wanted)]

    def _contents(self, name: str) -> dict[Any, list[int]]:
        """What a field holds anywhere, and in which rows."""
        if name not in self._index:
            index = self._index[name] = {}
            for at, row in enumerate(self.rows):
                index.setdefault(self._meaning(row, name), []).append(at)
        return self._index[name]

    def _agreeing(self, at: int, wanted: dict[str, Any]) -> int:
        row = self.rows[at]
        return sum(self._meaning(row, name) == value for name, value in wanted.items())

    def _named(self, rows: list[int]) -> str:
        more = f"；共 {len(rows)} 行" if len(rows) > _MOST_NAMED else ""
        return "；".join(self.describe(at) for at in rows[:_MOST_NAMED]) + more

    def _nearest(self, wanted: dict[str, Any]) -> list[int]:
        """Rows that agree in most of the named fields, and in the others come nearest."""
        agreeing, like = [0] * len(self.rows), [0.0] * len(self.rows)
        for name, value in wanted.items():
            for content, rows in self._contents(name).items():
                likeness = _likeness(str(content), str(value))
                for at in rows:
                    agreeing[at] += content == value
                    like[at] += likeness
        enough = 60.0 * max(len(wanted), 1)
        near = nsmallest(_MOST_NAMED, range(len(self.rows)), lambda at: (-agreeing[at], -like[at]))
        return [at for at in near if agreeing[at] or like[at] >= enough]


def _likeness(text: str, other: str) -> float:
    from rapidfuzz import fuzz  # only faults need it: kept off the start-up path

    return max(fuzz.ratio(text, other), fuzz.partial_ratio(text, other))
