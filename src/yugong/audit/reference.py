"""The reference page of all rules, made from them so that it cannot go stale."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from yugong.audit.checked import family_of
from yugong.audit.rule import Rule
from yugong.findings import KINDS


def rules_page(rules: Iterable[Rule]) -> str:
    """Markdown: every rule with its obligation, what it needs, and the remedy, by family."""
    lines = [
        "# 规则一览",
        "",
        "`yugong check` 按这些规则检查公开材料，`yugong build` 也用它们检查自己写出的材料。",
        "读不到所需内容的规则不执行，报告里写明原因；没有执行不等于通过。",
        "由各条规则生成，`make golden-update` 更新。",
    ]
    for family, members in groupby(rules, lambda one: family_of(one.code)):
        listed = list(members)
        lines += [
            "",
            f"## {family}（{listed[0].code[0]}）",
            "",
            "| 代码 | 名称 | 要求 | 需要读到 | 用到的表 | 处理 |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        lines += [_row(one) for one in listed]
    return "\n".join(lines) + "\n"


def _row(one: Rule) -> str:
    needs = "、".join(sorted(need.value for need in one.needs)) or "—"
    tables = "、".join(one.tables) or "—"
    cells = one.code, one.title, one.obligation, needs, tables, KINDS[one.code].remedy
    return f"| {' | '.join(cell.replace('|', '｜') for cell in cells)} |"
