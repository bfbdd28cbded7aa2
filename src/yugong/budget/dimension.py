"""The dimensions of the ledger and the field's own groupings of their values.

These are the definitions of the budget system itself (预算法, 财政部 收支分类), not of any one
region's standard.
"""

from __future__ import annotations

from enum import StrEnum


class Category(StrEnum):
    """支出类别: 基本支出 = 人员 + 公用; 项目支出 = 其他运转类 + 特定目标类."""

    PERSONNEL = "人员经费"
    PUBLIC = "公用经费"
    OPERATING_PROJECT = "其他运转类项目"
    SPECIFIC_PROJECT = "特定目标类项目"

    @property
    def is_project(self) -> bool:
        return self in PROJECT_CATEGORIES


BASIC_CATEGORIES = frozenset({Category.PERSONNEL, Category.PUBLIC})
PROJECT_CATEGORIES = frozenset({Category.OPERATING_PROJECT, Category.SPECIFIC_PROJECT})


class Source(StrEnum):
    """资金来源.  单位资金 may be given whole or by its five kinds."""

    GENERAL = "一般公共预算"
    GOVERNMENT_FUNDS = "政府性基金预算"
    STATE_CAPITAL = "国有资本经营预算"
    SPECIAL_ACCOUNT = "财政专户管理资金"
    UNIT_FUNDS = "单位资金"
    BUSINESS_INCOME = "事业收入"
    OPERATING_INCOME = "事业单位经营收入"
    SUPERIOR_SUBSIDY = "上级补助收入"
    SUBORDINATE_REMITTANCE = "附属单位上缴收入"
    OTHER_INCOME = "其他收入"


FISCAL_SOURCES = frozenset({Source.GENERAL, Source.GOVERNMENT_FUNDS, Source.STATE_CAPITAL})
UNIT_SOURCES = frozenset(
    {
        Source.UNIT_FUNDS,
        Source.BUSINESS_INCOME,
        Source.OPERATING_INCOME,
        Source.SUPERIOR_SUBSIDY,
        Source.SUBORDINATE_REMITTANCE,
        Source.OTHER_INCOME,
    }
)


class Year(StrEnum):
    """The year of money: this year's budget, or carried over from the year before."""

    CURRENT = "本年"
    CARRY_OVER = "上年结转"


class UnitKind(StrEnum):
    """单位性质.  行政 and 参公 units have 机关运行经费; 事业 units do not."""

    ADMINISTRATIVE = "行政"
    CIVIL_SERVICE = "参公"
    INSTITUTION = "事业"

    @property
    def is_agency(self) -> bool:
        """Return true if government economic codes 501–504 and 机关运行经费 apply."""
        return self is not UnitKind.INSTITUTION


class Measure(StrEnum):
    """The measure of an amount."""

    EXPENDITURE = "支出"
    YEAR_END = "年终结转"
    INCOME_CODE = "收入科目"


GROUPS: dict[str, dict[str, frozenset[str]]] = {
    "量": {"收入": frozenset({Measure.EXPENDITURE, Measure.YEAR_END})},
    "来源": {"财政拨款": FISCAL_SOURCES, "单位资金": UNIT_SOURCES},
    "类别": {"基本支出": BASIC_CATEGORIES, "项目支出": PROJECT_CATEGORIES},
    "单位性质": {"机关": frozenset({UnitKind.ADMINISTRATIVE, UnitKind.CIVIL_SERVICE})},
}
"""Names of groups, by dimension: a selection may use a group wherever it may use a value."""
