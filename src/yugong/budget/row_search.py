"""Search for the one row that an adjustment identifies, or a finding if there is none.

Tests: tests/jobs/test_adjust_faults.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest
from typing import Any

from yugong.budget.adjustment import ROW_FIELDS, AdjustableList
from yugong.budget.budget import Budget
from yugong.budget.entry import Entry
from yugong.budget.ledger_state import Origin
from yugong.budget.project import project_keys
from yugong.budget.trail import row_text
from yugong.findings import Finding, Kind, Place

_MOST_NAMED = 3
"""Candidates that a finding names."""


class RowSearch:
    """The rows of one list before a batch.

    Rows are compared by meaning: an omitted source or year is the usual one, a project may be
    named by its name or its code, and the only unit may be omitted.
    """

    def __init__(
        self, adjustable: AdjustableList, budget: Budget, origins: tuple[Origin, ...]
    ) -> None:
        self.rows: tuple[Entry, ...] = getattr(budget, ROW_FIELDS[adjustable.name])
        self._list = adjustable
        self._origins = origins
        self._projects = project_keys(budget.projects)
        units = budget.department.units
        self._unit = units[0].name if len(units) == 1 else None
        self._index: dict[str, dict[Any, list[int]]] = {}

    def find(self, named: Entry, place: Place) -> tuple[int | None, Finding | None]:
        """Return the number (from 0) of the only row with the named fields, or a finding."""
        criteria = {name: self._meaning(named, name) for name in named.model_fields_set}
        position = criteria.pop("position", None)
        if position is None and not criteria:
            return None, Finding(
                Kind.REQUIRED_FIELD_MISSING, place, expected="写明能确定是哪一行的字段"
            )
        within = range(len(self.rows))
        if position is not None:
            within = within[position - 1 : position]
        fitting = self._fitting(criteria, within)
        if len(fitting) == 1:
            return fitting[0], None
        if fitting:
            count = f"{len(fitting)} 行符合"
            return None, Finding(
                Kind.ROW_TO_ADJUST_AMBIGUOUS, place, count, f"其中一行：{self._named(fitting)}"
            )
        amount = criteria.pop("amount", None)
        if amount is not None:
            others = self._fitting(criteria, within)
            if others and (criteria or position is not None):
                return None, Finding(
                    Kind.AMOUNT_BEFORE_DIFFERS, place, f"{amount:f} 元", self._named(others)
                )
        near = self._most_similar(criteria)
        expected = f"相近的有：{self._named(near)}" if near else f"“{self._list.name}”里有的一行"
        text = row_text(named, [name for name in self._fields() if name in criteria])
        parts = (
            "" if position is None else f"第 {position} 行",
            text,
            "" if amount is None else f"{amount:f} 元",
        )
        return None, Finding(
            Kind.ROW_TO_ADJUST_NOT_FOUND, place, " ".join(filter(None, parts)), expected
        )

    def same(self, row: Entry) -> int | None:
        """Return the number of a row that agrees in everything except the note."""
        names = [name for name in self._list.model.model_fields if name != "note"]
        criteria = {name: self._meaning(row, name) for name in names}
        return next(iter(self._fitting(criteria, range(len(self.rows)))), None)

    def describe(self, index: int) -> str:
        """Return a row as text: its fields, its amount in 元, and its place."""
        row = self.rows[index]
        amount = getattr(row, "amount", None)
        text = row_text(row, self._list.identifying)
        described = f"{text} {amount:f} 元" if amount is not None else text
        return f"{described}（{self._origins[index].place().brief}）"

    def _fields(self) -> Iterable[str]:
        identifying = self._list.identifying
        return (
            *identifying,
            *(name for name in self._list.model.model_fields if name not in identifying),
        )

    def _meaning(self, entry: Entry, name: str) -> Any:
        value = getattr(entry, name)
        if name == "project" and value:
            return self._projects.get(value, value)
        if name == "unit":
            return value or self._unit
        return None if value == "" else value

    def _fitting(self, criteria: dict[str, Any], within: range) -> list[int]:
        """Return the rows that agree in all criteria; the rarest content is looked up first."""
        if not criteria:
            return list(within)
        rarest = min(
            (self._contents(name).get(value, []) for name, value in criteria.items()), key=len
        )
        return [
            index
            for index in rarest
            if index in within and self._agreeing(index, criteria) == len(criteria)
        ]

    def _contents(self, name: str) -> dict[Any, list[int]]:
        """Return every content of a field with the rows that have it."""
        if name not in self._index:
            index = self._index[name] = {}
            for number, row in enumerate(self.rows):
                index.setdefault(self._meaning(row, name), []).append(number)
        return self._index[name]

    def _agreeing(self, index: int, criteria: dict[str, Any]) -> int:
        row = self.rows[index]
        return sum(self._meaning(row, name) == value for name, value in criteria.items())

    def _named(self, rows: list[int]) -> str:
        more = f"；共 {len(rows)} 行" if len(rows) > _MOST_NAMED else ""
        return "；".join(self.describe(index) for index in rows[:_MOST_NAMED]) + more

    def _most_similar(self, criteria: dict[str, Any]) -> list[int]:
        """Return the rows that agree in most criteria and are most similar in the others."""
        agreeing, like = [0] * len(self.rows), [0.0] * len(self.rows)
        for name, value in criteria.items():
            for content, rows in self._contents(name).items():
                likeness = _likeness(str(content), str(value))
                for index in rows:
                    agreeing[index] += content == value
                    like[index] += likeness
        enough = 60.0 * max(len(criteria), 1)
        near = nsmallest(
            _MOST_NAMED, range(len(self.rows)), lambda index: (-agreeing[index], -like[index])
        )
        return [index for index in near if agreeing[index] or like[index] >= enough]


def _likeness(text: str, other: str) -> float:
    from rapidfuzz import fuzz  # only faults need it: kept off the start-up path

    return max(fuzz.ratio(text, other), fuzz.partial_ratio(text, other))
