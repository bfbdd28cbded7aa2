"""The lengths of the shared texts of an .xls, without reading them.

An .xls keeps each text once, and a cell only its number; a reader makes a copy for each cell. So
one long text in very many cells must be counted before the file is opened.

Tests: tests/intake/test_sheet_file.py.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

TEXTS, CONTINUE, TEXT_CELL = 0x00FC, 0x003C, 0x00FD


def text_lengths(records: Iterable[tuple[int, bytes]]) -> list[int]:
    """Return the number of characters of each shared text, by its number.

    Raise ``ValueError`` or ``struct.error`` for a list of texts that cannot be followed.
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
    number, offset = 0, 0
    while number < len(pieces):
        if offset >= len(pieces[number]):
            number, offset = number + 1, 0
            continue
        count, flags = struct.unpack_from("<HB", pieces[number], offset)
        offset += 3
        runs = extra = 0
        if flags & 0x08:
            runs = struct.unpack_from("<H", pieces[number], offset)[0]
            offset += 2
        if flags & 0x04:
            extra = struct.unpack_from("<I", pieces[number], offset)[0]
            offset += 4
        yield count
        number, offset = _past_text(pieces, number, offset, count, 2 if flags & 1 else 1)
        number, offset = _past_bytes(pieces, number, offset, 4 * runs + extra)


def _past_text(
    pieces: list[bytes], number: int, offset: int, count: int, width: int
) -> tuple[int, int]:
    """Skip the characters; a text that goes on in the next piece repeats its width there."""
    while count:
        room = (len(pieces[number]) - offset) // width
        taken = min(room, count)
        count -= taken
        offset += taken * width
        if count:
            number, offset = number + 1, 1
            if number >= len(pieces) or not pieces[number]:
                raise ValueError("a text without its end")
            width = 2 if pieces[number][0] & 1 else 1
    return number, offset


def _past_bytes(pieces: list[bytes], number: int, offset: int, size: int) -> tuple[int, int]:
    """Skip formatting data, which goes on in the next piece without a mark."""
    while size:
        taken = min(len(pieces[number]) - offset, size)
        size -= taken
        offset += taken
        if size:
            number, offset = number + 1, 0
            if number >= len(pieces):
                raise ValueError("formatting without its end")
    return number, offset
