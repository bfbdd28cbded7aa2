"""The native marks of tracked changes, put on whole pieces of a document.

Tests: tests/writing/redline/test_redline.py.
"""

from __future__ import annotations

import copy
from datetime import date
from typing import Any, Literal

from lxml import etree

from yugong.ooxml.names import (
    PPR,
    R_RUN,
    RPR,
    SDT,
    SDT_CONTENT,
    SECTPR,
    TBL,
    TR,
    M,
    P,
    T,
    w,
)

MarkKind = Literal["ins", "del"]

_PARAGRAPHS_OWN = (RPR, SECTPR, w("pPrChange"))
BOXES = frozenset(w(name) for name in ("hyperlink", "sdt", "smartTag", "dir", "bdo", "customXml"))
"""Containers of runs inside a paragraph that ``w:ins`` and ``w:del`` may not hold."""
_CONTENT_OF_RUN = {T: w("delText"), w("instrText"): w("delInstrText")}
_FORMULAS = frozenset({f"{{{M}}}oMath", f"{{{M}}}oMathPara"})


class Marks:
    """Makes revision marks: one author, one day, increasing ids."""

    def __init__(self, author: str, when: date, first_id: int) -> None:
        self._author = author
        self._date = f"{when.isoformat()}T00:00:00Z"
        self._next_id = first_id
        self.made = 0

    def new_id(self) -> str:
        """Return an id that no other mark or bookmark of the document has."""
        self._next_id += 1
        return str(self._next_id - 1)

    def mark(self, name: str) -> Any:
        """Return an empty mark such as ``w:ins`` or ``w:pPrChange``."""
        self.made += 1
        return etree.Element(w(name), self._attributes())

    def _attributes(self) -> dict[str, str]:
        return {w("id"): self.new_id(), w("author"): self._author, w("date"): self._date}

    def grid_change(self) -> Any:
        """Return ``w:tblGridChange``, which has only an id."""
        self.made += 1
        return etree.Element(w("tblGridChange"), {w("id"): self.new_id()})

    def block(self, block: Any, kind: MarkKind) -> None:
        """Mark a paragraph, table or content control as a whole."""
        if block.tag == P:
            self.paragraph(block, kind)
        elif block.tag == TBL:
            for row in list(block.iter(TR)):
                self._row_mark(row, kind)
            for paragraph in list(block.iter(P)):
                self._in_row(paragraph, kind)
        elif block.tag == SDT:
            content = block.find(SDT_CONTENT)
            for inner in [] if content is None else list(content):
                self.block(inner, kind)
            self.enclose_control(block, kind)

    def row(self, row: Any, kind: MarkKind) -> None:
        """Mark a row of a table with all its content, as Word does."""
        for inner in list(row.iter(TR)):
            self._row_mark(inner, kind)
        for paragraph in list(row.iter(P)):
            self._in_row(paragraph, kind)

    def _row_mark(self, row: Any, kind: MarkKind) -> None:
        properties = row.find(w("trPr"))
        if properties is None:
            properties = etree.Element(w("trPr"))
            row.insert(1 if len(row) and row[0].tag == w("tblPrEx") else 0, properties)
        properties.append(self.mark(kind))

    def _in_row(self, paragraph: Any, kind: MarkKind) -> None:
        # Text boxes are content of a run: they are marked with it, not inside.
        if next(paragraph.iterancestors(R_RUN), None) is None:
            self.paragraph(paragraph, kind)

    def paragraph(self, paragraph: Any, kind: MarkKind) -> None:
        """Mark a whole paragraph: its content and its paragraph mark."""
        self.content(paragraph, kind)
        self.paragraph_mark(paragraph, kind)

    def paragraph_mark(self, paragraph: Any, kind: MarkKind) -> None:
        """Mark only the mark that ends the paragraph."""
        mark_of(paragraph).insert(0, self.mark(kind))

    def content(self, container: Any, kind: MarkKind) -> None:
        """Mark every run of a paragraph or of a container inside one."""
        wrapper: Any = None
        for child in list(container):
            if child.tag == R_RUN or child.tag in _FORMULAS:
                if wrapper is None:
                    wrapper = self.mark(kind)
                    child.addprevious(wrapper)
                wrapper.append(child)
                if kind == "del":
                    delete_text(child)
                continue
            if child.tag in BOXES:
                inner = child.find(SDT_CONTENT) if child.tag == SDT else child
                if inner is not None:
                    self.content(inner, kind)
                if child.tag == SDT:
                    self.enclose_control(child, kind)
            wrapper = None

    def enclose_control(self, control: Any, kind: MarkKind) -> None:
        """Mark the start and the end of a content control; its content is marked apart."""
        name = "customXmlInsRange" if kind == "ins" else "customXmlDelRange"
        content = control.find(SDT_CONTENT)
        if content is None:
            return
        opening, opened = self._range(name)
        closing, closed = self._range(name)
        control.addprevious(opening)
        content.insert(0, opened)
        content.append(closing)
        control.addnext(closed)

    def _range(self, name: str) -> tuple[Any, Any]:
        start = self.mark(f"{name}Start")
        return start, etree.Element(w(f"{name}End"), {w("id"): start.get(w("id"))})

    def run_properties(self, holder: Any, old: Any) -> None:
        """Record that ``w:rPr`` of a run or paragraph mark changed from ``old`` (or None)."""
        change = self.mark("rPrChange")
        change.append(stripped(old, RPR))
        holder.append(change)

    def properties(self, new: Any, old: Any, name: str) -> None:
        """Record a change of ``tblPr``, ``trPr``, ``tcPr`` or ``sectPr``; ``old`` may be None."""
        change = self.mark(f"{name}Change")
        change.append(stripped(old, w(name)))
        new.append(change)

    def paragraph_properties(self, paragraph: Any, old: Any) -> None:
        """Record that ``w:pPr`` changed from ``old`` (or None)."""
        properties = properties_of(paragraph)
        change = self.mark("pPrChange")
        former = stripped(old, PPR)
        for child in list(former):
            if child.tag in _PARAGRAPHS_OWN:
                former.remove(child)
        change.append(former)
        properties.append(change)


def stripped(properties: Any, tag: str) -> Any:
    """Return a copy of properties without any marks; an empty element for None."""
    if properties is None:
        return etree.Element(tag)
    former = copy.deepcopy(properties)
    former.tail = None
    for child in list(former):
        if child.tag in _MARKS or child.tag in _REFERENCES:
            former.remove(child)
    return former


_MARKS = frozenset(
    w(name)
    for name in (
        "ins", "del", "rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange",
        "sectPrChange",
    )
)  # fmt: skip
_REFERENCES = frozenset({w("headerReference"), w("footerReference")})


def delete_text(run: Any) -> None:
    """Rename the text elements of a run as ``w:del`` requires."""
    for child in run:
        name = _CONTENT_OF_RUN.get(child.tag)
        if name is not None:
            child.tag = name


def properties_of(paragraph: Any) -> Any:
    """Return ``w:pPr`` of a paragraph, made if it has none."""
    properties = paragraph.find(PPR)
    if properties is None:
        properties = etree.Element(PPR)
        paragraph.insert(0, properties)
    return properties


def mark_of(paragraph: Any) -> Any:
    """Return ``w:rPr`` of the mark that ends a paragraph, made if it has none."""
    properties = properties_of(paragraph)
    mark = properties.find(RPR)
    if mark is None:
        mark = etree.Element(RPR)
        place = next(
            (n for n, child in enumerate(properties) if child.tag in _PARAGRAPHS_OWN),
            len(properties),
        )
        properties.insert(place, mark)
    return mark
