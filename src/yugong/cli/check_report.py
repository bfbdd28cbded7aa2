"""What ``yugong check`` prints: findings with their evidence, and what became of every rule."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import typer

from yugong.audit.checked import AuditResult
from yugong.audit.rule import Outcome
from yugong.cli.output import print_json
from yugong.cli.report import SEVERITY_COLOURS, TABLE_WIDTH, print_findings
from yugong.findings import Finding, Severity
from yugong.writing.review.in_words import in_words, where

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def print_not_checked(findings: Sequence[Finding], *, as_json: bool) -> None:
    """Print why a file could not be checked at all."""
    if as_json:
        print_json({"成功": False, "问题": [one.as_json() for one in findings]})
        return
    print_findings(findings)
    typer.echo("没有检查：按“处理”一栏改正后重新运行。", err=True)


def print_checked(checked: AuditResult, *, as_json: bool) -> None:
    """Print the findings, how many there are of what, and which rules were not executed."""
    if as_json:
        print_json(checked_as_json(checked))
        return
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    package = checked.package
    year = "年度没有读到" if package.year is None else f"{package.year} 年"
    console.print(f"{package.department or '部门没有读到'}，{year}，标准 {package.standard.name}")
    if console.is_terminal and console.width >= TABLE_WIDTH:
        if checked.findings:
            console.print(checked_table(checked.findings))
    else:
        _print_lines(console, checked.findings)
    for line in _summary(checked):
        console.print(line, markup=False)


def checked_as_json(checked: AuditResult) -> dict[str, object]:
    """All that came of a check, as plain JSON values."""
    package = checked.package
    return {
        "成功": True,
        "文件": package.file,
        "部门": package.department,
        "年度": package.year,
        "标准": package.standard.name,
        "合计": {one.value: checked.count(one) for one in Severity},
        "意见": [one.as_json() for one in checked.findings],
        "规则": [_rule_as_json(one) for one in checked.outcomes],
        "没有读到": [one.as_json() for one in package.unread],
    }


def _rule_as_json(one: Outcome) -> dict[str, object]:
    rule: dict[str, object] = {"代码": one.rule.code, "名称": one.rule.title}
    if one.not_executed:
        return {**rule, "执行": False, "原因": one.not_executed}
    return {**rule, "执行": True, "意见": len(one.findings)}


def checked_table(findings: Sequence[Finding]) -> Table:
    """Findings as a table, the figures that disagree beside them."""
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=True)
    for head in ("级别", "规则", "位置", "问题", "现为", "应为", "差额和证据", "处理"):
        table.add_column(head, overflow="fold", no_wrap=head in ("级别", "规则"))
    for one in findings:
        evidence = "\n".join(filter(None, (one.difference, *one.evidence)))
        texts = (
            one.code,
            where(one.place, paged=True),
            one.kind.title,
            one.actual,
            one.expected,
            evidence,
            one.remedy,
        )
        level = Text(one.severity.value, SEVERITY_COLOURS[one.severity])
        table.add_row(level, *(Text(text) for text in texts))
    return table


def _print_lines(console: Console, findings: Iterable[Finding]) -> None:
    from rich.text import Text

    for one in findings:
        head, *lines = in_words(one)
        console.print(
            Text(f"{head}　", SEVERITY_COLOURS[one.severity])
            + Text(where(one.place, paged=True), "bold")
        )
        for line in lines:
            console.print(Text(f"    {line}"))


def _summary(checked: AuditResult) -> Iterator[str]:
    for family, counted in checked.by_family().items():
        counts = "，".join(f"{one.value} {counted[one]} 条" for one in Severity if counted[one])
        yield f"{family}：{counts}"
    counts = "，".join(f"{one.value} {checked.count(one)} 条" for one in Severity)
    yield f"合计：{counts}。"
    yield f"执行了 {len(checked.executed)} 条规则。"
    reasons: dict[str, list[str]] = {}
    for one in checked.not_executed:
        reasons.setdefault(one.not_executed, []).append(one.rule.code)
    if reasons:
        yield f"没有执行 {len(checked.not_executed)} 条规则，这些方面没有检查，不等于通过："
        yield from (f"  {reason}：{' '.join(codes)}" for reason, codes in reasons.items())
    unread = checked.package.unread
    if unread:
        yield f"有 {len(unread)} 处没有读到或读不准："
        yield from (f"  {one.code} {where(one.place, paged=True)}：{one.message}" for one in unread)
