"""Compare two standards, for accountants and for bureaus.

A department's accountant needs to know the new fields to fill in; a bureau, the changes to its
templates and checks.

Tests: tests/standards_kit/test_kit.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal

from yugong.quick_dataclass import dataclass
from yugong.standard.schema import Standard, TableSpec
from yugong.standards_kit.listing import (
    numbers_in_words,
    outline_of,
    selection_in_words,
    standard_named,
)
from yugong.writing.docx.template.outline import PlacedText

Audience = Literal["部门会计", "财政局"]
_PARAGRAPH = re.compile(r"第 \d+ 段")
_ACCOUNTANT: Audience = "部门会计"
_BUREAU: Audience = "财政局"


@dataclass(frozen=True, slots=True)
class StandardChange:
    """A change: its audience, area and subject, the old and the new text (empty for none)."""

    audience: Audience
    area: str
    subject: str
    old: str
    new: str

    def as_json(self) -> dict[str, str]:
        return {
            "涉及": self.audience,
            "方面": self.area,
            "事项": self.subject,
            "原为": self.old,
            "改为": self.new,
        }


@dataclass(frozen=True, slots=True)
class StandardsDiff:
    """Two standards, and all changes from the first to the second."""

    old: Standard
    new: Standard
    changes: tuple[StandardChange, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "原标准": self.old.name,
            "新标准": self.new.name,
            "不同": [change.as_json() for change in self.changes],
        }


def compare_standards(old_name: str, new_name: str) -> StandardsDiff:
    """Compare two standards, each by its name or the path of its YAML file.

    Raises FindingsError if there is no such standard or its file has errors.
    """
    old, new = standard_named(old_name), standard_named(new_name)
    changes = [*_demands(old, new), *_years(old, new), *_tables(old, new), *_writing(old, new)]
    changes += _texts(_body(old, old_name), _body(new, new_name))
    order: tuple[Audience, ...] = (_ACCOUNTANT, _BUREAU)
    ordered = sorted(changes, key=lambda change: order.index(change.audience))
    return StandardsDiff(old, new, tuple(ordered))


def _body(standard: Standard, name: str) -> list[PlacedText]:
    """Return the paragraphs with text of the Word template; none without a template.

    Tables are compared by columns and rows, page numbers are not compared.
    """
    outline = outline_of(standard, name)
    texts = outline.texts if outline is not None else ()
    return [text for text in texts if text.text.strip() and _PARAGRAPH.fullmatch(text.place.path)]


def _one(
    audience: Audience, area: str, subject: str, old: str, new: str
) -> Iterator[StandardChange]:
    if old != new:
        yield StandardChange(audience, area, subject, old, new)


def _came_and_went(
    audience: Audience, area: str, there: str, old: Iterable[str], new: Iterable[str]
) -> Iterator[StandardChange]:
    """Yield the names on one side only; ``there`` is the text for a name that is present."""
    before, after = list(old), list(new)
    for name in after:
        if name not in before:
            yield StandardChange(audience, area, name, "", there)
    for name in before:
        if name not in after:
            yield StandardChange(audience, area, name, there, "")


def _demands(old: Standard, new: Standard) -> Iterator[StandardChange]:
    """Yield the changes to the fields a department must fill in."""
    yield from _came_and_went(_ACCOUNTANT, "文字", "必填", old.text.required, new.text.required)
    yield from _came_and_went(_ACCOUNTANT, "文字", "可填", old.text.optional, new.text.optional)
    for register in dict.fromkeys((*old.demanded, *new.demanded)):
        fields = [standard.demanded.get(register, ()) for standard in (old, new)]
        yield from _came_and_went(_ACCOUNTANT, register, "必填", *fields)
    reasons = [
        [line.fact for line in standard.comparisons if line.reason == "必须"]
        for standard in (old, new)
    ]
    yield from _came_and_went(_ACCOUNTANT, "变动原因", "超过门槛必须写", *reasons)
    compared = [[line.fact for line in standard.comparisons] for standard in (old, new)]
    yield from _came_and_went(_ACCOUNTANT, "上年数", "要有上年数", *compared)
    for subject, before, after in (
        ("门槛（金额）", old.threshold.amount, new.threshold.amount),
        ("门槛（幅度）", old.threshold.percent, new.threshold.percent),
    ):
        unit = "元" if "金额" in subject else "%"
        yield from _one(_ACCOUNTANT, "变动原因", subject, f"{before:f}{unit}", f"{after:f}{unit}")
    yield from _overall(old, new)
    frames = [
        [
            f"{name}（{'、'.join(indicators)}）"
            for name, indicators in standard.project_form.frame.items()
        ]
        for standard in (old, new)
    ]
    yield from _came_and_went(_ACCOUNTANT, "项目绩效指标", "指标框架", *frames)


def _overall(old: Standard, new: Standard) -> Iterator[StandardChange]:
    yield from _one(_ACCOUNTANT, "整体绩效", "默认表式", old.overall.default, new.overall.default)
    yield from _came_and_went(
        _ACCOUNTANT, "整体绩效表式", "可选用", old.overall.forms, new.overall.forms
    )
    for name, form in new.overall.forms.items():
        before = old.overall.forms.get(name)
        if before is not None:
            yield from _came_and_went(
                _ACCOUNTANT, f"整体绩效“{name}”", "必填", before.required, form.required
            )


def _years(old: Standard, new: Standard) -> Iterator[StandardChange]:
    years = [str(standard.years) for standard in (old, new)]
    yield from _one(_BUREAU, "适用", "适用年度", *years)
    builds = ["可以生成和检查" if standard.templates else "只能检查" for standard in (old, new)]
    yield from _one(_BUREAU, "适用", "用途", *builds)
    for group in dict.fromkeys((*old.scopes, *new.scopes)):
        scopes = [selection_in_words(standard.scopes.get(group, {})) for standard in (old, new)]
        yield from _one(_BUREAU, "口径", group, *scopes)


def _tables(old: Standard, new: Standard) -> Iterator[StandardChange]:
    before = {table.name: table for table in old.tables}
    after = {table.name: table for table in new.tables}
    yield from _came_and_went(_BUREAU, "表", "有这张表", before, after)
    orders = [
        "、".join(name for name in side if name in before and name in after)
        for side in (before, after)
    ]
    yield from _one(_BUREAU, "表", "各表次序", *orders)
    for name, table in after.items():
        if name in before:
            yield from _table(before[name], table)


def _table(old: TableSpec, new: TableSpec) -> Iterator[StandardChange]:
    area = f"表“{new.name}”"
    for subject, before, after in (
        ("编号", old.number, new.number),
        ("表号", old.label, new.label),
        ("标题", old.title, new.title),
        ("单位", old.unit, new.unit),
    ):
        yield from _one(_BUREAU, area, subject, before, after)
    sides = [
        {column.name: column for block in table.blocks for column in block.columns}
        for table in (old, new)
    ]
    first, second = sides
    for name, column in second.items():
        if name not in first:
            yield StandardChange(_BUREAU, area, f"列“{name}”", "", f"表头“{column.head}”")
            continue
        yield from _one(_BUREAU, area, f"列“{name}”的表头", first[name].head, column.head)
        taken = [selection_in_words(column_spec.selection) for column_spec in (first[name], column)]
        yield from _one(_BUREAU, area, f"列“{name}”的取数", *taken)
    for name, column in first.items():
        if name not in second:
            yield StandardChange(_BUREAU, area, f"列“{name}”", f"表头“{column.head}”", "")
    orders = [
        "、".join(name for name in side if name in first and name in second) for side in sides
    ]
    yield from _one(_BUREAU, area, "列的次序", *orders)
    yield from _one(
        _BUREAU, area, "取数", selection_in_words(old.selection), selection_in_words(new.selection)
    )
    rows = [list(_rows(table)) for table in (old, new)]
    yield from _came_and_went(_BUREAU, f"{area}的行", "有这一行", *rows)


def _rows(table: TableSpec) -> Iterator[str]:
    for block in table.blocks:
        for row in block.rows:
            if not isinstance(row, str):
                apart = "，多个单位时有单位行" if row.unit_rows == "多个单位时" else ""
                yield row.title or row.key or f"每个{row.expand}一行{apart}"


def _writing(old: Standard, new: Standard) -> Iterator[StandardChange]:
    before, after = numbers_in_words(old), numbers_in_words(new)
    for subject, style in after.items():
        yield from _one(_BUREAU, "数字写法", subject, before[subject], style)
    phrases = [
        {
            field.alias or name: value
            for name, field in type(standard.phrases).model_fields.items()
            if isinstance(value := getattr(standard.phrases, name), str)
        }
        for standard in (old, new)
    ]
    for name, phrase in phrases[1].items():
        yield from _one(_BUREAU, "增减措辞", name, phrases[0][name], phrase)
    directions = [
        f"{directions.up}、{directions.down}、{directions.same}"
        for directions in (old.phrases.directions, new.phrases.directions)
    ]
    yield from _one(_BUREAU, "增减措辞", "方向", *directions)
    yield from _one(_BUREAU, "文字", "材料标题", old.title, new.title)
    yield from _one(_BUREAU, "文字", "文件名", old.file_name, new.file_name)
    yield from _one(_BUREAU, "文字", "空表注", old.empty_note, new.empty_note)
    yield from _one(_BUREAU, "文字", "目录表题", old.contents_entry, new.contents_entry)
    for level, call in new.calls_of_levels.items():
        yield from _one(_BUREAU, "级别称呼", level, old.calls_of_levels[level], call)
    pages = ["接着排" if s.project_form.flowing else "每张另起一页" for s in (old, new)]
    yield from _one(_BUREAU, "项目绩效", "各项目的表", *pages)
    notes = [standard.residue_note.text if standard.residue_note else "" for standard in (old, new)]
    yield from _one(_BUREAU, "文字", "尾差注", *notes)
    charts = [[chart.name for chart in standard.charts] for standard in (old, new)]
    yield from _came_and_went(_BUREAU, "图", "有这张图", *charts)
    rules = [[f"{rule.code} {rule.title}" for rule in standard.rules] for standard in (old, new)]
    yield from _came_and_went(_BUREAU, "自定规则", "执行", *rules)
    for code in sorted({*old.rule_levels, *new.rule_levels}):
        levels = [standard.rule_levels.get(code) for standard in (old, new)]
        texts = [f"{level.level}：{level.reason}" if level else "" for level in levels]
        yield from _one(_BUREAU, "规则级别", code, *texts)


def _texts(old: list[PlacedText], new: list[PlacedText]) -> Iterator[StandardChange]:
    """Yield the paragraphs of the Word templates that differ, old and new in pairs."""
    if not old or not new:
        return
    sides = [[text.text.strip() for text in side] for side in (old, new)]
    matcher = SequenceMatcher(None, sides[0], sides[1], autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        for before, after in zip_longest(old[first:last], new[start:end]):
            there = after or before
            yield StandardChange(
                _BUREAU,
                "Word 模板",
                there.place.path if after else f"原{there.place.path}",
                before.text.strip() if before else "",
                after.text.strip() if after else "",
            )
