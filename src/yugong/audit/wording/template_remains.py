"""Remains of a template, a budget system or a converter in the text.

Tests: tests/audit/wording/test_layout.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.audit.evidence.printed import Part, Printed, TextMatch, findings_from_matches, printed
from yugong.audit.evidence.word_lists import patterns, word_list
from yugong.audit.rule import Need, rule
from yugong.findings import Finding, Severity
from yugong.published.model.blocks import LeftOverKind
from yugong.published.model.package import PublishedPackage
from yugong.published.model.printed_text import unspaced
from yugong.standard.schema import RowSpec

_CODED_LENGTH = 60
_ORDINAL = re.compile(r"^[一二三四五六七八九十]{1,4}、")


@rule(
    "W09",
    "有模板或软件的残留",
    "改成本地、本年的写法，或删去。",
    severities=[Severity.STYLE],
    needs=[Need.TEXT],
)
def nothing_left_of_a_template(package: PublishedPackage) -> Iterator[Finding]:
    """没有“县(区)级”“附件n”一类模板字样，没有书签标记、孤立的页码和名称前的预算代码。"""
    yield from findings_from_matches("W09", _remains(package))
    yield from findings_from_matches("W09", _codes(package))
    yield from findings_from_matches("W09", _bookmarks(package))


def _remains(package: PublishedPackage) -> Iterator[TextMatch]:
    text_patterns = patterns("template_remains.yaml", "残留")
    prescribed = _prescribed_rows(package)
    for piece in printed(package):
        if piece.part is Part.RUNNING:
            continue
        if piece.part is Part.TABLE and _bare(piece.text) in prescribed:
            continue
        for pattern, match in text_patterns.matches(piece.text):
            yield TextMatch(pattern.what, pattern.expected, piece, *match.span())


def _prescribed_rows(package: PublishedPackage) -> set[str]:
    """The titles of rows that the standard itself prints."""
    rows = [
        row
        for table in package.standard.tables
        for block in table.blocks
        for row in block.rows
        if isinstance(row, RowSpec)
    ]
    return {_bare(row.title) for row in rows if row.title}


def _bare(title: str) -> str:
    """A row's title without blanks and its number in the list."""
    return _ORDINAL.sub("", unspaced(title))


def _codes(package: PublishedPackage) -> Iterator[TextMatch]:
    """The code of a budget system before the department's name."""
    if not package.department:
        return
    coded = re.compile(word_list("template_remains.yaml")["代码"] + re.escape(package.department))
    for piece in printed(package):
        match = coded.match(piece.text)
        if match and len(piece.text) <= _CODED_LENGTH:
            yield TextMatch(match[0].strip(), package.department, piece, *match.span())


def _bookmarks(package: PublishedPackage) -> Iterator[TextMatch]:
    for left in package.left_overs:
        if left.kind is LeftOverKind.BOOKMARK and left.text.startswith("["):
            bookmark = Printed(left.text, left.place, Part.NARRATIVE)
            yield TextMatch("书签标记", "删去", bookmark, 0, len(left.text))
