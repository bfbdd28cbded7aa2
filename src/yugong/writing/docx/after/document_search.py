"""Find a number or words in a built document, and the facts they come from.

See ``docs/design/content-controls.md``.  The document may have been edited and saved by another
program since.  Headers, notes, text boxes and the contents list are not searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from yugong.findings import FindingsError
from yugong.ooxml.names import (
    NS,
    SDT,
    TBL,
    P,
    T,
    own_descendants,
    through_controls,
    value,
    w,
)
from yugong.ooxml.styles import Styles
from yugong.quick_dataclass import dataclass
from yugong.reading.file_bytes import read_bytes
from yugong.writing.docx.after.table_cells import TableCell, cells_of
from yugong.writing.docx.after.text_search import SearchHit, search
from yugong.writing.docx.template.fact_controls import SHORTENED, TAG_SEPARATOR, id_in_tag
from yugong.writing.docx.template.parts import Parts

_BREAKS = {w("br"): "\n", w("cr"): "\n", w("tab"): "\t"}
_TEXTS = frozenset({T, *_BREAKS})
_SENTENCE_END = re.compile(r"[。！？\n]")
_CONTENTS_STYLE = "toc "
_ABOVE = 3
"""How many paragraphs above a table may hold its title."""

_CONTEXT = 120
"""How many characters of a sentence are given on each side of a match."""


@dataclass(frozen=True, slots=True)
class Control:
    """A content control that shows a fact.

    ``filter`` is empty where the control states the fact's value; ``base`` is the fact it is
    measured by, if there is one.  An id too long for a tag stays as the tag has it, unless the
    reader knows the ids.  ``text`` is the present text.
    """

    tag: str
    fact_id: str
    filter: str
    base: str
    text: str

    @property
    def described(self) -> str:
        """The fact and its form, as a template writes them: 事实 三公.合计 | 增减原因."""
        base = f"({self.base})" if self.base else ""
        return f"事实 {self.fact_id}" + (f" | {self.filter}{base}" if self.filter else "")


@dataclass(frozen=True, slots=True)
class TextPlace:
    """One place of a document that has the text searched for.

    ``text`` is how the document writes it, ``context`` the sentence or the whole cell around it,
    ``headings`` those above it, outermost first.  ``controls`` are those that it touches:
    none in a table, and none in words that do not come from a fact.  ``cell`` is its place in a
    table, ``None`` in running text.
    """

    text: str
    context: str
    headings: tuple[str, ...]
    controls: tuple[Control, ...]
    cell: TableCell | None

    @property
    def described(self) -> str:
        """Return the place in one line, for a user."""
        if self.cell is not None:
            return f"{self.cell.described}：{self.context}"
        where = " ".join(self.headings) or "第一个标题之前"
        facts = "；".join(control.described for control in self.controls)
        return f"{where} 中“{self.context}”：{facts or '不是由事实写出的文字'}"


@dataclass(frozen=True, slots=True)
class _Passage:
    """A text that is searched by itself: a paragraph with its controls, or a cell."""

    text: str
    headings: tuple[str, ...]
    spans: tuple[tuple[int, int, Control], ...] = ()
    cell: TableCell | None = None


def controls(path: Path, fact_ids: Iterable[str] = ()) -> list[Control]:
    """Return every content control of a document that shows a fact, in order.

    ``fact_ids`` are the facts there may be, to give ids in full that a tag has shortened.  Raises
    :class:`FindingsError` (R001, R002, S006) for a file that cannot be read as a Word document.
    """
    parts = _opened(path)
    tagged = _Tags(fact_ids)
    shown_facts = (tagged.control(node) for node in parts.root(parts.body).iter(SDT))
    return [control for control in shown_facts if control is not None]


def find_in_document(path: Path, text: str, fact_ids: Iterable[str] = ()) -> list[TextPlace]:
    """Return every place of a document that has ``text``, a number or words, in order.

    How it is written makes no difference: 1234.56 finds 1,234.56.  A number is found as a part of
    another only where it is nowhere found as a whole.  Raises like :func:`controls`.
    """
    parts = _opened(path)
    reader = _Reader(Styles(parts.styles), _Tags(fact_ids))
    passages = list(reader.passages(parts.root(parts.body)))
    search_hits = search([passage.text for passage in passages], text)
    return [_located(passages[hit.text], hit) for hit in search_hits]


def _opened(path: Path) -> Parts:
    data, findings = read_bytes(path)
    if data is None:
        raise FindingsError(findings)
    return Parts(data, path.name)


def _located(passage: _Passage, hit: SearchHit) -> TextPlace:
    touched = [
        control for start, end, control in passage.spans if start < hit.end and end > hit.start
    ]
    context = passage.text if passage.cell is not None else _sentence(passage.text, hit)
    text = passage.text[hit.start : hit.end]
    return TextPlace(text, context, passage.headings, tuple(touched), passage.cell)


def _sentence(text: str, hit: SearchHit) -> str:
    """Return the sentence around a match, cut where it is very long."""
    starts = [match.end() for match in _SENTENCE_END.finditer(text, 0, hit.start)]
    first = starts[-1] if starts else 0
    stop = _SENTENCE_END.search(text, hit.end - 1)
    last = len(text) if stop is None else stop.end()
    before, after = max(first, hit.start - _CONTEXT), min(last, hit.end + _CONTEXT)
    beginning, ending = "…" * (before > first), "…" * (after < last)
    return f"{beginning}{text[before:after].strip()}{ending}"


class _Tags:
    """Reads the tags of controls, given the ids of all facts."""

    def __init__(self, fact_ids: Iterable[str]) -> None:
        self._ids: Mapping[str, str] = {id_in_tag(fact_id): fact_id for fact_id in fact_ids}

    def control(self, node: Any) -> Control | None:
        """Return what a content control shows; None if it is not one of ours."""
        tag = value(node, "w:sdtPr/w:tag") or ""
        fact_id, *others = tag.split(TAG_SEPARATOR)
        if len(others) > 2 or not ("." in fact_id or SHORTENED in fact_id):
            return None
        name, base = (*others, "", "")[:2]
        text = "".join(_text(child) for child in own_descendants(node, _TEXTS))
        return Control(tag, self._id(fact_id), name, self._id(base), text)

    def _id(self, in_tag: str) -> str:
        return self._ids.get(in_tag, in_tag)


def _text(node: Any) -> str:
    """Return the text of a node of a run; tabs of paragraph properties have none."""
    if node.tag == T:
        return node.text or ""
    return _BREAKS[node.tag] if node.getparent().tag == w("r") else ""


class _Reader:
    """Goes through a body and keeps the headings above each passage."""

    def __init__(self, styles: Styles, tags: _Tags) -> None:
        self._styles = styles
        self._tags = tags
        self._headings: list[tuple[int, str]] = []
        self._above: list[tuple[int, str]] = []

    def passages(self, root: Any) -> Iterator[_Passage]:
        body = root.find("w:body", NS)
        for block in () if body is None else through_controls(body, P, TBL):
            if block.tag == TBL:
                title = self._title()
                self._above.clear()
                headings = self._path()
                for cell, text in cells_of(block, title):
                    yield _Passage(text, headings, cell=cell)
            elif (passage := self._paragraph(block)) is not None:
                yield passage

    def _path(self) -> tuple[str, ...]:
        return tuple(title for _, title in self._headings)

    def _title(self) -> str:
        """Return the title of the next table: of the paragraphs above it, the one set largest."""
        above = list(reversed(self._above[-_ABOVE:]))
        return max(above, key=lambda paragraph: paragraph[0])[1] if above else ""

    def _paragraph(self, paragraph: Any) -> _Passage | None:
        style = self._styles.name_of(value(paragraph, "w:pPr/w:pStyle"))
        if style.lower().startswith(_CONTENTS_STYLE):
            return None
        text, spans = self._read(paragraph)
        title = text.strip()
        if not title:
            return None
        self._above.append((self._styles.text_size(paragraph), title))
        level = self._styles.level(paragraph)
        if level is not None:
            self._headings = [heading for heading in self._headings if heading[0] < level]
            self._headings.append((level, title))
        return _Passage(text, self._path(), spans)

    def _read(self, paragraph: Any) -> tuple[str, tuple[tuple[int, int, Control], ...]]:
        """Return the text of a paragraph, and the first and last position of each control."""
        texts: list[str] = []
        spans: list[tuple[int, int, Control]] = []
        length, last = 0, None
        for node in own_descendants(paragraph, _TEXTS):
            text = _text(node)
            enclosing = self._control_around(node)
            if enclosing is not None:
                owner, control = enclosing
                start = spans.pop()[0] if owner is last else length
                spans.append((start, length + len(text), control))
            last = None if enclosing is None else enclosing[0]
            texts.append(text)
            length += len(text)
        return "".join(texts), tuple(spans)

    def _control_around(self, node: Any) -> tuple[Any, Control] | None:
        """Return the innermost control around a node that shows a fact."""
        for owner in node.iterancestors(SDT):
            control = self._tags.control(owner)
            if control is not None:
                return owner, control
        return None
