"""The parts of a package: a cover, contents, each part once.

Tests: tests/audit/wording/test_layout.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from yugong.audit.evidence.printed import Part, Printed, TextMatch, findings_from_matches, printed
from yugong.audit.evidence.word_lists import word_list
from yugong.audit.rule import Need, rule, violation
from yugong.findings import Finding, Place, Severity
from yugong.published.model.blocks import LeftOverKind
from yugong.published.model.package import PublishedPackage
from yugong.published.model.printed_text import unspaced

_PART = re.compile(r"第[一二三四五六七八九十]+部分")
_COVER_LINES = 6
_COVER_LENGTH = 40
_TITLE_LENGTH = 60
_TITLE_LEAST = 8
_HEADING_LENGTH = 40
_MARK = re.compile(r"^(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、)\s*")


@rule(
    "W12",
    "结构不完整或标题重复",
    "补上缺少的部分，标题各用一次。",
    severities=[Severity.WARNING, Severity.INFO, Severity.STYLE],
    needs=[Need.TEXT],
)
def structure_is_complete(package: PublishedPackage) -> Iterator[Finding]:
    """有封面、目录和概况、报表、情况说明、名词解释各部分；“第几部分”不重复，标题不连写两遍。"""
    if package.form == "xlsx":
        return
    words = word_list("structure.yaml")
    narrative = list(printed(package, Part.NARRATIVE, Part.GLOSSARY))
    yield from _missing(package, narrative, words)
    yield from _parts_twice(narrative)
    yield from findings_from_matches("W12", _titles_twice(narrative))
    yield from _no_pictures(package, narrative, words)


def _missing(
    package: PublishedPackage, narrative: list[Printed], words: dict[str, str]
) -> Iterator[Finding]:
    place = Place(file=package.file)
    if not any(
        re.search(words["封面"], unspaced(piece.text))
        and len(unspaced(piece.text)) <= _COVER_LENGTH
        for piece in _before_first_part(narrative)
    ):
        yield _lacks(place, "封面")
    if not any(True for _ in printed(package, Part.CONTENTS)):
        yield _lacks(place, "目录")
    headings = [
        unspaced(piece.text) for piece in narrative if len(unspaced(piece.text)) <= _HEADING_LENGTH
    ]
    headings += package.headings
    for part in word_list("structure.yaml")["部分"]:
        if not any(re.search(part["写法"], heading) for heading in headings):
            yield violation(
                "W12",
                place,
                f"没有“{part['名']}”部分的标题",
                f"加上这一部分，用标题样式写“{part['名']}”，下面写内容",
            )


def _lacks(place: Place, what: str) -> Finding:
    return violation("W12", place, f"没有{what}", f"有{what}")


def _before_first_part(narrative: list[Printed]) -> list[Printed]:
    """The lines before the first part: a cover is among them."""
    lines = []
    for piece in narrative[:_COVER_LINES]:
        if _MARK.match(piece.text.strip()):
            break
        lines.append(piece)
    return lines


def _parts_twice(narrative: list[Printed]) -> Iterator[Finding]:
    by_number: dict[str, list[Printed]] = {}
    for piece in narrative:
        match = _PART.match(unspaced(piece.text))
        if match and len(unspaced(piece.text)) <= _TITLE_LENGTH:
            by_number.setdefault(match[0], []).append(piece)
    for number, same in by_number.items():
        if len(same) > 1:
            yield violation(
                "W12",
                same[1].place,
                f"“{number}”用了 {len(same)} 次",
                "各部分的序号只用一次，下一级改用（一）（二）",
                evidence=[" ".join(piece.text.split()) for piece in same],
            )


def _titles_twice(narrative: list[Printed]) -> Iterator[TextMatch]:
    for before, piece in pairwise(narrative):
        title, same = _MARK.sub("", unspaced(before.text)), _MARK.sub("", unspaced(piece.text))
        if title == same and _TITLE_LEAST <= len(title) <= _TITLE_LENGTH:
            yield TextMatch("标题连写两遍", "只留一个", piece, 0, len(piece.text), Severity.STYLE)


def _no_pictures(
    package: PublishedPackage, narrative: list[Printed], words: dict[str, str]
) -> Iterator[Finding]:
    """Captions of charts in a Word file that carries no chart, or in a file whose charts are not
    read.

    A picture pasted in place of a chart is not seen either, therefore the finding is only a hint.
    """
    if any(left_over.kind is LeftOverKind.EMBEDDED for left_over in package.left_overs):
        return
    captions = [piece for piece in narrative if re.search(words["图题"], unspaced(piece.text))]
    captions = [caption for caption in captions if len(unspaced(caption.text)) <= _HEADING_LENGTH]
    lacks = "文件里没有可编辑的图" if package.form == "docx" else "这种文件里读不到图"
    if captions:
        yield violation(
            "W12",
            captions[0].place,
            f"有图题 {len(captions)} 处，{lacks}",
            "图题上方有图",
            severity=Severity.INFO,
            evidence=[unspaced(caption.text) for caption in captions],
        )
