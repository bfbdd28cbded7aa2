"""The headed parts of a package's text, under the names the standards have for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import field
from math import ceil

from rapidfuzz import fuzz

from yugong.findings import Place
from yugong.published.model.blocks import Block, Form, Line
from yugong.published.model.package import Passage, Section
from yugong.published.model.printed_text import unmarked
from yugong.published.model.squeezed_text import squeezed
from yugong.published.narrative.running_text import passages
from yugong.published.narrative.words import SectionWords, narrative_words
from yugong.quick_dataclass import dataclass

_NUMBERS = "[一二三四五六七八九十百]+"
_LEVELS = (
    re.compile(rf"第{_NUMBERS}(?:部分|章)"),
    re.compile(rf"{_NUMBERS}、"),
    re.compile(rf"\({_NUMBERS}\)"),
    re.compile(r"\d{1,2}[、.](?!\d)"),
    re.compile(r"\(\d{1,2}\)"),
)
_CONTENTS = re.compile(r"(?:\t|\.{3,}|…{2,}|·{3,})\s*\d*\s*$")
_RUNS_ON = re.compile(r"[。;]|:.|，$|、$|\d\.\d\d|万元|\d$")
_LONGEST = 42
_LEAST_LIKE = 75
_PART = 1
_INNER_PART = 2.5
"""The level of parts inside a section: below 一、 and above （一）."""


@dataclass(slots=True)
class _Open:
    """A section while its passages are still being read."""

    name: str
    heading: str
    level: float
    place: Place
    undivided: bool = False
    passages: list[Passage] = field(default_factory=list)

    def closed(self) -> Section:
        return Section(self.name, self.heading, ceil(self.level), tuple(self.passages), self.place)


def read_sections(blocks: Iterable[Block], form: Form) -> tuple[Section, ...]:
    """Read the sections in reading order; text before the first heading belongs to none.

    A named section has the passages of its subdivisions too, except of named ones.  Headings in
    a table of contents make no section.
    """
    lines = [
        block
        for block in blocks
        if isinstance(block, Line) and not _CONTENTS.search(block.text.rstrip("\n"))
    ]
    levels = {line.place: line.level for line in lines if line.level is not None}
    stack: list[_Open] = []
    made: list[_Open] = []
    parts: set[str] = set()
    for passage in passages(lines, form, _is_known):
        heading = _heading(passage, levels.get(passage.place))
        if heading is not None:
            level, text = heading
            if level == _PART and _is_inner_part(passage.text, text, parts, stack):
                level = _INNER_PART
            inner = next((opened.level for opened in stack if opened.undivided), None)
            if inner is None or level <= inner:
                while stack and stack[-1].level >= level:
                    stack.pop()
                words = _words(text)
                if words is not None and any(opened.name == words.name for opened in stack):
                    words = None
                section = _Open(
                    words.name if words else "",
                    passage.text.strip(),
                    level,
                    passage.place,
                    words is not None and words.undivided,
                )
                stack.append(section)
                made.append(section)
                continue
        _put(passage, stack)
    return tuple(section.closed() for section in _without_contents(made))


def _is_inner_part(heading: str, name: str, parts: set[str], stack: Sequence[_Open]) -> bool:
    """Tell if a 第一部分 is inside a section: the package has had its own already."""
    number = _LEVELS[0].match(squeezed(unmarked(heading)))
    if number is None:
        return False
    within = any(section.level == _INNER_PART for section in stack)
    again = number[0] in parts and any(section.name and section.level > _PART for section in stack)
    parts.add(number[0])
    return (within or again) and _words(name) is None


def _put(passage: Passage, stack: Sequence[_Open]) -> None:
    """A passage goes to the innermost section and to the innermost one that has a name."""
    if not stack:
        return
    stack[-1].passages.append(passage)
    named = next((section for section in reversed(stack) if section.name), None)
    if named is not None and named is not stack[-1]:
        named.passages.append(passage)


def _heading(passage: Passage, declared: int | None) -> tuple[float, str] | None:
    """The level of a heading and its text without its number; ``None`` for running text."""
    text = squeezed(unmarked(passage.text)).lstrip("-#")
    for level, number in enumerate(_LEVELS, start=1):
        match = number.match(text)
        if match is None:
            continue
        title = text[match.end() :]
        if len(title) > _LONGEST or _RUNS_ON.search(title) or (not title and level > _PART):
            return None
        return level, title.rstrip(":")
    if declared is not None and len(text) <= _LONGEST and not _RUNS_ON.search(text):
        return declared, text
    return None


def _words(heading: str) -> SectionWords | None:
    """The section of this heading, by the most alike of all known headings."""
    bare = _bare(heading)
    sections = narrative_words()[0]
    same = next((words for words in sections if bare in words.headings), None)
    if same is not None:
        return same
    best: tuple[float, SectionWords | None] = (0.0, None)
    for words in sections:
        for known in words.headings:
            score = fuzz.ratio(bare, known)
            if score > best[0]:
                best = (score, words)
    return best[1] if best[0] >= _LEAST_LIKE else None


def _bare(heading: str) -> str:
    """A heading without its year and without remarks in brackets at its end."""
    return re.sub(r"^20\d\d(?=年)|\([^()]*附[^()]*\)$", "", heading)


def _without_contents(made: Sequence[_Open]) -> Iterable[_Open]:
    """Headings with nothing under them that come again are the lines of a table of contents."""
    for index, section in enumerate(made):
        if section.passages or all(later.heading != section.heading for later in made[index + 1 :]):
            yield section


def _is_known(text: str) -> bool:
    """Tell if a line is a heading known to the standards."""
    heading = _heading(Passage(text, Place()), None)
    return heading is not None and _words(heading[1]) is not None


def heads_a_section(text: str) -> bool:
    """Tell if a line is the heading of a known section, or of a part of a package."""
    heading = _heading(Passage(text, Place()), None)
    if heading is None:
        return False
    level, title = heading
    return level == _PART or (level == _PART + 1 and _words(title) is not None)


def section_name(text: str) -> str:
    """Return the name of the section that a line heads; empty for one without a name."""
    heading = _heading(Passage(text, Place()), None)
    words = None if heading is None else _words(heading[1])
    return "" if words is None else words.name
