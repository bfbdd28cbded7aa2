"""A package's Word file as a reader sees it: running text under headings, and form tables.

A published table that prints the amounts of the data file is left to that file, which is exact;
one that a person altered is kept.  A Word file that was saved again is read like one just built.

Tests: tests/comparison/test_comparison.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, Final

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.ooxml.errors import HasDtdError, NotXmlError
from yugong.ooxml.names import R_RUN, TBL, TEXT_BOX, P, T, through_controls, w
from yugong.ooxml.package import read_members
from yugong.ooxml.part_xml import parse_part, parse_piecewise
from yugong.ooxml.styles import Styles
from yugong.ooxml.table_grid import column_texts
from yugong.quick_dataclass import dataclass
from yugong.reading.office_file import package_faults

_DOCUMENT, _STYLES = "word/document.xml", "word/styles.xml"
_BR, _CR, _TAB = w("br"), w("cr"), w("tab")
_FIELD, _INSTRUCTION, _FIELD_KIND = w("fldChar"), w("instrText"), w("fldCharType")
_PLACE: Final = "yugong-table"
_BRACKETS = ("（", "(")


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table that is no published one: the line above it, and its rows by grid column."""

    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class ComparedSection:
    """A heading, those above it, and its paragraphs down to the next heading."""

    path: tuple[str, ...]
    paragraphs: list[str] = field(default_factory=list)

    @property
    def heading(self) -> str:
        return self.path[-1] if self.path else ""


@dataclass(frozen=True, slots=True)
class ComparedText:
    """The running text by section, and the forms, each in printed order.

    ``published`` are the published tables by name; ``altered`` names those that are missing or
    print other amounts than the data file.
    """

    sections: tuple[ComparedSection, ...]
    forms: tuple[FormTable, ...]
    published: Mapping[str, FormTable]
    altered: frozenset[str]


@dataclass(frozen=True, slots=True)
class Expected:
    """A published table by the data file: the lines around it, and its body."""

    name: str
    title: str
    lines: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]


def read_printed(data: bytes, file: str, expected: Sequence[Expected]) -> ComparedText:
    """Return the text and forms of a Word file that should print the ``expected`` tables.

    Their lines are no text of the package: the data file holds them.  Raises
    :class:`FindingsError` (D030, S006) for a file that is no Word document.
    """
    with package_faults(file):
        members = read_members(data)
    if _DOCUMENT not in members:
        raise _incomplete(file, "没有正文")
    styles = members.get(_STYLES)
    with package_faults(file):
        known = Styles(None if styles is None else parse_part(styles, _STYLES))
    reader = _Reader(known, expected)
    tables: list[tuple[tuple[str, ...], ...]] = []
    return reader.read(_body(members[_DOCUMENT], file, tables), tables)


def _body(data: bytes, file: str, tables: list[tuple[tuple[str, ...], ...]]) -> Any:
    """Return the body; its tables are taken out one by one, so that a large file stays small."""

    def take_out(table: Any) -> None:
        if next(table.iterancestors(TBL), None) is None:
            tables.append(tuple(column_texts(table)))
            table.clear()
            table.set(_PLACE, str(len(tables) - 1))
        else:
            words = "\n".join(node.text or "" for node in table.iter(T))
            table.clear()
            table.append(table.makeelement(T))
            table[0].text = words

    try:
        root = parse_piecewise(data, _DOCUMENT, TBL, take_out)
    except NotXmlError as error:
        raise _incomplete(file, f"正文不是正确的 XML（第 {error.line} 行）") from error
    except HasDtdError as error:
        raise _incomplete(file, "正文带有 DTD") from error
    body = root.find(w("body"))
    return root if body is None else body


def _incomplete(file: str, actual: str) -> FindingsError:
    return FindingsError([Finding(Kind.PACKAGE_INCOMPLETE, Place(file=file), actual=actual)])


class _Reader:
    """Goes through the body once, with the headings above and the lines since the last table."""

    def __init__(self, styles: Styles, expected: Sequence[Expected]) -> None:
        self._styles = styles
        self._expected = {table.title: table for table in expected}
        self._captions = {line for table in expected for line in (table.title, *table.lines)}
        self._published: dict[str, FormTable] = {}
        self._altered = {table.name for table in expected}
        self._sections = [ComparedSection(())]
        self._with_tables: set[int] = set()
        self._above: list[str] = []
        self._forms: list[FormTable] = []
        self._open: list[tuple[int, str]] = []
        self._fields: list[str] = []

    def read(self, body: Any, tables: list[tuple[tuple[str, ...], ...]]) -> ComparedText:
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
        return ComparedText(
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
            self._sections.append(ComparedSection(tuple(heading for _, heading in self._open)))
            self._above = [text]
            return
        self._above.append(text)
        if text not in self._captions:
            self._sections[-1].paragraphs.append(text.replace("\t", " "))

    def _text(self, paragraph: Any) -> str:
        """Return the words of a paragraph, those of a contents list left out."""
        pieces: list[str] = []
        for node in paragraph.iter(T, _BR, _CR, _TAB, _FIELD, _INSTRUCTION):
            tag = node.tag
            if tag == _FIELD:
                self._field(node.get(_FIELD_KIND))
            elif tag == _INSTRUCTION:
                if self._fields:
                    self._fields[-1] += node.text or ""
            elif any(_is_contents(instruction) for instruction in self._fields):
                continue
            elif tag == T:
                if next(node.iterancestors(TEXT_BOX), None) is None:
                    pieces.append(node.text or "")
            elif tag == _TAB:
                pieces.append("\t" if node.getparent().tag == R_RUN else "")
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
    """Return the title of a form: the nearest line above without brackets or columns."""
    for line in reversed(above):
        if not line.startswith(_BRACKETS) and "\t" not in line:
            return line
    return ""
