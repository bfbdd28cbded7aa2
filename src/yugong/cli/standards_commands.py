"""The commands for standards: standards list, show, new, lint, diff, preview.

Tests: tests/standards_kit/test_kit.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from yugong.cli.command_line import CommandLine, UsageFault

standards_app = CommandLine(name="standards", help="标准：查看、复制、核对、对比、预览。")

_Json = Annotated[bool, typer.Option("--json", help="以 JSON 打印，供程序读取。")]
_Standard = Annotated[
    str, typer.Argument(metavar="标准", help="标准的名称，或标准文件（.yaml）的路径。")
]


@standards_app.command("list")
def list_command(as_json: _Json = False) -> None:
    """列出随程序提供的标准：说明、适用年度、表的张数、能否生成。"""
    from yugong.cli.standards_report import print_list
    from yugong.jobs.standards import list_standards

    print_list(list_standards(), as_json=as_json)


@standards_app.command("show")
def show_command(standard: _Standard, as_json: _Json = False) -> None:
    """一个标准的全部规定：各表各列、章节、数字写法、门槛、必填的内容。"""
    from yugong.cli.report import stopping_at_findings
    from yugong.cli.standards_report import print_standard
    from yugong.jobs.standards import show_standard

    with stopping_at_findings("没有列出"):
        described = show_standard(standard)
    print_standard(described, as_json=as_json)


@standards_app.command("new")
def new_command(
    name: Annotated[str, typer.Argument(metavar="名称", help="新标准的名称，也是文件名。")],
    source: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="标准", help="整份复制哪个标准：名称，或标准文件（.yaml）的路径。"
        ),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(
            "--based-on", metavar="标准", help="以哪个标准为底，只写不同的地方：名称或路径。"
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="文件夹", help="放在哪个文件夹；不写时与标准同名。"),
    ] = None,
) -> None:
    """照已有的标准做一份自己的，复制或者以它为底，马上可以用路径生成；不覆盖已有的文件。"""
    from yugong.cli.report import stopping_at_findings
    from yugong.jobs.standards import new_standard

    chosen = source or base
    if chosen is None or (source and base):
        raise UsageFault("--from 和 --based-on 要写一个，也只写一个", "yugong standards new")
    with stopping_at_findings("没有写出"):
        files = new_standard(name, chosen, output, based=base is not None).files
    typer.echo("已写出：")
    for path in files:
        typer.echo(f"  {path}")
    typer.echo("用 Word、WPS 或 LibreOffice 修改 .docx 和 .xlsx，用记事本修改 .yaml；改后核对：")
    typer.echo(f"  yugong standards lint {files[0]}")


@standards_app.command("lint")
def lint_command(standard: _Standard, as_json: _Json = False) -> None:
    """核对一个标准的三个文件，一次列出全部问题；有错误时退出码为 1。"""
    from yugong.cli.standards_report import print_linted
    from yugong.jobs.standards import lint_standard

    linted = lint_standard(standard)
    print_linted(linted, as_json=as_json)
    if not linted.usable:
        raise typer.Exit(1)


@standards_app.command("diff")
def diff_standards_command(
    old: Annotated[str, typer.Argument(metavar="原标准", help="名称，或标准文件（.yaml）的路径。")],
    new: Annotated[str, typer.Argument(metavar="新标准", help="名称，或标准文件（.yaml）的路径。")],
    as_json: _Json = False,
) -> None:
    """对比两个标准：部门会计要多填、少填什么，财政局的表样变了什么。相同退出码为 0，不同为 1。"""
    from yugong.cli.report import stopping_at_findings
    from yugong.cli.standards_report import print_standards_diff
    from yugong.jobs.standards import diff_standards

    with stopping_at_findings("没有对比"):
        done = diff_standards(old, new)
    print_standards_diff(done, as_json=as_json)
    if done.diff.changes:
        raise typer.Exit(1)


@standards_app.command("preview")
def preview_command(
    standard: _Standard,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="文件",
            help="Word 预览写到这个文件（或文件夹），Excel 预览在它旁边。",
        ),
    ] = None,
) -> None:
    """用虚构的样例生成一份预览：标签处加底色，并用批注写明是哪个标签、循环或条件。"""
    from yugong.cli.report import print_findings, stopping_at_findings
    from yugong.jobs.standards import preview_standard

    with stopping_at_findings("没有生成预览"):
        preview = preview_standard(standard, output)
    print_findings(preview.findings)
    for path in preview.files:
        typer.echo(f"已写出 {path}")
