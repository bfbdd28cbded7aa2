"""The ``yugong`` command."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yugong.cli.adjust_commands import adjust_command
from yugong.cli.check_commands import check_command
from yugong.cli.command_line import CommandLine, HelpRequested, UsageFault
from yugong.cli.diff_commands import diff_command
from yugong.cli.ledger_commands import (
    convert_command,
    import_command,
    init_command,
    schema_command,
)
from yugong.cli.output import close_streams, open_streams
from yugong.cli.paper_commands import paper_command
from yugong.cli.reason_commands import reasons_command
from yugong.cli.standards_commands import standards_app
from yugong.cli.trace_commands import trace_command

if TYPE_CHECKING:
    from yugong.findings import Finding

app = CommandLine(name="yugong", help="预公：由预算收支明细生成整套部门预算公开文本和表格。")


def _show_version(requested: bool) -> None:
    if requested:
        from yugong import __version__

        typer.echo(f"yugong {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", help="显示版本号。", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    """预公：由预算收支明细生成整套部门预算公开文本和表格。"""


@app.command("build")
def build_command(
    budget: Annotated[
        Path, typer.Argument(metavar="预算文件", help="预算文件（工作簿或 YAML），写法见 README。")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="文件夹", help="输出文件夹；没有则新建。")
    ],
    standard: Annotated[
        str | None,
        typer.Option(
            "--standard",
            metavar="标准",
            help="按这个标准（名称或标准文件）生成，不按预算文件里写的。",
        ),
    ] = None,
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
    annotated: Annotated[
        Path | None,
        typer.Option(
            "--annotate", metavar="工作簿", help="把问题标注在预算工作簿的副本上，写到这个文件。"
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="以 JSON 打印结果和问题，供程序读取。")
    ] = False,
) -> None:
    """由预算文件生成整套公开材料：Word 文本、Excel 表格、数据 JSON 和清单。"""
    from yugong.cli.report import (
        print_built,
        print_failed,
        progress_on_terminal,
        stopping_at_findings,
    )
    from yugong.findings import FindingsError
    from yugong.jobs.build import build

    if annotated is not None:
        from yugong.jobs.annotate import check_annotation

        with stopping_at_findings("没有生成", as_json=as_json):
            check_annotation(budget, annotated)
    try:
        with progress_on_terminal(quiet=as_json) as progress:
            built = build(
                budget,
                output,
                standard=standard,
                draft=draft,
                pdf=pdf,
                layout=layout,
                progress=progress,
            )
    except FindingsError as error:
        print_failed(error.findings, as_json=as_json, undone="没有生成")
        if annotated is not None:
            _annotate(budget, error.findings, annotated)
        raise typer.Exit(2) from None
    print_built(built, as_json=as_json)
    if annotated is not None:
        _annotate(budget, built.findings, annotated)


def _annotate(budget: Path, findings: Iterable[Finding], out: Path) -> None:
    from yugong.cli.report import stopping_at_findings
    from yugong.jobs.annotate import annotate_ledger

    with stopping_at_findings("没有标注"):
        copy = annotate_ledger(budget, findings, out)
    typer.echo(f"已在 {copy.file} 中标注 {copy.cells} 个单元格。", err=True)


app.command("check")(check_command)
app.command("init")(init_command)
app.command("convert")(convert_command)
app.command("import")(import_command)
app.command("schema")(schema_command)
app.command("reasons")(reasons_command)
app.command("diff")(diff_command)
app.command("adjust")(adjust_command)
app.command("paper")(paper_command)
app.command("trace")(trace_command)
app.add_typer(standards_app)


def main() -> None:
    """Run the command line; the console may not know every Chinese character."""
    # No other installed package may change the reading of a budget.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    open_streams()
    try:
        command = app.reduced_to(sys.argv[1]) if len(sys.argv) > 1 else app
        code = command(prog_name="yugong", standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("已中断；没有写完的文件不会留下。", err=True)
        raise SystemExit(130) from None
    except HelpRequested as request:
        typer.echo(str(request), err=True)
        raise SystemExit(2) from None
    except UsageFault as fault:
        typer.echo(fault.message, err=True)
        typer.echo(f"运行 {fault.path} --help 查看用法。", err=True)
        raise SystemExit(2) from None
    finally:
        close_streams()
    raise SystemExit(code if isinstance(code, int) else 0)
