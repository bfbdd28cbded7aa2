"""What the compiled part emits beside literal XML: tags, and marks for the writer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from yugong.writing.docx.template.runs import INSTRUCTION, instruction
from yugong.writing.docx.template.tags import Tag

MARK_START, MARK_END = "\x0e", "\x0f"
"""Enclose what the writer acts on while the text streams past; XML cannot contain either."""

HEADING, CONTENTS, PARAGRAPH, CONTROL = "H", "T", "P", "I"
ROWS, FORM, REGION_END = "R", "F", "E"
PASS, COPIED_ID = "G", "K"
"""First letter of a mark: a heading's runs, the contents list, a paragraph to be written only where
none stands before it, and the number of a content control; the beginning of the rows of a table,
of a project form, and the end of either; a pass of a loop, and an id that each pass has anew."""

_INSTRUCTION = re.compile(rf"<\?{INSTRUCTION} (\d+)\?>")
ATTRIBUTE_START, ATTRIBUTE_END = "\ufdd0", "\ufdd1"
"""Enclose the number of a mark in an attribute: characters that no text of a document has."""

_INSTRUCTION_OR_ATTRIBUTE = re.compile(
    rf"(?:<\?{INSTRUCTION} |{ATTRIBUTE_START})(\d+)(?:\?>|{ATTRIBUTE_END})"
)
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class Emission:
    """A value (no ``word``) or a statement, the expression it is made from, and its tag.

    ``properties`` are those of the run around a value that comes in a content control if it is a
    fact (empty where the run has none), and ``None`` where no control is made.
    """

    word: str
    expression: str
    tag: Tag
    properties: str | None = None


class Emissions:
    """The numbered things that processing instructions in the tree stand for."""

    def __init__(self) -> None:
        self._emitted: list[Emission | str] = []
        self._declared = ""
        self._attributes = False

    def tag(self, tag: Tag) -> Any:
        """The node for a tag as written."""
        return self.block(tag.word, tag.expression, tag)

    def block(self, word: str, expression: str, tag: Tag) -> Any:
        """The node for a statement; ``tag`` is the one to blame for it."""
        return self._add(Emission(word, expression, tag))

    def control(self, node: Any, properties: str) -> None:
        """Let the value of ``node`` come in a control; ``properties`` are those of its run."""
        number = int(node.text)
        emitted = self._emitted[number]
        assert isinstance(emitted, Emission)
        self._emitted[number] = replace(emitted, properties=properties)

    def mark(self, text: str) -> Any:
        """The node for a mark, text that reaches the writer as it is."""
        return self._add(text)

    def declare(self, attribute: str) -> None:
        """Add an attribute, such as the declaration of a name space, to the part's first tag."""
        self._declared += attribute

    def _add(self, emitted: Emission | str) -> Any:
        self._emitted.append(emitted)
        return instruction(len(self._emitted) - 1)

    def word_of(self, node: Any) -> str:
        """The statement a node stands for: ``if``, ``endfor``, …; empty for values and marks."""
        emitted = self._emitted[int(node.text)] if node.target == INSTRUCTION else ""
        return "" if isinstance(emitted, str) else emitted.word

    def emission_of(self, node: Any) -> Emission | None:
        """Return the value or statement of a node; None for a mark and for any other node."""
        if node.tag is not etree.ProcessingInstruction or node.target != INSTRUCTION:
            return None
        emitted = self._emitted[int(node.text)]
        return emitted if isinstance(emitted, Emission) else None

    def in_attribute(self, text: str) -> str:
        """Return the text that stands for a mark in the value of an attribute."""
        self._emitted.append(text)
        self._attributes = True
        return f"{ATTRIBUTE_START}{len(self._emitted) - 1}{ATTRIBUTE_END}"

    def pieces(self, root: Any) -> Iterator[str | Emission]:
        """A part from beginning to end: literal text, and what is emitted between."""
        yield XML_HEAD
        first, space, rest = etree.tostring(root, encoding="unicode").partition(" ")
        pattern = _INSTRUCTION_OR_ATTRIBUTE if self._attributes else _INSTRUCTION
        split = pattern.split(f"{first}{self._declared}{space}{rest}")
        for position, piece in enumerate(split):
            yield self._emitted[int(piece)] if position % 2 else piece
