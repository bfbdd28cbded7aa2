"""The part of a standard about reasons: their drafting and their checks.

Tests: tests/standard/test_drafting.py.
"""

from pydantic import Field

from yugong.standard.spec import Spec


class ProjectClauses(Spec):
    """A clause for each kind of project driver, with 项目 and 金额 (万元) in braces."""

    new: str = Field(alias="新增项目")
    ended: str = Field(alias="结束项目")
    grown: str = Field(alias="增加项目")
    shrunk: str = Field(alias="减少项目")


class ProjectNames(Spec):
    """The naming of projects in a clause, with 名称 and 个数 in braces."""

    single: str = Field(alias="一个")
    single_plain: str = Field(alias="自称项目", description="名称本身以下列字样结尾的")
    plain_endings: tuple[str, ...] = Field((), alias="字样")
    quoted: str = Field(alias="引名", description="列举时的每个名称")
    all_named: str = Field(alias="全部列出")
    some_named: str = Field(alias="部分列出")
    none_named: str = Field(alias="不列名称", description="名称都太长")
    others: str = Field(alias="其余", description="一个占了大头时，接在它后面；个数、种类、金额")


class DraftLimits(Spec):
    """The length of a draft; shares are percentages of all drivers."""

    main: int = Field(alias="主要", ge=1, description="与净增减同方向的最多几项")
    other: int = Field(alias="相反", ge=0, description="相反方向的最多几项")
    names: int = Field(alias="列名", ge=1, description="一项中最多写几个项目的名称")
    name_length: int = Field(alias="名称长度", ge=1, description="更长的名称不列举")
    dominant: int = Field(alias="大头", ge=50, le=100, description="占一项的这个比例就单独写明")
    enough: int = Field(alias="说够", ge=1, le=100, description="说明到这个比例就不再往下写")
    minimum: int = Field(alias="至少", ge=1, le=100, description="说明不到这个比例的草稿不采用")


class DraftingPhrases(Spec):
    """The phrases from which reasons are drafted."""

    limits: DraftLimits = Field(alias="限度")
    projects: ProjectClauses = Field(alias="项目")
    project_parts: ProjectClauses = Field(
        alias="项目的部分", description="数字只含部分经济科目时，如“三公”经费"
    )
    project_names: ProjectNames = Field(alias="项目名称")
    titles: dict[str, str] = Field(alias="名称", description="人员经费等各类的叫法")
    within: str = Field(alias="其中", description="人员经费、公用经费中的一个科目；种类、名称")
    accounts: str = Field(alias="几个科目", description="名称、个数")
    all_accounts: str = Field("{名称}", alias="全部科目")
    up: str = Field(alias="增加")
    down: str = Field(alias="减少")
    mainly_up: str = Field(alias="其中增加", description="主要由一个科目引起时接在后面")
    mainly_down: str = Field(alias="其中减少")
    item: str = Field(alias="分项", description="几项并列时的序号；序、内容")
    between: str = Field(alias="分隔")
    turn: str = Field(alias="转折", description="相反方向的各项之前")
    parallel: str = Field(alias="并列", description="相反方向的各项之间")


class ReasonChecks(Spec):
    """Words by which a reason is checked; more words, fewer false alarms."""

    up: tuple[str, ...] = Field(alias="增词")
    down: tuple[str, ...] = Field(alias="减词")
    up_hints: tuple[str, ...] = Field((), alias="增意", description="也可以是增加的原因")
    down_hints: tuple[str, ...] = Field((), alias="减意", description="也可以是减少的原因")
    comparing: tuple[str, ...] = Field(
        (), alias="比较词", description="只是与上年相比，不算“不判方向”的字样，如“比上年”"
    )
    undecided: tuple[str, ...] = Field(
        (), alias="不判方向", description="含有这些字样的分句不看方向，如“上年”"
    )
    filler: tuple[str, ...] = Field(alias="套话", description="不说明原因的字样")
    parameters: tuple[str, ...] = Field(
        (), alias="不核数字", description="含有这些字样的分句里是标准、比例，不是预算数"
    )
    approximate: tuple[str, ...] = Field(
        (), alias="约数", description="紧挨着数字的这些字样表明它不是准数"
    )
