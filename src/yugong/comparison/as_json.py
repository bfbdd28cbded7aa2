"""A comparison for other programs: plain JSON values under stable Chinese names.

Exact numbers are decimal text, in 元 or in the fact's own unit, as in the package's data file.
"""

from __future__ import annotations

from decimal import Decimal

from yugong.comparison.comparison import (
    CellChange,
    Comparison,
    FactChange,
    ProjectChange,
    RowChange,
    SentenceChange,
    Side,
    TableChange,
    kind,
)
from yugong.comparison.summary import counts

_FORMAT = "yugong-diff-1"


def comparison_value(comparison: Comparison) -> dict[str, object]:
    """Return the whole comparison; the same comparison gives the same value."""
    return {
        "格式": _FORMAT,
        "相同": comparison.same,
        "旧": _side(comparison.old),
        "新": _side(comparison.new),
        "概要": {
            count.part: {"新增": count.added, "减少": count.removed, "修改": count.changed}
            for count in counts(comparison)
        },
        "没有比较": list(comparison.left_out),
        "数字": [_fact(change) for change in comparison.facts],
        "表": [_table(change) for change in comparison.tables],
        "文字": [_sentence(change) for change in comparison.sentences],
        "项目": [_project(change) for change in comparison.projects],
    }


def _side(side: Side) -> dict[str, object]:
    return {
        "材料": side.source,
        "标准": side.standard,
        "年度": side.year,
        "部门": side.department,
    }


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _fact(change: FactChange) -> dict[str, object]:
    return {
        "编号": change.id,
        "名称": change.name,
        "上年数": change.previous,
        "单位": change.unit,
        "旧": _exact(change.old),
        "新": _exact(change.new),
        "增减": _exact(change.difference),
        "增减幅度": _exact(change.rate),
        "旧显示": change.old_text,
        "新显示": change.new_text,
    }


def _table(change: TableChange) -> dict[str, object]:
    return {
        "名称": change.name,
        "标题": change.title,
        "变化": kind(change.added),
        "表头": [{"内容": head.what, "旧": head.old, "新": head.new} for head in change.heads],
        "行": [_row(row) for row in change.rows],
        "格": [_cell(cell) for cell in change.cells],
    }


def _row(change: RowChange) -> dict[str, object]:
    return {
        "键": change.key,
        "行": change.label,
        "变化": kind(change.added),
        "内容": [
            {"列": head, "显示": text, "元": _exact(amount)} for head, text, amount in change.cells
        ],
    }


def _cell(change: CellChange) -> dict[str, object]:
    return {
        "键": change.key,
        "行": change.label,
        "列": change.column,
        "旧显示": change.old,
        "新显示": change.new,
        "旧": _exact(change.old_amount),
        "新": _exact(change.new_amount),
        "增减": _exact(change.difference),
    }


def _sentence(change: SentenceChange) -> dict[str, object]:
    return {
        "旧位置": list(change.old_section) if change.old is not None else None,
        "新位置": list(change.new_section) if change.new is not None else None,
        "旧": change.old,
        "新": change.new,
        "改动": [[mark, text] for mark, text in change.pieces],
    }


def _project(change: ProjectChange) -> dict[str, object]:
    return {
        "键": change.key,
        "名称": change.name,
        "变化": kind(change.added),
        "旧": _exact(change.old_amount),
        "新": _exact(change.new_amount),
        "增减": _exact(change.difference),
        "栏目": [
            {"栏目": field.field, "旧": field.old, "新": field.new} for field in change.fields
        ],
    }
