"""Heads of tables: the standard's column for each printed one, and the first row of the body.

Tests: tests/published/tables/test_grids.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from yugong.published.model.pairs_in_order import heaviest_pairs
from yugong.published.model.printed_text import is_numbered, likeness, number, plain
from yugong.quick_dataclass import dataclass
from yugong.standard.schema import BlockSpec, ColumnSpec, TableSpec

_DEEPEST = 8
_ALIKE = 70.0
_SURELY = 85.0
_YEAR = re.compile(r"20\d{2}|\{年度\}")
_ORDINAL = frozenset({"序号", "行次", "编号"})
_ORDINAL_ROW = frozenset({"栏次", "列次", "栏目"})
_CODE_PARTS = ("类", "款", "项", "目")
_NOISE = re.compile(r"\((?:(?:金额)?单位:)?(?:万元|元)\)$")


@dataclass(frozen=True, slots=True)
class Layout:
    """The printed columns of each column of the standard; a code split into 类, 款, 项 has several.

    ``head`` is the number of head rows, ``fit`` the share of the standard's columns recognised.
    """

    columns: Mapping[str, tuple[int, ...]]
    head: int
    fit: float


def head_word(text: str) -> str:
    """Return a head in its compared form: plain, with any year replaced by the same sign."""
    return _NOISE.sub("", _YEAR.sub("#", plain(text)))


def specs_in_order(spec: TableSpec) -> list[tuple[BlockSpec, ColumnSpec]]:
    """Return every column of a table with its block, in printed order."""
    return [(block, column) for block in spec.blocks for column in block.columns]


def find_columns(spec: TableSpec, rows: Sequence[Sequence[str]]) -> Layout:
    """Find the columns of a table with its cells under their heads."""
    expected = specs_in_order(spec)
    heads = [head_word(column.head) for _, column in expected]
    depth = head_depth(heads, rows)
    leaves = _leaves(rows[:depth])
    columns: dict[str, tuple[int, ...]] = {}
    for printed, index in _aligned([head_word(leaf) for leaf in leaves], heads):
        columns[expected[index][1].name] = (printed,)
    _code_parts(spec, leaves, columns)
    body = depth
    while body < len(rows) and is_number_row(rows[body]):
        body += 1
    _unnamed(spec, leaves, rows[body:], columns)
    return Layout(columns, body, len(columns) / len(expected))


def columns_named(spec: TableSpec, head: str) -> frozenset[str]:
    """Return the columns whose heads are among the words of a head run together.

    Columns of text count as printed: a name differs from a number without any head.
    """
    words = head_word(head)
    return frozenset(
        column.name
        for _, column in specs_in_order(spec)
        if column.text or head_word(column.head) in words
    )


def head_depth(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Return the number of head rows, up to the last row with several of the heads."""
    depth = 0
    for index, row in enumerate(rows[:_DEEPEST]):
        cells = [cell for cell in row if cell.strip()]
        if any(_is_amount(cell) for cell in cells):
            break
        if sum(_is_head(cell, heads) for cell in cells) >= 2:
            depth = index + 1
    return depth


def is_number_row(row: Sequence[str]) -> bool:
    """Tell if a row only numbers the columns: 1 2 3 …, or 栏次 before them."""
    cells = [plain(cell) for cell in row if cell.strip()]
    if cells and cells[0] in _ORDINAL_ROW:
        return True
    if len(cells) < 2 or not all(cell.isdecimal() and len(cell) <= 2 for cell in cells):
        return False
    return [int(cell) for cell in cells] == list(range(int(cells[0]), int(cells[0]) + len(cells)))


def is_ordinal_head(text: str) -> bool:
    """Tell if a head is that of row numbers (序号)."""
    return plain(text) in _ORDINAL


def _is_head(cell: str, heads: Sequence[str]) -> bool:
    if is_numbered(cell):
        return False
    if plain(cell) in _CODE_PARTS:
        return True
    word = head_word(cell)
    return any(likeness(word, head) >= _SURELY for head in heads)


def _is_amount(cell: str) -> bool:
    return "." in cell and number(cell) is not None


def _leaves(head: Sequence[Sequence[str]]) -> list[str]:
    """Return the lowest text of each column of the head."""
    width = len(head[0]) if head else 0
    return [
        next((row[column] for row in reversed(head) if row[column].strip()), "")
        for column in range(width)
    ]


def _aligned(printed: Sequence[str], heads: Sequence[str]) -> list[tuple[int, int]]:
    """Pair printed columns with the standard's: in order first, then single ones out of order."""
    pairs = heaviest_pairs(
        len(printed), len(heads), lambda column, head: _same(printed[column], heads[head])
    )
    paired_print, paired_heads = {first for first, _ in pairs}, {second for _, second in pairs}
    free = [column for column in range(len(printed)) if column not in paired_print]
    for missing in [column for column in range(len(heads)) if column not in paired_heads]:
        fits = [column for column in free if likeness(printed[column], heads[missing]) >= _SURELY]
        if len(fits) == 1:
            pairs.append((fits[0], missing))
            free.remove(fits[0])
    return sorted(pairs)


def _same(printed: str, head: str) -> float:
    if not printed or not head:
        return 0.0
    same = likeness(printed, head)
    return same if same >= _ALIKE else 0.0


def _code_parts(
    spec: TableSpec, leaves: Sequence[str], columns: dict[str, tuple[int, ...]]
) -> None:
    """Enter the columns of a code that is printed as 类, 款 and 项 in several columns."""
    parts = [index for index, leaf in enumerate(leaves) if plain(leaf) in _CODE_PARTS]
    codes = [column.name for _, column in specs_in_order(spec) if column.text == "编码"]
    if len(parts) >= 2 and len(codes) == 1:
        columns[codes[0]] = tuple(parts)


def _unnamed(
    spec: TableSpec,
    leaves: Sequence[str],
    body: Sequence[Sequence[str]],
    columns: dict[str, tuple[int, ...]],
) -> None:
    """Enter text columns under one shared head, recognised by their contents."""
    for block in spec.blocks:
        missing = [column for column in block.columns if column.text and column.name not in columns]
        amounts = [columns[column.name][0] for column in block.columns if column.name in columns]
        taken = {index for where in columns.values() for index in where}
        if not missing or not amounts:
            continue
        free = [
            index
            for index in range(max(0, min(amounts) - 3), max(amounts))
            if index not in taken and not is_ordinal_head(leaves[index]) and _has_words(body, index)
        ]
        for column in missing:
            wants_code = column.text == "编码"
            fits = [index for index in free if _mostly_codes(body, index) == wants_code]
            if fits:
                columns[column.name] = (fits[0],)
                free.remove(fits[0])


def _has_words(body: Sequence[Sequence[str]], column: int) -> bool:
    return any(row[column].strip() for row in body if column < len(row))


def _mostly_codes(body: Sequence[Sequence[str]], column: int) -> bool:
    texts = [plain(row[column]) for row in body if column < len(row) and row[column].strip()]
    return sum(text.isdigit() for text in texts) * 2 > len(texts)
