"""The reference page of all rules, made from them so that it cannot go stale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from yugong.audit.checked import family_of
from yugong.audit.rule import Rule
from yugong.findings import KINDS
from yugong.standard.library import shipped_standards

_EVERY = "全部"
_ABOUT: Mapping[str, str] = {
    "T": "一张表之内的数是否加得起来，每张表各自核对。",
    "X": "各表之间同一个数是否相同，科目、“三公”经费、机关运行经费与来源是否相称。",
    "N": "情况说明写的金额、占比、增减、原因与各表、前后文是否一致，章节和内容是否写齐。",
    "P": "项目、整体绩效目标表与项目支出预算表是否一一对应，资金、指标、文字是否相称。",
    "U": "文中的数字与表相差一万倍、十倍等，是单位或小数点写错。",
    "W": "没有填写的占位符、错漏字、用语、编号、标点、文号等文字和版式问题。",
    "V": "公开文件里的个人信息，以及修订、批注、隐藏内容、文件属性等遗留。",
}


def rules_page(rules: Iterable[Rule]) -> str:
    """Markdown: every rule with its obligation, severities, scope, needs and remedy, by family."""
    lines = [
        "# 规则一览",
        "",
        "`yugong check` 按这些规则检查公开材料，`yugong build` 也用它们检查自己写出的材料。",
        "读不到所需内容的规则不执行，报告里写明原因；没有执行不等于通过。",
        "“级别”是一条规则可能给出的各种级别；“标准”是有这条规则所用各表的标准，年度见下。",
        "由各条规则生成，`make golden-update` 更新。",
        "",
        "| 标准 | 适用年度 |",
        "| --- | --- |",
        *(f"| {standard.name} | {standard.years} |" for standard in shipped_standards()),
    ]
    for family, members in groupby(rules, lambda rule: family_of(rule.code)):
        listed = list(members)
        letter = listed[0].code[0]
        lines += [
            "",
            f"## {family}（{letter}）",
            "",
            _ABOUT[letter],
            "",
            "| 代码 | 名称 | 要求 | 级别 | 标准 | 需要读到 | 用到的表 | 处理 |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
        ]
        lines += [_row(amount) for amount in listed]
    return "\n".join(lines) + "\n"


def _row(rule: Rule) -> str:
    cells = (
        rule.code,
        rule.title,
        rule.obligation,
        "、".join(severity.value for severity in rule.possible_severities),
        _scope(rule),
        "、".join(sorted(need.value for need in rule.needs)) or "—",
        "、".join(rule.tables) or "—",
        KINDS[rule.code].remedy,
    )
    return f"| {' | '.join(cell.replace('|', '｜') for cell in cells)} |"


def _scope(rule: Rule) -> str:
    """The standards that have the tables a rule reads."""
    every = shipped_standards()
    having = [standard.name for standard in every if rule.serves(standard)]
    return _EVERY if len(having) == len(every) else "、".join(having) or "—"
