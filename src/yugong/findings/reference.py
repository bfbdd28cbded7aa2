"""The reference page of all findings (docs/findings.md), made from their kinds."""

from __future__ import annotations

from yugong.findings.kinds import KINDS

_FAMILIES = {
    "R": "读取文件",
    "B": "预算内容",
    "S": "标准与模板",
    "D": "写出与交付",
    "Z": "标准自定的规则",
}


_KIND_MODULE = '''"""The kinds of findings by name, made from ``kinds.csv``.

Tests: tests/writing/test_template_dumps.py.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """A kind of finding; its value is the code that users see."""
'''


def findings_page() -> str:
    """Return Markdown: every code with its title, explanation and remedy, by family."""
    lines = ["# 问题一览", "", "由 `findings/kinds.csv` 生成，`make golden-update` 更新。"]
    for letter, family in _FAMILIES.items():
        lines += [
            "",
            f"## {letter}　{family}",
            "",
            "| 代码 | 问题 | 说明 | 处理 |",
            "| --- | --- | --- | --- |",
        ]
        lines += [
            f"| {kind.code} | {kind.title} | {kind.explanation} | {kind.remedy} |"
            for code, kind in sorted(KINDS.items())
            if code.startswith(letter)
        ]
    return "\n".join(lines) + "\n"


def kind_module() -> str:
    """Return the source of ``kind.py``: the enum of the catalogue's kinds by name."""
    members = [f'    {kind.name} = "{kind.code}"' for kind in KINDS.values() if kind.name]
    return "\n".join((_KIND_MODULE, *members, ""))
