"""Two sequences laid beside each other, in nearly linear time, the same from either side."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from yugong.writing.increasing_subsequence import increasing_subsequence

Item = str | tuple[str, ...]
Pairs = list[tuple[int, int]]

_SMALL = 10_000
"""Up to so many pairs of items every pair is looked at."""

_REACH = 256
_CHUNK = 60
"""Alikeness is only looked for within pieces of so many items."""


def matched(old: Sequence[Item], new: Sequence[Item]) -> Pairs:
    """Positions at which the same item stands, rising on both sides."""
    if _turned(old, new):
        return [(there, here) for here, there in _matched(new, old)]
    return _matched(old, new)


def paired(
    old: Sequence[Item], new: Sequence[Item], likeness: Callable[[Item, Item], float], least: float
) -> Pairs:
    """Positions of items alike by at least ``least``, rising on both sides.

    ``likeness`` is from 0 to 1 and the same either way round.
    """
    pairs: Pairs = []
    for start in range(0, min(len(old), len(new)), _CHUNK):
        here, there = old[start : start + _CHUNK], new[start : start + _CHUNK]
        if _turned(here, there):
            found = [(b, a) for a, b in _likest(there, here, likeness, least)]
        else:
            found = _likest(here, there, likeness, least)
        pairs += [(start + a, start + b) for a, b in found]
    return pairs


def beside(
    old: Sequence[Item],
    new: Sequence[Item],
    likeness: Callable[[Item, Item], float],
    least: float,
) -> Iterator[tuple[int | None, int | None]]:
    """Every item once, with its counterpart where it has one, in the order of both."""
    last_old = last_new = 0
    for here, there in [*matched(old, new), (len(old), len(new))]:
        gap_old, gap_new = old[last_old:here], new[last_new:there]
        if len(gap_old) == len(gap_new) == 1:
            found: Pairs = [(0, 0)]
        else:
            found = paired(gap_old, gap_new, likeness, least)
        done_old = done_new = 0
        for a, b in [*found, (len(gap_old), len(gap_new))]:
            yield from ((last_old + at, None) for at in range(done_old, a))
            yield from ((None, last_new + at) for at in range(done_new, b))
            if a < len(gap_old):
                yield last_old + a, last_new + b
            done_old, done_new = a + 1, b + 1
        if here < len(old):
            yield here, there
        last_old, last_new = here + 1, there + 1


def _turned(old: Sequence[Item], new: Sequence[Item]) -> bool:
    """Whether to look from the other side: ties then fall the same way whichever is old."""
    return (len(new), list(new)) < (len(old), list(old))


def _matched(old: Sequence[Item], new: Sequence[Item]) -> Pairs:
    pairs: Pairs = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        a, a_end, b, b_end = waiting.pop()
        while a < a_end and b < b_end and old[a] == new[b]:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        while a < a_end and b < b_end and old[a_end - 1] == new[b_end - 1]:
            a_end, b_end = a_end - 1, b_end - 1
            pairs.append((a_end, b_end))
        if a == a_end or b == b_end:
            continue
        here, there = old[a:a_end], new[b:b_end]
        if len(here) * len(there) <= _SMALL:
            found = _longest(here, there)
            pairs += [(a + x, b + y) for x, y in found]
            continue
        found = _anchors(here, there)
        if not found:
            pairs += [(a + x, b + y) for x, y in _first_fits(here, there)]
            continue
        pairs += [(a + x, b + y) for x, y in found]
        edges = [(-1, -1), *found, (len(here), len(there))]
        for (x, y), (x_next, y_next) in itertools.pairwise(edges):
            waiting.append((a + x + 1, a + x_next, b + y + 1, b + y_next))
    return sorted(pairs)


def _longest(old: Sequence[Item], new: Sequence[Item]) -> Pairs:
    """A longest common subsequence of short sequences."""
    return _best(len(old), len(new), lambda x, y: float(old[x] == new[y]))


def _likest(
    old: Sequence[Item], new: Sequence[Item], likeness: Callable[[Item, Item], float], least: float
) -> Pairs:
    """The pairs of short sequences that are alike by the most in all."""

    def worth(x: int, y: int) -> float:
        alike = likeness(old[x], new[y])
        return alike if alike >= least else 0.0

    return _best(len(old), len(new), worth)


def _best(rows: int, columns: int, worth: Callable[[int, int], float]) -> Pairs:
    """Rising pairs whose worth sums to the most; pairs of no worth are left out."""
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


def _anchors(old: Sequence[Item], new: Sequence[Item]) -> Pairs:
    """Items that stand once on each side, as many as keep their order."""
    once_old, once_new = Counter(old), Counter(new)
    place = {item: at for at, item in enumerate(new) if once_new[item] == 1}
    pairs = [
        (at, place[item])
        for at, item in enumerate(old)
        if once_old[item] == 1 and once_new[item] == 1
    ]
    return [pairs[at] for at in increasing_subsequence([there for _, there in pairs])]


def _first_fits(old: Sequence[Item], new: Sequence[Item]) -> Pairs:
    """Where nothing is unmistakable: each item with the next like it that is not far away."""
    places: dict[Item, list[int]] = {}
    for at, item in enumerate(new):
        places.setdefault(item, []).append(at)
    pairs: Pairs = []
    last = -1
    for at, item in enumerate(old):
        there = places.get(item, ())
        found = bisect_right(there, last)
        if found < len(there) and there[found] - last <= _REACH:
            last = there[found]
            pairs.append((at, last))
    return pairs
