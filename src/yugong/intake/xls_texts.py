"""How long the shared texts of an .xls are, without reading them.

An .xls keeps each text once, and every cell that shows it only its number; a reader makes a copy
for each cell.  So one long text in very many cells must be counted before the file is opened.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

TEXTS, CONTINUE, TEXT_CELL = 0x00FC, 0x003C, 0x00FD


def text_lengths(records: Iterable[tuple[int, bytes]]) -> list[int]:
    """Characters of each shared text, by its number; raises ``ValueError`` or ``struct.error``
    for a list of texts that cannot be followed.
    """
    pieces: list[bytes] = []
    for kind, body in records:
        if kind == TEXTS and not pieces:
            pieces.append(body[8:])
        elif kind == CONTINUE and pieces:
            pieces.append(body)
        elif pieces:
            break
    return list(_lengths(pieces))


def _lengths(pieces: list[bytes]) -> Iterator[int]:
    number, at = 0, 0
    while number < len(pieces):
        if at >= len(pieces[number]):
            number, at = number + 1, 0
            continue
        count, flags = struct.unpack_from("<HB", pieces[number], at)
        at += 3
        runs = extra = 0
        if flags & 0x08:
            runs = struct.unpack_from("<H", pieces[number], at)[0]
            at += 2
        if flags & 0x04:
            extra = struct.unpack_from("<I", pieces[number], at)[0]
            at += 4
        yield count
        number, at = _past_text(pieces, number, at, count, 2 if flags & 1 else 1)
        number, at = _past_bytes(pieces, number, at, 4 * runs + extra)


def _past_text(
    pieces: list[bytes], number: int, at: int, count: int, width: int
) -> tuple[int, int]:
    """Behind the characters; a text that goes on in the next piece states its width anew."""
    while count:
        room = (len(pieces[number]) - at) // width
        taken = min(room, count)
        count -= taken
        at += taken * width
        if count:
            number, at = number + 1, 1
            if number >= len(pieces) or not pieces[number]:
                raise ValueError("a text without its end")
            width = 2 if pieces[number][0] & 1 else 1
    return number, at


def _past_bytes(pieces: list[bytes], number: int, at: int, size: int) -> tuple[int, int]:
    """Behind formatting data, which goes on in the next piece without a mark."""
    while size:
        taken = min(len(pieces[number]) - at, size)
        size -= taken
        at += taken
        if size:
            number, at = number + 1, 0
            if number >= len(pieces):
                raise ValueError("formatting without its end")
    return number, at
