"""The worked example (samples/yunze-2026) shows what its README says it shows."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from builders.places import SAMPLES
from yugong.cli.app import app
from yugong.findings import has_errors
from yugong.jobs.adjust import AdjustResult, adjust_ledger
from yugong.jobs.compute import ComputedBudget, compute_budget

FOLDER = SAMPLES / "yunze-2026"
LINES = {
    "支出总计（元）": "支出.总计",
    "人员经费": "支出.人员经费",
    "公用经费": "支出.公用经费",
    "项目支出": "支出.项目支出",
}
"""What the README's table calls its lines, and the fact each shows."""


@cache
def _prepared(name: str) -> ComputedBudget:
    return compute_budget(FOLDER / name, draft=True)


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
    assert compute_budget(FOLDER / "2025.yaml").findings == ()


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
        assert {indicator.level1 for indicator in project.indicators} == {
            "产出指标",
            "效益指标",
            "满意度指标",
        }, project.name
        assert {"数量指标", "质量指标", "时效指标", "成本指标"} <= {
            indicator.level2 for indicator in project.indicators
        }, project.name


@pytest.fixture(scope="module")
def adjusted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[AdjustResult]]:
    """The example's folder with the ledgers after the first and after the second adjustment."""
    folder = tmp_path_factory.mktemp("example") / "yunze-2026"
    shutil.copytree(FOLDER, folder)
    ledger, results = folder / "budget.yaml", []
    for number in (1, 2):
        out = folder / f"after-{number}.yaml"
        results.append(adjust_ledger(ledger, [folder / f"adjustment-{number}.yaml"], out))
        ledger = out
    return folder, results


def _stale(path: Path) -> set[str]:
    findings = compute_budget(path, draft=True).findings
    return {
        finding.place.path.removeprefix("变动原因.")
        for finding in findings
        if finding.code == "B028"
    }


@pytest.mark.parametrize(("number", "position"), [(1, 3), (2, 4)])
def test_the_totals_after_each_adjustment_are_those_in_the_readme(
    adjusted: tuple[Path, list[AdjustResult]], number: int, position: int
) -> None:
    folder, _ = adjusted
    figures = compute_budget(folder / f"after-{number}.yaml", draft=True).figures
    column = _column(position)
    assert {fact: figures[fact].value for fact in column} == column


def test_the_adjustments_apply_without_a_finding_and_leave_their_trail(
    adjusted: tuple[Path, list[AdjustResult]],
) -> None:
    folder, results = adjusted
    assert [result.findings for result in results] == [(), ()]
    trail = compute_budget(folder / "after-2.yaml", draft=True).intake.budget.adjustments
    assert [(record.batch, record.before, record.after) for record in trail] == [
        ("第一次调整", Decimal("21349983.32"), Decimal("21808983.32")),
        ("第二次调整", Decimal("21808983.32"), Decimal("21668023.32")),
    ]


def test_reasons_written_before_an_adjustment_of_their_figures_are_flagged(
    adjusted: tuple[Path, list[AdjustResult]],
) -> None:
    folder, _ = adjusted
    assert _stale(FOLDER / "budget.yaml") == set()
    assert _stale(folder / "after-1.yaml") == {"三公.公务接待费", "三公.公务用车运行维护费"}
    assert _stale(folder / "after-2.yaml") == {"三公.公务用车运行维护费"}


def test_what_the_accountant_left_open_is_drafted_so_that_the_budget_builds() -> None:
    """B018 is only the hint that other standards print what this one does not."""
    prepared = compute_budget(FOLDER / "budget.yaml")
    assert [finding.code for finding in prepared.findings] == ["B018", "B027"]


def test_every_command_in_the_readme_exists() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    used = set(re.findall(r"yugong ([a-z]+)", text))
    assert used == {"build", "reasons", "adjust", "diff", "trace", "paper"}
    assert used <= {command.name for command in app.registered_commands}
