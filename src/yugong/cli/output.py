"""Write to a console, a file or a pipe, whatever characters it can carry."""

from __future__ import annotations

import codecs
import json
import os
import re
import sys
from collections.abc import Iterable
from typing import TextIO

import typer

Pieces = tuple[tuple[str, str], ...]
"""A line as pieces of text with their styles; the empty style is plain."""

_TERMINAL_SETTINGS = ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE")
_CHANGED_BY_RICH = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]|\s$")


def open_streams() -> None:
    """Keep a character from ending a command: a GBK console shows “?” for unknown ones."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def close_streams() -> None:
    """Flush the streams; the reader may have closed the pipe (``| head``)."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            # Python flushes once more at its end, and would complain then.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write_plain(stream: TextIO, lines: Iterable[Pieces]) -> bool:
    """Write lines without their styles to a file or a pipe; return False for a terminal.

    Rich takes 25 ms to load, so it is left to terminals and to texts that it would change.
    """
    if stream.isatty() or any(name in os.environ for name in _TERMINAL_SETTINGS):
        return False
    texts = ["".join(text for text, _ in pieces) for pieces in lines]
    if any(_CHANGED_BY_RICH.search(text) for text in texts):
        return False
    typer.echo("\n".join(texts), file=stream)
    return True


def print_json(document: object) -> None:
    """Print a document as JSON; no character is lost, whatever the encoding."""
    text = json.dumps(document, ensure_ascii=not _unicode(), indent=1)
    typer.echo(text)


def _unicode() -> bool:
    try:
        return codecs.lookup(sys.stdout.encoding).name.startswith("utf")
    except (AttributeError, LookupError, TypeError):
        return True  # not a text stream of a console: a program's own, which takes any text
