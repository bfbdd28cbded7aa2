"""One paragraph compared with its former version.

Tests: tests/writing/redline/test_redline.py.
"""

from __future__ import annotations

import copy
from typing import Any

from lxml import etree

from yugong.ooxml.names import PPR, RPR, SECTPR, P, w
from yugong.writing.redline.items import Item, read_items
from yugong.writing.redline.marks import mark_of, properties_of
from yugong.writing.redline.runs import RunWriter
from yugong.writing.redline.tally import Tools
from yugong.writing.redline.wording import compared

_APART = frozenset({RPR, SECTPR, w("pPrChange")})
_REFERENCES = frozenset({w("headerReference"), w("footerReference"), w("sectPrChange")})
_PAGE_REFERENCE = "PAGEREF"


class Paragraphs:
    """Marks the differences between two paragraphs in the new one."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def change(self, old: Any, new: Any) -> None:
        """Mark content, properties, the format of the mark, and the section that ends here."""
        self._tools.adoption.match_bookmarks(old, new)
        former = copy.deepcopy(old.find(PPR))
        self._content(old, new)
        self.properties(former, new)

    def properties(self, old: Any, new: Any) -> None:
        """Mark the paragraph's properties against ``old``, a ``w:pPr`` or ``None``."""
        tools = self._tools
        present = new.find(PPR)
        self._section(_child(old, SECTPR), _child(present, SECTPR))
        if _differ(_shape(old), _shape(present), tools):
            properties_of(new)
            tools.marks.paragraph_properties(new, old)
        before, after = _child(old, RPR), _child(present, RPR)
        if tools.formats.differ(before, after):
            tools.marks.run_properties(mark_of(new), before)

    def _section(self, old: Any, new: Any) -> None:
        if old is not None and new is not None:
            self.section(old, new)

    def section(self, old: Any, new: Any) -> None:
        """Mark page size, margins and the like of a section; headers are compared apart."""
        if _differ(_section_shape(old), _section_shape(new), self._tools):
            self._tools.marks.properties(new, old, "sectPr")

    def _content(self, old: Any, new: Any) -> None:
        tools = self._tools
        before, after = read_items(old, tools.old), read_items(new, tools.new)
        if self._alike(before, after):
            return
        pieces = compared(before, after)
        for child in list(new):
            if child.tag != PPR:
                new.remove(child)
        RunWriter(new, tools.marks, tools.adoption, tools.formats).pieces(pieces)

    def _alike(self, old: list[Item], new: list[Item]) -> bool:
        """Return True if a reader sees no difference, bookmarks aside."""
        left, right = (
            [item for item in items if item.kind != "node" or item.key is not None]
            for items in (old, new)
        )
        return len(left) == len(right) and all(
            before.key == after.key
            and not self._tools.formats.differ(before.rpr, after.rpr)
            and all(
                self._alike(getattr(before, part), getattr(after, part))
                for part in ("head", "inner", "tail")
            )
            for before, after in zip(left, right, strict=True)
        )


def is_contents_entry(paragraph: Any) -> bool:
    """Return True if the paragraph is an entry of a contents list."""
    return paragraph.tag == P and any(
        _PAGE_REFERENCE in (node.text or "")
        for node in paragraph.iter(w("instrText"), w("delInstrText"))
    )


def section_of(paragraph: Any) -> Any:
    """Return ``w:sectPr`` of the section that ends with this paragraph, or None."""
    return _child(paragraph.find(PPR), SECTPR)


def _child(element: Any, tag: str) -> Any:
    return None if element is None else element.find(tag)


def _shape(properties: Any) -> list[Any]:
    return [] if properties is None else [node for node in properties if node.tag not in _APART]


def _section_shape(section: Any) -> list[Any]:
    shell = etree.Element(section.tag, section.attrib)
    return [shell, *(node for node in section if node.tag not in _REFERENCES)]


def _differ(old: list[Any], new: list[Any], tools: Tools) -> bool:
    return tools.old.keys(old) != tools.new.keys(new)
