"""What the document shows for a value: text with nothing lost, safe inside ``w:t``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from jinja2 import Undefined

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.standard.names import Names
from yugong.standard.table import Cell, Row

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
_shown: dict[str, str] = {}
"""Short texts already made safe: amounts and headings come again and again."""


class UnprintableError(TypeError):
    """A value that has no printed form, such as a fact without a filter or a whole list."""


def shown(value: Any) -> str:
    """The value as it stands in ``w:t``.

    Raises :class:`FindingsError` (B019) for a character that XML cannot hold, and
    :class:`UnprintableError` for a value that is neither text, a cell nor a whole number.
    """
    kind = type(value)
    text = value.text if kind is Cell else value if kind is str else text_of(value)
    known = _shown.get(text)
    if known is not None:
        return known
    safe = text if _SPECIAL.search(text) is None else _made_safe(text)
    if len(text) <= _KEPT_LENGTH and len(_shown) < _KEPT:
        _shown[text] = safe
    return safe


def text_of(value: Any) -> str:
    """The value as plain text.  ``None`` is a programmer's fault."""
    kind = type(value)
    if kind is Cell:
        return str(value.text)
    if isinstance(value, str):
        return str(value)
    if kind is int:
        return str(value)
    if isinstance(value, Undefined):
        return str(value)  # raises, naming the name
    if value is None:
        raise AssertionError("None reached a template; the model must supply text")
    raise UnprintableError(kind.__name__)


def joined(values: Iterable[Any]) -> str:
    """``a ~ b ~ c``."""
    return "".join([text_of(value) for value in values])


def member_of(environment: Any) -> Callable[[Any, str], Any]:
    """``owner.name`` by the environment's own rule, with a short way for rows and records."""
    by_rule = environment.getattr

    def member(owner: Any, name: str) -> Any:
        kind = type(owner)
        if kind is Row:
            cell = owner.cells.get(name)
            if cell is not None:
                return cell
        elif kind is Names:
            try:
                return owner.get(name)
            except KeyError:
                pass
        return by_rule(owner, name)

    return member


def _made_safe(text: str) -> str:
    illegal = _ILLEGAL.search(text)
    if illegal is not None:
        raise FindingsError([illegal_character(text, illegal.start())])
    return _SPECIAL.sub(lambda match: _ENTITIES[match[0]], text.replace("\r\n", "\n"))


def illegal_character(text: str, position: int) -> Finding:
    """The finding for a character that a document cannot hold."""
    around = _ILLEGAL.sub("□", text[max(0, position - 10) : position + 10])
    found = f"U+{ord(text[position]):04X}（{around}）"
    return Finding(Kind.UNWRITABLE_CHARACTER, Place(), actual=found, expected="看得见的文字")


def checked_text(text: str) -> str:
    """Text for attributes and property files; raises :class:`FindingsError` (B019)."""
    illegal = _ILLEGAL.search(text)
    if illegal is not None:
        raise FindingsError([illegal_character(text, illegal.start())])
    return text
