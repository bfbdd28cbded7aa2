"""One measurement in one process: ``measure.py ENGINE BUDGET OUT RUNS`` prints JSON.

``seconds`` is wall time and ``cpu`` processor time inside the process after imports, medians of
the runs, from template read to file written; ``first`` is the processor time of the first run;
``peak`` is the process's largest resident size in MB, ``base`` the same before the first run.
The first of several runs of ``build``, which loads and compiles for all, is not in the medians.
"""

from __future__ import annotations

import gc
import json
import pickle
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from by_hand import by_hand_job
from memory import peak_mb
from word_engines import docxtpl_job, floor_job
from yugong.jobs.build import build
from yugong.jobs.compute import compute_budget
from yugong.writing import docx, xlsx

_WARM = ("warm", "xlsx", "floor", "streamed")
"""The engines measured with their template already compiled."""


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return wall and processor seconds."""
    start, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - used


def job(engine: str, budget: Path, out: Path) -> Callable[[], object]:
    """Return the work to time; all preparation is done before."""
    if engine == "build":
        return lambda: build(budget, out, layout=False)
    if engine == "by_hand":
        # Made and read by ourselves: by_hand.py puts the cells of our workbook there.
        return by_hand_job(pickle.loads(budget.read_bytes()), out)
    prepared = compute_budget(budget)
    package, loaded = prepared.package, prepared.loaded
    jobs: dict[str, Callable[[], Callable[[], object]]] = {
        "docxtpl": lambda: docxtpl_job(loaded.word, package, out),
        "floor": lambda: floor_job(loaded.word, package, out, streamed=False),
        "streamed": lambda: floor_job(loaded.word, package, out, streamed=True),
        "cold": lambda: lambda: docx.DocxTemplate(loaded.word, "t").write(out, package),
        "warm": lambda: lambda: docx.compile_template(loaded.word, "t").write(out, package),
        "xlsx": lambda: lambda: xlsx.compile_workbook(loaded.excel, "t").write(out, package),
    }
    return jobs[engine]()


def main() -> None:
    engine, budget, out, runs = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    work = job(engine, budget, out)
    gc.collect()
    gc.freeze()  # no engine shall pay for going through the budget that was prepared for it
    if engine == "build":
        gc.disable()  # as the command does
    base = peak_mb()
    if engine in _WARM:
        work()
    wall, processor = zip(*(timed(work) for _ in range(runs)), strict=True)
    later = (
        1 if engine == "build" and runs > 1 else 0
    )  # its first loads and compiles for all others
    result = {
        "engine": engine,
        "seconds": statistics.median(wall[later:]),
        "cpu": statistics.median(processor[later:]),
        "first": processor[0],
        "peak": round(peak_mb()),
        "base": round(base),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
