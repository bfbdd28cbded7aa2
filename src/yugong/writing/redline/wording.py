"""The changes between two lists of items, as a reader would describe them."""

from __future__ import annotations

import re
from typing import Literal

from yugong.quick_dataclass import dataclass
from yugong.writing.redline.items import Item, keys_for_alignment
from yugong.writing.redline.sequence import common_pairs

Status = Literal["same", "ins", "del"]
_WORD = re.compile(r"[^\W\d_]")
_LITTLE = 0.3
"""The share of words in common below which the whole text counts as replaced."""


@dataclass(slots=True)
class WordingPiece:
    """Items that are kept (both sides), inserted (new) or deleted (old)."""

    status: Status
    old: list[Item]
    new: list[Item]

    @property
    def weight(self) -> int:
        """The number of letters or characters of words; numbers and signs do not count."""
        return sum(_letters(item) for item in (self.new if self.status == "ins" else self.old))


def _letters(item: Item) -> int:
    return len(item.text) if item.kind == "text" and _WORD.match(item.text) else 0


def compared(old: list[Item], new: list[Item]) -> list[WordingPiece]:
    """Return the pieces that lead from the old items to the new, deletions before insertions."""
    span = (0, len(old), 0, len(new))
    pairs = common_pairs(keys_for_alignment(old, new), keys_for_alignment(new, old), span)
    if _little_in_common(old, new, [old[i] for i, _ in pairs]):
        pairs = [(i, j) for i, j in pairs if not _is_text(old[i], new[j])]
    while True:
        pieces = _pieces(old, new, pairs)
        kept = _readable(pieces)
        if kept is pieces:
            return pieces
        pairs = _pairs(kept)


def _is_text(old: Item, new: Item) -> bool:
    return old.kind == "text" and new.kind == "text"


def _little_in_common(old: list[Item], new: list[Item], common: list[Item]) -> bool:
    most = max(sum(map(_letters, old)), sum(map(_letters, new)))
    return most > 0 and sum(map(_letters, common)) < _LITTLE * most


def _pieces(old: list[Item], new: list[Item], pairs: list[tuple[int, int]]) -> list[WordingPiece]:
    pieces: list[WordingPiece] = []
    a = b = 0
    for i, j in [*pairs, (len(old), len(new))]:
        if i > a:
            pieces.append(WordingPiece("del", old[a:i], []))
        if j > b:
            pieces.append(WordingPiece("ins", [], new[b:j]))
        if i < len(old):
            if i == a and j == b and pieces and pieces[-1].status == "same":
                pieces[-1].old.append(old[i])
                pieces[-1].new.append(new[j])
            else:
                pieces.append(WordingPiece("same", [old[i]], [new[j]]))
        a, b = i + 1, j + 1
    return pieces


def _pairs(pieces: list[WordingPiece]) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    a = b = 0
    for piece in pieces:
        if piece.status == "same":
            pairs += [(a + step, b + step) for step in range(len(piece.old))]
        a += len(piece.old)
        b += len(piece.new)
    return pairs


def _readable(pieces: list[WordingPiece]) -> list[WordingPiece]:
    """Return the same pieces, or pieces without chance agreements that only confuse."""
    kept: list[WordingPiece] = []
    given_up = False
    for number, piece in enumerate(pieces):
        if piece.status != "same" or not all(map(_is_text, piece.old, piece.new)):
            kept.append(piece)
            continue
        before = _around(pieces, number, -1)
        after = _around(pieces, number, 1)
        if piece.weight and _by_chance(piece, before, after):
            given_up = True
            kept += [WordingPiece("del", piece.old, []), WordingPiece("ins", [], piece.new)]
            continue
        head, tail = _lone_ends(piece, before > 0, after > 0)
        given_up = given_up or bool(head or tail)
        end = len(piece.old) - tail
        for start, stop, stays in ((0, head, False), (head, end, True), (end, end + tail, False)):
            if start < stop and stays:
                kept.append(WordingPiece("same", piece.old[start:stop], piece.new[start:stop]))
            elif start < stop:
                kept.append(WordingPiece("del", piece.old[start:stop], []))
                kept.append(WordingPiece("ins", [], piece.new[start:stop]))
    return kept if given_up else pieces


def _around(pieces: list[WordingPiece], number: int, step: int) -> int:
    """Return the weight of the change next to a piece: the heavier of its two sides."""
    heaviest = 0
    number += step
    while 0 <= number < len(pieces) and pieces[number].status != "same":
        heaviest = max(heaviest, pieces[number].weight)
        number += step
    return heaviest


def _by_chance(piece: WordingPiece, before: int, after: int) -> bool:
    """Return True for a piece between two changed stretches of words, shorter than either."""
    return before > 0 and after > 0 and piece.weight <= min(before, after)


def _lone_ends(piece: WordingPiece, changed_before: bool, changed_after: bool) -> tuple[int, int]:
    """Return the items at both ends that are half a word: one character next to a change."""
    letters = [_letters(item) for item in piece.old]
    head = tail = 0
    if changed_before and letters[0] == 1 and (len(letters) == 1 or letters[1] == 0):
        head = 1
    if changed_after and letters[-1] == 1 and (len(letters) == 1 or letters[-2] == 0):
        tail = 1
    return (head, 0) if head + tail > len(letters) else (head, tail)
