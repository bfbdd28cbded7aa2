"""Fields whose text the template keeps from the last time Word computed it.

Word shows the kept text and computes nothing when a document is opened.  A number or a text that
loops and conditions change would be published as it was in the template, so it is refused.

Tests: tests/writing/docx/engine/test_loop_copies.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from yugong.findings import Kind
from yugong.ooxml.names import PPR, P, T, w
from yugong.quick_dataclass import dataclass
from yugong.template.faults import TagFault
from yugong.writing.docx.template.placeholders import Placeholders

_CHAR, _TEXT, _SIMPLE = w("fldChar"), w("instrText"), w("fldSimple")
_START, _END = w("bookmarkStart"), w("bookmarkEnd")
_NUMBERS = frozenset({"\\n", "\\r", "\\w"})
_SEQUENCE = "SEQ"
_KEPT = re.compile("SEQ|REF|=")


@dataclass(slots=True)
class CachedField:
    """A field: its instruction and kept text, its node, and if a block is around it.

    The text has each tag in its written form.
    """

    node: Any
    in_block: bool
    instruction: str = ""
    text: str = ""
    shows: bool = False

    @property
    def words(self) -> list[str]:
        return self.instruction.split()


@dataclass(slots=True)
class _Bookmark:
    """A bookmarked text: with its tags, in or around a block or not, and if it has a number."""

    text: str = ""
    in_block: bool = False
    has_block: bool = False
    paragraph: Any = None


@dataclass(slots=True)
class _Reading:
    fields: list[CachedField] = field(default_factory=list)
    bookmarks: dict[str, _Bookmark] = field(default_factory=dict)
    has_blocks: bool = False


def stale_fields(
    root: Any, places: Mapping[Any, str], emissions: Placeholders
) -> Iterator[TagFault]:
    """Yield a fault for each field whose kept text a rendered document would contradict."""
    instructions = "".join(
        node.text or "" if node.tag == _TEXT else node.get(w("instr"), "")
        for node in root.iter(_TEXT, _SIMPLE)
    )
    if _KEPT.search(instructions.upper()) is None:
        return
    reading = _read(root, emissions)
    in_blocks = {
        item.words[1]
        for item in reading.fields
        if item.in_block and item.words[:1] == [_SEQUENCE] and len(item.words) > 1
    }
    for item in reading.fields:
        words = item.words
        if not words:
            continue
        fault = _fault_of(words, item, in_blocks, reading)
        if fault is not None:
            actual, expected = fault
            place = next((places[p] for p in item.node.iterancestors(P) if p in places), "")
            yield TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, place, actual, expected)


def _fault_of(
    words: list[str], item: CachedField, in_blocks: set[str], reading: _Reading
) -> tuple[str, str] | None:
    kind, name = words[0].upper(), words[1] if len(words) > 1 else ""
    if kind == _SEQUENCE and name in in_blocks:
        actual = f"自动编号的题注（SEQ {name}），有的在循环或条件里"
        return actual, "编号直接写成文字；循环里用 {{ loop.index }}"
    if kind.startswith("="):
        return f"公式（{item.instruction.strip()}）", "公式的结果是模板里的旧数：改写成标签"
    if kind == "PAGEREF":
        return f"页码引用（PAGEREF {name}）", "删去：成品的页码与模板不同；要页码的列入目录"
    if kind not in ("REF", "NOTEREF"):
        return None
    bookmark = reading.bookmarks.get(name)
    if bookmark is None:
        return None
    actual = f"交叉引用（{kind} {name}）“{item.text}”"
    if kind == "NOTEREF" or _NUMBERS & set(words):
        if reading.has_blocks and (bookmark.in_block or kind == "NOTEREF" or _has_list(bookmark)):
            return actual, "编号直接写成文字：循环和条件会改变编号"
        return None
    if bookmark.has_block or (bookmark.in_block and not item.in_block):
        return actual, "要引用的文字直接写在这里：被引用的文字在循环或条件里"
    if bookmark.text.strip() != item.text.strip() and "{{" in bookmark.text + item.text:
        return actual, f"与被引用的文字相同：{bookmark.text.strip()}"
    return None


def _has_list(bookmark: _Bookmark) -> bool:
    return bookmark.paragraph is not None and (
        bookmark.paragraph.find(f"{PPR}/{w('numPr')}") is not None
    )


def _read(root: Any, emissions: Placeholders) -> _Reading:
    """Go through a part once, with the fields and bookmarks that are open at each node."""
    reading = _Reading()
    stack: list[CachedField] = []
    open_marks: dict[str, _Bookmark] = {}
    depth = 0
    for node in root.iter():
        if not isinstance(node.tag, str):
            emission = emissions.placed_tag(node)
            word = "" if emission is None else emission.word
            if word in ("for", "if"):
                depth += 1
                reading.has_blocks = True
            elif word in ("endfor", "endif"):
                depth -= 1
            if emission is not None:
                written = f"{{{{{emission.expression}}}}}" if not word else emission.tag.raw
                _add(written + (node.tail or ""), stack, open_marks, is_block=bool(word))
            continue
        if node.tag == _CHAR:
            _field_char(node, stack, reading, in_block=depth > 0)
        elif node.tag == _TEXT and stack:
            stack[-1].instruction += node.text or ""
        elif node.tag == _SIMPLE:
            simple = CachedField(node, depth > 0, node.get(w("instr"), ""))
            simple.text = "".join(text.text or "" for text in node.iter(T))
            reading.fields.append(simple)
        elif node.tag == _START:
            paragraph = next(node.iterancestors(P), None)
            mark = _Bookmark(in_block=depth > 0, paragraph=paragraph)
            open_marks[node.get(w("id"), "")] = mark
            reading.bookmarks[node.get(w("name"), "")] = mark
        elif node.tag == _END:
            open_marks.pop(node.get(w("id"), ""), None)
        elif node.tag == T:
            _add(node.text or "", stack, open_marks, is_block=False)
    return reading


def _field_char(node: Any, stack: list[CachedField], reading: _Reading, *, in_block: bool) -> None:
    kind = node.get(w("fldCharType"))
    if kind == "begin":
        stack.append(CachedField(node, in_block))
        reading.fields.append(stack[-1])
    elif kind == "separate" and stack:
        stack[-1].shows = True
    elif kind == "end" and stack:
        stack.pop()


def _add(
    text: str, stack: list[CachedField], open_marks: dict[str, _Bookmark], *, is_block: bool
) -> None:
    for mark in open_marks.values():
        mark.text += text
        mark.has_block = mark.has_block or is_block
    for item in stack:
        if item.shows:
            item.text += text
