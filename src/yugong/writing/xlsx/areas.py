"""Merged areas of a sheet that is laid out: drawn ones, ``{%竖并%}`` runs, and tall rows.

Tests: tests/writing/xlsx/test_write.py.
"""

from __future__ import annotations

from yugong.quick_dataclass import dataclass
from yugong.report_workbook.row_height import MAX_ROW_HEIGHT
from yugong.writing.xlsx.model import CellModel
from yugong.writing.xlsx.plan import Merge, SheetPlan


@dataclass(slots=True)
class _Area:
    """An area that may still grow downwards; ``rows_left`` counts its drawn rows to come."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    style: int
    need: float
    rows_left: int = 0


class AreaKeeper:
    """Collects the merged areas of a plan and makes each tall enough for its text."""

    def __init__(self, plan: SheetPlan) -> None:
        self._plan = plan
        self._runs: dict[int, _Area] = {}
        self._drawn: list[_Area] = []

    def lengthens_run(self, cell: CellModel, row: int) -> bool:
        """Return True if a vertical run of this column reaches the row above and takes this one.

        :meth:`row_done` lengthens the run.
        """
        run = self._runs.get(cell.column)
        if run is None or run.last_row != row - 1 or run.last_column != cell.last_column:
            return False
        run.rows_left = 1
        return True

    def start(self, cell: CellModel, row: int, span: int, style: int, need: float) -> None:
        """Note a cell at ``row``, which takes ``span`` sheet rows."""
        last_row = row + span - 1
        if cell.vertical is None and cell.rows == 1:
            if span > 1 or cell.last_column > cell.column:
                self._plan.merges.append(Merge(row, cell.column, last_row, cell.last_column, style))
            return
        area = _Area(row, cell.column, last_row, cell.last_column, style, need)
        if cell.vertical is not None:
            previous = self._runs.pop(cell.column, None)
            if previous is not None:
                self._close(previous)
            self._runs[cell.column] = area
        else:
            area.rows_left = cell.rows
            self._drawn.append(area)

    def row_done(self, row: int, span: int) -> None:
        """Note the end of a row: the areas that include it reach its last sheet row."""
        for run in self._runs.values():
            if run.rows_left:
                run.last_row = row + span - 1
                run.rows_left = 0
        if not self._drawn:
            return
        for area in self._drawn:
            area.last_row = row + span - 1
            area.rows_left -= 1
            if not area.rows_left:
                self._close(area)
        self._drawn = [area for area in self._drawn if area.rows_left]

    def finish(self) -> None:
        """Close all areas at the end of the sheet."""
        for area in (*self._runs.values(), *self._drawn):
            self._close(area)
        self._runs.clear()
        self._drawn.clear()

    def _close(self, area: _Area) -> None:
        if area.last_row > area.first_row or area.last_column > area.first_column:
            self._plan.merges.append(
                Merge(
                    area.first_row, area.first_column, area.last_row, area.last_column, area.style
                )
            )
        if not area.need:
            return
        heights = self._plan.heights
        rows = range(area.first_row, area.last_row + 1)
        missing = area.need - sum(heights[row] for row in rows)
        if missing > 0:
            share = missing / len(rows)
            for row in rows:
                heights[row] = min(heights[row] + share, MAX_ROW_HEIGHT)
