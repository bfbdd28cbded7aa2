"""Align two sequences in nearly linear time; the result is the same from either side."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from yugong.published.model.pairs_in_order import Pairs, heaviest_pairs
from yugong.writing.increasing_subsequence import increasing_subsequence

_Item = str | tuple[str, ...]

_SMALL = 10_000
"""The number of pairs of items up to which every pair is compared."""

_REACH = 256
_CHUNK = 60
"""The number of items within which similar ones are searched."""


def matched(old: Sequence[_Item], new: Sequence[_Item]) -> Pairs:
    """Return positions of equal items, increasing on both sides."""
    if _turned(old, new):
        return [(there, here) for here, there in _matched(new, old)]
    return _matched(old, new)


def alike_positions(
    old: Sequence[_Item],
    new: Sequence[_Item],
    likeness: Callable[[_Item, _Item], float],
    least: float,
) -> Pairs:
    """Return positions of items alike by at least ``least``, increasing on both sides.

    ``likeness`` is from 0 to 1 and symmetric.
    """
    pairs: Pairs = []
    for start in range(0, min(len(old), len(new)), _CHUNK):
        here, there = old[start : start + _CHUNK], new[start : start + _CHUNK]
        if _turned(here, there):
            alike = [(b, a) for a, b in _likest(there, here, likeness, least)]
        else:
            alike = _likest(here, there, likeness, least)
        pairs += [(start + a, start + b) for a, b in alike]
    return pairs


def aligned(
    old: Sequence[_Item],
    new: Sequence[_Item],
    likeness: Callable[[_Item, _Item], float],
    least: float,
) -> Iterator[tuple[int | None, int | None]]:
    """Yield every item once, with its counterpart if it has one, in the order of both.

    Single items left between the same neighbours need only half the likeness.
    """
    last_old = last_new = 0
    for here, there in [*matched(old, new), (len(old), len(new))]:
        gap_old, gap_new = old[last_old:here], new[last_new:there]
        if len(gap_old) == len(gap_new) == 1:
            pairs: Pairs = [(0, 0)]
        else:
            pairs = alike_positions(gap_old, gap_new, likeness, least)
        done_old = done_new = 0
        for a, b in [*pairs, (len(gap_old), len(gap_new))]:
            if (
                a - done_old == b - done_new == 1
                and likeness(gap_old[done_old], gap_new[done_new]) >= least / 2
            ):
                yield last_old + done_old, last_new + done_new
                done_old, done_new = a, b
            yield from ((last_old + index, None) for index in range(done_old, a))
            yield from ((None, last_new + index) for index in range(done_new, b))
            if a < len(gap_old):
                yield last_old + a, last_new + b
            done_old, done_new = a + 1, b + 1
        if here < len(old):
            yield here, there
        last_old, last_new = here + 1, there + 1


def _turned(old: Sequence[_Item], new: Sequence[_Item]) -> bool:
    """Return True if the sides must be swapped, so that ties do not depend on their order."""
    return (len(new), list(new)) < (len(old), list(old))


def _matched(old: Sequence[_Item], new: Sequence[_Item]) -> Pairs:
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
            anchors = _longest(here, there)
            pairs += [(a + x, b + y) for x, y in anchors]
            continue
        anchors = _anchors(here, there)
        if not anchors:
            pairs += [(a + x, b + y) for x, y in _first_fits(here, there)]
            continue
        pairs += [(a + x, b + y) for x, y in anchors]
        edges = [(-1, -1), *anchors, (len(here), len(there))]
        for (x, y), (x_next, y_next) in itertools.pairwise(edges):
            waiting.append((a + x + 1, a + x_next, b + y + 1, b + y_next))
    return sorted(pairs)


def _longest(old: Sequence[_Item], new: Sequence[_Item]) -> Pairs:
    """Return a longest common subsequence of short sequences."""
    return heaviest_pairs(len(old), len(new), lambda x, y: float(old[x] == new[y]))


def _likest(
    old: Sequence[_Item],
    new: Sequence[_Item],
    likeness: Callable[[_Item, _Item], float],
    least: float,
) -> Pairs:
    """Return the pairs of short sequences with the largest total likeness."""

    def worth(x: int, y: int) -> float:
        alike = likeness(old[x], new[y])
        return alike if alike >= least else 0.0

    return heaviest_pairs(len(old), len(new), worth)


def _anchors(old: Sequence[_Item], new: Sequence[_Item]) -> Pairs:
    """Return items that occur once on each side, as many as keep their order."""
    once_old, once_new = Counter(old), Counter(new)
    place = {item: index for index, item in enumerate(new) if once_new[item] == 1}
    pairs = [
        (index, place[item])
        for index, item in enumerate(old)
        if once_old[item] == 1 and once_new[item] == 1
    ]
    return [pairs[index] for index in increasing_subsequence([there for _, there in pairs])]


def _first_fits(old: Sequence[_Item], new: Sequence[_Item]) -> Pairs:
    """Pair each item with the next equal one nearby, if no item is unique on both sides."""
    places: dict[_Item, list[int]] = {}
    for index, item in enumerate(new):
        places.setdefault(item, []).append(index)
    pairs: Pairs = []
    last = -1
    for index, item in enumerate(old):
        there = places.get(item, ())
        place = bisect_right(there, last)
        if place < len(there) and there[place] - last <= _REACH:
            last = there[place]
            pairs.append((index, last))
    return pairs
