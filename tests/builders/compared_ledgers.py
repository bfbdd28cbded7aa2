"""Two small ledgers side by side, for tests of their comparison."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from builders.small_budget import LEDGER, PROJECTS, budget_file
from yugong.comparison.comparison import Comparison
from yugong.jobs.diff import diff

RECEPTION = "- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30217, 金额: 5000.00}\n"
"""A line of the ledger that brings a 科目 and a 三公 figure the small ledger does not have."""

SHELVES = (
    "- {支出类别: 特定目标类项目, 项目: 密集架, 功能科目: 2012604, 部门经济科目: 31002, "
    "金额: 50000.00}\n"
)
SHELVES_FORM = PROJECTS.removeprefix("项目:\n").replace("档案数字化", "密集架")
"""A second project: its line, and its form."""

WITH_SHELVES = {"ledger": LEDGER + SHELVES, "projects": PROJECTS + SHELVES_FORM}


def sides(
    folder: Path, old: Mapping[str, str] | None = None, new: Mapping[str, str] | None = None
) -> tuple[Path, Path]:
    """The small ledger twice, each with its own parts replaced."""
    paths = []
    for name, parts in (("旧", old), ("新", new)):
        (folder / name).mkdir(exist_ok=True)
        paths.append(budget_file(folder / name, **(parts or {})))
    return paths[0], paths[1]


def compared(
    folder: Path, new: Mapping[str, str], old: Mapping[str, str] | None = None
) -> Comparison:
    """Return the differences between the small ledger and itself with parts replaced."""
    return diff(*sides(folder, old, new)).comparison
