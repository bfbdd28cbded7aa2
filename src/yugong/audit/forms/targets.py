"""The targets and counts of the narrative, against the forms of the projects (P13).

Tests: tests/audit/forms/test_text.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from yugong.audit.evidence.form_criteria import form_criteria
from yugong.audit.evidence.indicator_value import Sort, parse_value
from yugong.audit.evidence.stated import listed
from yugong.audit.rule import violation
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage
from yugong.published.model.printed_text import CHINESE, plain


def against_the_text(package: PublishedPackage) -> Iterator[Finding]:
    """Rates and counts that the text puts otherwise than the forms."""
    yield from _against_the_whole(package)
    yield from _counted_otherwise(package)


def _against_the_whole(package: PublishedPackage) -> Iterator[Finding]:
    """Targets that the department's overall goals put otherwise than the project's form."""
    texts = [(plain(passage.text), passage.place) for passage in package.passages]
    if package.overall is not None:
        texts += [(plain(field.text), field.place) for field in package.overall.fields.values()]
    everything = "\n".join(text for text, _ in texts)
    for name, targets in _targets(package).items():
        if name not in everything:  # quicker than the expression
            continue
        target = re.compile(
            re.escape(name) + r"(?:要)?(?:达到了?|达|不低于|不少于|保持在|在)(\d+(?:\.\d+)?)%"
        )
        for text, place in texts:
            match = target.search(text)
            if match and Decimal(match[1]) not in (number for number, _ in targets):
                yield violation(
                    "P13",
                    place,
                    f"总体目标“{name}”{match[1]}%",
                    "与分项目标的数值一致",
                    severity=Severity.WARNING,
                    evidence=listed([match[0], *(line for _, line in targets)]),
                )
                break


_TELLING = 5
"""So many characters at the end of an indicator's name are what it is a rate of."""


def _targets(package: PublishedPackage) -> dict[str, list[tuple[Decimal, str]]]:
    """The rates that project forms set themselves, by the end of their names."""
    targets: dict[str, list[tuple[Decimal, str]]] = {}
    for form in package.projects:
        for indicator in form.indicators:
            title = re.sub(r"\(%\)$|%$", "", plain(indicator.level3))
            value = parse_value(indicator.value)
            is_rate = title.endswith("率") and len(title) >= _TELLING
            if is_rate and value.sort is Sort.PERCENT and value.number is not None:
                line = f"{form.name}：{title} {value.text}"
                targets.setdefault(title[-_TELLING:], []).append((value.number, line))
    return targets


_DIGITS = {text: number for number, text in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_COUNTED = re.compile(rf"([一二两三四五六七八九十]|\d{{1,3}})[个处](?P<what>{CHINESE}{{2,8}})")
_NOUN = (4, 3, 2)
_SAID_AGAIN = 2
"""So many characters name what is counted, and so often the text must say the number."""

_Phrase = tuple[int, str, str]
"""A number, what it is of, and both as the text says them."""


def _counted_otherwise(package: PublishedPackage) -> Iterator[Finding]:
    """Forms that count more or fewer of what the text always gives the same number of."""
    phrases = [
        (_DIGITS.get(match[1]) or int(match[1]), match["what"], match[0])
        for passage in package.passages
        for match in _COUNTED.finditer(plain(passage.text))
    ]
    for form in package.projects:
        for indicator in form.indicators:
            value = parse_value(indicator.value)
            match = form_criteria().counted_name.match(plain(indicator.level3))
            if match is None or "数量" not in indicator.level2 or value.unit not in ("个", "处"):
                continue
            phrase = _phrases_of(match[1].rpartition("的")[2], phrases)
            numbers = {number for number, _, _ in phrase}
            if len(phrase) < _SAID_AGAIN or len(numbers) > 1 or value.number in numbers:
                continue
            yield violation(
                "P13",
                indicator.place,
                f"“{form.name}”数量指标“{plain(indicator.level3)}”{value.text}",
                f"与文中的 {numbers.pop()} 个一致，或说明口径",
                severity=Severity.WARNING,
                evidence=listed(text for _, _, text in phrase),
            )


def _phrases_of(name: str, phrases: list[_Phrase]) -> list[_Phrase]:
    """The counts in the text of the thing an indicator's name ends in, by the longest ending."""
    for length in _NOUN:
        fitting = [
            phrase for phrase in phrases if len(name) >= length and name[-length:] in phrase[1]
        ]
        if fitting:
            return fitting
    return []
