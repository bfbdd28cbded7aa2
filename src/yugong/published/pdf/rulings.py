"""The tables that rulings make: cells between lines that cross, as pdfplumber finds them.

Rulings a few points apart are one, whether they were drawn as lines, as thin boxes, or piece by
piece around each cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

Ruling = tuple[float, float, float]
"""Where a ruling stands, and from where to where it goes."""
Cell = tuple[float, float, float, float]
"""Left, upper, right and lower edge."""
Corner = tuple[float, float]

_NEAR = 3.0
"""Points within which rulings are one, go on, or cross."""
_SPECK, _SHORTEST = 1.0, 3.0
"""Lengths below which a ruling is none, before and after its pieces are joined."""
_MOST_CROSSINGS = 20_000


class TooManyError(Exception):
    """More rulings cross than a table on a page can have."""


def ruled_tables(across: Sequence[Ruling], down: Sequence[Ruling]) -> list[list[Cell]]:
    """The cells of each table, from above; raises :class:`TooManyError`.

    A single frame is none, nor is a table within a cell of another, such as shading makes.
    """
    rows, columns = _joined(across), _joined(down)
    if len(rows) * len(columns) > _MOST_CROSSINGS:
        raise TooManyError
    tables = [table for table in _grouped(_cells(rows, columns)) if len(table) > 1]
    found: list[tuple[Cell, list[Cell]]] = []
    for box, table in sorted(((_box(one), one) for one in tables), key=lambda one: -_area(one[0])):
        if not any(_inside(box, outer) for outer, _ in found):
            found.append((box, table))
    return [table for _, table in sorted(found, key=lambda one: (one[0][1], one[0][0]))]


def _joined(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Rulings moved onto one another, those on one line that touch made one."""
    lines: list[list[Ruling]] = []
    for ruling in sorted(one for one in rulings if one[2] - one[1] >= _SPECK):
        if lines and ruling[0] - lines[-1][-1][0] <= _NEAR:
            lines[-1].append(ruling)
        else:
            lines.append([ruling])
    joined = []
    for line in lines:
        at = sum(one[0] for one in line) / len(line)
        pieces: list[list[float]] = []
        for _, start, end in sorted(line, key=lambda one: one[1]):
            if pieces and start <= pieces[-1][1] + _NEAR:
                pieces[-1][1] = max(pieces[-1][1], end)
            else:
                pieces.append([start, end])
        joined += [(at, start, end) for start, end in pieces if end - start >= _SHORTEST]
    return joined


def _cells(rows: Sequence[Ruling], columns: Sequence[Ruling]) -> list[Cell]:
    """The smallest box at every crossing whose four sides are ruled."""
    on_row: dict[Corner, set[int]] = defaultdict(set)
    on_column: dict[Corner, set[int]] = defaultdict(set)
    for column, (x, top, bottom) in enumerate(columns):
        for row, (y, left, right) in enumerate(rows):
            if top - _NEAR <= y <= bottom + _NEAR and left - _NEAR <= x <= right + _NEAR:
                on_row[x, y].add(row)
                on_column[x, y].add(column)
    below: dict[float, list[Corner]] = defaultdict(list)
    beside: dict[float, list[Corner]] = defaultdict(list)
    for corner in sorted(on_row):
        below[corner[0]].append(corner)
        beside[corner[1]].append(corner)
    next_at = {corner: at for line in below.values() for at, corner in enumerate(line, 1)}
    after_at = {corner: at for line in beside.values() for at, corner in enumerate(line, 1)}
    cells = []
    for corner in on_row:
        x, y = corner
        cell = _smallest(
            corner,
            below[x][next_at[corner] :],
            beside[y][after_at[corner] :],
            on_row,
            on_column,
        )
        if cell is not None:
            cells.append(cell)
    return cells


def _smallest(
    corner: Corner,
    below: Sequence[Corner],
    beside: Sequence[Corner],
    on_row: dict[Corner, set[int]],
    on_column: dict[Corner, set[int]],
) -> Cell | None:
    # A ruling that does not reach one corner reaches none farther on.
    for low in below:
        if on_column[corner].isdisjoint(on_column[low]):
            return None
        for right in beside:
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


def _grouped(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Cells that share a corner, directly or through others."""
    root = list(range(len(cells)))

    def found(at: int) -> int:
        while root[at] != at:
            root[at] = at = root[root[at]]
        return at

    first: dict[Corner, int] = {}
    for at, (x0, top, x1, bottom) in enumerate(cells):
        for corner in ((x0, top), (x0, bottom), (x1, top), (x1, bottom)):
            root[found(at)] = found(first.setdefault(corner, at))
    groups: dict[int, list[Cell]] = defaultdict(list)
    for at, cell in enumerate(cells):
        groups[found(at)].append(cell)
    return list(groups.values())


def _box(table: Sequence[Cell]) -> Cell:
    left, top, right, bottom = zip(*table, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _area(box: Cell) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _inside(box: Cell, outer: Cell) -> bool:
    return outer[0] <= box[0] and outer[1] <= box[1] and box[2] <= outer[2] and box[3] <= outer[3]
