"""All rules in one place: whoever wants the rules imports them from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from yugong.audit.checked import rank
from yugong.audit.forms import dates, funds, indicators, matched, overall, prices, text
from yugong.audit.narrative import (
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
    reasons_given,
    matched,
    funds,
    indicators,
    text,
    dates,
    overall,
    prices,
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
            near = most_similar(pattern.upper(), codes)
            expected = f"是否为“{near}”？" if near else "规则的代码，如 T01，或 X*"
            findings.append(Finding(Kind.UNKNOWN_RULE, Place(path="--rules"), pattern, expected))
        chosen.update(fits)
    return frozenset(chosen), findings
