"""Ruled tables: cells between crossing lines, with the results of pdfplumber.

Rulings a few points apart are one ruling, drawn as lines, as thin boxes, or in pieces around
each cell.

Tests: tests/published/pdf/test_producers.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

Ruling = tuple[float, float, float]
"""A ruling: its position, its start and its end, in points."""
RuledCell = tuple[float, float, float, float]
"""Left, upper, right and lower edge."""
Corner = tuple[float, float]

_NEAR = 3.0
"""The distance, in points, within which rulings are one, continue, or cross."""
_SPECK, _SHORTEST = 1.0, 3.0
"""The least lengths of a ruling, before and after its pieces are joined."""
_MOST_CROSSINGS = 20_000


class TooManyError(Exception):
    """More rulings cross than a table on a page can have."""


def ruled_tables(across: Sequence[Ruling], down: Sequence[Ruling]) -> list[list[RuledCell]]:
    """Return the cells of each table, from the top; raise :class:`TooManyError` past the limit.

    A single frame is no table; nor is one inside a cell of another, such as shading makes.
    """
    rows, columns = _joined(across), _joined(down)
    if len(rows) * len(columns) > _MOST_CROSSINGS:
        raise TooManyError
    tables = [table for table in _grouped(_cells(rows, columns)) if len(table) > 1]
    outer_tables: list[tuple[RuledCell, list[RuledCell]]] = []
    boxes = ((_box(table), table) for table in tables)
    for box, table in sorted(boxes, key=lambda entry: -_area(entry[0])):
        if not any(_inside(box, outer) for outer, _ in outer_tables):
            outer_tables.append((box, table))
    return [
        table for _, table in sorted(outer_tables, key=lambda entry: (entry[0][1], entry[0][0]))
    ]


def _joined(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Join rulings that are on one line and touch, after moving near lines together."""
    lines: list[list[Ruling]] = []
    for ruling in sorted(ruling for ruling in rulings if ruling[2] - ruling[1] >= _SPECK):
        if lines and ruling[0] - lines[-1][-1][0] <= _NEAR:
            lines[-1].append(ruling)
        else:
            lines.append([ruling])
    joined = []
    for line in lines:
        position = sum(piece[0] for piece in line) / len(line)
        pieces: list[list[float]] = []
        for _, start, end in sorted(line, key=lambda piece: piece[1]):
            if pieces and start <= pieces[-1][1] + _NEAR:
                pieces[-1][1] = max(pieces[-1][1], end)
            else:
                pieces.append([start, end])
        joined += [(position, start, end) for start, end in pieces if end - start >= _SHORTEST]
    return joined


def _cells(rows: Sequence[Ruling], columns: Sequence[Ruling]) -> list[RuledCell]:
    """Return the smallest box with four ruled sides at every crossing."""
    on_row: dict[Corner, set[int]] = defaultdict(set)
    on_column: dict[Corner, set[int]] = defaultdict(set)
    for column, (x, top, bottom) in enumerate(columns):
        for row, (y, left, right) in enumerate(rows):
            if top - _NEAR <= y <= bottom + _NEAR and left - _NEAR <= x <= right + _NEAR:
                on_row[x, y].add(row)
                on_column[x, y].add(column)
    below: dict[float, list[Corner]] = defaultdict(list)
    to_the_right: dict[float, list[Corner]] = defaultdict(list)
    for corner in sorted(on_row):
        below[corner[0]].append(corner)
        to_the_right[corner[1]].append(corner)
    next_at = {corner: index for line in below.values() for index, corner in enumerate(line, 1)}
    after_at = {
        corner: index for line in to_the_right.values() for index, corner in enumerate(line, 1)
    }
    cells = []
    for corner in on_row:
        x, y = corner
        cell = _smallest(
            corner,
            below[x][next_at[corner] :],
            to_the_right[y][after_at[corner] :],
            on_row,
            on_column,
        )
        if cell is not None:
            cells.append(cell)
    return cells


def _smallest(
    corner: Corner,
    below: Sequence[Corner],
    to_the_right: Sequence[Corner],
    on_row: dict[Corner, set[int]],
    on_column: dict[Corner, set[int]],
) -> RuledCell | None:
    # A ruling that does not reach a corner reaches no corner after it.
    for low in below:
        if on_column[corner].isdisjoint(on_column[low]):
            return None
        for right in to_the_right:
            if on_row[corner].isdisjoint(on_row[right]):
                break
            last = (right[0], low[1])
            if (
                last in on_row
                and not on_column[last].isdisjoint(on_column[right])
                and not on_row[last].isdisjoint(on_row[low])
            ):
                return (*corner, *last)
    return None


def _grouped(cells: Sequence[RuledCell]) -> list[list[RuledCell]]:
    """Return groups of cells that share a corner, directly or through other cells."""
    root = list(range(len(cells)))

    def root_of(index: int) -> int:
        while root[index] != index:
            root[index] = index = root[root[index]]
        return index

    first: dict[Corner, int] = {}
    for index, (x0, top, x1, bottom) in enumerate(cells):
        for corner in ((x0, top), (x0, bottom), (x1, top), (x1, bottom)):
            root[root_of(index)] = root_of(first.setdefault(corner, index))
    groups: dict[int, list[RuledCell]] = defaultdict(list)
    for index, cell in enumerate(cells):
        groups[root_of(index)].append(cell)
    return list(groups.values())


def _box(table: Sequence[RuledCell]) -> RuledCell:
    left, top, right, bottom = zip(*table, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _area(box: RuledCell) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _inside(box: RuledCell, outer: RuledCell) -> bool:
    return outer[0] <= box[0] and outer[1] <= box[1] and box[2] <= outer[2] and box[3] <= outer[3]
