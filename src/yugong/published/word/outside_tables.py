"""The body of a Word file with its tables emptied before anything is parsed.

In a document of a thousand forms nearly all text is in tables; to parse them for nothing would
take most of the time and of the memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.ooxml.names import W

_NAMED_W = f'xmlns:w="{W}"'.encode()
_NAME = re.compile(rb"w:tbl(?=[\s/>])")
_OPAQUE = (b"<!--", b"<![CDATA[", b"<!DOCTYPE")


def outside_tables(body: bytes) -> bytes:
    """Return the XML of a body with every outermost table empty.

    The body is returned as it is if its tables cannot be cut out safely: another prefix, comments,
    tables that do not end.
    """
    if _NAMED_W not in body[:20_000] or (b"!" in body and any(mark in body for mark in _OPAQUE)):
        return body
    kept: list[bytes] = []
    depth = position = 0
    for start, end, ends_table in _edges(body):
        depth += -1 if ends_table else 1
        if depth < 0:
            return body
        if depth == 1 and not ends_table:
            kept += (body[position:start], b"<w:tbl/>")
        elif depth == 0:
            position = end
    if depth:
        return body
    return b"".join((*kept, body[position:]))


def _edges(body: bytes) -> Iterator[tuple[int, int, bool]]:
    """Yield the start and end of each tag of a table that is not empty; True for an end tag.

    The name is searched for, not the ``<`` before it, which is everywhere.
    """
    last = 0
    for name in _NAME.finditer(body):
        ends_table = body.startswith(b"</", name.start() - 2)
        start = name.start() - 2 if ends_table else name.start() - 1
        if start < last or body[start : start + 1] != b"<":
            continue
        last = body.find(b">", name.end()) + 1
        if last == 0:
            return
        if body[last - 2 : last] != b"/>":
            yield start, last, ends_table
