"""Paragraphs and tables of a text compared with those it had before."""

from __future__ import annotations

import copy
from collections.abc import Hashable, Mapping
from functools import cached_property
from typing import Any

from rapidfuzz import fuzz

from yugong.writing.docx.template.ooxml import PPR, SDT, SDT_CONTENT, SECTPR, TBL, TR, VAL, P, w
from yugong.writing.redline.identity import (
    Identified,
    naming_texts,
    style_of,
    text_of,
    without_numbers,
)
from yugong.writing.redline.items import control_tag, open_fields
from yugong.writing.redline.marks import Kind
from yugong.writing.redline.paragraphs import Paragraphs, is_contents_entry, section_of
from yugong.writing.redline.sequence import Pair, common_pairs, gaps, paired, unique_pairs
from yugong.writing.redline.tables import Names, Row, Tables, columns, comparable, table_likeness
from yugong.writing.redline.tally import Tools

_BLOCKS = frozenset({P, TBL, SDT})
_NAMING_ROWS = 3
_FLOOR = 0.45
_GALLERY = f"{w('sdtPr')}/{w('docPartObj')}/{w('docPartGallery')}"


class Block(Identified):
    """A paragraph, table or content control and what it is recognised by."""

    @cached_property
    def text(self) -> str:
        return text_of(self.element)

    @cached_property
    def style(self) -> str:
        return style_of(self.element)

    @cached_property
    def names(self) -> Names:
        return Names(self.element)

    @cached_property
    def frame(self) -> Hashable:
        """What must be equal if one block is to be another one changed."""
        if self.element.tag == P:
            return (P, open_fields(self.element), section_of(self.element) is not None)
        if self.element.tag == TBL:
            return (TBL, columns(self.element))
        gallery = self.element.find(_GALLERY)
        return (SDT, control_tag(self.element), "" if gallery is None else gallery.get(VAL))

    @cached_property
    def name(self) -> Hashable | None:
        """What the block is called: its wording without numbers, the head of a table."""
        if self.element.tag == TBL:
            rows = [Row(row, self._identity) for row in self.element.findall(TR)[:_NAMING_ROWS]]
            texts = [without_numbers(text) for row in rows for text in naming_texts(row.texts)]
            return (self.frame, tuple(texts))
        if self.element.tag == P and self.text.strip():
            return (self.frame, self.style, without_numbers(self.text))
        if self.element.tag == SDT or self.frame[1]:  # type: ignore[index]
            return self.frame
        return None


class Blocks:
    """Marks what differs between two texts, in the new one."""

    def __init__(self, tools: Tools, openers: Mapping[str, int]) -> None:
        """``openers`` are the styles of headings, weighed by how surely they begin something."""
        self._tools = tools
        self._openers = openers
        self.paragraphs = Paragraphs(tools)
        self._tables = Tables(tools, lambda old, new: self.change(old, new, in_cell=True))

    def change(self, old_parent: Any, new_parent: Any, *, in_cell: bool = False) -> None:
        """All blocks of a container: a body, a cell, a header, a content control."""
        old = [Block(child, self._tools.old) for child in old_parent if child.tag in _BLOCKS]
        new = [Block(child, self._tools.new) for child in new_parent if child.tag in _BLOCKS]
        pairs = _tidy(_with_end(_paired(old, new), old, new), old, new, self._openers)
        shift = _End(self, old, new, pairs)
        stays = dict(pairs)
        place: Any = None
        waiting = 0
        for number, block in enumerate(old):
            if number not in stays:
                self._leaves(block.element, shift, in_cell)
                _put(block.element, place, new_parent)
                place = block.element
                continue
            while waiting < stays[number]:
                self._comes(new[waiting].element, shift, in_cell)
                waiting += 1
            self._stays(block, new[waiting], in_cell)
            place = new[waiting].element
            waiting += 1
        for late in new[waiting:]:
            self._comes(late.element, shift, in_cell)
        shift.finish()

    def _leaves(self, element: Any, shift: _End, in_cell: bool) -> None:
        tools = self._tools
        tools.adoption.adopt(element)
        self._mark(element, "del", shift)
        if not in_cell:
            tools.tally.paragraphs_deleted += element.tag == P
            tools.tally.tables_deleted += element.tag == TBL

    def _comes(self, element: Any, shift: _End, in_cell: bool) -> None:
        tools = self._tools
        self._mark(element, "ins", shift)
        if not in_cell:
            tools.tally.paragraphs_inserted += element.tag == P
            tools.tally.tables_inserted += element.tag == TBL

    def _mark(self, element: Any, kind: Kind, shift: _End) -> None:
        """A whole block; of the last paragraph, only what is in it."""
        marks = self._tools.marks
        if element is shift.last:
            marks.content(element, kind)
        else:
            marks.block(element, kind)

    def _stays(self, old: Block, new: Block, in_cell: bool) -> None:
        tools = self._tools
        if old.key == new.key:
            tools.adoption.same_places(old.element, new.element)
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

    Its last paragraph mark can neither come nor go: Word has nothing to join it to.  Where
    paragraphs come or go at the end, the marks of those before are tracked instead, and the
    last one bears the properties of the paragraph that it ends.
    """

    def __init__(
        self, blocks: Blocks, old: list[Block], new: list[Block], pairs: list[Pair]
    ) -> None:
        self._blocks = blocks
        self.last: Any = None
        """The last paragraph, where it comes or goes without its mark."""
        self._joined: Any = None
        self._leaving = False
        if not pairs:
            return
        i, j = pairs[-1]
        if (i, j) == (len(old) - 1, len(new) - 1):
            return
        rest = old[i + 1 :] or new[j + 1 :]
        if not _plain(rest) or not _plain([old[i], new[j]]):
            return
        self._leaving = bool(old[i + 1 :])
        self.last = rest[-1].element
        self._joined = new[j].element
        other = old[i].element if not self._leaving else new[j].element
        found = other.find(PPR)
        self._former = None if found is None else copy.deepcopy(found)

    def finish(self) -> None:
        """Set the marks and properties once the blocks are in place."""
        if self.last is None:
            return
        marks = self._blocks._tools.marks
        marks.paragraph_mark(self._joined, "del" if self._leaving else "ins")
        if self._leaving:
            own = self.last.find(PPR)
            if own is not None:
                self.last.remove(own)
            if self._former is not None:
                self.last.insert(0, self._former)
            self._blocks.paragraphs.properties(own, self.last)
        else:
            self._blocks.paragraphs.properties(self._former, self.last)


def _plain(blocks: list[Block]) -> bool:
    return all(block.element.tag == P and section_of(block.element) is None for block in blocks)


def _paired(old: list[Block], new: list[Block]) -> list[Pair]:
    """The blocks that stay, however changed."""
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
    found = paired(pairs, whole, ways, lambda i, j: _likeness(old[i], new[j]), _FLOOR)
    return [(i, j) for i, j in found if _may_pair(old[i], new[j])]


def _may_pair(old: Block, new: Block) -> bool:
    if old.frame != new.frame:
        return False
    if old.key == new.key:
        return True
    return new.element.tag != TBL or comparable(old.element, new.element)


def _likeness(old: Block, new: Block) -> float:
    """How surely a block is another one changed, 0 to 1."""
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


def _with_end(pairs: list[Pair], old: list[Block], new: list[Block]) -> list[Pair]:
    """The last blocks as a pair where both are ends of paragraphs that cannot be shifted."""
    if not old or not new:
        return pairs
    last = (len(old) - 1, len(new) - 1)
    if pairs and pairs[-1] == last:
        return pairs
    i, j = pairs[-1] if pairs else (-1, -1)
    rest = [*old[i + 1 :], *new[j + 1 :]]
    one_sided = not old[i + 1 :] or not new[j + 1 :]
    if pairs and one_sided and _plain([old[i], new[j], *rest]):
        return pairs
    ends = old[-1], new[-1]
    if not _plain(list(ends)) or ends[0].frame != ends[1].frame:
        return pairs
    return [*(pair for pair in pairs if pair[0] != last[0] and pair[1] != last[1]), last]


def _tidy(
    pairs: list[Pair], old: list[Block], new: list[Block], openers: Mapping[str, int]
) -> list[Pair]:
    """A form that comes or goes between its like begins with its heading.

    Among equal neighbours it is arbitrary which of them came; of the stretches that say the same
    the one is taken that begins with what begins a page or stays with what follows it.
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
            range(-up, down + 1), key=lambda n: (_opening(run[start + n], openers), -abs(n), n)
        )
        size = stop - start
        for at in range(number + step, number) if step < 0 else range(number, number + step):
            i, j = tidied[at]
            by = size if step < 0 else -size
            tidied[at] = (i, j + by) if run is new else (i + by, j)
    return tidied


def _room(pairs: list[Pair], run: list[Block], one: int, other: int, way: int) -> int:
    """By how many blocks a stretch can be moved without saying anything else."""
    steps = 0
    for step, pair in enumerate(pairs[: abs(other - one)]):
        first = pairs[0]
        if pair != (first[0] + way * step, first[1] + way * step):
            break
        if run[one + way * step].key != run[other + way * step].key:
            break
        steps += 1
    return steps


def _opening(block: Block, openers: Mapping[str, int]) -> int:
    return openers.get(block.style, 0) if block.element.tag == P else 0
