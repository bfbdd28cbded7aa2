"""All rules in one place: whoever wants the rules imports them from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from yugong.audit import (
    between_tables,
    economic_items,
    enumerations,
    procurement_stated,
    sections_required,
    shares,
    stated_amounts,
    stated_changes,
    subjects,
    within_tables,
)
from yugong.audit.checked import rank
from yugong.audit.rule import RULES, Rule
from yugong.findings import Finding, Place
from yugong.findings.nearest import nearest

FILES = (
    within_tables,
    between_tables,
    economic_items,
    subjects,
    stated_amounts,
    stated_changes,
    shares,
    enumerations,
    sections_required,
    procurement_stated,
)
"""Where rules are written; a rule is entered when its file is imported."""


def all_rules() -> tuple[Rule, ...]:
    """Every rule, by family and code."""
    return tuple(RULES[code] for code in sorted(RULES, key=rank))


def chosen_rules(
    patterns: Sequence[str], rules: Iterable[Rule]
) -> tuple[frozenset[str], list[Finding]]:
    """The codes of the rules that are asked for by code or pattern (``X*``); all without any.

    A pattern no rule fits is told (S014).
    """
    codes = [one.code for one in rules]
    if not patterns:
        return frozenset(codes), []
    chosen: set[str] = set()
    findings = []
    for pattern in patterns:
        fits = [code for code in codes if fnmatchcase(code, pattern.upper())]
        if not fits:
            near = nearest(pattern.upper(), codes)
            expected = f"是否为“{near}”？" if near else "规则的代码，如 T01，或 X*"
            findings.append(Finding("S014", Place(path="--rules"), pattern, expected))
        chosen.update(fits)
    return frozenset(chosen), findings
