"""The whole of what a department fills in for one year."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from yugong.budget.department import Department
from yugong.budget.entry import Count, Entry, RequiredText, Text, Yuan
from yugong.budget.ledger import IncomeLine, LedgerLine, YearEndLine
from yugong.budget.project import Indicator, Project


class ProcurementLine(Entry):
    """An amount of 政府采购预算, in 元."""

    kind: Literal["货物", "工程", "服务"] = Field(alias="类别")
    name: Text = Field("", alias="名称")
    project: Text | None = Field(None, alias="项目")
    amount: Yuan = Field(alias="金额", description="元")


class Vehicles(Entry):
    """公务用车 by use, in 辆."""

    leaders: Count = Field(0, alias="领导用车")
    confidential: Count = Field(0, alias="机要通信用车")
    emergency: Count = Field(0, alias="应急保障用车")
    enforcement: Count = Field(0, alias="执法执勤用车")
    special: Count = Field(0, alias="特种专业技术用车")
    institution: Count = Field(0, alias="事业单位业务用车")
    other: Count = Field(0, alias="其他公务用车")

    @property
    def total(self) -> int:
        return sum(getattr(self, name) for name in type(self).model_fields)


class Assets(Entry):
    """国有资产占有使用情况."""

    as_of: date = Field(alias="截至日期")
    vehicle_quota: Count = Field(alias="车辆编制数")
    vehicles: Vehicles = Field(alias="车辆")
    office_area: Yuan = Field(alias="办公用房面积", description="平方米")
    equipment_500k: Count = Field(alias="五十万元以上设备", description="台（套）")
    equipment_1m: Count = Field(alias="百万元以上设备", description="台（套）")


class OverallPerformance(Entry):
    """部门整体支出绩效目标.  Which fields a form has is the standard's to say."""

    form: Text | None = Field(None, alias="表式", description="省略时用标准的默认表式")
    fields: dict[RequiredText, Text] = Field(default_factory=dict, alias="栏目")
    indicators: tuple[Indicator, ...] = Field((), alias="指标")


def _no_entries(value: object) -> object:
    """An empty heading in a file (``年终结转:`` with nothing below) means no entries."""
    return () if value is None else value


class AddedAccount(Entry):
    """A 科目 the catalogue lacks, named by the department (科目补充)."""

    kind: Literal["功能科目", "部门经济科目", "政府经济科目", "收入科目"] = Field(alias="类型")
    code: RequiredText = Field(alias="编码")
    name: RequiredText = Field(alias="名称")


class AccountFile(Entry):
    """A department's or bureau's own list of 科目, CSV or XLSX, beside the budget file."""

    kind: Literal["功能科目", "部门经济科目", "政府经济科目", "收入科目"] | None = Field(
        None, alias="类型", description="文件中有“类型”一列时可省略"
    )
    file: RequiredText = Field(alias="文件")
    mode: Literal["增加", "替换"] = Field("增加", alias="方式")


class Budget(Entry):
    """One department's budget for one year; everything published derives from it."""

    standard: RequiredText = Field(alias="标准", description="如 shanxi-2025")
    year: int = Field(alias="年度", ge=2000, le=2100)
    department: Department = Field(alias="部门")
    accounts: Annotated[tuple[AddedAccount, ...], BeforeValidator(_no_entries)] = Field(
        (), alias="科目补充"
    )
    account_files: Annotated[tuple[AccountFile, ...], BeforeValidator(_no_entries)] = Field(
        (), alias="科目文件"
    )
    ledger: tuple[LedgerLine, ...] = Field(alias="收支明细", min_length=1)
    income: Annotated[tuple[IncomeLine, ...], BeforeValidator(_no_entries)] = Field(
        (), alias="收入"
    )
    year_end: Annotated[tuple[YearEndLine, ...], BeforeValidator(_no_entries)] = Field(
        (), alias="年终结转"
    )
    projects: Annotated[tuple[Project, ...], BeforeValidator(_no_entries)] = Field((), alias="项目")
    overall: OverallPerformance | None = Field(None, alias="整体绩效")
    procurement: Annotated[tuple[ProcurementLine, ...], BeforeValidator(_no_entries)] = Field(
        (), alias="政府采购"
    )
    assets: Assets = Field(alias="国有资产")
    previous: dict[RequiredText, Yuan] = Field(
        default_factory=dict, alias="上年数", description="事实编号 → 上年金额（元）"
    )
    reasons: dict[RequiredText, RequiredText] = Field(
        default_factory=dict, alias="变动原因", description="事实编号 → 主要原因"
    )
    text: dict[RequiredText, Text] = Field(default_factory=dict, alias="文字")
