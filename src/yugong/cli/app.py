"""The ``yugong`` command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="yugong",
    help="预公：由预算收支明细生成整套部门预算公开文本和表格。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", help="显示版本号。", is_eager=True)] = False,
) -> None:
    """预公：由预算收支明细生成整套部门预算公开文本和表格。"""
    if version:
        from yugong import __version__

        typer.echo(f"yugong {__version__}")
        raise typer.Exit


@app.command("build")
def build_command(
    budget: Annotated[Path, typer.Argument(help="预算文件（.yaml），写法见 README。")],
    output: Annotated[Path, typer.Option("--output", "-o", help="输出文件夹；没有则新建。")],
    draft: Annotated[
        bool, typer.Option("--draft", help="草稿：缺少的变动原因、上年数在文中标出，不中止。")
    ] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="同时用 LibreOffice 转出 PDF。")] = False,
    layout: Annotated[
        bool,
        typer.Option(
            "--layout/--no-layout", help="用 LibreOffice 排版以填写目录页码；--no-layout 跳过。"
        ),
    ] = True,
    as_json: Annotated[
        bool, typer.Option("--json", help="以 JSON 打印结果和问题，供程序读取。")
    ] = False,
) -> None:
    """由预算文件生成整套公开材料：Word 文本、Excel 表格、数据 JSON 和清单。"""
    from yugong.cli.report import print_built, print_failed, progress_on_terminal
    from yugong.findings import FindingsError

    try:
        from yugong.build import build

        with progress_on_terminal(quiet=as_json) as progress:
            built = build(budget, output, draft=draft, pdf=pdf, layout=layout, progress=progress)
    except FindingsError as error:
        print_failed(error.findings, as_json=as_json)
        raise typer.Exit(2) from None
    print_built(built, as_json=as_json)


def main() -> None:
    """Run the command line; the console may not know every Chinese character."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()
