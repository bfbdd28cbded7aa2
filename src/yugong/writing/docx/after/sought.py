"""A number or words looked for in texts: how they are written makes no difference.

Full-width and half-width signs, thousands separators and spaces are the same.  A number is found
as the whole number; only where there is none, as another way to write it, and failing that as a
part of others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

_DIGIT = frozenset("0123456789")
_SPACE = re.compile(r"[\s\u200b\u2060\ufeff]+")
_SEPARATOR = re.compile(r"(?<=[0-9]),(?=[0-9]{3})")
_THOUSANDS = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9]|,[0-9])")
_SPAN = "0-9A-Za-z%年月日"
"""After these a stroke says from here to there; after anything else it is a minus."""

_MINUS_BEFORE = rf"(?<![{_SPAN}])"
_WHOLE_BEFORE = rf"(?<![0-9])(?<![0-9]\.)(?<!^-)(?<![^{_SPAN}]-)"
_WHOLE_AFTER = r"(?![0-9])(?!\.[0-9])"
_NUMBER = re.compile(rf"(?:{_MINUS_BEFORE}-)?(?<![0-9.])[0-9]+(?:\.[0-9]+)?{_WHOLE_AFTER}")
_FULL_WIDTH_COMMA = re.compile("(?<=[０-９])，(?=[０-９])")
_MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Hit:
    """Where in the texts: the number of the text, and from which character to which."""

    text: int
    start: int
    end: int


def hits(texts: Sequence[str], wanted: str) -> list[Hit]:
    """Every place of ``wanted``, in order; none for nothing but spaces."""
    sought, _ = _plain(wanted)
    if not sought:
        return []
    exact: list[Hit] = []
    equal: list[Hit] = []
    part: list[Hit] = []
    whole = _whole(sought)
    amount = Decimal(sought) if _NUMBER.fullmatch(sought) else None
    for number, text in enumerate(texts):
        plain, places = _plain(text)
        if sought in plain:
            found = [match.span() for match in whole.finditer(plain)]
            exact.extend(_hit(number, span, places) for span in found)
            found = [match.span() for match in re.finditer(re.escape(sought), plain)]
            part.extend(_hit(number, span, places) for span in found)
        if amount is not None and not exact:
            found = [m.span() for m in _NUMBER.finditer(plain) if Decimal(m[0]) == amount]
            equal.extend(_hit(number, span, places) for span in found)
    return exact or equal or part


def _hit(text: int, span: tuple[int, int], places: list[int]) -> Hit:
    start, end = span
    return Hit(text, places[start], places[end - 1] + 1)


def _whole(sought: str) -> re.Pattern[str]:
    """The text itself, not within a longer number."""
    before = _WHOLE_BEFORE if sought[0] in _DIGIT else _MINUS_BEFORE * (sought[0] == "-")
    after = _WHOLE_AFTER if sought[-1] in _DIGIT else ""
    return re.compile(before + re.escape(sought) + after)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in its plain form, and from which character each sign of it comes."""
    signs = _FULL_WIDTH_COMMA.sub(",", text).translate(_HALF_WIDTH)
    spaces = _spaces(signs)
    kept = [position for position in range(len(text)) if position not in spaces]
    plain = "".join([signs[position] for position in kept])
    separators = {
        match.start() + separator.start()
        for match in _THOUSANDS.finditer(plain)
        for separator in _SEPARATOR.finditer(match[0])
    }
    if not separators:
        return plain, kept
    places = [position for place, position in enumerate(kept) if place not in separators]
    return "".join([signs[position] for position in places]), places


class _HalfWidth(dict[int, str]):
    """One sign for each character, so that places stay; made when first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = "-" if char == _MINUS else unicodedata.normalize("NFKC", char)
        # A full-width comma separates words; inside a number it is dealt with before.
        self[code] = char if len(plain) != 1 or char == "，" else plain
        return self[code]


_HALF_WIDTH = _HalfWidth()


def _spaces(text: str) -> set[int]:
    """The positions of spaces, but of those that keep two numbers apart."""
    found: set[int] = set()
    for match in _SPACE.finditer(text):
        start, end = match.span()
        if start and end < len(text) and text[start - 1] in _DIGIT and text[end] in _DIGIT:
            start += 1
        found.update(range(start, end))
    return found
