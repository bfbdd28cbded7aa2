"""Misprints: wrong characters, words and marks written twice, sentences without an end.

Tests: tests/audit/wording/test_text.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from yugong.audit.evidence.printed import (
    Part,
    Printed,
    TextMatch,
    findings_from_matches,
    matches_in,
    printed,
)
from yugong.audit.evidence.word_lists import patterns, word_list
from yugong.audit.rule import Need, rule
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage
from yugong.published.model.printed_text import CHINESE

_TWICE = re.compile(rf"(?P<word>{CHINESE}{{2,8}})(?P=word)")
_LISTED_TWICE = re.compile(
    rf"(?<!{CHINESE})(?P<word>{CHINESE}{{3,16}})[、，](?P=word)(?=[，、。；]|$)"
)
_NARROW = re.compile(rf"(?:(?<={CHINESE})|(?<=[”）]))[,;:?!](?=\s?(?:{CHINESE}|[“（]))")
_ENDS = "。；;：:！？!?…）)】”』》"
_BEGINS = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[、.．](?!\d))"
)
_SENTENCE = re.compile(r"[，。；]")
_SENTENCE_LENGTH = 25


@rule(
    "W06",
    "错漏字、重复字词或标点有误",
    "按提示改正。",
    severities=[Severity.STYLE, Severity.ERROR, Severity.WARNING],
    needs=[Need.TEXT],
)
def no_misprints(package: PublishedPackage) -> Iterator[Finding]:
    """没有易错字，没有连写两遍的词和标点，标点用全角，段末有句号。"""
    yield from findings_from_matches("W06", _typos(package))
    yield from findings_from_matches("W06", _doubled(package))
    yield from findings_from_matches("W06", _narrow(package))
    yield from findings_from_matches("W06", _unended(package))


@rule(
    "W07",
    "“截止”应为“截至”",
    "表示到某时为止，用“截至”。",
    severities=[Severity.STYLE],
    needs=[Need.TEXT],
)
def until_a_day(package: PublishedPackage) -> Iterator[Finding]:
    """表示统计到某一天的数，写“截至”，不写“截止”。"""
    return findings_from_matches("W07", _listed(package, "截止"))


def _listed(package: PublishedPackage, part: str, *where: Part) -> Iterator[TextMatch]:
    text_patterns = patterns("typos.yaml", part)
    for piece in printed(package, *where):
        for pattern, match in text_patterns.matches(piece.text):
            what = pattern.what or match[0].strip()
            yield TextMatch(what, pattern.expected, piece, *match.span())


def _typos(package: PublishedPackage) -> Iterator[TextMatch]:
    yield from _listed(package, "错字")
    yield from _listed(package, "叠字", Part.NARRATIVE, Part.GLOSSARY, Part.FORM)
    for listed in _listed(package, "标点", Part.NARRATIVE, Part.GLOSSARY, Part.FORM):
        begins = listed.start == 0 and listed.end == 1
        if begins and _is_piece(package, listed.source):
            continue
        what = f"以“{listed.what}”开头" if begins else _clipped(listed.what)
        yield TextMatch(what, listed.expected, listed.source, listed.start, listed.end)


def _is_piece(package: PublishedPackage, piece: Printed) -> bool:
    """True if a text is a printed line, which may continue the line before it."""
    return package.form == "pdf" or (piece.part is Part.FORM and not piece.place.path)


def _clipped(text: str) -> str:
    return text if len(text) <= 12 else f"{text[:5]}…{text[-5:]}"


def _doubled(package: PublishedPackage) -> Iterator[TextMatch]:
    """Words written twice; in a form two cells or a name and its value may meet by chance."""
    allowed = frozenset(word_list("typos.yaml")["叠词"])
    without: set[str] = set()
    for piece in printed(package, Part.NARRATIVE, Part.GLOSSARY, Part.FORM):
        if piece.text in without:
            continue
        if not (_TWICE.search(piece.text) or _LISTED_TWICE.search(piece.text)):
            without.add(piece.text)
            continue
        for match in _TWICE.finditer(piece.text):
            if match[0] in allowed:
                continue
            form = piece.part is Part.FORM
            if form and _is_piece(package, piece) and match.end() == len(piece.text.rstrip()):
                continue
            severity = Severity.WARNING if form else Severity.ERROR
            yield TextMatch(match[0], match["word"], piece, *match.span(), severity)
        for match in _LISTED_TWICE.finditer(piece.text):
            yield TextMatch(match[0], match["word"], piece, *match.span())


def _narrow(package: PublishedPackage) -> Iterator[TextMatch]:
    for piece, match in matches_in(printed(package, Part.NARRATIVE, Part.GLOSSARY), _NARROW):
        yield TextMatch(f"半角“{match[0]}”", "全角标点", piece, *match.span())


def _unended(package: PublishedPackage) -> Iterator[TextMatch]:
    paragraphs = list(printed(package, Part.NARRATIVE, Part.GLOSSARY))
    for piece, following in zip_longest(paragraphs, paragraphs[1:]):
        if package.form in ("pdf", "text") and following and not _BEGINS.match(following.text):
            continue
        text = piece.text.rstrip()
        if len(text) < _SENTENCE_LENGTH or text[-1] in _ENDS or not _SENTENCE.search(text):
            continue
        yield TextMatch("段末没有句号", "段末有句号", piece, max(len(text) - 20, 0), len(text))
