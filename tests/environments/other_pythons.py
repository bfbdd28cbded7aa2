"""Run the whole suite under each Python of this machine that the project supports.

``make test-pythons`` runs this file; ``PYTHONS`` may name the interpreters to use.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
VERSIONS = ("3.11", "3.12", "3.13", "3.14", "3.15")
_ASK = "import sys; print('%d.%d' % sys.version_info[:2], sys.executable)"


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that runs: its version, such as 3.13, and its path."""

    version: str
    path: str


def named_pythons() -> list[Interpreter]:
    """Return the Pythons that ``PYTHONS`` names, else all of the machine, one of each version.

    Raise ValueError if ``PYTHONS`` names something that does not run.
    """
    named = os.environ.get("PYTHONS", "").split()
    answers = [(python, _asked(python)) for python in named or _candidates()]
    dumb = [python for python, answer in answers if answer is None]
    if named and dumb:
        raise ValueError(f"PYTHONS 中的这些不能运行：{'、'.join(dumb)}")
    return first_of_each_version(answer for _, answer in answers if answer is not None)


def first_of_each_version(interpreters: Iterable[Interpreter]) -> list[Interpreter]:
    """Return the first Python of each supported version, oldest version first."""
    known: dict[str, Interpreter] = {}
    for interpreter in interpreters:
        known.setdefault(interpreter.version, interpreter)
    return [known[version] for version in VERSIONS if version in known]


def _candidates() -> Iterator[str]:
    """Yield the paths of possible Pythons: by name on the PATH, and those of pyenv."""
    for version in VERSIONS:
        yield from filter(None, [shutil.which(f"python{version}")])
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for version in VERSIONS:
        yield from map(str, sorted(kept.glob(f"{version}.*/bin/python")))


def _asked(python: str) -> Interpreter | None:
    """Return the version and path that a Python reports; None if it does not run.

    A shim of pyenv may not run.
    """
    try:
        done = subprocess.run([python, "-c", _ASK], capture_output=True, text=True, check=False)
    except OSError:
        return None
    version, _, path = done.stdout.strip().partition(" ")
    return Interpreter(version, path) if done.returncode == 0 else None


def _environment(interpreter: Interpreter) -> Path:
    """Make an environment for an interpreter; return the Python of the environment.

    It has the pinned versions of all libraries if they have wheels for this Python.
    """
    home = ROOT / f".venv-{interpreter.version}"
    subprocess.run([interpreter.path, "-m", "venv", str(home)], check=True)
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet"]
    pins = [*pip, "--only-binary", ":all:", "--requirement", "requirements-dev.txt"]
    if subprocess.run(pins, cwd=ROOT, check=False).returncode == 0:
        project = [*pip, "--no-deps", "--no-build-isolation", "--editable", "."]
    else:
        print(
            f"Python {interpreter.version} 没有固定版本的轮子，改用 pyproject.toml 允许的最新版本。"
        )
        project = [*pip, "setuptools>=77", "wheel", "--editable", ".[dev]"]
    subprocess.run(project, cwd=ROOT, check=True)
    return python


def main() -> int:
    """Run the suite under each Python; return 1 if it fails under any."""
    failed = []
    for interpreter in named_pythons():
        print(f"== Python {interpreter.version}：{interpreter.path}", flush=True)
        suite = [
            str(_environment(interpreter)),
            "-m",
            "pytest",
            "-q",
            *(sys.argv[1:] or ["-n", "auto", "--dist", "loadfile"]),
        ]
        if subprocess.run(suite, cwd=ROOT, check=False).returncode != 0:
            failed.append(interpreter.version)
    print(f"没有通过：{'、'.join(failed)}" if failed else "全部通过。")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
