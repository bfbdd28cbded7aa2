"""Where the rows of a template came out, and with them what its print settings speak of."""

from __future__ import annotations

from yugong.writing.xlsx.model import SheetModel
from yugong.writing.xlsx.plan import SheetPlan


class RowsOut:
    """The sheet rows that came of each template row, and how far the sheet reaches."""

    def __init__(self, plan: SheetPlan) -> None:
        self._plan = plan
        self._first: dict[int, int] = {}
        self._last: dict[int, int] = {}

    def put(self, number: int, first: int, last: int) -> None:
        """A template row was put, from the first to the last of these sheet rows."""
        self._first.setdefault(number, first)
        self._last[number] = last

    def finish(self, model: SheetModel, rows: int) -> None:
        """The sheet is complete, with so many rows: what repeats, prints and stays in view."""
        plan, setup = self._plan, model.setup
        plan.last_row = max(rows - 1, 0)
        if setup.repeat_rows is not None:
            first, last = setup.repeat_rows
            plan.repeat_rows = (self._from(first), self._up_to(last))
            if plan.repeat_rows[1] < plan.repeat_rows[0]:
                plan.repeat_rows = None
        if setup.area is not None:
            top, left, bottom, right = setup.area
            whole = bottom >= model.row_count - 1
            end = plan.last_row if whole else self._up_to(bottom)
            plan.area = (self._from(top), left, end, right)
        if model.view.freeze is not None:
            row, column = model.view.freeze
            plan.freeze = (self._from(row) if row else 0, column)

    def _from(self, number: int) -> int:
        """The first row that came of a template row, or of those after it."""
        rows = (out for row, out in self._first.items() if row >= number)
        return min(rows, default=self._plan.last_row)

    def _up_to(self, number: int) -> int:
        """The last row that came of a template row, or of those before it."""
        return max((out for row, out in self._last.items() if row <= number), default=0)
