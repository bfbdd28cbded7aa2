"""Conditions and loops, each paired with its end; the same rules in Word and Excel.

Tests: tests/template/test_same_in_word_and_excel.py.
"""

from __future__ import annotations

from dataclasses import field
from typing import Generic, TypeVar

from yugong.findings import Kind
from yugong.quick_dataclass import dataclass
from yugong.template.faults import TagFault
from yugong.template.limits import BLOCKS_LIMIT, LOOPS_LIMIT
from yugong.template.tags import CLOSERS, MIDDLES, OPENERS, Tag

_Item = TypeVar("_Item")
"""A tag with what a writer keeps beside it."""


@dataclass(slots=True)
class _OpenBlock(Generic[_Item]):
    tag: Tag
    item: _Item
    middles: list[str] = field(default_factory=list)


class BlockStack(Generic[_Item]):
    """Takes the tags of one part, sheet or cell in their order and pairs them.

    ``faults`` gathers middles without a beginning, ends without one, and beginnings without an
    end (S004), and blocks nested too deep (S008).
    """

    def __init__(self) -> None:
        self._open: list[_OpenBlock[_Item]] = []
        self.faults: list[TagFault] = []

    def take(self, tag: Tag, item: _Item) -> _Item | None:
        """Take the next tag; return the item that its block began with, None for a beginning.

        None also comes back for a tag at fault and for one that is no part of a block.
        """
        if tag.word in OPENERS:
            self._begin(tag, item)
            return None
        if tag.word in MIDDLES:
            return self._middle(tag)
        return self._end(tag) if tag.word in CLOSERS else None

    def finish(self) -> None:
        """Note the blocks that have no end."""
        for block in self._open:
            self._without_end(block.tag)
        self._open.clear()

    def _begin(self, tag: Tag, item: _Item) -> None:
        self._open.append(_OpenBlock(tag, item))
        loops = sum(block.tag.word == "for" for block in self._open)
        if tag.word == "for" and loops == LOOPS_LIMIT + 1:
            expected = f"循环里套循环不超过 {LOOPS_LIMIT} 层"
            self._fault(tag, expected, Kind.TEMPLATE_BEYOND_LIMITS)
        elif len(self._open) == BLOCKS_LIMIT + 1:
            expected = f"条件和循环嵌套不超过 {BLOCKS_LIMIT} 层"
            self._fault(tag, expected, Kind.TEMPLATE_BEYOND_LIMITS)

    def _middle(self, tag: Tag) -> _Item | None:
        block = self._open[-1] if self._open else None
        if block is None or (tag.word == "elif" and block.tag.word != "if"):
            self._fault(tag, f"前面有与它成对的 {_tag(tag.scope, 'if …')}")
            return None
        if "else" in block.middles:
            self._fault(tag, "else 只有一个，并且在最后")
            return None
        block.middles.append(tag.word)
        return block.item

    def _end(self, tag: Tag) -> _Item | None:
        word = CLOSERS[tag.word]
        if not any(block.tag.word == word for block in self._open):
            self._fault(tag, f"前面有与它成对的 {_tag(tag.scope, f'{word} …')}")
            return None
        while self._open[-1].tag.word != word:
            block = self._open.pop()
            self._without_end(block.tag)
        return self._open.pop().item

    def _without_end(self, tag: Tag) -> None:
        self._fault(tag, f"后面有与它成对的 {_tag(tag.scope, f'end{tag.word}')}")

    def _fault(self, tag: Tag, expected: str, code: str = Kind.MALFORMED_TAG) -> None:
        self.faults.append(TagFault(code, tag.place, tag.raw, expected))


def _tag(scope: str, body: str) -> str:
    return f"{{%{scope} {body} %}}"
