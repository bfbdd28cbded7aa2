"""A rule's findings have the severities it declares, unless a standard softens them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from builders.altered_package import computed, with_cell
from builders.own_standard import own_standard
from yugong.audit.all_rules import all_rules, unknown_levels
from yugong.audit.evidence.known_accounts import known_accounts
from yugong.audit.rule import RULES, Need, Outcome, Rule, UndeclaredSeverityError, audit, violation
from yugong.findings import Finding, Kind, Place, Severity
from yugong.published.model.package import PublishedPackage
from yugong.standard.library import load_standard
from yugong.standard.schema import Standard


def undeclared(_: PublishedPackage) -> Iterator[Finding]:
    yield Finding(Kind.LOCAL_RULE_BROKEN, Place(), "甲", "乙", severity=Severity.INFO)


def a_rule(*severities: Severity) -> Rule:
    return Rule("Z99", "合计", "合计相等。", undeclared, frozenset({Need.TABLES}), severities)


def test_a_severity_that_a_rule_does_not_declare_is_a_programmers_fault() -> None:
    with pytest.raises(UndeclaredSeverityError, match="does not declare"):
        audit(computed(), [a_rule(Severity.ERROR, Severity.WARNING)])


def test_a_severity_that_a_rule_declares_is_kept() -> None:
    [outcome] = audit(computed(), [a_rule(Severity.ERROR, Severity.INFO)])

    assert [finding.severity for finding in outcome.findings] == [Severity.INFO]


@pytest.mark.parametrize(("code", "severity"), [("T12", "格式"), ("T01", "错误"), ("W06", "格式")])
def test_a_finding_without_a_severity_has_the_first_of_its_rule(code: str, severity: str) -> None:
    assert violation(code, Place(), "甲", "乙").severity.value == severity


def test_the_entries_of_data_give_no_severity_beyond_those_of_the_page() -> None:
    levels = {correspondence.severity for correspondence in known_accounts().correspondences}

    assert levels <= set(RULES["X10"].possible_severities)


def softened(folder: Path, levels: str) -> Standard:
    path = own_standard(folder)
    path.write_text(f"{path.read_text(encoding='utf-8')}\n规则级别: {levels}\n", encoding="utf-8")
    loaded, findings = load_standard(str(path), Place())
    assert loaded is not None, findings
    return loaded.standard


def outcome_of(standard: Standard, code: str) -> Outcome:
    wrong = with_cell(computed(), "预算收支总表", "收入总计", "收入金额", "148.03")
    rules = [rule for rule in all_rules(standard) if rule.code == code]
    [outcome] = audit(replace(wrong, standard=standard), rules)
    return outcome


def test_a_rule_that_no_standard_softens_is_an_error(tmp_path: Path) -> None:
    standard = softened(tmp_path, "{N15: {级别: 提示, 理由: 原因由领导审定}}")

    assert [finding.severity for finding in outcome_of(standard, "T04").findings] == [
        Severity.ERROR
    ]


@pytest.mark.parametrize(
    ("level", "severity"), [("警告", "警告"), ("提示", "提示"), ("格式", "格式")]
)
def test_a_standard_softens_a_rule_and_gives_its_reason(
    tmp_path: Path, level: str, severity: str
) -> None:
    standard = softened(tmp_path, f"{{T04: {{级别: {level}, 理由: 另有说明}}}}")

    [finding] = outcome_of(standard, "T04").findings

    assert finding.severity.value == severity
    assert finding.evidence[-1] == f"本标准列为{level}：另有说明"


def test_a_finding_that_is_no_graver_than_the_level_stays_as_it_is(tmp_path: Path) -> None:
    standard = softened(tmp_path, "{T04: {级别: 警告, 理由: 甲}}")
    [rule] = [rule for rule in all_rules(standard) if rule.code == "T04"]
    info = replace(rule, code="Z99", check=undeclared, severities=(Severity.INFO,))

    [outcome] = audit(replace(computed(), standard=standard), [info])

    assert [(finding.severity, finding.evidence) for finding in outcome.findings] == [
        (Severity.INFO, ())
    ]


def test_a_rule_that_a_standard_switches_off_is_not_executed(tmp_path: Path) -> None:
    standard = softened(tmp_path, "{T04: {级别: 不查, 理由: 另有说明}}")

    outcome = outcome_of(standard, "T04")

    assert (outcome.findings, outcome.not_executed) == ((), "本标准不查：另有说明")


@pytest.mark.parametrize(
    "levels",
    [
        "{V01: {级别: 提示, 理由: 甲}}",
        "{W01: {级别: 不查, 理由: 甲}}",
        "{T04: {级别: 错误, 理由: 甲}}",
        '{T04: {级别: 提示, 理由: ""}}',
        "{T04: {级别: 提示}}",
    ],
    ids=["personal data", "placeholders", "harder", "an empty reason", "no reason"],
)
def test_what_no_standard_may_soften(tmp_path: Path, levels: str) -> None:
    path = own_standard(tmp_path)
    path.write_text(f"{path.read_text(encoding='utf-8')}\n规则级别: {levels}\n", encoding="utf-8")

    loaded, findings = load_standard(str(path), Place())

    assert loaded is None
    assert findings != []


def test_a_level_for_a_rule_that_does_not_exist_is_a_finding(tmp_path: Path) -> None:
    standard = softened(tmp_path, "{T04: {级别: 提示, 理由: 甲}, N99: {级别: 提示, 理由: 甲}}")

    [finding] = unknown_levels(standard)

    assert (finding.code, finding.actual, finding.place.path) == ("S014", "N99", "规则级别.N99")
