"""The command as a user runs it: its exit code and all it prints."""

from __future__ import annotations

import gc
import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from yugong.cli import main


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and what it printed on a console that knows an encoding."""

    returncode: int
    printed: bytes
    complained: bytes

    @property
    def stdout(self) -> str:
        return _text(self.printed)

    @property
    def stderr(self) -> str:
        return _text(self.complained)


def run(*arguments: str | Path, encoding: str = "utf-8") -> Done:
    """Run ``yugong`` here; what would end in a traceback raises."""
    printed, complained = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(stream, encoding, "strict") for stream in (printed, complained))
    with patch.object(sys, "argv", ["yugong", *map(str, arguments)]):
        try:
            with redirect_stdout(out), redirect_stderr(err):
                main()
        except SystemExit as end:
            code = end.code
        finally:
            gc.enable()
    assert isinstance(code, int)
    return Done(code, printed.getvalue(), complained.getvalue())


def run_apart(*arguments: str | Path, encoding: str = "utf-8") -> Done:
    """Run ``yugong`` in a process of its own, with its own order of sets and its own console."""
    command = [sys.executable, "-m", "yugong", *map(str, arguments)]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


def _text(printed: bytes) -> str:
    return printed.decode("utf-8").replace(os.linesep, "\n")
