"""The body of a Word file without what its tables say, cut out before anything is parsed.

Of a document of a thousand forms hardly anything stands outside its tables; to parse the rest for
nothing would take most of the time and of the memory.
"""

from __future__ import annotations

import re

_NAMED_W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_EDGE = re.compile(rb"<(?P<end>/?)w:tbl(?=[\s/>])[^>]*>")
_OPAQUE = (b"<!--", b"<![CDATA[", b"<!DOCTYPE")


def outside_tables(body: bytes) -> bytes:
    """The XML of a body with every outermost table empty.

    Where tables are not plain to see (another prefix, comments, tables that do not end) the body
    comes back as it is.
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
