"""What can be told from the words of a reason: its direction, its substance, its numbers.

Each check would rather be silent than raise a false alarm; the words it goes by are the standard's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from yugong.figures.fact import Fact
from yugong.standard.reason_schema import ReasonChecks
from yugong.standard.wording import Change, change_of

_CLAUSES = re.compile(r"[,;:。、!?\n]")
_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_FIGURE = re.compile(rf"({_NUMBER})\s*([余多])?\s*(万元|亿元|元|%|个百分点|个项目)")
_QUOTED = re.compile(r"“[^“”]*”")
_NOTHING = re.compile(r"[\W\d_]+")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def contradicts(text: str, fact: Fact, checks: ReasonChecks) -> str:
    """The words of a reason that say the opposite of the change; empty where none do.

    A reason that also has a word for the change's own direction is left in peace.
    """
    kind = change_of(fact)
    if kind in (Change.INCREASE, Change.NEW):
        wrong, right = checks.down, (*checks.up, *checks.up_hints)
    elif kind in (Change.DECREASE, Change.GONE):
        wrong, right = checks.up, (*checks.down, *checks.down_hints)
    else:
        return ""
    text = _plain(text)
    if any(word in text for word in right):
        return ""
    for word in checks.comparing:
        text = text.replace(word, "")
    judged = [
        clause
        for clause in _CLAUSES.split(text)
        if not any(word in clause for word in checks.undecided)
    ]
    found = [word for word in wrong if any(word in clause for clause in judged)]
    return "、".join(found)


def repeats(text: str, fact: Fact, checks: ReasonChecks) -> bool:
    """Whether nothing is left of a reason once direction, figures and the fact's own name go."""
    rest = _FIGURE.sub(" ", _plain(text))
    own = [part for name in fact.id.split(".") for part in (name, *re.split("[及和]", name))]
    words = {*own, *checks.up, *checks.down, *checks.filler} - {""}
    for word in sorted(words, key=lambda one: (-len(one), one)):
        rest = rest.replace(word, " ")
    return not _NOTHING.sub("", rest)


@dataclass(frozen=True, slots=True)
class QuotedFigure:
    """A figure in a reason: as it stands there, its number, its unit, its decimals."""

    text: str
    number: Decimal
    unit: str

    @property
    def places(self) -> int:
        return max(0, -int(self.number.as_tuple().exponent))


def quoted_figures(text: str, checks: ReasonChecks) -> Iterator[QuotedFigure]:
    """The exact figures a reason quotes: no round ones, no rates and norms, no projects' names."""
    for clause in re.split(r"[;。!?\n]", _QUOTED.sub("", _plain(text))):
        if any(word in clause for word in checks.parameters):
            continue
        for match in _FIGURE.finditer(clause):
            before = clause[: match.start()].rstrip()
            if match[2] or before.endswith(checks.approximate):
                continue
            yield QuotedFigure(match[0], Decimal(match[1].replace(",", "")), match[3])
