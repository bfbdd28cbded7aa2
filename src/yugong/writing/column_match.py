"""The columns of a sheet or of a Word table that hold the columns of a table, in order."""

from __future__ import annotations

from collections.abc import Sequence


def columns_in_order(scores: Sequence[Sequence[int]]) -> list[int]:
    """Return the place of each column, from left to right, with the largest sum of scores.

    ``scores`` has a row for each column, with the number of equal cells at each place; there are
    at least as many places as columns.  Of several equally good ways the leftmost is taken.
    """
    count = len(scores)
    width = len(scores[0]) if scores else 0
    # best[c][p]: most equal cells with the columns from c on at places from p on; -1: no room.
    best = [[-1] * (width + 1) for _ in range(count)] + [[0] * (width + 1)]
    for column in range(count - 1, -1, -1):
        for place in range(width - (count - column), -1, -1):
            here = scores[column][place] + best[column + 1][place + 1]
            best[column][place] = max(here, best[column][place + 1])
    places: list[int] = []
    place = 0
    for column in range(count):
        while scores[column][place] + best[column + 1][place + 1] != best[column][place]:
            place += 1
        places.append(place)
        place += 1
    return places
