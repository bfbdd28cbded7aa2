"""Numbered placeholders in the tree of a part: for its tags, and for marks to the writer.

Tests: tests/writing/docx/template/test_fact_controls.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from yugong.quick_dataclass import dataclass
from yugong.template.tags import Tag
from yugong.template.text import TextTag
from yugong.writing.docx.template.runs import INSTRUCTION, instruction

MARK_START, MARK_END = "\x0e", "\x0f"
"""Enclose what the writer acts on while the text streams past; XML cannot contain either."""

HEADING, CONTENTS, PARAGRAPH, CONTROL = "H", "T", "P", "I"
ROWS, FORM, REGION_END = "R", "F", "E"
PASS, COPIED_ID = "G", "K"
ANNEXES, PAGE_BREAK = "A", "B"
"""First letter of a mark: a heading's runs, the contents list, a paragraph to be written only where
none comes before it, and the number of a content control; the beginning of the rows of a table,
of a project form, and the end of either; a pass of a loop, and an id that each pass has anew; a
place for annexes, and the property of the paragraph after it that it begins a page."""

_INSTRUCTION = re.compile(rf"<\?{INSTRUCTION} (\d+)\?>")
ATTRIBUTE_START, ATTRIBUTE_END = "\ufdd0", "\ufdd1"
"""Enclose the number of a mark in an attribute: characters that no text of a document has."""

_INSTRUCTION_OR_ATTRIBUTE = re.compile(
    rf"(?:<\?{INSTRUCTION} |{ATTRIBUTE_START})(\d+)(?:\?>|{ATTRIBUTE_END})"
)
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class PlacedTag(TextTag):
    """A value or a statement of a part.

    ``properties`` are those of the run around a value that comes in a content control if it is a
    fact (empty where the run has none), and ``None`` where no control is made.
    """

    properties: str | None = None


class Placeholders:
    """The tags and marks of a part, by the number of their processing instruction in the tree."""

    def __init__(self) -> None:
        self._contents: list[PlacedTag | str] = []
        self._declared = ""
        self._attributes = False

    def tag(self, tag: Tag) -> Any:
        """Return the node for a tag as written."""
        return self.block(tag.word, tag.expression, tag)

    def block(self, word: str, expression: str, tag: Tag) -> Any:
        """Return the node for a statement; findings about it name ``tag``."""
        return self._add(PlacedTag(word, expression, tag))

    def control(self, node: Any, properties: str) -> None:
        """Let the value of ``node`` come in a control; ``properties`` are those of its run."""
        number = int(node.text)
        placed = self._contents[number]
        assert isinstance(placed, PlacedTag)
        self._contents[number] = replace(placed, properties=properties)

    def mark(self, text: str) -> Any:
        """Return the node for a mark, text that reaches the writer as it is."""
        return self._add(text)

    def declare(self, attribute: str) -> None:
        """Add an attribute, such as the declaration of a name space, to the part's first tag."""
        self._declared += attribute

    def _add(self, content: PlacedTag | str) -> Any:
        self._contents.append(content)
        return instruction(len(self._contents) - 1)

    def word_of(self, node: Any) -> str:
        """Return the statement of a node: ``if``, ``endfor``, …; empty for values and marks."""
        content = self._contents[int(node.text)] if node.target == INSTRUCTION else ""
        return "" if isinstance(content, str) else content.word

    def placed_tag(self, node: Any) -> PlacedTag | None:
        """Return the value or statement of a node; None for a mark and for any other node."""
        if node.tag is not etree.ProcessingInstruction or node.target != INSTRUCTION:
            return None
        content = self._contents[int(node.text)]
        return content if isinstance(content, PlacedTag) else None

    def in_attribute(self, text: str) -> str:
        """Return the text in place of a mark in the value of an attribute."""
        self._contents.append(text)
        self._attributes = True
        return f"{ATTRIBUTE_START}{len(self._contents) - 1}{ATTRIBUTE_END}"

    def pieces(self, root: Any) -> Iterator[str | PlacedTag]:
        """Yield a part from beginning to end: literal text, and the tags and marks between."""
        yield XML_HEAD
        first, space, remainder = etree.tostring(root, encoding="unicode").partition(" ")
        pattern = _INSTRUCTION_OR_ATTRIBUTE if self._attributes else _INSTRUCTION
        split = pattern.split(f"{first}{self._declared}{space}{remainder}")
        for position, piece in enumerate(split):
            yield self._contents[int(piece)] if position % 2 else piece
