"""Conditions and loops of a part: their places checked, and their tags moved in the tree.

A tag with ``tr`` takes the place of its row, one with ``p`` that of its paragraph; a plain one
stays in its paragraph.  A pair must open and close in the same container, so that whatever is
left out or repeated is complete.

Tests: tests/writing/docx/engine/test_compiled.py.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from lxml import etree

from yugong.findings import Kind
from yugong.ooxml.names import NS, PPR, SDT, SECTPR, TBL, TC, TCPR, TR, VAL, P, w
from yugong.quick_dataclass import dataclass
from yugong.template.faults import TagFault
from yugong.template.pairing import BlockStack
from yugong.template.tags import CLOSERS, MERGE, OPENERS, SHEET_ONLY, Tag
from yugong.writing.docx.template.placeholders import MARK_END, MARK_START, PARAGRAPH, Placeholders
from yugong.writing.docx.template.runs import INSTRUCTION

_BEFORE_V_MERGE = frozenset({w("cnfStyle"), w("tcW"), w("gridSpan"), w("hMerge")})
_NEEDS_PARAGRAPH = (TC, w("hdr"), w("ftr"), w("txbxContent"), w("footnote"), w("endnote"))
_NAMESPACES = re.compile(r' xmlns:\w+="[^"]*"')
_SCOPES = {"tr": "同一张表的各行", "p": "同一处的各段", "": "同一段（同一格）"}


@dataclass(slots=True)
class Placed:
    """A tag with its node and its paragraph; ``alone`` if the paragraph has no other text."""

    tag: Tag
    node: Any
    paragraph: Any
    alone: bool


def _ancestor(node: Any, name: str) -> Any:
    return next(node.iterancestors(name), None)


def _container(placed: Placed) -> Any:
    """Return the container that a tag and its partner must share."""
    if placed.tag.scope == "tr":
        row = _ancestor(placed.node, TR)
        return None if row is None else row.getparent()
    if placed.tag.scope == "p":
        return placed.paragraph.getparent()
    return placed.node.getparent().getparent().getparent()  # w:t, w:r, what holds the run


def faults_of(placed: list[Placed]) -> list[TagFault]:
    """Return everything wrong with the places of the tags of one part and with their pairs."""
    faults = [fault for item in placed if (fault := _misplaced(item)) is not None]
    blocks: BlockStack[Placed] = BlockStack()
    for item in placed:
        opener = blocks.take(item.tag, item)
        if opener is not None:
            blocks.faults.extend(_pair(opener, item))
    blocks.finish()
    return faults + blocks.faults


def _misplaced(item: Placed) -> TagFault | None:
    tag = item.tag
    if tag.scope == "sheet" or tag.word in SHEET_ONLY:
        expected = "这种标签只用在 Excel 模板里"
        return TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, tag.place, tag.raw, expected)
    if tag.scope == "tr":
        row = _ancestor(item.node, TR)
        if row is None:
            return TagFault(Kind.MALFORMED_TAG, tag.place, tag.raw, "{%tr … %} 只用在表格的一行里")
        tags = row.xpath(f".//processing-instruction('{INSTRUCTION}')")
        texts = "".join(row.xpath(".//w:t//text()", namespaces=NS))
        if len(tags) > 1 or texts.strip():
            return TagFault(
                Kind.MALFORMED_TAG, tag.place, tag.raw, "{%tr … %} 独占一行，该行不写别的内容"
            )
    elif tag.scope == "p":
        if not item.alone:
            return TagFault(
                Kind.MALFORMED_TAG, tag.place, tag.raw, "{%p … %} 独占一段，该段不写别的内容"
            )
        if item.paragraph.find(f"{PPR}/{SECTPR}") is not None:
            return TagFault(Kind.MALFORMED_TAG, tag.place, tag.raw, "标签所在的段落不带分节符")
    elif tag.word == MERGE:
        cell = _ancestor(item.node, TC)
        if cell is None:
            return TagFault(
                Kind.MALFORMED_TAG, tag.place, tag.raw, "{%竖并 … %} 只用在表格的一格里"
            )
        if item.paragraph.getparent() is not cell:
            return TagFault(
                Kind.MALFORMED_TAG, tag.place, tag.raw, "{%竖并 … %} 直接写在格内的段落里"
            )
    return None


def _pair(opener: Placed, other: Placed) -> list[TagFault]:
    first, second = opener.tag, other.tag
    if first.scope != second.scope:
        scope = f"{{%{first.scope} {second.word} … %}}"
        expected = f"与{first.place}的 {first.raw} 写法相同：{scope}"
        return [TagFault(Kind.MALFORMED_TAG, second.place, second.raw, expected)]
    if _container(opener) is not _container(other):
        expected = f"与{first.place}的 {first.raw} 在{_SCOPES[first.scope]}之内"
        return [TagFault(Kind.MALFORMED_TAG, second.place, second.raw, expected)]
    if first.scope == "p" and second.word in CLOSERS and _cuts_section(opener, other):
        expected = f"从{first.place}到此处，要么含整节，要么不含分节符"
        return [TagFault(Kind.MALFORMED_TAG, second.place, second.raw, expected)]
    return []


def _section_of(element: Any) -> Any:
    if element.tag == SECTPR:
        return element
    return element.find(f"{PPR}/{SECTPR}") if element.tag == P else None


def _page(section: Any) -> tuple[str | None, ...]:
    size = section.find(w("pgSz"))
    return () if size is None else tuple(size.get(w(name)) for name in ("w", "h"))


def _cuts_section(opener: Placed, closer: Placed) -> bool:
    """Tell if leaving the block out would give the text before it another page format."""
    inner: list[Any] = []
    for element in opener.paragraph.itersiblings():
        if element is closer.paragraph:
            break
        if (section := _section_of(element)) is not None:
            inner.append(section)
    before = opener.paragraph.getprevious()
    if not inner or before is None or _section_of(before) is not None:
        return False
    later = (_section_of(element) for element in closer.paragraph.itersiblings())
    following = next((section for section in later if section is not None), None)
    return following is not None and _page(following) != _page(inner[0])


def set_blocks(placed: list[Placed], placeholders: Placeholders) -> None:
    """Move every block tag to its row or paragraph; the tags are known to be in order."""
    containers: list[Any] = []
    for item in placed:
        tag, node = item.tag, item.node
        if tag.word == MERGE:
            _merge_down(item, placeholders)
            continue
        if not tag.scope:
            continue
        node.tail = None
        target = _ancestor(node, TR) if tag.scope == "tr" else item.paragraph
        parent = target.getparent()
        parent.replace(target, node)
        if parent.tag in _NEEDS_PARAGRAPH and not any(parent is known for known in containers):
            containers.append(parent)
    for container in containers:
        _keep_a_paragraph(container, placeholders)


def _merge_down(item: Placed, placeholders: Placeholders) -> None:
    """Replace a cell with ``{%竖并 条件 %}`` by a choice: itself, or one merged with that above."""
    text, cell = item.node.getparent(), _ancestor(item.node, TC)
    before = item.node.getprevious()
    tail = item.node.tail or ""
    item.node.tail = None
    if before is None:
        text.text = (text.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    text.remove(item.node)
    first = cell.find(P)
    follower = etree.Element(TC, nsmap=cell.nsmap)
    properties = cell.find(TCPR)
    if properties is None:
        properties = etree.Element(TCPR)
        cell.insert(0, properties)
    follower.append(copy.deepcopy(properties))
    paragraph = etree.SubElement(follower, P)
    if first is not None and (style := first.find(PPR)) is not None:
        paragraph.append(copy.deepcopy(style))
    _set_v_merge(properties, "restart")
    _set_v_merge(follower[0], "continue")
    cell.addprevious(placeholders.block("if", item.tag.expression, item.tag))
    cell.addnext(placeholders.block("endif", "", item.tag))
    cell.addnext(follower)
    cell.addnext(placeholders.block("else", "", item.tag))


def _set_v_merge(properties: Any, value: str) -> None:
    for old in properties.findall(w("vMerge")):
        properties.remove(old)
    merge = etree.Element(w("vMerge"))
    merge.set(VAL, value)
    position = sum(child.tag in _BEFORE_V_MERGE for child in properties)
    properties.insert(position, merge)


def _keep_a_paragraph(container: Any, placeholders: Placeholders) -> None:
    """Let a cell end with a paragraph, whatever its conditions leave out."""
    depth = 0
    last: Any = None
    for child in container:
        if child.tag is etree.ProcessingInstruction:
            word = placeholders.word_of(child)
            depth += (word in OPENERS) - (word in CLOSERS)
            last = None
        elif child.tag in (P, TBL, SDT):
            last = child if child.tag == P and depth == 0 else None
    if last is not None:
        return
    pattern = next(container.iterchildren(P), None)
    style = None if pattern is None else pattern.find(PPR)
    properties = (
        "" if style is None else _NAMESPACES.sub("", etree.tostring(style, encoding="unicode"))
    )
    emptied = f"{MARK_START}{PARAGRAPH}<w:p>{properties}</w:p>{MARK_END}"
    container.append(placeholders.mark(emptied))
