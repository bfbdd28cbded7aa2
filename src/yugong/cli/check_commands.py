"""The command that checks a published package: check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def check_command(
    file: Annotated[
        Path, typer.Argument(metavar="文件", help="公开材料：.docx、.xlsx、.pdf 或 .txt。")
    ],
    standard: Annotated[
        str | None,
        typer.Option(
            "--standard", metavar="标准", help="按哪个标准检查；不写时由表的标题和年度认出。"
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="以 JSON 打印意见和规则执行情况，供程序读取。")
    ] = False,
    review: Annotated[
        Path | None,
        typer.Option("--xlsx", metavar="工作簿", help="写出复核表（工作簿），可以发回部门填写。"),
    ] = None,
    annotated: Annotated[
        Path | None,
        typer.Option(
            "--annotate", metavar="副本", help="把意见写成批注，标在 DOCX 或 XLSX 的副本上。"
        ),
    ] = None,
    rules: Annotated[
        list[str] | None,
        typer.Option("--rules", metavar="规则", help="只执行这些规则，如 T01,X*；可以写多次。"),
    ] = None,
) -> None:
    """检查一份部门预算公开材料，列出问题；有错误时退出码为 1，读不了时为 2。"""
    from yugong.cli.check_report import print_checked, print_not_checked
    from yugong.cli.report import progress_on_terminal
    from yugong.findings import FindingsError, Severity
    from yugong.jobs.check import check

    chosen = [code.strip() for given in rules or () for code in given.split(",") if code.strip()]
    try:
        with progress_on_terminal(quiet=as_json) as progress:
            checked = check(
                file,
                standard=standard,
                rules=chosen,
                annotated=annotated,
                review=review,
                progress=progress,
            )
    except FindingsError as error:
        print_not_checked(error.findings, as_json=as_json)
        raise typer.Exit(2) from None
    print_checked(checked, as_json=as_json)
    copy = checked.annotated
    if copy is not None:
        others = f"，另有 {copy.elsewhere} 条没有具体位置" if copy.elsewhere else ""
        typer.echo(f"批注已写到 {copy.file}：{copy.placed} 条标在原处{others}", err=as_json)
    if checked.review is not None:
        typer.echo(f"复核表已写到 {checked.review}", err=as_json)
    if checked.count(Severity.ERROR):
        raise typer.Exit(1)
