"""收支明细: one row per amount, in 元; also the income that does not follow from expenditure.

Tests: tests/intake/test_budget_file.py.
"""

from typing import Annotated

from pydantic import ConfigDict, Field

from yugong.budget.catalogue import AccountKind
from yugong.budget.dimension import Category, Source, Year
from yugong.budget.entry import Entry, FieldNotes, LedgerText, RequiredText, Yuan

FunctionCode = Annotated[RequiredText, FieldNotes(account=AccountKind.FUNCTION)]
"""The code of a 功能科目 (7 digits)."""


class LedgerLine(Entry):
    """One row of 收支明细: an amount of expenditure in 元 with everything that classifies it."""

    model_config = ConfigDict(title="收支明细的一行")
    one_line = True

    unit: Annotated[LedgerText | None, FieldNotes(choices_from="单位")] = Field(
        None, alias="单位", description="单位名称；只有一个单位时可省略"
    )
    category: Category = Field(
        alias="支出类别", description="人员经费、公用经费为基本支出，其余为项目支出"
    )
    project: Annotated[LedgerText | None, FieldNotes(choices_from="项目")] = Field(
        None, alias="项目", description="项目名称，同名时用项目编码"
    )
    function_code: FunctionCode = Field(alias="功能科目", description="支出功能分类科目，7 位")
    function_name: LedgerText | None = Field(
        None, alias="功能科目名称", description="目录中没有时填写"
    )
    department_code: Annotated[
        RequiredText, FieldNotes(account=AccountKind.DEPARTMENT_ECONOMIC)
    ] = Field(alias="部门经济科目", description="5 位")
    government_code: Annotated[
        LedgerText | None, FieldNotes(account=AccountKind.GOVERNMENT_ECONOMIC)
    ] = Field(None, alias="政府经济科目", description="5 位；省略时按单位性质由对照表推定")
    source: Source = Field(Source.GENERAL, alias="资金来源", description="省略时为一般公共预算")
    year: Year = Field(Year.CURRENT, alias="年份", description="本年或上年结转；省略时为本年")
    amount: Yuan = Field(alias="金额", description="元")
    note: LedgerText | None = Field(None, alias="备注", description="只供自己查看，不公开")


class IncomeLine(Entry):
    """Income by 收入科目, in 元: required for 政府性基金 and 国有资本经营 budgets."""

    model_config = ConfigDict(title="收入的一行")
    one_line = True

    source: Source = Field(alias="资金来源", description="政府性基金预算或国有资本经营预算")
    income_code: Annotated[RequiredText, FieldNotes(account=AccountKind.INCOME)] = Field(
        alias="收入科目", description="政府收入分类科目，到最末一级"
    )
    income_name: LedgerText | None = Field(
        None, alias="收入科目名称", description="目录中没有时填写"
    )
    year: Year = Field(Year.CURRENT, alias="年份", description="本年或上年结转；省略时为本年")
    amount: Yuan = Field(alias="金额", description="元")


class YearEndLine(Entry):
    """年终结转: income of this year that remains for the next, in 元."""

    model_config = ConfigDict(title="年终结转的一行")
    one_line = True

    source: Source = Field(Source.GENERAL, alias="资金来源", description="省略时为一般公共预算")
    function_code: FunctionCode = Field(alias="功能科目", description="支出功能分类科目，7 位")
    year: Year = Field(Year.CURRENT, alias="年份", description="本年或上年结转；省略时为本年")
    amount: Yuan = Field(alias="金额", description="元")
