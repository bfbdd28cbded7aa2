"""The command that traces a number to its sources: trace.

Tests: tests/tracing/test_number.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from yugong.jobs.trace import LocateResult, RowList, TraceResult

_FEW = 15
"""Rows printed without --all."""


def trace_command(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="文件", help="预算文件（工作簿或 YAML），或生成的 Word 文件（.docx）。"
        ),
    ],
    number: Annotated[
        str,
        typer.Argument(
            metavar="数字",
            help="数字的编号，如 三公.公务接待费；或表中的格，如 表3!2010303!项目支出；"
            "对 Word 文件则是文中的数字或文字。",
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 打印，供程序读取。")] = False,
    show_all: Annotated[bool, typer.Option("--all", help="列出全部明细行。")] = False,
) -> None:
    """说明一个数字从哪里来：由哪些明细行相加、怎样取整、上年是多少。"""
    from yugong.cli.output import print_json
    from yugong.cli.report import stopping_at_findings
    from yugong.jobs.trace import locate_in_document, trace

    with stopping_at_findings("没有查到", as_json=as_json):
        if source.suffix.lower() == ".docx":
            _print_places(locate_in_document(source, number), as_json=as_json)
            return
        traced = trace(source, number)
    if as_json:
        print_json(traced.as_json())
    else:
        _print(traced, None if show_all else _FEW)


def _print_places(located: LocateResult, *, as_json: bool) -> None:
    """Print the places of a text in a document, and the command that traces its facts."""
    if as_json:
        from yugong.cli.output import print_json

        print_json(located.as_json())
        return
    for place in located.places:
        typer.echo(place.described)
    if located.facts:
        typer.echo(f"要看由哪些明细相加，运行：yugong trace 预算文件 {located.facts[0]}")


def _print(traced: TraceResult, limit: int | None) -> None:
    """Print a trace, at most ``limit`` entries of each list; None for all."""
    from rich.text import Text

    from yugong.cli.report import table_console
    from yugong.jobs.trace import exact_amount

    console = table_console()
    trace = traced.trace

    def line(head: str, text: str) -> None:
        if text:
            console.print(Text(f"{head}：", "bold") + Text(text))

    console.print(Text(trace.name, "bold"))
    line("精确值", f"{exact_amount(trace.value)} {trace.unit}")
    line("公开为", trace.published_text)
    line("取整", trace.rounding)
    line("取数", traced.selection())
    for part in trace.parts[:limit]:
        line("其中", f"{part.name} {exact_amount(part.value)} 元")
    for field in trace.fields[:limit]:
        line("出自", f"{field.content}（{field.place.brief}）")
    if limit is not None and max(len(trace.parts), len(trace.fields)) > limit:
        console.print(f"只列出前 {limit} 项，加 --all 看全部。")
    _print_rows(console, "本年明细", traced.row_list(limit))
    if trace.last is not None:
        line("上年", f"{exact_amount(trace.last.value)} 元（{trace.last.origin}）")
        _print_rows(console, "上年明细", traced.last_row_list(limit))
    if trace.change is not None:
        line("增减", f"{exact_amount(trace.change)} {trace.unit}")
    line("取数相同的", "、".join(trace.same))


def _print_rows(console: Console, title: str, rows: RowList | None) -> None:
    """Print rows and their sum; the classification that all rows share is printed once."""
    from rich.table import Table
    from rich.text import Text

    if rows is None:
        return
    shared = f"各行都是 {rows.shared}" if rows.shared else ""
    console.print(Text(f"{title}：", "bold") + Text(shared))
    table = Table()
    for head in rows.heads:
        if head == "金额（元）":
            table.add_column(head, justify="right", no_wrap=True)
        else:
            table.add_column(head, overflow="fold")
    for row in rows.rows:
        table.add_row(*(Text(text) for text in row))
    console.print(table)
    console.print(f"共 {rows.count} 行，合计 {rows.total} 元。")
    if rows.count > len(rows.rows):
        console.print(f"只列出前 {len(rows.rows)} 行，加 --all 看全部。")
