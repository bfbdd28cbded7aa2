"""Running text: the paragraphs outside tables, with broken lines joined.

Tests: tests/published/narrative/test_sections.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from yugong.published.model.blocks import Block, Form, Line
from yugong.published.model.package import Passage
from yugong.published.model.printed_text import unmarked

_ENDS = ("。", "；", "：", "！", "？", ";", "!", "?")
_BEGINS = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+(?:部分|章)|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]"
    r"|\d{1,2}[、.．](?=\D)|[①②③④⑤⑥⑦⑧⑨]|[-•●]|备?注[：:])"
)
_HEADING = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+(?:部分|章)|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])"
    r"[^。；;：:]{1,40}(?<![，、,])[：:]?$"
)
_BETWEEN_WIDE = re.compile(r"(?<=[^\x00-\x7f])[ \u00a0]+(?=[^\x00-\x7f])")
_UNBROKEN = re.compile(r"[(（“《]?[0-9A-Za-z][0-9A-Za-z.,%]*[，。；：、％）)]?|.")
"""What the margin does not part: a number goes to the next line whole."""
_LEADERS = re.compile(r"[.．·…]{3,}")
_PARAGRAPH_LINES = 120
"""Where many lines are wider than this, a line is a paragraph and not part of one."""

_FULL = 0.8
"""A line of less than this share of the width was ended by its writer, not by the margin."""


def _never(_: str) -> bool:
    return False


def passages(
    blocks: Iterable[Block], form: Form, alone: Callable[[str], bool] = _never
) -> tuple[Passage, ...]:
    """Return the paragraphs of running text in reading order.

    A line of a Word file or a sheet is a whole paragraph; lines of a PDF or a text are broken at
    the margin.  ``alone`` tests for lines that are never part of a longer paragraph.
    """
    lines = [block for block in blocks if isinstance(block, Line) and block.text.strip()]
    if form in ("docx", "xlsx"):
        return tuple(Passage(unmarked(line.text), line.place) for line in lines)
    return tuple(_joined(lines, alone))


def _joined(lines: Sequence[Line], alone: Callable[[str], bool]) -> Iterator[Passage]:
    full = _full_length(lines)
    text = ""
    start = lines[0] if lines else None
    before = ""
    for line in lines:
        current = unmarked(line.text)
        if text and _continues(before, current, full) and not (alone(before) or alone(current)):
            text += current
        else:
            if text and start is not None:
                yield _passage(text, start)
            text, start = current, line
        before = current
    if text and start is not None:
        yield _passage(text, start)


def _passage(text: str, start: Line) -> Passage:
    """A paragraph; blanks that spread its lines are no part of it, those in a heading are."""
    closed = text if _HEADING.fullmatch(text) else _BETWEEN_WIDE.sub("", text)
    return Passage(closed, start.place)


def _full_length(lines: Iterable[Line]) -> float:
    """The width from which on a line may have been broken by the margin."""
    texts = (unmarked(line.text) for line in lines)
    widths = sorted(_width(text) for text in texts if not _LEADERS.search(text))
    width = widths[len(widths) * 9 // 10] if widths else 0
    return _FULL * min(width, _PARAGRAPH_LINES)


def _width(text: str) -> int:
    """Return the width of a text in half letters: a Chinese character is two, a digit one."""
    return sum(
        1 if unicodedata.east_asian_width(letter) in ("Na", "H", "N") else 2 for letter in text
    )


def _continues(before: str, following: str, full: float) -> bool:
    """Tell if a line continues the line before it.

    Its first word has no room at the end of the line before.
    """
    first = _UNBROKEN.match(following)
    needed = _width(before) + (_width(first[0]) - 2 if first else 0)
    return needed >= full and not before.endswith(_ENDS) and not _BEGINS.match(following)


def headings(blocks: Iterable[Block], form: Form) -> tuple[str, ...]:
    """The headings in reading order: those a document declares, and those numbered like one."""
    lines = [block for block in blocks if isinstance(block, Line)]
    broken = form in ("pdf", "text")
    full = _full_length([line for line in lines if line.text.strip()]) if broken else 0.0
    return tuple(
        unmarked(line.text)
        for line in lines
        if line.level is not None or _is_heading(unmarked(line.text), full)
    )


def _is_heading(text: str, full: float) -> bool:
    return bool(_HEADING.fullmatch(text)) and (not full or _width(text) < full)
