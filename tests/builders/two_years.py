"""A small department's ledgers of two years, so that tests can say what moved between them.

``this_year`` computes 2026 with last year's ledger behind it, both made of the rows a test gives.
"""

from __future__ import annotations

from pathlib import Path

from builders.small_budget import PROJECTS, budget_text
from yugong.jobs.compute import ComputedBudget, compute_budget

HEAD_2025 = "标准: shanxi-2025\n年度: 2025\n"
PERSONNEL = "{支出类别: 人员经费, 功能科目: 2012604, 部门经济科目: 30101, 金额: 600000.00}"

NOTHING_BEFORE = """\
上年数:
  收入.总计: 0
  支出.总计: 0
  一般公共预算.支出: 0
  三公.因公出国境费: 0
  三公.公务接待费: 0
  三公.公务用车购置费: 0
  三公.公务用车运行维护费: 0
  机关运行经费.合计: 0
"""
WHY_OF_2025 = """\
变动原因:
  收入.总计: 人员增加。
  支出.总计: 人员增加。
  一般公共预算.支出: 人员增加。
  三公.合计: 压减接待。
  三公.公务接待费: 压减接待。
"""
"""Reasons of a ledger of 2025 that is compared with the small department's own 上年数."""

ANY_REASONS = """\
变动原因:
  收入.总计: 按规定安排。
  支出.总计: 按规定安排。
  一般公共预算.支出: 按规定安排。
  三公.合计: 按规定安排。
  三公.公务接待费: 按规定安排。
  三公.公务用车购置及运行费: 按规定安排。
  三公.公务用车运行维护费: 按规定安排。
  三公.公务用车购置费: 按规定安排。
  机关运行经费.合计: 按规定安排。
"""


def project(name: str, amount: str, more: str = "") -> str:
    """A row of a project, as the tests' ledgers write it."""
    return f"{{支出类别: 特定目标类项目, 项目: {name}, 功能科目: 2012604, 部门经济科目: 30227, {more}金额: {amount}}}"


def basic(code: str, amount: str, more: str = "") -> str:
    """A row of basic expenditure: personnel for 301 and 303, else public."""
    category = "人员经费" if code.startswith(("301", "303")) else "公用经费"
    return (
        f"{{支出类别: {category}, 功能科目: 2012604, 部门经济科目: {code}, {more}金额: {amount}}}"
    )


def ledger_parts(rows: list[str]) -> dict[str, str]:
    """The ledger and the project forms that go with its rows."""
    names = [row.split("项目: ", 1)[1].split(",")[0] for row in rows if "项目: " in row]
    form = PROJECTS.removeprefix("项目:\n")
    forms = [form.replace("名称: 档案数字化", f"名称: {name}") for name in dict.fromkeys(names)]
    return {
        "ledger": "收支明细:\n" + "".join(f"- {row}\n" for row in rows),
        "projects": "项目:\n" + "".join(forms) if forms else "",
    }


def write_two_years(
    folder: Path, before: list[str], now: list[str], *, extra: str = "", **replaced: str
) -> Path:
    """Write both years' files; ``extra`` ends this year's, whose path is returned."""
    earlier = {**replaced, **ledger_parts(before)}
    text = budget_text(
        **{**earlier, "head": HEAD_2025, "previous": NOTHING_BEFORE}, extra=ANY_REASONS
    )
    (folder / "2025.yaml").write_text(text, encoding="utf-8")
    path = folder / "budget.yaml"
    extra = "上年资料: {文件: 2025.yaml}\n" + extra
    this = budget_text(**{**replaced, **ledger_parts(now)}, previous="", extra=extra)
    path.write_text(this, encoding="utf-8")
    return path


def this_year(
    folder: Path,
    before: list[str],
    now: list[str],
    *,
    draft: bool = True,
    extra: str = "",
    **replaced: str,
) -> ComputedBudget:
    """2026 prepared with 2025 behind it."""
    return compute_budget(
        write_two_years(folder, before, now, extra=extra, **replaced), draft=draft
    )
