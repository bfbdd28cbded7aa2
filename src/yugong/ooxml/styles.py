"""Styles of a Word document, each with the values that it takes over from its base.

Style ids differ between language versions of Word (``Heading1``, ``1``, ``标题1``); the names
``heading 1`` and ``toc 1`` do not.  Programs that translate these too write ``标题 1``, ``目录 1``.
"""

from __future__ import annotations

import re
from typing import Any

from yugong.ooxml.names import NS, OFF, PPR, VAL, is_on, value, w
from yugong.quick_dataclass import dataclass

_BODY_TEXT = 9
"""The outline level of body text; headings have 0 to 8."""
_WORD_NAMES = {"标题": "heading", "目录": "toc", "heading": "heading", "toc": "toc"}
_TRANSLATED = re.compile(r"(标题|目录|heading|toc)\s{0,9}([1-9])")
_HEADING = re.compile(r"heading ([1-9])")
_OUTLINE, _STYLE = w("outlineLvl"), w("pStyle")


@dataclass(frozen=True, slots=True)
class WordStyle:
    """The values of a style: heading level from 1 (None: body text), list, hidden text."""

    level: int | None = None
    list_id: str | None = None
    list_level: int | None = None
    hidden: bool = False


class Styles:
    """The styles of a document; ``root`` is ``w:styles`` or None."""

    def __init__(self, root: Any) -> None:
        self._nodes: dict[str, Any] = {}
        self._ids: dict[str, str] = {}
        self._resolved: dict[str, WordStyle] = {}
        self.default = ""
        """The id of the default paragraph style; empty for none."""
        for node in () if root is None else root.iterfind(w("style")):
            identifier = node.get(w("styleId"), "")
            self._nodes[identifier] = node
            if node.get(w("type"), "paragraph") != "paragraph":
                continue
            self._ids.setdefault(_plain_name_of(node), identifier)
            if node.get(w("default"), "0") not in OFF:
                self.default = identifier

    def of(self, identifier: str) -> WordStyle:
        """Return the style with this id; one without any value if there is none."""
        if identifier not in self._resolved:
            style = WordStyle()
            for node in reversed(self._chain(identifier)):
                style = _derived(style, node)
            self._resolved[identifier] = style
        return self._resolved[identifier]

    def _chain(self, identifier: str) -> list[Any]:
        """Return the style, the one it is based on, and so on."""
        chain: dict[str, Any] = {}
        while identifier in self._nodes and identifier not in chain:
            node = chain[identifier] = self._nodes[identifier]
            identifier = value(node, "w:basedOn") or ""
        return list(chain.values())

    def id_of(self, name: str) -> str | None:
        """Return the id of the paragraph style with this name, or None."""
        return self._ids.get(plain_name(name))

    def name_of(self, identifier: str | None) -> str:
        """Return the name of a style as the document writes it; its id if it is not defined."""
        node = self._nodes.get(identifier or self.default)
        return (identifier or "") if node is None else (value(node, "w:name") or "")

    def level(self, paragraph: Any, custom: dict[str, int] | None = None) -> int | None:
        """Return the heading level of a paragraph from 1, or None for body text.

        Its own outline level counts first, then that of its style.  ``custom`` gives levels to
        further styles by name.
        """
        properties = paragraph.find(PPR)
        identifier = ""
        for node in () if properties is None else properties.iterchildren(_OUTLINE, _STYLE):
            if node.tag == _OUTLINE:
                return outline_level(node) or None
            identifier = node.get(VAL) or ""
        identifier = identifier or self.default
        if custom and identifier in self._nodes:
            level = custom.get(_plain_name_of(self._nodes[identifier]))
            if level is not None:
                return level
        return self.of(identifier).level

    def text_size(self, paragraph: Any) -> int:
        """Return the size of a paragraph's first run, else of its style, in half points."""
        chain = self._chain(value(paragraph, "w:pPr/w:pStyle") or self.default)
        sizes = (
            value(paragraph, ".//w:r/w:rPr/w:sz"),
            *(value(style, "w:rPr/w:sz") for style in chain),
        )
        return next((int(size) for size in sizes if size and size.isdecimal()), 0)

    def has_right_tab(self, identifier: str) -> bool:
        """Return True if a style, or one it is based on, sets a tab that aligns to the right."""
        return any(
            tab.get(VAL) in ("right", "end")
            for style in self._chain(identifier or self.default)
            for tab in style.findall("w:pPr/w:tabs/w:tab", NS)
        )


def _derived(base: WordStyle, node: Any) -> WordStyle:
    level, list_id, list_level = base.level, base.list_id, base.list_level
    heading = _HEADING.fullmatch(_plain_name_of(node))
    if heading:
        level = int(heading[1])
    properties = node.find(PPR)
    if properties is not None:
        outline = outline_level(properties.find(_OUTLINE))
        level = level if outline is None else outline or None
        list_id = value(properties, "w:numPr/w:numId") or list_id
        list_level = small_number(value(properties, "w:numPr/w:ilvl"), list_level)
    vanish = node.find("w:rPr/w:vanish", NS)
    hidden = base.hidden if vanish is None else is_on(vanish)
    return WordStyle(level, list_id, list_level, hidden)


def small_number(text: str | None, otherwise: int | None) -> int | None:
    """Return a level written with one or two digits, else ``otherwise``."""
    return int(text) if text and text.isdecimal() and len(text) < 3 else otherwise


def outline_level(node: Any) -> int | None:
    """Return the heading level of a ``w:outlineLvl`` from 1: 0 for body text, None for no level."""
    given = None if node is None else small_number(node.get(VAL), None)
    if given is None:
        return None
    return given + 1 if given < _BODY_TEXT else 0


def _plain_name_of(style: Any) -> str:
    return plain_name(value(style, "w:name") or "")


def plain_name(name: str) -> str:
    """Return the name of a style as Word has it, whatever the language of the document."""
    plain = name.strip().lower()
    match = _TRANSLATED.fullmatch(plain)
    return plain if match is None else f"{_WORD_NAMES[match[1]]} {match[2]}"
