"""The text of a package outside its tables and forms, as Excel templates see it: 正文 and 封面.

The sentences are written once, in the Word template; what the Word file says is offered to the
Excel template part by part.  A part begins at each heading of the highest level of which the
document has more than one.

Tests: tests/standard/test_narrative.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import field
from typing import Any

from yugong.quick_dataclass import dataclass
from yugong.standard.names import Listing, Names

NARRATIVE, COVER = "正文", "封面"
"""The names by which an Excel template asks for the parts, and for what comes before them."""

CELLS = tuple(f"格{number}" for number in range(1, 9))
"""The names of the cells of a table that the Word template draws itself; the last has the rest."""

MAX_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\s　]+")
_ORDINAL = re.compile(
    r"\s*(?:第[〇零一二三四五六七八九十百\d]+[部分篇章节编]+|[（(]?[一二三四五六七八九十]+[）)、．.]"
    r"|[（(]?\d+[）)、．.])[\s　:：]*"
)
_YEAR = re.compile(r"\d{4}\s*年度?")


@dataclass(frozen=True, slots=True)
class NarrativeBlock:
    """A heading (``level`` from 1), a paragraph, a chart, a table, or the place of a table.

    ``number`` are the signs of an automatic list that ``text`` begins with, ``facts`` the ids of
    the facts that it states; ``table`` is the printed title and ``sheet`` the number of a table of
    the standard in this place, ``rows`` are those of any other table.
    """

    level: int = 0
    text: str = ""
    style: str = ""
    number: str = ""
    facts: tuple[str, ...] = ()
    chart: str = ""
    table: str = ""
    sheet: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class NarrativeText:
    """The blocks of a document in order.

    ``cover`` is what comes before the contents list; ``first_table`` and ``last_form`` are how
    many blocks come before the first table of the standard and the end of the last form.
    ``forms`` are the texts of the forms that are no pass of a loop over the projects.
    """

    blocks: tuple[NarrativeBlock, ...] = ()
    cover: tuple[NarrativeBlock, ...] = ()
    first_table: int | None = None
    last_form: int | None = None
    forms: tuple[tuple[str, ...], ...] = ()


class NarrativeParagraph(Names):
    """A block as templates see it; it keeps the ids of its facts."""

    __slots__ = ("facts",)

    def __init__(self, block: NarrativeBlock, depth: int) -> None:
        rows = [_row(cells) for cells in block.rows]
        values = {
            "级": depth,
            "文字": block.text,
            "样式": block.style,
            "图": block.chart,
            "表": block.table,
            "编号": block.sheet,
            "行": Listing(rows, shape=_row(())),
            "列数": max((len(cells) for cells in block.rows), default=0),
        }
        super().__init__("段", values)
        self.facts = block.facts


def _row(cells: Sequence[str]) -> Names:
    """Return a row of a table with eight cells; the last takes in what is left."""
    texts = [*cells[: len(CELLS) - 1], "　".join(cells[len(CELLS) - 1 :])]
    texts += [""] * (len(CELLS) - len(texts))
    return Names("表行", dict(zip(CELLS, texts, strict=True)))


@dataclass(slots=True)
class NarrativePart:
    """A part: its heading with the heading's level, where it begins, and the blocks below."""

    title: str = ""
    level: int = 0
    start: int = 0
    blocks: list[NarrativeBlock] = field(default_factory=list)


def narrative_context(narrative: NarrativeText, names: Iterable[str] = ()) -> dict[str, Any]:
    """Return 正文 and 封面 as an Excel template may use them.

    ``names`` are those of the department: a sheet is not named by them.
    """
    taken: set[str] = set()
    leading, parts = narrative_parts(narrative)
    without = sorted((name for name in names if name), key=len, reverse=True)
    listed = [_part(part, narrative, _sheet_name(part.title, without, taken)) for part in parts]
    cover = [NarrativeParagraph(block, 0) for block in (*narrative.cover, *leading) if block.text]
    return {
        NARRATIVE: Listing(listed, shape=_PART_SHAPE),
        COVER: Listing(cover, shape=_PARAGRAPH_SHAPE),
    }


def narrative_parts(narrative: NarrativeText) -> tuple[list[NarrativeBlock], list[NarrativePart]]:
    """Return the blocks before the first part, and the parts; all is one part without headings."""
    blocks = narrative.blocks
    levels = [block.level for block in blocks if block.level]
    if not levels:
        return [], [NarrativePart(blocks=list(blocks))] if blocks else []
    highest = next((level for level in sorted(set(levels)) if levels.count(level) > 1), min(levels))
    leading: list[NarrativeBlock] = []
    parts: list[NarrativePart] = []
    for position, block in enumerate(blocks):
        if block.level == highest:
            parts.append(NarrativePart(block.text, highest, position))
        elif not parts:
            leading.append(block)
        else:
            parts[-1].blocks.append(block)
    return leading, parts


def _part(part: NarrativePart, narrative: NarrativeText, name: str) -> Names:
    paragraphs = [
        NarrativeParagraph(block, max(block.level - part.level, 1) if block.level else 0)
        for block in part.blocks
    ]
    has_text = any(
        (block.text and not block.level) or block.chart or block.rows for block in part.blocks
    )
    first, last = narrative.first_table, narrative.last_form
    values = {
        "标题": part.title,
        "名": name,
        "有文字": has_text,
        "在表前": first is not None and part.start < first,
        "在表单后": last is not None and part.start >= last,
        "段": Listing(paragraphs, shape=_PARAGRAPH_SHAPE),
    }
    return Names("部分", values)


def _sheet_name(title: str, without: Sequence[str], taken: set[str]) -> str:
    """Return a name for the sheet of a part: its heading without number, year and department."""
    text = _ORDINAL.sub("", title, count=1) if _ORDINAL.match(title) else title
    for name in without:
        text = text.replace(name, "")
    text = _NOT_IN_SHEET_NAMES.sub("", _YEAR.sub("", text)).strip("'")
    name = (text or _NOT_IN_SHEET_NAMES.sub("", title).strip("'") or NARRATIVE)[:MAX_SHEET_NAME]
    number = 1
    unique = name
    while unique.casefold() in taken:
        number += 1
        unique = f"{name[: MAX_SHEET_NAME - 4]}（{number}）"
    taken.add(unique.casefold())
    return unique


_PARAGRAPH_SHAPE = NarrativeParagraph(NarrativeBlock(), 0)
_PART_SHAPE = Names(
    "部分",
    {
        "标题": "",
        "名": "",
        "有文字": False,
        "在表前": False,
        "在表单后": False,
        "段": Listing((), shape=_PARAGRAPH_SHAPE),
    },
)

NO_NARRATIVE = narrative_context(NarrativeText())
"""正文 and 封面 before a Word file is written: empty, but every name in them can be checked."""
