"""The text of a Word paragraph as it is printed once every tracked change is accepted.

Deleted and hidden text is not part of it, but is told; so are bookmarks that a person made.
Text boxes, notes and pictures are handed over to whoever reads the body.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from yugong.findings import Place
from yugong.published.model.blocks import LeftOver, LeftOverKind
from yugong.published.office.left_overs import bookmark_texts
from yugong.published.word.styles import OFF, VAL, Styles, W

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

ALTERNATIVES = f"{MC}AlternateContent"
BOX = f"{W}txbxContent"
DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
ADDED = frozenset({f"{W}ins", f"{W}moveTo"})
THROUGH = frozenset(
    f"{W}{name}" for name in ("hyperlink", "smartTag", "fldSimple", "customXml", "dir", "bdo")
)
"""Elements that only enclose text."""

_SIGNS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
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

_GRAPHICS = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_BREAKS_OF_PAGE = ("page", "column")


@dataclass(slots=True)
class ParagraphText:
    """A paragraph's text, and what hangs on it."""

    text: str = ""
    boxes: list[Any] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    pictures: int = 0


def branch(alternatives: Any) -> Any:
    """The one branch of an ``mc:AlternateContent`` that is read, ``None`` where it has none."""
    for name in ("Choice", "Fallback"):
        for one in alternatives.iterchildren(f"{MC}{name}"):
            if len(one):
                return one
    return None


class TextReader:
    """Reads paragraph after paragraph: a field may begin in one and end in another."""

    def __init__(self, styles: Styles, note: Callable[[LeftOver], None]) -> None:
        self._styles = styles
        self._note = note
        self._fields: list[bool] = []
        self._place = Place()
        self._out: list[str] = []
        self._result = ParagraphText()

    def paragraph(self, element: Any, place: Place) -> ParagraphText:
        """The text of a ``w:p``; what it does not show is told with this place."""
        self._place, self._out, self._result = place, [], ParagraphText()
        self._inside(element)
        # Only results go on over paragraphs (a list of contents); an instruction never does.
        self._fields = [shown for shown in self._fields if shown]
        self._result.text = "".join(self._out)
        for left in bookmark_texts(self._result.text, place):
            self._note(left)
        return self._result

    def deleted(self, element: Any) -> None:
        """Tell the text of something that was deleted."""
        text = "".join(node.text or "" for node in element.iter(f"{W}delText", f"{W}t"))
        if text.strip():
            self._tell(LeftOverKind.REVISION, f"已删除：{text}")

    def _tell(self, kind: LeftOverKind, text: str) -> None:
        self._note(LeftOver(kind, text, self._place))

    def _inside(self, element: Any) -> None:
        for child in element:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child)
            elif tag in THROUGH:
                self._inside(child)
            elif tag in ADDED:
                start = len(self._out)
                self._inside(child)
                text = "".join(self._out[start:])
                if text.strip():
                    self._tell(LeftOverKind.REVISION, f"新插入：{text}")
            elif tag in DELETED:
                self.deleted(child)
            elif tag == f"{W}sdt":
                for content in child.iterchildren(f"{W}sdtContent"):
                    self._inside(content)
            elif tag == f"{W}bookmarkStart":
                self._bookmark(child.get(f"{W}name", ""))
            elif tag == ALTERNATIVES:
                chosen = branch(child)
                if chosen is not None:
                    self._inside(chosen)
            elif tag in (f"{M}oMath", f"{M}oMathPara"):
                self._out += [node.text or "" for node in child.iter(f"{M}t")]

    def _bookmark(self, name: str) -> None:
        """Word's own bookmarks begin with ``_``; any other was left by a person or a program."""
        if name and not name.startswith("_"):
            self._tell(LeftOverKind.BOOKMARK, name)

    def _run(self, run: Any) -> None:
        properties = run.find(f"{W}rPr")
        hidden = properties is not None and self._hidden(properties)
        start = len(self._out)
        self._pieces(run)
        if hidden:
            text = "".join(self._out[start:])
            del self._out[start:]
            if text.strip():
                self._tell(LeftOverKind.HIDDEN_TEXT, text)

    def _hidden(self, properties: Any) -> bool:
        own = properties.find(f"{W}vanish")
        if own is not None:
            return own.get(VAL, "1") not in OFF
        style = properties.find(f"{W}rStyle")
        return style is not None and self._styles.of(style.get(VAL, "")).hidden

    def _pieces(self, run: Any) -> None:
        for child in run:
            tag = child.tag
            if tag == f"{W}t":
                if all(self._fields):
                    self._out.append(child.text or "")
            elif tag in _SIGNS:
                if all(self._fields):
                    self._out.append(_SIGNS[tag])
            elif tag == f"{W}br":
                if child.get(f"{W}type") not in _BREAKS_OF_PAGE:
                    self._out.append("\n")
            elif tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType"))
            elif tag in _GRAPHICS:
                self._graphic(child)
            elif tag == ALTERNATIVES:
                chosen = branch(child)
                if chosen is not None:
                    self._pieces(chosen)
            elif tag == f"{W}sym":
                self._out.append(_sign(child.get(f"{W}char", "")))
            elif tag in _NOTES:
                self._result.notes.append((_NOTES[tag], child.get(f"{W}id", "")))
            elif tag == f"{W}ruby":
                for base in child.iterchildren(f"{W}rubyBase"):
                    self._inside(base)

    def _field(self, step: str | None) -> None:
        """A field shows what stands between its separator and its end, and only that."""
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
            if node.tag == BOX:
                self._result.boxes.append(node)
                continue
            if node.tag == ALTERNATIVES:
                chosen = branch(node)
                waiting += [] if chosen is None else [chosen]
                continue
            if node.tag == f"{_V}textpath" and node.get("string"):
                self._tell(LeftOverKind.WATERMARK, node.get("string"))
            elif node.tag in (f"{_A}blip", f"{_V}imagedata"):
                self._result.pictures += 1
            elif node.tag == f"{_WP}docPr" and "watermark" in node.get("name", "").lower():
                text = "".join(one.text or "" for one in graphic.iter(f"{W}t"))
                self._tell(LeftOverKind.WATERMARK, text or "图片")
            waiting += reversed(node)


def _sign(code: str) -> str:
    """A sign of a symbol font: a tick box, or the character it names."""
    if code.upper() in _BOXES:
        return _BOXES[code.upper()]
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
