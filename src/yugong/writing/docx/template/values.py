"""Values as text of a Word document: nothing lost, safe inside ``w:t``."""

from __future__ import annotations

import re
from typing import Any

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.standard.table import Cell
from yugong.template.faults import TagError
from yugong.template.values import text_of

_SPECIAL = re.compile("[&<>\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ENTITIES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "\r": '</w:t><w:br/><w:t xml:space="preserve">',
    "\n": '</w:t><w:br/><w:t xml:space="preserve">',
    "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
}
_KEPT = 4096
_KEPT_LENGTH = 40
safe_texts: dict[str, str] = {}
"""Short texts already made safe: amounts and headings come again and again."""


def escape_for_word(value: Any) -> str:
    """Return the text of a value, safe inside ``w:t``.

    Raises TagError: B019 for a character that XML cannot hold, S004 for a value that is neither
    text, a cell nor a whole number.
    """
    kind = type(value)
    text = value.text if kind is Cell else value if kind is str else text_of(value)
    known = safe_texts.get(text)
    if known is not None:
        return known
    safe = text if _SPECIAL.search(text) is None else _made_safe(text)
    if len(text) <= _KEPT_LENGTH and len(safe_texts) < _KEPT:
        safe_texts[text] = safe
    return safe


def _made_safe(text: str) -> str:
    illegal = _ILLEGAL.search(text)
    if illegal is not None:
        raise TagError(*_illegal_character(text, illegal.start()))
    return _SPECIAL.sub(lambda match: _ENTITIES[match[0]], text.replace("\r\n", "\n"))


def _illegal_character(text: str, position: int) -> tuple[str, str, str]:
    """Return code, actual and expected for a character that a document cannot hold."""
    around = _ILLEGAL.sub("□", text[max(0, position - 10) : position + 10])
    actual = f"U+{ord(text[position]):04X}（{around}）"
    return Kind.UNWRITABLE_CHARACTER, actual, "看得见的文字"


def checked_text(text: str) -> str:
    """Return text for attributes and property files; raises :class:`FindingsError` (B019)."""
    illegal = _ILLEGAL.search(text)
    if illegal is not None:
        code, actual, expected = _illegal_character(text, illegal.start())
        raise FindingsError([Finding(code, Place(), actual=actual, expected=expected)])
    return text
