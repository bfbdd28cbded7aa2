"""The page of commands (docs/cli.md), from the parser's description of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import typer

from yugong.cli.help_text import Described, help_of

_OPENING = """# 命令一览

由程序自己的命令说明生成（`make golden-update`），与 `yugong 命令 --help` 的内容一致。

退出码：0 完成；1 有不同（`diff`）或有错误（`check`）；2 没有完成，按提示改正后重新运行；
130 中途按了 `Ctrl+C`。

结果写到标准输出，问题和进度写到标准错误；`--json` 的结果可以直接交给其他程序，
控制台不是 UTF-8 时汉字写成 `\\uXXXX`，内容不变。
"""


def commands_page(app: typer.Typer, name: str) -> str:
    """Return every command under ``name`` with its arguments and options, as Markdown."""
    pages = (_section(command, path) for command, path in commands_under(app, name))
    return "\n".join((_OPENING, *pages))


def commands_under(app: typer.Typer, name: str) -> Iterator[tuple[Described, str]]:
    """Yield the commands of the parser with the path that calls each, the root first."""
    return _walk(cast(Described, typer.main.get_command(app)), name)


def _walk(command: Described, path: str) -> Iterator[tuple[Described, str]]:
    yield command, path
    for name, below in getattr(command, "commands", {}).items():
        yield from _walk(below, f"{path} {name}")


def _section(command: Described, path: str) -> str:
    parsed = help_of(command, path)
    parts = [f"## {path}\n", f"{parsed.text}\n", f"```text\n{parsed.usage}\n```\n"]
    for heading, terms in (("参数", parsed.arguments), ("选项", parsed.options)):
        if terms:
            parts.append(_table(heading, terms))
    return "\n".join(parts)


def _table(heading: str, terms: Sequence[tuple[str, str]]) -> str:
    rows = (f"| `{_cell(term)}` | {_cell(text)} |\n" for term, text in terms)
    return f"| {heading} | 说明 |\n| --- | --- |\n" + "".join(rows)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
