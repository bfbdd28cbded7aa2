"""Compare the running text of two editions, sentence by sentence under its headings.

Tests: tests/comparison/test_comparison.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.comparison.alignment import aligned
from yugong.comparison.comparison import SentenceChange
from yugong.comparison.marks import marked, wording_likeness
from yugong.comparison.printed import ComparedSection, ComparedText

_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？]+[”’）」』]*|[^。；！？\n]+")
_LEAST_ALIKE = 0.4
_LEAST_ALIKE_HEADING = 0.5


def changed_sentences(old: ComparedText, new: ComparedText) -> tuple[SentenceChange, ...]:
    """Return sentences that differ, in printed order; a heading is its section's first sentence."""
    here, there = old.sections, new.sections
    headings = [section.heading for section in here], [section.heading for section in there]
    changes: list[SentenceChange] = []
    for a, b in aligned(*headings, wording_likeness, _LEAST_ALIKE_HEADING):
        old_section = None if a is None else here[a]
        other = None if b is None else there[b]
        changes += _section(old_section, other)
    return tuple(changes)


def sentences(section: ComparedSection | None) -> list[str]:
    """Return the heading and the sentences of a section."""
    if section is None:
        return []
    texts = [section.heading] if section.heading else []
    for paragraph in section.paragraphs:
        texts += [text for piece in _SENTENCE.findall(paragraph) if (text := piece.strip())]
    return texts


def _section(old: ComparedSection | None, new: ComparedSection | None) -> Iterator[SentenceChange]:
    paths = old.path if old else (), new.path if new else ()
    here, there = sentences(old), sentences(new)
    for a, b in aligned(here, there, wording_likeness, _LEAST_ALIKE):
        old_sentence = None if a is None else here[a]
        other = None if b is None else there[b]
        if old_sentence != other:
            pieces = (
                marked(old_sentence, other)
                if old_sentence is not None and other is not None
                else ()
            )
            yield SentenceChange(*paths, old_sentence, other, pieces)
