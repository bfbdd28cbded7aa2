"""Live formulas for totals: the addends of a cell as a sum Excel can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from yugong.report_workbook.limits import LONGEST_FORMULA

MAX_ARGUMENTS = 255
_FEW = 3

Position = tuple[int, int]


def sum_formula(positions: Sequence[Position]) -> str | None:
    """``=SUM(C8:C12,C15)`` over cells (row, column from 0), or ``=D6+E6`` for a few in one row.

    ``None`` where there is nothing to add or the formula would pass Excel's limits.
    """
    if not positions:
        return None
    same_row = len({row for row, _ in positions}) == 1
    if same_row and len(positions) <= _FEW:
        return "=" + "+".join(xl_rowcol_to_cell(row, column) for row, column in positions)
    if len(set(positions)) == len(positions):
        arguments = [_reference(first, last) for first, last in _areas(positions)]
    else:
        arguments = [xl_rowcol_to_cell(row, column) for row, column in positions]
    while len(arguments) > MAX_ARGUMENTS:
        arguments = [
            f"SUM({','.join(arguments[start : start + MAX_ARGUMENTS])})"
            for start in range(0, len(arguments), MAX_ARGUMENTS)
        ]
    formula = f"=SUM({','.join(arguments)})"
    return formula if len(formula) <= LONGEST_FORMULA else None


def _reference(first: Position, last: Position) -> str:
    if first == last:
        return str(xl_rowcol_to_cell(*first))
    return f"{xl_rowcol_to_cell(*first)}:{xl_rowcol_to_cell(*last)}"


def _areas(positions: Iterable[Position]) -> list[tuple[Position, Position]]:
    """Runs down a column; cells left over, as runs along a row."""
    down = _runs(positions, along=0)
    single = [first for first, last in down if first == last]
    areas = [area for area in down if area[0] != area[1]] + _runs(single, along=1)
    return sorted(areas)


def _runs(positions: Iterable[Position], along: int) -> list[tuple[Position, Position]]:
    across = 1 - along
    runs: list[list[Position]] = []
    for position in sorted(positions, key=lambda cell: (cell[across], cell[along])):
        if runs:
            last = runs[-1][1]
            if last[across] == position[across] and last[along] + 1 == position[along]:
                runs[-1][1] = position
                continue
        runs.append([position, position])
    return [(first, last) for first, last in runs]
