"""What the command line prints: progress, results, findings as a table or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from yugong.cli.output import print_json
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
    """Shows the current step on the terminal; says nothing where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("准备") as status:
        yield lambda step: status.update(f"{step}…")


def print_built(built: BuildResult, *, as_json: bool) -> None:
    """Print what was built, and what the accountant should still know."""
    if as_json:
        _print_json(True, built.findings, [str(path) for path in built.files])
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
    """Print why nothing was done, every finding with its remedy; ``undone`` says what was not."""
    if as_json:
        _print_json(False, findings, [])
        return
    print_findings(findings)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    typer.echo(f"{undone}：有 {errors} 处错误。按“处理”一栏改正后重新运行。", err=True)


def _print_json(done: bool, findings: Sequence[Finding], files: list[str]) -> None:
    document = {
        "成功": done,
        "文件": files,
        "问题": [finding.as_json() for finding in findings],
    }
    print_json(document)


def print_findings(findings: Sequence[Finding]) -> None:
    """Print findings for people: a table on a terminal, else a few lines for each."""
    if not findings:
        return
    from rich.console import Console

    console = Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())
    if console.is_terminal and console.width >= TABLE_WIDTH:
        console.print(findings_table(findings))
    else:
        _print_lines(console, findings)


TABLE_WIDTH = 100
"""Columns a terminal must have for a table to be easier to read than lines."""

_FILE_WIDTH = 140
"""Columns of a table that goes into a file or a pipe."""


def table_console() -> Console:
    """Where tables that are the result of a command go: to the terminal, as wide as it is."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else _FILE_WIDTH)


def findings_table(findings: Sequence[Finding]) -> Table:
    """Findings as a table: what, where, what stands there, what is expected, the remedy."""
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=True)
    for head in ("级别", "代码", "位置", "问题", "现为", "应为", "处理"):
        table.add_column(head, overflow="fold", no_wrap=head in ("级别", "代码"))
    for one in findings:
        level = Text(one.severity.value, SEVERITY_COLOURS[one.severity])
        texts = (one.code, str(one.place), one.kind.title, one.actual, one.expected, one.remedy)
        table.add_row(level, *(Text(text) for text in texts))
    return table


def _print_lines(console: Console, findings: Sequence[Finding]) -> None:
    from rich.text import Text

    for finding in findings:
        head = Text(f"{finding.severity.value} {finding.code} ", SEVERITY_COLOURS[finding.severity])
        console.print(head + Text(f"{finding.place}", "bold"))
        console.print(Text(f"    问题：{finding.message}"))
        console.print(Text(f"    处理：{finding.remedy}"))


def print_annotated(source: Path, findings: Sequence[Finding], out: Path) -> None:
    """Write the annotated copy of a ledger workbook and say where it is."""
    from yugong.intake.annotate import annotate

    with stopping_at_findings("没有标注"):
        count = annotate(source, findings, out)
    typer.echo(f"已在 {out} 中标注 {count} 个单元格。", err=True)


@contextmanager
def stopping_at_findings(undone: str, *, as_json: bool = False) -> Iterator[None]:
    """Print findings that stop a command, say what was not done, and end it with exit code 2."""
    try:
        yield
    except FindingsError as error:
        print_failed(error.findings, as_json=as_json, undone=undone)
        raise typer.Exit(2) from None
