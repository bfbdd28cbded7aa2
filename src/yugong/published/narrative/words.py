"""Words for reading a narrative: headings of its sections, and names of its numbers.

All of it is data, in ``narrative.yaml``; this is its shape, compiled once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache
from typing import Any

from yugong.published.model.squeezed_text import squeezed
from yugong.quick_dataclass import dataclass
from yugong.reading.shipped_yaml import shipped_yaml

_MONEY = "万元"


@dataclass(frozen=True, slots=True)
class Term:
    """Words that name a number, and the fact that they name.

    ``by_unit`` are facts by the unit of the number; ``by_group`` by the group of the fact before.
    A change after the number is one of ``change_of``, if given.  ``after`` are words after the
    number.  ``renames`` are facts whose words mean something else once this term was used.
    """

    fact: str = ""
    unit: str = _MONEY
    by_unit: Mapping[str, str] = field(default_factory=dict)
    by_group: Mapping[str, str] = field(default_factory=dict)
    change_of: str | Mapping[str, str] = ""
    after: tuple[str, ...] = ()
    renames: Mapping[str, str] = field(default_factory=dict)
    only_none: bool = False

    def fact_in(self, unit: str, group: str) -> str | None:
        """The fact a number of this unit is; ``None`` where the words name no such number."""
        if self.by_unit:
            return self.by_unit.get(unit)
        if unit != self.unit:
            return None
        if self.by_group:
            return self.by_group.get(group, next(iter(self.by_group.values())))
        return self.fact

    def any_fact(self, group: str) -> str:
        """Return the fact in the term's first unit, for words without a number."""
        unit = next(iter(self.by_unit), self.unit)
        return self.fact_in(unit, group) or ""

    def changed(self, fact: str, group: str) -> str:
        """Return the fact that a following change is about."""
        if isinstance(self.change_of, str):
            return self.change_of or fact
        return self.change_of.get(group, fact)


@dataclass(frozen=True, slots=True)
class SectionWords:
    """A section: its name, its possible headings, and the words used in it.

    ``filled_in`` is the field of the budget file it is written in; empty where it is computed.
    """

    name: str
    headings: tuple[str, ...]
    undivided: bool
    base: str | None
    family: str
    terms: tuple[tuple[str, Term], ...]
    bases: tuple[tuple[str, str], ...]
    skipped: tuple[str, ...]
    after: tuple[tuple[str, Term], ...]
    filled_in: str


@dataclass(frozen=True, slots=True)
class GeneralWords:
    """Words that say of any number how it changed, as regular expressions."""

    more: str
    less: str
    same: str
    about: str
    none: str
    reason: str
    reason_after_change: str
    reason_goes_on: str
    listing: str


@lru_cache(maxsize=1)
def narrative_words() -> tuple[tuple[SectionWords, ...], GeneralWords]:
    """Every section and the general words.  A fault in the file is a programmer's fault."""
    value: dict[str, Any] = shipped_yaml("yugong.published.narrative", "narrative.yaml")
    general = GeneralWords(
        more=_choice(value["增加"]),
        less=_choice(value["减少"]),
        same=_choice(value["相同"]),
        about=_choice(value["约"]),
        none=_choice(value["没有"]),
        reason="|".join(value["原因"]),
        reason_after_change="|".join(value["变动后原因"]),
        reason_goes_on="|".join(value["原因接续"]),
        listing="|".join(value["列举"]),
    )
    return tuple(_section(entry) for entry in value["部分"]), general


@lru_cache(maxsize=1)
def sections_before_annexes() -> frozenset[str]:
    """The names of the sections after which a table under a title is an annex."""
    return frozenset(shipped_yaml("yugong.published.narrative", "narrative.yaml")["附件前"])


def _choice(words: list[str]) -> str:
    """The longest word first, as a regular expression."""
    return "|".join(map(re.escape, sorted(map(squeezed, words), key=len, reverse=True)))


def _section(value: dict[str, Any]) -> SectionWords:
    terms: list[tuple[str, Term]] = []
    after: list[tuple[str, Term]] = []
    for entry in value.get("数", ()):
        term = _term(entry)
        terms += [(re.escape(squeezed(word)), term) for word in entry.get("词", ())]
        terms += [(pattern, term) for pattern in entry.get("式", ())]
        after += [(squeezed(word), term) for word in entry.get("后", ())]
    bases = [
        (squeezed(word), str(entry["事实"]))
        for entry in value.get("占", ())
        for word in entry["词"]
    ]
    return SectionWords(
        name=str(value["名"]),
        headings=tuple(squeezed(heading) for heading in value["题"]),
        undivided=value.get("不分") == "是",
        base=value.get("占比基"),
        family=value.get("功能", ""),
        terms=tuple(sorted(terms, key=lambda pair: len(pair[0]), reverse=True)),
        bases=tuple(sorted(bases, key=lambda pair: len(pair[0]), reverse=True)),
        skipped=tuple(squeezed(word) for word in value.get("略", ())),
        after=tuple(after),
        filled_in=value.get("填", ""),
    )


def _term(value: dict[str, Any]) -> Term:
    return Term(
        fact=value.get("事实", ""),
        unit=value.get("单位", _MONEY),
        by_unit=value.get("按单位", {}),
        by_group=value.get("按前", {}),
        change_of=value.get("增减归", ""),
        after=tuple(squeezed(word) for word in value.get("后", ())),
        renames=value.get("续", {}),
        only_none=value.get("只零") == "是",
    )
