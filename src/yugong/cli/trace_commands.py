"""The command that says where a number comes from: trace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yugong.cli.output import print_json

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from yugong.tracing import Trace, TracedRow
    from yugong.writing.docx import Located

_FEW = 15
"""How many rows are printed where not all are asked for."""


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
    from yugong.cli.report import stopping_at_findings
    from yugong.jobs.trace import trace
    from yugong.tracing import trace_document

    with stopping_at_findings("没有查到", as_json=as_json):
        if source.suffix.lower() == ".docx":
            _print_located(trace_document(source, number), as_json=as_json)
            return
        found = trace(source, number)
    if as_json:
        print_json(_document(found))
    else:
        _print(found, None if show_all else _FEW)


def _print_located(found: Sequence[Located], *, as_json: bool) -> None:
    """Print where a document says something, and how to trace the facts further."""
    if as_json:
        places = [
            {
                "文字": one.text,
                "上下文": one.context,
                "标题": list(one.headings),
                "事实": list(dict.fromkeys(control.fact_id for control in one.controls)),
                "表": one.cell.described if one.cell is not None else None,
            }
            for one in found
        ]
        print_json({"位置": places})
        return
    for one in found:
        typer.echo(one.described)
    facts = [control.fact_id for one in found for control in one.controls]
    if facts:
        typer.echo(f"要看由哪些明细相加，运行：yugong trace 预算文件 {facts[0]}")


def _print(trace: Trace, most: int | None) -> None:
    """Print a trace; ``most`` is how many rows of a list are shown, ``None`` for all."""
    from rich.text import Text

    from yugong.cli.report import table_console

    console = table_console()

    def say(head: str, text: str) -> None:
        if text:
            console.print(Text(f"{head}：", "bold") + Text(text))

    console.print(Text(trace.name, "bold"))
    say("精确值", f"{_amount(trace.value)} {trace.unit}")
    say("公开为", trace.shown)
    say("取整", trace.rounding)
    say("取数", _listed(trace.chosen))
    for part in trace.parts[:most]:
        say("其中", f"{part.name} {_amount(part.value)} 元")
    for field in trace.fields[:most]:
        say("出自", f"{field.content}（{field.place.brief}）")
    if most is not None and max(len(trace.parts), len(trace.fields)) > most:
        console.print(f"只列出前 {most} 项，加 --all 看全部。")
    _print_rows(console, "本年明细", trace.rows, most)
    if trace.last is not None:
        say("上年", f"{_amount(trace.last.value)} 元（{trace.last.origin}）")
        _print_rows(console, "上年明细", trace.last.rows, most)
    if trace.change is not None:
        say("增减", f"{_amount(trace.change)} {trace.unit}")
    say("取数相同的", "、".join(trace.same))


def _listed(named: Iterable[tuple[str, str]]) -> str:
    return "，".join(f"{name}={value}" for name, value in named)


def _print_rows(console: Console, title: str, rows: Sequence[TracedRow], most: int | None) -> None:
    """The rows and their sum; what is the same in all of them is said once."""
    from rich.text import Text

    if not rows:
        return
    shared = [one for one in rows[0].classified if all(one in row.classified for row in rows)]
    console.print(Text(f"{title}：", "bold") + Text(f"各行都是 {_listed(shared)}" * bool(shared)))
    console.print(_table(rows[:most], {name for name, _ in shared}))
    whole = sum((row.amount for row in rows), Decimal(0))
    console.print(f"共 {len(rows)} 行，合计 {_amount(whole)} 元。")
    if most is not None and len(rows) > most:
        console.print(f"只列出前 {most} 行，加 --all 看全部。")


def _table(rows: Sequence[TracedRow], shared: set[str]) -> Table:
    from rich.table import Table
    from rich.text import Text

    names = dict.fromkeys(name for row in rows for name, _ in row.classified if name not in shared)
    table = Table()
    table.add_column("位置", overflow="fold")
    for name in names:
        table.add_column(name, overflow="fold")
    table.add_column("金额（元）", justify="right", no_wrap=True)
    adjusted = any(row.adjusted for row in rows)
    if adjusted:
        table.add_column("预算调整", overflow="fold")
    for row in rows:
        known = dict(row.classified)
        cells = [row.place.brief, *(known.get(name, "") for name in names), _amount(row.amount)]
        cells += ["；".join(row.adjusted)] * adjusted
        table.add_row(*(Text(text) for text in cells))
    return table


def _amount(value: Decimal) -> str:
    return f"{value:,.2f}" if value != value.to_integral_value() else f"{value:,.0f}"


def _document(trace: Trace) -> dict[str, Any]:
    """A trace as plain JSON values; amounts are text, so that no digit is lost."""
    document: dict[str, Any] = {
        "名称": trace.name,
        "值": f"{trace.value:f}",
        "单位": trace.unit,
        "公开为": trace.shown,
        "取整": trace.rounding,
        "取数": dict(trace.chosen),
        "其中": [{"编号": part.name, "值": f"{part.value:f}"} for part in trace.parts],
        "出自": [{"位置": field.place.as_json(), "内容": field.content} for field in trace.fields],
        "明细": [_row(row) for row in trace.rows],
        "取数相同的": list(trace.same),
    }
    if trace.last is not None:
        document["上年"] = {
            "值": f"{trace.last.value:f}",
            "出自": trace.last.origin,
            "明细": [_row(row) for row in trace.last.rows],
        }
        document["增减"] = f"{trace.change:f}"
    return document


def _row(row: TracedRow) -> dict[str, Any]:
    return {
        "位置": row.place.as_json(),
        **dict(row.classified),
        "金额": f"{row.amount:f}",
        **({"预算调整": list(row.adjusted)} if row.adjusted else {}),
    }
