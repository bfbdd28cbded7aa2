"""预算调整: the record of each batch of adjustments, kept in the ledger itself.

A record lists the rows that were added, removed and changed.  It names a row by its fields
(:func:`row_text`), not by its number, so that a ledger may be sorted without losing the trail.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import ConfigDict, Field

from yugong.budget.dimension import Source, Year
from yugong.budget.entry import Entry, LedgerText, RequiredText, Yuan
from yugong.budget.ledger import LedgerLine

Operation = Literal["增加", "删除", "修改"]

ROW_SEPARATOR = " / "
"""Between the parts of a row's text."""

_NOT_IDENTIFYING = ("function_name", "amount", "note")

LINE_FIELDS = tuple(name for name in LedgerLine.model_fields if name not in _NOT_IDENTIFYING)
"""The fields that identify a row of 收支明细."""

_USUAL = (Source.GENERAL, Year.CURRENT)
"""Default values, which a row's text leaves out."""


class AdjustedRow(Entry):
    """One row that a batch added, removed or changed."""

    model_config = ConfigDict(title="调整明细的一行")
    one_line = True

    table: Literal[
        "收支明细",
        "收入",
        "年终结转",
        "政府采购",
        "项目",
        "整体绩效",
        "变动原因",
        "文字",
        "公开日期",
    ] = Field(alias="表", description="预算文件的哪一部分")
    operation: Operation = Field(alias="操作", description="这一批对这一行做了什么")
    row: RequiredText = Field(alias="行", description="这一行是什么；修改的为修改之前")
    became: LedgerText | None = Field(
        None, alias="改为", description="修改之后是什么；没有变的不写"
    )
    before: Yuan | None = Field(None, alias="原金额", description="元；增加的没有")
    after: Yuan | None = Field(None, alias="新金额", description="元；删除的没有")
    changes: LedgerText | None = Field(None, alias="变化", description="改了哪些字段")


class AdjustmentHead(Entry):
    """The head of a batch: its name, day, number, reason and totals in 元."""

    batch: RequiredText = Field(alias="批次", description="如 第一次调整；不得与以前的重复")
    day: date = Field(alias="日期", description="调整的日期")
    number: LedgerText | None = Field(
        None, alias="文号", description="批复或下达的文号；没有的不写"
    )
    reason: RequiredText = Field(alias="原因", description="为什么调整")
    before: Yuan | None = Field(
        None, alias="调整前合计", description="调整前收支明细合计，元；写了就核对"
    )
    after: Yuan | None = Field(
        None, alias="调整后合计", description="调整后收支明细合计，元；写了就核对"
    )
    published_on: date | None = Field(
        None, alias="公开日期", description="改为这一天公开；不改的不写"
    )
    undoes: LedgerText | None = Field(
        None, alias="撤销", description="撤销哪一批；由 --inverse 写出，不用填写"
    )


class AdjustmentRecord(Entry):
    """One batch: when and why, the sums of 收支明细 before and after in 元, and its rows."""

    model_config = ConfigDict(title="预算调整的一批")

    batch: RequiredText = Field(alias="批次", description="如 第一次调整；不得重复")
    day: date = Field(alias="日期", description="调整的日期")
    number: LedgerText | None = Field(None, alias="文号", description="批复或下达的文号")
    reason: RequiredText = Field(alias="原因", description="为什么调整")
    before: Yuan = Field(alias="调整前", description="调整前收支明细合计，元")
    after: Yuan = Field(alias="调整后", description="调整后收支明细合计，元")
    rows: tuple[AdjustedRow, ...] = Field((), alias="明细", description="逐行记录这一批做了什么")


def row_text(entry: Entry, fields: Iterable[str]) -> str:
    """Return a row as text for people: the named fields with content, usual values left out."""
    values = (getattr(entry, name) for name in fields)
    return ROW_SEPARATOR.join(str(value) for value in values if value and value not in _USUAL)


def trail_of(
    records: Sequence[AdjustmentRecord], line: LedgerLine
) -> tuple[tuple[AdjustmentRecord, AdjustedRow], ...]:
    """Return the batches that changed a row of 收支明细 with their changes, oldest first.

    The row is followed back through its changes to the batch that added it. Rows that agree in
    everything, the amount included, cannot be distinguished and share their trail.
    """
    text: str = row_text(line, LINE_FIELDS)
    amount: Decimal | None = line.amount
    touching: list[tuple[AdjustmentRecord, AdjustedRow]] = []
    for record in reversed(records):
        touched = next((row for row in record.rows if _results_in(row, text, amount)), None)
        if touched is None:
            continue
        touching.append((record, touched))
        if touched.operation == "增加":
            break
        text, amount = touched.row, touched.before
    return tuple(reversed(touching))


def _results_in(row: AdjustedRow, text: str, amount: Decimal | None) -> bool:
    """Return true if a batch left a row with this text and this amount."""
    return (
        row.table == "收支明细"
        and row.operation != "删除"
        and (row.became or row.row) == text
        and row.after == amount
    )
