"""The page of rules is current, and no rule is left out of a check."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from builders.places import ROOT
from readings.golden_file import hold
from yugong.audit.all_rules import FILES, all_rules, chosen_rules
from yugong.audit.reference import rules_page
from yugong.audit.rule import RULES, Need, Rule
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage
from yugong.standard.library import shipped_standards

_ROOT = ROOT
_AUDIT = _ROOT / "src" / "yugong" / "audit"


def nothing(_: PublishedPackage) -> Iterator[Finding]:
    return iter(())


def made_up(code: str) -> Rule:
    return Rule(
        code, "合计", "合计等于各项之和。", nothing, frozenset({Need.TABLES}), (Severity.ERROR,)
    )


def test_the_page_of_rules_lists_every_rule(update_golden: bool) -> None:
    page = rules_page(all_rules())
    hold(_ROOT / "docs" / "rules.md", page, update=update_golden)

    assert all(f"| {rule.code} | {rule.title} |" in page for rule in all_rules())


def test_the_page_of_rules_says_for_which_years_a_standard_is() -> None:
    page = rules_page(all_rules())
    rows = [f"| {standard.name} | {standard.years} |" for standard in shipped_standards()]

    assert [row for row in rows if row not in page] == []
    assert "| shanxi-2025 | 2025、2026 |" in rows


def test_every_file_that_enters_a_rule_is_among_those_a_check_takes() -> None:
    writing = {
        path.stem
        for path in _AUDIT.rglob("*.py")
        if re.search(r"^@rule\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert {module.__name__.rpartition(".")[2] for module in FILES} == writing


def test_rules_are_sorted_by_family_and_code() -> None:
    codes = [rule.code for rule in all_rules()]

    assert codes[0] == "T01"
    assert codes == sorted(codes, key=lambda code: ("TXNPUWV".index(code[0]), code))


def test_the_codes_of_a_family_have_no_gap() -> None:
    codes = [rule.code for rule in all_rules()]
    last = Counter(code[0] for code in codes)

    assert codes == [f"{family}{n:02}" for family in last for n in range(1, last[family] + 1)]


@pytest.mark.parametrize(
    ("code", "severities"),
    [
        ("X17", ["警告"]),
        ("T12", ["格式"]),
        ("V05", ["警告", "提示"]),
        # Those of what a standard requires, and those of pairs of accounts, are data.
        ("N08", ["错误", "警告", "格式"]),
        ("X10", ["错误", "警告"]),
        ("X11", ["错误", "警告"]),
        ("X13", ["错误", "警告"]),
    ],
)
def test_the_severities_of_a_rule_are_those_its_code_gives(
    code: str, severities: list[str]
) -> None:
    assert [severity.value for severity in RULES[code].possible_severities] == severities


def test_every_rule_gives_some_severity_and_serves_some_standard() -> None:
    assert [rule.code for rule in all_rules() if not rule.possible_severities] == []
    assert all(
        any(rule.serves(standard) for standard in shipped_standards()) for rule in all_rules()
    )


def test_a_rule_whose_tables_only_some_standards_have_says_which() -> None:
    rows = {
        row.split("|")[1].strip(): row for row in rules_page(all_rules()).splitlines() if "|" in row
    }

    for code, known in {"T10": {"hebei-2023"}, "T09": {"shanxi-2023", "shanxi-2025"}}.items():
        serving = [
            standard.name for standard in shipped_standards() if RULES[code].serves(standard)
        ]
        assert known <= set(serving) < {standard.name for standard in shipped_standards()}
        assert f"| {'、'.join(serving)} |" in rows[code]
    assert "| 全部 |" in rows["T01"]


@pytest.mark.parametrize(
    ("patterns", "codes"),
    [
        ([], {"T01", "T02", "X01"}),
        (["T01"], {"T01"}),
        (["t*"], {"T01", "T02"}),
        (["T02", "X*"], {"T02", "X01"}),
    ],
)
def test_rules_are_chosen_by_code_or_pattern(patterns: list[str], codes: set[str]) -> None:
    chosen, findings = chosen_rules(patterns, [made_up(code) for code in ("T01", "T02", "X01")])

    assert (set(chosen), findings) == (codes, [])


def test_a_pattern_that_fits_no_rule_is_reported() -> None:
    _, [finding] = chosen_rules(["T0", "T*"], [made_up("T01")])

    assert (finding.code, finding.actual, finding.expected) == ("S014", "T0", "是否为“T01”？")
