"""Numbered lists in loops, and those of them that restart in each pass.

A list whose items are the passes themselves goes on from pass to pass.  A list that has several
items in each pass begins anew, unless it also has items outside every loop.

Tests: tests/writing/docx/engine/test_loop_copies.py.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from lxml import etree

from yugong.ooxml.names import PPR, VAL, P, value, w
from yugong.ooxml.part_xml import xml_bytes
from yugong.ooxml.styles import Styles
from yugong.quick_dataclass import dataclass

_NUM, _NUM_ID, _NUM_PR = w("num"), w("numId"), w("numPr")
_OVERRIDE, _START_OVERRIDE, _LEVEL = w("lvlOverride"), w("startOverride"), w("ilvl")
_LEVELS = 9
_CHAIN_LIMIT = 32
_BEFORE_NUM_PR = frozenset(
    w(name)
    for name in ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
)
_AFTER_NUMS = w("numIdMacAtCleanup")


@dataclass(frozen=True, slots=True)
class Nested:
    """A node of a part with the loops around it, outermost first, and the branches it is in.

    A branch is the number of a condition and that of its part (``if``, ``elif``, ``else``).
    """

    node: Any
    loops: tuple[int, ...]
    branches: tuple[tuple[int, int], ...] = ()


class NumberedLists:
    """The lists of a document, by its numbering part and its styles."""

    def __init__(self, numbering: Any, styles_root: Any, styles: Styles) -> None:
        self._root = numbering
        self._styles = styles
        self._by_style = {
            style.get(w("styleId"), ""): style
            for style in ([] if styles_root is None else styles_root.findall(w("style")))
        }

    def of(self, paragraph: Any) -> tuple[str, int] | None:
        """Return the number of a paragraph's list and its level from 0; None if it has none."""
        number, level = value(paragraph, "w:pPr/w:numPr/w:numId"), None
        if number is not None:
            level = value(paragraph, "w:pPr/w:numPr/w:ilvl")
        else:
            number, level = self._of_style(value(paragraph, "w:pPr/w:pStyle") or "")
        if number is None or not number.isdecimal() or number == "0":
            return None
        return number, int(level) if level is not None and level.isdecimal() else 0

    def _of_style(self, style_id: str) -> tuple[str | None, str | None]:
        style = self._by_style.get(style_id)
        for _ in range(_CHAIN_LIMIT):
            if style is None:
                break
            number = value(style, "w:pPr/w:numPr/w:numId")
            if number is not None:
                return number, value(style, "w:pPr/w:numPr/w:ilvl")
            style = self._by_style.get(value(style, "w:basedOn") or "")
        return None, None

    def is_heading(self, paragraph: Any) -> bool:
        """Return True for a heading, whose numbers run through the document."""
        return self._styles.level(paragraph) is not None

    @property
    def largest(self) -> int:
        """The largest number of a list."""
        numbers = [node.get(_NUM_ID, "") for node in self._root.findall(_NUM)]
        return max((int(number) for number in numbers if number.isdecimal()), default=0)

    def part_with(self, copies: Iterable[tuple[str, str]]) -> bytes:
        """Return the numbering part with new lists, given as number of the old and of the new.

        A new list looks like the old one and begins anew at every level.
        """
        root = copy.deepcopy(self._root)
        numbers = {node.get(_NUM_ID): node for node in root.findall(_NUM)}
        after = root.find(_AFTER_NUMS)
        for old, new in copies:
            node = copy.deepcopy(numbers[old])
            node.set(_NUM_ID, new)
            _begin_anew(node, root)
            if after is None:
                root.append(node)
            else:
                after.addprevious(node)
        return xml_bytes(root)

    def knows(self, number: str) -> bool:
        """Return True if the numbering part has a list of this number."""
        return any(node.get(_NUM_ID) == number for node in self._root.findall(_NUM))


def _begin_anew(number: Any, root: Any) -> None:
    abstract_id = value(number, "w:abstractNumId")
    abstract = next(
        (
            node
            for node in root.findall(w("abstractNum"))
            if node.get(w("abstractNumId")) == abstract_id
        ),
        None,
    )
    starts = {
        node.get(_LEVEL): value(node, "w:start") or "1"
        for node in ([] if abstract is None else abstract.findall(w("lvl")))
    } or {str(level): "1" for level in range(_LEVELS)}
    overrides = {node.get(_LEVEL): node for node in number.findall(_OVERRIDE)}
    for level, start in starts.items():
        override = overrides.get(level)
        if override is None:
            override = etree.SubElement(number, _OVERRIDE)
            override.set(_LEVEL, level)
        if override.find(_START_OVERRIDE) is None:
            node = etree.Element(_START_OVERRIDE)
            node.set(VAL, value(override, "w:lvl/w:start") or start)
            override.insert(0, node)


@dataclass(frozen=True, slots=True)
class ListMarks:
    """The numbers that restart in each pass: the ``w:numId`` node, its loop, its number.

    ``going_on`` are the places of lists in loops that go on from pass to pass.
    """

    marks: tuple[tuple[Any, int, str], ...]
    going_on: tuple[str, ...]


def list_marks(
    nodes: Iterable[Nested], lists: NumberedLists, places: Mapping[Any, str]
) -> ListMarks:
    """Find the lists that restart in each pass of a loop."""
    items: dict[str, list[tuple[Nested, int]]] = {}
    for item in nodes:
        if item.node.tag == P and (numbered := lists.of(item.node)) is not None:
            items.setdefault(numbered[0], []).append((item, numbered[1]))
    marks: list[tuple[Any, int, str]] = []
    going_on: list[str] = []
    for number, paragraphs in items.items():
        outside = any(not item.loops for item, _ in paragraphs)
        for outermost in sorted({item.loops[0] for item, _ in paragraphs if item.loops}):
            inside = [pair for pair in paragraphs if pair[0].loops[:1] == (outermost,)]
            owner = None if outside or not lists.knows(number) else _owner(inside)
            if owner is not None:
                marks += [
                    (_number_node(item.node, number, level), owner, number)
                    for item, level in inside
                    if owner in item.loops
                ]
            elif not lists.is_heading(inside[0][0].node):
                going_on.append(places.get(inside[0][0].node, ""))
    return ListMarks(tuple(marks), tuple(going_on))


def _owner(items: list[tuple[Nested, int]]) -> int | None:
    """Return the loop in whose passes a list restarts; None if its passes are its items."""
    loops = items[0][0].loops
    for item, _ in items:
        common = [a for a, b in zip(loops, item.loops, strict=False) if a == b]
        loops = loops[: len(common)]
    highest = min(level for _, level in items)
    top = [item for item, level in items if level == highest]
    several = any(not _excluded(first, second) for first, second in combinations(top, 2))
    if several or top[0].loops != loops:
        return loops[-1]
    return loops[-2] if len(loops) > 1 else None


def _excluded(first: Nested, second: Nested) -> bool:
    """Return True if two nodes are in different branches of one condition."""
    branches = dict(first.branches)
    return any(branches.get(number, part) != part for number, part in second.branches)


def _number_node(paragraph: Any, number: str, level: int) -> Any:
    """Return the ``w:numId`` of a paragraph, set first where its style numbers it."""
    node = paragraph.find(f"{PPR}/{_NUM_PR}/{_NUM_ID}")
    if node is not None:
        return node
    properties = paragraph.find(PPR)
    if properties is None:
        properties = etree.Element(PPR)
        paragraph.insert(0, properties)
    for old in properties.findall(_NUM_PR):
        properties.remove(old)
    numbered = etree.Element(_NUM_PR)
    etree.SubElement(numbered, _LEVEL).set(VAL, str(level))
    node = etree.SubElement(numbered, _NUM_ID)
    node.set(VAL, number)
    properties.insert(sum(child.tag in _BEFORE_NUM_PR for child in properties), numbered)
    return node
