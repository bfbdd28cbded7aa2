"""The outline of an Excel template: its sheets, its tables, the texts with tags.

Tests: tests/writing/test_template_dumps.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from yugong.findings import Place
from yugong.quick_dataclass import dataclass
from yugong.template.evaluation import Expression
from yugong.template.text import Text
from yugong.writing.table_outline import (
    OutlinedRow,
    TableOutline,
    columns_in,
    heads_of,
    is_column_number,
)
from yugong.writing.xlsx.model import (
    CellModel,
    Choice,
    Loop,
    RowModel,
    SheetBlock,
    SheetModel,
    WorkbookModel,
    loops_in,
    rows_in,
)


@dataclass(frozen=True, slots=True)
class BookOutline:
    """Sheets, tables and texts of an Excel template that is not filled.

    ``unprinted`` are columns of tables that lie outside the print area, each with its first cell.
    """

    sheets: tuple[str, ...]
    tables: tuple[TableOutline, ...]
    texts: tuple[tuple[str, Place], ...]
    unprinted: tuple[tuple[str, Place], ...]


def book_outline(model: WorkbookModel, name: str) -> BookOutline:
    """Return the outline of a compiled Excel template; ``name`` is the file of its places."""
    tables: list[TableOutline] = []
    texts: list[tuple[str, Place]] = []
    unprinted: list[tuple[str, Place]] = []
    for sheet in model.sheets:
        tables.extend(_tables(sheet, sheet.blocks, [], name))
        unprinted.extend(_unprinted(sheet, name))
        for row in rows_in(sheet.blocks):
            for cell in row.cells:
                if text := cell_source(cell):
                    texts.append((text, Place(file=name, sheet=sheet.name, cell=cell.place)))
    return BookOutline(
        tuple(sheet.name for sheet in model.sheets), tuple(tables), tuple(texts), tuple(unprinted)
    )


def _unprinted(sheet: SheetModel, name: str) -> Iterator[tuple[str, Place]]:
    if sheet.setup.area is None:
        return
    _, left, _, right = sheet.setup.area
    seen: set[str] = set()
    for loop in loops_in(sheet.blocks):
        for row in rows_in(loop.body):
            for cell in row.cells:
                inside = left <= cell.column <= right
                for column in () if inside else columns_in(cell_source(cell), loop.head.name):
                    if column not in seen:
                        seen.add(column)
                        yield column, _place(name, sheet, cell)


def cell_source(cell: CellModel) -> str:
    """Return the text of a template cell with its tags; empty for none and for a number."""
    content = cell.content
    if isinstance(content, Expression | Text):
        return content.source
    return content if isinstance(content, str) else ""


def _tables(
    sheet: SheetModel, blocks: Iterable[SheetBlock], rows_above: list[RowModel], name: str
) -> Iterator[TableOutline]:
    """Yield the loops over tables among these blocks; ``rows_above`` are the rows before."""
    for block in blocks:
        if isinstance(block, RowModel):
            rows_above.append(block)
        elif isinstance(block, Choice):
            for _, body in block.branches:
                yield from _tables(sheet, body, rows_above, name)
        elif isinstance(block, Loop):
            path = block.head.path
            if len(path) == 3 and path[0] == "表" and path[2] == "行":
                yield _outline(path[1], block, sheet, rows_above, name)
            else:
                yield from _tables(sheet, block.body, rows_above, name)


def _outline(
    table: str, loop: Loop, sheet: SheetModel, above: list[RowModel], name: str
) -> TableOutline:
    rows: list[OutlinedRow] = []
    heads: dict[str, tuple[str, Place]] = {}
    for row in rows_in(loop.body):
        cells = [(cell.column, columns_in(cell_source(cell), loop.head.name)) for cell in row.cells]
        columns = tuple(column for _, names in cells for column in names)
        if not columns:
            continue
        rows.append(OutlinedRow(_place(name, sheet, row.cells[0]), columns))
        row_heads = heads_of(cells, lambda column: _head(sheet, above, column, name))
        heads = {**row_heads, **heads}
    place = Place(file=name, sheet=sheet.name, cell=loop.place)
    return TableOutline(table, place, tuple(rows), heads)


def _head(
    sheet: SheetModel, above: list[RowModel], column: int, name: str
) -> tuple[str, Place] | None:
    """Return the lowest cell over a column, also one that is merged over the rows below."""
    for row in reversed(above):
        for cell in row.cells:
            text = cell_source(cell)
            covers = cell.column <= column <= cell.last_column
            if covers and text and not is_column_number(text):
                return text, _place(name, sheet, cell)
    return None


def _place(name: str, sheet: SheetModel, cell: CellModel) -> Place:
    return Place(file=name, sheet=sheet.name, cell=cell.place)
