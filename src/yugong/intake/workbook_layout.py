r"""The ledger workbook: its sheets, their columns, and their places in a budget.

Writer and reader share this layout, so they cannot disagree.  The plain value behind a workbook
is the one a YAML budget file gives: dicts with Chinese names, lists, and text.

An empty cell is an omitted field.  So a workbook keeps a value exactly if it is in *normal
form*:

* nothing is ``None``, empty text, an empty list or an empty dict; but ``国有资产`` always has
  ``车辆``, which is an empty dict where no use has any;
* text is without blanks at either end, its line breaks are ``\n``;
* amounts have two decimals, counts no leading zeros, dates are ISO, codes are digits;
* every project has a code or a name of its own, every 批次 its own name, and no 栏目 of 整体绩效
  is called ``表式``;
* a reason without figures is bare text.

Defaults are neither added nor dropped: what is written stays, what is omitted stays omitted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from yugong.budget.annex import AnnexFile
from yugong.budget.budget import (
    AccountFile,
    AddedAccount,
    Assets,
    Budget,
    LastYearSource,
    ProcurementLine,
    Reason,
)
from yugong.budget.department import Department, Office, Unit
from yugong.budget.ledger import IncomeLine, LedgerLine, YearEndLine
from yugong.budget.project import Indicator, Project
from yugong.budget.trail import AdjustedRow, AdjustmentRecord
from yugong.intake.workbook_columns import CellKind, FieldColumn, FieldPath, column_of, columns_of
from yugong.quick_dataclass import dataclass

NOTES_SHEET = "填表说明"
LISTS_SHEET = "科目目录"
FORM_FIELD = "表式"
FILED_FIELD = "填报日期"
PROJECT_HEAD = "项目"
FIELD_HEAD, CONTENT_HEAD, HINT_HEAD = "字段", "内容", "说明"


@dataclass(frozen=True, slots=True)
class FieldSheet:
    """字段 | 内容: one row for each field.  ``home`` is the record unknown fields belong to."""

    name: str
    home: FieldPath
    fields: tuple[FieldColumn, ...]
    purpose: str


@dataclass(frozen=True, slots=True)
class RowSheet:
    """One row for each entry of a list; a single column of empty path is a list of text."""

    name: str
    home: FieldPath
    columns: tuple[FieldColumn, ...]
    purpose: str


@dataclass(frozen=True, slots=True)
class NameSheet:
    """Name | content: one row for each entry of a dict.

    A row whose name is in ``apart`` is a field outside the dict, at that path.  An entry that has
    anything in the ``extra_columns`` is a record; one without is its content.
    """

    name: str
    home: FieldPath
    name_head: str
    content: FieldColumn
    purpose: str
    apart: tuple[tuple[str, FieldPath], ...] = ()
    extra_columns: tuple[FieldColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class InnerSheet:
    """One row for each entry of the lists inside another's entries, such as projects' indicators.

    The first column, headed ``owner``, names the outer entry of a row, by the first of the fields
    ``called_by`` that the entry has.
    """

    name: str
    home: FieldPath
    inner: str
    columns: tuple[FieldColumn, ...]
    purpose: str
    owner: str = PROJECT_HEAD
    called_by: tuple[str, ...] = ("编码", "名称")


LedgerSheet = FieldSheet | RowSheet | NameSheet | InnerSheet


def _text(head: str, kind: CellKind = CellKind.LONG_TEXT, hint: str = "") -> FieldColumn:
    return FieldColumn(head, (), kind, required=True, hint=hint)


SHEETS: tuple[LedgerSheet, ...] = (
    FieldSheet(
        "部门信息",
        ("部门",),
        (column_of(Budget, "标准"), column_of(Budget, "年度"), *columns_of(Department, ("部门",))),
        "所用标准、年度和部门基本情况，每个字段一行。",
    ),
    RowSheet("单位", ("部门", "单位"), columns_of(Unit), "所属预算单位，一个单位一行。"),
    RowSheet("职责", ("部门", "职责"), (_text(CONTENT_HEAD),), "部门主要职责，一项一行。"),
    RowSheet("机构设置", ("部门", "机构设置"), (_text(CONTENT_HEAD),), "机构设置情况，一段一行。"),
    RowSheet("内设机构", ("部门", "内设机构"), columns_of(Office), "内设机构，一个机构一行。"),
    RowSheet(
        "收支明细",
        ("收支明细",),
        columns_of(LedgerLine),
        "一行一笔支出，金额以元为单位；不写资金来源的为一般公共预算，不写年份的为本年。",
    ),
    RowSheet(
        "收入",
        ("收入",),
        columns_of(IncomeLine),
        "政府性基金、国有资本经营预算的收入；没有的不填。",
    ),
    RowSheet("年终结转", ("年终结转",), columns_of(YearEndLine), "留到下年的资金；没有的不填。"),
    RowSheet(
        "项目",
        ("项目",),
        columns_of(Project),
        "一个项目一行；资金由收支明细汇总，有上级资金等情形才填年度资金各列。同名项目必须写编码。",
    ),
    InnerSheet(
        "绩效指标",
        ("项目",),
        "指标",
        columns_of(Indicator),
        "项目的绩效指标，一个指标一行；“项目”列写项目编码，没有编码的写项目名称，每行都写。",
    ),
    NameSheet(
        "整体绩效",
        ("整体绩效", "栏目"),
        "栏目",
        _text(CONTENT_HEAD),
        "部门整体支出绩效目标的各栏，一栏一行；“表式”一行写绩效表的式样，省略时用标准的默认表式；“填报日期”可以空着。",
        apart=((FORM_FIELD, ("整体绩效", FORM_FIELD)), (FILED_FIELD, ("整体绩效", FILED_FIELD))),
    ),
    RowSheet(
        "整体绩效指标",
        ("整体绩效", "指标"),
        columns_of(Indicator),
        "部门整体的绩效指标，一行一个。",
    ),
    RowSheet("政府采购", ("政府采购",), columns_of(ProcurementLine), "政府采购预算；没有的不填。"),
    FieldSheet(
        "国有资产",
        ("国有资产",),
        columns_of(Assets, ("国有资产",)),
        "资产占有使用情况；车辆以辆计，没有的可以空着，面积以平方米计。",
    ),
    FieldSheet(
        "上年资料",
        ("上年资料",),
        columns_of(LastYearSource, ("上年资料",)),
        "上年的预算文件在哪里；有它，上年数不必逐个填写。没有的不填。",
    ),
    NameSheet(
        "上年数",
        ("上年数",),
        "事实编号",
        FieldColumn("金额", (), CellKind.AMOUNT, required=True, hint="上年公开的数字，元"),
        "上年预算公开的数字，以元为单位，按事实编号填写，如 收入.总计。",
    ),
    NameSheet(
        "变动原因",
        ("变动原因",),
        "事实编号",
        columns_of(Reason)[0],
        "与上年相比变动的主要原因，编号与上年数相同；后两列是写这个原因时的数字，可以空着。",
        extra_columns=columns_of(Reason)[1:],
    ),
    NameSheet("文字", ("文字",), "名称", _text(CONTENT_HEAD), "标准要求部门自己写的段落。"),
    RowSheet(
        "附件",
        ("附件",),
        columns_of(AnnexFile),
        "随公开材料一起公开的文件，一个附件一行，次序即编号；没有的不填。",
    ),
    RowSheet(
        "科目补充", ("科目补充",), columns_of(AddedAccount), "目录里没有的科目，写明编码与名称。"
    ),
    RowSheet(
        "科目文件", ("科目文件",), columns_of(AccountFile), "另附的科目清单文件（CSV 或 XLSX）。"
    ),
    RowSheet(
        "预算调整",
        ("预算调整",),
        columns_of(AdjustmentRecord),
        "历次预算调整，一批一行，由 yugong adjust 记录，不用填写。",
    ),
    InnerSheet(
        "预算调整明细",
        ("预算调整",),
        "明细",
        columns_of(AdjustedRow),
        "每一批调整逐行做了什么，由 yugong adjust 记录，不用填写。",
        owner="批次",
        called_by=("批次",),
    ),
)


@dataclass(frozen=True, slots=True)
class WorkbookForm:
    """The form of a workbook: its title, its sheets, and notes for the people who fill it in."""

    title: str
    heading: str
    sheets: tuple[LedgerSheet, ...]
    notes: tuple[str, ...]


LEDGER_FORM = WorkbookForm(
    "部门预算收支明细",
    "部门预算填表说明",
    SHEETS,
    (
        "每张工作表填一类内容，第一行是表头，请不要改动；深色表头的必须填写，浅色的按需要填写。",
        "金额一律以元为单位，最多两位小数；万元、合计、占比、增减都由程序算出，不用填写。",
        "空着的格子等于没有填写；需要写零的请写 0。",
        "科目可以从下拉列表中选，也可以只写编码；以编码为准，编码后面的名称只供查看。",
        "可以增加、删除、排序、筛选各行，也可以调换列的次序；不认识的列不会采用，检查时会指出。",
        "日期写成 2026-03-05 的样子；一格之内换行按 Alt+Enter。",
        "工作表的保护没有密码，只为防止误改表头。",
    ),
)


def ledger_form(demanded: Mapping[str, Sequence[str]]) -> WorkbookForm:
    """Return the ledger's form with the fields marked that a standard requires, by part."""
    sheets = tuple(
        _with_required(sheet, frozenset(demanded.get(_part_of(sheet), ()))) for sheet in SHEETS
    )
    return replace(LEDGER_FORM, sheets=sheets)


def _part_of(sheet: LedgerSheet) -> str:
    """Return the part of the budget whose fields the sheet has, as a standard names it."""
    return sheet.inner if isinstance(sheet, InnerSheet) else sheet.home[-1]


def _with_required(sheet: LedgerSheet, names: frozenset[str]) -> LedgerSheet:
    """Return the sheet with the columns of these fields required."""

    def marked(columns: tuple[FieldColumn, ...]) -> tuple[FieldColumn, ...]:
        return tuple(
            replace(column, required=True) if column.head in names else column for column in columns
        )

    if not names or isinstance(sheet, NameSheet):
        return sheet
    if isinstance(sheet, FieldSheet):
        return replace(sheet, fields=marked(sheet.fields))
    return replace(sheet, columns=marked(sheet.columns))


def known_columns(sheet: LedgerSheet) -> tuple[str, ...]:
    """Return the heads that a sheet may have, in the order of writing."""
    if isinstance(sheet, FieldSheet):
        return FIELD_HEAD, CONTENT_HEAD, HINT_HEAD
    if isinstance(sheet, NameSheet):
        return sheet.name_head, sheet.content.head, *(column.head for column in sheet.extra_columns)
    heads = tuple(column.head for column in sheet.columns)
    return (sheet.owner, *heads) if isinstance(sheet, InnerSheet) else heads
