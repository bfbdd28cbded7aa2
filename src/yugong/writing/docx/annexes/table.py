"""The table of an annex as markup, row by row: its head is repeated on every page.

Tests: tests/writing/docx/annexes/test_annexes.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yugong.writing.docx.annexes.look import Room
from yugong.writing.docx.template.values import escape_for_word

_WIDEST, _NARROWEST = 44, 4
"""Limits of the natural width of a column, in half-width characters."""
_TWIPS_PER_SIZE, _CELL_MARGINS = 5, 160
"""The width of a half-width character for each half point of its size; that of a cell's margins."""
_ROWS_AT_ONCE = 200
_SIZES = ((6, 21), (10, 18), (16, 15))
"""The size of the text, in half points, for up to so many columns."""
_SMALLEST = 12
_WIDE_FROM = "\u2e80"

_TABLE = (
    '<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>'
    '<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
    '<w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    "<w:tblGrid>{grid}</w:tblGrid>"
)
_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_PARAGRAPH = (
    '<w:p><w:pPr><w:widowControl w:val="0"/><w:snapToGrid w:val="0"/>'
    '<w:spacing w:before="20" w:after="20"'
    ' w:line="240" w:lineRule="auto"/>'
    '<w:ind w:left="0" w:right="0" w:firstLineChars="0" w:firstLine="0"/>'
    '<w:jc w:val="{align}"/></w:pPr>'
)


def table_markup(rows: Sequence[Sequence[str]], room: Room) -> Iterator[str]:
    """Yield the markup of a table in pieces; the first row is its head."""
    size = next((size for columns, size in _SIZES if len(rows[0]) <= columns), _SMALLEST)
    widths = table_widths(rows, room.width, size)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield _TABLE.format(width=sum(widths), edges=_EDGES, grid=grid)
    head = "".join(
        _cell(text, width, size, align="center", bold=True)
        for text, width in zip(rows[0], widths, strict=True)
    )
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
    pending: list[str] = []
    for row in rows[1:]:
        pending.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cells(row, widths, size)}</w:tr>")
        if len(pending) == _ROWS_AT_ONCE:
            yield "".join(pending)
            pending.clear()
    yield "".join(pending) + "</w:tbl>"


def spans_row(row: Sequence[str]) -> bool:
    """Return True for a row of one text in its first cell: it is printed over the whole width."""
    return len(row) > 2 and bool(row[0]) and not any(row[1:])


def _cells(row: Sequence[str], widths: Sequence[int], size: int) -> str:
    if spans_row(row):
        properties = f'<w:gridSpan w:val="{len(widths)}"/>'
        return _cell(row[0], sum(widths), size, align="left", span=properties)
    return "".join(
        _cell(text, width, size, align="left") for text, width in zip(row, widths, strict=True)
    )


def _cell(
    text: str, width: int, size: int, *, align: str, bold: bool = False, span: str = ""
) -> str:
    run = ""
    if text:
        weight = "<w:b/>" if bold else ""
        run = (
            f'<w:r><w:rPr>{weight}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
            f'<w:t xml:space="preserve">{escape_for_word(text)}</w:t></w:r>'
        )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}'
        '<w:vAlign w:val="center"/></w:tcPr>'
        f"{_PARAGRAPH.format(align=align)}{run}</w:p></w:tc>"
    )


def table_widths(rows: Sequence[Sequence[str]], available: int, size: int) -> list[int]:
    """Return the widths of the columns in twips, which together fill the available width.

    ``size`` is that of the text in half points.  What is left over is shared out by need; where
    there is too little, the widest columns give way.
    """
    longest = [_NARROWEST] * len(rows[0])
    for row in rows:
        if spans_row(row):
            continue
        for column, text in enumerate(row):
            if text and longest[column] < _WIDEST:
                width = max(map(_with_wide_digits, text.split("\n")))
                longest[column] = max(longest[column], min(width, _WIDEST))
    needed = [width * size * _TWIPS_PER_SIZE + _CELL_MARGINS for width in longest]
    total = sum(needed)
    if total > available:
        needed = _cut_to(needed, available)
        total = sum(needed)
    widths = [available * width // total for width in needed]
    widths[-1] += available - sum(widths)
    return widths


def _cut_to(needed: Sequence[int], available: int) -> list[int]:
    """Return the widths with the widest ones cut to one common width, so that all fit."""
    left, columns = available, len(needed)
    for width in sorted(needed):
        if width * columns >= left:
            return [min(need, left // columns) for need in needed]
        left, columns = left - width, columns - 1
    return list(needed)


def _with_wide_digits(text: str) -> int:
    """Return the width of a line in a font whose digits and letters are a quarter wider."""
    return text_width(text) + sum(character < _WIDE_FROM for character in text) // 4


def text_width(text: str) -> int:
    """Return the width of a line in half-width characters."""
    return sum(2 if character >= _WIDE_FROM else 1 for character in text)
