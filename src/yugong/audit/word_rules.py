"""The rules of wording and layout (W) and of privacy (V), in the order they are reported."""

from __future__ import annotations

from yugong.audit import (
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
from yugong.audit.rule import RULES, Rule

_SUBJECTS = (
    placeholders,
    levels,
    numbering,
    names,
    wording,
    glossary,
    template_remains,
    number_format,
    document_numbers,
    structure,
    repeated_sentences,
    privacy,
    left_overs,
)


def word_rules() -> tuple[Rule, ...]:
    """The rules that these modules entered, by code: W01 …, then V01 …"""
    own = {module.__name__ for module in _SUBJECTS}
    entered = [one for one in RULES.values() if one.check.__module__ in own]
    return tuple(sorted(entered, key=lambda one: (one.code[0] != "W", one.code)))
