"""The department and its units."""

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from yugong.budget.dimension import UnitKind
from yugong.budget.entry import Entry, FieldNotes, LedgerText, RequiredText

Level = Literal["中央", "省", "市", "县", "区", "县级市", "乡镇"]


class Unit(Entry):
    """A budget unit (预算单位) of the department."""

    model_config = ConfigDict(title="单位")
    one_line = True

    name: RequiredText = Field(alias="名称", description="单位全称")
    kind: UnitKind = Field(alias="性质", description="行政、参公或事业")
    rank: Annotated[LedgerText, FieldNotes(hint="")] = Field(
        "", alias="单位规格", description="如 正科级；标准要列机构设置表时填写"
    )
    funding: Annotated[LedgerText, FieldNotes(hint="")] = Field(
        "", alias="经费保障形式", description="如 财政拨款；标准要列机构设置表时填写"
    )


class Office(Entry):
    """An internal office (内设机构)."""

    model_config = ConfigDict(title="内设机构")

    name: RequiredText = Field(alias="名称", description="机构名称")
    duty: Annotated[LedgerText, FieldNotes(is_long=True)] = Field(
        "", alias="职责", description="机构的职责"
    )


class Department(Entry):
    """The department that publishes; it consolidates its units."""

    model_config = ConfigDict(title="部门")

    name: RequiredText = Field(alias="名称", description="部门全称")
    code: Annotated[RequiredText, FieldNotes(hint='预算部门代码；有前导 0 的加引号，如 "006"')] = (
        Field(alias="代码", description="预算部门代码")
    )
    level: Level = Field(alias="级次", description="预算级次；县级市写 县级市，旗写 县")
    area: Annotated[LedgerText | None, FieldNotes(hint="")] = Field(
        None, alias="地区", description="本级的地名，如 平鲁区；省略时取部门名称开头的地名"
    )
    self_name: Literal["本部门", "本单位"] = Field(
        "本部门", alias="自称", description="公开文本中怎样称呼自己"
    )
    published_on: date = Field(alias="公开日期", description="向社会公开的日期")
    units: tuple[Unit, ...] = Field(
        alias="单位", min_length=1, description="纳入本部门预算的各单位"
    )
    duties: Annotated[tuple[RequiredText, ...], FieldNotes(comment="主要职责，逐项")] = Field(
        alias="职责", min_length=1, description="主要职责，逐项"
    )
    structure: Annotated[tuple[RequiredText, ...], FieldNotes(comment="机构设置，逐段")] = Field(
        (), alias="机构设置", description="逐段文字"
    )
    offices: tuple[Office, ...] = Field((), alias="内设机构", description="内设机构及其职责")
