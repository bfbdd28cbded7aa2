"""The running text of two editions compared, sentence by sentence under its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.comparison.alignment import beside
from yugong.comparison.comparison import SentenceChange
from yugong.comparison.marks import likeness, marked
from yugong.comparison.printed import Printed, Section

_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？]+[”’）」』]*|[^。；！？\n]+")
_LEAST_ALIKE = 0.4
_LEAST_ALIKE_HEADING = 0.5


def changed_sentences(old: Printed, new: Printed) -> tuple[SentenceChange, ...]:
    """Sentences that differ, in printed order; a heading is the first sentence of its section."""
    here, there = old.sections, new.sections
    headings = [section.heading for section in here], [section.heading for section in there]
    changes: list[SentenceChange] = []
    for a, b in beside(*headings, likeness, _LEAST_ALIKE_HEADING):
        one = None if a is None else here[a]
        other = None if b is None else there[b]
        changes += _section(one, other)
    return tuple(changes)


def sentences(section: Section | None) -> list[str]:
    """The heading and the sentences of a section."""
    if section is None:
        return []
    found = [section.heading] if section.heading else []
    for paragraph in section.paragraphs:
        found += [text for one in _SENTENCE.findall(paragraph) if (text := one.strip())]
    return found


def _section(old: Section | None, new: Section | None) -> Iterator[SentenceChange]:
    paths = old.path if old else (), new.path if new else ()
    here, there = sentences(old), sentences(new)
    for a, b in beside(here, there, likeness, _LEAST_ALIKE):
        one = None if a is None else here[a]
        other = None if b is None else there[b]
        if one != other:
            pieces = marked(one, other) if one is not None and other is not None else ()
            yield SentenceChange(*paths, one, other, pieces)
