"""The command line parser in Chinese: its help, and its faults with what to do about them."""

from __future__ import annotations

import copy
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
    """A command line with a fault: the message, and the command whose help explains it."""

    def __init__(self, message: str, path: str) -> None:
        super().__init__(message)
        self.message = message
        self.path = path


class HelpRequested(Exception):  # noqa: N818 - nothing went wrong
    """A fault for a missing command; its message is the help."""


class _Command(TyperCommand):
    allow_extra_args = True  # reported here, in Chinese

    def get_help(self, ctx: _Context) -> str:
        return _help(self, ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            extra = super().parse_args(ctx, args)
        except _UsageError as error:
            raise _fault(error, self, ctx.command_path) from None
        if extra:
            given = "、".join(f"“{printable(argument)}”" for argument in extra)
            raise UsageFault(f"多写了{given}", ctx.command_path)
        return extra


class _Group(TyperGroup):
    def get_help(self, ctx: _Context) -> str:
        return _help(self, ctx)

    def get_help_option(self, ctx: Any) -> Any:
        """Return the parser's option with a value of its type, which needs no conversion.

        For a help that was not asked for, the parser would load Pydantic to convert None.
        """
        option = super().get_help_option(ctx)
        if option is not None:
            option.default = False
        return option

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args:
            raise HelpRequested(self.get_help(ctx))
        try:
            return super().parse_args(ctx, args)
        except _UsageError as error:
            raise _fault(error, self, ctx.command_path) from None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        name, *others = args
        command = self.commands.get(name)
        if command is None:
            raise UsageFault(f"没有命令{_nearest(name, self.commands)}", ctx.command_path)
        return name, command, others


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

    def reduced_to(self, name: str) -> CommandLine:
        """Return a group with the command ``name`` only; the same group if it has none.

        The parser describes every command before it runs one, in about 1 ms each.
        """
        commands = [info for info in self.registered_commands if info.name == name]
        if not commands:
            return self
        reduced = copy.copy(self)
        reduced.registered_commands, reduced.registered_groups = commands, []
        return reduced

    def command(self, name: str | None = None, **settings: Any) -> Callable[[_Function], _Function]:
        """Register a command, as the parser does, with its help in Chinese."""
        return super().command(name, cls=_Command, **settings)


def printable(text: str) -> str:
    """Return a text with “�” in place of characters that cannot be printed."""
    return "".join(character if character.isprintable() else "�" for character in text)


def _help(command: Described, ctx: _Context) -> str:
    width = None
    if sys.stdout.isatty():
        width = min(shutil.get_terminal_size().columns, _WIDEST)
    return "\n".join(help_lines(help_of(command, ctx.command_path), width))


def _nearest(given: str, known: Iterable[str]) -> str:
    near = get_close_matches(given, list(known), n=1)
    return f"“{printable(given)}”" + (f"，是否为“{near[0]}”？" if near else "")


def _fault(error: Exception, command: Described, path: str) -> UsageFault:
    """Return a fault of the parser in Chinese, chosen by the name of its class."""
    kind = type(error).__name__
    parameter: Parameter | None = getattr(error, "param", None)
    name: str = getattr(error, "option_name", "")
    options = [option for option in command.params if is_option(option)]
    if kind == "NoSuchOption":
        known = [written for option in options for written in _names(option)]
        return UsageFault(f"没有选项{_nearest(name, [*known, '--help'])}", path)
    if kind == "MissingParameter" and parameter is not None:
        return UsageFault(f"缺少{_title(parameter)}：{getattr(parameter, 'help', '')}", path)
    if kind == "BadOptionUsage":
        for option in options:
            if name in _names(option):
                value = f"要写{value_name(option)}" if takes_value(option) else "不写内容"
                return UsageFault(f"选项“{name}”后面{value}", path)
    if parameter is not None:
        expected = f"，应为{value_name(parameter)}：{getattr(parameter, 'help', '')}"
        return UsageFault(f"{_title(parameter)}的内容不合要求{expected}", path)
    return UsageFault("命令的写法不对", path)


def _title(parameter: Parameter) -> str:
    if is_option(parameter):
        return f"选项“{long_name(parameter)}”"
    return f"参数“{value_name(parameter)}”"


def _names(option: Parameter) -> Sequence[str]:
    return [*option.opts, *option.secondary_opts]
