"""A package's Word file as a reader sees it: running text under headings, and form tables.

A published table that prints what the data file states is left to the data file, which is exact;
one that a person altered is kept.  Any Word file that was saved again is read as well as one just
built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from lxml import etree

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.reading.office_file import STRICT, parse_part, read_members
from yugong.writing.docx.template.ooxml import TBL, TC, TEXT_BOX, TR, VAL, P, T, through_controls, w
from yugong.writing.docx.template.styles import Styles

_DOCUMENT, _STYLES = "word/document.xml", "word/styles.xml"
_BR, _CR, _TAB, _RUN = w("br"), w("cr"), w("tab"), w("r")
_FIELD, _INSTRUCTION, _FIELD_KIND = w("fldChar"), w("instrText"), w("fldCharType")
_SPAN, _MERGE = w("gridSpan"), w("vMerge")
_PLACE: Final = "yugong-table"
_WIDEST = 200
_BRACKETS = ("（", "(")


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table that is no published one: the line above it, and its rows by grid column."""

    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Section:
    """A heading, those above it, and its paragraphs down to the next heading."""

    path: tuple[str, ...]
    paragraphs: list[str] = field(default_factory=list)

    @property
    def heading(self) -> str:
        return self.path[-1] if self.path else ""


@dataclass(frozen=True, slots=True)
class Printed:
    """The running text by section, and the forms, each in printed order.

    ``published`` are the published tables by name; ``altered`` names those that are missing or
    print something else than the data file states.
    """

    sections: tuple[Section, ...]
    forms: tuple[FormTable, ...]
    published: Mapping[str, FormTable]
    altered: frozenset[str]


@dataclass(frozen=True, slots=True)
class Expected:
    """A published table as the data file states it: the lines around it, and its body."""

    name: str
    title: str
    lines: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]


def read_printed(data: bytes, file: str, expected: Sequence[Expected]) -> Printed:
    """The text and forms of a Word file that should print the ``expected`` tables.

    Their lines are no text of the package: the data file states them.  Raises
    :class:`FindingsError` (D030, S006) for a file that is no Word document.
    """
    members = read_members(data, file)
    if _DOCUMENT not in members:
        raise FindingsError([Finding(Kind.PACKAGE_INCOMPLETE, Place(file=file), actual="没有正文")])
    styles = members.get(_STYLES)
    known = Styles(None if styles is None else parse_part(styles, file, _STYLES))
    reader = _Reader(known, expected)
    tables: list[tuple[tuple[str, ...], ...]] = []
    return reader.read(_body(members[_DOCUMENT], file, tables), tables)


def _body(data: bytes, file: str, tables: list[tuple[tuple[str, ...], ...]]) -> Any:
    """The body with its tables taken out one by one, so that a large file stays small."""
    events = etree.iterparse(BytesIO(data), events=("end",), tag=TBL, **STRICT)
    try:
        for _, table in events:
            outer = next(table.iterancestors(TBL), None)
            if outer is None:
                tables.append(tuple(_rows(table)))
                table.clear()
                table.set(_PLACE, str(len(tables) - 1))
            else:
                words = "\n".join(node.text or "" for node in table.iter(T))
                table.clear()
                etree.SubElement(table, T).text = words
        root = events.root
    except etree.XMLSyntaxError as error:
        found = f"正文不是正确的 XML（第 {error.lineno} 行）"
        raise FindingsError([Finding(Kind.PACKAGE_INCOMPLETE, Place(file=file), found)]) from error
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise FindingsError(
            [Finding(Kind.PACKAGE_INCOMPLETE, Place(file=file), actual="正文带有 DTD")]
        )
    body = root.find(w("body"))
    return root if body is None else body


def _rows(table: Any) -> Iterator[tuple[str, ...]]:
    """Texts by grid column: a cell that goes on from above repeats it, a wide one pads."""
    row = _Row([])
    begun = False
    for node in table.iter(TR, TC, T, P, _BR, _CR, _SPAN, _MERGE):
        tag = node.tag
        if tag == T:
            row.pieces.append(node.text or "")
        elif tag == TC:
            row.close_cell()
            row.in_cell = True
        elif tag == TR:
            row.close_cell()
            if begun:
                yield tuple(row.texts)
            row = _Row(row.texts)
            begun = True
        elif tag == _SPAN:
            row.span = _whole(node.get(VAL))
        elif tag == _MERGE:
            row.goes_on = node.get(VAL) != "restart"
        else:
            row.pieces.append("\n")
    row.close_cell()
    if begun:
        yield tuple(row.texts)


class _Row:
    """A row being read: what is above it, the texts of its cells so far, and the open cell."""

    __slots__ = ("above", "goes_on", "in_cell", "pieces", "span", "texts")

    def __init__(self, above: list[str]) -> None:
        self.above = above
        self.texts: list[str] = []
        self.in_cell = False
        self.pieces: list[str] = []
        self.span = 1
        self.goes_on = False

    def close_cell(self) -> None:
        if not self.in_cell:
            return
        at = len(self.texts)
        goes_on = self.goes_on and at < len(self.above)
        self.texts.append(self.above[at] if goes_on else "".join(self.pieces).strip())
        self.texts.extend([""] * (self.span - 1))
        self.pieces = []
        self.span = 1
        self.goes_on = self.in_cell = False


def _whole(text: str | None) -> int:
    return min(int(text), _WIDEST) if text is not None and text.isdecimal() and int(text) else 1


class _Reader:
    """Goes through the body once; knows the heading it is under and the lines since a table."""

    def __init__(self, styles: Styles, expected: Sequence[Expected]) -> None:
        self._styles = styles
        self._expected = {table.title: table for table in expected}
        self._captions = {line for table in expected for line in (table.title, *table.lines)}
        self._published: dict[str, FormTable] = {}
        self._altered = {table.name for table in expected}
        self._sections = [Section(())]
        self._with_tables: set[int] = set()
        self._above: list[str] = []
        self._forms: list[FormTable] = []
        self._open: list[tuple[int, str]] = []
        self._fields: list[str] = []

    def read(self, body: Any, tables: list[tuple[tuple[str, ...], ...]]) -> Printed:
        for block in through_controls(body, P, TBL):
            if block.tag == TBL:
                self._with_tables.add(len(self._sections) - 1)
                self._table(tables[int(block.get(_PLACE))])
                self._above = []
            else:
                self._paragraph(block)
        for number in self._with_tables:
            # What is printed around every form or table of a section is one line of text.
            section = self._sections[number]
            section.paragraphs = list(dict.fromkeys(section.paragraphs))
        return Printed(
            tuple(self._sections),
            tuple(self._forms),
            self._published,
            frozenset(self._altered),
        )

    def _table(self, rows: tuple[tuple[str, ...], ...]) -> None:
        title = next((line for line in reversed(self._above) if line in self._expected), None)
        if title is None:
            self._forms.append(FormTable(_title(self._above), rows))
            return
        table = self._expected.pop(title)
        self._published[table.name] = FormTable(title, rows)
        if table.body == rows[len(rows) - len(table.body) :]:
            self._altered.discard(table.name)

    def _paragraph(self, paragraph: Any) -> None:
        level = self._styles.level(paragraph)
        text = self._text(paragraph)
        if not text:
            return
        if level is not None and text not in self._captions:
            while self._open and self._open[-1][0] >= level:
                self._open.pop()
            self._open.append((level, text))
            self._sections.append(Section(tuple(heading for _, heading in self._open)))
            self._above = [text]
            return
        self._above.append(text)
        if text not in self._captions:
            self._sections[-1].paragraphs.append(text.replace("\t", " "))

    def _text(self, paragraph: Any) -> str:
        """The words of a paragraph; those of a contents list are no text of the package."""
        pieces: list[str] = []
        for node in paragraph.iter(T, _BR, _CR, _TAB, _FIELD, _INSTRUCTION):
            tag = node.tag
            if tag == _FIELD:
                self._field(node.get(_FIELD_KIND))
            elif tag == _INSTRUCTION:
                if self._fields:
                    self._fields[-1] += node.text or ""
            elif any(_is_contents(one) for one in self._fields):
                continue
            elif tag == T:
                if next(node.iterancestors(TEXT_BOX), None) is None:
                    pieces.append(node.text or "")
            elif tag == _TAB:
                pieces.append("\t" if node.getparent().tag == _RUN else "")
            else:
                pieces.append("\n")
        return "".join(pieces).strip()

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append("")
        elif kind == "end" and self._fields:
            self._fields.pop()


def _is_contents(instruction: str) -> bool:
    return instruction.split()[:1] == ["TOC"]


def _title(above: list[str]) -> str:
    """The line a form goes by: the nearest above that is no remark in brackets or columns."""
    for line in reversed(above):
        if not line.startswith(_BRACKETS) and "\t" not in line:
            return line
    return ""
