"""The outline of a Word template: its headings, its tables, the styles it has and uses.

Tests: tests/writing/docx/after/test_ordinary_edits.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yugong.findings import Place
from yugong.ooxml.names import TBL, TC, VAL, P, w
from yugong.ooxml.styles import Styles
from yugong.ooxml.table_grid import GridRow, grid_rows
from yugong.quick_dataclass import dataclass
from yugong.template.tag_text import plain_tags
from yugong.template.tags import Tag, scan
from yugong.writing.docx.template.contents import Heading
from yugong.writing.docx.template.editor_traces import unwrap
from yugong.writing.docx.template.impersonal import clean
from yugong.writing.docx.template.parts import Parts
from yugong.writing.docx.template.places import paragraphs
from yugong.writing.docx.template.runs import Joined
from yugong.writing.table_outline import (
    OutlinedRow,
    TableOutline,
    columns_in,
    heads_of,
    is_column_number,
    loop_over_rows,
)

_STYLED = {w("pStyle"): "paragraph", w("rStyle"): "character", w("tblStyle"): "table"}


@dataclass(frozen=True, slots=True)
class PlacedText:
    """The text of a paragraph with its tags in plain form, and its place."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class WordOutline:
    """The headings, tables and texts of a Word template, read without filling it in.

    ``undefined_styles`` are those it uses all the same, each with the first place.
    """

    texts: tuple[PlacedText, ...]
    headings: tuple[Heading, ...]
    tables: tuple[TableOutline, ...]
    undefined_styles: tuple[PlacedText, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell: its first column in the grid, its width there, its text and place, its merging."""

    start: int
    width: int
    text: str
    place: str
    goes_on: bool


def word_outline(data: bytes, name: str) -> WordOutline:
    """Return the outline of a Word template; ``name`` is what places call the file.

    Raises :class:`FindingsError` (S006) for a file that is not a Word document.
    """
    parts = Parts(data, name)
    styles = Styles(parts.styles)
    texts: list[PlacedText] = []
    undefined: dict[str, PlacedText] = {}
    tables: list[TableOutline] = []
    headings: list[Heading] = []
    known = {
        (node.get(w("type"), "paragraph"), node.get(w("styleId")))
        for node in ([] if parts.styles is None else parts.styles.iter(w("style")))
    }
    for part, prefix in parts.texts():
        root = parts.root(part)
        located = list(paragraphs(root, prefix))
        clean(root)
        unwrap(root)
        places = dict(located)
        for paragraph, path in located:
            text = plain_tags(Joined(paragraph).text)
            place = Place(file=name, path=path)
            texts.append(PlacedText(text, place))
            if part == parts.body and (level := styles.level(paragraph)) and text.strip():
                headings.append(Heading(level, text.strip()))
        for node in root.iter(*_STYLED):
            style = (_STYLED[node.tag], node.get(VAL))
            if style not in known and style[1] not in undefined:
                paragraph = next(node.iterancestors(P), None)
                where = Place(file=name, path=places.get(paragraph, prefix))
                undefined[style[1]] = PlacedText(style[1] or "", where)
        for table in root.iter(TBL):
            tables.extend(_outlines(table, places, name))
    return WordOutline(tuple(texts), tuple(headings), tuple(tables), tuple(undefined.values()))


def _outlines(table: Any, places: dict[Any, str], name: str) -> Iterator[TableOutline]:
    """Yield the loops in a table of Word that go over the rows of a table of the standard."""
    above: list[list[_Cell]] = []
    rows = [list(_cells(row, places)) for row in grid_rows(table)]
    index = 0
    while index < len(rows):
        tag = _row_tag(rows[index])
        loop = loop_over_rows(tag.body) if tag is not None else None
        if tag is None:
            above.append(rows[index])
        if tag is None or loop is None:
            index += 1
            continue
        variable, table_name = loop
        place = Place(file=name, path=tag.place)
        outlined: list[OutlinedRow] = []
        heads: dict[str, tuple[str, Place]] = {}
        depth, index = 1, index + 1
        while index < len(rows) and depth:
            inner = _row_tag(rows[index])
            if inner is not None:
                depth += (inner.word == "for") - (inner.word == "endfor")
            else:
                cells = [(cell.start, columns_in(cell.text, variable)) for cell in rows[index]]
                columns = tuple(column for _, names in cells for column in names)
                if columns:
                    outlined.append(
                        OutlinedRow(Place(file=name, path=rows[index][0].place), columns)
                    )
                row_heads = heads_of(cells, lambda grid: _head(above, grid, name))
                heads = {**row_heads, **heads}
            index += 1
        yield TableOutline(table_name, place, tuple(outlined), heads)


def _cells(row: GridRow, places: dict[Any, str]) -> Iterator[_Cell]:
    for cell in row.cells():
        inside = [
            paragraph
            for paragraph in cell.element.iter(P)
            if next(paragraph.iterancestors(TC)) is cell.element
        ]
        text = plain_tags("\n".join(Joined(paragraph).text for paragraph in inside))
        place = next((places[paragraph] for paragraph in inside if paragraph in places), "")
        yield _Cell(cell.column, cell.span, text, place, cell.down == "continue")


def _row_tag(cells: list[_Cell]) -> Tag | None:
    """Return the ``{%tr%}`` tag that a row consists of."""
    filled = [cell for cell in cells if cell.text.strip()]
    if len(filled) != 1:
        return None
    spans, _ = scan(filled[0].text.strip(), filled[0].place)
    if len(spans) == 1 and spans[0].tag.scope == "tr":
        return spans[0].tag
    return None


def _head(above: list[list[_Cell]], grid: int, name: str) -> tuple[str, Place] | None:
    """Return the lowest head over a position of the grid; a merged one at its first row."""
    for row in reversed(above):
        cell = next((cell for cell in row if cell.start <= grid < cell.start + cell.width), None)
        if cell is None:
            return None
        if not cell.goes_on and not is_column_number(cell.text):
            return cell.text, Place(file=name, path=cell.place)
    return None
