"""Every rule by its code; imported first, so that all are entered whatever a test imports."""

from __future__ import annotations

from yugong.audit.all_rules import all_rules
from yugong.audit.rule import Rule

RULES = {rule.code: rule for rule in all_rules()}


def rules_of(families: str) -> list[Rule]:
    """The rules whose codes begin with one of these letters, in the order they are reported."""
    return [rule for rule in RULES.values() if rule.code[0] in families]
