"""Amounts that round to every printed sum at once: where 尾差 goes.

Each printed cell is an interval of sums, half a unit of print either way.  Starting from the
printed amounts, sums outside their interval are brought in by moving as few amounts as possible;
where moving one would break another sum, the correction is shared out.  Whole 分, fixed order:
the same print always gives the same amounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_MOST_ROUNDS = 400
_PATIENCE = 40
"""Rounds without any progress after which sums are held to contradict each other."""

_SHORT_PATIENCE = 8
_INWARD = 200
"""How far inside its interval a shared correction aims, in 分, so that rounds come to an end."""

_MOST_TAKEN_BACK = 200
"""Sums beyond which none is tried once more after it was given up."""

_YUAN = 100
"""Corrections are whole 元 where the print leaves that much room."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of some amounts (by position) that must be within these bounds, in 分."""

    members: tuple[int, ...]
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Settled:
    """Amounts in 分, and the positions of the sums that were given up to have them."""

    amounts: tuple[int, ...]
    given_up: tuple[int, ...]


def settle(start: Sequence[int], sums: Sequence[Sum]) -> Settled:
    """Amounts near ``start`` that meet all sums, or all but those that contradict the others.

    What contradicts most is given up first.
    """
    kept = list(range(len(sums)))
    given_up: list[int] = []
    while True:
        state = _State(start, [sums[at] for at in kept])
        state.run()
        wrong = {at: miss for at, miss in zip(kept, state.misses(), strict=True) if miss}
        if not wrong:
            return _taken_back(state.amounts, sums, kept, given_up)
        worst = max(wrong.values())
        dropped = [at for at, miss in wrong.items() if 2 * miss > worst]
        given_up += dropped
        kept = [at for at in kept if at not in dropped]


def shortfall(start: Sequence[int], sums: Sequence[Sum]) -> int:
    """By how much, in 分, the sums cannot be met at once; 0 where they can."""
    state = _State(start, sums)
    state.run()
    return sum(state.misses())


def _taken_back(
    amounts: Sequence[int], sums: Sequence[Sum], kept: Sequence[int], given_up: Sequence[int]
) -> Settled:
    """Meet again what was given up together with what really contradicts."""
    held = list(kept)
    lost = []
    for at in sorted(given_up)[:_MOST_TAKEN_BACK]:
        state = _State(amounts, [sums[one] for one in (*held, at)])
        state.run(patience=_SHORT_PATIENCE)
        if any(state.misses()):
            lost.append(at)
        else:
            held.append(at)
            amounts = state.amounts
    lost += sorted(given_up)[_MOST_TAKEN_BACK:]
    return Settled(tuple(amounts), tuple(lost))


class _State:
    def __init__(self, start: Sequence[int], sums: Sequence[Sum]) -> None:
        self._start = start
        self.amounts = list(start)
        self._sums = sums
        self._values = [sum(start[at] for at in one.members) for one in sums]
        self._of: list[list[int]] = [[] for _ in start]
        for number, one in enumerate(sums):
            for at in one.members:
                self._of[at].append(number)

    def misses(self) -> list[int]:
        """How far each sum is outside its bounds."""
        return [
            max(one.low - value, value - one.high, 0)
            for one, value in zip(self._sums, self._values, strict=True)
        ]

    def run(self, patience: int = _PATIENCE) -> None:
        """Bring in sums until all are in, or nothing gets better any more.

        First by moving few amounts; where that goes in circles, again with every correction
        shared out, which comes to an end wherever the bounds leave any room.
        """
        for few in (True, False):
            if not few:
                self._restart()
            if self._rounds(patience, few=few):
                return

    def _restart(self) -> None:
        self.amounts = list(self._start)
        self._values = [sum(self.amounts[at] for at in one.members) for one in self._sums]

    def _rounds(self, patience: int, *, few: bool) -> bool:
        least, since = None, 0
        exact_first = sorted(range(len(self._sums)), key=lambda at: self._width(at) > 0)
        for _ in range(_MOST_ROUNDS):
            for number in exact_first:
                self._bring_in(number, few=few)
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

    def _width(self, number: int) -> int:
        return self._sums[number].high - self._sums[number].low

    def _bring_in(self, number: int, *, few: bool) -> None:
        one, value = self._sums[number], self._values[number]
        wanted = max(one.low - value, 0) or min(one.high - value, 0)
        if not wanted:
            return
        sign = 1 if wanted > 0 else -1
        room = [(self._room(at, sign, number), -at) for at in one.members] if few else []
        room.sort(key=lambda one: (self.amounts[-one[1]] > 0, one), reverse=True)
        for allowed, negative in room:
            if allowed <= 0 or not wanted:
                break
            step = min(allowed, self._whole(number, abs(wanted)))
            self._move(-negative, sign * step)
            wanted = sign * max(abs(wanted) - step, 0)
        if wanted:
            inward = min(_INWARD, self._width(number) // 4)
            wanted += sign * inward
            wanted = sign * self._whole(number, abs(wanted)) if few else wanted
            self._share(one.members, wanted, sign)

    def _whole(self, number: int, wanted: int) -> int:
        """A correction in whole 元, save where the sum is known to the 分."""
        return -(-wanted // _YUAN) * _YUAN if self._width(number) > 2 * _YUAN else wanted

    def _room(self, at: int, sign: int, but: int) -> int:
        """How far an amount may move without taking any other sum out of its bounds."""
        room = self.amounts[at] if sign < 0 else 10**18
        for number in self._of[at]:
            if number == but:
                continue
            one, value = self._sums[number], self._values[number]
            room = min(room, one.high - value if sign > 0 else value - one.low)
            if room <= 0:
                return 0
        return room

    def _share(self, members: Iterable[int], wanted: int, sign: int) -> None:
        """Share a correction out evenly; no amount below nothing."""
        open_to = [at for at in members if sign > 0 or self.amounts[at] > 0]
        while wanted and open_to:
            unit = _YUAN if wanted % _YUAN == 0 else 1
            each, rest = divmod(abs(wanted) // unit, len(open_to))
            for order, at in enumerate(open_to):
                step = (each + (order < rest)) * unit
                step = min(step, self.amounts[at]) if sign < 0 else step
                self._move(at, sign * step)
                wanted -= sign * step
            open_to = [at for at in open_to if sign > 0 or self.amounts[at] > 0]

    def _move(self, at: int, step: int) -> None:
        if step:
            self.amounts[at] += step
            for number in self._of[at]:
                self._values[number] += step
