"""The numbers of people that the text states, and the money that pays for them (N12).

Tests: tests/audit/narrative/test_people.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.audit.evidence.word_lists import word_list
from yugong.audit.rule import violation
from yugong.findings import Finding, Severity
from yugong.published.model.package import Passage, PublishedPackage
from yugong.published.model.printed_text import unspaced

_SENTENCE = re.compile(r"[^。；;]+")


def staff_is_counted_apart(package: PublishedPackage) -> Iterator[Finding]:
    """Retired people listed among those at work; people who are paid otherwise than their unit."""
    words = word_list("staff.yaml")
    wholly = [
        passage for passage in package.passages if re.search(words["全额"], unspaced(passage.text))
    ]
    for passage in package.passages:
        for sentence in _SENTENCE.findall(unspaced(passage.text)):
            yield from _not_at_work(passage, sentence, words)
    for passage in wholly:
        match = re.search(words["自筹人员"], unspaced(passage.text))
        if match is not None:
            yield violation(
                "N12",
                passage.place,
                f"单位是全额拨款，而有{match[0]}",
                "说明这些人员的经费来源，或改正单位的经费形式",
                severity=Severity.WARNING,
                evidence=(unspaced(passage.text),),
            )


def _not_at_work(passage: Passage, sentence: str, words: dict[str, str]) -> Iterator[Finding]:
    whole = re.search(words["在职"] + words["其中"], sentence)
    if whole is None:
        return
    parts = re.findall(words["一项"], sentence[whole.end() :])
    retired = [f"{name}{count}人" for name, count in parts if re.search(words["不在职"], name)]
    total = sum(int(count) for _, count in parts)
    if retired and total > int(whole[1]):
        yield violation(
            "N12",
            passage.place,
            f"“在职”的“其中”里列了{'、'.join(retired)}",
            "离退休人员、遗属另起一句",
            severity=Severity.WARNING,
            evidence=(sentence, f"各项之和 {total} 人，在职 {whole[1]} 人"),
        )
