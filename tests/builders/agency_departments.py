"""A department that is an administration, alone and with an institution below it."""

from __future__ import annotations

_DEPARTMENT = """\
部门:
  名称: 某县档案局
  代码: "101"
  级次: 县
  公开日期: 2026-03-02
  单位:
{units}  职责: [收集和保管本县档案。]
"""

AGENCY = _DEPARTMENT.format(units="  - {名称: 某县档案局, 性质: 行政}\n")

TWO_UNITS = _DEPARTMENT.format(
    units="  - {名称: 某县档案局机关, 性质: 行政}\n  - {名称: 某县档案馆, 性质: 事业}\n"
)
"""Its own office, 某县档案局机关, and the institution 某县档案馆."""
