"""Positions in the bytes of an XML part, so that something can be put between them.

The parts were parsed strictly before, within limits and without a DTD; this only measures.

Tests: tests/writing/review/test_annotated.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from xml.parsers.expat import ExpatError, ParserCreate

from yugong.ooxml.names import WORD_NAMESPACES
from yugong.quick_dataclass import dataclass

_TAG = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Put = tuple[int, int, bytes]
"""The first byte to replace, the first byte after, and the replacement."""


@dataclass(slots=True)
class Paragraph:
    """A paragraph: the first byte of its content (after its properties), and the first after it.

    An ``empty`` one is a single tag, and ``end`` is the end of that tag.  ``prefix`` is the prefix
    of its tag with the colon; ``space`` is the namespace of that prefix.
    """

    prefix: str
    space: str
    begin: int
    end: int = 0
    empty: bool = False


def source_paragraphs(data: bytes) -> list[Paragraph]:
    """Return every paragraph in XML order; none if the part is not written in single bytes."""
    if b"\0" in data[:4]:
        return []
    measured: list[Paragraph] = []
    stack: list[Paragraph | str] = []
    parser = ParserCreate(namespace_separator=" ")

    def start(name: str, _: object) -> None:
        space, _, local = name.rpartition(" ")
        if local == "p" and space in WORD_NAMESPACES:
            tag = _tag(data, parser.CurrentByteIndex)
            prefix = re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0][: -len("p")].decode()
            measured.append(Paragraph(prefix, space, parser.CurrentByteIndex + len(tag)))
            stack.append(measured[-1])
        else:
            stack.append(local if space in WORD_NAMESPACES else "")

    def end(_: str) -> None:
        position, closed = parser.CurrentByteIndex, stack.pop()
        outer = stack[-1] if stack else ""
        if isinstance(closed, Paragraph):
            closed.empty = not data.startswith(b"</", position)
            closed.end = closed.begin if closed.empty else position
        elif closed == "pPr" and isinstance(outer, Paragraph):
            outer.begin = position + len(_tag(data, position))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except ExpatError:
        return []
    return measured


def _tag(data: bytes, position: int) -> bytes:
    match = _TAG.match(data, position)
    return match[0] if match else b""


def put_in(data: bytes, put: Iterable[Put]) -> bytes:
    """Return the bytes with pieces put between them, or in place of a few."""
    out: list[bytes] = []
    done = 0
    for begin, end, piece in sorted(put, key=lambda piece: piece[:2]):
        out += (data[done:begin], piece)
        done = end
    return b"".join((*out, data[done:]))


def appended(data: bytes, addition: str) -> bytes | None:
    """Return a part with an addition before the end of its root, whatever its encoding.

    None if the part is not written in single bytes.
    """
    if b"\0" in data[:4]:
        return None
    ends: list[int] = []
    parser = ParserCreate()
    parser.EndElementHandler = lambda _: ends.append(parser.CurrentByteIndex)
    try:
        parser.Parse(data, True)
    except ExpatError:
        return None
    more = addition.encode("ascii", "xmlcharrefreplace")
    tag = _tag(data, ends[-1])
    if tag.startswith(b"</"):
        return put_in(data, [(ends[-1], ends[-1], more)])
    name = re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0]
    after = ends[-1] + len(tag)
    return put_in(data, [(after - len(b"/>"), after, b">" + more + b"</" + name + b">")])


def xml_text(text: str) -> str:
    """Return text for an element or attribute; characters that XML excludes become blanks."""
    return escape(_NO_XML.sub(" ", text))
