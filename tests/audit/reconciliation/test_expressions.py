"""Rules that a standard states itself, as equations between cells."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from builders.altered_package import computed, only, with_cell, without_rows
from builders.places import TEMPLATES
from yugong.audit.reconciliation.expressions import own_rules
from yugong.audit.rule import RULES, Outcome, audit
from yugong.findings import Finding, Place, Severity
from yugong.published.model.package import PublishedPackage
from yugong.standard.equations import EquationError, parse_equation
from yugong.standard.library import load_standard
from yugong.standard.schema import Standard

_SHIPPED = TEMPLATES

RULE = """\
规则:
  - 编号: Z01
    名称: 收入总计等于收入总表
    要求: 收支总表的收入总计等于收入总表的合计加上年结转。
    式: "表.预算收支总表['收入总计'].收入金额 == 表.预算收入总表['合计'].合计 + 表.预算收入总表['合计'].上年结转"
    处理: 核对两表后改正。
"""


def loaded(folder: Path, rules: str) -> tuple[Standard | None, list[Finding]]:
    """A bureau's standard: the shipped one with these rules at its end."""
    for name in ("docx", "xlsx"):
        shutil.copytree(_SHIPPED / name, folder / name)
    text = (_SHIPPED / "shanxi-2025.yaml").read_text(encoding="utf-8")
    path = folder / "own.yaml"
    path.write_text(text + "\n" + rules, encoding="utf-8")
    standard, findings = load_standard(str(path), Place())
    return (None if standard is None else standard.standard), findings


def standard_with(folder: Path, rules: str) -> Standard:
    standard, findings = loaded(folder, rules)
    assert standard is not None, findings
    return standard


def outcome(standard: Standard, package: PublishedPackage) -> Outcome:
    [made] = audit(replace(package, standard=standard), own_rules(standard))
    return made


def test_a_rule_in_a_standard_passes_and_fails_without_any_python(tmp_path: Path) -> None:
    standard = standard_with(tmp_path, RULE)
    wrong = with_cell(computed(), "预算收支总表", "收入总计", "收入金额", "143.01")

    assert outcome(standard, computed()).findings == ()
    [finding] = outcome(standard, wrong).findings
    assert (finding.code, finding.severity, finding.difference) == ("Z00", Severity.ERROR, "0.01")
    assert finding.evidence[0] == "规则 Z01 收入总计等于收入总表"
    assert finding.remedy == "核对两表后改正。"
    assert finding.evidence[1] == "预算收支总表“收入总计”收入金额 143.01"
    assert "Z01" not in RULES, "it belongs to the standard, not to the program"


def test_a_tolerance_and_a_level_are_the_rules_own(tmp_path: Path) -> None:
    rules = RULE + "    容差: 0.02\n    级别: 警告\n"
    standard = standard_with(tmp_path, rules)

    for printed, levels in (("143.02", []), ("143.03", [Severity.WARNING])):
        package = with_cell(computed(), "预算收支总表", "收入总计", "收入金额", printed)
        assert [finding.severity for finding in outcome(standard, package).findings] == levels


def test_several_equations_may_use_differences_and_accounts(tmp_path: Path) -> None:
    rules = """\
规则:
  - 编号: Z02
    名称: 住房公积金
    要求: 基本支出合计减去项目支出。
    式:
    - "表.预算支出总表['合计'].合计 - 表.预算支出总表['合计'].项目支出 == 表.预算支出总表['合计'].基本支出"
    - "表.预算支出总表['2210201'].基本支出 == 表.一般公共预算支出预算表['2210201'].基本支出"
    - "表.预算支出总表['2290999'].基本支出 == 表.一般公共预算支出预算表['2290999'].基本支出"
"""
    standard = standard_with(tmp_path, rules)
    wrong = with_cell(computed(), "预算支出总表", "2210201", "基本支出", "9.5")

    assert outcome(standard, computed()).findings == ()
    assert len(outcome(standard, wrong).findings) == 1


def test_a_rule_whose_tables_or_rows_were_not_read_is_not_executed(tmp_path: Path) -> None:
    standard = standard_with(tmp_path, RULE)

    assert (
        outcome(standard, only(computed(), "预算收支总表")).not_executed == "没有读到预算收入总表"
    )
    bare = without_rows(computed(), "预算收支总表", "收入总计")
    assert outcome(standard, bare).not_executed == "没有读到所需的行、列"


@pytest.mark.parametrize(
    ("old", "new", "actual", "expected"),
    [
        (
            "表.预算收入总表['合计'].合计",
            "表.收入总表['合计'].合计",
            "收入总表",
            "是否为“预算收入总表”？",
        ),
        ("'收入总计'", "'收入合计'", "收入合计", "是否为“本年收入合计”？"),
        ("].上年结转", "].结转", "结转", "是否为“上年结转”？"),
        ("编号: Z01", "编号: X01", "X01", None),
        (" == ", " + ", None, None),
        ("].合计 + ", "].合计 * ", "mul", None),
        ("表.预算收支总表", "os.预算收支总表", "预算收支总表", None),
        ("    式:", "    试:", "试", "填写“式”"),
    ],
)
def test_a_malformed_equation_is_found_when_the_standard_is_loaded(
    tmp_path: Path, old: str, new: str, actual: str | None, expected: str | None
) -> None:
    assert old in RULE
    standard, findings = loaded(tmp_path, RULE.replace(old, new, 1))

    assert standard is None
    assert findings
    if actual is not None:
        assert actual in [finding.actual for finding in findings]
    if expected is not None:
        assert expected in [finding.expected for finding in findings]


def test_a_rule_listed_twice_is_found(tmp_path: Path) -> None:
    twice = RULE + RULE.removeprefix("规则:\n")

    assert [finding.actual for finding in loaded(tmp_path, twice)[1]] == ["Z01"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "表.甲['乙'].丙",
        "表.甲['乙'].丙 == 1",
        "表.甲['乙'].丙 == 表.甲['乙'].丙 == 表.甲['乙'].丙",
        "表.甲['乙'].丙 < 表.甲['乙'].丙",
        "表.甲['乙'].__class__() == 表.甲['乙'].丙",
        "表.甲[1].丙 == 表.甲['乙'].丙",
        "(" * 300 + "表" + ")" * 300,
    ],
)
def test_anything_but_cells_in_an_equation_is_refused(text: str) -> None:
    with pytest.raises(EquationError):
        parse_equation(text)
