"""The Pythons of this machine that the project is meant for, and the whole suite under each.

``make test-pythons`` runs this file; which ones it takes may be said by ``PYTHONS``.
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
    """A Python that runs: its version, such as 3.13, and where it is."""

    version: str
    path: str


def named_pythons() -> list[Interpreter]:
    """Those that PYTHONS names, or every one found, the first of each version.

    Raises :class:`ValueError` where PYTHONS names what does not run.
    """
    named = os.environ.get("PYTHONS", "").split()
    found = [(one, _asked(one)) for one in named or _candidates()]
    dumb = [one for one, answer in found if answer is None]
    if named and dumb:
        raise ValueError(f"PYTHONS 中的这些不能运行：{'、'.join(dumb)}")
    return first_of_each_version(answer for _, answer in found if answer is not None)


def first_of_each_version(found: Iterable[Interpreter]) -> list[Interpreter]:
    """Those the project is meant for, oldest first."""
    known: dict[str, Interpreter] = {}
    for one in found:
        known.setdefault(one.version, one)
    return [known[version] for version in VERSIONS if version in known]


def _candidates() -> Iterator[str]:
    """Whatever may be one: by name on the PATH, and what pyenv keeps beside it."""
    for version in VERSIONS:
        yield from filter(None, [shutil.which(f"python{version}")])
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for version in VERSIONS:
        yield from map(str, sorted(kept.glob(f"{version}.*/bin/python")))


def _asked(python: str) -> Interpreter | None:
    """What it says of itself; ``None`` where it does not run, as a shim of pyenv may not."""
    try:
        done = subprocess.run([python, "-c", _ASK], capture_output=True, text=True, check=False)
    except OSError:
        return None
    version, _, path = done.stdout.strip().partition(" ")
    return Interpreter(version, path) if done.returncode == 0 else None


def _environment(one: Interpreter) -> Path:
    """The Python of an environment of its own, with the pinned versions where they have wheels."""
    home = ROOT / f".venv-{one.version}"
    subprocess.run([one.path, "-m", "venv", str(home)], check=True)
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet"]
    pins = [*pip, "--only-binary", ":all:", "--requirement", "requirements-dev.txt"]
    if subprocess.run(pins, cwd=ROOT, check=False).returncode == 0:
        own = [*pip, "--no-deps", "--no-build-isolation", "--editable", "."]
    else:
        print(f"Python {one.version} 没有固定版本的轮子，改用 pyproject.toml 允许的最新版本。")
        own = [*pip, "setuptools>=77", "wheel", "--editable", ".[dev]"]
    subprocess.run(own, cwd=ROOT, check=True)
    return python


def main() -> int:
    """Run the suite under each; non-zero where it failed under any."""
    failed = []
    for one in named_pythons():
        print(f"== Python {one.version}：{one.path}", flush=True)
        suite = [
            str(_environment(one)),
            "-m",
            "pytest",
            "-q",
            *(sys.argv[1:] or ["-n", "auto", "--dist", "loadfile"]),
        ]
        if subprocess.run(suite, cwd=ROOT, check=False).returncode != 0:
            failed.append(one.version)
    print(f"没有通过：{'、'.join(failed)}" if failed else "全部通过。")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
