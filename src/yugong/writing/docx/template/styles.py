"""Paragraph styles by *name*: which are headings, of which level, and where their tabs stand.

Style ids differ between language versions of Word (``Heading1``, ``1``, ``标题1``); the names
``heading 1`` and ``toc 1`` do not.  Programs that translate these too write ``标题 1``, ``目录 1``.
"""

from __future__ import annotations

import re
from typing import Any

from yugong.writing.docx.template.ooxml import NS, PPR, VAL, value, w

_BODY_TEXT = 9
_CHAIN_LIMIT = 32
_OWN_NAMES = {"标题": "heading", "目录": "toc", "heading": "heading", "toc": "toc"}
_TRANSLATED = re.compile(r"(标题|目录|heading|toc)\s{0,9}([1-9])")
_OUTLINE, _STYLE = w("outlineLvl"), w("pStyle")


class Styles:
    """The paragraph styles of a document; ``root`` is ``w:styles`` or ``None``."""

    def __init__(self, root: Any) -> None:
        self._styles: dict[str, Any] = {}
        self._ids: dict[str, str] = {}
        self._levels: dict[str, int | None] = {}
        self.default: str | None = None
        for style in [] if root is None else root.findall(w("style")):
            if style.get(w("type"), "paragraph") != "paragraph":
                continue
            identifier = style.get(w("styleId"), "")
            self._styles[identifier] = style
            self._ids.setdefault(self._name(style), identifier)
            if style.get(w("default")) in ("1", "true", "on"):
                self.default = identifier

    @staticmethod
    def _name(style: Any) -> str:
        return plain_name(value(style, "w:name") or "")

    def id_of(self, name: str) -> str | None:
        """The id of the style with this name, or ``None``."""
        return self._ids.get(plain_name(name))

    def name_of(self, identifier: str | None) -> str:
        """The name of a style as the document writes it; the id itself if it is not defined."""
        style = self._styles.get(identifier or self.default or "")
        return (value(style, "w:name") or "") if style is not None else (identifier or "")

    def _chain(self, identifier: str | None) -> list[Any]:
        chain: list[Any] = []
        style = self._styles.get(identifier or self.default or "")
        while style is not None and len(chain) < _CHAIN_LIMIT:
            chain.append(style)
            style = self._styles.get(value(style, "w:basedOn") or "")
        return chain

    def level(self, paragraph: Any, custom: dict[str, int] | None = None) -> int | None:
        """The heading level of a paragraph from 1, or ``None`` for body text.

        Its own outline level counts first, then that of its style and of the styles that one is
        based on.  ``custom`` gives levels to further styles by name.
        """
        properties = paragraph.find(PPR)
        identifier = ""
        for node in () if properties is None else properties.iterchildren(_OUTLINE, _STYLE):
            if node.tag == _OUTLINE:
                return _level(node.get(VAL))
            identifier = node.get(VAL) or ""
        if custom:
            style = self._styles.get(identifier or self.default or "")
            if style is not None and (level := custom.get(self._name(style))) is not None:
                return level
        if identifier not in self._levels:
            self._levels[identifier] = self._level_of_style(identifier)
        return self._levels[identifier]

    def _level_of_style(self, identifier: str) -> int | None:
        for style in self._chain(identifier):
            outline = value(style, "w:pPr/w:outlineLvl")
            if outline is not None:
                return _level(outline)
            name = self._name(style)
            if name.startswith("heading ") and name[8:].isdigit():
                return int(name[8:])
        return None

    def text_size(self, paragraph: Any) -> int:
        """How large a paragraph is set, in half points: its first run's size or its style's."""
        own = value(paragraph, ".//w:r/w:rPr/w:sz")
        chain = self._chain(value(paragraph, "w:pPr/w:pStyle"))
        sizes = (own, *(value(style, "w:rPr/w:sz") for style in chain))
        return next((int(size) for size in sizes if size and size.isdecimal()), 0)

    def has_right_tab(self, identifier: str) -> bool:
        """Whether a style, or one it is based on, sets a tab that aligns to the right."""
        return any(
            tab.get(VAL) in ("right", "end")
            for style in self._chain(identifier)
            for tab in style.findall("w:pPr/w:tabs/w:tab", NS)
        )


def plain_name(name: str) -> str:
    """The name of a style as Word itself has it, whatever language it is written in."""
    plain = name.strip().lower()
    match = _TRANSLATED.fullmatch(plain)
    return plain if match is None else f"{_OWN_NAMES[match[1]]} {match[2]}"


def _level(outline: str | None) -> int | None:
    if outline is None or not outline.isdigit() or int(outline) >= _BODY_TEXT:
        return None
    return int(outline) + 1
