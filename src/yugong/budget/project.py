"""A project and its performance form (项目支出绩效目标表).

The year's money is the sum of the project's ledger rows.  Only its split by level of government is
typed, if it is not all 市县财政资金.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from yugong.budget.entry import Entry, FieldNotes, LedgerText, RequiredText, Yuan

_LONG = FieldNotes(is_long=True)
_GOAL = FieldNotes(is_long=True, is_usual=True)


class Funds(Entry):
    """A project's money by origin, in 元."""

    model_config = ConfigDict(title="分级次的资金")

    central: Yuan = Field(Decimal(0), alias="中央财政资金", description="元")
    province: Yuan = Field(Decimal(0), alias="省级财政资金", description="元")
    city_county: Yuan = Field(Decimal(0), alias="市县财政资金", description="元")
    self_raised: Yuan = Field(Decimal(0), alias="单位自筹", description="元")
    other: Yuan | None = Field(None, alias="其他资金", description="元；省略时表中留空")

    @property
    def total(self) -> Decimal:
        return (
            self.central + self.province + self.city_county + self.self_raised + (self.other or 0)
        )


class Indicator(Entry):
    """A performance indicator: the whole period's value, and this year's if it differs."""

    model_config = ConfigDict(title="绩效指标")
    one_line = True

    level1: RequiredText = Field(alias="一级", description="一级指标，由标准的指标框架规定")
    level2: LedgerText = Field("", alias="二级", description="二级指标，由标准的指标框架规定")
    level3: Annotated[LedgerText, FieldNotes(example="（指标名称）")] = Field(
        "", alias="三级", description="三级指标的名称"
    )
    value: Annotated[LedgerText, FieldNotes(example="≥95%")] = Field(
        "", alias="指标值", description="实施期的指标值，如 ≥95%"
    )
    year_level3: LedgerText | None = Field(None, alias="年度三级", description="省略时同三级")
    year_value: LedgerText | None = Field(None, alias="年度指标值", description="省略时同指标值")
    explanation: LedgerText = Field("", alias="说明", description="指标解释、描述或计算公式")
    basis: LedgerText = Field("", alias="依据", description="指标值确定依据")


class Project(Entry):
    """A project with its performance form; projects of the same name differ by their codes.

    The standard decides which of the texts are printed and therefore required.
    """

    model_config = ConfigDict(title="项目")

    code: LedgerText | None = Field(None, alias="编码", description="项目编码；同名项目用它区分")
    name: RequiredText = Field(alias="名称", description="项目名称")
    unit: Annotated[LedgerText | None, FieldNotes(choices_from="单位")] = Field(
        None, alias="实施单位", description="省略时为收支明细中的单位"
    )
    kind: Annotated[LedgerText, FieldNotes(example="一次性项目（1年结束）")] = Field(
        "", alias="项目属性", description="如 一次性项目（1年结束）；标准要求时填写"
    )
    period: Annotated[LedgerText, FieldNotes(example="1年")] = Field(
        "", alias="项目期", description="如 1年；标准要求时填写"
    )
    period_funds: Funds | None = Field(
        None, alias="实施期资金", description="元；省略时与年度资金相同"
    )
    year_funds: Funds | None = Field(
        None, alias="年度资金", description="元；省略时财政拨款全部为市县财政资金，其余为其他资金"
    )
    overview: Annotated[LedgerText, _LONG] = Field(
        "", alias="概况", description="项目概况；标准要求时填写"
    )
    grounds: Annotated[LedgerText, _LONG] = Field(
        "", alias="立项依据", description="立项的政策和事实依据；标准要求时填写"
    )
    necessity: Annotated[LedgerText, _LONG] = Field(
        "", alias="必要性", description="立项的必要性；标准要求时填写"
    )
    safeguards: Annotated[LedgerText, _LONG] = Field(
        "", alias="保障措施", description="保证项目实施的制度和措施；标准要求时填写"
    )
    plan: Annotated[LedgerText, _LONG] = Field(
        "", alias="实施计划", description="实施的步骤和进度；标准要求时填写"
    )
    period_goal: Annotated[LedgerText, _GOAL] = Field(
        "", alias="实施期目标", description="整个实施期的绩效目标；不公开绩效目标的项目可以省略"
    )
    year_goal: Annotated[LedgerText | None, _LONG] = Field(
        None, alias="年度目标", description="省略时同实施期目标"
    )
    indicators: tuple[Indicator, ...] = Field(
        (), alias="指标", description="项目的绩效指标；不公开绩效目标的项目可以省略"
    )
    form_published: Literal["是", "否"] = Field(
        "是",
        alias="公开绩效目标",
        description="否：不公开它的绩效目标表，仍计入纳入绩效管理的项目；省略时为是",
    )
    filed_on: date | None = Field(None, alias="填报日期", description="绩效目标表的填报日期")

    @property
    def has_published_form(self) -> bool:
        """True if the package prints the project's form."""
        return self.form_published == "是"

    @property
    def key(self) -> str:
        """The name of the project in ledger rows: its code, else its name."""
        return self.code or self.name


def project_keys(projects: Iterable[Project]) -> dict[str, str]:
    """Map every name and code that a row may use for a project to the project's key."""
    known = tuple(projects)
    return {project.name: project.key for project in known} | {
        project.key: project.key for project in known
    }
