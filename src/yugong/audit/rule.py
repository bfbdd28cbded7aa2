"""A rule: one obligation of a published package, decided by one function.

A rule's docstring is its obligation in plain Chinese; it is what the page of rules and the review
sheet print.  What a rule needs is declared beside it, so that a rule whose needs were not read is
told as not executed and never shown as passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from yugong.findings import Finding, Place, Severity
from yugong.findings.kinds import FindingKind, declare
from yugong.published.model.package import PublishedPackage
from yugong.standard.schema import Standard

Check = Callable[[PublishedPackage], Iterator[Finding]]


class UndecidedError(Exception):
    """Raised by a rule that lacks what it would need to decide; says in Chinese what is lacking."""


class Need(StrEnum):
    """What a rule must have been read to be executed."""

    TABLES = "表格"
    STATEMENTS = "情况说明"
    FORMS = "绩效目标表"
    TEXT = "全文"
    FILE = "文件"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its code, its short title, what it obliges to, and the function that decides.

    ``tables`` are the names of the tables it reads; it is executed where at least ``least`` of
    them were read.
    """

    code: str
    title: str
    obligation: str
    check: Check
    needs: frozenset[Need]
    tables: tuple[str, ...] = ()
    least: int = 1

    def tables_in(self, standard: Standard) -> list[str]:
        """Those of its tables that a standard has."""
        known = {spec.name for spec in standard.tables}
        return [name for name in self.tables if name in known]

    def serves(self, standard: Standard) -> bool:
        """Whether a standard has the tables it reads."""
        return not self.tables or len(self.tables_in(standard)) >= self.least


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a rule: executed with its findings, or not executed and why."""

    rule: Rule
    findings: tuple[Finding, ...] = ()
    not_executed: str = ""


RULES: dict[str, Rule] = {}


def rule(
    code: str,
    title: str,
    remedy: str,
    *,
    needs: Sequence[Need],
    tables: Sequence[str] = (),
    least: int = 1,
) -> Callable[[Check], Check]:
    """Enter a function into the rules under its code; its docstring is the obligation."""

    def enter(check: Check) -> Check:
        if code in RULES:
            raise ValueError(f"rule {code} is entered twice")
        obligation = " ".join((check.__doc__ or "").split())
        if not obligation:
            raise ValueError(f"rule {code} does not say what it obliges to")
        declare(FindingKind(code, title, obligation, remedy))
        RULES[code] = Rule(code, title, obligation, check, frozenset(needs), tuple(tables), least)
        return check

    return enter


def audit(package: PublishedPackage, rules: Iterable[Rule]) -> list[Outcome]:
    """Every rule's outcome, in the order of the rules."""
    outcomes = []
    for one in rules:
        missing = _missing(one, package)
        if missing:
            outcomes.append(Outcome(one, not_executed=missing))
            continue
        try:
            outcomes.append(Outcome(one, tuple(one.check(package))))
        except UndecidedError as lacking:
            outcomes.append(Outcome(one, not_executed=str(lacking)))
    return outcomes


def _missing(one: Rule, package: PublishedPackage) -> str:
    """Why a rule cannot be executed on this package; empty where it can."""
    if not one.serves(package.standard):
        return "本标准没有这些表"
    wanted = one.tables_in(package.standard)
    unread = [name for name in wanted if name not in package.tables]
    if unread and len(wanted) - len(unread) < one.least:
        return f"没有读到{'、'.join(unread)}"
    if Need.TABLES in one.needs and not package.tables:
        return "没有读到表格"
    if Need.STATEMENTS in one.needs and not package.statements:
        return "没有读到情况说明里的数字"
    if Need.FORMS in one.needs and not package.projects:
        return "没有读到项目支出绩效目标表"
    if Need.TEXT in one.needs and not package.passages and not package.other_blocks:
        return "没有读到正文"
    if Need.FILE in one.needs and package.form == "text":
        return "纯文本不带文件属性、修订等内容"
    return ""


def violation(
    code: str,
    place: Place,
    found: str,
    expected: str,
    *,
    severity: Severity = Severity.ERROR,
    difference: str = "",
    evidence: Sequence[str] = (),
) -> Finding:
    """A finding of a rule, with the evidence side by side."""
    return Finding(
        code,
        place,
        found,
        expected,
        severity=severity,
        difference=difference,
        evidence=tuple(evidence),
    )
