"""The list of all rules; other modules import them from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from yugong.audit.checked import rank
from yugong.audit.forms import (
    dates,
    ecology,
    funds,
    indicators,
    matched,
    overall,
    prices,
    stamped,
    text,
    unit_prices,
)
from yugong.audit.narrative import (
    annexes_attached,
    counts,
    enumerations,
    procurement_stated,
    reasons_given,
    sections_required,
    shares,
    stated_amounts,
    stated_changes,
)
from yugong.audit.privacy import left_overs, personal_data
from yugong.audit.reconciliation.expressions import own_rules
from yugong.audit.rule import RULES, Rule
from yugong.audit.tables import (
    between_tables,
    economic_items,
    magnitude,
    procurement,
    subjects,
    three_public,
    within_tables,
)
from yugong.audit.wording import (
    document_numbers,
    glossary,
    levels,
    misprints,
    names,
    number_format,
    numbering,
    placeholders,
    repeated_sentences,
    structure,
    template_remains,
)
from yugong.findings import Finding, Kind, Place
from yugong.findings.similarity import most_similar
from yugong.standard.schema import Standard

FILES = (
    within_tables,
    between_tables,
    economic_items,
    three_public,
    subjects,
    procurement,
    magnitude,
    stated_amounts,
    stated_changes,
    shares,
    enumerations,
    sections_required,
    counts,
    procurement_stated,
    annexes_attached,
    reasons_given,
    matched,
    funds,
    indicators,
    text,
    dates,
    overall,
    prices,
    stamped,
    ecology,
    unit_prices,
    document_numbers,
    glossary,
    left_overs,
    levels,
    names,
    number_format,
    numbering,
    placeholders,
    personal_data,
    repeated_sentences,
    structure,
    template_remains,
    misprints,
)
"""Where rules are written; a rule is entered when its file is imported."""


def all_rules(standard: Standard | None = None) -> tuple[Rule, ...]:
    """Return every rule, by family and code.

    With a standard also the rules of its own, and those it softens with the level it gives them.
    """
    if standard is None:
        return _sorted(RULES.values())
    levels = standard.rule_levels
    rules = [
        replace(rule, level=levels[rule.code]) if rule.code in levels else rule
        for rule in RULES.values()
    ]
    return _sorted([*rules, *own_rules(standard)])


def _sorted(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda rule: rank(rule.code)))


def unknown_levels(standard: Standard) -> list[Finding]:
    """Return a finding (S014) for each code under 规则级别 that no rule has."""
    return [
        _unknown_rule(code, list(RULES), f"规则级别.{code}")
        for code in standard.rule_levels
        if code not in RULES
    ]


def _unknown_rule(code: str, codes: Sequence[str], path: str) -> Finding:
    near = most_similar(code, codes)
    expected = f"是否为“{near}”？" if near else "规则的代码，如 T01，或 X*"
    return Finding(Kind.UNKNOWN_RULE, Place(path=path), code, expected)


def chosen_rules(
    patterns: Sequence[str], rules: Iterable[Rule]
) -> tuple[frozenset[str], list[Finding]]:
    """Return the codes of the rules chosen by code or pattern (``X*``); all rules without any.

    A pattern that no rule fits is a finding (S014).
    """
    codes = [rule.code for rule in rules]
    if not patterns:
        return frozenset(codes), []
    chosen: set[str] = set()
    findings = []
    for pattern in patterns:
        fits = [code for code in codes if fnmatchcase(code, pattern.upper())]
        if not fits:
            unknown = _unknown_rule(pattern.upper(), codes, "--rules")
            findings.append(replace(unknown, actual=pattern))
        chosen.update(fits)
    return frozenset(chosen), findings
