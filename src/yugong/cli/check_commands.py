"""The command that checks what others published."""

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
    from yugong.jobs.check import annotate_checked, check, write_review_sheet
    from yugong.whole_file import check_kind, refuse_existing

    chosen = [code.strip() for given in rules or () for code in given.split(",") if code.strip()]
    try:
        if review is not None:
            check_kind(review, ".xlsx")
        refuse_existing(*(out for out in (review, annotated) if out is not None))
        with progress_on_terminal(quiet=as_json) as progress:
            checked = check(file, standard=standard, rules=chosen, progress=progress)
            written = []
            if annotated is not None:  # first, for not every kind of file holds comments
                progress("标注副本")
                placed, elsewhere = annotate_checked(file, checked, annotated)
                rest = f"，另有 {elsewhere} 条没有具体位置" if elsewhere else ""
                written.append(f"批注已写到 {annotated}：{placed} 条标在原处{rest}")
            if review is not None:
                progress("写出复核表")
                write_review_sheet(checked, review)
                written.append(f"复核表已写到 {review}")
    except FindingsError as error:
        print_not_checked(error.findings, as_json=as_json)
        raise typer.Exit(2) from None
    print_checked(checked, as_json=as_json)
    for line in written:
        typer.echo(line, err=as_json)
    if checked.count(Severity.ERROR):
        raise typer.Exit(1)
