"""Normal forms of printed words and numbers, in which unimportant differences are gone."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from rapidfuzz import fuzz

_MARK = re.compile(r"\[bookmark:[^\]]*\]")
_QUOTES = str.maketrans("", "", "“”\"'‘’「」『』")
_NUMBERING = re.compile(
    r"^(?:其中:)?(?:[一二三四五六七八九十百]+、|\([一二三四五六七八九十\d]+\)|\d{1,2}[、.](?=\D))"
)
_NUMBER = re.compile(r"[-+]?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,5})(?:\.\d{1,6})?")
_COUNTED = {sign: value for value, sign in enumerate("一二三四五六七八九", start=1)}
_KEPT = 8_192
"""The number of texts whose plain forms are kept: rules ask for those of one form many times."""
_DASHES = frozenset({"-", "--", "—", "——", "－", "–", "/"})


def joined(text: str) -> str:
    """Return a cell's text on one line, a wrapped name joined."""
    lines = text.splitlines()
    if len(lines) < 2:
        return text.strip()
    return "".join(line.strip() for line in lines).strip()


def unspaced(text: str) -> str:
    """Return a text without blanks, tabs and line ends."""
    return "".join(text.split())


def unmarked(text: str) -> str:
    """Return a line without the marks of a converter."""
    return (_MARK.sub("", text) if "[bookmark:" in text else text).strip()


@lru_cache(maxsize=_KEPT)
def plain(text: str) -> str:
    """Return a text without blanks and quotes, in half width.

    Every rule asks for the plain form of the same headings and cells, ten times each.
    """
    text = unicodedata.normalize("NFKC", unmarked(text))
    return unspaced(text).translate(_QUOTES)


def unnumbered(text: str) -> str:
    """Return plain text without a leading 一、, （一） or 其中：."""
    text = plain(text)
    return _NUMBERING.sub("", text).removeprefix("其中:")


def is_numbered(text: str) -> bool:
    """Tell if a text begins with 一、 or a similar number."""
    return bool(_NUMBERING.match(plain(text)))


def number(text: str) -> Decimal | None:
    """Return the value of a printed number, or ``None``; a dash is zero, brackets are a minus."""
    text = unspaced(unicodedata.normalize("NFKC", text)).lstrip("¥")
    if text in _DASHES:
        return Decimal(0)
    negative = text.startswith("(") and text.endswith(")")
    if negative:
        text = text[1:-1]
    if not _NUMBER.fullmatch(text):
        return None
    value = Decimal(text.replace(",", ""))
    return -value if negative else value


def whole_number(text: str) -> int | None:
    """Return a whole number in digits or, up to 99, in Chinese (12, 十二); else ``None``."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _COUNTED.get(text)
    return _COUNTED.get(tens, 1) * 10 + _COUNTED.get(ones, 0)


CHINESE = r"[^\W\d_A-Za-z①-⓿]"
"""The expression of a Chinese character: a letter that is neither Latin nor a number in a circle.

A range of twenty thousand characters takes thirty times as long to compile.
"""


def is_chinese(text: str) -> bool:
    """Return True if all characters are common Chinese ones (U+4E00 to U+9FFF)."""
    return all("\u4e00" <= character <= "\u9fff" for character in text)


def likeness(text: str, other: str) -> float:
    """Return the likeness of two plain texts, from 0 to 100."""
    return 100.0 if text == other else float(fuzz.ratio(text, other))
