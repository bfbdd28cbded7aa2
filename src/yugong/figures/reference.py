"""The reference page of the facts (docs/facts.md), made from their definitions."""

from __future__ import annotations

from yugong.figures.definitions import FactDefinition, fact_definitions
from yugong.figures.posting import DIMENSION_NAMES
from yugong.figures.selection import Selection
from yugong.figures.tracing import group_name


def facts_page() -> str:
    """Return Markdown: every fact id with its selection, and the families of ids."""
    singles, families = fact_definitions()
    lines = [
        "# 事实编号",
        "",
        "每个公布数字有一个编号，用在 `上年数`、`变动原因`、模板标签和 `数据.json` 里。",
        "由 `figures/facts.yaml` 生成，`make golden-update` 更新。",
        "",
        "| 编号 | 由哪些收支明细相加 |",
        "| --- | --- |",
    ]
    for single in singles:
        lines.append(f"| `{single.id}` | {fact_meaning(single)} |")
    lines += ["", "按科目或项目展开的编号：", "", "| 编号 | 由哪些收支明细相加 |", "| --- | --- |"]
    for family in families:
        dimension = DIMENSION_NAMES[family.position]
        for part, selection in family.parts:
            meaning = _meaning(family.selection.also(selection))
            lines.append(f"| `{family.name}.<{dimension}>.{part}` | {meaning} |")
    lines += [
        "",
        "“收入”是支出与年终结转之和，因为收入由支出得出。",
        "另有 `政府采购.…`、`绩效.…`、`国有资产.…`，来自预算文件中相应的部分。",
    ]
    return "\n".join(lines) + "\n"


def fact_meaning(definition: FactDefinition) -> str:
    """Return the selection or the sum behind a fact, in words."""
    return " + ".join(definition.parts) if definition.parts else _meaning(definition.selection)


def _meaning(selection: Selection) -> str:
    """Return a selection in words."""
    parts = []
    if selection.measures is not None:
        parts.append(group_name("量", selection.measures))
    parts += [
        group_name(DIMENSION_NAMES[position], values) for position, values in selection.allowed
    ]
    parts += [
        f"{DIMENSION_NAMES[position]} {'、'.join(codes)}" for position, codes in selection.prefixes
    ]
    return "，".join(parts) or "全部支出"
