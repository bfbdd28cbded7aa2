"""All rules in one place: whoever wants the rules imports them from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from yugong.audit import (
    between_tables,
    counts,
    document_numbers,
    economic_items,
    enumerations,
    forms_dates,
    forms_funds,
    forms_indicators,
    forms_matched,
    forms_overall,
    forms_prices,
    forms_text,
    glossary,
    left_overs,
    levels,
    magnitude,
    names,
    number_format,
    numbering,
    placeholders,
    privacy,
    procurement,
    procurement_stated,
    reasons_given,
    repeated_sentences,
    sections_required,
    shares,
    stated_amounts,
    stated_changes,
    structure,
    subjects,
    template_remains,
    three_public,
    within_tables,
    wording,
)
from yugong.audit.checked import rank
from yugong.audit.expressions import own_rules
from yugong.audit.rule import RULES, Rule
from yugong.findings import Finding, Place
from yugong.findings.nearest import nearest
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
    reasons_given,
    forms_matched,
    forms_funds,
    forms_indicators,
    forms_text,
    forms_dates,
    forms_overall,
    forms_prices,
    document_numbers,
    glossary,
    left_overs,
    levels,
    names,
    number_format,
    numbering,
    placeholders,
    privacy,
    repeated_sentences,
    structure,
    template_remains,
    wording,
)
"""Where rules are written; a rule is entered when its file is imported."""


def all_rules(standard: Standard | None = None) -> tuple[Rule, ...]:
    """Every rule, by family and code; with a standard also those it states itself."""
    rules = [*RULES.values(), *(own_rules(standard) if standard is not None else ())]
    return tuple(sorted(rules, key=lambda one: rank(one.code)))


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
