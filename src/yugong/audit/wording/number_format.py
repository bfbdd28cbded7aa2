"""Amounts written in more than one way.

Tests: tests/audit/wording/test_layout.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.audit.evidence.printed import Part, TextMatch, findings_from_matches, printed
from yugong.audit.rule import Need, rule
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage
from yugong.published.tables.decimals import decimals_in

_AMOUNT = re.compile(
    r"(?<![\d.,])(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<places>\d+))?(?=\s*万元(?!（原值）|（含|以))"
)
_LONG = 4


@rule(
    "W10",
    "数字格式不统一",
    "千分位、小数位数全文用同一种。",
    severities=[Severity.STYLE],
    needs=[Need.TEXT],
)
def numbers_are_written_alike(package: PublishedPackage) -> Iterator[Finding]:
    """情况说明里以万元为单位的金额，千分位和小数位数写法统一；零写“0”的除外。"""
    style = package.standard.numbers.narrative
    # A standard may print nothing as 0.00 and everything else with other decimals.
    other_zero = "" if decimals_in(style.zero) == style.places else style.zero
    amounts = [
        TextMatch(match[0], "", text, *match.span())
        for text in printed(package, Part.NARRATIVE)
        for match in _AMOUNT.finditer(text.text)
        if match[0] != other_zero
    ]
    yield from findings_from_matches("W10", _less_usual(amounts, "千分位"))
    yield from findings_from_matches("W10", _less_usual(amounts, "小数位数"))


def _less_usual(amounts: list[TextMatch], aspect: str) -> Iterator[TextMatch]:
    """Yield the matches written in a rarer way than most."""
    ways: dict[str, list[TextMatch]] = {}
    for amount in amounts:
        way = _grouping(amount.what) if aspect == "千分位" else _places(amount.what)
        if way:
            ways.setdefault(way, []).append(amount)
    usual = max(ways, key=lambda way: len(ways[way]), default="")
    for way, matches in ways.items():
        if way != usual:
            for match in matches:
                yield TextMatch(way, f"与多数（{usual}）一致", match.source, match.start, match.end)


def _grouping(text: str) -> str:
    whole = text.partition(".")[0]
    if len(whole.replace(",", "")) < _LONG:
        return ""
    return "有千分位" if "," in whole else "没有千分位"


def _places(text: str) -> str:
    whole, _, places = text.partition(".")
    if not places and not whole.strip("0"):
        return ""
    return f"{len(places)} 位小数" if places else "没有小数"
