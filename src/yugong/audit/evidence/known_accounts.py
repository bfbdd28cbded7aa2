"""The 科目, key words and correspondences the rules know of, from ``accounts.yaml``."""

from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from yugong.findings import Severity
from yugong.reading.shipped_yaml import shipped_yaml

Codes = tuple[str, ...]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Correspondence(_Entry):
    """Basic expenditure of function 科目 that equals that of economic 科目."""

    name: str = Field(alias="名称")
    functions: Codes = Field(alias="功能")
    items: Codes = Field(alias="经济")
    level: Literal["错误", "警告"] = Field(alias="级别")

    @property
    def severity(self) -> Severity:
        return Severity(self.level)


class ThreePublicSource(_Entry):
    """The sources of a row of 三公: economic 科目, and words in names of projects."""

    row: str = Field(alias="行")
    items: Codes = Field(alias="经济")
    certain: Codes = Field(alias="确指")
    possible: Codes = Field(alias="疑似")


class UsualClass(_Entry):
    """The 类 that most of a department's expenditure belongs to, by words of its name."""

    words: Codes = Field(alias="部门")
    classes: Codes = Field(alias="类")


class KnownAccounts(_Entry):
    """The content of ``accounts.yaml``."""

    columns: dict[str, Codes] = Field(alias="列归属")
    residue_words: Codes = Field(alias="尾差用语")
    correspondences: tuple[Correspondence, ...] = Field(alias="功能与经济")
    three_public: tuple[ThreePublicSource, ...] = Field(alias="三公来源")
    never_certain: Codes = Field(alias="三公不确指")
    institution_words: Codes = Field(alias="事业单位用语")
    agency_words: Codes = Field(alias="参公用语")
    procurement_marks: Codes = Field(alias="采购记号")
    goods: Codes = Field(alias="货物目录")
    basic_only: Codes = Field(alias="只列基本支出")
    no_projects: Codes = Field(alias="不作项目")
    usual_classes: tuple[UsualClass, ...] = Field(alias="部门与功能类")
    common_classes: Codes = Field(alias="通用类")
    main_share: int = Field(alias="主要支出占比", description="百分比")
    magnitudes: dict[str, tuple[str, str, str]] = Field(alias="量级")


@lru_cache(maxsize=1)
def known_accounts() -> KnownAccounts:
    """Read once; the file comes with the program, so a fault in it raises."""
    return KnownAccounts.model_validate(shipped_yaml("yugong.audit.evidence", "accounts.yaml"))
