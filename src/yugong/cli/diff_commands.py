"""The command that compares two budgets or two built packages: diff."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def diff_command(
    old: Annotated[
        Path,
        typer.Argument(
            metavar="旧",
            help="旧的：预算文件（工作簿或 YAML）、生成的文件夹，或其中的 数据.json。",
        ),
    ],
    new: Annotated[Path, typer.Argument(metavar="新", help="新的：同上，两边可以不是同一种。")],
    workbook: Annotated[
        Path | None,
        typer.Option("--xlsx", metavar="工作簿", help="把全部不同写成工作簿，写到这个文件。"),
    ] = None,
    redline: Annotated[
        Path | None,
        typer.Option(
            "--redline",
            metavar="文件",
            help="写出花脸稿：新的 Word 文本，每处不同都是修订，可逐处接受或拒绝。",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="以 JSON 打印全部不同，供程序读取。")
    ] = False,
) -> None:
    """对比两份预算或公开材料：数字、表格、文字、项目。相同退出码为 0，不同为 1，出错为 2。"""
    from yugong.cli.diff_report import print_comparison
    from yugong.cli.report import progress_on_terminal, stopping_at_findings
    from yugong.jobs.diff import diff

    stopping = stopping_at_findings("没有对比", as_json=as_json)
    with stopping, progress_on_terminal(quiet=as_json) as progress:
        done = diff(old, new, workbook=workbook, redline=redline, progress=progress)
    print_comparison(done, as_json=as_json)
    if not done.comparison.same:
        raise typer.Exit(1)
