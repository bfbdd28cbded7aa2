"""The matching of last year's projects with this year's.

By code, by name, and a renamed project by its unchanged amount. Unclear cases stay unmatched: a
wrong match would print a wrong reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from yugong.quick_dataclass import dataclass

_Mark = TypeVar("_Mark", bound=Hashable)

SIMILAR = 60
"""How alike (0 to 100) the names of a renamed project must be, its amount being the same."""

_YEARS = re.compile(r"(?:19|20)[0-9]{2}(?:[-–—~至到、](?:19|20)?[0-9]{2})*年度?")
_MARKS = re.compile(r"[\s()\[\]{}<>《》〈〉「」『』【】〔〕“”‘’\"']+")
_NUMERALS = re.compile(r"[0-9]+|[一二三四五六七八九十百]+(?=[期批段层号标])")


@dataclass(frozen=True, slots=True)
class KnownProject:
    """A project of either year: its key in rows, its code (or empty), name and amount in 元."""

    key: str
    code: str
    name: str
    total: Decimal


def comparable_name(name: str) -> str:
    """Return a name without its year and typing variants.

    Width, blanks, brackets, quotes, the year, and the word 项目 at the end are removed; 第一期,
    二标段 and the like stay.
    """
    text = _MARKS.sub("", unicodedata.normalize("NFKC", name)).casefold()
    return _YEARS.sub("", text).removesuffix("项目") or text


def match_projects(
    earlier: Sequence[KnownProject], now: Sequence[KnownProject], similar: int = SIMILAR
) -> dict[str, str]:
    """Map the keys of last year's projects to the keys under which they continue this year.

    A project that fits several is left out. Codes that contradict the names anywhere are running
    numbers of each year and are ignored.
    """
    matching = _Matching(list(earlier), list(now))
    if not _are_running_numbers(earlier, now):
        matching.pair(lambda project: project.code)
    matching.pair(lambda project: project.name)
    matching.pair(lambda project: comparable_name(project.name))
    matching.pair_renamed(similar)
    return matching.matched


def _are_running_numbers(earlier: Iterable[KnownProject], now: Iterable[KnownProject]) -> bool:
    """Return true if some code belongs to one project last year and to another this year."""
    before = {project.code: comparable_name(project.name) for project in earlier if project.code}
    after = {project.code: comparable_name(project.name) for project in now if project.code}
    codes_before = _codes_by_name(before)
    codes_after = _codes_by_name(after)
    return any(
        name != after[code]
        and (_elsewhere(codes_after, name, code) or _elsewhere(codes_before, after[code], code))
        for code, name in before.items()
        if code in after
    )


def _codes_by_name(names: dict[str, str]) -> dict[str, set[str]]:
    codes: dict[str, set[str]] = defaultdict(set)
    for code, name in names.items():
        codes[name].add(code)
    return codes


def _elsewhere(codes: dict[str, set[str]], name: str, code: str) -> bool:
    return bool(codes.get(name, set()) - {code})


class _Matching:
    """The projects not yet matched, and the pairs of keys matched so far."""

    def __init__(self, earlier: list[KnownProject], now: list[KnownProject]) -> None:
        self.earlier, self.now = earlier, now
        self.matched: dict[str, str] = {}

    def pair(self, mark: Callable[[KnownProject], str]) -> None:
        """Match projects whose mark is unique on both sides; an empty mark matches nothing."""
        before, after = _by(self.earlier, mark), _by(self.now, mark)
        for value, olds in before.items():
            news = after.get(value, [])
            if value and len(olds) == len(news) == 1:
                self.matched[olds[0].key] = news[0].key
        self._drop_matched()

    def pair_renamed(self, similar: int) -> None:
        """Match projects of equal amount and similar names, if neither has another choice."""
        candidates: dict[str, list[str]] = {}
        choices: dict[str, int] = defaultdict(int)
        after = _by(self.now, lambda project: project.total)
        for old in self.earlier:
            alike = [
                new.key
                for new in (after.get(old.total, []) if old.total else [])
                if _alike(old.name, new.name, similar)
            ]
            candidates[old.key] = alike
            for key in alike:
                choices[key] += 1
        for key, alike in candidates.items():
            if len(alike) == 1 and choices[alike[0]] == 1:
                self.matched[key] = alike[0]
        self._drop_matched()

    def _drop_matched(self) -> None:
        taken = set(self.matched.values())
        self.earlier = [project for project in self.earlier if project.key not in self.matched]
        self.now = [project for project in self.now if project.key not in taken]


def _by(
    projects: Iterable[KnownProject], mark: Callable[[KnownProject], _Mark]
) -> dict[_Mark, list[KnownProject]]:
    grouped: dict[_Mark, list[KnownProject]] = defaultdict(list)
    for project in projects:
        grouped[mark(project)].append(project)
    return grouped


def _alike(old: str, new: str, similar: int) -> bool:
    """Return true if two names are similar and have the same numbers: 一期 is not 二期."""
    from rapidfuzz import fuzz  # only renamed projects need it: kept off the start-up path

    before, after = comparable_name(old), comparable_name(new)
    if _NUMERALS.findall(before) != _NUMERALS.findall(after):
        return False
    return fuzz.ratio(before, after) >= similar
