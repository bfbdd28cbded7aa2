"""A small department's ledger for tests: short enough to read, complete enough to build.

``budget_file`` writes it with parts replaced, so that a test shows only what it is about.
"""

from __future__ import annotations

from pathlib import Path

from yugong.findings import Finding, has_errors
from yugong.intake.budget_file import Intake, read_budget

HEAD = """\
标准: shanxi-2025
年度: 2026
"""

DEPARTMENT = """\
部门:
  名称: 某县档案馆
  代码: "101"
  级次: 县
  公开日期: 2026-03-02
  单位:
  - {名称: 某县档案馆, 性质: 事业}
  职责: [收集和保管本县档案。]
"""

LEDGER = """\
收支明细:
- {支出类别: 人员经费, 功能科目: 2012604, 部门经济科目: 30101, 金额: 600000.00}
- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30201, 金额: 80000.00}
- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 金额: 320000.00}
"""

PROJECTS = """\
项目:
- 名称: 档案数字化
  项目属性: 一次性项目（1年结束）
  项目期: 1年
  概况: 扫描馆藏纸质档案。
  立项依据: 《某县档案事业发展规划》。
  必要性: 纸质档案老化，需要抢救。
  保障措施: 按合同分批验收。
  实施计划: 上半年招标，下半年扫描。
  实施期目标: 完成十万页扫描。
  指标:
  - {一级: 产出指标, 二级: 数量指标, 三级: 扫描页数, 指标值: ≥10万页}
  - {一级: 满意度指标, 二级: 服务对象满意度, 三级: 查档群众满意度, 指标值: ≥95%}
"""

OVERALL = """\
整体绩效:
  栏目:
    内设职能部门数: 3
    所属单位数: 1
    核定人员编制数: 12
    在编人员数: 11
    其他人员数: 2
    部门职责: 保管和利用档案。
    部门战略目标: 建成数字档案馆。
    年度绩效目标: 完成年度数字化任务。
"""

ASSETS = """\
国有资产:
  截至日期: 2025-12-31
  车辆编制数: 1
  车辆: {应急保障用车: 1}
  办公用房面积: 860
  五十万元以上设备: 0
  百万元以上设备: 0
"""

PREVIOUS = """\
上年数:
  收入.总计: 1000000.00
  支出.总计: 1000000.00
  一般公共预算.支出: 1000000.00
  三公.因公出国境费: 0
  三公.公务接待费: 0
  三公.公务用车购置费: 0
  三公.公务用车运行维护费: 0
"""

TEXT = """\
文字:
  政府购买服务: 本部门没有政府购买服务指导性目录。
  其他说明: 无
"""

PARTS = {
    "head": HEAD,
    "department": DEPARTMENT,
    "ledger": LEDGER,
    "projects": PROJECTS,
    "overall": OVERALL,
    "assets": ASSETS,
    "previous": PREVIOUS,
    "text": TEXT,
}


def budget_text(**replaced: str) -> str:
    """The ledger with the named parts replaced; ``extra`` is put at the end."""
    extra = replaced.pop("extra", "")
    parts = {**PARTS, **replaced}
    assert parts.keys() == PARTS.keys(), "an unknown part is replaced"
    return "".join(parts.values()) + extra


def budget_file(folder: Path, **replaced: str) -> Path:
    """The ledger as a file in ``folder``."""
    path = folder / "budget.yaml"
    path.write_text(budget_text(**replaced), encoding="utf-8")
    return path


def read(folder: Path, **replaced: str) -> tuple[Intake | None, list[Finding]]:
    """Read the ledger with parts replaced; no budget where there are errors."""
    intake, findings = read_budget(budget_file(folder, **replaced))
    return (None if has_errors(findings) else intake), findings


def findings_of(folder: Path, **replaced: str) -> list[Finding]:
    """The findings of the ledger with parts replaced."""
    return read(folder, **replaced)[1]
