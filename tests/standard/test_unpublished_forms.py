"""A project may keep its form unpublished: it is counted, and nothing of its form is printed."""

from __future__ import annotations

from pathlib import Path

from builders.small_budget import LEDGER, OVERALL, PROJECTS, budget_file, findings_of
from yugong.findings import Kind
from yugong.jobs.build import build
from yugong.jobs.check import check
from yugong.jobs.compute import compute_budget

_LEDGER = (
    LEDGER
    + "- {支出类别: 其他运转类项目, 项目: 设备运行, 功能科目: 2012604, 部门经济科目: 30213, 金额: 80000.00}\n"
    + "- {支出类别: 特定目标类项目, 项目: 档案数字化, 年份: 上年结转, 功能科目: 2012604, "
    "部门经济科目: 30227, 金额: 5000.00}\n"
)
_UNPUBLISHED = "- {名称: 设备运行, 公开绩效目标: 否}\n"
_PREVIOUS = """\
上年数:
  收入.总计: 1085000.00
  支出.总计: 1085000.00
  一般公共预算.支出: 1080000.00
  三公.因公出国境费: 0
  三公.公务接待费: 0
  三公.公务用车购置费: 0
  三公.公务用车运行维护费: 0
"""


def _file(folder: Path) -> Path:
    return budget_file(folder, ledger=_LEDGER, projects=PROJECTS + _UNPUBLISHED, previous=_PREVIOUS)


def test_projects_with_and_without_a_published_form_are_counted_apart(tmp_path: Path) -> None:
    figures = compute_budget(_file(tmp_path)).figures

    counted = {
        name: figures[f"绩效.{name}"].value
        for name in (
            "项目数",
            "项目金额",
            "公开项目数",
            "公开项目金额",
            "其他运转类项目数",
            "公开其他运转类项目数",
            "公开特定目标类项目金额",
            "未计结转",
        )
    }

    assert list(counted.values()) == [2, 400000, 1, 320000, 1, 0, 320000, 5000]


def test_a_form_is_printed_for_published_projects_only(tmp_path: Path) -> None:
    context = compute_budget(_file(tmp_path)).package.context

    assert [form.get("项目名称") for form in context["项目绩效"]] == ["档案数字化"]
    assert context["有不公开的绩效目标"] is True


def test_what_is_built_states_both_counts_and_its_check_misses_no_form(tmp_path: Path) -> None:
    built = build(_file(tmp_path), tmp_path / "公开", layout=False)
    word = next(path for path in built.files if path.suffix == ".docx")

    codes = {str(finding.code) for finding in check(word).findings}

    assert "P01" not in codes
    assert "N10" not in codes
    assert "N02" not in codes


def test_a_published_project_needs_its_goal_and_its_indicators(tmp_path: Path) -> None:
    bare = "项目:\n- {名称: 档案数字化, 项目属性: 一次性项目, 项目期: 1年}\n"

    missing = [
        finding.place.path
        for finding in findings_of(tmp_path, projects=bare)
        if finding.code == Kind.REQUIRED_FIELD_MISSING
    ]

    assert missing == ["项目[1].实施期目标", "项目[1].指标"]


def test_the_day_of_filing_is_printed_where_it_is_known(tmp_path: Path) -> None:
    projects = PROJECTS.replace("  项目期: 1年\n", "  项目期: 1年\n  填报日期: 2026-01-09\n")
    overall = OVERALL + "  填报日期: 2026-01-12\n"

    known = compute_budget(budget_file(tmp_path, projects=projects, overall=overall))
    unknown = compute_budget(budget_file(tmp_path))

    assert known.package.context["项目绩效"][0].get("填报日期") == "2026年1月9日"
    assert known.package.context["整体"].get("填报日期") == "2026年1月12日"
    assert unknown.package.context["项目绩效"][0].get("填报日期") == ""
    assert unknown.package.context["整体"].get("填报日期") == ""
