"""N15: the reasons that a narrative gives for changes.

Tests: tests/audit/narrative/test_content.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from yugong.audit.evidence.stated import changes, fact_label, first_value, signed, value_in, wan
from yugong.audit.evidence.text_words import text_words
from yugong.audit.rule import Need, rule, violation
from yugong.budget.money import YUAN_PER_WAN
from yugong.figures.fact import Fact
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage, Statement
from yugong.published.model.printed_text import plain
from yugong.standard.library import shipped_standards
from yugong.standard.reason_checks import contradicts, repeats
from yugong.standard.reason_schema import ReasonChecks
from yugong.standard.schema import Standard

_WORDS = {1: "增加", -1: "减少"}
_NUMBERED = re.compile(r"[\d一二三四五六七八九十两]+\s*(?:辆|台)")
_STEMS = ("支出", "经费", "费用", "费", "总计", "合计")


@rule(
    "N15",
    "增减原因不成立",
    "写明真正引起增减的人员、项目、事项，方向与金额相符。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.STATEMENTS],
)
def reasons_hold(package: PublishedPackage) -> Iterator[Finding]:
    """原因的方向与增减一致，所指的分项确有这样的增减，不是把增减换个说法重复一遍。"""
    checks = _checks(package.standard)
    reported: set[str] = set()
    for change in _with_reason(package):
        finding = _refuted(package, change)
        if finding is None and change.reason not in reported:
            finding = _empty(package, change, checks)
        if finding is None and change.reason not in reported:
            finding = _vehicles(package, change)
        if finding is not None:
            reported.add(change.reason)
            yield finding


def _with_reason(package: PublishedPackage) -> Iterator[Statement]:
    return (change for change in changes(package) if change.reason.strip() and change.direction)


def _checks(standard: Standard) -> ReasonChecks | None:
    """The standard's words on reasons; where it has none, those of one that does."""
    if standard.phrases.checks is not None:
        return standard.phrases.checks
    others = (standard.phrases.checks for standard in shipped_standards())
    return next((checks for checks in others if checks is not None), None)


def _refuted(package: PublishedPackage, change: Statement) -> Finding | None:
    """A reason that names a fact which moved the other way, or by less than the change."""
    text = plain(change.reason)
    for label, subject in text_words().mentioned.items():
        name = plain(label)
        if name not in text:
            continue
        text, reason = text.replace(name, "□"), text
        if subject == change.subject:
            continue
        direction = _direction_of(reason, name) or change.direction
        other = _change_of(package, subject)
        moved = None if other is None else signed(other)
        if other is None or moved is None or direction is None:
            continue
        if moved * direction < 0:
            return _finding(
                change,
                f"{label}比上年{_WORDS[1 if moved > 0 else -1]} {wan(abs(moved))}，不是增减的原因",
                Severity.ERROR,
                (other.sentence, *_moves(package, change)),
            )
    return None


def _direction_of(reason: str, name: str) -> int | None:
    """The direction a reason gives something, from the word before or after its name."""
    before, _, after = reason.partition(name)
    for word, direction in (("增加", 1), ("增长", 1), ("减少", -1), ("下降", -1), ("压减", -1)):
        if before.endswith((word, f"{word}了")) or after.startswith((word, f"预算{word}")):
            return direction
    return None


def _change_of(package: PublishedPackage, subject: str) -> Statement | None:
    return next((change for change in changes(package) if change.subject == subject), None)


def _moves(package: PublishedPackage, change: Statement) -> Iterator[str]:
    """Yield the changes of the parts of the same group, as evidence for the right reason."""
    group = change.subject.split(".")[0]
    for statement in changes(package):
        moved = signed(statement)
        if statement.subject.startswith(f"{group}.") and moved:
            yield f"{fact_label(statement.subject)} {moved:+,.2f} 万元"


def _empty(
    package: PublishedPackage, change: Statement, checks: ReasonChecks | None
) -> Finding | None:
    """Report a reason that contradicts the change or only repeats it."""
    if checks is None:
        return None
    fact = _fact(package, change)
    wrong = contradicts(change.reason, fact, checks)
    if wrong:
        word = _WORDS[1 if (change.direction or 0) > 0 else -1]
        return _finding(change, f"实为{word}，原因里却写“{wrong}”", Severity.WARNING, ())
    subject_words = {part.removesuffix(stem) for part in fact.id.split(".") for stem in _STEMS}
    wider = checks.model_copy(
        update={"filler": (*checks.filler, *text_words().filler, *sorted(subject_words - {""}))}
    )
    if repeats(plain(change.reason).replace("费用", "费"), fact, wider):
        return _finding(
            change, "只重复了增减，没有说明是哪些人员、项目、事项", Severity.WARNING, ()
        )
    return None


def _fact(package: PublishedPackage, change: Statement) -> Fact:
    """The change as a fact in 元; where this year is not stated, it is taken as not nil."""
    stated = value_in(package, change.subject, change) or first_value(package, change.subject)
    moved = signed(change) or Decimal(0)
    value = stated.value if stated is not None else abs(moved) * 2
    return Fact(change.subject, value * YUAN_PER_WAN, previous=(value - moved) * YUAN_PER_WAN)


def _vehicles(package: PublishedPackage, change: Statement) -> Finding | None:
    """A reason that vehicles became fewer or more, which the counts of the text do not show."""
    match = text_words().vehicles_moved.search(change.reason)
    fleet = first_value(package, "国有资产.车辆实有数")
    quota = first_value(package, "国有资产.车辆编制数")
    if match is None or fleet is None or quota is None or _NUMBERED.search(change.reason):
        return None
    if fleet.value == quota.value and change.subject.startswith("三公.公务用车"):
        return _finding(
            change,
            "写明增减了几辆：编制与实有相等，看不出车辆数的变化",
            Severity.WARNING,
            (fleet.sentence,),
        )
    return None


def _finding(
    change: Statement,
    expected: str,
    severity: Severity,
    evidence: tuple[str, ...],
) -> Finding:
    return violation(
        "N15",
        change.place,
        change.reason,
        expected,
        severity=severity,
        evidence=tuple(dict.fromkeys((change.sentence, *evidence))),
    )
