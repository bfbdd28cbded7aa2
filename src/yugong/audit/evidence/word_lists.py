"""The words the rules of wording and privacy look for, read from the YAML files beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from typing import Any

from yugong.quick_dataclass import dataclass
from yugong.reading.shipped_yaml import shipped_yaml

_KEPT = 4_096
"""The number of texts of which a list remembers if they match."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern to look for: its name, the correct text, and whether a match is doubtful."""

    regex: re.Pattern[str]
    what: str
    expected: str
    doubtful: bool = False


@cache
def word_list(name: str) -> dict[str, Any]:
    """The content of one of the files.  A fault in it is a programmer's fault."""
    return dict(shipped_yaml("yugong.audit.evidence", name))


class WordPatterns:
    """A list of ``{写法, 是, 应为}``, in the order of the file."""

    def __init__(self, name: str, part: str) -> None:
        self._entries = word_list(name)[part]
        joined = _joined([entry["写法"] for entry in self._entries])
        # Forms repeat most of their texts.
        self._may_match = lru_cache(maxsize=_KEPT)(_always if joined is None else joined.search)

    @cached_property
    def every(self) -> tuple[Pattern, ...]:
        """The patterns; most texts need none of them, so they are compiled on first use."""
        return tuple(
            Pattern(
                re.compile(entry["写法"]),
                entry.get("是", ""),
                entry.get("应为", ""),
                entry.get("存疑") == "是",
            )
            for entry in self._entries
        )

    def matches(self, text: str) -> Iterator[tuple[Pattern, re.Match[str]]]:
        """The matches in a text, pattern after pattern."""
        if self._may_match(text):
            for pattern in self.every:
                for match in pattern.regex.finditer(text):
                    yield pattern, match


def _always(_: str) -> bool:
    return True


@cache
def patterns(name: str, part: str) -> WordPatterns:
    """The patterns of one part of one of the files."""
    return WordPatterns(name, part)


def _joined(expressions: list[str]) -> re.Pattern[str] | None:
    """Return all expressions as one, which finds quickly that a text matches none.

    None if joining them could change their meaning: groups are counted throughout.
    """
    try:
        joined = re.compile("|".join(f"(?:{expression})" for expression in expressions))
    except re.error:  # flags of one expression
        return None
    return joined if not joined.groups and joined.flags == re.UNICODE else None
