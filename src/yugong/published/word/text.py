"""The printed text of a Word paragraph, every tracked change accepted.

Deleted and hidden text is no part of it and is reported apart, as are bookmarks that a person
made.  Text boxes, notes and pictures are handed to the reader of the body.

Tests: tests/published/word/test_reading.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import Any

from yugong.findings import Place
from yugong.ooxml.names import (
    ALTERNATIVES,
    HYPERLINK,
    MC,
    R_RUN,
    RPR,
    SDT,
    SDT_CONTENT,
    TEXT_BOX,
    VAL,
    WP,
    A,
    M,
    T,
    V,
    is_on,
    w,
)
from yugong.ooxml.styles import Styles
from yugong.published.model.blocks import LeftOver, LeftOverKind
from yugong.published.office.left_overs import bookmark_texts
from yugong.quick_dataclass import dataclass

DELETED = frozenset({w("del"), w("moveFrom")})
ADDED_TAGS = frozenset({w("ins"), w("moveTo")})
THROUGH = frozenset(
    (HYPERLINK, *(w(name) for name in ("smartTag", "fldSimple", "customXml", "dir", "bdo")))
)
"""Elements that only enclose text."""

_FORMULAS = (f"{{{M}}}oMath", f"{{{M}}}oMathPara")
_FORMULA_TEXT = f"{{{M}}}t"
_BRANCHES = (f"{{{MC}}}Choice", f"{{{MC}}}Fallback")
_PICTURES = (f"{{{A}}}blip", f"{{{V}}}imagedata")
_DRAWN_TEXT, _DRAWING_PROPERTIES = f"{{{V}}}textpath", f"{{{WP}}}docPr"
_BOOKMARK, _BREAK, _FIELD, _SIGN, _RUBY = (
    w(name) for name in ("bookmarkStart", "br", "fldChar", "sym", "ruby")
)

_SIGNS = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("cr"): "\n",
    w("noBreakHyphen"): "-",
}
_BOXES = {
    "F052": "☑",
    "F0FE": "☑",
    "F0A3": "□",
    "F0A8": "□",
    "F06F": "□",
    "F0FD": "☒",
    "F054": "☒",
}
"""Tick boxes of Wingdings, which are no letters of any font with Chinese."""

_GRAPHICS = frozenset({w("drawing"), w("pict"), w("object")})
_NOTES = {w("footnoteReference"): "footnotes", w("endnoteReference"): "endnotes"}
_BREAKS_OF_PAGE = ("page", "column")


@dataclass(slots=True)
class ParagraphText:
    """A paragraph's text, and its text boxes, notes (kind and id) and number of pictures."""

    text: str = ""
    boxes: list[Any] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    pictures: int = 0


def branch(alternatives: Any) -> Any:
    """Return the branch of an ``mc:AlternateContent`` that is read, None if there is none."""
    for name in _BRANCHES:
        for candidate in alternatives.iterchildren(name):
            if len(candidate):
                return candidate
    return None


class TextReader:
    """Reads paragraph after paragraph; a field may begin in one and end in another."""

    def __init__(self, styles: Styles, note: Callable[[LeftOver], None]) -> None:
        self._styles = styles
        self._note = note
        self._fields: list[bool] = []
        self._place = Place()
        self._out: list[str] = []
        self._result = ParagraphText()

    def paragraph(self, element: Any, place: Place) -> ParagraphText:
        """Return the text of a ``w:p``; report the text that it hides at this place."""
        self._place, self._out, self._result = place, [], ParagraphText()
        self._inside(element)
        # Only results go on over paragraphs (a list of contents); an instruction never does.
        self._fields = [in_result for in_result in self._fields if in_result]
        self._result.text = "".join(self._out)
        for left in bookmark_texts(self._result.text, place):
            self._note(left)
        return self._result

    def deleted(self, element: Any) -> None:
        """Report the text of something that was deleted."""
        text = "".join(node.text or "" for node in element.iter(w("delText"), T))
        if text.strip():
            self._report(LeftOverKind.REVISION, f"已删除：{text}")

    def _report(self, kind: LeftOverKind, text: str) -> None:
        self._note(LeftOver(kind, text, self._place))

    def _inside(self, element: Any) -> None:
        for child in element:
            tag = child.tag
            if tag == R_RUN:
                self._run(child)
            elif tag in THROUGH:
                self._inside(child)
            elif tag in ADDED_TAGS:
                start = len(self._out)
                self._inside(child)
                text = "".join(self._out[start:])
                if text.strip():
                    self._report(LeftOverKind.REVISION, f"新插入：{text}")
            elif tag in DELETED:
                self.deleted(child)
            elif tag == SDT:
                for content in child.iterchildren(SDT_CONTENT):
                    self._inside(content)
            elif tag == _BOOKMARK:
                self._bookmark(child.get(w("name"), ""))
            elif tag == ALTERNATIVES:
                chosen = branch(child)
                if chosen is not None:
                    self._inside(chosen)
            elif tag in _FORMULAS:
                self._out += [node.text or "" for node in child.iter(_FORMULA_TEXT)]

    def _bookmark(self, name: str) -> None:
        """Report a bookmark of a person or a program; those of Word begin with ``_``."""
        if name and not name.startswith("_"):
            self._report(LeftOverKind.BOOKMARK, name)

    def _run(self, run: Any) -> None:
        properties = run.find(RPR)
        hidden = properties is not None and self._hidden(properties)
        start = len(self._out)
        self._pieces(run)
        if hidden:
            text = "".join(self._out[start:])
            del self._out[start:]
            if text.strip():
                self._report(LeftOverKind.HIDDEN_TEXT, text)

    def _hidden(self, properties: Any) -> bool:
        vanish = properties.find(w("vanish"))
        if vanish is not None:
            return is_on(vanish)
        style = properties.find(w("rStyle"))
        return style is not None and self._styles.of(style.get(VAL, "")).hidden

    def _pieces(self, run: Any) -> None:
        for child in run:
            tag = child.tag
            if tag == T:
                if all(self._fields):
                    self._out.append(child.text or "")
            elif tag in _SIGNS:
                if all(self._fields):
                    self._out.append(_SIGNS[tag])
            elif tag == _BREAK:
                if child.get(w("type")) not in _BREAKS_OF_PAGE:
                    self._out.append("\n")
            elif tag == _FIELD:
                self._field(child.get(w("fldCharType")))
            elif tag in _GRAPHICS:
                self._graphic(child)
            elif tag == ALTERNATIVES:
                chosen = branch(child)
                if chosen is not None:
                    self._pieces(chosen)
            elif tag == _SIGN:
                self._out.append(_sign(child.get(w("char"), "")))
            elif tag in _NOTES:
                self._result.notes.append((_NOTES[tag], child.get(w("id"), "")))
            elif tag == _RUBY:
                for base in child.iterchildren(w("rubyBase")):
                    self._inside(base)

    def _field(self, step: str | None) -> None:
        """Follow a field: only the result between its separator and its end is printed."""
        if step == "begin":
            self._fields.append(False)
        elif self._fields and step == "separate":
            self._fields[-1] = True
        elif self._fields and step == "end":
            self._fields.pop()

    def _graphic(self, graphic: Any) -> None:
        waiting = [graphic]
        while waiting:
            node = waiting.pop()
            if node.tag == TEXT_BOX:
                self._result.boxes.append(node)
                continue
            if node.tag == ALTERNATIVES:
                chosen = branch(node)
                waiting += [] if chosen is None else [chosen]
                continue
            if node.tag == _DRAWN_TEXT and node.get("string"):
                self._report(LeftOverKind.WATERMARK, node.get("string"))
            elif node.tag in _PICTURES:
                self._result.pictures += 1
            elif node.tag == _DRAWING_PROPERTIES and "watermark" in node.get("name", "").lower():
                text = "".join(words.text or "" for words in graphic.iter(T))
                self._report(LeftOverKind.WATERMARK, text or "图片")
            waiting += reversed(node)


def _sign(code: str) -> str:
    """Return a sign of a symbol font: a tick box, or the character that it names."""
    if code.upper() in _BOXES:
        return _BOXES[code.upper()]
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
