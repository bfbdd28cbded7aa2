"""The scan of an .xls before it is opened: how far down and right its cells reach.

An .xls is a file system of its own (OLE), and its book a chain of records (BIFF) in it. A reader
reserves memory for every cell up to the farthest, of every sheet the book lists.

Tests: tests/intake/test_sheet_file.py.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from yugong.intake.sheet_scan import BeyondLimitsError, Reach
from yugong.intake.xls_texts import TEXT_CELL, TEXTS, text_lengths

_END = 0xFFFFFFFA
"""Sector numbers from here on are marks, not sectors."""
_MINI_BELOW = 4096
_MAX_SHEETS = 256
_MAX_RECORDS = 5_000_000

_BOUNDSHEET, _EOF = 0x0085, 0x000A
_DIMENSIONS = 0x0200
_CELLS = frozenset({0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
_CELL_RUNS = frozenset({0x00BD, 0x00BE})


def scan_xls(data: bytes, reach: Reach) -> None:
    """Measure every sheet.

    Raise :class:`BeyondLimitsError`, or ``ValueError`` if the file cannot be followed.
    """
    try:
        book = _book(data)
        offsets = [
            struct.unpack_from("<I", body)[0]
            for kind, body in _checked_records(book)
            if kind == _BOUNDSHEET and len(body) >= 4
        ]
        if len(offsets) > _MAX_SHEETS:
            raise BeyondLimitsError(f"{len(offsets)} 张工作表")
        lengths = text_lengths(_records(book, 0))
        looked_at = 0
        for offset in offsets:
            height = width = 0
            for kind, body in _records(book, offset):
                looked_at += 1
                if looked_at > _MAX_RECORDS:
                    raise BeyondLimitsError("内容过多")
                _check_claims(kind, body, len(book))
                if kind == TEXT_CELL:
                    reach.add_text(lengths[struct.unpack_from("<I", body, 6)[0]])
                if kind in _CELLS or kind in _CELL_RUNS:
                    row, column = struct.unpack_from("<HH", body)
                    if kind in _CELL_RUNS:
                        column = struct.unpack_from("<H", body, len(body) - 2)[0]
                    height, width = max(height, row + 1), max(width, column + 1)
            reach.add_sheet(height, width)
    except (struct.error, IndexError) as error:
        raise ValueError("not an .xls") from error


def _checked_records(book: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of the first part, which lists sheets and texts."""
    for kind, body in _records(book, 0):
        _check_claims(kind, body, len(book))
        yield kind, body


def _check_claims(kind: int, body: bytes, size: int) -> None:
    """Refuse a record with an impossible size: a reader reserves memory for it."""
    if kind == TEXTS and struct.unpack_from("<I", body, 4)[0] > size // 3:
        raise ValueError("more texts than bytes")
    if kind == _DIMENSIONS:
        wide = "<IIHH" if len(body) >= 14 else "<HHHH"
        top, bottom, left, right = struct.unpack_from(wide, body)
        if not (top <= bottom <= 65_536 and left <= right <= 256):
            raise ValueError("impossible dimensions")


def _records(book: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records from an offset to the end of their part of the book."""
    while offset + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, offset)
        yield kind, book[offset + 4 : offset + 4 + size]
        offset += 4 + size
        if kind == _EOF:
            return


def _book(data: bytes) -> bytes:
    """Return the stream that contains the book."""
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise ValueError("an unknown size of sectors")
    size = 1 << shift
    first_directory, first_mini, first_more = (
        struct.unpack_from("<I", data, offset)[0] for offset in (48, 60, 68)
    )
    sectors = [number for number in struct.unpack_from("<109I", data, 76) if number < _END]
    for _ in range(len(data) // size):
        if first_more >= _END:
            break
        more = struct.unpack(f"<{size // 4}I", _sector(data, first_more, size))
        sectors += [number for number in more[:-1] if number < _END]
        first_more = more[-1]
    table = _numbers(
        b"".join(_sector(data, number, size) for number in sectors[: len(data) // size])
    )
    directory = _chain(data, first_directory, table, size, size)
    root = mini = b""
    for offset in range(0, len(directory) - 127, 128):
        entry = directory[offset : offset + 128]
        name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode(
            "utf-16-le", "ignore"
        )
        start, length = struct.unpack_from("<II", entry, 116)
        if entry[66] == 5:
            root = _chain(data, start, table, size, size)
        elif name.lower() in ("workbook", "book"):
            if length >= _MINI_BELOW:
                return _chain(data, start, table, size, size)[:length]
            mini = _chain(data, first_mini, table, size, size)
            return _chain(root, start, _numbers(mini), 64, 0)[:length]
    raise ValueError("no book")


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _sector(data: bytes, number: int, size: int) -> bytes:
    offset = (number + 1) * size
    sector = data[offset : offset + size]
    if len(sector) < size:
        raise ValueError("a sector beyond the end")
    return sector


def _chain(data: bytes, start: int, table: tuple[int, ...], size: int, header: int) -> bytes:
    """Return the sectors of a chain in their order; raise ``ValueError`` if it has no end."""
    sectors: list[bytes] = []
    while start < _END:
        if len(sectors) > len(data) // size:
            raise ValueError("a chain without end")
        offset = header + start * size
        sectors.append(data[offset : offset + size])
        start = table[start]
    return b"".join(sectors)
