"""Checks of a reason's words: its direction, its substance, its numbers.

The words come from the standard. In doubt a check reports nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from yugong.figures.fact import Fact
from yugong.quick_dataclass import dataclass
from yugong.standard.reason_schema import ReasonChecks
from yugong.standard.wording import Change, change_of

_CLAUSES = re.compile(r"[,;:。、!?\n]")
_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_FIGURE = re.compile(rf"({_NUMBER})\s*([余多])?\s*(万元|亿元|元|%|个百分点|个项目)")
_QUOTED = re.compile(r"“[^“”]*”")
_NOTHING = re.compile(r"[\W\d_]+")


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def contradicts(text: str, fact: Fact, checks: ReasonChecks) -> str:
    """Return the words of a reason that contradict the change; empty if none do.

    A reason that also has a word for the change's direction is accepted.
    """
    kind = change_of(fact)
    if kind in (Change.INCREASE, Change.NEW):
        wrong, right = checks.down, (*checks.up, *checks.up_hints)
    elif kind in (Change.DECREASE, Change.GONE):
        wrong, right = checks.up, (*checks.down, *checks.down_hints)
    else:
        return ""
    text = _half_width(text)
    if any(word in text for word in right):
        return ""
    for word in checks.comparing:
        text = text.replace(word, "")
    judged = [
        clause
        for clause in _CLAUSES.split(text)
        if not any(word in clause for word in checks.undecided)
    ]
    contrary = [word for word in wrong if any(word in clause for clause in judged)]
    return "、".join(contrary)


def repeats(text: str, fact: Fact, checks: ReasonChecks) -> bool:
    """Return true if a reason is empty without direction words, figures and the fact's name."""
    remainder = _FIGURE.sub(" ", _half_width(text))
    name_parts = [part for name in fact.id.split(".") for part in (name, *re.split("[及和]", name))]
    words = {*name_parts, *checks.up, *checks.down, *checks.filler} - {""}
    for word in sorted(words, key=lambda part: (-len(part), part)):
        remainder = remainder.replace(word, " ")
    return not _NOTHING.sub("", remainder)


@dataclass(frozen=True, slots=True)
class QuotedFigure:
    """A figure in a reason: its text, its number and its unit."""

    text: str
    number: Decimal
    unit: str

    @property
    def places(self) -> int:
        return max(0, -int(self.number.as_tuple().exponent))


def quoted_figures(text: str, checks: ReasonChecks) -> Iterator[QuotedFigure]:
    """Yield the exact figures of a reason: no round ones, no rates and norms, no project names."""
    for clause in re.split(r"[;。!?\n]", _QUOTED.sub("", _half_width(text))):
        if any(word in clause for word in checks.parameters):
            continue
        for match in _FIGURE.finditer(clause):
            before = clause[: match.start()].rstrip()
            if match[2] or before.endswith(checks.approximate):
                continue
            yield QuotedFigure(match[0], Decimal(match[1].replace(",", "")), match[3])
