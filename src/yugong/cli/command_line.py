"""The command line parser in Chinese: its help, and its faults with what to do about them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import Any, Protocol, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from yugong.cli.help_text import (
    Described,
    Parameter,
    help_lines,
    help_of,
    is_option,
    long_name,
    takes_value,
    value_name,
)

_UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""The parser's class of all usage faults, which is not exported; its module varies by version."""

_WIDEST = 100
"""Columns beyond which lines of help become hard to read."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


class _Context(Protocol):
    @property
    def command_path(self) -> str: ...


class UsageFault(Exception):  # noqa: N818 - it is the user's, not the program's
    """A command line that cannot be understood: what is wrong, and where the help is."""

    def __init__(self, message: str, path: str) -> None:
        super().__init__(message)
        self.message = message
        self.path = path


class HelpWanted(Exception):  # noqa: N818 - nothing went wrong
    """Nothing was asked for; the message is the help."""


class _Command(TyperCommand):
    allow_extra_args = True  # so that they are told by us, in Chinese

    def get_help(self, ctx: _Context) -> str:
        return _help(self, ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            rest = super().parse_args(ctx, args)
        except _UsageError as error:
            raise _fault(error, self, ctx.command_path) from None
        if rest:
            given = "、".join(f"“{shown(one)}”" for one in rest)
            raise UsageFault(f"多写了{given}", ctx.command_path)
        return rest


class _Group(TyperGroup):
    def get_help(self, ctx: _Context) -> str:
        return _help(self, ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args:
            raise HelpWanted(self.get_help(ctx))
        try:
            return super().parse_args(ctx, args)
        except _UsageError as error:
            raise _fault(error, self, ctx.command_path) from None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        name, *rest = args
        command = self.commands.get(name)
        if command is None:
            raise UsageFault(f"没有命令{_nearest(name, self.commands)}", ctx.command_path)
        return name, command, rest


class CommandLine(typer.Typer):
    """A group of commands whose help and faults are Chinese."""

    def __init__(self, *, name: str, help: str) -> None:
        super().__init__(
            name=name,
            help=help,
            cls=_Group,
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
        )

    def command(self, name: str | None = None, **settings: Any) -> Callable[[_Function], _Function]:
        """As the parser's own, with the help of the command in Chinese."""
        return super().command(name, cls=_Command, **settings)


def shown(text: str) -> str:
    """What a user wrote, fit to be printed."""
    return "".join(one if one.isprintable() else "�" for one in text)


def _help(command: Described, ctx: _Context) -> str:
    width = None
    if sys.stdout.isatty():
        width = min(shutil.get_terminal_size().columns, _WIDEST)
    return "\n".join(help_lines(help_of(command, ctx.command_path), width))


def _nearest(given: str, known: Iterable[str]) -> str:
    near = get_close_matches(given, list(known), n=1)
    return f"“{shown(given)}”" + (f"，是否为“{near[0]}”？" if near else "")


def _fault(error: Exception, command: Described, path: str) -> UsageFault:
    """A fault the parser found, in our words; by the parser's name of it."""
    kind = type(error).__name__
    one: Parameter | None = getattr(error, "param", None)
    name: str = getattr(error, "option_name", "")
    options = [option for option in command.params if is_option(option)]
    if kind == "NoSuchOption":
        known = [written for option in options for written in _names(option)]
        return UsageFault(f"没有选项{_nearest(name, [*known, '--help'])}", path)
    if kind == "MissingParameter" and one is not None:
        return UsageFault(f"缺少{_called(one)}：{getattr(one, 'help', '')}", path)
    if kind == "BadOptionUsage":
        for option in options:
            if name in _names(option):
                rest = f"要写{value_name(option)}" if takes_value(option) else "不写内容"
                return UsageFault(f"选项“{name}”后面{rest}", path)
    if one is not None:
        wanted = f"，应为{value_name(one)}：{getattr(one, 'help', '')}"
        return UsageFault(f"{_called(one)}的内容不合要求{wanted}", path)
    return UsageFault("命令的写法不对", path)


def _called(one: Parameter) -> str:
    return f"选项“{long_name(one)}”" if is_option(one) else f"参数“{value_name(one)}”"


def _names(option: Parameter) -> Sequence[str]:
    return [*option.opts, *option.secondary_opts]
