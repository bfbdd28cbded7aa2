"""Annexes that the text mentions, and those that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from yugong.audit.evidence.text_words import text_words
from yugong.audit.rule import Need, rule, violation
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage
from yugong.published.model.printed_text import whole_number

_MOST = 50
"""The most annexes that a range (附件1至附件5) is taken to mean."""


@rule(
    "N16",
    "提到的附件没有附上",
    "把附件附上，或者改正编号；附件另行公开的，写明在哪里。",
    severities=[Severity.WARNING],
    needs=[Need.TEXT],
)
def mentioned_annexes_are_attached(package: PublishedPackage) -> Iterator[Finding]:
    """文中说见附件几的，材料里有这个附件；只说见附件的，至少有一个附件，说绩效目标表的有绩效目标表。"""
    patterns = text_words().annexes
    catalogue = text_words().service_list["目录"]
    numbers = {annex.number for annex in package.annexes if annex.number is not None}
    forms = bool(package.projects or package.overall)
    headings = {p.place: section.heading for section in package.sections for p in section.passages}
    reported: set[int | None] = set()
    for passage in package.passages:
        for match in patterns["提到"].finditer(passage.text):
            mentioned = _numbers(match, patterns)
            for number in sorted(mentioned - numbers - reported):
                reported.add(number)
                expected, known = f"附上附件{number}", _known(package)
                yield violation("N16", passage.place, passage.text, expected, evidence=known)
            if mentioned or None in reported or package.annexes:
                continue
            if any(map(catalogue.search, (passage.text, headings.get(passage.place, "")))):
                continue  # N13 asks for the catalogue itself
            if not (forms and patterns["表单"].search(passage.text)):
                reported.add(None)
                yield violation("N16", passage.place, passage.text, "附上所说的附件")


def _numbers(match: re.Match[str], patterns: Mapping[str, re.Pattern[str]]) -> set[int]:
    """Return the numbers of the annexes that a mention names; none for 见附件."""
    numbers: set[int] = set()
    for named in patterns["编号"].finditer(match["one"] or match["two"] or ""):
        first = whole_number(named["first"])
        last = whole_number(named["last"]) if named["last"] else first
        if first is None or last is None:
            continue
        numbers.update(range(first, min(last, first + _MOST) + 1) if last >= first else {first})
    return numbers


def _known(package: PublishedPackage) -> list[str]:
    return [f"{annex.label}：{annex.title}".strip("：") for annex in package.annexes]
