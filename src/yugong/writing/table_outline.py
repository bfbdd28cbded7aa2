"""The outline of a table in a template: its columns in their order, with their heads.

Word and Excel templates give the same outlines, so that they can be compared with each other and
with the standard.

Tests: tests/writing/test_template_dumps.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from yugong.findings import Place
from yugong.quick_dataclass import dataclass

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
    """A table of the standard, as it is drawn in a template.

    ``heads`` are by column the text above it with its tags, and the place of that text.
    """

    name: str
    place: Place
    rows: tuple[OutlinedRow, ...]
    heads: dict[str, tuple[str, Place]]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of any row, in the order of first appearance."""
        return tuple(dict.fromkeys(name for row in self.rows for name in row.columns))


def loop_over_rows(statement: str) -> tuple[str, str] | None:
    """Return the name of the row and of the table in ``for 行 in 表.预算支出总表.行``."""
    match = _LOOP.fullmatch(" ".join(statement.split()))
    return None if match is None else (match[1], match[2])


def columns_in(text: str, row: str) -> tuple[str, ...]:
    """Return the columns of ``row`` in the value tags of a text, from left to right."""
    values = re.findall(r"\{\{(.*?)\}\}", text)
    pattern = re.compile(rf"(?<![\w.]){re.escape(row)}\.(\w+)")
    return tuple(name for value in values for name in pattern.findall(value))


def is_column_number(text: str) -> bool:
    """Tell if a cell of a head only numbers its column (栏次)."""
    return _NUMBERING.fullmatch("".join(text.split())) is not None


def missing_columns(names: list[str], row: str = "行") -> str:
    """Return the cure for a template that lacks these columns of the standard."""
    tags = " ".join(f"{{{{ {row}.{name} }}}}" for name in names)
    return f"循环的各行里写上 {tags}，表头加上相应的格；不要这一列的，从标准文件中去掉"


def heads_of(
    cells: list[tuple[int, tuple[str, ...]]], head_at: Callable[[int], tuple[str, Place] | None]
) -> dict[str, tuple[str, Place]]:
    """Return the head of each column that is alone in its cell; ``cells`` are by grid position."""
    heads: dict[str, tuple[str, Place]] = {}
    for position, columns in cells:
        head = head_at(position) if len(columns) == 1 else None
        if head is not None:
            heads.setdefault(columns[0], head)
    return heads
