"""Adjustment files, YAML or workbook: reading with every problem located, and writing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from yugong.budget.adjustment import ADJUSTMENT, CHANGED, LISTS, Adjustment
from yugong.budget.model_fields import field_names
from yugong.budget.trail import AdjustmentHead
from yugong.findings import Finding, Kind, Place
from yugong.intake.budget_file import WORKBOOK_SUFFIXES, LocatedValue, ordered, read_value
from yugong.intake.yaml_write import entry_lines, item_lines, yaml_inline
from yugong.quick_dataclass import dataclass
from yugong.reading.located_yaml import Locate, Location
from yugong.reading.model_findings import build_or_repair

_LONGEST_LINE = 2_000
"""Characters up to which a change is written on one line."""


@dataclass(frozen=True, slots=True)
class AdjustmentFile:
    """An adjustment that was read, with the place of each of its fields.

    ``repaired`` are the places of faulty fields that were filled in so that the rest can be checked
    against the ledger; their faults are among the findings.
    """

    adjustment: Adjustment
    place: Locate
    repaired: frozenset[Location] = frozenset()


def read_adjustment(path: Path) -> tuple[AdjustmentFile | None, list[Finding]]:
    """Read an adjustment file; return ``None`` only if it cannot be read as one at all."""
    located, findings = _located(path)
    if located is None:
        return None, findings
    modelled = build_or_repair(ADJUSTMENT, located.value, located.place)
    findings = ordered([*findings, *modelled.findings])
    if modelled.model is None:
        return None, findings
    return AdjustmentFile(modelled.model, located.place, modelled.repaired), findings


def _located(path: Path) -> tuple[LocatedValue | None, list[Finding]]:
    if path.suffix.lower() not in WORKBOOK_SUFFIXES:
        return read_value(path)
    from yugong.intake.adjustment_layout import ADJUSTMENT_BOOK, from_sheets
    from yugong.intake.workbook_read import read_workbook

    book, findings = read_workbook(path, ADJUSTMENT_BOOK.sheets)
    if book is None:
        return None, findings
    if book.value and not book.value.keys() & set(field_names(AdjustmentHead)):
        expected = "在“调整信息”中写明批次、日期、原因的调整工作簿"
        remedy = "检查预算文件和调整文件的次序；空的调整工作簿用 yugong adjust --new 写出。"
        actual = f"没有“{ADJUSTMENT_BOOK.sheets[0].name}”的内容"
        return None, [Finding(Kind.SYNTAX_FAULT, Place(str(path)), actual, expected, remedy)]
    sheets = from_sheets(book)
    return sheets, [*findings, *sheets.findings]


_HEAD = "# 部门预算调整：没有写到的行和字段一律不变；金额以元为单位。"


def adjustment_yaml(value: Mapping[str, Any]) -> str:
    """Return an adjustment's plain value as YAML, one line for each row."""
    lists = {adjustable.name for adjustable in LISTS}
    lines = [_HEAD]
    for name, content in value.items():
        if name not in lists:
            lines += entry_lines(name, content, 0)
            continue
        parts = {part: rows for part, rows in content.items() if rows}
        if parts:
            lines.append(f"{name}:")
        for part, rows in parts.items():
            lines.append(f"  {part}:")
            for row in rows:
                lines += _row(row, part)
    return "\n".join(lines) + "\n"


def _row(row: Mapping[str, Any], part: str) -> list[str]:
    flat = part == CHANGED and all(_is_flat(part_row) for part_row in row.values())
    if flat:
        line = f"  - {yaml_inline(row, part, flow=True)}"
        if len(line) <= _LONGEST_LINE:
            return [line]
    return item_lines(row, 2, part)


def _is_flat(row: Any) -> bool:
    return isinstance(row, Mapping) and all(
        content is None or (isinstance(content, str) and "\n" not in content)
        for content in row.values()
    )


def empty_adjustment(total: str = "") -> str:
    """Return an adjustment file to fill in; ``total`` is the sum of 收支明细 before it, in 元."""
    before = f"调整前合计: {total}" if total else "# 调整前合计: 12345678.00"
    return _EMPTY.replace("{before}", before)


_EMPTY = """\
## 部门预算调整文件，一个文件写一批。没有写到的行和字段一律不变；金额以元为单位，只写数字。
## 两个 # 后面是说明，可以删去；一个 # 后面是需要时才写的内容，去掉行首的“# ”就生效。

批次:                     ## 必填，如 第一次调整；不得与以前的重复
日期:                     ## 必填，如 2026-06-30
# 文号: 某财预〔2026〕35号
原因:                     ## 必填，为什么调整
## 控制数：写了就与收支明细核对，不符的不予调整
{before}
# 调整后合计: 12500000.00

## 收支明细：增加的写全一行；删除的写到能确定是哪一行；修改的，原写到能确定是哪一行，新只写要改的
## 完全相同的几行，加写 位置: 5（第 5 行）；增加的行要插在中间时，也写 位置
# 收支明细:
#   增加:
#   - {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30211, 金额: 20000.00}
#   删除:
#   - {支出类别: 公用经费, 部门经济科目: 30215, 金额: 10000.00}
#   修改:
#   - {原: {支出类别: 公用经费, 部门经济科目: 30201, 金额: 80000.00}, 新: {金额: 50000.00}}

## 收入、年终结转、政府采购写法相同
# 政府采购:
#   修改:
#   - {原: {类别: 货物, 名称: 办公设备}, 新: {金额: 25000.00}}

## 项目：增加的写全绩效目标表的各项；删除和修改的写名称，同名的写编码；新里只写要改的
# 项目:
#   修改:
#   - 原: {名称: 示例项目}
#     新:
#       年度目标: （改后的年度目标）

## 整体绩效：要增加或改写的各栏；写了指标，就替换原来的全部指标
# 整体绩效:
#   栏目:
#     年度绩效目标: （改后的内容）

## 变动原因、文字：要增加或改写的各项；只写名称、冒号后面空着的，去掉这一项
# 变动原因:
#   支出.总计: （主要原因）
# 文字:
#   其他说明: （改后的内容）

## 改变公开日期时写
# 公开日期: 2026-07-10
"""
