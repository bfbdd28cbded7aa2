"""A workbook that someone else made, read into the displayed texts of its visible sheets."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from typing import Any

from yugong.findings import Finding, Kind, Place, Severity
from yugong.ooxml.names import A, R, s
from yugong.ooxml.table_grid import Area
from yugong.published.excel.cell_format import BUILTIN
from yugong.published.excel.cells import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    CellReader,
    ReadSheet,
    SheetTooLargeError,
    read_sheet,
    string_item_text,
)
from yugong.published.excel.running_heads import running_text
from yugong.published.model.blocks import (
    Block,
    Grid,
    LeftOver,
    LeftOverKind,
    Line,
    RawDocument,
)
from yugong.published.office.left_overs import bookmark_texts, file_left_overs
from yugong.published.office.parts import OfficeParts
from yugong.quick_dataclass import dataclass
from yugong.reading.cell_address import cell_address, column_letters

_ID = f"{{{R}}}id"
_PARAGRAPH, _WORDS = f"{{{A}}}p", f"{{{A}}}t"
_COMMENTS = ("{*}comment", "{*}threadedComment")
_OPENING = re.compile(
    r"表[\d一二三四五六七八九十]*\s*([（(][^（）()]*[）)])?\s*$|^\s*表\s*\d|单位[:：]"
)
_TITLE_ROWS, _MOST_ABOVE = 3, 3
"""The most rows above a table with its title, and the most texts in one of them: number and link,
department and unit."""
_LIMITS = f"超出 {MOST_ROWS} 行、{MOST_COLUMNS} 列或 {MOST_CELLS // 10_000} 万格"
_HEADS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


def read_xlsx(data: bytes, file: str) -> RawDocument:
    """Return the workbook; raise :class:`FindingsError` (R030, R031) if it cannot be read."""
    parts = OfficeParts(data, file)
    book = _Book(parts)
    book.read()
    left_overs = (*book.left_overs, *file_left_overs(parts))
    return RawDocument(file, "xlsx", tuple(book.blocks), left_overs, tuple(parts.findings))


def displayed_sheets(
    data: bytes, file: str
) -> tuple[list[tuple[str, list[list[str]]]], list[Finding]]:
    """Return the displayed texts of every visible sheet, by its name, and findings.

    Raises :class:`FindingsError` (R030, R031) if the file cannot be read.
    """
    book = _SheetTexts(OfficeParts(data, file))
    book.read()
    return book.sheets, book.findings


@dataclass(frozen=True, slots=True)
class _VisibleSheet:
    """A sheet without its hidden rows and columns; the numbers count from 1."""

    rows: list[list[str]]
    merged: list[Area]
    row_numbers: list[int]
    column_numbers: list[int]


class _Book:
    def __init__(self, parts: OfficeParts) -> None:
        self.blocks: list[Block] = []
        self.left_overs: list[LeftOver] = []
        self._parts = parts
        self._start = parts.main_part()

    def read(self) -> None:
        """Take in every sheet; hidden ones are reported, not read as blocks."""
        root = self._parts.main(self._start)
        related = {item.id: item for item in self._parts.relationships(self._start)}
        properties = root.find(s("workbookPr"))
        mac_days = properties is not None and properties.get("date1904", "0") in ("1", "true")
        by_kind = {item.short_kind: item.target for item in related.values()}
        shared = _shared_texts(self._parts.root(by_kind.get("sharedStrings", "")))
        formats, bordered = _formats(self._parts.root(by_kind.get("styles", "")))
        reader = CellReader(shared, formats, bordered, mac_days)
        for listed in root.iterfind(f"{s('sheets')}/{s('sheet')}"):
            item = related.get(listed.get(_ID, ""))
            name = listed.get("name", "")
            if item is None or item.short_kind != "worksheet":
                continue
            place = Place(file=self._parts.file, sheet=name)
            try:
                node = self._parts.root(item.target)
                sheet = ReadSheet() if node is None else read_sheet(node, reader)
            except SheetTooLargeError as error:
                reach = "文字过多" if error.too_much_text else _LIMITS
                finding = Finding(
                    Kind.CONTENT_BEYOND_LIMIT, place, reach, severity=Severity.WARNING
                )
                self._parts.findings.append(finding)
                continue
            self._around(item.target, node, place)
            if listed.get("state", "visible") == "visible":
                self._sheet(sheet, place)
                self._text_boxes(item.target, place)
            else:
                text = "\n".join("\t".join(filter(None, row)) for row in sheet.rows if any(row))
                self._report(LeftOverKind.HIDDEN_SHEET, text or "空表", place)

    def _report(self, kind: LeftOverKind, text: str, place: Place) -> None:
        self.left_overs.append(LeftOver(kind, text, place))

    def _sheet(self, sheet: ReadSheet, place: Place) -> None:
        self._uncomputed(sheet, place)
        visible = self._visible(sheet, place)
        apart = _taken_apart(visible)
        ruled = {
            index
            for index, number in enumerate(visible.row_numbers)
            if number - 1 in sheet.bordered_rows
        }
        cuts = [0, *_next_tables(visible, ruled), len(visible.rows)]
        for start, stop in pairwise(cuts):
            first, end = _table(visible, ruled, range(start, stop))
            self._lines(visible, range(start, first), place)
            if first < end:
                self.blocks.append(_grid(visible, first, end, place))
            self._lines(visible, range(end, stop), place)
        for row, column, text in apart:
            self.blocks.append(Line(text, _at(visible, row, column, place)))

    def _uncomputed(self, sheet: ReadSheet, place: Place) -> None:
        if sheet.uncomputed:
            more = f"等 {len(sheet.uncomputed)} 处" if len(sheet.uncomputed) > 1 else ""
            row, column = sheet.uncomputed[0]
            cell = cell_address(row, column)
            cell_place = Place(file=place.file, sheet=place.sheet, cell=cell)
            finding = Finding(
                Kind.FORMULA_WITHOUT_RESULT, cell_place, more, severity=Severity.WARNING
            )
            self._parts.findings.append(finding)

    def _lines(self, visible: _VisibleSheet, rows: range, place: Place) -> None:
        for row in rows:
            filled = [column for column, text in enumerate(visible.rows[row]) if text]
            if filled:
                text = "\t".join(visible.rows[row][column] for column in filled)
                cell = _at(visible, row, filled[0], place)
                self.blocks.append(Line(text, cell))
                self.left_overs += bookmark_texts(text, cell)

    def _visible(self, sheet: ReadSheet, place: Place) -> _VisibleSheet:
        """Return the sheet without its hidden texts, which are reported instead."""
        height = len(sheet.rows)
        width = len(sheet.rows[0]) if sheet.rows else 0
        texts = [list(row) for row in sheet.rows]
        for top, left, bottom, right in sheet.merged:
            for row in range(top, min(bottom + 1, height)):
                for column in range(left, min(right + 1, width)):
                    if (row, column) != (top, left) and texts[row][column]:
                        cell = cell_address(row, column)
                        cell_place = Place(file=place.file, sheet=place.sheet, cell=cell)
                        self._report(LeftOverKind.HIDDEN_TEXT, texts[row][column], cell_place)
                        texts[row][column] = ""
        hidden_rows, hidden_columns = set(sheet.hidden_rows), set(sheet.hidden_columns)
        rows = [row for row in range(height) if row not in hidden_rows]
        columns = [column for column in range(width) if column not in hidden_columns]
        for row in sheet.hidden_rows:
            text = "\t".join(filter(None, texts[row])) if row < height else ""
            if text:
                self._report(LeftOverKind.HIDDEN_CELLS, f"第 {row + 1} 行：{text}", place)
        for column in sheet.hidden_columns:
            text = "\t".join(texts[row][column] for row in rows if texts[row][column])
            if text:
                letters = column_letters(column)
                self._report(LeftOverKind.HIDDEN_CELLS, f"{letters} 列：{text}", place)
        kept = [[texts[row][column] for column in columns] for row in rows]
        merged = _moved(sheet.merged, rows, columns)
        for top, left, bottom, right in sheet.merged:
            # A merged area keeps its text when its first row or column is hidden.
            row, column = bisect_left(rows, top), bisect_left(columns, left)
            inside = row < len(rows) and rows[row] <= bottom
            if inside and column < len(columns) and columns[column] <= right:
                kept[row][column] = texts[top][left]
        return _VisibleSheet(
            kept, merged, [row + 1 for row in rows], [column + 1 for column in columns]
        )

    def _around(self, part: str, root: Any, place: Place) -> None:
        """Report comments of a sheet, and the texts printed at the edge of its pages."""
        for item in self._parts.relationships(part):
            comments = (
                self._parts.root(item.target)
                if item.short_kind in ("comments", "threadedComment") and not item.external
                else None
            )
            for comment in comments.iter(*_COMMENTS) if comments is not None else ():
                text = "".join(comment.itertext()).strip()
                cell = Place(file=place.file, sheet=place.sheet, cell=comment.get("ref"))
                if text:
                    self._report(LeftOverKind.COMMENT, text, cell)
        heads = root.find(s("headerFooter")) if root is not None else None
        for node in heads if heads is not None else ():
            text = running_text(node.text or "")
            if node.tag.rpartition("}")[2] in _HEADS and text:
                self._report(LeftOverKind.RUNNING, text, place)

    def _text_boxes(self, part: str, place: Place) -> None:
        for item in self._parts.relationships(part):
            if item.short_kind != "drawing" or item.external:
                continue
            root = self._parts.root(item.target)
            for body in root.iter("{*}txBody") if root is not None else ():
                for paragraph in body.iter(_PARAGRAPH):
                    text = "".join(node.text or "" for node in paragraph.iter(_WORDS))
                    if text.strip():
                        box = Place(file=place.file, sheet=place.sheet, path="文本框")
                        self.blocks.append(Line(text, box))
            if root is not None and next(root.iter("{*}pic"), None) is not None:
                finding = Finding(Kind.PICTURES_NOT_READ, place, severity=Severity.INFO)
                self._parts.findings.append(finding)


class _SheetTexts(_Book):
    """Reads every visible sheet as it is displayed, without looking for tables in it."""

    def __init__(self, parts: OfficeParts) -> None:
        super().__init__(parts)
        self.sheets: list[tuple[str, list[list[str]]]] = []
        self.findings = parts.findings

    def _sheet(self, sheet: ReadSheet, place: Place) -> None:
        self._uncomputed(sheet, place)
        self.sheets.append((place.sheet or "", self._visible(sheet, place).rows))


def _at(visible: _VisibleSheet, row: int, column: int, place: Place) -> Place:
    cell = cell_address(visible.row_numbers[row] - 1, visible.column_numbers[column] - 1)
    return Place(file=place.file, sheet=place.sheet, cell=cell)


def _taken_apart(visible: _VisibleSheet) -> list[tuple[int, int, str]]:
    """Take single cells apart that a blank column separates, such as a link back to a list.

    Returns row, column and text of each.  Without them a title in the same row is alone in it.
    """
    used = {column for row in visible.rows for column, text in enumerate(row) if text}
    used |= {column for _, left, _, right in visible.merged for column in range(left, right + 1)}
    single = []
    for column in sorted(used):
        filled = [row for row, texts in enumerate(visible.rows) if texts[column]]
        alone = column - 1 not in used and column + 1 not in used and len(used) > 1
        if alone and len(filled) == 1 and column > min(used):
            single.append((filled[0], column, visible.rows[filled[0]][column]))
            visible.rows[filled[0]][column] = ""
    return single


def _next_tables(visible: _VisibleSheet, ruled: set[int]) -> list[int]:
    """Return the rows with which, on a sheet of several tables, the next table begins.

    Rows without borders, a title among them, separate tables with borders; a blank row and a title
    separate tables without.
    """
    filled = [sum(1 for text in row if text) for row in visible.rows]
    if ruled:
        ends = [row + 1 for row in sorted(ruled) if row + 1 not in ruled]
        starts = [row for row in sorted(ruled) if row - 1 not in ruled]
        return [
            end
            for end, start in zip(ends, starts[1:], strict=False)
            if 1 in filled[end:start] and _opens(visible, end, start)
        ]
    begins = [row for row in range(1, len(filled)) if filled[row] and not filled[row - 1]]
    return [
        row for row in begins if max(filled[:row]) > 1 and _titled(visible, range(row, len(filled)))
    ]


def _titled(visible: _VisibleSheet, rows: range) -> int:
    """Return the number of rows above a table: up to a title alone in its row, and the unit."""
    for above, row in enumerate(rows[:_TITLE_ROWS], 1):
        count = sum(1 for text in visible.rows[row] if text)
        if count == 1 and _opens(visible, row, row + 1):
            below = visible.rows[row + 1] if row + 1 < rows.stop else []
            few = sum(1 for text in below if text) <= _MOST_ABOVE
            return above + (few and any("单位" in text and _OPENING.search(text) for text in below))
        if count > _MOST_ABOVE:
            return 0
    return 0


def _opens(visible: _VisibleSheet, start: int, stop: int) -> bool:
    """Return True if these rows hold the title of a table, or its unit of money."""
    return any(_OPENING.search(text) for row in visible.rows[start:stop] for text in row)


def _table(visible: _VisibleSheet, bordered: set[int], rows: range) -> tuple[int, int]:
    """Return the first row of the table among these rows, and the row after its last.

    Titles and notes above and below are rows with a single text and, if the table has borders,
    rows without borders that hold two.
    """
    filled = [sum(1 for text in row if text) for row in visible.rows]
    ruled = bordered & set(rows)
    rows = rows if ruled else rows[_titled(visible, rows) :]
    inside = [row for row in rows if filled[row] > (1 if row in ruled or not ruled else 2)]
    if not inside:
        return rows.stop, rows.stop
    end = max(inside[-1], *ruled, inside[0]) + 1
    notes = set() if ruled else _across(visible)
    while not ruled and end < rows.stop and filled[end] and end not in notes:
        end += 1
    return inside[0], end


def _across(visible: _VisibleSheet) -> set[int]:
    """Return the rows of one text over the whole width: notes below a table."""
    width = max(column for texts in visible.rows for column, text in enumerate(texts) if text)
    return {
        top
        for top, left, bottom, right in visible.merged
        if top == bottom and left == 0 and right >= max(width, 1)
    }


def _grid(visible: _VisibleSheet, first: int, end: int, place: Place) -> Grid:
    rows = visible.rows[first:end]
    width = 1 + max(column for row in rows for column, text in enumerate(row) if text)
    merged = [
        (top - first, left, bottom - first, right)
        for top, left, bottom, right in visible.merged
        if first <= top and bottom < end
    ]
    width = max([width, *(right + 1 for *_, right in merged if right < len(rows[0]))])
    return Grid(
        tuple(tuple(row[:width]) for row in rows),
        tuple(area for area in merged if area[3] < width),
        place,
        tuple(visible.row_numbers[first:end]),
        tuple(visible.column_numbers[:width]),
    )


def _moved(merged: list[Area], rows: list[int], columns: list[int]) -> list[Area]:
    """Return the merged areas among the visible rows and columns."""
    at_row = {row: index for index, row in enumerate(rows)}
    at_column = {column: index for index, column in enumerate(columns)}
    moved = []
    for top, left, bottom, right in merged:
        down = [at_row[row] for row in range(top, bottom + 1) if row in at_row]
        across = [at_column[column] for column in range(left, right + 1) if column in at_column]
        if down and across and (len(down) > 1 or len(across) > 1):
            moved.append((down[0], across[0], down[-1], across[-1]))
    return sorted(moved)


def _shared_texts(root: Any) -> list[str]:
    return [] if root is None else [string_item_text(item) for item in root.iterchildren(s("si"))]


def _formats(root: Any) -> tuple[list[str], list[bool]]:
    """Return the number format of each cell style, and True for each that draws a border."""
    if root is None:
        return [], []
    custom = {
        node.get("numFmtId", ""): node.get("formatCode", "")
        for node in root.iterfind(f"{s('numFmts')}/{s('numFmt')}")
    }
    borders = [
        any(edge.get("style", "none") != "none" for edge in node)
        for node in root.iterfind(f"{s('borders')}/{s('border')}")
    ]
    formats, bordered = [], []
    for node in root.iterfind(f"{s('cellXfs')}/{s('xf')}"):
        number, border = node.get("numFmtId", "0"), node.get("borderId", "0")
        usual = BUILTIN.get(int(number), "General") if number.isdecimal() else "General"
        formats.append(custom.get(number, usual))
        index = int(border) if border.isdecimal() else 0
        bordered.append(index < len(borders) and borders[index])
    return formats, bordered
