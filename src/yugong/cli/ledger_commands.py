"""The commands for ledger files: init, convert, import, schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init_command(
    folder: Annotated[
        Path, typer.Argument(metavar="文件夹", help="放填报文件的文件夹；没有则新建。")
    ],
    standard: Annotated[
        str | None,
        typer.Option(
            "--standard",
            metavar="标准",
            help="标准的名称（见 standards list），或标准文件的路径。",
        ),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(
            "--year",
            metavar="年份",
            min=2000,
            max=2100,
            help="预算年度，四位数；不写时为标准适用的最后一年。",
        ),
    ] = None,
    as_yaml: Annotated[
        bool, typer.Option("--yaml", help="写出带说明的 YAML 骨架，而不是工作簿。")
    ] = False,
) -> None:
    """写出一份空的填报工作簿（budget.xlsx）或 YAML 骨架。"""
    from yugong.cli.report import stopping_at_findings
    from yugong.jobs.ledger import new_ledger

    with stopping_at_findings("没有写出"):
        out = new_ledger(folder, standard, year, as_yaml=as_yaml).file
    typer.echo(f"已写出 {out}")
    typer.echo(f"填好后运行：yugong build {out} -o 输出文件夹")


def convert_command(
    source: Annotated[Path, typer.Argument(metavar="预算文件", help="预算文件（工作簿或 YAML）。")],
    out: Annotated[Path, typer.Argument(metavar="新文件", help="要写出的文件；类型由扩展名决定。")],
) -> None:
    """在工作簿与 YAML 之间转换，内容不丢；已有的 YAML 保留注释。"""
    from yugong.cli.report import print_findings, stopping_at_findings
    from yugong.jobs.ledger import convert_ledger

    with stopping_at_findings("没有转换"):
        converted = convert_ledger(source, out)
    print_findings(converted.findings)
    typer.echo(f"已写出 {out}")


def import_command(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="文件", help="平台导出的明细表，或公开过的成品（.docx、.xlsx、.pdf、.txt）。"
        ),
    ],
    out: Annotated[
        Path, typer.Option("--output", "-o", metavar="预算文件", help="要写出的预算文件。")
    ],
    mappings: Annotated[
        Path | None, typer.Option("--mappings", metavar="文件夹", help="另有列名对照文件的文件夹。")
    ] = None,
) -> None:
    """把平台导出的明细，或一份公开过的成品，变成预算文件，再补充其余内容。"""
    from yugong.cli.report import print_findings, stopping_at_findings
    from yugong.jobs.ledger import import_ledger

    with stopping_at_findings("没有导入"):
        imported = import_ledger(source, out, mappings)
    print_findings(imported.findings)
    typer.echo(f"已写出 {out}；请补充部门信息、项目绩效等内容。")
    typer.echo(f"补好后运行：yugong build {out} -o 输出文件夹")


def schema_command() -> None:
    """打印预算文件（YAML）的 JSON Schema，供编辑器补全和检查。"""
    from yugong.cli.output import print_json
    from yugong.jobs.ledger import ledger_schema

    print_json(ledger_schema().as_json())
