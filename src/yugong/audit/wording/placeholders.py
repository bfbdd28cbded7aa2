"""Places left for somebody to fill in, and marks of a draft.

Tests: tests/audit/wording/test_text.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from yugong.audit.evidence.masking import masked
from yugong.audit.evidence.printed import Part, TextMatch, findings_from_matches, printed
from yugong.audit.evidence.word_lists import patterns, word_list
from yugong.audit.rule import Need, rule, violation
from yugong.findings import Finding, Severity
from yugong.published.model.blocks import LeftOverKind
from yugong.published.model.package import PublishedPackage
from yugong.published.model.printed_text import unspaced

_ALONE = 20
"""A paragraph of at most so many characters that names a draft is a mark, not a sentence."""

_ON_EVERY_PAGE = (LeftOverKind.WATERMARK, LeftOverKind.RUNNING)


@rule(
    "W01",
    "有没有填写的占位符",
    "写明内容，或删去这一句。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.TEXT],
)
def no_placeholders(package: PublishedPackage) -> Iterator[Finding]:
    """公开的文本里没有留给人填写的占位符、待补充标记、备选词和错误值。"""
    return findings_from_matches("W01", _placeholders(package))


def _placeholders(package: PublishedPackage) -> Iterator[TextMatch]:
    text_patterns = patterns("placeholders.yaml", "占位符")
    for piece in printed(package):
        taken: list[tuple[int, int]] = []
        for pattern, match in text_patterns.matches(piece.text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            severity = Severity.WARNING if pattern.doubtful else Severity.ERROR
            yield TextMatch(match[0].strip(), pattern.expected, piece, *match.span(), severity)


@rule(
    "W02",
    "有草稿、内部字样或水印",
    "换成定稿后再公开。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.TEXT],
)
def no_draft_marks(package: PublishedPackage) -> Iterator[Finding]:
    """公开的是定稿：没有水印，页眉页脚和正文里没有“征求意见稿”“内部资料”一类字样。"""
    words: list[str] = word_list("placeholders.yaml")["未定稿"]
    for left in package.left_overs:
        if left.kind not in _ON_EVERY_PAGE:
            continue
        word = next((word for word in words if word in left.text), "")
        if word:
            yield violation("W02", left.place, masked(left.text), "没有这类字样")
        elif left.kind is LeftOverKind.WATERMARK:
            yield violation(
                "W02", left.place, masked(left.text), "没有水印", severity=Severity.WARNING
            )
    yield from findings_from_matches("W02", _alone(package, words))


def _alone(package: PublishedPackage, words: list[str]) -> Iterator[TextMatch]:
    for piece in printed(package, Part.NARRATIVE, Part.CONTENTS):
        text = unspaced(piece.text)
        if len(text) <= _ALONE:
            for word in words:
                if text.strip("（）()【】[]") == word or text.endswith(
                    (f"（{word}）", f"({word})")
                ):
                    start = piece.text.find(word)
                    yield TextMatch(
                        word,
                        "没有这类字样",
                        piece,
                        max(start, 0),
                        start + len(word),
                        Severity.ERROR,
                    )
