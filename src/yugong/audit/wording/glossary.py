"""The terms the text uses and the glossary that explains them.

Tests: tests/audit/wording/test_layout.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.audit.evidence.printed import Part, Printed, TextMatch, findings_from_matches, printed
from yugong.audit.evidence.word_lists import word_list
from yugong.audit.rule import Need, rule, violation
from yugong.findings import Finding, Place, Severity
from yugong.published.model.package import PublishedPackage

_ENTRY = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|\d{1,2}[、.．]|[（(][一二三四五六七八九十\d]+[）)])\s*"
    r"(?P<term>[^：:，。]{2,30}?)(?P<colon>[：:])?(?=[：:]|\s*(?:是?指|是对|专指|根据|纳入)|(?<=[：:]))"
)


@rule(
    "W08",
    "名词解释不全或与正文用语不一致",
    "补上解释，统一用语和写法。",
    severities=[Severity.STYLE],
    needs=[Need.TEXT],
)
def terms_are_explained(package: PublishedPackage) -> Iterator[Finding]:
    """正文用到的专用名词在名词解释里有解释，写法与正文、报表表头相同，各条体例一致。"""
    entries = list(printed(package, Part.GLOSSARY))
    if not entries:
        return
    used = "\n".join(piece.text for piece in printed(package, Part.NARRATIVE))
    explained = "\n".join(entry.text for entry in entries)
    yield from _unexplained(used, explained, entries[0].place)
    heads = _heads(package)
    terms = [(match, entry) for entry in entries if (match := _ENTRY.match(entry.text))]
    yield from findings_from_matches("W08", _named_otherwise(terms, used + heads))
    yield from findings_from_matches("W08", _without_colon(terms))


def _unexplained(used: str, explained: str, place: Place) -> Iterator[Finding]:
    for term in word_list("glossary.yaml")["术语"]:
        if re.search(term["写法"], used) and not re.search(term["写法"], explained):
            yield violation(
                "W08",
                place,
                f"没有解释{term['名']}",
                f"解释正文用到的{term['名']}",
            )


def _heads(package: PublishedPackage) -> str:
    return "\n".join(
        column.head
        for table in package.tables.values()
        for block in table.spec.blocks
        for column in block.columns
        if column.name in table.columns
    )


def _named_otherwise(terms: list[tuple[re.Match[str], Printed]], used: str) -> Iterator[TextMatch]:
    for match, piece in terms:
        term = match["term"].strip()
        for pair in word_list("glossary.yaml")["统一"]:
            if term == pair["解释"] and term not in used and pair["统一"] in used:
                yield TextMatch(term, pair["统一"], piece, *match.span("term"))


def _without_colon(terms: list[tuple[re.Match[str], Printed]]) -> Iterator[TextMatch]:
    """Entries that lack the colon the most of them have."""
    bare = [(match, piece) for match, piece in terms if not _colon(match, piece)]
    if 2 * len(bare) < len(terms):
        for match, piece in bare:
            yield TextMatch("名词后没有冒号", "名词后用冒号", piece, *match.span("term"))


def _colon(match: re.Match[str], piece: Printed) -> bool:
    return piece.text[match.end("term") :].lstrip().startswith(("：", ":"))
