"""The places of paragraphs in the words of a clerk: 第 12 段, 第 3 张表第 4 行第 2 格.

Tests: tests/writing/docx/template/test_fact_controls.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yugong.ooxml.names import (
    SDT,
    SDT_CONTENT,
    TBL,
    TC,
    TEXT_BOX,
    TR,
    P,
    own_descendants,
    through_controls,
)

_BOXES = frozenset({TEXT_BOX})


def paragraphs(root: Any, prefix: str) -> Iterator[tuple[Any, str]]:
    """Yield every paragraph of a part with its place, in document order.

    ``prefix`` names the part (empty for the body).  Paragraphs and tables are counted from 1.
    """
    local = str(root.tag).rsplit("}", 1)[-1]
    boxes = next(root.iter(TEXT_BOX), None) is not None
    if local == "document":
        for body in root:
            yield from _Walk(boxes).container(body, prefix)
    elif local in ("footnotes", "endnotes"):
        for note in root:
            yield from _Walk(boxes).container(note, prefix)
    else:
        yield from _Walk(boxes).container(root, prefix)


class _Walk:
    """Counts the paragraphs and tables of one container; ``boxes`` if it may have text boxes."""

    def __init__(self, boxes: bool) -> None:
        self._boxes = boxes
        self._paragraphs = 0
        self._tables = 0

    def container(self, element: Any, prefix: str, cell: str = "") -> Iterator[tuple[Any, str]]:
        for child in element:
            if child.tag == P:
                self._paragraphs += 1
                place = cell or f"{prefix}第 {self._paragraphs} 段"
                yield child, place
                for box in own_descendants(child, _BOXES) if self._boxes else ():
                    yield from _Walk(self._boxes).container(box, f"{place}的文本框")
            elif child.tag == TBL:
                self._tables += 1
                yield from self._table(child, f"{prefix}{cell}第 {self._tables} 张表")
            elif child.tag == SDT:
                content = child.find(SDT_CONTENT)
                if content is not None:
                    yield from self.container(content, prefix, cell)

    def _table(self, table: Any, place: str) -> Iterator[tuple[Any, str]]:
        for number, row in enumerate(through_controls(table, TR), 1):
            for column, cell in enumerate(through_controls(row, TC), 1):
                inner = _Walk(self._boxes)
                yield from inner.container(cell, "", f"{place}第 {number} 行第 {column} 格")
