"""Mark the changes inside a sentence word by word; a number is one word."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

Mark = Literal["同", "删", "增"]
Piece = tuple[Mark, str]

_WORD = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?%?|[A-Za-z]+|\s+|.", re.DOTALL)
_DIGITS = re.compile(r"[0-9][0-9,.]*")
_LONGEST = 1_500
_LEAST_COMMON = 0.3
"""The common part below which a sentence counts as replaced, not as changed."""


def marked(old: str, new: str) -> tuple[Piece, ...]:
    """Return both sentences as one list of pieces: kept, deleted, inserted.

    The kept and deleted pieces give ``old``; the kept and inserted ones give ``new``.
    """
    here, there = _WORD.findall(old), _WORD.findall(new)
    if len(here) > _LONGEST or len(there) > _LONGEST:
        return _replaced(old, new)
    kept = _kept(here, there)
    if 2 * sum(size for _, _, size in kept) < _LEAST_COMMON * (len(here) + len(there)):
        return _replaced(old, new)
    pieces: list[Piece] = []
    x = y = 0
    for a, b, size in kept:
        pieces += _replaced("".join(here[x:a]), "".join(there[y:b]))
        if size:
            pieces.append(("同", "".join(here[a : a + size])))
        x, y = a + size, b + size
    return tuple(pieces)


def _replaced(old: str, new: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = [("删", old), ("增", new)]
    return tuple(piece for piece in pieces if piece[1])


def _kept(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return runs of kept words as (old, new, length), with an empty one at the end.

    A single character between two changes counts as changed.
    """
    if (len(new), new) < (len(old), old):
        runs = [(b, a, size) for a, b, size in _runs(new, old)]
    else:
        runs = _runs(old, new)
    inner = range(1, len(runs) - 2)
    return [
        run
        for index, run in enumerate(runs)
        if index not in inner or run[2] > 1 or len(old[run[0]]) > 1 or not old[run[0]].isalpha()
    ]


def _runs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(run.a, run.b, run.size) for run in matcher.get_matching_blocks()]


def wording_likeness(old: str | tuple[str, ...], new: str | tuple[str, ...]) -> float:
    """Return the likeness of two sentences or rows of cells, 0 to 1, without their numbers."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        same = sum(a == b for a, b in zip(old, new, strict=False))
        return same / max(len(old), len(new), 1)
    here, there = _pairs(str(old)), _pairs(str(new))
    total = here.total() + there.total()
    return 2 * (here & there).total() / total if total else 1.0


@lru_cache(maxsize=4_096)
def _pairs(text: str) -> Counter[str]:
    words = f" {_DIGITS.sub('0', text)} "
    return Counter(a + b for a, b in itertools.pairwise(words))
