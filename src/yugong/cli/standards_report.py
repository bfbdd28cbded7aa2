"""Print the results of the commands for standards.

Tests: tests/standards_kit/test_kit.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from yugong.cli.output import print_json
from yugong.cli.report import print_findings, print_table, table_console
from yugong.findings import Severity

if TYPE_CHECKING:
    from yugong.jobs.standards import (
        StandardLintResult,
        StandardListResult,
        StandardResult,
        StandardsDiffResult,
    )

_MOST = 40
"""Changes printed for one audience; --json prints all."""


def print_list(listed: StandardListResult, *, as_json: bool) -> None:
    """Print the standards that come with the program."""
    if as_json:
        print_json(listed.as_json())
        return
    rows = [
        (
            standard.name,
            standard.description,
            standard.years,
            str(standard.tables),
            "生成、检查" if standard.builds else "只能检查",
        )
        for standard in listed.standards
    ]
    print_table(table_console(), "标准", ("名称", "说明", "适用年度", "表", "用途"), rows)


def print_standard(described: StandardResult, *, as_json: bool) -> None:
    """Print all rules of a standard."""
    if as_json:
        print_json(described.as_json())
        return
    console = table_console()
    description = described.description
    standard = description.standard
    console.print(f"{standard.name}　{standard.description}（{standard.years}）", markup=False)
    rows = [
        (
            table.number,
            table.name,
            table.title,
            table.unit,
            "、".join(
                name if name == head else f"{name}（{head}）" for name, head in table.columns
            ),
        )
        for table in description.tables
    ]
    print_table(console, "各表", ("编号", "名称", "标题", "单位", "列（表头）"), rows)
    if description.headings:
        console.print("章节（Word 模板的标题）", style="bold")
        for level, title in description.headings:
            console.print("　" * level + title, markup=False)
    print_table(console, "规定", ("事项", "内容"), description.rules)


def print_linted(linted: StandardLintResult, *, as_json: bool) -> None:
    """Print the faults of a standard, and whether it can be used."""
    if as_json:
        print_json(linted.as_json())
        return
    print_findings(linted.findings)
    errors = sum(finding.severity is Severity.ERROR for finding in linted.findings)
    warnings = sum(finding.severity is Severity.WARNING for finding in linted.findings)
    if errors:
        typer.echo(f"有 {errors} 处错误、{warnings} 处警告；错误改正之前不能生成。", err=True)
    elif warnings:
        typer.echo(f"可以生成；有 {warnings} 处警告，请逐条看过。")
    else:
        typer.echo("没有发现问题，可以生成。")


def print_standards_diff(done: StandardsDiffResult, *, as_json: bool) -> None:
    """Print the differences between two standards, by audience."""
    if as_json:
        print_json(done.as_json())
        return
    console = table_console()
    diff = done.diff
    if not diff.changes:
        console.print("两个标准相同。", markup=False)
        return
    for audience, title in (
        ("部门会计", "部门会计：填写的内容"),
        ("财政局", "财政局：表样、写法和措辞"),
    ):
        changes = [change for change in diff.changes if change.audience == audience]
        if not changes:
            console.print(f"{title}：没有不同", markup=False)
            continue
        heads = ("方面", "事项", diff.old.name, diff.new.name)
        rows = [(change.area, change.subject, change.old, change.new) for change in changes[:_MOST]]
        print_table(console, title, heads, rows)
        if len(changes) > _MOST:
            more = len(changes) - _MOST
            console.print(f"另有 {more} 处，用 --json 查看全部。", markup=False)
