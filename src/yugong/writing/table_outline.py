"""How a template draws a table: which columns in which order, under which heads.

Word and Excel templates both give their outlines in these words, so that they can be held
against each other and against the standard.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from yugong.findings import Place

ALL_TABLES = "全部表"

_NUMBERING = re.compile(r"[0-9+\-=（）()]+|栏次|行次|.*\.栏次\W.*")
_LOOP = re.compile(r"for\s+(\w+)\s+in\s+表\.(\w+)\.行")


@dataclass(frozen=True, slots=True)
class OutlinedRow:
    """A row that repeats: its place, and the columns it shows from left to right."""

    place: Place
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableOutline:
    """One table of the standard as a template draws it.

    ``heads`` are by column the text above it with its tags, and where it stands.
    """

    name: str
    place: Place
    rows: tuple[OutlinedRow, ...]
    heads: dict[str, tuple[str, Place]]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that any row shows, in the order of first showing."""
        return tuple(dict.fromkeys(name for row in self.rows for name in row.columns))


def loop_over_rows(statement: str) -> tuple[str, str] | None:
    """The name of the row and of the table in ``for 行 in 表.预算支出总表.行``."""
    match = _LOOP.fullmatch(" ".join(statement.split()))
    return None if match is None else (match[1], match[2])


def columns_in(text: str, row: str) -> tuple[str, ...]:
    """The columns of ``row`` that the value tags of a text show, from left to right."""
    values = re.findall(r"\{\{(.*?)\}\}", text)
    pattern = re.compile(rf"(?<![\w.]){re.escape(row)}\.(\w+)")
    return tuple(name for value in values for name in pattern.findall(value))


def is_column_number(text: str) -> bool:
    """Whether a cell of a head only numbers its column (栏次)."""
    return _NUMBERING.fullmatch("".join(text.split())) is not None


def missing_columns(names: list[str], row: str = "行") -> str:
    """What to do where a template lacks these columns of the standard."""
    tags = " ".join(f"{{{{ {row}.{name} }}}}" for name in names)
    return f"循环的各行里写上 {tags}，表头加上相应的格；不要这一列的，从标准文件中去掉"


def heads_of(
    cells: list[tuple[int, tuple[str, ...]]], head_at: Callable[[int], tuple[str, Place] | None]
) -> dict[str, tuple[str, Place]]:
    """The head of each column that stands alone in its cell; ``cells`` are by grid position."""
    heads: dict[str, tuple[str, Place]] = {}
    for at, columns in cells:
        head = head_at(at) if len(columns) == 1 else None
        if head is not None:
            heads.setdefault(columns[0], head)
    return heads
