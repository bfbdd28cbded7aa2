"""The command that applies mid-year adjustments to a ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yugong.cli.command_line import UsageFault

if TYPE_CHECKING:
    from yugong.jobs.adjust import AdjustResult


def adjust_command(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="文件", help="预算文件，后面依次是各批调整文件（YAML 或工作簿）。"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="预算文件",
            help="调整后的预算文件；类型由扩展名决定，不覆盖已有的。",
        ),
    ] = None,
    inverse: Annotated[
        Path | None,
        typer.Option(
            "--inverse", metavar="文件", help="另写一个撤销这一批的调整文件；只调整一批时可用。"
        ),
    ] = None,
    empty: Annotated[
        Path | None,
        typer.Option(
            "--new", metavar="文件", help="写出一份空的调整文件（.yaml 或 .xlsx）来填写，不做调整。"
        ),
    ] = None,
) -> None:
    """按调整文件调整预算文件，逐批记录；原文件不动。"""
    from yugong.cli.report import print_findings, progress_on_terminal, stopping_at_findings

    given = files or []
    if empty is not None:
        if output is not None or inverse is not None or len(given) > 1:
            raise _fault("--new 只写空的调整文件，最多再给一个预算文件")
        _write_empty(empty, given)
        return
    if len(given) < 2 or output is None:
        raise _fault("要写明预算文件、至少一个调整文件，和 -o 调整后的文件")
    if inverse is not None and len(given) > 2:
        raise _fault("--inverse 一次只能用于一批；请逐批调整")
    from yugong.jobs.adjust import adjust_ledger

    with stopping_at_findings("没有调整"), progress_on_terminal(quiet=False) as progress:
        base, *adjustments = given
        adjusted = adjust_ledger(base, adjustments, output, inverse=inverse, progress=progress)
    print_findings(adjusted.findings)
    _print_adjusted(base, adjusted)
    if inverse is not None:
        typer.echo(f"撤销这一批：yugong adjust {output} {inverse} -o 新的文件")


def _fault(message: str) -> UsageFault:
    return UsageFault(message, "yugong adjust")


def _write_empty(out: Path, bases: list[Path]) -> None:
    from yugong.cli.report import stopping_at_findings
    from yugong.jobs.adjust import write_empty_adjustment

    with stopping_at_findings("没有写出"):
        write_empty_adjustment(out, bases[0] if bases else None)
    typer.echo(f"已写出 {out}")
    base = bases[0] if bases else "预算文件"
    typer.echo(f"填好后运行：yugong adjust {base} {out} -o 调整后的文件")


def _print_adjusted(base: Path, adjusted: AdjustResult) -> None:
    """Print the changes as a table in 元, and the next commands."""
    from rich.table import Table
    from rich.text import Text

    from yugong.cli.report import table_console

    for record in adjusted.records:
        rows = f"{len(record.rows)} 处"
        typer.echo(f"{record.batch}（{record.day}）：{rows}；{record.reason}")
    for batch in adjusted.undone:
        typer.echo(f"已撤销：{batch}")
    table = Table(title="收支明细合计的变化（元）", title_justify="left")
    for head in ("口径", "名称", "调整前", "调增", "调减", "调整后"):
        table.add_column(head, justify="left" if head in ("口径", "名称") else "right")
    for change in adjusted.totals:
        amounts = (change.before, change.increase, change.decrease, change.after)
        cells = (change.dimension, change.name, *(f"{amount:,.2f}" for amount in amounts))
        table.add_row(*map(Text, cells))
    table_console().print(table)
    typer.echo(f"调整前加调增减调减等于调整后，已逐项核对。已写出 {adjusted.file}")
    if adjusted.stale:
        typer.echo(
            f"绩效目标表、整体绩效里有 {len(adjusted.stale)} 处金额与调整后的资金对不上，"
            "见上面的警告；草稿（build --draft）里标有“待更新”。"
        )
    typer.echo(f"下一步：yugong diff {base} {adjusted.file}")
    typer.echo(f"　　　　yugong build {adjusted.file} -o 输出文件夹")
