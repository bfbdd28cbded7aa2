"""Write to a console, a file or a pipe, whatever characters it can carry."""

from __future__ import annotations

import codecs
import json
import os
import sys

import typer


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


def print_json(document: object) -> None:
    """Print a document as JSON; no character is lost, whatever the encoding."""
    text = json.dumps(document, ensure_ascii=not _unicode(), indent=1)
    typer.echo(text)


def _unicode() -> bool:
    try:
        return codecs.lookup(sys.stdout.encoding).name.startswith("utf")
    except (AttributeError, LookupError, TypeError):
        return True  # not a text stream of a console: a program's own, which takes any text
