"""The command that shows, drafts and records the reasons for changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from yugong.jobs.reasons import ReasonsResult, ReasonsReview
    from yugong.standard.reasons import StatedChange

_MOST_SHOWN = 12
"""Parts of a change shown on a terminal; the rest is summed in one line, and is in the JSON."""


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
    from yugong.jobs.reasons import record_reasons, remembered_json, review_json, review_reasons

    if write or confirm or confirm_all:
        with stopping_at_findings("没有写出", as_json=as_json):
            done = record_reasons(
                budget, output, write=write, confirm=confirm or (), confirm_all=confirm_all
            )
        if as_json:
            print_json(remembered_json(done))
        else:
            _print_remembered(done)
        return
    with stopping_at_findings("没有列出", as_json=as_json):
        review = review_reasons(budget)
    if as_json:
        print_json(review_json(review))
        return
    _print_review(review)


def _print_remembered(done: ReasonsResult) -> None:
    for title, facts in (
        ("写入草拟的原因", done.drafted),
        ("记上现在的数字", done.recorded),
        ("改记现在的数字", done.confirmed),
    ):
        if facts:
            typer.echo(f"{title}：{'、'.join(facts)}")
    if done.drafted or done.recorded or done.confirmed:
        typer.echo(f"已写出 {done.file}；草拟的原因请逐条通读。")
    else:
        typer.echo("没有要写的：原因齐全，也都记着现在的数字。")


def _print_review(review: ReasonsReview) -> None:
    from rich.console import Console
    from rich.text import Text

    from yugong.cli.report import print_findings

    console = Console(highlight=False)
    for one in review.changes:
        console.print(Text(_heading(review, one), "bold"), soft_wrap=True)
        _print_drivers(console, review, one)
        for line in _reason_lines(review, one):
            console.print(Text(f"  {line}"), soft_wrap=True)
        console.print()
    print_findings(review.findings)


def _heading(review: ReasonsReview, one: StatedChange) -> str:
    from yugong.budget.money import ZERO, to_wan
    from yugong.standard.numbers import written
    from yugong.standard.wording import Wording

    style = review.standard.numbers.narrative
    before = written(to_wan(one.fact.previous or ZERO), style)
    words = Wording(review.standard, {})
    clause = words.change(one.fact)
    demand = "，需要说明原因" if one.needs_reason else ""
    return f"{one.fact.id}：上年 {before} 万元，本年 {words.wan(one.fact)} 万元，{clause}{demand}"


def _print_drivers(console: Console, review: ReasonsReview, one: StatedChange) -> None:
    from rich.table import Table
    from rich.text import Text

    rows = list(_driver_rows(review, one))
    if not rows:
        return
    if not console.is_terminal:
        for kind, name, before, now, change in rows:
            moved = f"{before} → {now}，" if before else ""
            console.print(Text(f"  {kind} {name}：{moved}{change}"), soft_wrap=True)
        return
    table = Table(pad_edge=False)
    for at, head in enumerate(("什么变了", "名称", "上年", "本年", "增减（万元）")):
        table.add_column(head, justify="right" if at > 1 else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _driver_rows(
    review: ReasonsReview, one: StatedChange
) -> Iterator[tuple[str, str, str, str, str]]:
    from yugong.budget.money import ZERO, to_wan
    from yugong.standard.numbers import written

    style = review.standard.numbers.narrative
    drivers = one.decomposition.drivers if one.decomposition else ()
    for driver in drivers[:_MOST_SHOWN]:
        amounts = (driver.before, driver.now, driver.change)
        before, now, change = (written(to_wan(amount), style) for amount in amounts)
        yield driver.kind.value, driver.name, before, now, change
    rest = drivers[_MOST_SHOWN:]
    if rest:
        change = written(to_wan(sum((driver.change for driver in rest), ZERO)), style)
        yield "其余", f"{len(rest)} 项，逐项见 --json", "", "", change


def _reason_lines(review: ReasonsReview, one: StatedChange) -> Iterator[str]:
    if one.own is not None:
        yield f"原因：{one.own.text}"
    elif one.uses_draft:
        yield "原因：没有写，生成时采用草稿"
    elif one.needs_reason:
        yield "原因：没有写，需要补写"
    if one.draft is not None:
        unfit = "" if one.draft_serves else "，不足以作为原因"
        yield f"草稿（说明了变动的 {one.draft.share}%{unfit}）：{one.draft.text}"
    elif one.needs_reason and one.decomposition is None:
        yield "草稿：没有上年的收支明细，不能草拟；在“上年资料”中写明上年的预算文件"
    for finding in review.flags.get(one.fact.id, ()):
        yield f"{finding.severity.value} {finding.code} {finding.message}。处理：{finding.remedy}"
