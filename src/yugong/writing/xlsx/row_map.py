"""The written rows of each template row, and with them the places of its settings.

Tests: tests/writing/xlsx/test_features.py.
"""

from __future__ import annotations

from yugong.writing.xlsx.features import SheetArea
from yugong.writing.xlsx.model import SheetModel
from yugong.writing.xlsx.plan import SheetPlan

LAST_ROW = 1_048_575
"""The last row of a sheet, from 0."""


class RowMap:
    """The sheet rows that came of each template row, and how far the sheet reaches.

    With ``every`` all of them are kept, otherwise the first and last only.
    """

    def __init__(self, plan: SheetPlan, *, every: bool = False) -> None:
        self._plan = plan
        self._first: dict[int, int] = {}
        self._last: dict[int, int] = {}
        self._all: dict[int, list[tuple[int, int]]] | None = {} if every else None
        self._template_rows = 0
        self._rows = 0

    def put(self, number: int, first: int, last: int) -> None:
        """Note that a template row is written from the first to the last of these sheet rows."""
        self._first.setdefault(number, first)
        self._last[number] = last
        if self._all is not None:
            self._all.setdefault(number, []).append((first, last))

    def finish(self, model: SheetModel, rows: int) -> None:
        """Move what repeats, prints and stays in view; the sheet has so many rows."""
        plan, setup = self._plan, model.setup
        self._template_rows, self._rows = model.row_count, rows
        plan.last_row = max(rows - 1, 0)
        if setup.repeat_rows is not None:
            first, last = setup.repeat_rows
            plan.repeat_rows = (self.first_from(first), self.last_up_to(last))
            if plan.repeat_rows[1] < plan.repeat_rows[0]:
                plan.repeat_rows = None
        if setup.area is not None:
            top, left, bottom, right = setup.area
            whole = bottom >= model.row_count - 1
            end = plan.last_row if whole else self.last_up_to(bottom)
            plan.area = (self.first_from(top), left, end, right)
        if model.view.freeze is not None:
            row, column = model.view.freeze
            plan.freeze = (self.first_from(row) if row else 0, column)

    def first_from(self, number: int) -> int:
        """Return the first row that came of a template row, or of those after it."""
        rows = (first for row, first in self._first.items() if row >= number)
        return min(rows, default=self._plan.last_row)

    def last_up_to(self, number: int) -> int:
        """Return the last row that came of a template row, or of those before it."""
        return max((last for row, last in self._last.items() if row <= number), default=0)

    def hull(self, top: int, bottom: int) -> tuple[int, int] | None:
        """Return the first and last row that came of these template rows; ``None`` for none."""
        numbers = [number for number in self._first if top <= number <= bottom]
        if not numbers:
            return None
        first = min(self._first[number] for number in numbers)
        return first, max(self._last[number] for number in numbers)

    def areas(self, area: SheetArea) -> list[SheetArea]:
        """Return the areas that came of a template area, in rows that follow on each other.

        What is below the last row of the template stays as far below the last row written.
        """
        top, left, bottom, right = area
        assert self._all is not None, "a row map that keeps every row"
        rows = sorted(
            out for number, outs in self._all.items() if top <= number <= bottom for out in outs
        )
        if bottom >= self._template_rows:
            shift = self._rows - self._template_rows
            rows.append((max(top, self._template_rows) + shift, min(bottom + shift, LAST_ROW)))
        areas: list[SheetArea] = []
        for first, last in rows:
            if areas and areas[-1][2] + 1 >= first:
                areas[-1] = (areas[-1][0], left, max(areas[-1][2], last), right)
            else:
                areas.append((first, left, last, right))
        return areas
