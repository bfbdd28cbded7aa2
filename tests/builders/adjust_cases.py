"""A small ledger and batches of adjustments as files, for tests of ``yugong adjust``."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders.small_budget import budget_file
from yugong.findings import Finding, FindingsError
from yugong.jobs.adjust import adjust_ledger

LEDGER = """\
收支明细:
- {支出类别: 人员经费, 功能科目: 2012604, 部门经济科目: 30101, 金额: 600000.00}
# 办公费按定额
- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30201, 金额: 80000.00}
- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 金额: 300000.00}
- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 年份: 上年结转, 金额: 20000.00}
"""

HEAD = """\
批次: 第一次调整
日期: 2026-06-30
原因: 压减一般性支出
"""

CUT = """\
收支明细:
  修改:
  - {原: {部门经济科目: 30201}, 新: {金额: 50000.00}}
"""


def base_file(folder: Path, ledger: str = LEDGER, **parts: str) -> Path:
    return budget_file(folder, ledger=ledger, **parts)


def batch(folder: Path, text: str, *, head: str = HEAD, name: str = "调整.yaml") -> Path:
    path = folder / name
    path.write_text(head + text, encoding="utf-8")
    return path


def refused(base: Path, *batches: Path) -> list[Finding]:
    """Why batches are not applied; nothing may be left behind."""
    out = base.parent / "没有.yaml"
    with pytest.raises(FindingsError) as caught:
        adjust_ledger(base, batches, out)
    assert not out.exists()
    return list(caught.value.findings)


def warned(base: Path, *batches: Path) -> list[Finding]:
    """Return the findings about batches that are applied in spite of them."""
    return list(adjust_ledger(base, batches, base.parent / "调整后.yaml").findings)
