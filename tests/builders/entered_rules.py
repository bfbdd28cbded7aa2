"""Every rule by its code; imported first, so that all are entered whatever a test imports."""

from __future__ import annotations

from yugong.audit.all_rules import all_rules
from yugong.audit.rule import Rule

RULES = {one.code: one for one in all_rules()}


def rules_of(families: str) -> list[Rule]:
    """The rules whose codes begin with one of these letters, in the order they are reported."""
    return [one for one in RULES.values() if one.code[0] in families]
