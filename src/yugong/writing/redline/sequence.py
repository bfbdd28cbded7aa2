"""Pairs of members of two sequences: in order, never crossing, in near-linear time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import count
from typing import TypeVar

from rapidfuzz.distance import LCSseq

from yugong.writing.increasing_subsequence import increasing_subsequence

_Old = TypeVar("_Old")
_New = TypeVar("_New")
Pair = tuple[int, int]
Keys = Sequence[Hashable | None]
"""A key for each member; None equals no other."""
SpanPair = tuple[int, int, int, int]
"""A stretch of the old and one of the new sequence: from, to, from, to."""

Find = Callable[[Keys, Keys, SpanPair], list[Pair]]
"""A function that finds pairs within a stretch."""

_LCS_LIMIT = 30_000_000
"""Cells of a gap beyond which the longest common subsequence is not computed."""
_FULL_LIMIT = 20_000
"""Cells of a gap beyond which likeness is measured only near the diagonal."""
_BAND = 24
_TAKEN, _LEFT = 1, 2


def gaps(pairs: Sequence[Pair], span: SpanPair) -> list[SpanPair]:
    """Return the stretches of ``span`` between its pairs, unless empty on both sides."""
    stretches: list[SpanPair] = []
    a, b = span[0], span[2]
    for i, j in [*pairs, (span[1], span[3])]:
        if i > a or j > b:
            stretches.append((a, i, b, j))
        a, b = i + 1, j + 1
    return stretches


def steps(
    pairs: Iterable[Pair], old: Sequence[_Old], new: Sequence[_New]
) -> Iterator[tuple[_Old | None, _New | None]]:
    """Yield the members of both sequences in the order of a text that shows their changes.

    A member that stays comes with its counterpart, one that was deleted or inserted with None.
    Deleted ones come before the inserted ones at the same place.
    """
    kept = dict(pairs)
    following = 0
    for number, member in enumerate(old):
        if number not in kept:
            yield member, None
            continue
        yield from ((None, other) for other in new[following : kept[number]])
        yield member, new[kept[number]]
        following = kept[number] + 1
    yield from ((None, other) for other in new[following:])


def paired(
    pairs: Sequence[Pair],
    whole: SpanPair,
    ways: Iterable[tuple[Find, Keys, Keys]],
    likeness: Callable[[int, int], float],
    floor: float,
) -> list[Pair]:
    """Return all pairs of ``whole``.

    Each of the ``ways`` in turn fills the gaps between the ``pairs`` known so far; at last members
    with a likeness of at least ``floor`` are paired.
    """
    for find, old, new in ways:
        likely = [pair for gap in gaps(pairs, whole) for pair in find(old, new, gap)]
        pairs = sorted([*pairs, *likely])
    likely = [pair for gap in gaps(pairs, whole) for pair in like_pairs(gap, likeness, floor)]
    return sorted([*pairs, *likely])


def unique_pairs(old: Keys, new: Keys, span: SpanPair) -> list[Pair]:
    """Return pairs of members that occur once on each side, as many as keep their order."""
    a, b, c, d = span
    counted_old, counted_new = Counter(old[a:b]), Counter(new[c:d])
    places = {key: j for j, key in enumerate(new[c:d], c) if counted_new[key] == 1}
    candidates = [
        (i, places[key])
        for i, key in enumerate(old[a:b], a)
        if key is not None and counted_old[key] == 1 and key in places
    ]
    return [candidates[index] for index in increasing_subsequence([j for _, j in candidates])]


def common_pairs(old: Keys, new: Keys, span: SpanPair) -> list[Pair]:
    """Return a longest common subsequence of the stretch; only its ends if it is very large."""
    a, b, c, d = span
    head: list[Pair] = []
    while a < b and c < d and old[a] is not None and old[a] == new[c]:
        head.append((a, c))
        a, c = a + 1, c + 1
    tail: list[Pair] = []
    while a < b and c < d and old[b - 1] is not None and old[b - 1] == new[d - 1]:
        b, d = b - 1, d - 1
        tail.append((b, d))
    middle: list[Pair] = []
    if a < b and c < d and (b - a) * (d - c) <= _LCS_LIMIT:
        numbers: dict[Hashable, int] = {}
        lone = count(1 << 32)
        left, right = (
            [next(lone) if key is None else numbers.setdefault(key, len(numbers)) for key in keys]
            for keys in (old[a:b], new[c:d])
        )
        for block in LCSseq.editops(left, right).as_matching_blocks():
            middle += [(a + block.a + step, c + block.b + step) for step in range(block.size)]
    return head + middle + tail[::-1]


def like_pairs(span: SpanPair, likeness: Callable[[int, int], float], floor: float) -> list[Pair]:
    """Return the pairs with the greatest likeness in all, none of them below ``floor``.

    In a large stretch only members at about the same share of the way are compared, so that
    the work grows with the length and not with its square.
    """
    a, b, c, d = span
    rows, columns = b - a, d - c
    if not rows or not columns:
        return []
    wide = rows * columns <= _FULL_LIMIT
    best = [0.0] * (columns + 1)
    choices: list[tuple[int, bytearray]] = []
    reached = 0
    for i in range(rows):
        middle = i * columns // rows
        low = 0 if wide else max(0, middle - _BAND)
        high = columns if wide else min(columns, middle + _BAND + 1)
        best[reached + 1 : high + 1] = [best[reached]] * (high - reached)
        reached = high
        choice = bytearray(high - low)
        across = best[low]
        for j in range(low, high):
            above = value = best[j + 1]
            alike = likeness(a + i, c + j)
            if alike >= floor and across + alike > value:
                value = across + alike
                choice[j - low] = _TAKEN
            if best[j] > value:
                value = best[j]
                choice[j - low] = _LEFT
            best[j + 1] = value
            across = above
        choices.append((low, choice))
    return _traced(choices, rows, columns, a, c)


def _traced(
    choices: list[tuple[int, bytearray]], rows: int, columns: int, a: int, c: int
) -> list[Pair]:
    pairs: list[Pair] = []
    i, j = rows - 1, columns - 1
    while i >= 0 and j >= 0:
        low, choice = choices[i]
        if j - low >= len(choice):
            j -= 1
        elif j < low:
            i -= 1
        elif choice[j - low] == _TAKEN:
            pairs.append((a + i, c + j))
            i, j = i - 1, j - 1
        elif choice[j - low] == _LEFT:
            j -= 1
        else:
            i -= 1
    return pairs[::-1]
