"""Members of two sequences paired in order."""

from __future__ import annotations

from collections.abc import Callable

Pairs = list[tuple[int, int]]
"""Positions in the first and in the second sequence, both increasing."""


def heaviest_pairs(rows: int, columns: int, worth: Callable[[int, int], float]) -> Pairs:
    """Return increasing pairs with the largest total weight; pairs without weight are left out."""
    gains = [[worth(x, y) for y in range(columns)] for x in range(rows)]
    sums = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for x in reversed(range(rows)):
        for y in reversed(range(columns)):
            here = gains[x][y] + sums[x + 1][y + 1] if gains[x][y] else 0.0
            sums[x][y] = max(here, sums[x + 1][y], sums[x][y + 1])
    pairs: Pairs = []
    x = y = 0
    while x < rows and y < columns:
        if gains[x][y] and sums[x][y] == gains[x][y] + sums[x + 1][y + 1]:
            pairs.append((x, y))
            x, y = x + 1, y + 1
        elif sums[x][y] == sums[x + 1][y]:
            x += 1
        else:
            y += 1
    return pairs
