"""The help of a command in Chinese, from the parser's own description of it.

The parser's headings are English and its column widths count characters, not the columns they
take; so the text is laid out here.  Page and terminal (:mod:`yugong.cli.reference`) share it.
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
    """What is read of an argument or an option of the parser."""

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
    """What is read of a command of the parser."""

    name: str | None
    help: str | None

    @property
    def params(self) -> Sequence[Parameter]: ...


@dataclass(frozen=True, slots=True)
class Help:
    """The parts of a command's help: each list holds terms with what is said of them."""

    usage: str
    text: str
    arguments: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, str], ...]
    commands: tuple[tuple[str, str], ...]


def help_of(command: Described, path: str) -> Help:
    """The help of the command that is called as ``path``, such as ``yugong build``."""
    shown = [one for one in command.params if not getattr(one, "hidden", False)]
    arguments = [one for one in shown if not is_option(one)]
    options = [one for one in shown if is_option(one) and "--help" not in one.opts]
    below: Mapping[str, Described] = getattr(command, "commands", {})
    usage = [path, *(_in_usage(one) for one in arguments)]
    usage += [f"{long_name(one)} {value_name(one)}" for one in options if one.required]
    usage += ["[选项]", *(["命令"] if below else [])]
    return Help(
        " ".join(usage),
        _text(command),
        tuple((value_name(one), _said_of(one)) for one in arguments),
        (*((_option_term(one), _said_of(one)) for one in options), _HELP),
        tuple((name, _text(one)) for name, one in below.items()),
    )


def help_lines(shown: Help, width: int | None) -> Iterator[str]:
    """The help as lines; ``width`` is that of the terminal, ``None`` where lines do not end."""
    yield f"用法：{shown.usage}"
    yield ""
    yield from _folded(shown.text, width, _INDENT)
    for heading, terms in (
        ("参数", shown.arguments),
        ("选项", shown.options),
        ("命令", shown.commands),
    ):
        if terms:
            yield ""
            yield f"{heading}："
            yield from _definitions(terms, width)
    if shown.commands:
        yield ""
        yield "查看一个命令的用法：在命令后面写 --help。"


def is_option(one: Parameter) -> bool:
    return one.param_type_name == "option"


def takes_value(one: Parameter) -> bool:
    """Whether a value is written after the option."""
    return not getattr(one, "is_flag", False)


def long_name(one: Parameter) -> str:
    """The option as it is named in messages: its longest name."""
    return max(one.opts, key=len)


def value_name(one: Parameter) -> str:
    """What stands for the value in the usage line."""
    return one.metavar or one.name


def _in_usage(one: Parameter) -> str:
    name = value_name(one) + ("…" if one.nargs != 1 else "")
    return name if one.required else f"[{name}]"


def _option_term(one: Parameter) -> str:
    names = ", ".join(sorted(one.opts, key=len))
    if one.secondary_opts:
        names += " / " + ", ".join(one.secondary_opts)
    return f"{names} {value_name(one)}" if takes_value(one) else names


def _said_of(one: Parameter) -> str:
    text = getattr(one, "help", None) or ""
    notes = ["必填"] * (is_option(one) and one.required) + ["可以写多次"] * one.multiple
    return text + (f"（{'，'.join(notes)}）" if notes and notes[-1] not in text else "")


def _text(command: Described) -> str:
    return inspect.cleandoc(command.help or "")


def _definitions(terms: Sequence[tuple[str, str]], width: int | None) -> Iterator[str]:
    column = max((w for term, _ in terms if (w := _columns(term)) <= _WIDEST_TERM), default=0)
    margin = _INDENT + " " * (column + len(_INDENT))
    for term, text in terms:
        first, *rest = _folded(text, width, margin)
        if _columns(term) > column:
            yield _INDENT + term
            yield first
        else:
            yield _INDENT + term + " " * (column - _columns(term)) + first[len(_INDENT) + column :]
        yield from rest


def _folded(text: str, width: int | None, margin: str) -> Iterator[str]:
    """Lines no wider than ``width``: Chinese breaks anywhere, a word of letters nowhere."""
    line = margin
    for piece in _pieces(text):
        full = width is not None and _columns(line + piece.rstrip()) > width
        if full and line.strip() and piece[0] not in _NEVER_FIRST:
            yield line.rstrip()
            line = margin
        line += piece
    yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """What must stay on one line: a wide character, or letters up to a blank."""
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
    """The columns a text takes on a terminal; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)
