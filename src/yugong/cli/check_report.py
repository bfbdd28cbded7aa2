"""Print the result of ``yugong check``: findings with their evidence, and a summary."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import typer

from yugong.cli.output import print_json
from yugong.cli.report import SEVERITY_COLOURS, TABLE_WIDTH, print_findings
from yugong.findings import Finding
from yugong.jobs.check import CheckResult, finding_lines, place_in_file

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def print_not_checked(findings: Sequence[Finding], *, as_json: bool) -> None:
    """Print the reasons why a file could not be checked at all."""
    if as_json:
        print_json({"成功": False, "问题": [finding.as_json() for finding in findings]})
        return
    print_findings(findings)
    typer.echo("没有检查：按“处理”一栏改正后重新运行。", err=True)


def print_checked(checked: CheckResult, *, as_json: bool) -> None:
    """Print the findings and the summary of a check."""
    if as_json:
        print_json(checked.as_json())
        return
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    console.print(checked.title)
    if console.is_terminal and console.width >= TABLE_WIDTH:
        if checked.findings:
            console.print(checked_table(checked.findings))
    else:
        _print_lines(console, checked.findings)
    for line in checked.summary():
        console.print(line, markup=False)


def checked_table(findings: Sequence[Finding]) -> Table:
    """Return findings as a table with their evidence."""
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=True)
    for head in ("级别", "规则", "位置", "问题", "现为", "应为", "差额和证据", "处理"):
        table.add_column(head, overflow="fold", no_wrap=head in ("级别", "规则"))
    for finding in findings:
        evidence = "\n".join(filter(None, (finding.difference, *finding.evidence)))
        texts = (
            finding.code,
            place_in_file(finding),
            finding.kind.title,
            finding.actual,
            finding.expected,
            evidence,
            finding.remedy,
        )
        level = Text(finding.severity.value, SEVERITY_COLOURS[finding.severity])
        table.add_row(level, *(Text(text) for text in texts))
    return table


def _print_lines(console: Console, findings: Iterable[Finding]) -> None:
    from rich.text import Text

    for finding in findings:
        head, *lines = finding_lines(finding)
        colour = SEVERITY_COLOURS[finding.severity]
        console.print(Text(f"{head}　", colour) + Text(place_in_file(finding), "bold"))
        for line in lines:
            console.print(Text(f"    {line}"))
