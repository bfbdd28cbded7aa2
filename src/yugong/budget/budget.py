"""The budget of one year as a department fills it in."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from yugong.budget.annex import AnnexFile
from yugong.budget.catalogue import AccountKind
from yugong.budget.department import Department
from yugong.budget.dimension import Source, Year
from yugong.budget.entry import (
    Count,
    Entry,
    FieldNotes,
    LedgerText,
    Measured,
    RequiredText,
    Yuan,
    no_content,
    no_entries,
)
from yugong.budget.ledger import IncomeLine, LedgerLine, YearEndLine
from yugong.budget.project import Indicator, Project
from yugong.budget.trail import AdjustmentRecord


class ProcurementLine(Entry):
    """An amount of 政府采购预算, in 元."""

    model_config = ConfigDict(title="政府采购的一行")
    one_line = True

    kind: Annotated[Literal["货物", "工程", "服务"], FieldNotes(example="货物")] = Field(
        alias="类别", description="采购的类别"
    )
    name: Annotated[LedgerText, FieldNotes(example="办公设备")] = Field(
        "", alias="名称", description="采购的内容"
    )
    project: Annotated[LedgerText | None, FieldNotes(choices_from="项目")] = Field(
        None, alias="项目", description="所属项目的名称或编码"
    )
    amount: Annotated[Yuan, FieldNotes(example="35000.00")] = Field(alias="金额", description="元")
    unit: LedgerText | None = Field(
        None, alias="单位", description="单位名称；只有一个单位时可省略"
    )
    catalogue_number: Annotated[LedgerText, FieldNotes(example="A02010105")] = Field(
        "", alias="采购目录序号", description="政府采购品目的编号"
    )
    measure: Annotated[LedgerText, FieldNotes(example="台")] = Field(
        "", alias="计量单位", description="如 辆、台、年"
    )
    quantity: Annotated[Measured | None, FieldNotes(example="5")] = Field(
        None, alias="数量", description="以计量单位计"
    )
    price: Annotated[Yuan | None, FieldNotes(example="7000.00")] = Field(
        None, alias="单价", description="元；数量乘单价等于金额"
    )
    source: Source = Field(Source.GENERAL, alias="资金来源", description="省略时为一般公共预算")
    year: Year = Field(Year.CURRENT, alias="年份", description="本年或上年结转；省略时为本年")
    reserved: Yuan = Field(
        Decimal(0), alias="预留中小微企业份额", description="元，金额中预留给中小微企业的部分"
    )


_VEHICLES = FieldNotes(unit="辆")


class Vehicles(Entry):
    """公务用车 by use, in 辆."""

    model_config = ConfigDict(title="车辆")

    leaders: Annotated[Count, _VEHICLES] = Field(0, alias="领导用车", description="辆")
    confidential: Annotated[Count, _VEHICLES] = Field(0, alias="机要通信用车", description="辆")
    emergency: Annotated[Count, _VEHICLES] = Field(0, alias="应急保障用车", description="辆")
    enforcement: Annotated[Count, _VEHICLES] = Field(0, alias="执法执勤用车", description="辆")
    special: Annotated[Count, _VEHICLES] = Field(0, alias="特种专业技术用车", description="辆")
    institution: Annotated[Count, _VEHICLES] = Field(0, alias="事业单位业务用车", description="辆")
    other: Annotated[Count, _VEHICLES] = Field(0, alias="其他公务用车", description="辆")

    @property
    def total(self) -> int:
        return sum(getattr(self, name) for name in type(self).model_fields)


_FIXED_ASSETS = FieldNotes(total="固定资产金额")


class Assets(Entry):
    """国有资产占有使用情况."""

    model_config = ConfigDict(title="国有资产")

    as_of: date = Field(alias="截至日期", description="资产数字的时点，一般为上年末")
    vehicle_quota: Annotated[Count, FieldNotes(unit="辆")] = Field(
        alias="车辆编制数", description="辆"
    )
    vehicles: Vehicles = Field(alias="车辆", description="实有车辆，按用途分")
    office_area: Annotated[Measured, FieldNotes(unit="平方米")] = Field(
        alias="办公用房面积", description="平方米"
    )
    equipment_500k: Annotated[Count, FieldNotes(unit="台（套）")] = Field(
        alias="五十万元以上设备", description="台（套）"
    )
    equipment_1m: Annotated[Count, FieldNotes(unit="台（套）")] = Field(
        alias="百万元以上设备", description="台（套）"
    )
    building_area: Annotated[Measured | None, FieldNotes(unit="平方米")] = Field(
        None, alias="房屋面积", description="平方米，含办公用房"
    )
    building_value: Annotated[Yuan | None, _FIXED_ASSETS] = Field(
        None, alias="房屋价值", description="元"
    )
    office_value: Yuan | None = Field(
        None, alias="办公用房价值", description="元，房屋价值中办公用房的部分"
    )
    vehicle_value: Annotated[Yuan | None, _FIXED_ASSETS] = Field(
        None, alias="车辆价值", description="元"
    )
    equipment_200k: Annotated[Count | None, FieldNotes(unit="台（套）")] = Field(
        None, alias="二十万元以上设备", description="台（套）"
    )
    equipment_value: Annotated[Yuan | None, _FIXED_ASSETS] = Field(
        None, alias="二十万元以上设备价值", description="元"
    )
    other_assets: Annotated[Count | None, FieldNotes(unit="件")] = Field(
        None, alias="其他固定资产", description="件"
    )
    other_value: Annotated[Yuan | None, _FIXED_ASSETS] = Field(
        None, alias="其他固定资产价值", description="元"
    )
    purchases: Yuan | None = Field(
        None, alias="拟购置固定资产", description="元，本年拟购置的固定资产总额"
    )


class OverallPerformance(Entry):
    """部门整体支出绩效目标.  Which fields a form has is the standard's to say."""

    model_config = ConfigDict(title="整体绩效")

    form: LedgerText | None = Field(None, alias="表式", description="省略时用标准的默认表式")
    fields: dict[RequiredText, LedgerText] = Field(
        default_factory=dict,
        alias="栏目",
        description="栏目名称 → 内容；有哪些栏目由标准的表式规定",
    )
    indicators: tuple[Indicator, ...] = Field((), alias="指标", description="部门整体的绩效指标")
    filed_on: date | None = Field(None, alias="填报日期", description="整体绩效目标表的填报日期")


class AddedAccount(Entry):
    """A 科目 the catalogue lacks, named by the department (科目补充)."""

    model_config = ConfigDict(title="补充的科目")
    one_line = True

    kind: AccountKind = Field(alias="类型", description="科目属于哪一类")
    code: Annotated[RequiredText, FieldNotes(is_code=True)] = Field(
        alias="编码", description="只写数字，位数与级次相符"
    )
    name: RequiredText = Field(alias="名称", description="公开时所用的科目名称")


class AccountFile(Entry):
    """A department's or bureau's own list of 科目, CSV or XLSX, beside the budget file."""

    model_config = ConfigDict(title="科目文件")
    one_line = True

    kind: AccountKind | None = Field(None, alias="类型", description="文件中有“类型”一列时可省略")
    file: RequiredText = Field(alias="文件", description="CSV 或 XLSX 文件的路径，相对于预算文件")
    mode: Literal["增加", "替换"] = Field(
        "增加", alias="方式", description="增加到目录，或替换整类科目"
    )


class LastYearSource(Entry):
    """The location of last year's budget, which replaces typed figures (上年资料)."""

    model_config = ConfigDict(title="上年资料")

    file: RequiredText = Field(
        alias="文件",
        description="上年的预算文件，上年生成的公开材料的文件夹、数据.json，或公开过的成品；相对于本文件",
    )
    crosswalk: LedgerText | None = Field(
        None,
        alias="科目对照",
        description="科目更名、调整的对照表（CSV 或 XLSX，列：类型、上年编码、本年编码）",
    )


class Reason(Entry):
    """The main reason for a change, and the figures (元) it was written for."""

    model_config = ConfigDict(title="变动原因")

    plain_field: ClassVar[str] = "原因"

    text: RequiredText = Field(
        alias="原因", description="主要原因，写成可以接在“主要原因是”之后的话"
    )
    value: Yuan | None = Field(None, alias="本年", description="写这个原因时的本年数，元")
    previous: Yuan | None = Field(None, alias="上年", description="写这个原因时的上年数，元")


class Budget(Entry):
    """One department's budget for one year; everything published derives from it."""

    model_config = ConfigDict(title="预算文件")

    standard: Annotated[RequiredText, FieldNotes(hint="标准的名称，或标准文件的路径")] = Field(
        alias="标准", description="标准的名称，或者标准文件的路径"
    )
    year: int = Field(alias="年度", ge=2000, le=2100, description="预算年度，如 2026")
    department: Annotated[Department, FieldNotes(comment="部门基本情况")] = Field(
        alias="部门", description="部门的名称、单位、职责和机构"
    )
    accounts: Annotated[
        tuple[AddedAccount, ...],
        BeforeValidator(no_entries),
        FieldNotes(comment="科目补充：目录里没有的科目，写明编码与名称"),
    ] = Field((), alias="科目补充", description="目录里没有的科目，逐个写明")
    account_files: Annotated[
        tuple[AccountFile, ...],
        BeforeValidator(no_entries),
        FieldNotes(comment="科目文件：本地科目清单（CSV、XLSX），路径相对于本文件"),
    ] = Field((), alias="科目文件", description="本地的科目清单")
    ledger: Annotated[
        tuple[LedgerLine, ...],
        FieldNotes(comment="收支明细：一行一笔；未写资金来源的为一般公共预算，未写年份的为本年"),
    ] = Field(alias="收支明细", min_length=1, description="一行一笔支出，以元为单位")
    income: Annotated[
        tuple[IncomeLine, ...],
        BeforeValidator(no_entries),
        FieldNotes(comment="收入：只写不能由支出推出的收入科目"),
    ] = Field((), alias="收入", description="政府性基金、国有资本经营预算的收入科目和金额")
    year_end: Annotated[
        tuple[YearEndLine, ...],
        BeforeValidator(no_entries),
        FieldNotes(comment="年终结转：留到下年使用的资金（元）"),
    ] = Field((), alias="年终结转", description="留到下年使用的资金")
    projects: Annotated[
        tuple[Project, ...],
        BeforeValidator(no_entries),
        FieldNotes(comment="项目：顺序即公开时的顺序；年度资金由收支明细汇总"),
    ] = Field((), alias="项目", description="项目的绩效目标表，顺序即公开的顺序")
    overall: Annotated[OverallPerformance | None, FieldNotes(comment="部门整体支出绩效目标")] = (
        Field(None, alias="整体绩效", description="部门整体支出绩效目标")
    )
    procurement: Annotated[
        tuple[ProcurementLine, ...],
        BeforeValidator(no_entries),
        FieldNotes(comment="政府采购预算"),
    ] = Field((), alias="政府采购", description="政府采购预算，按货物、工程、服务")
    assets: Annotated[
        Assets, FieldNotes(comment="国有资产占有使用情况：车辆以辆计，面积以平方米计")
    ] = Field(alias="国有资产", description="国有资产占有使用情况")
    last_year: Annotated[
        LastYearSource | None, FieldNotes(comment="上年的预算文件，路径相对于本文件")
    ] = Field(None, alias="上年资料", description="上年的预算文件；有它就不必逐个填写上年数")
    previous: Annotated[
        dict[RequiredText, Yuan],
        BeforeValidator(no_content),
        FieldNotes(comment="上年预算数（元）"),
    ] = Field(default_factory=dict, alias="上年数", description="事实编号 → 上年金额（元）")
    reasons: Annotated[
        dict[RequiredText, Reason],
        BeforeValidator(no_content),
        FieldNotes(comment="变动的主要原因"),
    ] = Field(
        default_factory=dict,
        alias="变动原因",
        description="事实编号 → 主要原因；可以只写文字，也可以连同当时的数字",
    )
    text: Annotated[dict[RequiredText, LedgerText], BeforeValidator(no_content)] = Field(
        default_factory=dict, alias="文字", description="段落名称 → 内容；有哪些段落由标准规定"
    )
    annexes: Annotated[
        tuple[AnnexFile, ...],
        BeforeValidator(no_entries),
        FieldNotes(comment="附件：次序即编号；路径相对于本文件"),
    ] = Field((), alias="附件", description="随公开材料一起公开的文件，次序即编号")
    adjustments: Annotated[
        tuple[AdjustmentRecord, ...],
        BeforeValidator(no_entries),
        FieldNotes(comment="历次预算调整，由程序记录"),
    ] = Field((), alias="预算调整", description="历次预算调整，由 yugong adjust 记录，不用填写")
