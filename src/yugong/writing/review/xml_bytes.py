"""Where things stand in the bytes of an XML part, so that something can be put between them.

The parts were parsed strictly before, within limits and without a DTD; this only measures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

_TAG = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_SPACES: Final = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    }
)
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Put = tuple[int, int, bytes]
"""From where to where, in bytes, something else is to stand."""


@dataclass(slots=True)
class Paragraph:
    """A paragraph: where its content begins (after its properties) and where it ends, in bytes.

    An ``empty`` one is a single tag, and ``end`` is the end of that tag.  ``prefix`` is how its
    tag is written, with the colon; ``space`` is what that stands for.
    """

    prefix: str
    space: str
    begin: int
    end: int = 0
    empty: bool = False


def paragraphs(data: bytes) -> list[Paragraph]:
    """Every paragraph in XML order; none where the part cannot be measured in single bytes."""
    if b"\0" in data[:4]:
        return []
    found: list[Paragraph] = []
    stack: list[Paragraph | str] = []
    parser = ParserCreate(namespace_separator=" ")

    def start(name: str, _: object) -> None:
        space, _, local = name.rpartition(" ")
        if local == "p" and space in _SPACES:
            tag = _tag(data, parser.CurrentByteIndex)
            prefix = re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0][: -len("p")].decode()
            found.append(Paragraph(prefix, space, parser.CurrentByteIndex + len(tag)))
            stack.append(found[-1])
        else:
            stack.append(local if space in _SPACES else "")

    def end(_: str) -> None:
        at, closed = parser.CurrentByteIndex, stack.pop()
        outer = stack[-1] if stack else ""
        if isinstance(closed, Paragraph):
            closed.empty = not data.startswith(b"</", at)
            closed.end = closed.begin if closed.empty else at
        elif closed == "pPr" and isinstance(outer, Paragraph):
            outer.begin = at + len(_tag(data, at))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except ExpatError:
        return []
    return found


def _tag(data: bytes, at: int) -> bytes:
    found = _TAG.match(data, at)
    return found[0] if found else b""


def put_in(data: bytes, put: Iterable[Put]) -> bytes:
    """The bytes with something put between them, or in place of a few."""
    out: list[bytes] = []
    done = 0
    for begin, end, piece in sorted(put, key=lambda one: one[:2]):
        out += (data[done:begin], piece)
        done = end
    return b"".join((*out, data[done:]))


def appended(data: bytes, addition: str) -> bytes | None:
    """A part with something more before the end of its root, in whatever encoding it is.

    ``None`` where the part cannot be measured in single bytes.
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
    """Text for the inside of an element or attribute; signs XML does not know become blanks."""
    return escape(_NO_XML.sub(" ", text))
