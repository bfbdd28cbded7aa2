"""What the commands of the standards kit print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import typer

from yugong.cli.output import print_json
from yugong.cli.report import print_findings, table_console
from yugong.findings import Severity

if TYPE_CHECKING:
    from rich.console import Console

    from yugong.standards_kit.differing import StandardsDiff
    from yugong.standards_kit.linting import LintResult
    from yugong.standards_kit.listing import StandardSummary, StandardDescription

_MOST = 40
"""Changes printed for one audience; all of them come with --json."""


def _grid(
    console: Console, title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", title_style="bold")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(Text(text) for text in row))
    console.print(table)


def print_list(listed: Sequence[StandardSummary], *, as_json: bool) -> None:
    """Print the standards there are."""
    if as_json:
        print_json([one.as_json() for one in listed])
        return
    rows = [
        (
            one.name,
            one.description,
            one.years,
            str(one.tables),
            "生成、检查" if one.builds else "只能检查",
        )
        for one in listed
    ]
    _grid(table_console(), "标准", ("名称", "说明", "适用年度", "表", "用途"), rows)


def print_shown(shown: StandardDescription, *, as_json: bool) -> None:
    """Print all that a standard says."""
    if as_json:
        print_json(shown.as_json())
        return
    console = table_console()
    console.print(
        f"{shown.standard.name}　{shown.standard.description}（{shown.standard.years}）",
        markup=False,
    )
    rows = [
        (
            one.number,
            one.name,
            one.title,
            one.unit,
            "、".join(name if name == head else f"{name}（{head}）" for name, head in one.columns),
        )
        for one in shown.tables
    ]
    _grid(console, "各表", ("编号", "名称", "标题", "单位", "列（表头）"), rows)
    if shown.headings:
        console.print("章节（Word 模板的标题）", style="bold")
        for level, title in shown.headings:
            console.print("　" * level + title, markup=False)
    _grid(console, "规定", ("事项", "内容"), shown.rules)


def print_linted(linted: LintResult, *, as_json: bool) -> None:
    """Print what is wrong with a standard, and whether it can be used."""
    if as_json:
        print_json({"可用": linted.usable, "问题": [one.as_json() for one in linted.findings]})
        return
    print_findings(linted.findings)
    errors = sum(one.severity is Severity.ERROR for one in linted.findings)
    warnings = sum(one.severity is Severity.WARNING for one in linted.findings)
    if errors:
        typer.echo(f"有 {errors} 处错误、{warnings} 处警告；错误改正之前不能生成。", err=True)
    elif warnings:
        typer.echo(f"可以生成；有 {warnings} 处警告，请逐条看过。")
    else:
        typer.echo("没有发现问题，可以生成。")


def print_standards_differing(done: StandardsDiff, *, as_json: bool) -> None:
    """Print in what two standards differ, for each of those whom it concerns."""
    if as_json:
        print_json(done.as_json())
        return
    console = table_console()
    if not done.changes:
        console.print("两个标准相同。", markup=False)
        return
    for audience, title in (
        ("部门会计", "部门会计：填写的内容"),
        ("财政局", "财政局：表样、写法和措辞"),
    ):
        changes = [one for one in done.changes if one.audience == audience]
        if not changes:
            console.print(f"{title}：没有不同", markup=False)
            continue
        rows = [(one.area, one.subject, one.old, one.new) for one in changes[:_MOST]]
        _grid(console, title, ("方面", "事项", done.old.name, done.new.name), rows)
        if len(changes) > _MOST:
            rest = len(changes) - _MOST
            console.print(f"另有 {rest} 处，用 --json 查看全部。", markup=False)
