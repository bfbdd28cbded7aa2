"""The demands of a standard: reasons, last year's figures, passages, performance slots."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders.small_budget import (
    DEPARTMENT,
    HEAD,
    LEDGER,
    OVERALL,
    PREVIOUS,
    PROJECTS,
    TEXT,
    budget_file,
)
from yugong.findings import Finding, FindingsError
from yugong.jobs.compute import compute_budget


def demands(folder: Path, draft: bool = False, /, **replaced: str) -> list[Finding]:
    """The findings of preparing the ledger, whether or not they stop it."""
    try:
        return list(compute_budget(budget_file(folder, **replaced), draft=draft).findings)
    except FindingsError as error:
        return list(error.findings)


GREW = PREVIOUS.replace("总计: 1000000.00", "总计: 900000.00")


def test_a_change_within_the_threshold_needs_no_reason(tmp_path: Path) -> None:
    assert demands(tmp_path) == []


def test_a_change_past_the_threshold_needs_a_reason(tmp_path: Path) -> None:
    findings = demands(tmp_path, previous=GREW)

    assert [(finding.code, finding.actual) for finding in findings] == [
        ("B013", "收入.总计：上年 900000.00 元，本年 1000000.00 元"),
        ("B013", "支出.总计：上年 900000.00 元，本年 1000000.00 元"),
    ]
    assert findings[0].expected == "在“变动原因”中填写 收入.总计"


def test_given_reasons_satisfy_the_standard(tmp_path: Path) -> None:
    reasons = "变动原因: {收入.总计: 新增档案数字化项目, 支出.总计: 新增档案数字化项目}\n"

    assert demands(tmp_path, previous=GREW, extra=reasons) == []


def test_a_draft_goes_on_without_reasons_and_marks_the_place(tmp_path: Path) -> None:
    findings = demands(tmp_path, True, previous=GREW)

    assert {(finding.code, finding.severity.value) for finding in findings} == {("B013", "警告")}


def test_missing_figures_of_last_year_are_asked_for_by_name(tmp_path: Path) -> None:
    findings = demands(tmp_path, previous="")

    assert {finding.code for finding in findings} == {"B014"}
    assert "在“上年数”中填写 收入.总计（元）" in [finding.expected for finding in findings]


def test_a_misspelt_fact_is_answered_with_the_nearest(tmp_path: Path) -> None:
    previous = PREVIOUS.replace("三公.公务接待费", "三公.接待费")
    findings = demands(tmp_path, previous=previous)
    misspelt = next(finding for finding in findings if finding.code == "B001")

    assert misspelt.actual == "三公.接待费"
    assert misspelt.expected == "是否为“三公.公务接待费”？"
    assert misspelt.place.line is not None


@pytest.mark.parametrize(
    ("replaced", "code", "expected"),
    [
        ({"text": TEXT.replace("  其他说明: 无\n", "")}, "B002", "填写“其他说明”；没有的写“无”"),
        ({"text": TEXT + "  其他: 无\n"}, "B018", "是否为“其他说明”？"),
        ({"overall": ""}, "B002", "填写“整体绩效”"),
        ({"overall": OVERALL.replace("部门职责", "部门职能")}, "B002", "填写“部门职责”"),
        ({"overall": OVERALL.replace("在编人员数: 11", "在编人员数: 十一")}, "B003", "整数"),
        ({"overall": OVERALL + "  表式: 履职\n"}, "B004", "县区通用、履职效益"),
        (
            {"projects": PROJECTS.replace("一级: 产出指标", "一级: 产出")},
            "B004",
            "是否为“产出指标”？",
        ),
        (
            {"projects": PROJECTS.replace("二级: 数量指标", "二级: 数量")},
            "B004",
            "是否为“数量指标”？",
        ),
        ({"head": HEAD.replace("2026", "2024")}, "S010", "2025、2026"),
        (
            {"head": HEAD.replace("shanxi-2025", "shanxi-225")},
            "S001",
            "是否为“shanxi-2025”？",
        ),
    ],
)
def test_an_unmet_demand_is_named(
    tmp_path: Path, replaced: dict[str, str], code: str, expected: str
) -> None:
    findings = demands(tmp_path, **replaced)

    assert (code, expected) in [(finding.code, finding.expected) for finding in findings]
    assert all(finding.place.file for finding in findings)


def test_faults_of_every_kind_are_reported_in_one_run(tmp_path: Path) -> None:
    """An unknown field, an unknown code, a wrong sum and missing reasons, all in one file."""
    ledger = LEDGER.replace("金额: 600000.00", "金额: 600000.00, 备主: 无")
    ledger = ledger.replace("2012604, 部门经济科目: 30201", "2012640, 部门经济科目: 30201")
    projects = PROJECTS.replace("  概况:", "  年度资金: {市县财政资金: 1}\n  概况:")
    findings = demands(tmp_path, ledger=ledger, projects=projects, previous=GREW)

    assert [finding.code for finding in findings] == ["B001", "B006", "B009", "B013", "B013"]
    assert [finding.place.line for finding in findings] == [12, 13, 19, None, None]


def test_a_faulty_amount_does_not_cause_false_sums(tmp_path: Path) -> None:
    ledger = LEDGER.replace("金额: 320000.00", "金额: 三十二万")
    projects = PROJECTS.replace("  概况:", "  年度资金: {市县财政资金: 320000}\n  概况:")
    findings = demands(tmp_path, ledger=ledger, projects=projects, previous=GREW)

    assert [finding.code for finding in findings] == ["B005"]


def test_the_only_unit_being_faulty_does_not_hide_the_other_faults(tmp_path: Path) -> None:
    ledger = LEDGER.replace("2012604, 部门经济科目: 30201", "2012640, 部门经济科目: 30201")
    department = DEPARTMENT.replace("性质: 事业", "性质: 事业单位")
    findings = demands(tmp_path, ledger=ledger, department=department, previous=GREW)

    assert [finding.code for finding in findings] == ["B004", "B006", "B013", "B013"]
