"""The words the rules of wording and privacy look for, read from the YAML files beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from yugong.reading.shipped_yaml import shipped_yaml


@dataclass(frozen=True, slots=True)
class Pattern:
    """One thing to look for: what it is called, what it should read, and whether it is doubtful."""

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
        self.every = tuple(
            Pattern(
                re.compile(entry["写法"]),
                entry.get("是", ""),
                entry.get("应为", ""),
                entry.get("存疑") == "是",
            )
            for entry in word_list(name)[part]
        )
        self._any = _joined([one.regex for one in self.every])

    def matches(self, text: str) -> Iterator[tuple[Pattern, re.Match[str]]]:
        """What the patterns find in a text, pattern after pattern."""
        if self._any is None or self._any.search(text) is not None:
            for pattern in self.every:
                for match in pattern.regex.finditer(text):
                    yield pattern, match


@cache
def patterns(name: str, part: str) -> WordPatterns:
    """The patterns of one part of one of the files."""
    return WordPatterns(name, part)


def _joined(every: list[re.Pattern[str]]) -> re.Pattern[str] | None:
    """All patterns as one, which tells quickly that a text has nothing to look at.

    ``None`` where joining them could change what they mean: groups are counted throughout.
    """
    if any(one.groups or one.flags != re.UNICODE for one in every):
        return None
    return re.compile("|".join(f"(?:{one.pattern})" for one in every))
