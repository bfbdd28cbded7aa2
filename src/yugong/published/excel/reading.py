"""A workbook that someone else made, read into what each visible sheet shows."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from yugong.findings import Finding, Kind, Place, Severity
from yugong.published.excel.cell_format import BUILTIN
from yugong.published.excel.cells import (
    CellReader,
    S,
    Sheet,
    SheetTooLargeError,
    read_sheet,
    rich_text,
)
from yugong.published.model.blocks import (
    Area,
    Block,
    Grid,
    LeftOver,
    LeftOverKind,
    Line,
    RawDocument,
)
from yugong.published.office.left_overs import bookmark_texts, file_left_overs
from yugong.published.office.parts import OfficeParts
from yugong.reading.cell_address import cell_address, column_letters

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_COMMENTS = ("{*}comment", "{*}threadedComment")
_OPENING = re.compile(
    r"表[\d一二三四五六七八九十]*\s*([（(][^（）()]*[）)])?\s*$|^\s*表\s*\d|单位[:：]"
)
_TITLE_ROWS, _MOST_ABOVE = 3, 3
"""Rows above a table of which one is its title, and the texts that stand beside one another there:
number and link, department and unit."""
_HEADS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


def read_xlsx(data: bytes, file: str) -> RawDocument:
    """The workbook; raises :class:`FindingsError` (R030, R031) where it may not be read."""
    parts = OfficeParts(data, file)
    book = _Book(parts)
    book.read()
    left_overs = (*book.left_overs, *file_left_overs(parts))
    return RawDocument(file, "xlsx", tuple(book.blocks), left_overs, tuple(parts.findings))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is left of a sheet when its hidden rows and columns are taken away."""

    rows: list[list[str]]
    merged: list[Area]
    row_numbers: list[int]
    column_numbers: list[int]


class _Book:
    def __init__(self, parts: OfficeParts) -> None:
        self.blocks: list[Block] = []
        self.left_overs: list[LeftOver] = []
        self._parts = parts
        self._start = parts.start()

    def read(self) -> None:
        """Take in every sheet; hidden ones are told, not read as blocks."""
        root = self._parts.main(self._start)
        pointers = {one.id: one for one in self._parts.pointers(self._start)}
        properties = root.find(f"{S}workbookPr")
        mac_days = properties is not None and properties.get("date1904", "0") in ("1", "true")
        by_kind = {one.kind: one.target for one in pointers.values()}
        shared = _shared_texts(self._parts.root(by_kind.get("sharedStrings", "")))
        formats, bordered = _formats(self._parts.root(by_kind.get("styles", "")))
        reader = CellReader(shared, formats, bordered, mac_days)
        for listed in root.iterfind(f"{S}sheets/{S}sheet"):
            pointer = pointers.get(listed.get(f"{_R}id", ""))
            name = listed.get("name", "")
            if pointer is None or pointer.kind != "worksheet":
                continue
            place = Place(file=self._parts.file, sheet=name)
            try:
                node = self._parts.root(pointer.target)
                sheet = Sheet() if node is None else read_sheet(node, reader)
            except SheetTooLargeError as error:
                finding = Finding(
                    Kind.CONTENT_BEYOND_LIMIT, place, str(error), severity=Severity.WARNING
                )
                self._parts.findings.append(finding)
                continue
            self._beside(pointer.target, node, place)
            if listed.get("state", "visible") == "visible":
                self._sheet(sheet, place)
                self._text_boxes(pointer.target, place)
            else:
                text = "\n".join("\t".join(filter(None, row)) for row in sheet.rows if any(row))
                self._tell(LeftOverKind.HIDDEN_SHEET, text or "空表", place)

    def _tell(self, kind: LeftOverKind, text: str, place: Place) -> None:
        self.left_overs.append(LeftOver(kind, text, place))

    def _sheet(self, sheet: Sheet, place: Place) -> None:
        if sheet.uncomputed:
            more = f"等 {len(sheet.uncomputed)} 处" if len(sheet.uncomputed) > 1 else ""
            row, column = sheet.uncomputed[0]
            cell = cell_address(row, column)
            at = Place(file=place.file, sheet=place.sheet, cell=cell)
            finding = Finding(Kind.FORMULA_WITHOUT_RESULT, at, more, severity=Severity.WARNING)
            self._parts.findings.append(finding)
        shown = self._shown(sheet, place)
        apart = _taken_apart(shown)
        ruled = {at for at, one in enumerate(shown.row_numbers) if one - 1 in sheet.bordered_rows}
        cuts = [0, *_next_tables(shown, ruled), len(shown.rows)]
        for start, stop in pairwise(cuts):
            first, end = _table(shown, ruled, range(start, stop))
            self._lines(shown, range(start, first), place)
            if first < end:
                self.blocks.append(_grid(shown, first, end, place))
            self._lines(shown, range(end, stop), place)
        for row, column, text in apart:
            self.blocks.append(Line(text, _at(shown, row, column, place)))

    def _lines(self, shown: _Shown, rows: range, place: Place) -> None:
        for row in rows:
            filled = [column for column, text in enumerate(shown.rows[row]) if text]
            if filled:
                text = "\t".join(shown.rows[row][column] for column in filled)
                at = _at(shown, row, filled[0], place)
                self.blocks.append(Line(text, at))
                self.left_overs += bookmark_texts(text, at)

    def _shown(self, sheet: Sheet, place: Place) -> _Shown:
        """The sheet without what is hidden, which is told instead."""
        height = len(sheet.rows)
        width = len(sheet.rows[0]) if sheet.rows else 0
        texts = [list(row) for row in sheet.rows]
        for top, left, bottom, right in sheet.merged:
            for row in range(top, min(bottom + 1, height)):
                for column in range(left, min(right + 1, width)):
                    if (row, column) != (top, left) and texts[row][column]:
                        cell = cell_address(row, column)
                        at = Place(file=place.file, sheet=place.sheet, cell=cell)
                        self._tell(LeftOverKind.HIDDEN_TEXT, texts[row][column], at)
                        texts[row][column] = ""
        hidden_rows, hidden_columns = set(sheet.hidden_rows), set(sheet.hidden_columns)
        rows = [row for row in range(height) if row not in hidden_rows]
        columns = [column for column in range(width) if column not in hidden_columns]
        for row in sheet.hidden_rows:
            text = "\t".join(filter(None, texts[row])) if row < height else ""
            if text:
                self._tell(LeftOverKind.HIDDEN_CELLS, f"第 {row + 1} 行：{text}", place)
        for column in sheet.hidden_columns:
            text = "\t".join(texts[row][column] for row in rows if texts[row][column])
            if text:
                letters = column_letters(column)
                self._tell(LeftOverKind.HIDDEN_CELLS, f"{letters} 列：{text}", place)
        kept = [[texts[row][column] for column in columns] for row in rows]
        merged = _moved(sheet.merged, rows, columns)
        for top, left, bottom, right in sheet.merged:
            # A merged area keeps its text when its first row or column is hidden.
            row, column = bisect_left(rows, top), bisect_left(columns, left)
            inside = row < len(rows) and rows[row] <= bottom
            if inside and column < len(columns) and columns[column] <= right:
                kept[row][column] = texts[top][left]
        return _Shown(kept, merged, [row + 1 for row in rows], [one + 1 for one in columns])

    def _beside(self, part: str, root: Any, place: Place) -> None:
        """Comments of a sheet, and the texts printed at the edge of its pages."""
        for pointer in self._parts.pointers(part):
            comments = (
                self._parts.root(pointer.target)
                if pointer.kind in ("comments", "threadedComment") and not pointer.external
                else None
            )
            for one in comments.iter(*_COMMENTS) if comments is not None else ():
                text = "".join(one.itertext()).strip()
                at = Place(file=place.file, sheet=place.sheet, cell=one.get("ref"))
                if text:
                    self._tell(LeftOverKind.COMMENT, text, at)
        heads = root.find(f"{S}headerFooter") if root is not None else None
        for node in heads if heads is not None else ():
            text = _running_text(node.text or "")
            if node.tag.rpartition("}")[2] in _HEADS and text:
                self._tell(LeftOverKind.RUNNING, text, place)

    def _text_boxes(self, part: str, place: Place) -> None:
        for pointer in self._parts.pointers(part):
            if pointer.kind != "drawing" or pointer.external:
                continue
            root = self._parts.root(pointer.target)
            for body in root.iter("{*}txBody") if root is not None else ():
                for paragraph in body.iter(f"{_A}p"):
                    text = "".join(node.text or "" for node in paragraph.iter(f"{_A}t"))
                    if text.strip():
                        at = Place(file=place.file, sheet=place.sheet, path="文本框")
                        self.blocks.append(Line(text, at))
            if root is not None and next(root.iter("{*}pic"), None) is not None:
                finding = Finding(Kind.PICTURES_NOT_READ, place, severity=Severity.INFO)
                self._parts.findings.append(finding)


def _at(shown: _Shown, row: int, column: int, place: Place) -> Place:
    cell = cell_address(shown.row_numbers[row] - 1, shown.column_numbers[column] - 1)
    return Place(file=place.file, sheet=place.sheet, cell=cell)


def _taken_apart(shown: _Shown) -> list[tuple[int, int, str]]:
    """Single cells that a blank column parts from all others, such as a link back to a list.

    They are taken out of the rows, so that a title beside one still stands alone.
    """
    used = {at for row in shown.rows for at, text in enumerate(row) if text}
    used |= {at for _, left, _, right in shown.merged for at in range(left, right + 1)}
    found = []
    for column in sorted(used):
        filled = [row for row, texts in enumerate(shown.rows) if texts[column]]
        alone = column - 1 not in used and column + 1 not in used and len(used) > 1
        if alone and len(filled) == 1 and column > min(used):
            found.append((filled[0], column, shown.rows[filled[0]][column]))
            shown.rows[filled[0]][column] = ""
    return found


def _next_tables(shown: _Shown, ruled: set[int]) -> list[int]:
    """The rows where, on a sheet of several tables, what belongs to the next one begins.

    Between ruled tables stand rows without rules, a title among them; where nothing is ruled, a
    blank row and a title part them.
    """
    filled = [sum(1 for text in row if text) for row in shown.rows]
    if ruled:
        ends = [at + 1 for at in sorted(ruled) if at + 1 not in ruled]
        starts = [at for at in sorted(ruled) if at - 1 not in ruled]
        return [
            end
            for end, start in zip(ends, starts[1:], strict=False)
            if 1 in filled[end:start] and _opens(shown, end, start)
        ]
    begins = [at for at in range(1, len(filled)) if filled[at] and not filled[at - 1]]
    return [at for at in begins if max(filled[:at]) > 1 and _titled(shown, range(at, len(filled)))]


def _titled(shown: _Shown, rows: range) -> int:
    """How many of these rows stand above a table: up to a title that stands alone, and the unit."""
    for at, row in enumerate(rows[:_TITLE_ROWS], 1):
        count = sum(1 for text in shown.rows[row] if text)
        if count == 1 and _opens(shown, row, row + 1):
            below = shown.rows[row + 1] if row + 1 < rows.stop else []
            few = sum(1 for text in below if text) <= _MOST_ABOVE
            return at + (few and any("单位" in text and _OPENING.search(text) for text in below))
        if count > _MOST_ABOVE:
            return 0
    return 0


def _opens(shown: _Shown, start: int, stop: int) -> bool:
    """Whether among these rows there is the title of a table, or its unit of money."""
    return any(_OPENING.search(text) for row in shown.rows[start:stop] for text in row)


def _table(shown: _Shown, all_ruled: set[int], rows: range) -> tuple[int, int]:
    """The first row of the table among these rows of a sheet, and the row after its last.

    Above and below stand titles and notes: rows with a single text, and, where the table is
    ruled, rows without rules that hold two.
    """
    filled = [sum(1 for text in row if text) for row in shown.rows]
    ruled = all_ruled & set(rows)
    rows = rows if ruled else rows[_titled(shown, rows) :]
    inside = [at for at in rows if filled[at] > (1 if at in ruled or not ruled else 2)]
    if not inside:
        return rows.stop, rows.stop
    end = max(inside[-1], *ruled, inside[0]) + 1
    notes = set() if ruled else _across(shown)
    while not ruled and end < rows.stop and filled[end] and end not in notes:
        end += 1
    return inside[0], end


def _across(shown: _Shown) -> set[int]:
    """The rows of one text over the whole width: notes below a table."""
    width = max(at for texts in shown.rows for at, text in enumerate(texts) if text)
    return {
        top
        for top, left, bottom, right in shown.merged
        if top == bottom and left == 0 and right >= max(width, 1)
    }


def _grid(shown: _Shown, first: int, end: int, place: Place) -> Grid:
    rows = shown.rows[first:end]
    width = 1 + max(at for row in rows for at, text in enumerate(row) if text)
    merged = [
        (top - first, left, bottom - first, right)
        for top, left, bottom, right in shown.merged
        if first <= top and bottom < end
    ]
    width = max([width, *(right + 1 for *_, right in merged if right < len(rows[0]))])
    return Grid(
        tuple(tuple(row[:width]) for row in rows),
        tuple(area for area in merged if area[3] < width),
        place,
        tuple(shown.row_numbers[first:end]),
        tuple(shown.column_numbers[:width]),
    )


def _moved(merged: list[Area], rows: list[int], columns: list[int]) -> list[Area]:
    """Merged areas among the rows and columns that are shown."""
    at_row = {row: at for at, row in enumerate(rows)}
    at_column = {column: at for at, column in enumerate(columns)}
    moved = []
    for top, left, bottom, right in merged:
        down = [at_row[row] for row in range(top, bottom + 1) if row in at_row]
        across = [at_column[one] for one in range(left, right + 1) if one in at_column]
        if down and across and (len(down) > 1 or len(across) > 1):
            moved.append((down[0], across[0], down[-1], across[-1]))
    return sorted(moved)


def _shared_texts(root: Any) -> list[str]:
    return [] if root is None else [rich_text(item) for item in root.iterchildren(f"{S}si")]


def _formats(root: Any) -> tuple[list[str], list[bool]]:
    """Of each cell style, its number format and whether it draws a border."""
    if root is None:
        return [], []
    own = {
        node.get("numFmtId", ""): node.get("formatCode", "")
        for node in root.iterfind(f"{S}numFmts/{S}numFmt")
    }
    borders = [
        any(edge.get("style", "none") != "none" for edge in node)
        for node in root.iterfind(f"{S}borders/{S}border")
    ]
    formats, bordered = [], []
    for node in root.iterfind(f"{S}cellXfs/{S}xf"):
        number, border = node.get("numFmtId", "0"), node.get("borderId", "0")
        usual = BUILTIN.get(int(number), "General") if number.isdecimal() else "General"
        formats.append(own.get(number, usual))
        at = int(border) if border.isdecimal() else 0
        bordered.append(at < len(borders) and borders[at])
    return formats, bordered


def _running_text(codes: str) -> str:
    """The words of a header or footer, without its codes and page numbers."""
    text = ""
    at = 0
    while at < len(codes):
        if codes[at] != "&":
            text, at = text + codes[at], at + 1
        elif codes[at + 1 : at + 2] == "&":
            text, at = text + "&", at + 2
        elif codes[at + 1 : at + 2] == '"':
            at = codes.find('"', at + 2) + 1 or len(codes)
        elif codes[at + 1 : at + 2] == "K":
            at += 8
        else:
            at += 2
            while codes[at - 1 : at].isdecimal() and codes[at : at + 1].isdecimal():
                at += 1
    return text.strip(" -－—/第页共\n\r\t")
