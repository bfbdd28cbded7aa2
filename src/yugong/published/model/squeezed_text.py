"""Text without what writers are free to vary: blanks, quotes, full and half width.

Tests: tests/published/narrative/test_statements.py.
"""

from __future__ import annotations

import re
from functools import lru_cache

from yugong.quick_dataclass import dataclass

_QUOTES = frozenset("“”\"'‘’「」『』*")
_OPENING = frozenset("“‘「『")
_FULL_WIDTH: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SIGNS = str.maketrans({**_FULL_WIDTH, ord("，"): "，", ord("−"): "-"})
_SIGNS_ALONE = {**dict.fromkeys(map(ord, _QUOTES)), **_SIGNS}
_KEPT = 4_096
"""The number of texts whose squeezed forms are kept."""
_CLAUSE_COMMA = re.compile(r",(?!(?<=\d,)\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text in its compared form, with the printed position of each of its characters."""

    text: str
    printed: str
    positions: tuple[int, ...]

    def print_of(self, start: int, end: int) -> str:
        """Return the printed text of a stretch of the squeezed text, without leading signs."""
        if start >= end:
            return ""
        first = self.positions[start]
        first -= first > 0 and self.printed[first - 1] in _OPENING
        return self.printed[first : self.positions[end - 1] + 1].strip().lstrip("，、；：。,;:")


def squeeze(printed: str) -> Squeezed:
    """Squeeze a text: drop blanks and quotes, turn brackets, digits and signs to half width.

    A comma stays a comma inside a number only; between clauses it is ``，``.
    """
    kept = [
        (index, character)
        for index, character in enumerate(printed)
        if not character.isspace() and character not in _QUOTES
    ]
    text = "".join(character for _, character in kept).translate(_SIGNS)
    return Squeezed(_CLAUSE_COMMA.sub("，", text), printed, tuple(index for index, _ in kept))


@lru_cache(maxsize=_KEPT)
def squeezed(printed: str) -> str:
    """Return the squeezed text alone."""
    text = "".join(printed.split()).translate(_SIGNS_ALONE)
    return _CLAUSE_COMMA.sub("，", text) if "," in text else text
