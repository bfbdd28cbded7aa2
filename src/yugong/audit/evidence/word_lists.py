"""The words the rules of wording and privacy look for, read from the YAML files beside them."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from yugong.quick_dataclass import dataclass
from yugong.reading.shipped_yaml import shipped_yaml

_KEPT = 4_096
"""The number of texts whose matches a list keeps: forms repeat most of their texts."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern to look for: its name, the correct text, and whether a match is doubtful.

    Every match has one of the ``signs``; without signs every text is searched.
    """

    expression: str
    what: str
    expected: str
    doubtful: bool = False
    signs: frozenset[str] = frozenset()

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression; most are never needed."""
        return _compiled(self.expression)


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


@cache
def word_list(name: str) -> dict[str, Any]:
    """The content of one of the files.  A fault in it is a programmer's fault."""
    return dict(shipped_yaml("yugong.audit.evidence", name))


class WordPatterns:
    """A list of ``{写法, 含, 是, 应为}``, in the order of the file."""

    def __init__(self, name: str, part: str) -> None:
        self.every = tuple(
            Pattern(
                entry["写法"],
                entry.get("是", ""),
                entry.get("应为", ""),
                entry.get("存疑") == "是",
                frozenset(entry.get("含", "")),
            )
            for entry in word_list(name)[part]
        )
        self._by_sign: dict[str, list[int]] = {}
        for number, pattern in enumerate(self.every):
            for sign in pattern.signs:
                self._by_sign.setdefault(sign, []).append(number)
        signs = re.escape("".join(sorted(self._by_sign)))
        self._sign = re.compile(f"[{signs}]" if signs else "(?!)")
        self._signless = [n for n, pattern in enumerate(self.every) if not pattern.signs]
        self.matches = lru_cache(maxsize=_KEPT)(self._matches)

    def _matches(self, text: str) -> tuple[tuple[Pattern, re.Match[str]], ...]:
        """Return the matches in a text, pattern after pattern."""
        signs = set(self._sign.findall(text))
        if not signs and not self._signless:
            return ()
        numbers = {number for sign in signs for number in self._by_sign[sign]}
        return tuple(
            (self.every[number], match)
            for number in sorted(numbers.union(self._signless))
            for match in self.every[number].regex.finditer(text)
        )


@cache
def patterns(name: str, part: str) -> WordPatterns:
    """The patterns of one part of one of the files."""
    return WordPatterns(name, part)
