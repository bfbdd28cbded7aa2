"""Spreading row totals over column totals: natural pairs first, then in order.

Amounts are whole numbers of any unit; rows and columns are any keys.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

_R = TypeVar("_R", bound=Hashable)
_C = TypeVar("_C", bound=Hashable)

_MOST_SUMS = 20_000
"""The most sums that the search for a subset keeps."""


def spread(
    rows: Mapping[_R, int],
    columns: Mapping[_C, int],
    likes: Callable[[_R, _C], bool] = lambda _row, _column: False,
    residue: int = 2,
    *,
    every_column: bool = True,
) -> dict[tuple[_R, _C], int]:
    """Fill a grid so that it has these row and column totals, in the order they are given.

    Pairs that ``likes`` names take as much as both allow before anything else does; what they
    leave of no more than ``residue`` makes no cell of its own.  Where the totals do not agree,
    what a row has too much stays in its largest cell, and a column that got nothing gets a cell
    all the same, unless it need not have any (``every_column``).
    """
    left, right = dict(rows), dict(columns)
    grid: dict[tuple[_R, _C], int] = {}

    def put(row: _R, column: _C) -> None:
        amount = min(left[row], right[column])
        if amount > 0:
            grid[row, column] = grid.get((row, column), 0) + amount
            left[row] -= amount
            right[column] -= amount

    for row in left:
        for column in right:
            if likes(row, column):
                put(row, column)
    for row, column in grid:
        left[row] = left[row] if left[row] > residue else 0
        right[column] = right[column] if right[column] > residue else 0
    for row in left:
        for column in right:
            if left[row] <= 0:
                break
            put(row, column)
    _left_over(grid, left, right, every_column=every_column)
    return grid


def _left_over(
    grid: dict[tuple[_R, _C], int],
    left: Mapping[_R, int],
    right: Mapping[_C, int],
    *,
    every_column: bool,
) -> None:
    """Put the surplus of a row into its largest cell; give every column at least one cell."""
    for row, amount in left.items():
        if amount > 0 and right:
            cells = [cell for cell in grid if cell[0] == row]
            cell = (
                max(cells, key=lambda candidate: grid[candidate])
                if cells
                else (row, next(iter(right)))
            )
            grid[cell] = grid.get(cell, 0) + amount
    for column, amount in right.items():
        if amount > 0 and left and every_column:
            cells = [cell for cell in grid if cell[1] == column]
            if cells:
                continue
            largest = max(left, key=lambda row: sum(v for k, v in grid.items() if k[0] == row))
            grid[largest, column] = amount


def within(
    rows: Mapping[_R, int], columns: Mapping[_C, int], most: Mapping[tuple[_R, _C], int]
) -> dict[tuple[_R, _C], int]:
    """Fill a grid with row and column totals as far as the limits of its cells allow.

    The result is a maximal flow, found by shortest paths in a fixed order.
    """
    grid = dict.fromkeys(most, 0)
    left, right = dict(rows), dict(columns)
    while True:
        way = _way(grid, most, left, right)
        if way is None:
            return {cell: amount for cell, amount in grid.items() if amount}
        start, end = way[0][0][0], way[-1][0][1]
        amount = min(
            left[start],
            right[end],
            *(most[cell] - grid[cell] if forward else grid[cell] for cell, forward in way),
        )
        for cell, forward in way:
            grid[cell] += amount if forward else -amount
        left[start] -= amount
        right[end] -= amount


def _way(
    grid: Mapping[tuple[_R, _C], int],
    most: Mapping[tuple[_R, _C], int],
    left: Mapping[_R, int],
    right: Mapping[_C, int],
) -> list[tuple[tuple[_R, _C], bool]] | None:
    """Return a shortest path from a row with a surplus to a column with a shortage."""
    by_row: dict[_R, list[_C]] = {}
    by_column: dict[_C, list[_R]] = {}
    for row, column in most:
        by_row.setdefault(row, []).append(column)
        by_column.setdefault(column, []).append(row)
    came: dict[_C, tuple[_R, _C]] = {}
    back: dict[_R, tuple[_R, _C]] = {}
    waiting = deque(row for row in by_row if left.get(row, 0) > 0)
    seen = set(waiting)
    while waiting:
        row = waiting.popleft()
        for column in by_row[row]:
            if column in came or most[row, column] <= grid[row, column]:
                continue
            came[column] = (row, column)
            if right.get(column, 0) > 0:
                return _traced(column, came, back)
            for other in by_column[column]:
                if other not in seen and grid[other, column] > 0:
                    seen.add(other)
                    back[other] = (other, column)
                    waiting.append(other)
    return None


def _traced(
    column: _C, came: Mapping[_C, tuple[_R, _C]], back: Mapping[_R, tuple[_R, _C]]
) -> list[tuple[tuple[_R, _C], bool]]:
    way: list[tuple[tuple[_R, _C], bool]] = []
    while True:
        cell = came[column]
        way.append((cell, True))
        if cell[0] not in back:
            return way[::-1]
        before = back[cell[0]]
        way.append((before, False))
        column = before[1]


def subset(amounts: Iterable[tuple[_C, int]], low: int, high: int) -> tuple[_C, ...] | None:
    """Return names of amounts with a sum between ``low`` and ``high``, earlier names first.

    ``None`` means that there are none, or too many sums to search.
    """
    reached: dict[int, tuple[_C, ...]] = {0: ()}
    for name, amount in amounts:
        if amount <= 0 or amount > high:
            continue
        for sum_, names in list(reached.items()):
            new = sum_ + amount
            if new <= high and new not in reached:
                reached[new] = (*names, name)
                if new >= low:
                    return reached[new]
        if len(reached) > _MOST_SUMS:
            return None
    return None
