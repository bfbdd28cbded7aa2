"""The redline of a budget before and after its adjustment, for any number of projects.

``redline.py [SIZES…]`` prints a table; each comparison runs in a process of its own.
Two adjustments are run: one project in fifty changed, removed or added, as in practice; and
every amount of every project changed.
"""

from __future__ import annotations

import copy
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from scaled_budget import write_scaled_budget
from yugong.jobs.compute import compute_budget
from yugong.writing import docx
from yugong.writing.redline import redline

_TITLES = {"some": "五十分之一的项目有变", "all": "每个项目的金额都变"}


def write_adjusted_budget(before: Path, path: Path, kind: str) -> None:
    """Write the budget ``before`` after an adjustment; the same budget, the same file."""
    budget: dict[str, Any] = YAML(typ="safe").load(before.read_text(encoding="utf-8"))
    codes = [project["编码"] for project in budget["项目"]]
    lowered = set(codes if kind == "all" else codes[::50])
    removed = set() if kind == "all" else set(codes[25::150])
    added = [] if kind == "all" else codes[10::150]
    rows = []
    for row in budget["收支明细"]:
        code = row.get("项目")
        if code in removed:
            continue
        if code in lowered:
            row["金额"] = str(Decimal(row["金额"]) - 234)
        rows.append(row)
        if code in added:
            rows.append({**row, "项目": f"{code}N"})
    projects = []
    for project in budget["项目"]:
        if project["编码"] not in removed:
            projects.append(project)
        if project["编码"] in added:
            new = copy.deepcopy(project)
            new["编码"], new["名称"] = f"{project['编码']}N", f"新增的{project['名称']}"
            projects.append(new)
    budget["收支明细"], budget["项目"] = rows, projects
    writer = YAML()
    writer.width = 10_000
    with path.open("w", encoding="utf-8") as stream:
        writer.dump(budget, stream)


def write_document(budget: Path, path: Path) -> None:
    """The Word file of a budget, without page numbers."""
    prepared = compute_budget(budget, draft=True)
    docx.compile_template(prepared.loaded.word, "t").write(path, prepared.package)


def measure(old: Path, new: Path, runs: int) -> None:
    """Print CPU seconds, peak memory and marks of one comparison as JSON."""
    seconds = []
    out = new.with_name("redline.docx")
    for _ in range(runs):
        start = time.process_time()
        summary = redline(old, new, out, author="预公", when=date(2026, 3, 5))
        seconds.append(time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    result = {
        "seconds": statistics.median(seconds),
        "peak": round(peak),
        "revisions": summary.revisions,
        "rows": summary.rows_inserted + summary.rows_deleted,
        "tables": summary.tables_inserted + summary.tables_deleted,
        "cells": summary.cells_changed,
    }
    print(json.dumps(result))


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [25, 135, 540, 2160]
    print("| 项目数 | 调整 | 处理器秒 | 峰值内存 MB | 修订 | 增减的行 | 增减的表 | 有改动的格 |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            write_scaled_budget(home / "old.yaml", size)
            write_document(home / "old.yaml", home / "old.docx")
            for kind, title in _TITLES.items():
                write_adjusted_budget(home / "old.yaml", home / "new.yaml", kind)
                write_document(home / "new.yaml", home / "new.docx")
                runs = "3" if size <= 135 else "1"
                command = [sys.executable, __file__, "--one", str(home), runs]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                run = json.loads(done.stdout)
                print(
                    f"| {size} | {title} | {run['seconds']:.2f} | {run['peak']} | "
                    f"{run['revisions']} | {run['rows']} | {run['tables']} | {run['cells']} |",
                    flush=True,
                )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(Path(sys.argv[2]) / "old.docx", Path(sys.argv[2]) / "new.docx", int(sys.argv[3]))
    else:
        main()
