"""The command that writes the working paper: paper.

Tests: tests/jobs/test_paper.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def paper_command(
    budget: Annotated[Path, typer.Argument(metavar="预算文件", help="预算文件（工作簿或 YAML）。")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="底稿", help="要写出的底稿（.xlsx）。")
    ],
    replace: Annotated[bool, typer.Option("--replace", help="已有同名文件时覆盖。")] = False,
) -> None:
    """写出底稿：每个公开的数字怎样由收支明细算出，全部是可以点开看的公式；不公开。"""
    from yugong.cli.report import print_findings, progress_on_terminal, stopping_at_findings
    from yugong.jobs.paper import write_working_paper

    with stopping_at_findings("没有写出"), progress_on_terminal(quiet=False) as progress:
        written = write_working_paper(budget, output, replace=replace, progress=progress)
    print_findings(written.findings)
    typer.echo(f"已写出 {written.file}；底稿供核对使用，不公开。")
