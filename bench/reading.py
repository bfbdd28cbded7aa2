"""Times checking and importing finished packages, and what it takes merely to read their text.

Usage: python bench/reading.py [N …]   (numbers of projects; 25 135 540 by default)

``reading.py JOB FILE`` measures one job in this process and prints JSON.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from memory import peak_mb

Result = dict[str, Any]

_FORMS = ("docx", "xlsx", "txt", "pdf")
_JOBS = {
    "check": "yugong check（不含启动）",
    "read": "其中读取和识别",
    "import": "yugong import（不含启动）",
    "library": "只用 python-docx、openpyxl、pdfplumber 取出各格文字",
}
_MEDIAN_UP_TO = 135
"""Larger packages are read once; python-docx takes minutes for them and is left out."""


def check_job(file: Path) -> Callable[[], object]:
    from yugong.jobs.check import check

    return lambda: check(file)


def read_job(file: Path) -> Callable[[], object]:
    from yugong.published.raw import read_document
    from yugong.published.recognise import recognise

    def work() -> None:
        raw, findings = read_document(file)
        if raw is None:
            raise ValueError(str(findings))
        recognise(raw, None)

    return work


def import_job(file: Path) -> Callable[[], object]:
    from yugong.jobs.ledger import import_ledger

    return lambda: import_ledger(file, file.with_suffix(".yaml"))


def library_job(file: Path) -> Callable[[], object]:
    """The text of every cell, by the usual library for the form."""
    import docx
    import openpyxl
    import pdfplumber

    def word() -> list[str]:
        tables = docx.Document(str(file)).tables
        return [cell.text for table in tables for row in table.rows for cell in row.cells]

    def excel() -> list[Any]:
        book = openpyxl.load_workbook(file, data_only=True)
        return [value for sheet in book for row in sheet.values for value in row]

    def pdf() -> list[Any]:
        with pdfplumber.open(file) as document:
            return [page.extract_tables() for page in document.pages]

    return {"docx": word, "xlsx": excel, "pdf": pdf}[file.suffix[1:]]


_WORK = {"check": check_job, "read": read_job, "import": import_job, "library": library_job}


def measure(job: str, file: Path) -> None:
    """One run of one job, with the collector of garbage off as in the commands."""
    work = _WORK[job](file)
    gc.disable()
    start, used = time.perf_counter(), _processor_seconds()
    work()
    wall, processor = time.perf_counter() - start, _processor_seconds() - used
    print(json.dumps({"seconds": wall, "cpu": processor, "peak": round(peak_mb())}))


def _processor_seconds() -> float:
    """Of this process and of those it has started and seen end (pages of a PDF)."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def write_forms(size: int, folder: Path) -> None:
    """A package of so many projects in every form there is a program for."""
    from scaled_budget import write_scaled_budget
    from seeded.altering import text_dump
    from yugong.jobs.build import build

    budget = folder / "budget.yaml"
    write_scaled_budget(budget, size)
    built = build(budget, folder / "out", layout=False)
    files = {file.suffix[1:]: file for file in built.files}
    word = files["docx"].rename(folder / "package.docx")
    files["xlsx"].rename(folder / "package.xlsx")
    text_dump(word, folder / "package.txt")
    office = shutil.which("soffice")
    if office is None:
        print("没有安装 LibreOffice，不测 PDF。", file=sys.stderr)
    else:
        profile = f"-env:UserInstallation=file://{folder / 'profile'}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        subprocess.run([*command, str(word)], check=True, capture_output=True)


def measure_size(size: int, folder: Path) -> dict[tuple[str, str], Result]:
    """Every job on every form of a package of so many projects."""
    script = [sys.executable, __file__]
    subprocess.run([*script, "write", str(size), str(folder)], check=True)
    runs = 3 if size <= _MEDIAN_UP_TO else 1
    measured: dict[tuple[str, str], Result] = {}
    for form in _FORMS:
        file = folder / f"package.{form}"
        for job in _WORK if file.exists() else ():
            if job == "library" and (form == "txt" or size > _MEDIAN_UP_TO):
                continue
            results = []
            for _ in range(runs):
                file.with_suffix(".yaml").unlink(missing_ok=True)  # what the last import wrote
                results.append(_once([*script, job, str(file)]))
            measured[form, job] = sorted(results, key=lambda result: float(result["cpu"]))[
                runs // 2
            ]
            print(f"{size:>5} {form} {job}: {measured[form, job]}", file=sys.stderr)
    return measured


def _once(command: list[str]) -> Result:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    result: Result = json.loads(done.stdout)
    return result


def main() -> None:
    if sys.argv[1:2] == ["write"]:
        write_forms(int(sys.argv[2]), Path(sys.argv[3]))
        return
    if len(sys.argv) == 3 and sys.argv[1] in _WORK:
        measure(sys.argv[1], Path(sys.argv[2]))
        return
    sizes = [int(size) for size in sys.argv[1:]] or [25, 135, 540]
    by_size: dict[int, dict[tuple[str, str], Result]] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            by_size[size] = measure_size(size, Path(folder))
    head = " | ".join(str(size) for size in sizes)
    rule = " ---: |" * len(sizes)
    for title, kind, times in (("处理器秒", "cpu", 1), ("峰值内存 MB", "peak", 0)):
        print(f"\n| {title} | | {head} |\n| --- | --- |{rule}")
        for form in _FORMS:
            for job in _WORK:
                cells = [_shown(by_size[size].get((form, job)), kind, times) for size in sizes]
                if any(cell != "—" for cell in cells):
                    print(f"| {form} | {_JOBS[job]} | {' | '.join(cells)} |")


def _shown(result: Result | None, kind: str, places: int) -> str:
    return "—" if result is None else f"{float(result[kind]):.{places + 1 if places else 0}f}"


if __name__ == "__main__":
    main()
