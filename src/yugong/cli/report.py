"""Print progress, results and findings, as a table or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from yugong.cli.output import Pieces, print_json, write_plain
from yugong.findings import Finding, FindingsError, Severity
from yugong.progress import Progress

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from yugong.jobs.build import BuildResult

SEVERITY_COLOURS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFO: "cyan",
    Severity.STYLE: "blue",
}


@contextmanager
def progress_on_terminal(*, quiet: bool) -> Iterator[Progress]:
    """Show the current step on the terminal; print nothing if the stream is no terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("准备") as status:
        yield lambda step: status.update(f"{step}…")


def print_built(built: BuildResult, *, as_json: bool) -> None:
    """Print the files of a build and its findings."""
    if as_json:
        print_json(built.as_json())
        return
    print_findings(built.findings)
    typer.echo("已生成：")
    for path in built.files:
        typer.echo(f"  {path}")
    if not any(finding.severity is Severity.WARNING for finding in built.findings):
        typer.echo("读回核对一致。公开前请再通读一遍 Word 文本。")
    else:
        typer.echo("读回核对一致。请先处理上面的警告，再公开。")


def print_failed(findings: Sequence[Finding], *, as_json: bool, undone: str) -> None:
    """Print every finding that stopped a command; ``undone`` names the work not done."""
    if as_json:
        problems = [finding.as_json() for finding in findings]
        print_json({"成功": False, "文件": [], "问题": problems})
        return
    print_findings(findings)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    typer.echo(f"{undone}：有 {errors} 处错误。按“处理”一栏改正后重新运行。", err=True)


def print_findings(findings: Sequence[Finding]) -> None:
    """Print findings for people: a table on a terminal, else a few lines for each."""
    if not findings:
        return
    lines = list(_lines(findings))
    if write_plain(sys.stderr, lines):
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())
    if console.is_terminal and console.width >= TABLE_WIDTH:
        console.print(findings_table(findings))
        return
    for line in lines:
        console.print(Text.assemble(*line))


TABLE_WIDTH = 100
"""Columns a terminal must have for a table to be easier to read than lines."""

_FILE_WIDTH = 140
"""Columns of a table that goes into a file or a pipe."""


def table_console() -> Console:
    """Return the console for result tables: as wide as the terminal, fixed in a file."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else _FILE_WIDTH)


def print_table(
    console: Console,
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: Collection[str] = (),
) -> None:
    """Print a table of texts; the columns with a head in ``right`` are aligned right."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", title_style="bold")
    for head in heads:
        table.add_column(head, justify="right" if head in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(text) for text in row))
    console.print(table)


def findings_table(findings: Sequence[Finding]) -> Table:
    """Return findings as a table."""
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=True)
    for head in ("级别", "代码", "位置", "问题", "现为", "应为", "处理"):
        table.add_column(head, overflow="fold", no_wrap=head in ("级别", "代码"))
    for finding in findings:
        level = Text(finding.severity.value, SEVERITY_COLOURS[finding.severity])
        texts = (
            finding.code,
            str(finding.place),
            finding.kind.title,
            finding.actual,
            finding.expected,
            finding.remedy,
        )
        table.add_row(level, *(Text(text) for text in texts))
    return table


def _lines(findings: Sequence[Finding]) -> Iterator[Pieces]:
    for finding in findings:
        level = SEVERITY_COLOURS[finding.severity]
        yield (f"{finding.severity.value} {finding.code} ", level), (f"{finding.place}", "bold")
        yield ((f"    问题：{finding.message}", ""),)
        yield ((f"    处理：{finding.remedy}", ""),)


@contextmanager
def stopping_at_findings(undone: str, *, as_json: bool = False) -> Iterator[None]:
    """Print the findings that stop a command, then end it with exit code 2."""
    try:
        yield
    except FindingsError as error:
        print_failed(error.findings, as_json=as_json, undone=undone)
        raise typer.Exit(2) from None
