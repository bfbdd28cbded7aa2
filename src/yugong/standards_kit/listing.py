"""Which standards there are, and all that one of them says, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from yugong.findings import FindingsError, Place, has_errors
from yugong.standard.library import find_standard, load_standard, shipped_standards
from yugong.standard.schema import NumberStyle, SelectionText, Standard
from yugong.writing.docx.template.outline import WordOutline, word_outline


@dataclass(frozen=True, slots=True)
class StandardSummary:
    """One standard in the list: its name, for which years, how many tables, if it can build."""

    name: str
    description: str
    years: str
    tables: int
    builds: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "名称": self.name,
            "说明": self.description,
            "适用年度": self.years,
            "表": self.tables,
            "可生成": self.builds,
        }


def list_standards() -> tuple[StandardSummary, ...]:
    """Every standard that comes with the program, by name."""
    return tuple(
        StandardSummary(
            one.name,
            one.description,
            str(one.years),
            len(one.tables),
            builds=one.templates is not None,
        )
        for one in shipped_standards()
    )


@dataclass(frozen=True, slots=True)
class TableSummary:
    """A table as a standard prescribes it: its columns as (name, head)."""

    number: str
    name: str
    title: str
    unit: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StandardDescription:
    """All that a standard says, for people: its facts as (subject, what it says)."""

    standard: Standard
    tables: tuple[TableSummary, ...]
    headings: tuple[tuple[int, str], ...]
    rules: tuple[tuple[str, str], ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "名称": self.standard.name,
            "说明": self.standard.description,
            "适用年度": str(self.standard.years),
            "可生成": self.standard.templates is not None,
            "表": [
                {
                    "编号": one.number,
                    "名称": one.name,
                    "标题": one.title,
                    "单位": one.unit,
                    "列": [{"名": name, "表头": head} for name, head in one.columns],
                }
                for one in self.tables
            ],
            "章节": [{"级": level, "标题": title} for level, title in self.headings],
            "规定": [{"事项": subject, "内容": text} for subject, text in self.rules],
        }


def standard_named(name: str) -> Standard:
    """A standard by name, or by the path of its YAML file.

    Raises :class:`FindingsError` where there is no such standard, or its file is at fault.
    """
    standard, findings = find_standard(name, Place(path="标准"))
    if standard is None or has_errors(findings):
        raise FindingsError(findings)
    return standard


def outline_of(standard: Standard, name: str) -> WordOutline | None:
    """The outline of its Word template; ``None`` for a standard that only checks.

    ``name`` is what the standard was asked for by.  Raises :class:`FindingsError` where the
    template cannot be opened.
    """
    if standard.templates is None:
        return None
    loaded, findings = load_standard(name, Place(path="标准"))
    if loaded is None:
        raise FindingsError(findings)
    return word_outline(loaded.word, loaded.word_name)


def describe_standard(name: str) -> StandardDescription:
    """A standard by name, or by the path of its YAML file.

    The headings are those of its Word template; without one there are none.  Raises
    :class:`FindingsError` where there is no such standard, or its file is at fault.
    """
    standard = standard_named(name)
    outline = outline_of(standard, name)
    headings = tuple((one.level, one.title) for one in outline.headings) if outline else ()
    return StandardDescription(
        standard, table_summaries(standard), headings, tuple(rules_in_words(standard))
    )


def table_summaries(standard: Standard) -> tuple[TableSummary, ...]:
    """The tables of a standard in order."""
    return tuple(
        TableSummary(
            table.number,
            table.name,
            table.title,
            table.unit,
            tuple((column.name, column.head) for block in table.blocks for column in block.columns),
        )
        for table in standard.tables
    )


def rules_in_words(standard: Standard) -> Iterator[tuple[str, str]]:
    """What a standard prescribes beside its tables: subject and content."""
    yield from numbers_in_words(standard).items()
    threshold = standard.threshold
    yield (
        "写原因的门槛",
        f"变动达到 {threshold.amount:f} 元或 {threshold.percent:f}%，或者从无到有、从有到无",
    )
    for group, scope in standard.scopes.items():
        yield f"“{group}”的口径", selection_in_words(scope)
    wanted = [one.fact for one in standard.comparisons if one.reason == "必须"]
    yield "必须写原因", "、".join(wanted) or "没有"
    yield "部门必填的文字", "、".join(standard.text.required) or "没有"
    yield "部门可填的文字", "、".join(standard.text.optional) or "没有"
    for register, names in standard.demanded.items():
        yield f"{register}中必填", "、".join(names)
    for name, form in standard.overall.forms.items():
        default = "（默认）" if name == standard.overall.default else ""
        yield f"整体绩效“{name}”{default}必填", "、".join(form.required)
    frame = standard.project_form.frame
    yield "项目绩效的指标", "；".join(f"{one}：{'、'.join(rest)}" for one, rest in frame.items())
    yield "图", "、".join(one.name for one in standard.charts) or "没有"
    templates = standard.templates
    if templates is not None and templates.engine != "内置":
        yield "填写 Word 模板的引擎", templates.engine
        yield "模板用的图片", "、".join(templates.pictures) or "没有"
        yield "模板用的子文档", "、".join(templates.subdocuments) or "没有"
    for own in standard.rules:
        yield f"自定规则 {own.code}", own.obligation
    for code, level in standard.rule_levels.items():
        yield f"规则 {code} 的级别", f"{level.level}：{level.reason}"


def selection_in_words(selection: SelectionText) -> str:
    """What is taken from the ledger, in words."""
    return "，".join(
        f"{dimension}为{'、'.join([chosen] if isinstance(chosen, str) else chosen)}"
        for dimension, chosen in selection.items()
    )


def numbers_in_words(standard: Standard) -> dict[str, str]:
    """How each kind of number is written, in words."""
    numbers = standard.numbers
    styles = {
        "表内的数": numbers.table,
        "叙述的数": numbers.narrative,
        "绩效表的数": numbers.form,
        "百分比": numbers.percent,
    }
    return {subject: _style_in_words(style) for subject, style in styles.items()}


def _style_in_words(style: NumberStyle) -> str:
    """How a number is written, in words."""
    zero = f"零写作“{style.zero}”" if style.zero else "零留空"
    grouping = "有千分位" if style.grouped else "没有千分位"
    trimmed = "，去掉多余的零" if style.trimmed else ""
    return f"{style.places} 位小数，{grouping}，{zero}{trimmed}"
