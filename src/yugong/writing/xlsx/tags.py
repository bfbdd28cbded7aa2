"""The text of a template cell taken apart: the tags at its head, and its content.

``{%tr … %}`` is alone in a row, ``{%sheet … %}`` alone in the first row.  ``{%竖并 … %}``,
``{%链接 … %}``, ``{%图 … %}`` and ``{%图数据 … %}`` begin a cell; what follows is its content.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from jinja2 import nodes

from yugong.findings import Kind
from yugong.quick_dataclass import dataclass
from yugong.template.checker import ReadTag, read
from yugong.template.evaluation import compile_node
from yugong.template.faults import TagFault
from yugong.template.pairing import BlockStack
from yugong.template.tag_text import plain_tags
from yugong.template.tags import MERGE, SHEET_ONLY, Span, Tag, scan
from yugong.template.text import Text, TextStyle, TextTag, compile_text
from yugong.writing.xlsx.features import Content

CHART_KINDS = {"饼图": "pie", "柱形图": "column", "条形图": "bar"}
"""Chart kinds a tag may name, as XlsxWriter calls them."""

_AT_HEAD = SHEET_ONLY | {MERGE}
_MISPLACED = "行标签与工作表标签应独占一行；竖并等应在格首"
_WORD_ONLY = "{%p … %} 只用在 Word 模板里；整行用 {%tr … %}，格内用 {% … %}"


@dataclass(frozen=True, slots=True)
class CellText:
    """The compiled text of a cell: head tags, content, tags for the checker, faults of writing."""

    head: tuple[Tag, ...] = ()
    content: Content = None
    tags: tuple[ReadTag, ...] = ()
    faults: tuple[TagFault, ...] = ()

    def tag(self, word: str) -> Tag | None:
        """Return the head tag of this word, if there is one."""
        return next((tag for tag in self.head if tag.word == word), None)


def lone_tags(text: str, place: str, scope: str) -> tuple[Tag, ...]:
    """Return the tags that a cell consists of, if all have this scope; else none."""
    spans, _ = scan(text, place)
    spans = [span for span in spans if not span.tag.is_comment]
    if not spans or any(span.tag.scope != scope for span in spans):
        return ()
    remainder = "".join(piece for piece in _pieces(text, 0, spans) if isinstance(piece, str))
    return () if remainder.strip() else tuple(span.tag for span in spans)


@lru_cache(maxsize=4096)
def cell_text(text: str) -> CellText:
    """Return the compiled text of a cell; its tags and faults have no place yet."""
    spans, faults = scan(text, "")
    if not spans and not faults:
        return CellText(content=text or None)
    comments = [span for span in spans if span.tag.is_comment]
    head, position = _head(text, [span for span in spans if span not in comments])
    inner = [span for span in spans if span.start >= position]
    faults += [fault for span in inner if (fault := _misplaced(span.tag)) is not None]
    blocks: BlockStack[None] = BlockStack()
    tags: list[ReadTag] = []
    for span in inner:
        blocks.take(span.tag, None)
        if not span.tag.is_comment:
            tag, fault = read(span.tag)
            tags.append(tag)
            faults += [fault] if fault is not None else []
    blocks.finish()
    faults += blocks.faults
    if faults:
        return CellText(head, None, tuple(tags), tuple(dict.fromkeys(faults)))
    pieces = _pieces(text, position, inner)
    return CellText(head, _content(plain_tags(text[position:]), pieces), tuple(tags))


def _head(text: str, spans: Iterable[Span]) -> tuple[tuple[Tag, ...], int]:
    """Return the tags at the head of a cell, and where its content begins."""
    head: list[Tag] = []
    position = 0
    for span in spans:
        if span.tag.word not in _AT_HEAD or text[position : span.start].strip():
            break
        head.append(span.tag)
        position = span.end
    return tuple(head), position


def _misplaced(tag: Tag) -> TagFault | None:
    if tag.scope == "p" and not tag.is_comment:
        return TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, "", tag.raw, _WORD_ONLY)
    if not tag.is_comment and (tag.scope or tag.word in _AT_HEAD):
        return TagFault(Kind.MALFORMED_TAG, "", tag.raw, _MISPLACED)
    return None


def _pieces(text: str, start: int, spans: Iterable[Span]) -> list[str | TextTag]:
    """Return literals and tags in their order, comments left out."""
    pieces: list[str | TextTag] = []
    position = start
    for span in spans:
        if text[position : span.start]:
            pieces.append(text[position : span.start])
        tag = span.tag
        if not tag.is_comment:
            pieces.append(TextTag(tag.word, tag.expression, tag))
        position = span.end
    return [*pieces, text[position:]] if text[position:] else pieces


def _content(source: str, pieces: list[str | TextTag]) -> Content:
    filled = [piece for piece in pieces if not isinstance(piece, str) or piece.strip()]
    if not filled:
        return None
    if all(isinstance(piece, str) for piece in filled):
        return "".join(piece for piece in pieces if isinstance(piece, str))
    first = filled[0]
    if len(filled) == 1 and isinstance(first, TextTag) and not first.word:
        tag, _ = read(first.tag)
        assert isinstance(tag.node, nodes.Expr)
        return compile_node(tag.node, source)
    return Text(source, compile_text(pieces, TextStyle()))
