"""What the compiled part emits beside literal XML: tags, and marks for the writer."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from yugong.writing.docx.environment import BLOCK_END, BLOCK_START, VALUE_END, VALUE_START
from yugong.writing.docx.runs import INSTRUCTION, instruction
from yugong.writing.docx.tags import Tag

MARK_START, MARK_END = "\x0e", "\x0f"
"""Enclose what the writer acts on while the text streams past; XML cannot contain either."""

HEADING, CONTENTS, CHART, PARAGRAPH = "H", "T", "C", "P"
"""First letter of a mark: a heading's runs, the contents list, a chart's drawing, and a paragraph
to be written only where none stands before it."""

_INSTRUCTION = re.compile(rf"<\?{INSTRUCTION} (\d+)\?>")
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Emissions:
    """The numbered things that processing instructions in the tree stand for."""

    def __init__(self) -> None:
        self._sources: list[str] = []
        self._tags: list[Tag | None] = []
        self._words: list[str] = []

    def tag(self, tag: Tag) -> Any:
        """The node for a tag as written."""
        if tag.word:
            return self.block(tag.body, tag)
        return self._add(f"{VALUE_START}\n{tag.body}{VALUE_END}", tag, "")

    def block(self, source: str, tag: Tag | None) -> Any:
        """The node for a statement; ``tag`` is the one to blame for it."""
        return self._add(f"{BLOCK_START}\n{source}{BLOCK_END}", tag, source.split(" ", 1)[0])

    def mark(self, text: str) -> Any:
        """The node for a mark, text that reaches the writer as it is."""
        return self._add(text, None, "")

    def _add(self, source: str, tag: Tag | None, word: str) -> Any:
        self._sources.append(source)
        self._tags.append(tag)
        self._words.append(word)
        return instruction(len(self._sources) - 1)

    def word_of(self, node: Any) -> str:
        """The statement a node stands for: ``if``, ``endfor``, …; empty for values and marks."""
        return self._words[int(node.text)] if node.target == INSTRUCTION else ""

    def source(self, root: Any) -> tuple[str, dict[int, Tag]]:
        """The Jinja source of a part, and which tag stands on which of its lines."""
        pieces = _INSTRUCTION.split(etree.tostring(root, encoding="unicode"))
        out: list[str] = [XML_HEAD]
        lines: dict[int, Tag] = {}
        line = 2
        for position, piece in enumerate(pieces):
            if position % 2:
                number = int(piece)
                piece = self._sources[number]
                tag = self._tags[number]
                if tag is not None:
                    lines[line + 1] = tag
            out.append(piece)
            line += piece.count("\n")
        return "".join(out), lines
