"""The last row of a repeated table is never alone on a page: the row before it keeps with it.

Word keeps a row with the next one if its paragraphs say so.  Which row is the last but one is known
only while the loop runs, so the template gets a condition in each paragraph of its rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from yugong.ooxml.names import PPR, TBL, TR, P, through_controls, w
from yugong.template.tags import Tag
from yugong.writing.docx.template.placeholders import Placeholders

_LAST_BUT_ONE = "loop.revindex == 2"
_KEEP, _STYLE = w("keepNext"), w("pStyle")


def keep_last_rows(root: Any, placeholders: Placeholders) -> None:
    """Let the last but one row of every row loop keep with the last."""
    for paragraph, tag in list(_looped_paragraphs(root, placeholders)):
        properties = _properties(paragraph)
        if properties.find(_KEEP) is not None:
            continue
        position = 0 if properties.find(_STYLE) is None else 1
        for node in reversed(
            (
                placeholders.block("if", _LAST_BUT_ONE, tag),
                etree.Element(_KEEP),
                placeholders.block("endif", "", tag),
            )
        ):
            properties.insert(position, node)


def keep_row_before_last(root: Any) -> None:
    """Let the last but one row of every table of a finished document keep with the last."""
    for table in root.iter(TBL):
        rows = table.findall(TR)
        for paragraph in rows[-2].iter(P) if len(rows) > 2 else ():
            properties = _properties(paragraph)
            if properties.find(_KEEP) is None:
                position = 0 if properties.find(_STYLE) is None else 1
                properties.insert(position, etree.Element(_KEEP))


def _properties(paragraph: Any) -> Any:
    properties = paragraph.find(PPR)
    if properties is None:
        properties = etree.Element(PPR)
        paragraph.insert(0, properties)
    return properties


def _looped_paragraphs(root: Any, placeholders: Placeholders) -> Iterator[tuple[Any, Tag]]:
    """Yield the paragraphs of the rows that a row loop repeats, with the innermost loop's tag."""
    for table in root.iter(TBL):
        open_loops: list[Tag] = []
        for node in table:
            tag = placeholders.placed_tag(node)
            if tag is not None and tag.word == "for":
                open_loops.append(tag.tag)
            elif tag is not None and tag.word == "endfor":
                open_loops.pop()
            elif open_loops and isinstance(node.tag, str):
                for row in [node] if node.tag == TR else through_controls(node, TR):
                    yield from ((paragraph, open_loops[-1]) for paragraph in row.iter(P))
