"""One measurement in one process: ``measure.py ENGINE BUDGET`` prints JSON.

Seconds are wall time inside the process after imports, the median of a few runs; ``peak`` is the
process's largest resident size in MB, ``base`` the same after imports and computing.  ``build``
runs once, so that every template is compiled anew.
"""

from __future__ import annotations

import io
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from yugong.build import Prepared, build, prepare
from yugong.standard.names import Listing, Names, TableView
from yugong.standard.table import Cell, Row
from yugong.writing import docx, xlsx


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def plain(value: Any) -> Any:
    """Our values as the dicts, lists and text a docxtpl user would pass."""
    if isinstance(value, TableView):
        return {name: plain(value.get(name)) for name in value.names()}
    if isinstance(value, Names):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, Listing):
        return [plain(one) for one in value]
    if isinstance(value, Row):
        cells = {name: cell.text for name, cell in value.cells.items()}
        return {**cells, "级次": value.depth, "合计行": value.is_total, "末级": value.is_leaf}
    return value.text if isinstance(value, Cell) else value


def docxtpl_render(prepared: Prepared) -> Callable[[], object]:
    """Plain docxtpl on the same template, escaping on; it leaves our merge tag alone."""
    from docxtpl import DocxTemplate
    from jinja2 import Environment, nodes
    from jinja2.ext import Extension
    from jinja2.parser import Parser

    class Merge(Extension):
        tags = {"竖并"}  # noqa: RUF012

        def parse(self, parser: Parser) -> nodes.Node:
            line = next(parser.stream).lineno
            parser.parse_expression()
            return nodes.Output([], lineno=line)

    environment = Environment(extensions=[Merge])
    environment.filters.update(prepared.package.filters)
    context = {name: plain(value) for name, value in prepared.package.context.items()}

    def work() -> None:
        template = DocxTemplate(io.BytesIO(prepared.loaded.word))
        template.render(context, environment, autoescape=True)
        template.save(io.BytesIO())

    return work


def main() -> None:
    engine, budget = sys.argv[1], Path(sys.argv[2])
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        seconds: list[float] = []
        if engine == "build":
            base = peak_mb()
            seconds.append(timed(lambda: build(budget, out / "out", layout=False)))
        else:
            prepared = prepare(budget)
            package, loaded = prepared.package, prepared.loaded
            target = out / "out.docx"

            def cold() -> None:
                docx.DocxTemplate(loaded.word, "t").write(target, package)

            def warm() -> None:
                docx.compile_template(loaded.word, "t").write(target, package)

            def excel() -> None:
                xlsx.compile_workbook(loaded.excel, "t").write(out / "out.xlsx", package)

            work = {"cold": cold, "warm": warm, "xlsx": excel}
            job = docxtpl_render(prepared) if engine == "docxtpl" else work[engine]
            base = peak_mb()
            if engine in ("warm", "xlsx"):
                job()
            seconds = [timed(job) for _ in range(runs)]
    result = {
        "engine": engine,
        "seconds": statistics.median(seconds),
        "peak": round(peak_mb()),
        "base": round(base),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
