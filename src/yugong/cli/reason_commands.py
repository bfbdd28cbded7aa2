"""The command that shows, drafts and records the reasons for changes.

Tests: tests/jobs/test_reasons.py.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from yugong.cli.output import Pieces
    from yugong.jobs.reasons import ReasonText, RecordResult, ReviewResult


def reasons_command(
    budget: Annotated[Path, typer.Argument(metavar="预算文件", help="预算文件（工作簿或 YAML）。")],
    write: Annotated[
        bool,
        typer.Option("--write", help="把草稿写到缺少原因的地方，并给每个原因记上现在的数字。"),
    ] = False,
    confirm: Annotated[
        list[str] | None,
        typer.Option(
            "--confirm",
            metavar="编号",
            help="这个编号（如 三公.公务接待费）的原因已经核对，改记现在的数字；可以写多次。",
        ),
    ] = None,
    confirm_all: Annotated[
        bool, typer.Option("--confirm-all", help="全部原因都已核对，改记现在的数字。")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="新文件",
            help="写到新的文件；工作簿必须写明，YAML 省略时就地改写。",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 打印，供程序读取。")] = False,
) -> None:
    """查看每个变动由什么构成，草拟变动原因，核对已写的原因是否过时。"""
    from yugong.cli.output import print_json
    from yugong.cli.report import stopping_at_findings
    from yugong.jobs.reasons import record_reasons, review_reasons

    if write or confirm or confirm_all:
        with stopping_at_findings("没有写出", as_json=as_json):
            done = record_reasons(
                budget, output, write=write, confirm=confirm or (), confirm_all=confirm_all
            )
        if as_json:
            print_json(done.as_json())
        else:
            _print_recorded(done)
        return
    with stopping_at_findings("没有列出", as_json=as_json):
        review = review_reasons(budget)
    if as_json:
        print_json(review.as_json())
        return
    _print_review(review)


def _print_recorded(done: RecordResult) -> None:
    for title, facts in (
        ("写入草拟的原因", done.drafted),
        ("记上现在的数字", done.recorded),
        ("改记现在的数字", done.confirmed),
    ):
        if facts:
            typer.echo(f"{title}：{'、'.join(facts)}")
    if done.changed:
        typer.echo(f"已写出 {done.file}；草拟的原因请逐条通读。")
    else:
        typer.echo("没有要写的：原因齐全，也都记着现在的数字。")


def _print_review(review: ReviewResult) -> None:
    from yugong.cli.output import write_plain
    from yugong.cli.report import print_findings

    changes = list(review.texts())
    lines: list[Pieces] = []
    for change in changes:
        lines += [((change.heading, "bold"),), *_part_lines(change), *_reason_lines(change)]
        lines.append((("", ""),))
    if not changes or not write_plain(sys.stdout, lines):
        _print_on_terminal(changes)
    print_findings(review.findings)


def _part_lines(change: ReasonText) -> Iterator[Pieces]:
    for kind, name, before, now, moved in change.parts:
        years = f"{before} → {now}，" if before else ""
        yield ((f"  {kind} {name}：{years}{moved}", ""),)


def _reason_lines(change: ReasonText) -> Iterator[Pieces]:
    for line in change.lines:
        yield ((f"  {line}", ""),)


def _print_on_terminal(changes: Iterable[ReasonText]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for change in changes:
        console.print(Text(change.heading, "bold"), soft_wrap=True)
        if console.is_terminal:
            _print_parts(console, change)
        else:
            for line in _part_lines(change):
                console.print(Text.assemble(*line), soft_wrap=True)
        for line in _reason_lines(change):
            console.print(Text.assemble(*line), soft_wrap=True)
        console.print()


def _print_parts(console: Console, change: ReasonText) -> None:
    from rich.table import Table
    from rich.text import Text

    if not change.parts:
        return
    table = Table(pad_edge=False)
    for head in ("什么变了", "名称"):
        table.add_column(head, justify="left", overflow="fold")
    for head in ("上年", "本年", "增减（万元）"):
        table.add_column(head, justify="right", overflow="fold")
    for row in change.parts:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)
