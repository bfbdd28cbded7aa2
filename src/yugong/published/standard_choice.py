"""Choosing the standard that a package follows, by its titles and its year.

Tests: tests/published/tables/test_grids.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from yugong.findings import Finding, Kind, Place, Severity
from yugong.published.model.blocks import Block, Line
from yugong.published.tables.titles import SURE, Titles, may_be_title
from yugong.quick_dataclass import dataclass
from yugong.standard.schema import Standard

_YEAR_COUNTS, _SPAN_COUNTS = 0.5, 0.25
"""A year that a standard declares decides between standards whose titles fit as well; one made
for that year goes before one for all years."""

_MOST_TITLES = 2_000
"""No package has so many lines that may be titles; a file made to take time has more."""

_FEWEST = 0.3
"""The share of a standard's tables below which a package hardly follows it."""


@dataclass(frozen=True, slots=True)
class StandardChoice:
    """The standard that fits best, and how many of its tables' titles are printed."""

    standard: Standard
    titles: int

    @property
    def is_doubtful(self) -> bool:
        return self.titles < _FEWEST * len(self.standard.tables)


def choose(
    standards: Sequence[Standard], blocks: Iterable[Block], year: int | None
) -> StandardChoice:
    """Return the standard whose titles fit best; of equals that of the year, else the newest."""
    lines = list(islice(dict.fromkeys(_possible_titles(blocks)), _MOST_TITLES))
    scored = []
    for index, standard in enumerate(standards):
        best: dict[str, float] = {}
        titles = Titles(standard)
        for line in lines:
            spec, score = titles.best(line)
            if spec is not None and score >= SURE:
                best[spec.name] = max(best.get(spec.name, 0.0), score / 100)
        latest = standard.years.latest or 0
        scored.append((sum(best.values()) + _declared(standard, year), latest, index, len(best)))
    *_, index, count = max(scored)
    return StandardChoice(standards[index], count)


def _declared(standard: Standard, year: int | None) -> float:
    if year in standard.years.named:
        return _YEAR_COUNTS
    return _SPAN_COUNTS if year in standard.years else 0.0


def _possible_titles(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, Line):
            texts = block.text.split("\t")
        else:
            texts = [text for row in block.rows[:3] for text in row]
        yield from (text.strip() for text in texts if may_be_title(text))


def choice_findings(choice: StandardChoice, year: int | None, place: Place) -> list[Finding]:
    """Return a warning where no standard fits, or where it is of other years."""
    standard = choice.standard
    if choice.is_doubtful:
        actual = f"最相近的是{standard.name}，读到其中 {choice.titles} 张表的标题"
        expected = f"{standard.description}的 {len(standard.tables)} 张表"
        return [
            Finding(
                Kind.STANDARD_NOT_RECOGNISED, place, actual, expected, severity=Severity.WARNING
            )
        ]
    if year is not None and year not in standard.years:
        actual, expected = f"{year} 年", f"{standard.name}适用 {standard.years} 年"
        return [
            Finding(
                Kind.CHECKED_BY_ANOTHER_YEAR, place, actual, expected, severity=Severity.WARNING
            )
        ]
    return []
