"""Ids in loops: each pass writes its own, so that a finished document has none twice.

Drawings, shapes, bookmarks, content controls and notes bear ids that may occur only once, and a
numbered list is known by its number.  In a loop each of them gets a mark; the writer leaves the
first pass as the template has it and gives every further pass ids of its own.

Tests: tests/writing/docx/engine/test_loop_copies.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from yugong.findings import Kind
from yugong.ooxml.names import SDT, VAL, WP, C, P, V, w
from yugong.quick_dataclass import dataclass
from yugong.template.faults import TagFault
from yugong.writing.docx.template.numbered_lists import Nested, NumberedLists, list_marks
from yugong.writing.docx.template.placeholders import (
    ATTRIBUTE_START,
    COPIED_ID,
    MARK_END,
    MARK_START,
    PASS,
    Placeholders,
)

DRAWING, BOOKMARK, CONTROL_ID, FOOTNOTE, ENDNOTE, LIST = "d", "b", "c", "f", "e", "l"
NAME, SHAPE = "n", "s"
"""First letter of a mark: what the id belongs to.  Names and shapes are known by a text."""

_O = "urn:schemas-microsoft-com:office:office"
_ID, _NAME, _ANCHOR, _INSTR = w("id"), w("name"), w("anchor"), w("instr")
_BOOKMARK_START, _BOOKMARK_END = w("bookmarkStart"), w("bookmarkEnd")
_NOTES = {w("footnoteReference"): FOOTNOTE, w("endnoteReference"): ENDNOTE}
_SPID = f"{{{_O}}}spid"
_LINKED_SHAPE = ("ShapeID", w("shapeid"))
_OBJECT, _OBJECT_ID = f"{{{_O}}}OLEObject", "ObjectID"
_ANCHOR_IDS = tuple(
    f"{{http://schemas.microsoft.com/office/word/2010/{space}}}{name}"
    for space, name in (
        ("wordprocessingDrawing", "anchorId"),
        ("wordprocessingDrawing", "editId"),
        ("wordml", "anchorId"),
    )
)
"""Ids by which Word knows a drawing while several people edit it; a document does without them."""

_DRAWING = f"{{{WP}}}docPr"
_FIELDS = (w("instrText"), w("fldSimple"), w("hyperlink"))
_LOOKED_AT = (
    etree.ProcessingInstruction,
    *(_DRAWING, "{*}cNvPr", f"{{{V}}}*", _OBJECT, w("control"), f"{{{C}}}chart"),
    *(_BOOKMARK_START, _BOOKMARK_END, SDT, *_NOTES, *_FIELDS),
)
_WORD = re.compile(r'[^\s"\\]+')


@dataclass(frozen=True, slots=True)
class Copies:
    """The ids that the loops of a part repeat.

    ``texts`` and ``drawings`` are the ids and the largest number of a drawing that the template
    has.  ``going_on`` are the places of numbered lists that go on from pass to pass.
    """

    texts: frozenset[str]
    drawings: int
    faults: tuple[TagFault, ...]
    going_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark to be set: in an attribute (``name``) of a node, or in words of its text."""

    node: Any
    name: str
    kind: str
    loop: int
    value: str


def mark_copies(
    root: Any, places: Mapping[Any, str], lists: NumberedLists | None, emissions: Placeholders
) -> Copies:
    """Put a mark in the place of every id that a loop repeats, and one into each such loop."""
    looked_at = _LOOKED_AT if lists is None else (*_LOOKED_AT, P)
    nodes, openers = _nested(root, looked_at, emissions)
    drawings = _renumbered_drawings(item.node for item in nodes)
    marks: list[_Mark] = []
    faults: list[TagFault] = []
    going_on: tuple[str, ...] = ()
    if openers:
        inside = [item for item in nodes if item.loops]
        etree.strip_attributes(root, *_ANCHOR_IDS)
        faults += _charts(inside, places)
        marks += _drawings(inside)
        marks += _shapes(inside)
        marks += _numbers(inside)
        marks += _bookmarks(nodes, places, faults)
        if lists is not None:
            numbered = list_marks(nodes, lists, places)
            going_on = numbered.going_on
            marks += [_Mark(node, VAL, LIST, loop, text) for node, loop, text in numbered.marks]
    if marks and any(ATTRIBUTE_START in text for text in root.itertext()):
        faults.append(TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, "", "U+FDD0", "删去这个看不见的字符"))
    texts = frozenset(
        text for item in nodes for name in (_NAME, "id", _SPID) if (text := item.node.get(name))
    )
    for mark in marks:
        _set(mark, emissions)
    for loop in sorted({mark.loop for mark in marks}):
        openers[loop].addnext(emissions.mark(f"{MARK_START}{PASS}{loop}{MARK_END}"))
    return Copies(texts, drawings, tuple(faults), going_on)


def _nested(
    root: Any, names: Iterable[Any], emissions: Placeholders
) -> tuple[list[Nested], dict[int, Any]]:
    """Return the nodes of these names with the loops around them, and the opener of each loop."""
    nodes: list[Nested] = []
    openers: dict[int, Any] = {}
    loops: tuple[int, ...] = ()
    branches: tuple[tuple[int, int], ...] = ()
    conditions = 0
    for node in root.iter(*names):
        if isinstance(node.tag, str):
            nodes.append(Nested(node, loops, branches))
            continue
        word = emissions.word_of(node)
        if word == "for":
            loops = (*loops, len(openers))
            openers[loops[-1]] = node
        elif word == "endfor":
            loops = loops[:-1]
        elif word == "if":
            conditions += 1
            branches = (*branches, (conditions, 0))
        elif word in ("elif", "else") and branches:
            condition, part = branches[-1]
            branches = (*branches[:-1], (condition, part + 1))
        elif word == "endif":
            branches = branches[:-1]
    return nodes, openers


def _set(mark: _Mark, emissions: Placeholders) -> None:
    text = f"{MARK_START}{COPIED_ID}{mark.kind}{mark.loop};{mark.value}{MARK_END}"
    if mark.name == "":
        mark.node.text = _word_replaced(mark.node.text, mark.value, emissions.in_attribute(text))
    elif mark.name == _INSTR:
        old = mark.node.get(_INSTR)
        mark.node.set(_INSTR, _word_replaced(old, mark.value, emissions.in_attribute(text)))
    else:
        before = "#" if mark.node.get(mark.name, "").startswith("#") else ""
        mark.node.set(mark.name, before + emissions.in_attribute(text))


def _word_replaced(text: str, word: str, by: str) -> str:
    return _WORD.sub(lambda match: by if match[0] == word else match[0], text)


def _pair(item: Nested) -> tuple[Any, tuple[int, ...]]:
    return item.node, item.loops


def _place(node: Any, places: Mapping[Any, str]) -> str:
    return next((places[p] for p in node.iterancestors(P) if p in places), "")


def _renumbered_drawings(nodes: Iterable[Any]) -> int:
    """Give each further drawing of one number another; return the largest number there is."""
    seen: set[int] = set()
    doubled: list[Any] = []
    for node in nodes:
        number = node.get("id", "") if node.tag == _DRAWING else ""
        if number.isdecimal():
            if int(number) in seen:
                doubled.append(node)
            seen.add(int(number))
    largest = max(seen, default=0)
    for node in doubled:
        largest += 1
        node.set("id", str(largest))
    return largest


def _charts(inside: list[Nested], places: Mapping[Any, str]) -> list[TagFault]:
    return [
        TagFault(
            Kind.UNSUPPORTED_IN_TEMPLATE, _place(node, places), "循环里的图表", "图表放到循环之外"
        )
        for node, _ in map(_pair, inside)
        if node.tag == f"{{{C}}}chart"
    ]


def _drawings(inside: list[Nested]) -> list[_Mark]:
    return [
        _Mark(node, "id", DRAWING, loops[-1], node.get("id"))
        for node, loops in map(_pair, inside)
        if (node.tag == _DRAWING or node.tag.endswith("}cNvPr")) and node.get("id", "").isdecimal()
    ]


def _shapes(inside: list[Nested]) -> list[_Mark]:
    """Return the marks of the shapes of old Word versions, and of what refers to them."""
    owners = {
        node.get(name): loops[-1]
        for node, loops in map(_pair, inside)
        for name in ("id", _SPID)
        if node.tag.startswith(f"{{{V}}}") and node.get(name)
    }
    marks: list[_Mark] = []
    for node, loops in map(_pair, inside):
        if node.tag.startswith(f"{{{V}}}"):
            marks += [
                _Mark(node, name, SHAPE, loops[-1], node.get(name))
                for name in ("id", _SPID)
                if node.get(name)
            ]
            linked = node.get("type", "").removeprefix("#")
            if owners.get(linked) in loops:
                marks.append(_Mark(node, "type", SHAPE, owners[linked], linked))
        elif node.tag == _OBJECT and node.get(_OBJECT_ID):
            marks.append(_Mark(node, _OBJECT_ID, SHAPE, loops[-1], node.get(_OBJECT_ID)))
        marks += [
            _Mark(node, name, SHAPE, owners[node.get(name)], node.get(name))
            for name in _LINKED_SHAPE
            if owners.get(node.get(name)) in loops
        ]
    return marks


def _numbers(inside: list[Nested]) -> list[_Mark]:
    """Return the marks of content controls, and of references to footnotes and endnotes."""
    marks: list[_Mark] = []
    for node, loops in map(_pair, inside):
        if node.tag in _NOTES:
            marks.append(_Mark(node, _ID, _NOTES[node.tag], loops[-1], node.get(_ID, "")))
        elif node.tag == SDT:
            identifier = node.find(f"{w('sdtPr')}/{_ID}")
            if identifier is not None:
                value = identifier.get(VAL, "")
                marks.append(_Mark(identifier, VAL, CONTROL_ID, loops[-1], value))
    return [mark for mark in marks if re.fullmatch("-?[0-9]+", mark.value)]


def _bookmarks(
    nodes: list[Nested], places: Mapping[Any, str], faults: list[TagFault]
) -> list[_Mark]:
    """Return the marks of bookmarks in loops, and of the fields and links to them there."""
    owners: dict[str, tuple[int, ...]] = {}
    names: dict[str, int] = {}
    marks: list[_Mark] = []
    for node, loops in map(_pair, nodes):
        number = node.get(_ID, "")
        if node.tag == _BOOKMARK_START:
            owners[number] = loops
            if loops:
                names[node.get(_NAME, "")] = loops[-1]
                marks.append(_Mark(node, _NAME, NAME, loops[-1], node.get(_NAME, "")))
                marks.append(_Mark(node, _ID, BOOKMARK, loops[-1], number))
        elif node.tag == _BOOKMARK_END:
            start = owners.get(number, ())
            if loops[: len(start)] != start or (loops and not start):
                faults.append(
                    TagFault(
                        Kind.UNSUPPORTED_IN_TEMPLATE,
                        _place(node, places),
                        "书签只有一头在循环里",
                        "书签整个放在循环里或循环外",
                    )
                )
            elif start:
                marks.append(_Mark(node, _ID, BOOKMARK, start[-1], number))
    for node, loops in map(_pair, nodes):
        if node.tag not in _FIELDS or not loops:
            continue
        anchor = node.get(_ANCHOR)
        if anchor is not None and names.get(anchor) in loops:
            marks.append(_Mark(node, _ANCHOR, NAME, names[anchor], anchor))
        for name, text in (("", node.text or ""), (_INSTR, node.get(_INSTR, ""))):
            if name == "" and node.tag != _FIELDS[0]:
                continue
            words = {word for word in _WORD.findall(text) if names.get(word) in loops}
            marks += [_Mark(node, name, NAME, names[word], word) for word in sorted(words)]
    return marks
