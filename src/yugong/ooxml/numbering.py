"""The printed numbers of Word's numbered paragraphs, counted as the paragraphs come."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field
from typing import Any

from yugong.ooxml.names import value, w
from yugong.quick_dataclass import dataclass

_SLOT = re.compile(r"%([1-9])")
_LEVELS = 9
_MAX_COUNT = 9_999
_CHINESE = ("chineseCounting", "chineseCountingThousand", "japaneseCounting")


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: the first number, its form, and the text around it."""

    start: int
    form: str
    text: str


@dataclass(slots=True)
class _List:
    """A list: the definition it uses, and the levels that it starts anew with another number."""

    definition: str
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts numbered paragraphs in order; ``root`` is ``w:numbering`` or None.

    ``chinese`` writes a number from 0 to 9999 in Chinese characters.
    """

    def __init__(self, root: Any, chinese: Callable[[int], str]) -> None:
        self._chinese = chinese
        self._definitions: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._restarted: set[tuple[str, int]] = set()
        if root is None:
            return
        for node in root.iterfind(w("abstractNum")):
            levels = {
                _number(level.get(w("ilvl")), 0): _Level(
                    _number(value(level, "w:start"), 0),
                    value(level, "w:numFmt") or "decimal",
                    value(level, "w:lvlText") or "",
                )
                for level in node.iterfind(w("lvl"))
            }
            self._definitions[node.get(w("abstractNumId"), "")] = levels
        for node in root.iterfind(w("num")):
            numbered = _List(value(node, "w:abstractNumId") or "")
            for change in node.iterfind(w("lvlOverride")):
                start = value(change, "w:startOverride")
                if start is not None:
                    numbered.starts[_number(change.get(w("ilvl")), 0)] = _number(start, 1)
            self._lists[node.get(w("numId"), "")] = numbered

    def next(self, list_id: str, level: int) -> str:
        """Return the printed number of the next paragraph of this list and level (from 0).

        Empty if the list prints a sign instead, or numbers that are not simply counted.
        """
        numbered = self._lists.get(list_id)
        levels = {} if numbered is None else self._definitions.get(numbered.definition, {})
        if numbered is None or level not in levels or level >= _LEVELS:
            return ""
        counts = self._counts.setdefault(numbered.definition, [None] * _LEVELS)
        if level in numbered.starts and (list_id, level) not in self._restarted:
            self._restarted.add((list_id, level))
            counts[level] = numbered.starts[level]
        else:
            before = counts[level]
            counts[level] = levels[level].start if before is None else before + 1
        counts[level + 1 :] = [None] * (_LEVELS - 1 - level)
        return self._printed(levels, counts, level)

    def _printed(self, levels: dict[int, _Level], counts: list[int | None], level: int) -> str:
        template = levels[level].text
        if levels[level].form in ("bullet", "none"):
            return ""
        printed, end = "", 0
        for slot in _SLOT.finditer(template):
            counted = int(slot[1]) - 1
            count = counts[counted]
            if counted not in levels or counted > level:
                return ""
            number = self._in_form(
                levels[counted].start if count is None else count, levels[counted].form
            )
            if number is None:
                return ""
            printed += template[end : slot.start()] + number
            end = slot.end()
        printed += template[end:]
        return f"{printed} " if printed and printed[-1].isascii() else printed

    def _in_form(self, number: int, form: str) -> str | None:
        """Return a number in a list's form, None for a form that is not simply counted."""
        if not 0 <= number <= _MAX_COUNT:
            return None
        if form == "decimal":
            return str(number)
        if form == "decimalZero":
            return f"{number:02}"
        if form == "decimalFullWidth":
            return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
        if form in _CHINESE:
            return self._chinese(number)
        if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
            return chr(0x2460 + number - 1)
        if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
            return chr((97 if form == "lowerLetter" else 65) + number - 1)
        return None


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else otherwise
