"""The tables that rules are about, by the names the standards have for them.

Tests: tests/audit/tables/test_between_tables.py.
"""

from __future__ import annotations

OVERVIEW = "预算收支总表"
INCOME = "预算收入总表"
EXPENDITURE = "预算支出总表"
FISCAL = "财政拨款收支总表"
GENERAL = "一般公共预算支出预算表"
BASIC = "基本支出经济科目表"
FUND_INCOME = "政府性基金预算收入表"
FUND = "政府性基金预算支出表"
STATE_CAPITAL = "国有资本经营预算收支表"
STATE_INCOME = "国有资本经营预算收入表"
STATE_EXPENDITURE = "国有资本经营预算支出表"
PROJECTS = "项目支出本年表"
CARRIED_PROJECTS = "项目支出结转表"
THREE_PUBLIC = "三公经费表"
OPERATING = "机关运行经费表"
ASSETS = "固定资产表"
PROCUREMENT = "政府采购表"
