"""Amounts that round to every printed sum at once: the placing of 尾差.

Each printed cell is an interval of sums, half a printed unit either way.  Starting from the
printed amounts, sums outside their interval are corrected by moving as few amounts as possible;
where a move would break another sum, the correction is shared.  Amounts are whole 分 and the
order is fixed, so that the same print always gives the same amounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from yugong.quick_dataclass import dataclass

_MOST_ROUNDS = 400
_PATIENCE = 40
"""The rounds without progress after which sums count as contradicting each other."""

_SHORT_PATIENCE = 8
_INWARD = 200
"""The distance inside its interval that a shared correction aims at, in 分, to end the rounds."""

_MOST_RESTORED = 200
"""The most given-up sums that are tried once more."""

_YUAN = 100
"""The step of corrections, in 分: whole 元 where the interval has room."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of amounts (by position) with its bounds, in 分."""

    members: tuple[int, ...]
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Settled:
    """Amounts in 分, and the positions of the sums given up for them."""

    amounts: tuple[int, ...]
    given_up: tuple[int, ...]


def settle(start: Sequence[int], sums: Sequence[Sum]) -> Settled:
    """Find amounts near ``start`` that meet all sums, except those that contradict the others.

    The sums that contradict most are given up first.
    """
    kept = list(range(len(sums)))
    given_up: list[int] = []
    while True:
        state = _State(start, [sums[index] for index in kept])
        state.run()
        wrong = {index: miss for index, miss in zip(kept, state.misses(), strict=True) if miss}
        if not wrong:
            return _restored(state.amounts, sums, kept, given_up)
        worst = max(wrong.values())
        dropped = [index for index, miss in wrong.items() if 2 * miss > worst]
        given_up += dropped
        kept = [index for index in kept if index not in dropped]


def shortfall(start: Sequence[int], sums: Sequence[Sum]) -> int:
    """Return by how much, in 分, the sums fail to be met at once; 0 if they can be."""
    state = _State(start, sums)
    state.run()
    return sum(state.misses())


def _restored(
    amounts: Sequence[int], sums: Sequence[Sum], kept: Sequence[int], given_up: Sequence[int]
) -> Settled:
    """Restore sums that were given up together with really contradicting ones."""
    kept_sums = list(kept)
    lost = []
    for index in sorted(given_up)[:_MOST_RESTORED]:
        state = _State(amounts, [sums[number] for number in (*kept_sums, index)])
        state.run(patience=_SHORT_PATIENCE)
        if any(state.misses()):
            lost.append(index)
        else:
            kept_sums.append(index)
            amounts = state.amounts
    lost += sorted(given_up)[_MOST_RESTORED:]
    return Settled(tuple(amounts), tuple(lost))


class _State:
    def __init__(self, start: Sequence[int], sums: Sequence[Sum]) -> None:
        self._start = start
        self.amounts = list(start)
        self._sums = sums
        self._values = [sum(start[index] for index in bounds.members) for bounds in sums]
        self._of: list[list[int]] = [[] for _ in start]
        for number, member_sum in enumerate(sums):
            for index in member_sum.members:
                self._of[index].append(number)

    def misses(self) -> list[int]:
        """Return the distance of each sum from its bounds."""
        return [
            max(bounds.low - value, value - bounds.high, 0)
            for bounds, value in zip(self._sums, self._values, strict=True)
        ]

    def run(self, patience: int = _PATIENCE) -> None:
        """Correct sums until all are within their bounds, or nothing improves.

        The first pass moves few amounts; where it goes in circles, the second pass shares every
        correction, which ends wherever the bounds leave any room.
        """
        for few in (True, False):
            if not few:
                self._restart()
            if self._rounds(patience, few=few):
                return

    def _restart(self) -> None:
        self.amounts = list(self._start)
        self._values = [
            sum(self.amounts[index] for index in bounds.members) for bounds in self._sums
        ]

    def _rounds(self, patience: int, *, few: bool) -> bool:
        least, since = None, 0
        exact_first = sorted(range(len(self._sums)), key=lambda number: self._slack(number) > 0)
        for _ in range(_MOST_ROUNDS):
            for number in exact_first:
                self._correct(number, few=few)
            total = sum(self.misses())
            if not total:
                return True
            if least is None or total < least:
                least, since = total, 0
            else:
                since += 1
                if since > patience:
                    return False
        return False

    def _slack(self, number: int) -> int:
        return self._sums[number].high - self._sums[number].low

    def _correct(self, number: int, *, few: bool) -> None:
        bounds, value = self._sums[number], self._values[number]
        correction = max(bounds.low - value, 0) or min(bounds.high - value, 0)
        if not correction:
            return
        sign = 1 if correction > 0 else -1
        room = (
            [(self._room(index, sign, number), -index) for index in bounds.members] if few else []
        )
        room.sort(key=lambda entry: (self.amounts[-entry[1]] > 0, entry), reverse=True)
        for allowed, negative in room:
            if allowed <= 0 or not correction:
                break
            step = min(allowed, self._in_whole_yuan(number, abs(correction)))
            self._move(-negative, sign * step)
            correction = sign * max(abs(correction) - step, 0)
        if correction:
            inward = min(_INWARD, self._slack(number) // 4)
            correction += sign * inward
            correction = sign * self._in_whole_yuan(number, abs(correction)) if few else correction
            self._share(bounds.members, correction, sign)

    def _in_whole_yuan(self, number: int, correction: int) -> int:
        """Return a correction in whole 元, or in 分 where the sum is known to the 分."""
        return -(-correction // _YUAN) * _YUAN if self._slack(number) > 2 * _YUAN else correction

    def _room(self, index: int, sign: int, but: int) -> int:
        """Return how far an amount may move with every other sum kept within its bounds."""
        room = self.amounts[index] if sign < 0 else 10**18
        for number in self._of[index]:
            if number == but:
                continue
            bounds, value = self._sums[number], self._values[number]
            room = min(room, bounds.high - value if sign > 0 else value - bounds.low)
            if room <= 0:
                return 0
        return room

    def _share(self, members: Iterable[int], correction: int, sign: int) -> None:
        """Share a correction evenly among amounts, none of them below zero."""
        open_to = [index for index in members if sign > 0 or self.amounts[index] > 0]
        while correction and open_to:
            unit = _YUAN if correction % _YUAN == 0 else 1
            share, remainder = divmod(abs(correction) // unit, len(open_to))
            for order, index in enumerate(open_to):
                step = (share + (order < remainder)) * unit
                step = min(step, self.amounts[index]) if sign < 0 else step
                self._move(index, sign * step)
                correction -= sign * step
            open_to = [index for index in open_to if sign > 0 or self.amounts[index] > 0]

    def _move(self, index: int, step: int) -> None:
        if step:
            self.amounts[index] += step
            for number in self._of[index]:
                self._values[number] += step
