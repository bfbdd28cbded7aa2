"""Compare two editions of a package.

Tests: tests/comparison/test_comparison.py.
"""

from __future__ import annotations

from yugong.comparison.annexes import changed_annexes
from yugong.comparison.comparison import Comparison, Side
from yugong.comparison.edition import Edition
from yugong.comparison.forms import changed_projects
from yugong.comparison.stated import changed_facts, changed_tables
from yugong.comparison.texts import changed_sentences


def compare(old: Edition, new: Edition) -> Comparison:
    """Compare two editions, whatever their standards and years."""
    sentences = None
    if old.printed is not None and new.printed is not None:
        sentences = changed_sentences(old.printed, new.printed)
    return Comparison(
        old=_side(old),
        new=_side(new),
        facts=changed_facts(old, new),
        tables=(*changed_tables(old, new), *changed_annexes(old, new)),
        sentences=sentences or (),
        projects=changed_projects(old, new),
        left_out=() if sentences is not None else ("文字", "绩效表"),
    )


def _side(edition: Edition) -> Side:
    return Side(edition.source, edition.standard, edition.year, edition.department)
