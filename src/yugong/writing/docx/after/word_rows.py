"""The rows of the tables in a Word document's body, as texts by grid column.

Plain rows are read from the source; rows with merged cells or with tables in them need a tree.

Tests: tests/writing/docx/after/test_readback.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import etree

from yugong.ooxml.names import R_RUN, TBL, TC, TCPR, TR, VAL, P, T, W, w
from yugong.ooxml.part_xml import written_parser

_BR, _CR, _TAB = w("br"), w("cr"), w("tab")
_SPAN, _MERGE = w("gridSpan"), w("vMerge")
NAMESPACE = f'xmlns:w="{W}"'.encode()
_PREFIX = re.compile(rb"[ </](\w+):")
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)")
_TOKEN = re.compile(
    r"<w:(?:t(?: [^>]*)?>([^<]*)|(p|br|cr)(?=[ />])|(tab)/>|gridSpan w:val=\"(\d{1,2})\"/>"
    r"|(gridSpan|vMerge))|</w:(t[cr])>"
)
"""In a table: text, a new line, a tab, over how many columns a cell goes, what makes it no plain
cell, the end of a cell or row."""

_NOT_PLAIN = "\0"

Rows = list[list[str]]


class NoTree:
    """A parser target that keeps nothing: the document is parsed only to see if it is sound."""

    def close(self) -> None:
        """End the document."""


def has_declarations(body: bytes) -> bool:
    """Return True if there is a DTD, a comment or a CDATA section, which hide or mimic text."""
    position = body.find(b"!")
    while position >= 0:
        if body[position - 1 : position] == b"<":
            return True
        position = body.find(b"!", position + 1)
    return False


def parse_table(root: bytes, table: bytes) -> Any:
    """Return the inside of a table as a tree; prefixes declared elsewhere keep any name space."""
    table = b"<w:tbl>%b</w:tbl>" % table
    try:
        return etree.fromstring(root + table + b"</w:document>", written_parser())[0]
    except etree.XMLSyntaxError:
        prefixes = set(_PREFIX.findall(table)) - {b"w", b"xml"}
        spaces = b"".join(b' xmlns:%b="urn:%b"' % (prefix, prefix) for prefix in sorted(prefixes))
        source = b"<body " + NAMESPACE + spaces + b">" + table + b"</body>"
        return etree.fromstring(source, written_parser())[0]


def xml_texts(source: str) -> list[str]:
    """Return the texts of an XML source, unescaped and stripped."""
    return [(unescape(text) if "&" in text else text).strip() for text in _TEXT.findall(source)]


def table_sources(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the inside of each table that is in no other table, after the source above it."""
    inside: list[bytes] = []
    depth = 0
    above, *parts = body.split(b"<w:tbl>")
    for part in parts:
        depth += 1 - part.count(b"</w:tbl>")
        inside.append(part)
        if depth == 0:
            table, _, after = b"<w:tbl>".join(inside).rpartition(b"</w:tbl>")
            yield above, table
            above = after
            inside.clear()


def plain_rows(table: bytes) -> Rows:
    """Return the rows of a table of plain cells; any other cell has a text that no table has."""
    rows: Rows = []
    row: list[str] = []
    pieces: list[str] = []
    wide = 0
    for text, line, tab, span, merged, end in _TOKEN.findall(table.decode()):
        if span:
            wide = int(span) - 1
        elif not end:
            pieces.append(text or (line and "\n") or (tab and "\t") or (merged and _NOT_PLAIN))
        elif end == "tc":
            row.append(unescape("".join(pieces)).strip())
            row.extend([""] * wide)
            pieces.clear()
            wide = 0
        else:
            rows.append(row)
            row = []
    return rows


def tree_rows(table: Any) -> Iterator[list[str]]:
    """Yield the rows as texts by grid column: a merged cell counts once, its others are empty."""
    above: list[str] = []
    for row in table.iter(TR):
        if next(row.iterancestors(TBL)) is not table:
            continue
        texts: list[str] = []
        for cell in row.iter(TC):
            if next(cell.iterancestors(TR)) is not row:
                continue
            span, continues = 1, False
            properties = cell.find(TCPR)
            if properties is not None:
                wide = properties.find(_SPAN)
                span = 1 if wide is None else int(wide.get(VAL, "1"))
                merge = properties.find(_MERGE)
                continues = merge is not None and merge.get(VAL) != "restart"
            text = _text(cell)
            if continues and len(texts) < len(above):
                text = above[len(texts)]
            texts.append(text)
            if span > 1:
                texts.extend([""] * (span - 1))
        above = texts
        yield texts


def _text(element: Any) -> str:
    """Return the text of a paragraph or cell; paragraphs and breaks make new lines."""
    parts: list[str] = []
    for node in element.iter(T, P, _BR, _CR, _TAB):
        tag = node.tag
        if tag == T:
            parts.append(node.text or "")
        elif tag != _TAB:
            parts.append("\n")
        elif node.getparent().tag == R_RUN:
            parts.append("\t")
    return "".join(parts).strip()
