"""Budgets of two years that a working paper is written for."""

from __future__ import annotations

from pathlib import Path

from builders.small_budget import LEDGER, PROJECTS, budget_file
from builders.two_years import basic, project

_NASTY = (
    "*", "?", "~", "档案*", "=1+1", "<5", ">0", "<>", "201", "1e3", "TRUE", 'a"b', "A,B}", "Abc", "aBC",
    "长" * 300,
)  # fmt: skip


def nasty_budget(folder: Path) -> Path:
    """Projects called *, ? or =1+1, numbers, capitals, and names past 255 characters."""
    ledger, projects = LEDGER, PROJECTS
    form = PROJECTS.removeprefix("项目:\n")
    for number, name in enumerate(_NASTY):
        amount = f"{10_050 * 3 ** (number % 7)}.0{number % 10}"
        ledger += f"- {{支出类别: 特定目标类项目, 项目: '{name}', 功能科目: 2012604, 部门经济科目: 30227, 金额: {amount}}}\n"
        projects += form.replace("名称: 档案数字化", f"名称: '{name}'")
    return budget_file(folder, ledger=ledger, projects=projects)


BEFORE = [basic("30101", "550000.00"), basic("30217", "30000.00"), project("旧项目", "70000.00"), project("档案数字化", "320000.00")]  # fmt: skip

NOW = [basic("30101", "600000.00"), basic("30201", "80000.00"), project("档案数字化", "320050.00")]
