"""One part of a template made ready for docxtpl: tags in plain form, faults with their places.

Tests: tests/writing/docx/engine/test_docxtpl_means.py.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from yugong.findings import Kind
from yugong.ooxml.names import (
    NS,
    PPR,
    R_RUN,
    RPR,
    TBL,
    TC,
    TCPR,
    TR,
    VAL,
    XML_SPACE,
    A,
    M,
    P,
    T,
    w,
)
from yugong.quick_dataclass import dataclass
from yugong.template.faults import TagFault
from yugong.template.pairing import BlockStack
from yugong.template.tag_text import COMMENT
from yugong.template.tags import CLOSERS, MERGE, OPENERS
from yugong.writing.docx.engine.docxtpl_tags import (
    CELL_WORDS,
    TAG_NUMBER,
    DocxtplSpan,
    DocxtplTag,
    number_in,
    scan_docxtpl,
)
from yugong.writing.docx.template.runs import Joined

_OTHER_TEXTS = (w("instrText"), f"{{{A}}}t", f"{{{M}}}t")
_NO_TEXT = re.compile("[\\s\ue000-\uf8ff]+")
"""Blanks, and the private signs that a preview puts around tags."""
_RUN_TAGS = re.compile(r"(\{\{r .*?\}\}|\{%r .*?%\})", re.DOTALL)
_COUNTED_FIELDS = frozenset({"SEQ", "REF", "NOTEREF"})
_HOLDERS = {"tr": TR, "tc": TC, "p": P, "r": R_RUN}
_NAMES = {"tr": "一行", "tc": "一格"}
_WITH_TAGS = "//@*[contains(., '{{') or contains(., '{%') or contains(., '{#')]"


@dataclass(slots=True)
class _Placed:
    """A tag with its number and the text node that it is written in."""

    tag: DocxtplTag
    number: int
    node: Any


class DocxtplPart:
    """The tags of a part, written into its tree as docxtpl reads them.

    ``first`` is the number of the part's first tag.
    """

    def __init__(self, root: Any, located: list[tuple[Any, str]], first: int) -> None:
        self.faults: list[TagFault] = []
        self._placed: list[_Placed] = []
        self._first = first
        _complete_tables(root)
        places = dict(located)
        for paragraph, place in located:
            self._paragraph(paragraph, place)
        for node in root.iter(*_OTHER_TEXTS):
            holder = next(node.iterancestors(P), None)
            self._other_text(node, places.get(holder, ""))
        self._attributes(root, places)
        for item in self._placed:
            self.faults.extend(_scope_faults(item))
        self.faults.extend(_pair_faults(self._placed))
        self._stale_fields(root, places)
        for item in self._placed:
            _cell_word(item)

    @property
    def tags(self) -> list[DocxtplTag]:
        """The tags in the order of their numbers."""
        return [item.tag for item in self._placed]

    def _paragraph(self, paragraph: Any, place: str) -> None:
        joined = Joined(paragraph)
        if "{" not in joined.text and "}" not in joined.text and "｛" not in joined.text:
            return
        spans, faults = scan_docxtpl(joined.text, place)
        self.faults.extend(faults)
        if not spans:
            return
        marks = [etree.ProcessingInstruction("d", str(number)) for number in range(len(spans))]
        joined.replace(spans, marks)  # type: ignore[arg-type]
        nodes = [mark.getparent() for mark in marks]
        for node in dict.fromkeys(nodes):
            self._write(node, spans)
        for span, node in zip(spans, nodes, strict=True):
            other_text = joined.text[: span.start] + joined.text[span.end :]
            if span.tag.scope == "p" and span.tag.word != COMMENT and _NO_TEXT.sub("", other_text):
                expected = "独占一段：这一段的其他文字不会印出"
                self.faults.append(TagFault(Kind.MALFORMED_TAG, place, span.tag.raw, expected))
            self._add(span.tag, node)
        for node in dict.fromkeys(nodes):
            _split_run(node)

    def _add(self, tag: DocxtplTag, node: Any) -> None:
        self._placed.append(_Placed(tag, self._first + len(self._placed), node))

    def _write(self, node: Any, spans: list[DocxtplSpan]) -> None:
        """Put the tags of a text node into its text, each with its number."""
        text = node.text or ""
        for mark in list(node):
            tag = spans[int(mark.text)].tag
            number = self._first + len(self._placed) + int(mark.text)
            if tag.word != MERGE:
                text += tag.source(number)
            text += mark.tail or ""
            node.remove(mark)
        node.text = text
        node.set(XML_SPACE, "preserve")

    def _other_text(self, node: Any, place: str) -> None:
        """The tags in a field, a drawing or a formula: whole in one text, values only."""
        text = node.text or ""
        spans, faults = scan_docxtpl(text, place)
        self.faults.extend(faults)
        for span in reversed(spans):
            if span.tag.word or span.tag.scope:
                expected = "图形、域和公式里只写 {{ 名 }}"
                self.faults.append(
                    TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, place, span.tag.raw, expected)
                )
            source = span.tag.source(self._first + len(self._placed))
            text = text[: span.start] + source + text[span.end :]
            self._add(span.tag, node)
        node.text = text

    def _stale_fields(self, root: Any, places: dict[Any, str]) -> None:
        """Refuse numbers that the template keeps and that loops and conditions change.

        Word shows what it kept and computes nothing when a document is opened.
        """
        depth = 0
        for node in root.iter(T, w("instrText"), w("fldSimple")):
            if node.tag == T:
                for match in TAG_NUMBER.finditer(node.text or ""):
                    word = self._placed[number_in(match[1]) - self._first].tag.word
                    depth += (word in OPENERS) - (word in CLOSERS)
                continue
            words = (node.text or node.get(w("instr")) or "").split()
            kind = words[0].upper() if words else ""
            if kind == "PAGEREF" or (kind in _COUNTED_FIELDS and depth):
                place = next((places[p] for p in node.iterancestors(P) if p in places), "")
                expected = "直接写成文字；循环里的编号用 {{ loop.index }}"
                actual = f"域 {' '.join(words[:2])}，打开时不会重新计算"
                self.faults.append(TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, place, actual, expected))

    def _attributes(self, root: Any, places: dict[Any, str]) -> None:
        for value in root.xpath(_WITH_TAGS):
            element = value.getparent()
            holder = element if element.tag == P else next(element.iterancestors(P), None)
            expected = "标签只写在文字里，不写在替代文字、艺术字等处"
            self.faults.append(
                TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, places.get(holder, ""), value[:30], expected)
            )


def _split_run(node: Any) -> None:
    """Leave the text after ``{{r … }}`` in a run of the same look: docxtpl drops the look."""
    run = node.getparent()
    pieces = [piece for piece in _RUN_TAGS.split(node.text or "") if piece]
    if run is None or run.tag != R_RUN or len(pieces) < 2:
        return
    node.text = pieces[0]
    properties = run.find(RPR)
    after = list(node.itersiblings())
    for piece in pieces[1:]:
        following = etree.Element(R_RUN, nsmap=run.nsmap)
        if properties is not None:
            following.append(copy.deepcopy(properties))
        text = etree.SubElement(following, T)
        text.text = piece
        text.set(XML_SPACE, "preserve")
        run.addnext(following)
        run = following
    for child in after:
        run.append(child)


def _cell_word(item: _Placed) -> None:
    """Give the cell of ``vm``, ``hm``, ``cellbg``, ``colspan`` the properties docxtpl acts on."""
    if item.tag.word not in CELL_WORDS and item.tag.word != MERGE:
        return
    cell = next(item.node.iterancestors(TC), None)
    if cell is None:
        return
    properties = cell.find(TCPR)
    if properties is None:
        properties = etree.Element(TCPR)
        cell.insert(0, properties)
    if not len(properties):
        width = etree.SubElement(properties, w("tcW"))
        width.set(w("w"), "0")
        width.set(w("type"), "auto")
    if item.tag.word in (MERGE, "vm"):
        for merge in properties.findall(w("vMerge")):
            properties.remove(merge)
    if item.tag.word == MERGE:
        _merge_down(cell, properties, item.tag.statement("if", item.number))


def _merge_down(cell: Any, properties: Any, opening: str) -> None:
    """``{%竖并 条件 %}``: the cell as it is, or an empty one that continues the cell above."""
    follower = etree.Element(TC, nsmap=cell.nsmap)
    follower.append(copy.deepcopy(properties))
    paragraph = etree.SubElement(follower, P)
    first = cell.find(P)
    if first is not None and (style := first.find(PPR)) is not None:
        paragraph.append(copy.deepcopy(style))
    for holder, value in ((properties, "restart"), (follower[0], "continue")):
        etree.SubElement(holder, w("vMerge")).set(VAL, value)
    before = cell.getprevious()
    if before is None:
        cell.getparent().text = (cell.getparent().text or "") + opening
    else:
        before.tail = (before.tail or "") + opening
    cell.addnext(follower)
    follower.tail = "{% endif %}" + (cell.tail or "")
    cell.tail = "{% else %}"


def _scope_faults(item: _Placed) -> Iterator[TagFault]:
    """Text that docxtpl drops with the row or cell of a tag; tags outside their place."""
    tag = item.tag
    if tag.word in CELL_WORDS or tag.word == MERGE:
        if next(item.node.iterancestors(TC), None) is None:
            yield TagFault(Kind.MALFORMED_TAG, tag.place, tag.raw, "只用在表格的一格里")
        return
    if tag.scope not in ("tr", "tc"):
        return
    around = next(item.node.iterancestors(_HOLDERS[tag.scope]), None)
    name = _NAMES[tag.scope]
    if around is None:
        expected = f"{{%{tag.scope} … %}} 只用在表格的{name}里"
        yield TagFault(Kind.MALFORMED_TAG, tag.place, tag.raw, expected)
        return
    text = "".join(around.xpath(".//w:t/text()", namespaces=NS))
    other_text = _NO_TEXT.sub("", text.replace(tag.source(item.number), "", 1))
    if tag.word != COMMENT and other_text:
        expected = f"独占{name}：这{name}的其他文字不会印出"
        yield TagFault(Kind.MALFORMED_TAG, tag.place, tag.raw, expected)


def _pair_faults(placed: list[_Placed]) -> Iterator[TagFault]:
    """Conditions and loops that do not pair, or would cut through the structure of the text."""
    stack: BlockStack[_Placed] = BlockStack()
    loops = 0
    for item in placed:
        tag = item.tag
        loops += (tag.word == "for") - (tag.word == "endfor")
        opener = stack.take(tag.as_tag(), item)
        if opener is not None:
            yield from _crossing(opener, item)
        elif tag.word in ("vm", "hm") and loops < 1:
            expected = f"{{% {tag.word} %}} 写在 for 与 endfor 之间"
            yield TagFault(Kind.MALFORMED_TAG, tag.place, tag.raw, expected)
    stack.finish()
    yield from stack.faults


def _crossing(opener: _Placed, other: _Placed) -> Iterator[TagFault]:
    first, second = opener.tag, other.tag
    if first.scope != second.scope:
        scope = f"{{%{first.scope} {second.word} … %}}"
        expected = f"与{first.place}的 {first.raw} 写法相同：{scope}"
        yield TagFault(Kind.MALFORMED_TAG, second.place, second.raw, expected)
    elif _chain(opener) != _chain(other):
        expected = f"与{first.place}的 {first.raw} 在同样的位置，不跨表格、格子和文本框"
        yield TagFault(Kind.MALFORMED_TAG, second.place, second.raw, expected)


def _chain(item: _Placed) -> list[str]:
    """The names of what encloses the place that a tag takes: the same, and pairs leave whole XML.

    Content controls and links count as what they are.
    """
    holder = _HOLDERS.get(item.tag.scope)
    node = item.node
    if holder is not None:
        node = next(item.node.iterancestors(holder), item.node)
    return [str(ancestor.tag) for ancestor in node.iterancestors()]


def _complete_tables(root: Any) -> None:
    """Give every table the grid with widths that docxtpl counts on."""
    for table in root.iter(TBL):
        grid = table.find(w("tblGrid"))
        if grid is None:
            grid = etree.Element(w("tblGrid"))
            row = next(table.iter(TR), None)
            cells = [] if row is None else row.findall(TC)
            for _ in cells:
                etree.SubElement(grid, w("gridCol"))
            properties = table.find(w("tblPr"))
            table.insert(0 if properties is None else 1, grid)
        for column in grid.iter(w("gridCol")):
            if not (column.get(w("w")) or "").isdigit():
                column.set(w("w"), "0")
