"""Long clauses and paragraphs that are printed twice.

Tests: tests/audit/wording/test_text.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.audit.evidence.printed import Part, Printed, TextMatch, findings_from_matches, printed
from yugong.audit.rule import Need, rule
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage
from yugong.published.model.printed_text import unspaced

_CLAUSE = re.compile(r"[^，。；;：:！？\n]+")
_CLAUSE_LENGTH = 14
_PARAGRAPH_LENGTH = 10
_NEAR = 6
_NUMBER = re.compile(r"\d")


@rule("W13", "同一句话重复", "删去重复的一处。", severities=[Severity.STYLE], needs=[Need.TEXT])
def no_sentence_twice(package: PublishedPackage) -> Iterator[Finding]:
    """同一段里没有重复的长句，相邻几段里没有重复的段落；数字相同而事由不同的句子不算。"""
    narrative = list(printed(package, Part.NARRATIVE, Part.GLOSSARY))
    yield from findings_from_matches("W13", _clauses(narrative))
    yield from findings_from_matches("W13", _paragraphs(narrative))


def _clauses(narrative: list[Printed]) -> Iterator[TextMatch]:
    for piece in narrative:
        seen: set[str] = set()
        for match in _CLAUSE.finditer(piece.text):
            clause = unspaced(match[0])
            if len(clause) < _CLAUSE_LENGTH or _NUMBER.search(clause):
                continue
            if clause in seen and not _is_reason(clause):
                yield TextMatch(clause, "只写一次", piece, *match.span())
            seen.add(clause)


def _is_reason(clause: str) -> bool:
    """True for a reason: income and expenditure often change for the same one, printed for both."""
    return "原因" in clause


def _paragraphs(narrative: list[Printed]) -> Iterator[TextMatch]:
    plain = [_plain(piece.text) for piece in narrative]
    for index, text in enumerate(plain):
        if len(text) >= _PARAGRAPH_LENGTH and text in plain[max(index - _NEAR, 0) : index]:
            paragraph = narrative[index]
            if _ends_sentence(narrative[max(index - _NEAR, 0) : index + 1], text):
                yield TextMatch(text, "只写一次", paragraph, 0, len(paragraph.text))


def _ends_sentence(near: list[Printed], text: str) -> bool:
    """True if it is a sentence and not a title, which two forms may share."""
    return any(_plain(piece.text) == text and piece.text.rstrip().endswith("。") for piece in near)


def _plain(text: str) -> str:
    """A paragraph without blanks and the ways of writing 没有 and its full stop."""
    return unspaced(text).rstrip("。；").replace("没有", "无")
