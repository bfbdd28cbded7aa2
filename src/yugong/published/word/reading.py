"""A Word file that someone else made, read into paragraphs and tables in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from yugong.findings import Finding, Kind, Place, Severity
from yugong.ooxml.names import ALTERNATIVES, PPR, RPR, SDT, SDT_CONTENT, TBL, VAL, P, T, w
from yugong.ooxml.numbering import Numbering
from yugong.ooxml.styles import Styles, WordStyle, outline_level, small_number
from yugong.ooxml.table_grid import GridRow, TableGrid, grid_rows
from yugong.published.model.blocks import (
    Block,
    Grid,
    LeftOver,
    LeftOverKind,
    Line,
    RawDocument,
    clipped,
)
from yugong.published.office.left_overs import file_left_overs
from yugong.published.office.parts import OfficeParts
from yugong.published.word.outside_tables import outside_tables
from yugong.published.word.text import (
    ADDED_TAGS,
    DELETED,
    THROUGH,
    ParagraphText,
    TextReader,
    branch,
)
from yugong.quick_dataclass import dataclass
from yugong.standard.numbers import chinese_number

_STYLE, _OUTLINE, _NUMBERING = w("pStyle"), w("outlineLvl"), w("numPr")
_LIST, _LIST_LEVEL = w("numId"), w("ilvl")
_DELETED_MARK = f"{PPR}/{RPR}/{w('del')}"
_CELL_THROUGH = ADDED_TAGS | THROUGH | {SDT, SDT_CONTENT}
_CHANGES = tuple(
    w(name) for name in ("rPrChange", "pPrChange", "tblPrChange", "tcPrChange", "trPrChange")
)
_RUNNING = {"header": "页眉", "footer": "页脚"}
_PAGE_SIGNS = frozenset("0123456789-－—–―·. /第页共　")
_MOST_PICTURES = 20
_UNREAD_TABLE = (("",),)

OnPlace = Callable[[str, Any], None]
"""Receives the path of each place as it is read, and the element tposition."""


def read_docx(
    data: bytes,
    file: str,
    on_place: OnPlace = lambda _path, _element: None,
    *,
    tables: bool = True,
    members: Mapping[str, bytes] | None = None,
) -> RawDocument:
    """Return the document; raise :class:`FindingsError` (R030, R031) if it cannot be read.

    ``on_place`` receives every paragraph and every cell of a table.  Without ``tables`` only the
    text outside them is read, which is far quicker; each table then is one blank cell.
    ``members`` take the place of ``data`` if the file is unpacked already.
    """
    parts = OfficeParts(data, file, members)
    start = parts.main_part()
    if not tables and start in parts.members:
        parts.members[start] = outside_tables(parts.members[start])
    root = parts.main(start)
    reader = _Reader(parts, start, on_place, tables=tables)
    reader.read(root)
    left_overs = (*reader.left_overs, *file_left_overs(parts))
    findings = (*parts.findings, *reader.picture_findings())
    return RawDocument(file, "docx", tuple(reader.blocks), left_overs, findings)


@dataclass(slots=True)
class _Position:
    """The position of the reader in the body, a note or a box: paragraphs and heading so far."""

    prefix: str
    paragraphs: int = 0
    heading: str = ""
    above: str = ""
    carried: str = ""


class _Reader:
    def __init__(self, parts: OfficeParts, start: str, on_place: OnPlace, *, tables: bool) -> None:
        self.blocks: list[Block] = []
        self.left_overs: list[LeftOver] = []
        self._parts = parts
        self._on_place = on_place
        self._with_tables = tables
        self._relationships = parts.relationships(start)
        self._styles = Styles(self._part("styles"))
        self._numbers = Numbering(self._part("numbering"), chinese_number)
        self._text = TextReader(self._styles, self.left_overs.append)
        self._tables = 0
        self._cells = 0
        self._pictures: list[Place] = []
        self._notes = {kind: self._note_texts(kind) for kind in ("footnotes", "endnotes")}

    def _part(self, kind: str) -> Any:
        target = next(
            (item.target for item in self._relationships if item.short_kind == kind), None
        )
        return None if target is None else self._parts.root(target)

    def read(self, root: Any) -> None:
        """Take in the whole document: body, running heads, comments, changes of format."""
        position = _Position("")
        for body in root.iterchildren(w("body")):
            self._container(body, position)
        self._running_heads()
        comments = self._part("comments")
        for number, comment in enumerate(comments if comments is not None else (), 1):
            self._report(LeftOverKind.COMMENT, _plain(comment), f"批注 {number}")
        changes = sum(1 for _ in root.iter(*_CHANGES))
        if changes:
            self._report(LeftOverKind.REVISION, f"格式改动 {changes} 处", "正文")

    def picture_findings(self) -> list[Finding]:
        """Return one note for each unread picture; beyond the limit only their number."""
        listed = self._pictures[:_MOST_PICTURES]
        more = len(self._pictures) - len(listed)
        findings = [
            Finding(Kind.PICTURES_NOT_READ, place, severity=Severity.INFO) for place in listed
        ]
        if more:
            place = Place(file=self._parts.file)
            findings.append(
                Finding(Kind.PICTURES_NOT_READ, place, f"还有 {more} 张", severity=Severity.INFO)
            )
        return findings

    def _report(self, kind: LeftOverKind, text: str, path: str) -> None:
        if text.strip():
            self.left_overs.append(LeftOver(kind, text, Place(file=self._parts.file, path=path)))

    def _container(self, element: Any, position: _Position) -> None:
        for child in element:
            if child.tag == P:
                self._paragraph(child, position)
            elif child.tag == TBL:
                self._table(child, position)
            elif child.tag in ADDED_TAGS or child.tag in THROUGH:
                self._container(child, position)
            elif child.tag == SDT:
                for content in child.iterchildren(SDT_CONTENT):
                    self._container(content, position)
            elif child.tag in DELETED:
                self._text.deleted(child)
            elif child.tag == ALTERNATIVES:
                chosen = branch(child)
                if chosen is not None:
                    self._container(chosen, position)
            elif child.tag == w("altChunk"):
                self._parts.add_unread(
                    Kind.PART_UNREADABLE, f"第 {position.paragraphs} 段之后", "插入的另一个文件"
                )

    def _paragraph(self, element: Any, position: _Position) -> None:
        position.paragraphs += 1
        path = f"{position.prefix}第 {position.paragraphs} 段"
        under = f"（“{clipped(position.heading)}”下）" if position.heading else ""
        place = Place(file=self._parts.file, path=f"{path}{under}")
        read, style = self._read(element, place)
        if style.level is not None:
            place = replace(place, path=path)
        self._on_place(place.path, element)
        text = position.carried + read.text
        position.carried = ""
        if element.find(_DELETED_MARK) is not None:
            position.carried = text
        elif text.strip():
            self.blocks.append(Line(text.strip("\n"), place, style.level))
            position.above = text
            if style.level is not None:
                position.heading = text
        self._hanging(read, place, bool(text.strip()))

    def _read(self, element: Any, place: Place) -> tuple[ParagraphText, WordStyle]:
        """Return the text with its printed number, and the style as the paragraph changes it."""
        read = self._text.paragraph(element, place)
        properties: dict[str, Any] = {
            node.tag: node for parent in element.iterchildren(PPR) for node in parent
        }
        name = properties[_STYLE].get(VAL, "") if _STYLE in properties else self._styles.default
        style = self._styles.of(name)
        if _OUTLINE in properties:
            style = replace(style, level=outline_level(properties[_OUTLINE]) or None)
        if _NUMBERING in properties:
            values = {node.tag: node.get(VAL, "") for node in properties[_NUMBERING]}
            level = small_number(values.get(_LIST_LEVEL), style.list_level)
            list_id = values.get(_LIST, style.list_id)
            style = replace(style, list_id=list_id, list_level=level)
        if style.list_id and read.text.strip():
            read.text = self._numbers.next(style.list_id, style.list_level or 0) + read.text
        return read, style

    def _hanging(self, read: ParagraphText, place: Place, has_text: bool) -> None:
        """Take in the boxes, notes and pictures of a paragraph, after it."""
        for box in read.boxes:
            self._container(box, _Position(f"{place.path}的文本框"))
        for kind, number in read.notes:
            label = "脚注" if kind == "footnotes" else "尾注"
            note = self._notes[kind].get(number)
            if note is not None:
                self._container(note, _Position(f"{label} {number} "))
        if read.pictures and not has_text:
            self._pictures.append(place)

    def _note_texts(self, kind: str) -> dict[str, Any]:
        root = self._part(kind)
        return {node.get(w("id"), ""): node for node in (root if root is not None else ())}

    def _table(self, element: Any, position: _Position, inside: str = "") -> None:
        self._tables += 1
        if not self._with_tables:
            self.blocks.append(Grid(_UNREAD_TABLE, (), Place(file=self._parts.file)))
            return
        above = f"（上方“{clipped(position.above)}”）" if position.above else ""
        name = f"{inside}第 {self._tables} 张表"
        place = Place(file=self._parts.file, path=f"{name}{above}")
        later = _Position(f"{name}内")
        hanging: list[tuple[ParagraphText, Place]] = []
        nested: list[Any] = []
        grid = TableGrid()
        for row in grid_rows(element):
            if not self._is_printed(row, name):
                continue
            grid.add_row(row)
            row_path = f"第 {grid.height} 行"
            row_place = Place(file=self._parts.file, path=f"{name}{row_path}")
            for cell in row.cells():
                self._on_place(f"{place.path}{row_path}第 {cell.column + 1} 列", cell.element)
                text = self._cell(cell.element, row_place, hanging, nested)
                unprinted = grid.add_cell(cell, text)
                if unprinted.strip():
                    self.left_overs.append(LeftOver(LeftOverKind.HIDDEN_TEXT, unprinted, row_place))
            if self._cells + grid.cells > TableGrid.MOST_CELLS:
                self._parts.add_unread(Kind.CONTENT_BEYOND_LIMIT, name, f"{row_path}起")
                break
        self._cells += grid.cells
        rows, merged = grid.finished()
        if rows:
            self.blocks.append(Grid(rows, merged, place))
        for read, row_place in hanging:
            self._hanging(read, row_place, has_text=False)
        for table in nested:
            self._parts.add_unread(Kind.NESTED_TABLE, name)
            self._table(table, later, f"{name}内，")

    def _is_printed(self, row: GridRow, table: str) -> bool:
        """Return True for a row that is printed; report the text of any other."""
        if row.is_deleted:
            self._text.deleted(row.element)
        elif row.is_hidden:
            self._report(LeftOverKind.HIDDEN_CELLS, _plain(row.element), table)
        return not row.is_deleted and not row.is_hidden

    def _cell(
        self,
        cell: Any,
        place: Place,
        hanging: list[tuple[ParagraphText, Place]],
        nested: list[Any],
    ) -> str:
        texts = []
        for node in _cell_blocks(cell):
            if node.tag == TBL:
                nested.append(node)
                continue
            read, _ = self._read(node, place)
            texts.append(read.text)
            if read.boxes or read.notes or read.pictures:
                hanging.append((read, place))
        return "\n".join(texts).strip("\n")

    def _running_heads(self) -> None:
        """Report headers and footers, unless they are page numbers alone."""
        seen = set()
        for item in self._relationships:
            label, part = _RUNNING.get(item.short_kind), item.target
            root = self._parts.root(part) if label and part not in seen else None
            if label is None or root is None:
                continue
            seen.add(part)
            place = Place(file=self._parts.file, path=f"{label}（{part.rpartition('/')[2]}）")
            for paragraph in root.iter(P):
                text = self._text.paragraph(paragraph, place).text
                if set(text.strip()) - _PAGE_SIGNS:
                    self.left_overs.append(LeftOver(LeftOverKind.RUNNING, text.strip(), place))


def _cell_blocks(element: Any) -> Iterator[Any]:
    """Yield the paragraphs and tables of a cell in order."""
    for child in element:
        if child.tag in (P, TBL):
            yield child
        elif child.tag in _CELL_THROUGH:
            yield from _cell_blocks(child)
        elif child.tag == ALTERNATIVES:
            chosen = branch(child)
            if chosen is not None:
                yield from _cell_blocks(chosen)


def _plain(element: Any) -> str:
    """Return all text of an element that is not printed, one line for each paragraph."""
    lines = (
        "".join(node.text or "" for node in paragraph.iter(T, w("delText")))
        for paragraph in element.iter(P)
    )
    return "\n".join(line for line in lines if line.strip())
