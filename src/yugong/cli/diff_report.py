"""What ``yugong diff`` prints: a summary first, then the beginnings of the lists."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import typer

from yugong.cli.output import print_json
from yugong.cli.report import print_findings, table_console

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from yugong.comparison.comparison import Comparison, SentenceChange
    from yugong.jobs.diff import DiffResult

_MOST = 12
_MOST_SENTENCES = 6


def print_differing(done: DiffResult, *, as_json: bool) -> None:
    """Print a comparison, for people or as JSON; what to heed goes to the error stream."""
    if as_json:
        from yugong.comparison.as_json import comparison_value

        value = comparison_value(done.comparison)
        value["问题"] = [finding.as_json() for finding in done.findings]
        value["文件"] = [str(path) for path in done.files]
        print_json(value)
        return
    print_findings(done.findings)
    _print(table_console(), done.comparison)
    for path in done.files:
        typer.echo(f"已写出 {path}")


def _print(console: Console, comparison: Comparison) -> None:
    if comparison.same:
        without = f"（没有比较：{'、'.join(comparison.left_out)}）" if comparison.left_out else ""
        console.print(f"两份材料相同{without}。", markup=False)
        return
    _summary(console, comparison)
    _figures(console, comparison)
    _projects(console, comparison)
    _tables(console, comparison)
    _sentences(console, comparison)


def _summary(console: Console, comparison: Comparison) -> None:
    from yugong.comparison.summary import counts

    units = {"数字": "个", "表格": "行、格", "文字": "句", "项目": "个"}
    rows = [
        (f"{one.part}（{units[one.part]}）", str(one.added), str(one.removed), str(one.changed))
        for one in counts(comparison)
    ]
    _grid(console, "概要", ("", "新增", "减少", "修改"), rows, len(rows))
    if comparison.left_out:
        console.print(f"没有比较：{'、'.join(comparison.left_out)}。", markup=False)


def _figures(console: Console, comparison: Comparison) -> None:
    from yugong.comparison.summary import main_figures

    figures = main_figures(comparison) or comparison.facts
    rows = [
        (
            one.id + ("（上年）" if one.previous else ""),
            one.old_shown or "—",
            one.new_shown or "—",
            _signed(one.difference, one.unit),
            "—" if one.rate is None else f"{one.rate:+f}%",
        )
        for one in figures
    ]
    rest = len(comparison.facts) - min(len(figures), _MOST)
    _grid(console, "主要数字", ("编号", "旧", "新", "增减", "幅度"), rows, _MOST, rest)


def _projects(console: Console, comparison: Comparison) -> None:
    from yugong.comparison.comparison import kind

    rows = []
    for one in sorted(comparison.projects, key=lambda one: -abs(one.difference or Decimal(0))):
        places = "、".join(dict.fromkeys(place.field for place in one.fields[:3]))
        more = f" 等 {len(one.fields)} 处" if len(one.fields) > 3 else ""
        moved = _signed(one.difference, "元") if one.difference else ""
        rows.append((kind(one.added), one.name, moved, places + more))
    _grid(console, "项目和绩效表", ("变化", "名称", "增减", "改动的栏目"), rows, _MOST)


def _tables(console: Console, comparison: Comparison) -> None:
    from yugong.comparison.comparison import kind

    rows = []
    for table in comparison.tables:
        word = kind(table.added)
        added = sum(row.added for row in table.rows)
        counts = (added, len(table.rows) - added, len(table.cells), len(table.heads))
        rows.append((word, table.title, *(str(count or "") for count in counts)))
    heads = ("变化", "表", "新增行", "减少行", "改动格", "表头")
    _grid(console, "表格", heads, rows, _MOST + 1)


def _sentences(console: Console, comparison: Comparison) -> None:
    if not comparison.sentences:
        return
    console.print("文字", style="bold")
    place = ""
    for one in comparison.sentences[:_MOST_SENTENCES]:
        here = one.section[-1] if one.section else "封面"
        if here != place:
            console.print(f"  {here}", style="cyan", markup=False)
            place = here
        console.print(_sentence(one), soft_wrap=not console.is_terminal)
    _rest(console, len(comparison.sentences) - _MOST_SENTENCES)


def _sentence(change: SentenceChange) -> Text:
    from rich.text import Text

    if change.old is None:
        return Text.assemble("    新增：", (change.new or "", "green"))
    if change.new is None:
        return Text.assemble("    删去：", (change.old, "red"))
    line = Text("    ")
    for mark, piece in change.pieces:
        if mark == "同":
            line.append(piece)
        elif mark == "删":
            line.append(f"［-{piece}-］", "red strike")
        else:
            line.append(f"［+{piece}+］", "green")
    return line


def _grid(
    console: Console,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    most: int,
    rest: int | None = None,
) -> None:
    """A table of the first rows; ``rest`` is how many more there are, if not simply the others."""
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    table = Table(title=title, title_justify="left", title_style="bold")
    amounts = (
        "新增",
        "减少",
        "修改",
        "旧",
        "新",
        "增减",
        "幅度",
        "新增行",
        "减少行",
        "改动格",
        "表头",
    )
    for head in heads:
        table.add_column(head, justify="right" if head in amounts else "left", overflow="fold")
    for row in rows[:most]:
        table.add_row(*(Text(text) for text in row))
    console.print(table)
    _rest(console, len(rows) - most if rest is None else rest)


def _rest(console: Console, count: int) -> None:
    if count > 0:
        console.print(f"另有 {count} 处，用 --xlsx 写出全部。", markup=False)


def _signed(value: Decimal, unit: str) -> str:
    from yugong.budget.money import shown_wan

    if unit != "元":
        return f"{value:+,f}{unit}"
    shown = shown_wan(value)
    return f"{shown:+,f}万元" if shown else f"{value:+,f}元"
