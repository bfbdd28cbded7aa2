"""Text without what writers are free to vary: blanks, quotes, full and half width."""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTES = frozenset("“”\"'‘’「」『』*")
_OPENING = frozenset("“‘「『")
_FULL_WIDTH: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SIGNS = str.maketrans({**_FULL_WIDTH, ord("，"): "，", ord("−"): "-"})
_CLAUSE_COMMA = re.compile(r",(?!(?<=\d,)\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text as it is compared, and where each of its characters stands in the print."""

    text: str
    printed: str
    at: tuple[int, ...]

    def print_of(self, start: int, end: int) -> str:
        """The printed text of a stretch of the squeezed one, without the signs before it."""
        if start >= end:
            return ""
        first = self.at[start]
        first -= first > 0 and self.printed[first - 1] in _OPENING
        return self.printed[first : self.at[end - 1] + 1].strip().lstrip("，、；：。,;:")


def squeeze(printed: str) -> Squeezed:
    """Blanks and quotes gone, brackets, digits and signs of half width.

    A comma stays a comma inside a number only; between clauses it is ``，``.
    """
    kept = [(at, one) for at, one in enumerate(printed) if not one.isspace() and one not in _QUOTES]
    text = "".join(one for _, one in kept).translate(_SIGNS)
    return Squeezed(_CLAUSE_COMMA.sub("，", text), printed, tuple(at for at, _ in kept))


def squeezed(printed: str) -> str:
    """The squeezed text alone."""
    return squeeze(printed).text
