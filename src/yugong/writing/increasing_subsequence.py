"""The longest increasing subsequence: the items of a sequence that have kept their order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def increasing_subsequence(numbers: Sequence[int]) -> list[int]:
    """Return the positions of a longest increasing subsequence of distinct numbers."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, number in enumerate(numbers):
        length = bisect_left(tails, number)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [index]
    positions: list[int] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        positions.append(index)
        index = before[index]
    return positions[::-1]
