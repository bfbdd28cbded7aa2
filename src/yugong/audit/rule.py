"""A rule: one obligation of a published package, decided by one function.

A rule's docstring is its obligation in plain Chinese; the page of rules and the review sheet print
it.  A rule declares its needs and its severities, so that a rule whose needs were not read counts
as not executed and never as passed, and no finding has a severity the page does not list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from yugong.findings import Finding, Place, Severity
from yugong.findings.kinds import FindingKind, declare
from yugong.published.model.package import PublishedPackage
from yugong.quick_dataclass import dataclass
from yugong.standard.schema import RuleLevel, Standard

Check = Callable[[PublishedPackage], Iterator[Finding]]

_GRAVITY = {severity: rank for rank, severity in enumerate(Severity)}
"""The rank of each severity, 0 for the gravest."""


class UndecidedError(Exception):
    """Raised by a rule that lacks the means to decide; its text names them in Chinese."""


class UndeclaredSeverityError(Exception):
    """A finding has a severity that its rule does not declare; a programmer's fault."""


class Need(StrEnum):
    """The parts of a package that a rule may need to be executed."""

    TABLES = "表格"
    STATEMENTS = "情况说明"
    FORMS = "绩效目标表"
    TEXT = "全文"
    FILE = "文件"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its code, its short title, its obligation, and the function that decides.

    ``severities`` are those its findings may have; the first is that of a finding that names none.
    ``graded_by`` returns the severities that entries of data add, where such entries decide.
    ``tables`` are the names of the tables it reads; it is executed where at least ``least`` of
    them were read.  ``level`` is set where a standard softens the rule or switches it off.
    """

    code: str
    title: str
    obligation: str
    check: Check
    needs: frozenset[Need]
    severities: tuple[Severity, ...]
    tables: tuple[str, ...] = ()
    least: int = 1
    graded_by: Callable[[], Iterable[Severity]] | None = None
    level: RuleLevel | None = None

    @property
    def possible_severities(self) -> tuple[Severity, ...]:
        """Every severity its findings may have, those of shipped data included, gravest first."""
        from_data = self.graded_by() if self.graded_by is not None else ()
        return tuple(sorted({*self.severities, *from_data}, key=_GRAVITY.__getitem__))

    def tables_in(self, standard: Standard) -> list[str]:
        """Return the tables of the rule that a standard has."""
        known = {spec.name for spec in standard.tables}
        return [name for name in self.tables if name in known]

    def serves(self, standard: Standard) -> bool:
        """Return True if a standard has the tables it reads."""
        return not self.tables or len(self.tables_in(standard)) >= self.least


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a rule: executed with its findings, or not executed and why."""

    rule: Rule
    findings: tuple[Finding, ...] = ()
    not_executed: str = ""


RULES: dict[str, Rule] = {}


def rule(
    code: str,
    title: str,
    remedy: str,
    *,
    severities: Sequence[Severity],
    needs: Sequence[Need],
    graded_by: Callable[[], Iterable[Severity]] | None = None,
    tables: Sequence[str] = (),
    least: int = 1,
) -> Callable[[Check], Check]:
    """Enter a function into the rules under its code; its docstring is the obligation."""

    def enter(check: Check) -> Check:
        if code in RULES:
            raise ValueError(f"rule {code} is entered twice")
        obligation = " ".join((check.__doc__ or "").split())
        if not obligation:
            raise ValueError(f"rule {code} has no obligation")
        if not severities:
            raise ValueError(f"rule {code} declares no severity")
        declare(FindingKind(code, title, obligation, remedy))
        RULES[code] = Rule(
            code,
            title,
            obligation,
            check,
            frozenset(needs),
            tuple(severities),
            tuple(tables),
            least,
            graded_by,
        )
        return check

    return enter


def audit(package: PublishedPackage, rules: Iterable[Rule]) -> list[Outcome]:
    """Return every rule's outcome, in the order of the rules.

    Raises :class:`UndeclaredSeverityError` for a finding whose severity its rule does not declare.
    """
    return [_outcome(package, rule) for rule in rules]


def _outcome(package: PublishedPackage, decided: Rule) -> Outcome:
    missing = _missing(decided, package)
    if missing:
        return Outcome(decided, not_executed=missing)
    try:
        findings = tuple(decided.check(package))
    except UndecidedError as lacking:
        return Outcome(decided, not_executed=str(lacking))
    for finding in findings:
        _require_declared(decided, finding)
    if decided.level is not None:
        findings = tuple(_softened(finding, decided.level) for finding in findings)
    return Outcome(decided, findings)


def _require_declared(decided: Rule, finding: Finding) -> None:
    declaring = RULES.get(finding.code, decided)
    if declaring.graded_by is None and finding.severity not in declaring.severities:
        raise UndeclaredSeverityError(f"rule {finding.code} does not declare {finding.severity}")


def _softened(finding: Finding, level: RuleLevel) -> Finding:
    """The finding at most as grave as the standard says, with its reason in the evidence."""
    severity = Severity(level.level)
    if _GRAVITY[finding.severity] >= _GRAVITY[severity]:
        return finding
    reason = f"本标准列为{level.level}：{level.reason}"
    return replace(finding, severity=severity, evidence=(*finding.evidence, reason))


def _missing(decided: Rule, package: PublishedPackage) -> str:
    """The reason why a rule cannot be executed on this package; empty if it can."""
    if decided.level is not None and decided.level.is_off:
        return f"本标准不查：{decided.level.reason}"
    if not decided.serves(package.standard):
        return "本标准没有这些表"
    names = decided.tables_in(package.standard)
    unread = [name for name in names if name not in package.tables]
    if unread and len(names) - len(unread) < decided.least:
        return f"没有读到{'、'.join(unread)}"
    if Need.TABLES in decided.needs and not package.tables:
        return "没有读到表格"
    if Need.STATEMENTS in decided.needs and not package.statements:
        return "没有读到情况说明里的数字"
    if Need.FORMS in decided.needs and not package.projects:
        return "没有读到项目支出绩效目标表"
    if Need.TEXT in decided.needs and not package.passages and not package.other_blocks:
        return "没有读到正文"
    if Need.FILE in decided.needs and package.form == "text":
        return "纯文本不带文件属性、修订等内容"
    return ""


def violation(
    code: str,
    place: Place,
    actual: str,
    expected: str,
    *,
    severity: Severity | None = None,
    difference: str = "",
    evidence: Sequence[str] = (),
) -> Finding:
    """Return a finding of a rule; without ``severity`` it has the first the rule declares."""
    return Finding(
        code,
        place,
        actual,
        expected,
        severity=RULES[code].severities[0] if severity is None else severity,
        difference=difference,
        evidence=tuple(evidence),
    )
