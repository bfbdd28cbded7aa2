"""Paragraphs and tables of a text compared with those of its former version.

Tests: tests/writing/redline/test_tables.py.
"""

from __future__ import annotations

import copy
from collections.abc import Hashable, Mapping
from functools import cached_property
from typing import Any

from rapidfuzz import fuzz

from yugong.ooxml.names import PPR, SDT, SDT_CONTENT, SECTPR, TBL, TR, VAL, P, w
from yugong.ooxml.table_grid import grid_columns
from yugong.writing.redline.identity import (
    Identified,
    element_text,
    naming_texts,
    style_of,
    without_numbers,
)
from yugong.writing.redline.items import open_fields, tag_of_control
from yugong.writing.redline.marks import MarkKind
from yugong.writing.redline.paragraphs import Paragraphs, is_contents_entry, section_of
from yugong.writing.redline.sequence import Pair, common_pairs, gaps, paired, steps, unique_pairs
from yugong.writing.redline.tables import (
    ComparedRow,
    TableNames,
    Tables,
    comparable,
    table_likeness,
)
from yugong.writing.redline.tally import Tools

_BLOCKS = frozenset({P, TBL, SDT})
_NAMING_ROWS = 3
_FLOOR = 0.45
_GALLERY = f"{w('sdtPr')}/{w('docPartObj')}/{w('docPartGallery')}"


class ComparedBlock(Identified):
    """A paragraph, table or content control, and the features that identify it."""

    @cached_property
    def text(self) -> str:
        return element_text(self.element)

    @cached_property
    def style(self) -> str:
        return style_of(self.element)

    @cached_property
    def names(self) -> TableNames:
        return TableNames(self.element)

    @cached_property
    def frame(self) -> Hashable:
        """The features that two versions of one block must share."""
        if self.element.tag == P:
            return (P, open_fields(self.element), section_of(self.element) is not None)
        if self.element.tag == TBL:
            return (TBL, grid_columns(self.element))
        gallery = self.element.find(_GALLERY)
        return (SDT, tag_of_control(self.element), "" if gallery is None else gallery.get(VAL))

    @cached_property
    def name(self) -> Hashable | None:
        """The name of the block: its wording without numbers, the head of a table."""
        if self.element.tag == TBL:
            rows = [
                ComparedRow(row, self._identity) for row in self.element.findall(TR)[:_NAMING_ROWS]
            ]
            texts = [without_numbers(text) for row in rows for text in naming_texts(row.texts)]
            return (self.frame, tuple(texts))
        if self.element.tag == P and self.text.strip():
            return (self.frame, self.style, without_numbers(self.text))
        if self.element.tag == SDT or self.frame[1]:  # type: ignore[index]
            return self.frame
        return None


class Blocks:
    """Marks the differences between two texts in the new one."""

    def __init__(self, tools: Tools, opening_styles: Mapping[str, int]) -> None:
        """``opening_styles`` are style ids with weights: the higher, the surer a new beginning."""
        self._tools = tools
        self._opening_styles = opening_styles
        self.paragraphs = Paragraphs(tools)
        self._tables = Tables(tools, lambda old, new: self.change(old, new, in_cell=True))

    def change(self, old_parent: Any, new_parent: Any, *, in_cell: bool = False) -> None:
        """Mark all blocks of a container: a body, a cell, a header, a content control."""
        old = [
            ComparedBlock(child, self._tools.old) for child in old_parent if child.tag in _BLOCKS
        ]
        new = [
            ComparedBlock(child, self._tools.new) for child in new_parent if child.tag in _BLOCKS
        ]
        pairs = _tidy(_with_end(_paired(old, new), old, new), old, new, self._opening_styles)
        end = _End(self, old, new, pairs)
        place: Any = None
        for before, after in steps(pairs, old, new):
            if before is not None and after is not None:
                self._keep(before, after, in_cell)
                place = after.element
            elif before is not None:
                self._delete(before.element, end, in_cell)
                _put(before.element, place, new_parent)
                place = before.element
            elif after is not None:
                self._insert(after.element, end, in_cell)
        end.finish()

    def _delete(self, element: Any, end: _End, in_cell: bool) -> None:
        tools = self._tools
        tools.adoption.adopt(element)
        self._mark(element, "del", end)
        if not in_cell:
            tools.tally.paragraphs_deleted += element.tag == P
            tools.tally.tables_deleted += element.tag == TBL

    def _insert(self, element: Any, end: _End, in_cell: bool) -> None:
        tools = self._tools
        self._mark(element, "ins", end)
        if not in_cell:
            tools.tally.paragraphs_inserted += element.tag == P
            tools.tally.tables_inserted += element.tag == TBL

    def _mark(self, element: Any, kind: MarkKind, end: _End) -> None:
        """Mark a whole block; of the last paragraph only its content."""
        marks = self._tools.marks
        if element is end.last:
            marks.content(element, kind)
        else:
            marks.block(element, kind)

    def _keep(self, old: ComparedBlock, new: ComparedBlock, in_cell: bool) -> None:
        tools = self._tools
        if old.key == new.key:
            tools.adoption.match_bookmarks(old.element, new.element)
            return
        made = tools.marks.made
        if new.element.tag == P:
            self.paragraphs.change(old.element, new.element)
            if tools.marks.made > made and not in_cell:
                if is_contents_entry(new.element):
                    tools.tally.contents_changed += 1
                else:
                    tools.tally.paragraphs_changed += 1
        elif new.element.tag == TBL:
            self._tables.change(old.element, new.element)
        else:
            before, after = old.element.find(SDT_CONTENT), new.element.find(SDT_CONTENT)
            if before is not None and after is not None:
                self.change(before, after, in_cell=in_cell)


def _put(element: Any, place: Any, parent: Any) -> None:
    """Put a block after ``place``, or first of all blocks."""
    if place is not None:
        place.addnext(element)
        return
    first = next((child for child in parent if child.tag in _BLOCKS), None)
    if first is None:
        first = parent.find(SECTPR)
    if first is None:
        parent.append(element)
    else:
        first.addprevious(element)


class _End:
    """The end of a container.

    Its last paragraph mark can be neither inserted nor deleted: Word has nothing to join it to.
    If paragraphs are inserted or deleted at the end, the marks of those before are tracked
    instead, and the last one has the properties of the paragraph that it ends.
    """

    def __init__(
        self, blocks: Blocks, old: list[ComparedBlock], new: list[ComparedBlock], pairs: list[Pair]
    ) -> None:
        self._blocks = blocks
        self.last: Any = None
        """The last paragraph, if it is inserted or deleted without its mark."""
        self._joined: Any = None
        self._deleting = False
        if not pairs:
            return
        i, j = pairs[-1]
        if (i, j) == (len(old) - 1, len(new) - 1):
            return
        unpaired = old[i + 1 :] or new[j + 1 :]
        if not _plain(unpaired) or not _plain([old[i], new[j]]):
            return
        self._deleting = bool(old[i + 1 :])
        self.last = unpaired[-1].element
        self._joined = new[j].element
        other = old[i].element if not self._deleting else new[j].element
        properties = other.find(PPR)
        self._former = None if properties is None else copy.deepcopy(properties)

    def finish(self) -> None:
        """Set the marks and properties once the blocks are in place."""
        if self.last is None:
            return
        marks = self._blocks._tools.marks
        marks.paragraph_mark(self._joined, "del" if self._deleting else "ins")
        if self._deleting:
            properties = self.last.find(PPR)
            if properties is not None:
                self.last.remove(properties)
            if self._former is not None:
                self.last.insert(0, self._former)
            self._blocks.paragraphs.properties(properties, self.last)
        else:
            self._blocks.paragraphs.properties(self._former, self.last)


def _plain(blocks: list[ComparedBlock]) -> bool:
    return all(block.element.tag == P and section_of(block.element) is None for block in blocks)


def _paired(old: list[ComparedBlock], new: list[ComparedBlock]) -> list[Pair]:
    """Return the pairs of blocks that remain, however changed."""
    keys = [block.key for block in old], [block.key for block in new]
    whole = (0, len(old), 0, len(new))
    pairs = unique_pairs(*keys, whole)
    names: tuple[list[Hashable | None], list[Hashable | None]] = (
        [None] * len(old),
        [None] * len(new),
    )
    for a, b, c, d in gaps(pairs, whole):
        names[0][a:b] = [block.name for block in old[a:b]]
        names[1][c:d] = [block.name for block in new[c:d]]
    ways = ((unique_pairs, *names), (common_pairs, *keys), (common_pairs, *names))
    likely = paired(pairs, whole, ways, lambda i, j: _likeness(old[i], new[j]), _FLOOR)
    return [(i, j) for i, j in likely if _may_pair(old[i], new[j])]


def _may_pair(old: ComparedBlock, new: ComparedBlock) -> bool:
    if old.frame != new.frame:
        return False
    if old.key == new.key:
        return True
    return new.element.tag != TBL or comparable(old.element, new.element)


def _likeness(old: ComparedBlock, new: ComparedBlock) -> float:
    """Return the likeness of two versions of a block, 0 to 1."""
    if not _may_pair(old, new):
        return 0.0
    if new.element.tag == TBL:
        return table_likeness(old.names, new.names)
    if new.element.tag == SDT or new.frame[1]:  # type: ignore[index]
        return 1.0  # a field that goes on elsewhere may not lose its beginning
    same_style = old.style == new.style
    if not old.text and not new.text:
        return 0.5 if same_style else 0.0
    return fuzz.ratio(old.text, new.text) / 100 * (1.0 if same_style else 0.8)


def _with_end(pairs: list[Pair], old: list[ComparedBlock], new: list[ComparedBlock]) -> list[Pair]:
    """Return the pairs with the last blocks paired, if their marks cannot be tracked."""
    if not old or not new:
        return pairs
    last = (len(old) - 1, len(new) - 1)
    if pairs and pairs[-1] == last:
        return pairs
    i, j = pairs[-1] if pairs else (-1, -1)
    unpaired = [*old[i + 1 :], *new[j + 1 :]]
    one_sided = not old[i + 1 :] or not new[j + 1 :]
    if pairs and one_sided and _plain([old[i], new[j], *unpaired]):
        return pairs
    ends = old[-1], new[-1]
    if not _plain(list(ends)) or ends[0].frame != ends[1].frame:
        return pairs
    return [*(pair for pair in pairs if pair[0] != last[0] and pair[1] != last[1]), last]


def _tidy(
    pairs: list[Pair],
    old: list[ComparedBlock],
    new: list[ComparedBlock],
    opening_styles: Mapping[str, int],
) -> list[Pair]:
    """Shift pairs so that a form inserted or deleted between equal forms begins with its heading.

    Among equal neighbours it is arbitrary which of them is new; of the stretches with the same
    text the one that begins a page, or a group, is taken.
    """
    tidied = list(pairs)
    for number in range(1, len(tidied)):
        (i, j), (k, m) = tidied[number - 1], tidied[number]
        if k == i + 1 and m > j + 1:
            run, start, stop = new, j + 1, m
        elif m == j + 1 and k > i + 1:
            run, start, stop = old, i + 1, k
        else:
            continue
        up = _room(tidied[:number][::-1], run, start - 1, stop - 1, -1)
        down = _room(tidied[number:], run, start, stop, 1)
        step = max(
            range(-up, down + 1),
            key=lambda n: (_opening(run[start + n], opening_styles), -abs(n), n),
        )
        size = stop - start
        moved = range(number + step, number) if step < 0 else range(number, number + step)
        for index in moved:
            i, j = tidied[index]
            by = size if step < 0 else -size
            tidied[index] = (i, j + by) if run is new else (i + by, j)
    return tidied


def _room(pairs: list[Pair], run: list[ComparedBlock], first: int, second: int, way: int) -> int:
    """Return by how many blocks a stretch can be moved without any other change."""
    steps = 0
    for step, pair in enumerate(pairs[: abs(second - first)]):
        start = pairs[0]
        if pair != (start[0] + way * step, start[1] + way * step):
            break
        if run[first + way * step].key != run[second + way * step].key:
            break
        steps += 1
    return steps


def _opening(block: ComparedBlock, opening_styles: Mapping[str, int]) -> int:
    return opening_styles.get(block.style, 0) if block.element.tag == P else 0
