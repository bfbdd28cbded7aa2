"""Search texts for a number or words, however they are written.

Full-width and half-width signs, thousands separators and spaces are the same.  A number is found
as the whole number; only where there is none, as another way to write it, and failing that as a
part of others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from yugong.quick_dataclass import dataclass

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
class SearchHit:
    """A place in the texts: the number of the text, its first character and the one after it."""

    text: int
    start: int
    end: int


def search(texts: Sequence[str], query: str) -> list[SearchHit]:
    """Return every place of ``query`` in order; none if it has nothing but spaces."""
    text_searched, _ = _plain(query)
    if not text_searched:
        return []
    exact: list[SearchHit] = []
    equal: list[SearchHit] = []
    part: list[SearchHit] = []
    whole = _whole(text_searched)
    amount = Decimal(text_searched) if _NUMBER.fullmatch(text_searched) else None
    for number, text in enumerate(texts):
        plain, places = _plain(text)
        if text_searched in plain:
            spans = [match.span() for match in whole.finditer(plain)]
            exact.extend(_hit(number, span, places) for span in spans)
            spans = [match.span() for match in re.finditer(re.escape(text_searched), plain)]
            part.extend(_hit(number, span, places) for span in spans)
        if amount is not None and not exact:
            spans = [m.span() for m in _NUMBER.finditer(plain) if Decimal(m[0]) == amount]
            equal.extend(_hit(number, span, places) for span in spans)
    return exact or equal or part


def _hit(text: int, span: tuple[int, int], places: list[int]) -> SearchHit:
    start, end = span
    return SearchHit(text, places[start], places[end - 1] + 1)


def _whole(text: str) -> re.Pattern[str]:
    """Return the pattern of a text that is not within a longer number."""
    before = _WHOLE_BEFORE if text[0] in _DIGIT else _MINUS_BEFORE * (text[0] == "-")
    after = _WHOLE_AFTER if text[-1] in _DIGIT else ""
    return re.compile(before + re.escape(text) + after)


def _plain(text: str) -> tuple[str, list[int]]:
    """Return a text in its plain form, and the position each of its characters comes from."""
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
    """The plain form of each character, always one, so that positions stay; made when first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = "-" if char == _MINUS else unicodedata.normalize("NFKC", char)
        # A full-width comma separates words; inside a number it is dealt with before.
        self[code] = char if len(plain) != 1 or char == "，" else plain
        return self[code]


_HALF_WIDTH = _HalfWidth()


def _spaces(text: str) -> set[int]:
    """Return the positions of spaces, except those that keep two numbers apart."""
    positions: set[int] = set()
    for match in _SPACE.finditer(text):
        start, end = match.span()
        if start and end < len(text) and text[start - 1] in _DIGIT and text[end] in _DIGIT:
            start += 1
        positions.update(range(start, end))
    return positions
