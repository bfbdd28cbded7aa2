"""List the standards, and describe one in words.

Tests: tests/standards_kit/test_kit.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yugong.findings import FindingsError, Place, has_errors
from yugong.quick_dataclass import dataclass
from yugong.standard.library import find_standard, load_standard, shipped_standards
from yugong.standard.schema import NumberStyle, SelectionField, Standard
from yugong.writing.docx.template.outline import WordOutline, word_outline


@dataclass(frozen=True, slots=True)
class StandardSummary:
    """A standard in the list: its name, years, number of tables, and whether it can build."""

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


def standard_summaries() -> tuple[StandardSummary, ...]:
    """Return every standard that comes with the program, by name."""
    return tuple(
        StandardSummary(
            standard.name,
            standard.description,
            str(standard.years),
            len(standard.tables),
            builds=standard.templates is not None,
        )
        for standard in shipped_standards()
    )


@dataclass(frozen=True, slots=True)
class TableSummary:
    """A table as a standard prescribes it; ``columns`` are pairs of name and head."""

    number: str
    name: str
    title: str
    unit: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StandardDescription:
    """A standard described for people; ``rules`` are pairs of subject and content."""

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
                    "编号": table.number,
                    "名称": table.name,
                    "标题": table.title,
                    "单位": table.unit,
                    "列": [{"名": name, "表头": head} for name, head in table.columns],
                }
                for table in self.tables
            ],
            "章节": [{"级": level, "标题": title} for level, title in self.headings],
            "规定": [{"事项": subject, "内容": text} for subject, text in self.rules],
        }


def standard_named(name: str) -> Standard:
    """Return a standard by its name or the path of its YAML file.

    Raises FindingsError if there is no such standard or its file has errors.
    """
    standard, findings = find_standard(name, Place(path="标准"))
    if standard is None or has_errors(findings):
        raise FindingsError(findings)
    return standard


def outline_of(standard: Standard, name: str) -> WordOutline | None:
    """Return the outline of the Word template; None for a standard that only checks.

    ``name`` is the name or path the user gave.  Raises FindingsError if the template cannot be
    opened.
    """
    if standard.templates is None:
        return None
    loaded, findings = load_standard(name, Place(path="标准"))
    if loaded is None:
        raise FindingsError(findings)
    return word_outline(loaded.word, loaded.word_name)


def describe_standard(name: str) -> StandardDescription:
    """Describe a standard, by its name or the path of its YAML file.

    The headings are those of its Word template, if it has one.  Raises FindingsError if there is no
    such standard or its file has errors.
    """
    standard = standard_named(name)
    outline = outline_of(standard, name)
    headings = (
        tuple((heading.level, heading.title) for heading in outline.headings) if outline else ()
    )
    return StandardDescription(
        standard, table_summaries(standard), headings, tuple(rules_in_words(standard))
    )


def table_summaries(standard: Standard) -> tuple[TableSummary, ...]:
    """Return the tables of a standard in order."""
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
    """Yield the rules of a standard other than its tables: subject and content."""
    yield from numbers_in_words(standard).items()
    threshold = standard.threshold
    yield (
        "写原因的门槛",
        f"变动达到 {threshold.amount:f} 元或 {threshold.percent:f}%，或者从无到有、从有到无",
    )
    for group, scope in standard.scopes.items():
        yield f"“{group}”的口径", selection_in_words(scope)
    required = [fact.fact for fact in standard.comparisons if fact.reason == "必须"]
    yield "必须写原因", "、".join(required) or "没有"
    yield "部门必填的文字", "、".join(standard.text.required) or "没有"
    yield "部门可填的文字", "、".join(standard.text.optional) or "没有"
    for register, names in standard.demanded.items():
        yield f"{register}中必填", "、".join(names)
    for name, form in standard.overall.forms.items():
        default = "（默认）" if name == standard.overall.default else ""
        yield f"整体绩效“{name}”{default}必填", "、".join(form.required)
    frame = standard.project_form.frame
    yield (
        "项目绩效的指标",
        "；".join(f"{name}：{'、'.join(indicators)}" for name, indicators in frame.items()),
    )
    yield "图", "、".join(chart.name for chart in standard.charts) or "没有"
    templates = standard.templates
    if templates is not None and templates.engine != "内置":
        yield "填写 Word 模板的引擎", templates.engine
        yield "模板用的图片", "、".join(templates.pictures) or "没有"
        yield "模板用的子文档", "、".join(templates.subdocuments) or "没有"
    for rule in standard.rules:
        yield f"自定规则 {rule.code}", rule.obligation
    for code, level in standard.rule_levels.items():
        yield f"规则 {code} 的级别", f"{level.level}：{level.reason}"


def selection_in_words(selection: SelectionField) -> str:
    """Describe a selection from the ledger in words."""
    return "，".join(
        f"{dimension}为{'、'.join([chosen] if isinstance(chosen, str) else chosen)}"
        for dimension, chosen in selection.items()
    )


def numbers_in_words(standard: Standard) -> dict[str, str]:
    """Describe the format of each kind of number in words."""
    numbers = standard.numbers
    styles = {
        "表内的数": numbers.table,
        "叙述的数": numbers.narrative,
        "绩效表的数": numbers.form,
        "百分比": numbers.percent,
    }
    return {subject: _style_in_words(style) for subject, style in styles.items()}


def _style_in_words(style: NumberStyle) -> str:
    """Describe the format of a number in words."""
    zero = f"零写作“{style.zero}”" if style.zero else "零留空"
    grouping = "有千分位" if style.grouped else "没有千分位"
    trimmed = "，去掉多余的零" if style.trimmed else ""
    return f"{style.places} 位小数，{grouping}，{zero}{trimmed}"
