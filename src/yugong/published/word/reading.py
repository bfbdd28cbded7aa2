"""A Word file that someone else made, read into paragraphs and tables in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from yugong.findings import Finding, Kind, Place, Severity
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
from yugong.published.word.styles import VAL, Numbers, Style, Styles, W, outline_level
from yugong.published.word.table import TableShape, row_properties, through
from yugong.published.word.text import (
    ADDED,
    ALTERNATIVES,
    DELETED,
    THROUGH,
    ParagraphText,
    TextReader,
    branch,
)

_P, _TBL, _TC, _SDT = f"{W}p", f"{W}tbl", f"{W}tc", f"{W}sdt"
_PPR, _STYLE, _OUTLINE, _NUMBERING = (
    f"{W}{name}" for name in ("pPr", "pStyle", "outlineLvl", "numPr")
)
_CELL_THROUGH = ADDED | THROUGH | {_SDT, f"{W}sdtContent"}
_CHANGES = tuple(
    f"{W}{name}" for name in ("rPrChange", "pPrChange", "tblPrChange", "tcPrChange", "trPrChange")
)
_RUNNING = {"header": "页眉", "footer": "页脚"}
_PAGE_SIGNS = frozenset("0123456789-－—–―·. /第页共　")
_MOST_PICTURES = 20
_UNREAD_TABLE = (("",),)


Met = Callable[[str, Any], None]
"""Told the path of each place as it is read, and the element that stands there."""


def read_docx(
    data: bytes,
    file: str,
    met: Met = lambda _path, _element: None,
    *,
    tables: bool = True,
) -> RawDocument:
    """The document; raises :class:`FindingsError` (R030, R031) where it may not be read.

    ``met`` hears of every paragraph and of every cell of a table, by the path of its place.
    Without ``tables`` only what stands outside them is read, which is far quicker; where a table
    stands is a blank cell.
    """
    parts = OfficeParts(data, file)
    start = parts.start()
    if not tables and start in parts.members:
        parts.members[start] = outside_tables(parts.members[start])
    root = parts.main(start)
    reader = _Reader(parts, start, met, tables=tables)
    reader.read(root)
    left_overs = (*reader.left_overs, *file_left_overs(parts))
    findings = (*parts.findings, *reader.picture_findings())
    return RawDocument(file, "docx", tuple(reader.blocks), left_overs, findings)


@dataclass(slots=True)
class _Here:
    """Where the reader stands: in the body or in some note or box, and after how much of it."""

    prefix: str
    paragraphs: int = 0
    heading: str = ""
    above: str = ""
    carried: str = ""


class _Reader:
    def __init__(self, parts: OfficeParts, start: str, met: Met, *, tables: bool) -> None:
        self.blocks: list[Block] = []
        self.left_overs: list[LeftOver] = []
        self._parts = parts
        self._met = met
        self._with_tables = tables
        self._pointed = parts.pointers(start)
        self._styles = Styles(self._part("styles"))
        self._numbers = Numbers(self._part("numbering"))
        self._text = TextReader(self._styles, self.left_overs.append)
        self._tables = 0
        self._cells = 0
        self._pictures: list[Place] = []
        self._notes = {kind: self._note_texts(kind) for kind in ("footnotes", "endnotes")}

    def _part(self, kind: str) -> Any:
        target = next((one.target for one in self._pointed if one.kind == kind), None)
        return None if target is None else self._parts.root(target)

    def read(self, root: Any) -> None:
        """Take in the whole document: body, running heads, comments, changes of format."""
        here = _Here("")
        for body in root.iterchildren(f"{W}body"):
            self._container(body, here)
        self._running_heads()
        comments = self._part("comments")
        for number, one in enumerate(comments if comments is not None else (), 1):
            self._tell(LeftOverKind.COMMENT, _plain(one), f"批注 {number}")
        changes = sum(1 for _ in root.iter(*_CHANGES))
        if changes:
            self._tell(LeftOverKind.REVISION, f"格式改动 {changes} 处", "正文")

    def picture_findings(self) -> list[Finding]:
        """One note for each picture nobody reads, the first few by their place."""
        shown = self._pictures[:_MOST_PICTURES]
        more = len(self._pictures) - len(shown)
        findings = [
            Finding(Kind.PICTURES_NOT_READ, place, severity=Severity.INFO) for place in shown
        ]
        if more:
            place = Place(file=self._parts.file)
            findings.append(
                Finding(Kind.PICTURES_NOT_READ, place, f"还有 {more} 张", severity=Severity.INFO)
            )
        return findings

    def _tell(self, kind: LeftOverKind, text: str, path: str) -> None:
        if text.strip():
            self.left_overs.append(LeftOver(kind, text, Place(file=self._parts.file, path=path)))

    def _container(self, element: Any, here: _Here) -> None:
        for child in element:
            if child.tag == _P:
                self._paragraph(child, here)
            elif child.tag == _TBL:
                self._table(child, here)
            elif child.tag in ADDED or child.tag in THROUGH:
                self._container(child, here)
            elif child.tag == _SDT:
                for content in child.iterchildren(f"{W}sdtContent"):
                    self._container(content, here)
            elif child.tag in DELETED:
                self._text.deleted(child)
            elif child.tag == ALTERNATIVES:
                chosen = branch(child)
                if chosen is not None:
                    self._container(chosen, here)
            elif child.tag == f"{W}altChunk":
                self._parts.unread(
                    Kind.PART_UNREADABLE, f"第 {here.paragraphs} 段之后", "插入的另一个文件"
                )

    def _paragraph(self, element: Any, here: _Here) -> None:
        here.paragraphs += 1
        path = f"{here.prefix}第 {here.paragraphs} 段"
        under = f"（“{clipped(here.heading)}”下）" if here.heading else ""
        place = Place(file=self._parts.file, path=f"{path}{under}")
        read, style = self._read(element, place)
        if style.level is not None:
            place = replace(place, path=path)
        self._met(place.path, element)
        text = here.carried + read.text
        here.carried = ""
        if element.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            here.carried = text
        elif text.strip():
            self.blocks.append(Line(text.strip("\n"), place, style.level))
            here.above = text
            if style.level is not None:
                here.heading = text
        self._hanging(read, place, bool(text.strip()))

    def _read(self, element: Any, place: Place) -> tuple[ParagraphText, Style]:
        """The text with its printed number, and the style with what the paragraph overrides."""
        read = self._text.paragraph(element, place)
        own: dict[str, Any] = {}
        properties = next(element.iterchildren(_PPR), None)
        if properties is not None:
            own = {node.tag: node for node in properties}
        name = self._styles.default if _STYLE not in own else own[_STYLE].get(VAL, "")
        style = self._styles.of(name)
        if _OUTLINE in own:
            style = replace(style, level=outline_level(properties) or None)
        if _NUMBERING in own:
            values = {node.tag: node.get(VAL, "") for node in own[_NUMBERING]}
            given = values.get(f"{W}ilvl", "")
            at = int(given) if given.isdecimal() and len(given) < 3 else style.list_level
            list_id = values.get(f"{W}numId", style.list_id)
            style = replace(style, list_id=list_id, list_level=at)
        if style.list_id and read.text.strip():
            read.text = self._numbers.next(style.list_id, style.list_level or 0) + read.text
        return read, style

    def _hanging(self, read: ParagraphText, place: Place, has_text: bool) -> None:
        """Boxes, notes and pictures of a paragraph, after it."""
        for box in read.boxes:
            self._container(box, _Here(f"{place.path}的文本框"))
        for kind, number in read.notes:
            label = "脚注" if kind == "footnotes" else "尾注"
            note = self._notes[kind].get(number)
            if note is not None:
                self._container(note, _Here(f"{label} {number} "))
        if read.pictures and not has_text:
            self._pictures.append(place)

    def _note_texts(self, kind: str) -> dict[str, Any]:
        root = self._part(kind)
        return {node.get(f"{W}id", ""): node for node in (root if root is not None else ())}

    def _table(self, element: Any, here: _Here, inside: str = "") -> None:
        self._tables += 1
        if not self._with_tables:
            self.blocks.append(Grid(_UNREAD_TABLE, (), Place(file=self._parts.file)))
            return
        above = f"（上方“{clipped(here.above)}”）" if here.above else ""
        name = f"{inside}第 {self._tables} 张表"
        place = Place(file=self._parts.file, path=f"{name}{above}")
        later = _Here(f"{name}内")
        hanging: list[tuple[ParagraphText, Place]] = []
        nested: list[Any] = []
        shape = TableShape()
        for row in through(element, f"{W}tr"):
            shape.next_row(row)
            state = row_properties(row)
            if state == "deleted":
                self._text.deleted(row)
            if state == "hidden":
                self._tell(LeftOverKind.HIDDEN_CELLS, _plain(row), name)
            if state:
                shape.drop_row()
                continue
            at = Place(file=self._parts.file, path=f"{name}第 {shape.height} 行")
            for cell in through(row, _TC):
                self._met(f"{place.path}第 {shape.height} 行第 {shape.across} 列", cell)
                text = self._cell(cell, at, hanging, nested)
                swallowed = shape.put(cell, text)
                if swallowed.strip():
                    self.left_overs.append(LeftOver(LeftOverKind.HIDDEN_TEXT, swallowed, at))
            if self._cells + shape.cells > TableShape.MOST_CELLS:
                self._parts.unread(Kind.CONTENT_BEYOND_LIMIT, name, f"第 {shape.height} 行起")
                break
        self._cells += shape.cells
        rows, merged = shape.finished()
        if rows:
            self.blocks.append(Grid(rows, merged, place))
        for read, at in hanging:
            self._hanging(read, at, has_text=False)
        for table in nested:
            self._parts.unread(Kind.NESTED_TABLE, name)
            self._table(table, later, f"{name}内，")

    def _cell(
        self,
        cell: Any,
        place: Place,
        hanging: list[tuple[ParagraphText, Place]],
        nested: list[Any],
    ) -> str:
        texts = []
        for node in _cell_blocks(cell):
            if node.tag == _TBL:
                nested.append(node)
                continue
            read, _ = self._read(node, place)
            texts.append(read.text)
            if read.boxes or read.notes or read.pictures:
                hanging.append((read, place))
        return "\n".join(texts).strip("\n")

    def _running_heads(self) -> None:
        """Headers and footers: told beside the text, unless they are page numbers alone."""
        seen = set()
        for one in self._pointed:
            label = _RUNNING.get(one.kind)
            root = self._parts.root(one.target) if label and one.target not in seen else None
            if label is None or root is None:
                continue
            seen.add(one.target)
            place = Place(file=self._parts.file, path=f"{label}（{one.target.rpartition('/')[2]}）")
            for paragraph in root.iter(_P):
                text = self._text.paragraph(paragraph, place).text
                if set(text.strip()) - _PAGE_SIGNS:
                    self.left_overs.append(LeftOver(LeftOverKind.RUNNING, text.strip(), place))


def _cell_blocks(element: Any) -> Iterator[Any]:
    """Paragraphs and tables of a cell, in their order."""
    for child in element:
        if child.tag in (_P, _TBL):
            yield child
        elif child.tag in _CELL_THROUGH:
            yield from _cell_blocks(child)
        elif child.tag == ALTERNATIVES:
            chosen = branch(child)
            if chosen is not None:
                yield from _cell_blocks(chosen)


def _plain(element: Any) -> str:
    """All text of something that is not printed, one line for each paragraph."""
    lines = (
        "".join(node.text or "" for node in paragraph.iter(f"{W}t", f"{W}delText"))
        for paragraph in element.iter(_P)
    )
    return "\n".join(line for line in lines if line.strip())
