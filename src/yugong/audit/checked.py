"""The result of a check: the package as read, every rule's outcome, the findings in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from yugong.audit.rule import Outcome
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage
from yugong.quick_dataclass import dataclass

FAMILIES: Mapping[str, str] = {
    "T": "表内",
    "X": "表间",
    "N": "文字与表",
    "P": "绩效",
    "U": "数量级",
    "W": "文字版式",
    "V": "个人信息与遗留",
}
"""The families of rules by the letter their codes begin with, in the order of the reports."""

OWN = "地方规则"
"""The family of every other rule: those a bureau adds to its standard."""


def family_of(code: str) -> str:
    """The family of a rule by its code."""
    return FAMILIES.get(code[:1], OWN)


@dataclass(frozen=True, slots=True)
class AuditResult:
    """A package that was checked.

    ``findings`` are those of all executed rules, each fault once, errors first, then in the order
    of the rules.  What could not be read is not among them, but in ``package.unread``.
    """

    package: PublishedPackage
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]

    @property
    def executed(self) -> tuple[Outcome, ...]:
        """The rules that were executed, whether they found anything or not."""
        return tuple(outcome for outcome in self.outcomes if not outcome.not_executed)

    @property
    def not_executed(self) -> tuple[Outcome, ...]:
        """The rules that could not be executed; nothing may be concluded from them."""
        return tuple(outcome for outcome in self.outcomes if outcome.not_executed)

    def count(self, severity: Severity) -> int:
        """Return the number of findings of the rules with this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def by_family(self) -> dict[str, Counter[Severity]]:
        """Return the number of findings by severity for each family, in their order."""
        counted: dict[str, Counter[Severity]] = {}
        for family in _ORDER:
            of = Counter(
                finding.severity for finding in self.findings if family_of(finding.code) == family
            )
            if of:
                counted[family] = of
        return counted


_ORDER = (*FAMILIES.values(), OWN)
_SEVERITIES = tuple(Severity)


def rank(code: str) -> tuple[int, str]:
    """The place of a rule among the rules, by family and code."""
    return _ORDER.index(family_of(code)), code


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by severity, then by rule; those of one rule as they were found."""
    return tuple(
        sorted(
            findings, key=lambda finding: (_SEVERITIES.index(finding.severity), rank(finding.code))
        )
    )
