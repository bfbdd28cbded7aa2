"""Finding the annexes of a document: those with a label, and tables after the last section.

An annex ends where the next one, a part or section of the package, a table of the standard or a
form begins.  A label over a form or a table of the standard is noted, and that is read as usual.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yugong.published.forms.words import FormWords, form_words
from yugong.published.model.annexes import PublishedAnnex
from yugong.published.model.blocks import Block, Form, Grid, Line
from yugong.published.model.printed_text import unmarked, whole_number
from yugong.published.narrative.sections import heads_a_section, section_name
from yugong.published.narrative.words import sections_before_annexes
from yugong.published.tables.titles import Titles, may_be_title, states_unit
from yugong.quick_dataclass import dataclass

_LABEL = re.compile(
    r"\s*(?P<label>附\s{0,4}件\s{0,4}(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})?)(?!\d|[-－—]\d)"
    r"(?:\s{0,4}[：:.．、]\s{0,4}|\s{1,8}|$)(?P<title>.*)",
    re.DOTALL,
)
_LISTED = re.compile(r"\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[.．、]")
_CONTENTS = re.compile(r"(?:\t|\.{3,}|…{1,}|·{3,}|．{3,})\s*\d*\s*$")
_RUNS_ON = re.compile(r"[。；;，,]")
_LONGEST_TITLE = 70
_TITLE_WITHIN = 3
_FEWEST_ROWS, _FEWEST_COLUMNS = 3, 2


@dataclass(frozen=True, slots=True)
class _Start:
    """The beginning of an annex: its first block, the block its content begins with, its names."""

    index: int
    content: int
    label: str
    number: int | None
    title: str
    level: int | None


def take_annexes(
    blocks: Sequence[Block], form: Form, titles: Titles
) -> tuple[tuple[PublishedAnnex, ...], tuple[Block, ...]]:
    """Return the annexes of a document in order, and the blocks outside them."""
    return _Finder(blocks, form, titles).annexes()


class _Finder:
    def __init__(self, blocks: Sequence[Block], form: Form, titles: Titles) -> None:
        self._blocks = blocks
        self._form = form
        self._titles = titles
        self._words: FormWords = form_words()
        self._section = ""

    def annexes(self) -> tuple[tuple[PublishedAnnex, ...], tuple[Block, ...]]:
        starts = self._labelled()
        found_annexes: list[PublishedAnnex] = []
        others: list[Block] = []
        index = 0
        while index < len(self._blocks):
            block = self._blocks[index]
            start = starts.get(index) or self._unlabelled(index)
            if start is None:
                self._note_section(block)
                others.append(block)
                index += 1
                continue
            end = self._end(start, starts)
            if self._is_elsewhere(start, end):
                found_annexes.append(self._annex(start, start.content, is_elsewhere=True))
                others.append(block)
                index += 1
                continue
            found_annexes.append(self._annex(start, end))
            index = max(end, index + 1)
        return tuple(found_annexes), tuple(others)

    def _annex(self, start: _Start, end: int, *, is_elsewhere: bool = False) -> PublishedAnnex:
        blocks = () if is_elsewhere else tuple(self._blocks[start.content : end])
        place = self._blocks[start.index].place
        return PublishedAnnex(start.label, start.number, start.title, blocks, place, is_elsewhere)

    def _note_section(self, block: Block) -> None:
        if isinstance(block, Line) and heads_a_section(block.text):
            self._section = section_name(block.text)

    def _labelled(self) -> dict[int, _Start]:
        """Return the annexes with a label by their first block; a list of annexes is none."""
        starts = [
            start
            for index, block in enumerate(self._blocks)
            if isinstance(block, Line) and (start := self._start(index, block)) is not None
        ]
        known = {start.index for start in starts}
        starts += [start for start in self._sheets() if start.index not in known]
        last = {start.number: start.index for start in starts}
        return {start.index: start for start in starts if last[start.number] == start.index}

    def _sheets(self) -> Iterator[_Start]:
        """Yield the annexes that only the names of their sheets call so."""
        before: str | None = None
        for index, block in enumerate(self._blocks):
            sheet = block.place.sheet
            if sheet is None or sheet == before:
                continue
            before = sheet
            match = _LABEL.fullmatch(sheet)
            if match is None:
                continue
            label = re.sub(r"\s", "", match["label"])
            number = whole_number(match["number"]) if match["number"] else None
            title, content = match["title"].strip(), index
            if isinstance(block, Line):
                title, content = unmarked(block.text).strip(), index + 1
            if not may_be_title(title):  # a sheet with the title of a table is read as a table
                yield _Start(index, content, label, number, title, None)

    def _start(self, index: int, line: Line) -> _Start | None:
        text = unmarked(line.text)
        match = _LABEL.fullmatch(text.strip())
        if match is None or _CONTENTS.search(text) or len(text) > _LONGEST_TITLE:
            return None
        title = match["title"].strip()
        if _LISTED.match(title) or _RUNS_ON.search(title):
            return None
        content = index + 1
        if not title:
            for after in range(index + 1, min(index + 1 + _TITLE_WITHIN, len(self._blocks))):
                block = self._blocks[after]
                if not isinstance(block, Line):
                    break
                if block.text.strip():
                    following = unmarked(block.text).strip()
                    fits = len(following) <= _LONGEST_TITLE and not _RUNS_ON.search(following)
                    if fits and not states_unit(following):
                        title, content = following, after + 1
                    break
        label = re.sub(r"\s", "", match["label"])
        number = whole_number(match["number"]) if match["number"] else None
        return _Start(index, content, label, number, title, line.level)

    def _unlabelled(self, index: int) -> _Start | None:
        """Return the start of an annex without a label: a title over a table, after the text."""
        block = self._blocks[index]
        following = self._blocks[index + 1] if index + 1 < len(self._blocks) else None
        if not isinstance(block, Line) or not isinstance(following, Grid):
            return None
        text = unmarked(block.text).strip()
        if (
            self._section not in sections_before_annexes()
            or not text
            or len(text) > _LONGEST_TITLE
            or _RUNS_ON.search(text)
            or heads_a_section(text)
            or self._is_title(text)
            or self._is_under_title(index)
            or len(following.rows) < _FEWEST_ROWS
            or len(following.rows[0]) < _FEWEST_COLUMNS
            or states_unit(text)
        ):
            return None
        return _Start(index, index + 1, "", None, text, block.level)

    def _is_under_title(self, index: int) -> bool:
        """Return True if a line just above is the title of a form or a table: （2026年度）."""
        for above in range(index - 1, max(index - 1 - _TITLE_WITHIN, -1), -1):
            block = self._blocks[above]
            if not isinstance(block, Line):
                return False
            if self._is_title(unmarked(block.text).strip()):
                return True
        return False

    def _is_title(self, text: str) -> bool:
        return self._titles.is_title(text) or bool(self._words.is_title(text))

    def _is_elsewhere(self, start: _Start, end: int) -> bool:
        """Return True for a label over what is read as a form or as a table of amounts."""
        if self._is_title(start.title):
            return True
        first = min(start.index + 1, start.content)
        for block in self._blocks[first : min(first + _TITLE_WITHIN + 1, end)]:
            if isinstance(block, Grid):
                cells = [cell for row in block.rows[:_TITLE_WITHIN] for cell in row]
                return any(self._words.is_title(cell) or states_unit(cell) for cell in cells)
            if self._is_title(unmarked(block.text)) or states_unit(block.text):
                return True
        return False

    def _end(self, start: _Start, starts: dict[int, _Start]) -> int:
        sheet = self._blocks[start.index].place.sheet
        for index in range(max(start.content, start.index + 1), len(self._blocks)):
            block = self._blocks[index]
            if index in starts or block.place.sheet != sheet:
                return index
            if not isinstance(block, Line):
                continue
            if start.level is not None:
                if block.level is not None and block.level <= start.level:
                    return index
            elif heads_a_section(block.text) or self._is_title(unmarked(block.text)):
                return index
        return len(self._blocks)
