"""The narrative of a document just written: headings, paragraphs, charts, tables of its own.

What belongs to a table of the standard or to a form (its rows, its titles and notes) is left out:
the Excel template draws these itself.  The places where loops have written are known from the
writer; a document of another engine is read by its content.

Tests: tests/writing/docx/after/test_narrative.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from yugong.figures.fact import Fact
from yugong.findings import Place
from yugong.ooxml.names import R_RUN, SDT, SDT_CONTENT, TBL, TC, TR, C, P, R, T, value, w
from yugong.ooxml.numbering import Numbering
from yugong.ooxml.part_xml import written_parser
from yugong.ooxml.relationships import Relationship
from yugong.ooxml.styles import Styles, small_number
from yugong.published.word.text import TextReader
from yugong.quick_dataclass import dataclass
from yugong.standard.names import Listing, Names
from yugong.standard.narrative import NarrativeBlock, NarrativeText
from yugong.standard.numbers import chinese_number
from yugong.standard.package import Package
from yugong.standard.table import Table
from yugong.writing.docx.after.form_comparison import without_blanks
from yugong.writing.docx.template.charts import ChartDrawing
from yugong.writing.docx.template.fact_controls import SHORTENED, TAG_SEPARATOR, id_in_tag
from yugong.writing.docx.template.written_rows import FORMS

REGION, CONTENTS_SIGN = "yugong-region", "yugong-contents"
"""Processing instructions in a narrative source: what a loop has written, the contents list."""

_SEPARATORS = (w("tab"), w("br"), w("cr"))
_TOC_STYLE = "toc "
_ENDS_SENTENCE = tuple("。；;！？!?：:")
_FIELDS = re.compile(r"\s*(?:[^\s：:。]{1,8}[：:][^\s：:。]*\s*){2,}")
"""A line to be signed or filled in: 负责人：　经办人："""
_MOST_ABOVE = 4
"""How many paragraphs above a table may be its number, title and unit."""
_MOST_BESIDE_TITLE = 12
_CONTENTS_TITLE = re.compile(r"[^\d\s]{1,6}")
_KNOWN_BY = 4
"""How many different texts of a table make it known without its title."""

_SHARE_OF_FORM = 2
"""A table is a form if it has more than one part in so many of the form's texts."""


@dataclass(frozen=True, slots=True)
class NarrativeSource:
    """The body of a written document without what loops over tables and forms have written.

    ``regions`` are by number what was cut out: the name or title of a table, or None for a form.
    ``charts`` are the names of charts by relationship id, ``styles`` and ``numbering`` the roots of
    these parts or None, ``custom`` further heading styles with their levels.
    """

    body: bytes
    regions: Sequence[str | None]
    charts: Mapping[str, str]
    styles: Any
    numbering: Any
    custom: Mapping[str, int]


def charts_by_relationship(
    relationships: Iterable[Relationship], drawings: Iterable[ChartDrawing]
) -> dict[str, str]:
    """Return the names of the charts of a body by the ids of their relationships."""
    names = {drawing.part: drawing.name for drawing in drawings}
    return {item.id: names[item.target] for item in relationships if item.target in names}


def narrative_of(source: NarrativeSource, package: Package) -> NarrativeText:
    """Return the narrative of a document written from a package."""
    root = etree.fromstring(source.body, written_parser(instructions=True))
    return _Reader(source, package).read(root)


@dataclass(slots=True)
class _Piece:
    """A block that is not yet known to belong to the narrative."""

    block: NarrativeBlock
    is_apparatus: bool = False
    ends_section: bool = False


class _Reader:
    def __init__(self, source: NarrativeSource, package: Package) -> None:
        self._regions = source.regions
        self._charts = source.charts
        self._custom = dict(source.custom)
        self._styles = Styles(source.styles)
        self._numbers = Numbering(source.numbering, chinese_number)
        self._text = TextReader(self._styles, lambda _: None)
        self._tables = package.tables
        self._by_name = {name: t for t in package.tables for name in (t.title, t.name)}
        self._facts = _FullIds(package)
        self._forms = _FormTexts(package, with_projects=None not in source.regions)
        self._pieces: list[_Piece] = []
        self._form_texts: list[list[str]] = []
        self._contents_at: int | None = None
        self._first_table: int | None = None
        self._last_form: int | None = None
        self._after: Table | None = None
        self._after_form = False

    def read(self, root: Any) -> NarrativeText:
        """Return the narrative of a body."""
        for body in root.iterchildren(w("body")):
            self._container(body)
        start = self._contents_at or 0
        cover, blocks = self._pieces[:start], self._pieces[start:]
        if cover and _CONTENTS_TITLE.fullmatch("".join(cover[-1].block.text.split())):
            cover = cover[:-1]
        return NarrativeText(
            _kept(blocks),
            _kept(cover),
            self._count(start, self._first_table),
            self._count(start, self._last_form),
            tuple(map(tuple, self._form_texts)),
        )

    def _count(self, start: int, position: int | None) -> int | None:
        """Return how many blocks of the narrative come before a piece."""
        return None if position is None else len(_kept(self._pieces[start:position]))

    def _container(self, element: Any) -> None:
        for child in element:
            if child.tag is etree.ProcessingInstruction:
                self._sign(child)
            elif child.tag == P:
                self._paragraph(child)
            elif child.tag == TBL:
                self._table(child)
            elif child.tag == SDT:
                for content in child.iterchildren(SDT_CONTENT):
                    self._container(content)

    def _sign(self, node: Any) -> None:
        if node.target == CONTENTS_SIGN:
            self._contents()
        elif node.target == REGION and self._regions[int(node.text)] is None:
            self._form()

    def _contents(self) -> None:
        if self._contents_at is None:
            self._contents_at = len(self._pieces)

    def _form(self) -> None:
        self._last_form = len(self._pieces)
        self._after, self._after_form = None, True

    # -- paragraphs -----------------------------------------------------------------------

    def _paragraph(self, element: Any) -> None:
        style = self._styles.name_of(value(element, "w:pPr/w:pStyle"))
        if style.lower().startswith(_TOC_STYLE):
            self._contents()
            return
        text = self._text.paragraph(element, Place()).text.replace("\t", "　").strip()
        level = self._styles.level(element, self._custom) or 0
        for reference in element.iter(f"{{{C}}}chart"):
            name = self._charts.get(reference.get(f"{{{R}}}id", ""))
            if name is not None:
                self._pieces.append(_Piece(NarrativeBlock(style=style, chart=name)))
        if not text:
            return
        number = self._number(element)
        block = NarrativeBlock(level, number + text, style, number, self._facts.of(element))
        piece = _Piece(block, is_apparatus=not level and self._is_apparatus(text))
        if piece.is_apparatus and self._after_form and self._form_texts:
            self._form_texts[-1] += text_pieces(element)
        self._pieces.append(piece)
        if not piece.is_apparatus:
            self._after, self._after_form = None, False

    def _is_apparatus(self, text: str) -> bool:
        """Return True for a note of the table above it, and for the last line of a form."""
        if self._after is not None:
            return text in (note.strip() for note in self._after.notes)
        return self._after_form and _FIELDS.fullmatch(text) is not None

    def _number(self, element: Any) -> str:
        """Return the number that an automatic list prints before a paragraph."""
        style = self._styles.of(value(element, "w:pPr/w:pStyle") or self._styles.default)
        list_id = value(element, "w:pPr/w:numPr/w:numId") or style.list_id
        level = small_number(value(element, "w:pPr/w:numPr/w:ilvl"), style.list_level)
        return self._numbers.next(list_id, level or 0) if list_id else ""

    # -- tables ---------------------------------------------------------------------------

    def _table(self, element: Any) -> None:
        texts = _cell_texts(element)
        known = self._known_table(element)
        is_form = known is None and self._forms.has(texts)
        if known is None and not is_form and not self._regions:
            known = next((table for table in self._tables if _shows(texts, table)), None)
        if known is None and not is_form:
            rows = tuple(tuple(_texts_of(row)) for row in element.iter(TR))
            self._pieces.append(_Piece(NarrativeBlock(rows=rows)))
            self._after, self._after_form = None, False
            return
        claimed = self._claim_title(known)
        if known is None:
            titles = [piece.block.text for piece in claimed]
            self._form_texts.append([*titles, *text_pieces(element)])
            self._form()
            return
        if self._first_table is None:
            self._first_table = len(self._pieces)
        block = NarrativeBlock(table=known.title, sheet=known.number)
        self._pieces.append(_Piece(block))
        self._after, self._after_form = known, False

    def _known_table(self, element: Any) -> Table | None:
        """Return the table of the standard that a Word table shows, by its loop or its title."""
        for node in element.iter(etree.ProcessingInstruction):
            if node.target == REGION and (name := self._regions[int(node.text)]) is not None:
                return self._by_name.get(name)
        if self._regions:
            return None
        above = [piece.block.text for piece in self._pieces[-_MOST_ABOVE:]]
        return next((table for table in reversed(self._tables) if table.title in above), None)

    def _claim_title(self, known: Table | None) -> list[_Piece]:
        """Take the number, title and unit above a table or form out of the narrative; return them.

        These are the paragraphs from the title on, or, for a form, those that are no sentences.
        """
        above: list[_Piece] = []
        last = 0
        for piece in reversed(self._pieces[-_MOST_ABOVE:]):
            block = piece.block
            names_it = known is not None and _names(block.text, known)
            if not block.text or piece.is_apparatus or (block.level and not names_it):
                break
            if known is None and block.text.endswith(_ENDS_SENTENCE):
                break
            above.append(piece)
            if names_it or known is None:
                last = len(above)
        above = above[:last]
        for piece in above:
            piece.is_apparatus = True
        return above[::-1]


def _names(text: str, table: Table) -> bool:
    """Return True if a paragraph is the title or the number of a table, or both in one."""
    if text in (table.title, table.label):
        return bool(text)
    return table.title in text and len(text) - len(table.title) <= _MOST_BESIDE_TITLE


def text_pieces(element: Any) -> list[str]:
    """Return the texts of an element line by line; a tab, too, ends one."""
    pieces: list[str] = []
    for paragraph in element.iter(P):
        out = [""]
        for node in paragraph.iter(T, *_SEPARATORS):
            if node.tag == T:
                out[-1] += node.text or ""
            elif node.getparent().tag == R_RUN:
                out.append("")
        pieces += [piece for part in out if (piece := part.strip())]
    return pieces


def _kept(pieces: Iterable[_Piece]) -> tuple[NarrativeBlock, ...]:
    return tuple(piece.block for piece in pieces if not piece.is_apparatus)


def _texts_of(row: Any) -> Iterator[str]:
    for cell in row.iter(TC):
        lines = ("".join(node.text or "" for node in line.iter(T)) for line in cell.iter(P))
        yield "\n".join(line for line in lines if line).strip()


def _cell_texts(table: Any) -> list[str]:
    return [text for row in table.iter(TR) for text in _texts_of(row)]


def _shows(texts: Sequence[str], table: Table) -> bool:
    """Return True if a Word table has every text of a table of the standard."""
    there = set(texts)
    expected = {text.strip() for row in table.texts() for text in row} - {""}
    return len(expected) >= _KNOWN_BY and expected <= there


class _FullIds:
    """The ids of facts that the content controls of a paragraph carry, in full."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._long: dict[str, str] | None = None

    def of(self, element: Any) -> tuple[str, ...]:
        """Return the facts of a paragraph in order, each once, with those they are measured by."""
        facts: dict[str, None] = {}
        for node in element.iter(SDT):
            fact, *others = (value(node, "w:sdtPr/w:tag") or "").split(TAG_SEPARATOR)
            if len(others) > 2 or not ("." in fact or SHORTENED in fact):
                continue
            for identifier in (fact, *others[1:]):
                facts[self._full(identifier)] = None
        return tuple(facts)

    def _full(self, identifier: str) -> str:
        if SHORTENED not in identifier:
            return identifier
        if self._long is None:
            ids = _fact_ids(self._package.context.values())
            self._long = {id_in_tag(fact): fact for fact in ids}
        return self._long.get(identifier, identifier)


def _fact_ids(values: Iterable[Any]) -> Iterator[str]:
    for each in values:
        if type(each) is Fact:
            yield each.id
        elif isinstance(each, Names):
            yield from _fact_ids(item for _, item in each.items())
        elif isinstance(each, Listing):
            yield from _fact_ids(each)


class _FormTexts:
    """The texts by which a table is known as a form: of the whole department, or of a project."""

    def __init__(self, package: Package, *, with_projects: bool) -> None:
        self._package = package
        self._with_projects = with_projects
        self._forms: list[set[str]] | None = None

    def has(self, texts: Iterable[str]) -> bool:
        """Return True if a table has more than half of the texts of one form."""
        if self._forms is None:
            named = [self._package.context.get("整体")]
            named += self._package.context.get(FORMS, ()) if self._with_projects else ()
            self._forms = [set(_long_texts(form)) for form in named if isinstance(form, Names)]
        there = {without_blanks(text) for text in texts}
        return any(len(form & there) * _SHARE_OF_FORM > len(form) for form in self._forms)


def _long_texts(record: Names) -> Iterator[str]:
    """Yield the texts of a record and of its lists that are long enough to be known by."""
    for _, item in record.items():
        if isinstance(item, Names):
            yield from _long_texts(item)
        elif isinstance(item, Listing):
            for each in item:
                if isinstance(each, Names):
                    yield from _long_texts(each)
        elif isinstance(item, str) and len(item) > 3:
            yield without_blanks(item)
