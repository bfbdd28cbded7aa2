"""Print the result of ``yugong diff``: a summary, then the first changes of each part.

Tests: tests/cli/test_diff_commands.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from yugong.cli.output import print_json
from yugong.cli.report import print_findings, print_table, table_console

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from yugong.jobs.diff import DiffResult, SentenceText, TextTable

_TEXTS = ("", "变化", "编号", "名称", "表", "改动的栏目")
"""Heads of the columns that are no numbers."""


def print_comparison(done: DiffResult, *, as_json: bool) -> None:
    """Print a comparison, for people or as JSON; findings go to the error stream."""
    if as_json:
        print_json(done.as_json())
        return
    print_findings(done.findings)
    _print(table_console(), done)
    for path in done.files:
        typer.echo(f"已写出 {path}")


def _print(console: Console, done: DiffResult) -> None:
    left_out = "、".join(done.comparison.left_out)
    if done.comparison.same:
        without = f"（没有比较：{left_out}）" if left_out else ""
        console.print(f"两份材料相同{without}。", markup=False)
        return
    report = done.in_short()
    _print_table(console, report.summary)
    if left_out:
        console.print(f"没有比较：{left_out}。", markup=False)
    for table in report.tables:
        _print_table(console, table)
    if not report.sentences:
        return
    console.print("文字", style="bold")
    section = ""
    for sentence in report.sentences:
        if sentence.section != section:
            section = sentence.section
            console.print(f"  {section}", style="cyan", markup=False)
        console.print(_line(sentence), soft_wrap=not console.is_terminal)
    _print_more(console, report.more_sentences)


def _print_table(console: Console, table: TextTable) -> None:
    numbers = [head for head in table.heads if head not in _TEXTS]
    print_table(console, table.title, table.heads, table.rows, right=numbers)
    _print_more(console, table.more)


def _line(sentence: SentenceText) -> Text:
    from rich.text import Text

    if sentence.kind == "新增":
        return Text.assemble("    新增：", (sentence.pieces[0][1], "green"))
    if sentence.kind == "减少":
        return Text.assemble("    删去：", (sentence.pieces[0][1], "red"))
    line = Text("    ")
    for mark, piece in sentence.pieces:
        if mark == "同":
            line.append(piece)
        elif mark == "删":
            line.append(f"［-{piece}-］", "red strike")
        else:
            line.append(f"［+{piece}+］", "green")
    return line


def _print_more(console: Console, count: int) -> None:
    if count > 0:
        console.print(f"另有 {count} 处，用 --xlsx 写出全部。", markup=False)
