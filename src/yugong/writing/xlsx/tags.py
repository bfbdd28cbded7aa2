"""The tags that only a sheet has: for rows, for whole sheets, and at the head of a cell.

``{%tr … %}`` stands alone in a row, ``{%sheet … %}`` alone in the first row.  ``{%竖并 … %}``,
``{%链接 … %}``, ``{%图 … %}`` and ``{%图数据 … %}`` open a cell; what follows is its content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROW = re.compile(r"\s*\{%-?\s*tr\s+(\w+)\s*((?:(?!%\}).)*?)\s*-?%\}\s*", re.DOTALL)
_SHEET = re.compile(r"\s*\{%-?\s*sheet\s+(\w+)\s*((?:(?!%\}).)*?)\s*-?%\}\s*", re.DOTALL)
_HEAD = re.compile(
    r"\s*\{%-?\s*(竖并|链接|图数据|图)(?=[\s'\"“(])\s*((?:(?!%\}).)*?)\s*-?%\}", re.DOTALL
)
_STRAY = re.compile(r"\{%-?\s*(tr|sheet|p|tc|竖并|链接|图数据|图)(?=[\s%'\"(-])")

CHART_KINDS = {"饼图": "pie", "柱形图": "column", "条形图": "bar"}
"""Chart kinds a tag may name, as XlsxWriter calls them."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: its word (for, if, 竖并, …) and what follows the word."""

    word: str
    rest: str


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell's text taken apart: the tags at its head, and the rest."""

    tags: tuple[Tag, ...]
    content: str

    def tag(self, word: str) -> Tag | None:
        return next((tag for tag in self.tags if tag.word == word), None)


def row_tag(text: str) -> Tag | None:
    """The ``{%tr%}`` tag a cell consists of, if it consists of one."""
    match = _ROW.fullmatch(text)
    return None if match is None else Tag(match[1], match[2])


def sheet_tags(text: str) -> tuple[Tag, ...]:
    """The ``{%sheet%}`` tags a cell consists of; none where it holds anything else."""
    tags: list[Tag] = []
    position = 0
    while position < len(text):
        match = _SHEET.match(text, position)
        if match is None:
            return ()
        tags.append(Tag(match[1], match[2]))
        position = match.end()
    return tuple(tags)


def cell_text(text: str) -> CellText:
    """A cell's text without the tags at its head, and those tags."""
    tags: list[Tag] = []
    position = 0
    while (match := _HEAD.match(text, position)) is not None:
        tags.append(Tag(match[1], match[2]))
        position = match.end()
    return CellText(tuple(tags), text[position:] if tags else text)


def stray_tag(text: str) -> str:
    """A row, sheet or cell tag where it has no meaning; empty when there is none."""
    match = _STRAY.search(text)
    return "" if match is None else text[match.start() : match.start() + 40]
