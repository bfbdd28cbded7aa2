"""The schema of a standard's YAML file; field names in files are Chinese."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from yugong.budget.department import Level
from yugong.budget.place import level_calls
from yugong.figures.definitions import Scopes, scopes_of
from yugong.standard.annex_schema import AnnexSpec
from yugong.standard.braces import fill
from yugong.standard.reason_schema import DraftingPhrases, ReasonChecks
from yugong.standard.spec import Flag, Spec
from yugong.standard.years import Years

CODE_LEVELS = ("类", "款", "项")
"""The parts of a code, where they are printed in columns of their own."""

SelectionField = dict[str, str | list[str]]


class NumberStyle(Spec):
    """The form of a number: decimals, separators, and the text of a zero."""

    places: int = Field(2, alias="小数", ge=0, le=6)
    grouped: Flag = Field(False, alias="千分位")
    zero: str = Field("", alias="零")
    trimmed: Flag = Field(False, alias="去尾零", description="去掉小数点后多余的零")


class NumberStyles(Spec):
    """The number styles of a standard: in tables, in the narrative, in forms, percentages."""

    table: NumberStyle = Field(alias="表内")
    narrative: NumberStyle = Field(alias="叙述")
    form: NumberStyle = Field(alias="表单", description="元")
    percent: NumberStyle = Field(alias="百分比")


class Directions(Spec):
    """The bare words for a change."""

    up: str = Field(alias="增")
    down: str = Field(alias="减")
    same: str = Field(alias="平")


class ItemisedReason(Spec):
    """The joining of a reason that is itself a list, such as 一是……；二是……."""

    starts: tuple[str, ...] = Field(alias="开头")
    reason: str = Field(alias="原因")


class Phrases(Spec):
    """The wording of a change against last year; 差额, 幅度, 增减, 原因 are in braces."""

    increase: str = Field(alias="增加")
    decrease: str = Field(alias="减少")
    same: str = Field(alias="相同")
    slight: str = Field(alias="微变", description="差额四舍五入后为零")
    neither: str = Field(alias="均无")
    new: str = Field(alias="新增", description="上年为零")
    gone: str = Field(alias="取消", description="本年为零")
    reason: str = Field(alias="原因")
    itemised: ItemisedReason | None = Field(None, alias="分项原因")
    missing_reason: str = Field(alias="待补原因")
    stale_reason: str = Field("{原因}", alias="待更新原因", description="草稿中标出过时的原因")
    stale_amount: str = Field(
        "【{金额}待更新】", alias="待更新金额", description="草稿中标出绩效表里过时的金额"
    )
    missing_previous: str = Field(alias="待补上年")
    directions: Directions = Field(alias="方向")
    drafting: DraftingPhrases | None = Field(None, alias="草拟", description="没有时不草拟原因")
    checks: ReasonChecks | None = Field(None, alias="核对", description="没有时不核对原因的文字")


class Threshold(Spec):
    """A change beyond either needs a reason: 元, and percent."""

    amount: Decimal = Field(alias="金额")
    percent: Decimal = Field(alias="幅度")


class ComparisonSpec(Spec):
    """A fact that the narrative compares with last year."""

    fact: str = Field(alias="事实")
    reason: Literal["必须", "可选"] = Field("可选", alias="原因")
    only_if: Literal["有机关"] | None = Field(None, alias="仅当")


class ResidueNote(Spec):
    """The note on 尾差, and the table that it belongs to."""

    table: str = Field(alias="表")
    text: str = Field(alias="文字")


class ChartSpec(Spec):
    """A chart: one category per entry of a list, or per named fact."""

    name: str = Field(alias="名称")
    series: str = Field(alias="系列")
    previous_series: str = Field(
        "", alias="上年系列", description="写了就再画上年数，这是它在图上的名称"
    )
    with_shares: Flag = Field(False, alias="占比", description="类别后面写所占的百分比")
    listing: Literal["财政拨款功能类", "一般公共预算功能类"] | None = Field(None, alias="列出")
    facts: dict[str, str] = Field(default_factory=dict, alias="事实")


class ColumnSpec(Spec):
    """A column: text from the row, or an amount selected from the ledger."""

    name: str = Field(alias="名")
    head: str = Field(alias="表头")
    text: Literal["编码", "类", "款", "项", "名称", "对应名称", "其他"] | None = Field(
        None, alias="文字", description="类、款、项是编码分开印的三段"
    )
    selection: SelectionField = Field(default_factory=dict, alias="取")
    equals: tuple[str, ...] = Field((), alias="等于", description="同一行中相加的列")
    is_count: Flag = Field(False, alias="数量", description="列中是数量，不是金额")
    summed: Flag = Field(True, alias="相加", description="否：小计、合计行不写这一列")


class RowSpec(Spec):
    """A row with a fixed title, or rows for every value of a dimension.

    ``equals`` names the rows of the same block that sum to this one: by key, 以上 (all above)
    or 以下 (all top rows below).
    """

    title: str | None = Field(None, alias="题")
    key: str | None = Field(None, alias="键")
    title_in: str | None = Field(None, alias="题列", description="题写在哪一列；省略时是首列文字")
    expand: (
        Literal["功能科目", "部门经济科目", "政府经济科目", "收入科目", "功能大类", "单位", "项目"]
        | None
    ) = Field(None, alias="展开")
    paired_chart: Literal["政府经济科目"] | None = Field(None, alias="对应")
    by_unit: Flag = Field(False, alias="分单位")
    unit_rows: Literal["总有", "多个单位时"] = Field(
        "总有", alias="单位行", description="分单位时，只有一个单位的印不印单位的一行"
    )
    order: Literal["填报", "金额"] = Field(
        "填报", alias="排序", description="项目的次序：预算文件里的，或金额从大到小"
    )
    roster: Literal["政府采购", "全部单位"] | None = Field(
        None, alias="名录", description="逐条列出的不是收支明细，而是预算文件的这一部分"
    )
    subtotal: str | None = Field(None, alias="小计", description="名录中每个单位之前的小计行")
    facts: dict[str, str] = Field(
        default_factory=dict, alias="事实", description="列的名称 → 事实编号"
    )
    selection: SelectionField = Field(default_factory=dict, alias="取")
    equals: Literal["以上", "以下"] | tuple[str, ...] = Field((), alias="等于")
    is_total: Flag = Field(False, alias="合计行")

    def row_name(self, words: Mapping[str, str] | None = None) -> str:
        """Return the name of a row with a fixed title: its key, else its filled title."""
        return self.key or fill(self.title or "", words or {})


class BlockSpec(Spec):
    """Columns that share their rows; the blocks of a table are printed next to each other.

    ``填空`` pads a block so that the next row aligns with the other block's end; ``空行`` is one
    blank row.
    """

    columns: tuple[ColumnSpec, ...] = Field(alias="列", min_length=1)
    selection: SelectionField = Field(default_factory=dict, alias="取")
    rows: tuple[RowSpec | Literal["填空", "空行"], ...] = Field(alias="行", min_length=1)

    @property
    def fixed_keys(self) -> list[str]:
        """Return the names of the rows with a fixed title: by key, else by title."""
        rows = [row for row in self.rows if isinstance(row, RowSpec)]
        return [row.row_name() for row in rows if row.expand is None]


class TableSpec(Spec):
    """A table as a declarative view of the ledger."""

    name: str = Field(alias="名称")
    number: str = Field(alias="编号")
    label: str = Field(alias="表号")
    title: str = Field(alias="标题")
    optional: Flag = Field(False, alias="可缺", description="没有公布这张表不算缺表")
    unit: Literal["万元", "元"] = Field("万元", alias="单位")
    numbered: Flag = Field(False, alias="序号", description="各行印有序号，序号不算一列")
    when_empty: Literal["合计行", "空行"] = Field(
        "合计行", alias="无数据", description="没有数据时印合计行，还是只印一个空行"
    )
    selection: SelectionField = Field(default_factory=dict, alias="取")
    blocks: tuple[BlockSpec, ...] = Field(alias="块", min_length=1)


Frame = dict[str, tuple[str, ...]]
"""The indicator slots of a form: 一级 → its 二级; an empty list admits any."""


class ProjectFormSpec(Spec):
    """The project performance form."""

    authority: str = Field(alias="主管部门及代码")
    frame: Frame = Field(alias="指标框架")
    fields: tuple[str, ...] | None = Field(
        None, alias="栏目", description="表中印出的栏目，如 年度资金.总额；省略时全部印出"
    )
    indicator_fields: tuple[str, ...] = Field(
        ("一级", "二级", "三级", "指标值", "年度三级", "年度指标值"),
        alias="指标栏目",
        description="表中印出的指标各列",
    )
    omit_empty: Flag = Field(False, alias="略空栏", description="没有指标的二级指标不印")
    flowing: Flag = Field(
        False, alias="连排", description="各项目的表接着排，短的同在一页；否：每张另起一页"
    )


class OverallFormSpec(Spec):
    """One form of 整体绩效: the fields it needs and those it may have."""

    required: tuple[str, ...] = Field(alias="必填")
    optional: tuple[str, ...] = Field((), alias="选填")
    sums: dict[str, tuple[str, ...]] = Field(default_factory=dict, alias="相加")
    frame: Frame = Field(alias="指标框架")
    previous: tuple[str, ...] = Field((), alias="上年数", description="表中要写上年数的事实")


class OverallSpec(Spec):
    """The forms of 整体绩效 a department may choose from; ``optional``: it may have none."""

    optional: Flag = Field(False, alias="可缺", description="没有编报整体绩效目标的不算缺")
    default: str = Field(alias="默认")
    forms: dict[str, OverallFormSpec] = Field(alias="表式")


class TextSpec(Spec):
    """The department's own passages that this standard prints."""

    required: tuple[str, ...] = Field(alias="必填")
    optional: tuple[str, ...] = Field((), alias="选填")


class ElementSpec(Spec):
    """A number that a section of the narrative must state; any of the facts satisfies it.

    ``unless_nil`` is a fact that, stated as nil, makes this number unnecessary.
    """

    name: str = Field(alias="要素")
    facts: tuple[str, ...] = Field(alias="任一", min_length=1)
    unless_nil: str | None = Field(None, alias="无则免", description="这个事实为零时不必写")
    level: Literal["错误", "警告", "提示", "格式"] = Field("错误", alias="级别")


class NarrativeSpec(Spec):
    """The required content of the narrative: sections, numbers by section, percentages.

    ``rated`` are facts whose change is stated as an amount and a percentage.
    """

    sections: tuple[str, ...] = Field((), alias="章节", description="先后不论")
    elements: dict[str, tuple[ElementSpec, ...]] = Field(default_factory=dict, alias="要素")
    rated: tuple[str, ...] = Field((), alias="幅度", description="增减既写金额也写幅度的事实")


Register = Literal["单位", "政府采购", "国有资产", "项目", "指标"]
"""The parts of a budget whose optional fields a standard may demand."""


Engine = Literal["内置", "docxtpl"]
"""The programs that fill in a Word template."""


class PictureSpec(Spec):
    """A picture beside the YAML file; width and height in mm."""

    file: str = Field(alias="文件", min_length=1)
    width: float | None = Field(None, alias="宽", gt=0, le=500, description="毫米；省略时按原大")
    height: float | None = Field(None, alias="高", gt=0, le=500, description="毫米")


def _as_picture(value: Any) -> Any:
    return {"文件": value} if isinstance(value, str) else value


TemplateName = Annotated[str, Field(pattern=r"^[^\W\d]\w{0,39}$")]
"""A name that templates can write after a dot."""


class Templates(Spec):
    """The Word and Excel templates, as paths from the YAML file.

    ``engine`` fills in the Word template.  Pictures and subdocuments are for docxtpl.
    """

    word: str
    excel: str
    engine: Engine = Field("内置", alias="引擎", description="填写 Word 模板的程序")
    pictures: dict[TemplateName, Annotated[PictureSpec, BeforeValidator(_as_picture)]] = Field(
        default_factory=dict, alias="图片", description="引擎为 docxtpl 时：名称 → 图片文件"
    )
    subdocuments: dict[TemplateName, str] = Field(
        default_factory=dict, alias="子文档", description="引擎为 docxtpl 时：名称 → Word 文件"
    )


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class OwnRule(Spec):
    """A rule of the standard's own: equations between cells that must hold.

    The tolerance is in 万元.  Codes begin with Z, so that they meet no rule of the program.
    """

    code: str = Field(alias="编号", pattern=r"^Z\d{2,3}$")
    title: str = Field(alias="名称", min_length=1)
    obligation: str = Field(alias="要求", min_length=1)
    equations: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = Field(
        alias="式", min_length=1
    )
    tolerance: Decimal = Field(Decimal(0), alias="容差", ge=0, description="万元")
    level: Literal["错误", "警告", "提示"] = Field("错误", alias="级别")
    remedy: str = Field("", alias="处理")


class RuleLevel(Spec):
    """The most a rule's findings may be in this standard, or 不查; reports print the reason."""

    level: Literal["警告", "提示", "格式", "不查"] = Field(alias="级别")
    reason: str = Field(alias="理由", min_length=1)

    @property
    def is_off(self) -> bool:
        """True if the rule is not executed."""
        return self.level == "不查"


RuleCode = Annotated[str, Field(pattern=r"^(?:[TXNPU]\d{2}|W(?:0[2-9]|[1-9]\d))$")]
"""A rule that a standard may soften: any but V and W01, which keep a package from delivery."""


class Standard(Spec):
    """A region's standard of 部门预算公开, read from its YAML file."""

    name: str = Field(alias="名称")
    description: str = Field(alias="说明")
    based_on: str | None = Field(None, alias="基于", description="只写与所基于的标准不同的地方")
    years: Years = Field(alias="适用年度")
    templates: Templates | None = Field(
        None, alias="模板", description="省略时只能用来检查，不能生成"
    )
    file_name: str = Field(alias="文件名")
    title: str = Field(alias="标题")
    numbers: NumberStyles = Field(alias="数字")
    phrases: Phrases = Field(alias="措辞")
    threshold: Threshold = Field(alias="门槛")
    comparisons: tuple[ComparisonSpec, ...] = Field(alias="比较")
    empty_note: str = Field(
        alias="空表注", description="没有数据的表下面的注；{内容} 是这张表没有的预算"
    )
    level_calls: dict[Level, str] = Field(
        default_factory=dict,
        alias="级别称呼",
        description="绩效目标表等题目里怎样称呼各级，如 县级市: 县级市；没有写的级次用通常的说法",
    )
    contents_entry: str = Field(
        "{标题}",
        alias="目录表题",
        description="表的标题在目录里的写法；{编号}、{汉字编号}、{表号}、{标题}",
    )
    residue_note: ResidueNote | None = Field(None, alias="尾差注")
    charts: tuple[ChartSpec, ...] = Field((), alias="图")
    tables: tuple[TableSpec, ...] = Field(alias="表", min_length=1)
    project_form: ProjectFormSpec = Field(alias="项目绩效")
    overall: OverallSpec = Field(alias="整体绩效")
    text: TextSpec = Field(alias="文字")
    annexes: AnnexSpec = Field(default_factory=AnnexSpec, alias="附件")
    narrative: NarrativeSpec = Field(
        default_factory=NarrativeSpec, alias="叙述", description="省略时不检查必备的章节和内容"
    )
    demanded: dict[Register, tuple[str, ...]] = Field(
        default_factory=dict, alias="必填", description="预算文件中本标准必须填写的字段"
    )
    itemised_unit_funds: Flag = Field(
        False, alias="单位资金分项", description="单位资金要写明是事业收入、经营收入等哪一项"
    )
    scopes: dict[str, SelectionField] = Field(
        default_factory=dict,
        alias="口径",
        description="一组事实与通常不同的取数，如 三公: {来源: 一般公共预算}",
    )
    rules: tuple[OwnRule, ...] = Field((), alias="规则", description="本标准自定的检查规则")
    rule_levels: dict[RuleCode, RuleLevel] = Field(
        default_factory=dict,
        alias="规则级别",
        description="放宽或不查的规则和理由；个人信息（V）和占位符（W01）不能放宽",
    )

    @property
    def calls_of_levels(self) -> dict[str, str]:
        """Return what each level calls itself in titles: as this standard says, else as usual."""
        calls: dict[str, str] = dict(self.level_calls.items())
        return level_calls() | calls

    @property
    def fact_scopes(self) -> Scopes:
        """Return the selections that replace those of the facts' definitions."""
        return scopes_of(self.scopes)
