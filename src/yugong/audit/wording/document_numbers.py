"""Numbers of official documents, and brackets that open and close.

Tests: tests/audit/wording/test_layout.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.audit.evidence.printed import Part, TextMatch, findings_from_matches, printed
from yugong.audit.evidence.word_lists import patterns
from yugong.audit.rule import Need, rule
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage

_PAIRS = {"（": "）", "(": ")", "《": "》", "〔": "〕", "【": "】", "“": "”", "「": "」"}
_SAME = {"(": "（", ")": "）"}
_MARK = re.compile(f"[{re.escape(''.join([*_PAIRS, *_PAIRS.values(), *_SAME]))}]")
_ENUMERATOR = re.compile(r"(?:(?<=^)|(?<=[\s。；;：:，,]))[\da-zA-Z一二三四五六七八九十]{1,3}[）)]")


@rule(
    "W11",
    "文号写法有误或括号不成对",
    "文号写成〔年份〕号，括号引号成对。",
    severities=[Severity.STYLE],
    needs=[Need.TEXT],
)
def document_numbers_and_brackets(package: PublishedPackage) -> Iterator[Finding]:
    """文号的年份用六角括号〔〕；括号、书名号、引号成对。"""
    yield from findings_from_matches("W11", _numbers(package))
    yield from findings_from_matches("W11", _brackets(package))


def _numbers(package: PublishedPackage) -> Iterator[TextMatch]:
    joined = any(True for _ in printed(package, Part.JOINED))
    forms = Part.JOINED if joined else Part.FORM
    text_patterns = patterns("typos.yaml", "文号")
    for piece in printed(package, Part.NARRATIVE, Part.GLOSSARY, forms):
        for pattern, match in text_patterns.matches(piece.text):
            yield TextMatch(match[0], pattern.expected, piece, *match.span())


def _brackets(package: PublishedPackage) -> Iterator[TextMatch]:
    unpaired: dict[str, int | None] = {}
    for piece in printed(package, Part.NARRATIVE, Part.GLOSSARY, Part.FORM):
        # A printed line of a form is a piece of a cell: its bracket may close on the next one.
        if piece.part is Part.FORM and package.form in ("pdf", "text") and not piece.place.path:
            continue
        if piece.text not in unpaired:
            unpaired[piece.text] = _unpaired(piece.text)
        position = unpaired[piece.text]
        if position is not None:
            yield TextMatch(
                f"“{piece.text[position]}”不成对", "成对使用", piece, position, position + 1
            )


def _unpaired(printed_text: str) -> int | None:
    """The position of the first bracket that has no pair; ``None`` if all are paired."""
    if _MARK.search(printed_text) is None:
        return None
    text = printed_text
    if "）" in text or ")" in text:
        text = _ENUMERATOR.sub(lambda match: "　" * len(match[0]), text)
    open_: list[tuple[str, int]] = []
    for index, raw in enumerate(text):
        mark = _SAME.get(raw, raw)
        if mark in _PAIRS:
            open_.append((_PAIRS[mark], index))
        elif mark in _PAIRS.values():
            if not open_ or open_[-1][0] != mark:
                return index
            open_.pop()
    return open_[0][1] if open_ else None
