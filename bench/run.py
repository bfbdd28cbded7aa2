"""Time yugong and other engines on the same content in one run; print tables.

Usage: python bench/run.py [N …]   (numbers of projects; 25 135 540 2160 by default)
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import peers

_HERE = Path(__file__).parent
_TITLES = {
    "docxtpl": "docxtpl，自动转义",
    "docxtemplater": "docxtemplater",
    "carbone": "carbone",
    "floor": "下限：编译好的 Jinja 写成一个字符串再压缩",
    "streamed": "下限，逐段写出",
    "cold": "yugong DOCX，含编译模板",
    "warm": "yugong DOCX，模板已编译",
    "by_hand": "手写 XlsxWriter，同样的格子",
    "xlsx": "yugong XLSX",
    "build": "yugong build 全程（不排版），不含启动",
    "command": "yugong build 命令，含启动",
}
_COMPARED = {
    "warm": ("docxtpl", "docxtemplater", "carbone", "floor", "streamed"),
    "cold": ("docxtpl", "docxtemplater", "carbone", "floor"),
    "xlsx": ("by_hand",),
    "build": ("docxtpl", "docxtemplater", "carbone"),
}
_FIRST = ("docxtpl", "docxtemplater", "carbone", "cold", "build")
_VERIFIED = 540
"""The largest number of projects at which the texts of all engines are compared."""

Result = dict[str, Any]
Results = dict[tuple[str, int], Result]


def runs_of(size: int) -> int:
    return 5 if size <= 135 else 3 if size <= 540 else 1


def measure_size(size: int, folder: Path, others: tuple[str, ...]) -> dict[str, Result]:
    """Measure every engine on one number of projects."""
    budget = folder / "budget.yaml"
    _python("scaled_budget.py", budget, size)
    runs = runs_of(size)
    results: dict[str, Result] = {}

    def note(engine: str, result: Result) -> None:
        results[engine] = result
        print(f"{size:>5} {engine}: {result}", file=sys.stderr)

    if others:
        _python("peers.py", budget, folder)
    for engine in ("docxtpl", *others, "floor", "streamed", "cold", "warm"):
        out = folder / f"out-{engine}.docx"
        if engine in others:
            note(engine, peers.measure_peer(engine, folder, out, runs))
        else:
            note(engine, _once(engine, budget, out, runs))
    if size <= _VERIFIED:
        print(_python("same_text.py", *sorted(folder.glob("out-*.docx"))), file=sys.stderr)
    note("xlsx", _once("xlsx", budget, folder / "xlsx.xlsx", runs))
    _python("by_hand.py", folder / "xlsx.xlsx", folder / "cells")
    note("by_hand", _once("by_hand", folder / "cells", folder / "by_hand.xlsx", runs))
    if size <= _VERIFIED:
        same = _python("by_hand.py", folder / "xlsx.xlsx", folder / "by_hand.xlsx")
        print(same, file=sys.stderr)
    note("build", _once("build", budget, folder / "build", runs + 1))
    note("command", _command(budget, runs))
    return results


def _command(budget: Path, runs: int) -> Result:
    """Measure the whole command as a user runs it, with the start of Python."""
    wall, processor = [], []
    for _ in range(runs + 1):  # the first fills Python's own caches
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "yugong", "build", str(budget)]
            used, start = _of_children(), time.perf_counter()
            subprocess.run([*command, "-o", folder, "--no-layout"], check=True, capture_output=True)
            wall.append(time.perf_counter() - start)
            processor.append(_of_children() - used)
    seconds, cpu = statistics.median(wall[1:]), statistics.median(processor[1:])
    return {"engine": "command", "seconds": seconds, "cpu": cpu, "peak": "—"}


def _of_children() -> float:
    """Return the processor seconds of ended child processes."""
    times = os.times()
    return times.children_user + times.children_system


def _once(engine: str, budget: Path, out: Path, runs: int) -> Result:
    result: Result = json.loads(_python("measure.py", engine, budget, out, runs))
    return result


def _python(script: str, *arguments: object) -> str:
    command = [sys.executable, str(_HERE / script), *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def print_tables(results: Results, sizes: list[int]) -> None:
    """Print times, processor times, ratios, growth and memory in Markdown."""
    engines = [engine for engine in _TITLES if (engine, sizes[0]) in results]
    head = " | ".join(str(size) for size in sizes)
    rule = " ---: |" * len(sizes)
    for title, kind in (("用时", "seconds"), ("处理器时间", "cpu")):
        print(f"\n| {title}，毫秒，中位数 | {head} | 项目数 ×4 时的增长 |\n| --- |{rule} ---: |")
        for engine in engines:
            spent = [float(results[engine, size][kind]) for size in sizes]
            times = " | ".join(f"{seconds * 1000:.0f}" for seconds in spent)
            growth = f"×{spent[-1] / spent[-2]:.1f}" if len(spent) > 1 else "—"
            print(f"| {_TITLES[engine]} | {times} | {growth} |")
    print(f"\n| 新进程里的第一次，处理器毫秒 | {head} |\n| --- |{rule}")
    for engine in (engine_name for engine_name in _FIRST if engine_name in engines):
        times = " | ".join(f"{results[engine, size]['first'] * 1000:.0f}" for size in sizes)
        print(f"| {_TITLES[engine]} | {times} |")
    print(f"\n| 处理器时间之比 | {head} |\n| --- |{rule}")
    for engine, others in _COMPARED.items():
        for other in others:
            if other not in engines:
                continue
            ratios = " | ".join(
                f"{results[engine, size]['cpu'] / results[other, size]['cpu']:.2f}"
                for size in sizes
            )
            print(f"| {_TITLES[engine]}：{_TITLES[other]} | {ratios} |")
    print(f"\n| 峰值内存，MB（其中写之前已占用的） | {head} |\n| --- |{rule}")
    for engine in engines:
        measured = [results[engine, size] for size in sizes]
        peaks = [
            f"{result['peak']}（{result['base']}）" if "base" in result else str(result["peak"])
            for result in measured
        ]
        print(f"| {_TITLES[engine]} | {' | '.join(peaks)} |")


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [25, 135, 540, 2160]
    absent = peers.why_absent()
    if absent:
        print(absent, file=sys.stderr)
    others = () if absent else peers.NAMES
    results: Results = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            for engine, result in measure_size(size, Path(folder), others).items():
                results[engine, size] = result
    names = ("docxtpl", "Jinja2", "lxml", "XlsxWriter", "pydantic")
    used = {name: version(name) for name in names} | ({} if absent else peers.versions())
    about = "，".join(f"{name} {release}" for name, release in used.items())
    print(f"Python {platform.python_version()}，{platform.machine()}；{about}")
    if absent:
        print(absent)
    print_tables(results, sizes)


if __name__ == "__main__":
    main()
