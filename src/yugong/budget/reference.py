"""The reference page of the budget file (docs/ledger.md), made from the models."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from yugong.budget.budget import Budget
from yugong.budget.entry import Entry
from yugong.budget.model_fields import inner_types, record_of


def budget_page(model: type[Budget] = Budget) -> str:
    """Return Markdown: every field of every part of a budget file, with its content."""
    lines = ["# 预算文件的字段", "", "由 `budget/` 的模型生成，`make golden-update` 更新。"]
    for heading, record in _parts("预算文件", model, set()):
        lines += [
            "",
            f"## {heading}",
            "",
            "| 字段 | 必填 | 内容 | 说明 |",
            "| --- | --- | --- | --- |",
        ]
        lines += [_row(field) for field in record.model_fields.values()]
    return "\n".join(lines) + "\n"


def _parts(
    heading: str, model: type[Entry], seen: set[type[Entry]]
) -> Iterator[tuple[str, type[Entry]]]:
    seen.add(model)
    yield heading, model
    for field in model.model_fields.values():
        record = record_of(field)
        if record is not None and record not in seen:
            yield from _parts(f"{field.alias}", record, seen)


def _row(field: FieldInfo) -> str:
    required = "是" if field.is_required() else ""
    return f"| {field.alias} | {required} | {_content(field)} | {field.description or ''} |"


def _content(field: FieldInfo) -> str:
    annotation = field.annotation
    many = get_origin(annotation) is tuple
    if get_origin(annotation) is dict:
        return "若干“名称: 值”"
    if get_origin(annotation) is Literal:
        return "、".join(str(choice) for choice in get_args(annotation))
    for inner in inner_types(annotation):
        if get_origin(inner) is Literal:
            return "、".join(str(choice) for choice in get_args(inner))
        if isinstance(inner, type) and issubclass(inner, Entry):
            return f"{'若干' if many else ''}“{field.alias}”"
        if isinstance(inner, type) and issubclass(inner, StrEnum):
            return "、".join(inner)
        if isinstance(inner, type) and inner.__name__ in _PLAIN:
            return ("若干" if many else "") + _PLAIN[inner.__name__]
    return "文字"


_PLAIN = {"str": "文字", "Decimal": "金额或数字", "int": "整数", "date": "日期，如 2026-03-05"}
