"""Times yugong against plain docxtpl on the same template and content; prints a table.

Usage: python bench/run.py [N …]   (numbers of projects; 25 135 540 2160 by default)
"""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scaled_budget import write_scaled_budget

_MEASURE = Path(__file__).parent / "measure.py"
_ENGINES = ("docxtpl", "cold", "warm", "xlsx", "build", "command")
_TITLES = {
    "docxtpl": "docxtpl，自动转义",
    "cold": "yugong DOCX，含编译模板",
    "warm": "yugong DOCX，模板已编译",
    "xlsx": "yugong XLSX",
    "build": "yugong build 全程（不排版），不含启动",
    "command": "yugong build 命令，含启动",
}


def measure(engine: str, budget: Path, runs: int) -> dict[str, Any]:
    """One engine on one budget; what compiles its templates once gets a process for each run."""
    if engine == "build":
        results = [_once(engine, budget, 1) for _ in range(runs)]
        return sorted(results, key=lambda result: float(result["seconds"]))[runs // 2]
    if engine == "command":
        return _command(budget, runs)
    return _once(engine, budget, runs)


def _command(budget: Path, runs: int) -> dict[str, Any]:
    """The whole command as a user runs it, start-up of Python included."""
    seconds = []
    for _ in range(runs + 1):  # the first fills Python's own caches
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "yugong", "build", str(budget)]
            start = time.perf_counter()
            subprocess.run([*command, "-o", folder, "--no-layout"], check=True, capture_output=True)
            seconds.append(time.perf_counter() - start)
    return {"engine": "command", "seconds": statistics.median(seconds[1:]), "peak": "—"}


def _once(engine: str, budget: Path, runs: int) -> dict[str, Any]:
    command = [sys.executable, str(_MEASURE), engine, str(budget), str(runs)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [25, 135, 540, 2160]
    results: dict[tuple[str, int], dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            budget = Path(folder) / f"{size}.yaml"
            write_scaled_budget(budget, size)
            for engine in _ENGINES:
                runs = 5 if size <= 135 else 3 if size <= 540 else 1
                results[engine, size] = measure(engine, budget, runs)
                print(f"{size:>5} {engine}: {results[engine, size]}", file=sys.stderr)
    names = ("docxtpl", "Jinja2", "lxml", "XlsxWriter", "pydantic")
    versions = "，".join(f"{name} {version(name)}" for name in names)
    print(f"Python {platform.python_version()}，{platform.machine()}；{versions}\n")
    print("| 毫秒（中位数） | " + " | ".join(str(size) for size in sizes) + " | 峰值内存 MB |")
    print("| --- |" + " ---: |" * (len(sizes) + 1))
    for engine in _ENGINES:
        times = " | ".join(f"{results[engine, size]['seconds'] * 1000:.0f}" for size in sizes)
        peaks = " / ".join(str(results[engine, size]["peak"]) for size in sizes)
        print(f"| {_TITLES[engine]} | {times} | {peaks} |")
    print("\n与 docxtpl 之比：")
    for engine in _ENGINES[1:]:
        ratios = [
            f"{results[engine, size]['seconds'] / results['docxtpl', size]['seconds']:.3f}"
            for size in sizes
        ]
        print(f"- {_TITLES[engine]}：{'、'.join(ratios)}")


if __name__ == "__main__":
    main()
