"""The body of a Word file with its tables emptied before anything is parsed.

In a document of a thousand forms nearly all text is in tables; to parse them for nothing would
take most of the time and of the memory.
"""

from __future__ import annotations

import re

from yugong.ooxml.names import W

_NAMED_W = f'xmlns:w="{W}"'.encode()
_EDGE = re.compile(rb"<(?P<end>/?)w:tbl(?=[\s/>])[^>]*>")
_OPAQUE = (b"<!--", b"<![CDATA[", b"<!DOCTYPE")


def outside_tables(body: bytes) -> bytes:
    """Return the XML of a body with every outermost table empty.

    The body is returned as it is if its tables cannot be cut out safely: another prefix, comments,
    tables that do not end.
    """
    if _NAMED_W not in body[:20_000] or any(mark in body for mark in _OPAQUE):
        return body
    kept: list[bytes] = []
    depth = position = 0
    for edge in _EDGE.finditer(body):
        if edge[0].endswith(b"/>"):
            continue
        depth += -1 if edge["end"] else 1
        if depth < 0:
            return body
        if depth == 1 and not edge["end"]:
            kept += (body[position : edge.start()], b"<w:tbl/>")
        elif depth == 0:
            position = edge.end()
    if depth:
        return body
    return b"".join((*kept, body[position:]))
