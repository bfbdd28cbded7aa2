"""Ids for what a loop writes again: the first pass has the template's, each further one its own.

Tests: tests/writing/docx/engine/test_loop_copies.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import count

from yugong.writing.docx.template.loop_copies import (
    BOOKMARK,
    CONTROL_ID,
    DRAWING,
    ENDNOTE,
    FOOTNOTE,
    LIST,
    NAME,
    SHAPE,
    Copies,
)

_NAME_LIMIT = 40
"""The longest name of a bookmark that Word takes."""
_NUMBERED = re.compile(r"(_x0000_[si]|_)([0-9]{1,10})")
"""The id of a shape or of an embedded object, as Word writes it."""


class FreshIds:
    """The ids that the passes of loops have in one document.

    ``bookmark`` and ``control`` give the next free number of either; ``numbers`` are for footnotes,
    endnotes and lists the largest number that the template has.
    """

    def __init__(
        self,
        copies: Copies,
        numbers: Mapping[str, int],
        bookmark: Callable[[], int],
        control: Callable[[], int],
    ) -> None:
        drawings = count(copies.drawings + 1)
        counters: dict[str, Iterator[int]] = {
            kind: count(numbers.get(kind, 0) + 1) for kind in (FOOTNOTE, ENDNOTE, LIST)
        }
        self._next: dict[str, Callable[[], int]] = {
            DRAWING: lambda: next(drawings),
            BOOKMARK: bookmark,
            CONTROL_ID: control,
            **{kind: counter.__next__ for kind, counter in counters.items()},
        }
        self._taken = set(copies.texts)
        self._passes: dict[int, int] = {}
        self._given: dict[tuple[str, int, str, int], str] = {}

    def begin_pass(self, loop: int) -> None:
        """Begin a pass of a loop, which has ids of its own unless it is the first."""
        self._passes[loop] = self._passes.get(loop, 0) + 1

    def resolve(self, content: str) -> str:
        """Return the id for a mark: its kind, the number of its loop and the template's id."""
        kind = content[0]
        loop, _, value = content[1:].partition(";")
        number = self._passes.get(int(loop), 1)
        if number == 1:
            return value
        key = (kind, int(loop), value, number)
        if key not in self._given:
            is_text = kind in (NAME, SHAPE)
            self._given[key] = self._text(value, number) if is_text else str(self._next[kind]())
        return self._given[key]

    def _text(self, value: str, number: int) -> str:
        text = next(text for text in _variants(value, number) if text not in self._taken)
        self._taken.add(text)
        return text

    def copied(self, kind: str) -> list[tuple[str, str]]:
        """Return the numbers of the notes or lists that were copied, old and new, in order."""
        return [(key[2], new) for key, new in self._given.items() if key[0] == kind]


def _variants(value: str, number: int) -> Iterator[str]:
    """Yield texts for an id in a pass, until one is free."""
    numbered = _NUMBERED.fullmatch(value)
    for extra in count():
        if numbered is not None:
            yield f"{numbered[1]}{int(numbered[2]) + number - 1 + extra}"
            continue
        ending = f"_{number}_{extra}" if extra else f"_{number}"
        yield f"{value[: _NAME_LIMIT - len(ending)]}{ending}"
