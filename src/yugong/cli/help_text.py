"""The help of a command in Chinese, from the parser's own description of it.

The parser's headings are English, and its widths count characters instead of columns; so the
text is laid out here, for the terminal and for the page (:mod:`yugong.cli.reference`).
"""

from __future__ import annotations

import inspect
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

_HELP = ("--help", "显示这份说明。")
_INDENT = "  "
_WIDEST_TERM = 30
_NEVER_FIRST = "，。；：、）”’！？"
"""Marks that do not begin a line."""


class Parameter(Protocol):
    """The attributes read from an argument or an option of the parser."""

    name: str
    opts: list[str]
    secondary_opts: list[str]
    required: bool
    nargs: int
    multiple: bool
    metavar: str | None

    @property
    def param_type_name(self) -> str: ...


class Described(Protocol):
    """The attributes read from a command of the parser."""

    name: str | None
    help: str | None

    @property
    def params(self) -> Sequence[Parameter]: ...


@dataclass(frozen=True, slots=True)
class Help:
    """The parts of a command's help; each list holds terms with their explanations."""

    usage: str
    text: str
    arguments: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, str], ...]
    commands: tuple[tuple[str, str], ...]


def help_of(command: Described, path: str) -> Help:
    """Return the help of the command called as ``path``, such as ``yugong build``."""
    visible = [parameter for parameter in command.params if not getattr(parameter, "hidden", False)]
    arguments = [parameter for parameter in visible if not is_option(parameter)]
    options = [
        parameter
        for parameter in visible
        if is_option(parameter) and "--help" not in parameter.opts
    ]
    below: Mapping[str, Described] = getattr(command, "commands", {})
    usage = [path, *(_in_usage(argument) for argument in arguments)]
    usage += [f"{long_name(option)} {value_name(option)}" for option in options if option.required]
    usage += ["[选项]", *(["命令"] if below else [])]
    return Help(
        " ".join(usage),
        _text(command),
        tuple((value_name(argument), _explanation(argument)) for argument in arguments),
        (*((_option_term(option), _explanation(option)) for option in options), _HELP),
        tuple((name, _text(subcommand)) for name, subcommand in below.items()),
    )


def help_lines(help_parts: Help, width: int | None) -> Iterator[str]:
    """Yield the lines of a help; ``width`` is the terminal's in columns, None for no limit."""
    yield f"用法：{help_parts.usage}"
    yield ""
    yield from _folded(help_parts.text, width, _INDENT)
    for heading, terms in (
        ("参数", help_parts.arguments),
        ("选项", help_parts.options),
        ("命令", help_parts.commands),
    ):
        if terms:
            yield ""
            yield f"{heading}："
            yield from _definitions(terms, width)
    if help_parts.commands:
        yield ""
        yield "查看一个命令的用法：在命令后面写 --help。"


def is_option(parameter: Parameter) -> bool:
    return parameter.param_type_name == "option"


def takes_value(option: Parameter) -> bool:
    """Return True if a value follows the option."""
    return not getattr(option, "is_flag", False)


def long_name(option: Parameter) -> str:
    """Return the longest name of an option, which messages use."""
    return max(option.opts, key=len)


def value_name(parameter: Parameter) -> str:
    """Return the name of the value in the usage line."""
    return parameter.metavar or parameter.name


def _in_usage(argument: Parameter) -> str:
    name = value_name(argument) + ("…" if argument.nargs != 1 else "")
    return name if argument.required else f"[{name}]"


def _option_term(option: Parameter) -> str:
    names = ", ".join(sorted(option.opts, key=len))
    if option.secondary_opts:
        names += " / " + ", ".join(option.secondary_opts)
    return f"{names} {value_name(option)}" if takes_value(option) else names


def _explanation(parameter: Parameter) -> str:
    text = getattr(parameter, "help", None) or ""
    notes = ["必填"] * (is_option(parameter) and parameter.required)
    notes += ["可以写多次"] * parameter.multiple
    return text + (f"（{'，'.join(notes)}）" if notes and notes[-1] not in text else "")


def _text(command: Described) -> str:
    return inspect.cleandoc(command.help or "")


def _definitions(terms: Sequence[tuple[str, str]], width: int | None) -> Iterator[str]:
    column = max((w for term, _ in terms if (w := _columns(term)) <= _WIDEST_TERM), default=0)
    margin = _INDENT + " " * (column + len(_INDENT))
    for term, text in terms:
        first, *others = _folded(text, width, margin)
        if _columns(term) > column:
            yield _INDENT + term
            yield first
        else:
            yield _INDENT + term + " " * (column - _columns(term)) + first[len(_INDENT) + column :]
        yield from others


def _folded(text: str, width: int | None, margin: str) -> Iterator[str]:
    """Yield lines no wider than ``width``; Chinese breaks anywhere, a word of letters nowhere."""
    line = margin
    for piece in _pieces(text):
        full = width is not None and _columns(line + piece.rstrip()) > width
        if full and line.strip() and piece[0] not in _NEVER_FIRST:
            yield line.rstrip()
            line = margin
        line += piece
    yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """Yield the pieces that no line break may cut: a wide character, or letters up to a blank."""
    word = ""
    for character in text:
        if character.isspace():
            yield word + " "
            word = ""
        elif _columns(character) == 1:
            word += character
        else:
            if word:
                yield word
                word = ""
            yield character
    if word:
        yield word


def _columns(text: str) -> int:
    """Return the width of a text in columns of a terminal; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
