"""The worked example (samples/yunze-2026) shows what its README says it shows."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

import pytest

from conftest import SAMPLES
from yugong.build import Prepared, prepare
from yugong.findings import has_errors

FOLDER = SAMPLES / "yunze-2026"
LINES = {
    "支出总计（元）": "支出.总计",
    "人员经费": "支出.人员经费",
    "公用经费": "支出.公用经费",
    "项目支出": "支出.项目支出",
}
"""What the README's table calls its lines, and the fact each shows."""


@cache
def _prepared(name: str) -> Prepared:
    return prepare(FOLDER / name, draft=True)


def _column(position: int) -> dict[str, Decimal]:
    """A column of the README's table of totals, by fact."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()]
    return {
        LINES[row[0]]: Decimal(row[position].replace(",", ""))
        for row in rows
        if row and row[0] in LINES
    }


def _names(name: str) -> set[str]:
    return {project.name for project in _prepared(name).intake.budget.projects}


def test_last_years_ledger_builds_on_its_own_without_a_finding() -> None:
    assert prepare(FOLDER / "2025.yaml").findings == ()


def test_this_years_ledger_has_no_errors() -> None:
    assert not has_errors(_prepared("budget.yaml").findings)


@pytest.mark.parametrize(("name", "position"), [("2025.yaml", 1), ("budget.yaml", 2)])
def test_the_totals_in_the_readme_are_those_of_the_ledger(name: str, position: int) -> None:
    column = _column(position)
    assert column.keys() == set(LINES.values())
    assert {fact: _prepared(name).figures[fact].value for fact in column} == column


def test_every_stated_change_is_measured_against_last_years_ledger() -> None:
    before, now = _prepared("2025.yaml"), _prepared("budget.yaml")
    for comparison in now.loaded.standard.comparisons:
        stated = now.figures[comparison.fact]
        assert stated.previous == before.figures[comparison.fact].value, comparison.fact


def test_projects_are_new_ended_and_renamed_as_the_readme_says() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    before, now = _names("2025.yaml"), _names("budget.yaml")
    listed = dict(re.findall(r"^- ([新结]\w)：(.+?)[；。]$", text, re.MULTILINE))
    renamed = {"河湖长制日常工作经费", "山洪灾害防治非工程措施运行维护（2026年度）"}
    assert now - before == set(listed["新增"].split("、")) | renamed
    assert before - now == set(listed["结束"].split("、")) | {
        "河湖长制工作经费",
        "山洪灾害防治非工程措施运行维护（2025年度）",
    }


@pytest.mark.parametrize("name", ["2025.yaml", "budget.yaml"])
def test_every_project_has_a_full_performance_form(name: str) -> None:
    for project in _prepared(name).intake.budget.projects:
        assert 5 <= len(project.indicators) <= 8, project.name
        assert {one.level1 for one in project.indicators} == {
            "产出指标",
            "效益指标",
            "满意度指标",
        }, project.name
        assert {"数量指标", "质量指标", "时效指标", "成本指标"} <= {
            one.level2 for one in project.indicators
        }, project.name
