"""Running text: the paragraphs outside tables, with broken lines joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from yugong.published.blocks import Form, Grid, Line
from yugong.published.package import Passage
from yugong.published.printed_text import unmarked

_ENDS = ("。", "；", "：", "！", "？", ";", "!", "?")
_BEGINS = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+(?:部分|章)|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]"
    r"|\d{1,2}[、.．](?=\D)|[①②③④⑤⑥⑦⑧⑨]|[-•●]|备?注[：:])"
)
_HEADING = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+(?:部分|章)|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])"
    r"[^。；;]{1,40}$"
)
_BETWEEN_WIDE = re.compile(r"(?<=[^\x00-\x7f])[ \u00a0]+(?=[^\x00-\x7f])")
_SHORT = 22
"""A line of fewer signs that ends without a stop ends its paragraph."""


def passages(blocks: Iterable[Line | Grid], form: Form) -> tuple[Passage, ...]:
    """The paragraphs of running text in reading order.

    A line of a Word file or a sheet is a paragraph already; those of a PDF or a text are broken
    where the page ends.
    """
    lines = [block for block in blocks if isinstance(block, Line) and block.text.strip()]
    if form in ("docx", "xlsx"):
        return tuple(Passage(unmarked(line.text), line.place) for line in lines)
    return tuple(_joined(lines))


def _joined(lines: Sequence[Line]) -> Iterator[Passage]:
    width = max((len(line.text.strip()) for line in lines), default=0)
    text = ""
    start = lines[0] if lines else None
    for line in lines:
        own = unmarked(line.text)
        if text and _goes_on(text, own, width):
            text += own
            continue
        if text and start is not None:
            yield Passage(_BETWEEN_WIDE.sub("", text), start.place)
        text, start = own, line
    if text and start is not None:
        yield Passage(_BETWEEN_WIDE.sub("", text), start.place)


def _goes_on(text: str, following: str, width: int) -> bool:
    """Whether a line is the rest of what was broken off before it."""
    if text.endswith(_ENDS) or _BEGINS.match(following) or _HEADING.fullmatch(text):
        return False
    return len(text) >= min(_SHORT, width)


def headings(blocks: Iterable[Line | Grid]) -> tuple[str, ...]:
    """The headings in reading order: those a document declares, and those numbered like one."""
    return tuple(
        unmarked(block.text)
        for block in blocks
        if isinstance(block, Line)
        and (block.level is not None or _HEADING.fullmatch(unmarked(block.text)))
    )
