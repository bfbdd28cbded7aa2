"""Measure the start of commands, compared with that of Python itself.

Usage: python bench/startup.py [runs]   (21 by default; prints a table)
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

LIMIT = 0.25
"""Seconds that ``yugong --help`` may take longer than Python itself."""

_LINES: dict[str, Sequence[str]] = {
    "python -c pass": ("-c", "pass"),
    "yugong --help": ("-m", "yugong", "--help"),
    "yugong build --help": ("-m", "yugong", "build", "--help"),
    "yugong --version": ("-m", "yugong", "--version"),
    "读入 yugong.jobs.build（各库都读入）": ("-c", "import yugong.jobs.build"),
    "读入 yugong.jobs.check": ("-c", "import yugong.jobs.check"),
}


def start_times(runs: int) -> dict[str, float]:
    """Return the median seconds of each line, measured in turns so that load affects all alike."""
    # Without its cache of compiled files Python compiles all of them anew at every start.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    seconds: dict[str, list[float]] = {title: [] for title in _LINES}
    for run in range(runs + 1):
        for title, line in _LINES.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, *line], check=True, capture_output=True, env=kept)
            if run:  # the first fills the cache
                seconds[title].append(time.perf_counter() - start)
    return {title: statistics.median(taken) for title, taken in seconds.items()}


def main() -> None:
    times = start_times(int(sys.argv[1]) if len(sys.argv) > 1 else 21)
    bare = times["python -c pass"]
    print(f"Python {platform.python_version()}，{platform.machine()}\n")
    print("| 命令 | 毫秒（中位数） | 比 Python 本身多 |")
    print("| --- | ---: | ---: |")
    for title, taken in times.items():
        print(f"| `{title}` | {taken * 1000:.0f} | {(taken - bare) * 1000:.0f} |")
    if times["yugong --help"] - bare > LIMIT:
        sys.exit(f"yugong --help 比 Python 本身多用了 {LIMIT} 秒以上")


if __name__ == "__main__":
    main()
