"""Keys by which a piece of one document equals a piece of another.

Tests: tests/writing/redline/test_packages.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from hashlib import blake2b
from typing import Any

from lxml import etree

from yugong.ooxml.names import R, T, w

_R_PREFIX = re.compile(rb'xmlns:(\w+)="' + re.escape(R.encode()) + rb'"')
_BOOKMARKS = re.compile(rb"<w:bookmark(?:Start|End)\b[^>]*>\s*</w:bookmark(?:Start|End)>")
_CONTROL_ID = re.compile(rb'<w:id w:val="[^"]*"></w:id>')
_DRAWING = re.compile(rb"<wp:docPr\b[^>]*>")
_DRAWING_ID = re.compile(rb' (?:id|name)="[^"]*"')
_GENERATED = re.compile(rb"_Toc\d+")
_LONG = 64
_SPACE = b' xml:space="preserve"'
_AMOUNT = re.compile(r"[-−]?[\d,]*\.\d+[%％]?|[-−—]?")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_RUNNING_NUMBER = re.compile(r"\d{1,4}[.、]?")


class Identity:
    """Keys of elements of one part, equal if a reader sees no difference.

    Ids that differ with every writing (bookmarks, drawings, content controls, generated anchors)
    are left out; a relationship counts as the content of its target.
    """

    def __init__(self, contents: Mapping[str, str]) -> None:
        """``contents`` is the digest of the target of each relationship of the part."""
        self._contents = {key.encode(): value.encode() for key, value in contents.items()}

    def key(self, element: Any) -> bytes:
        """Return the key of an element with all its content."""
        text: bytes = etree.tostring(element, method="c14n", exclusive=True, with_comments=False)
        if b"bookmark" in text:
            text = _BOOKMARKS.sub(b"", text)
        if b"<w:sdtPr" in text:
            text = _CONTROL_ID.sub(b"", text)
        if b"_Toc" in text:
            text = _GENERATED.sub(b"_Toc", text)
        prefix = _R_PREFIX.search(text)
        if prefix is not None:
            text = self._resolved(text, prefix[1])
        text = text.replace(_SPACE, b"")
        # Long keys are kept for whole tables: a digest of them keeps the memory small.
        return text if len(text) <= _LONG else blake2b(text, digest_size=20).digest()

    def _resolved(self, text: bytes, prefix: bytes) -> bytes:
        pattern = re.compile(rb"\b" + prefix + rb':(\w+)="([^"]*)"')
        text = pattern.sub(
            lambda match: match[1] + b"=" + self._contents.get(match[2], match[2]), text
        )
        return _DRAWING.sub(lambda match: _DRAWING_ID.sub(b"", match[0]), text)

    def keys(self, elements: list[Any]) -> tuple[bytes, ...]:
        """Return the keys of several elements."""
        return tuple(self.key(element) for element in elements)


class Identified:
    """An element and its key, made when it is first asked for."""

    def __init__(self, element: Any, identity: Identity) -> None:
        self.element = element
        self._identity = identity

    @cached_property
    def key(self) -> bytes:
        return self._identity.key(self.element)


def element_text(element: Any) -> str:
    """Return all text in an element, without breaks."""
    return "".join(node.text or "" for node in element.iter(T))


def is_amount(text: str) -> bool:
    """Return True if a cell holds only an amount, a percentage, or nothing."""
    return _AMOUNT.fullmatch(text) is not None


def naming_texts(texts: list[str]) -> list[str]:
    """Return the cells that name a row: neither amounts nor its running number."""
    return [
        text for text in texts if not is_amount(text) and _RUNNING_NUMBER.fullmatch(text) is None
    ]


def without_numbers(text: str) -> str:
    """Return the wording of a text with every number replaced by 0."""
    return _NUMBER.sub("0", text)


def style_of(paragraph: Any) -> str:
    """Return the id of a paragraph's style; empty for the default one."""
    style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    return "" if style is None else str(style.get(w("val"), ""))
