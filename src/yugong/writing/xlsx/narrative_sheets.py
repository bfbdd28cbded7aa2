"""Sheets that show the paragraphs of the Word document, and what is wrong with their tags.

Tests: tests/writing/xlsx/test_narrative_sheets.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.findings import Finding, Kind, Place, Severity
from yugong.quick_dataclass import dataclass
from yugong.standard.narrative import NARRATIVE
from yugong.standard.package import Package
from yugong.writing.xlsx.model import Loop, SheetModel, WorkbookModel, loops_in, rows_in
from yugong.writing.xlsx.outline import cell_source

_PARAGRAPHS, _TEXT, _CHART = "段", "文字", "图"


@dataclass(frozen=True, slots=True)
class Drawn:
    """The content of an Excel template, by which the files are compared.

    ``narrative`` is True if it shows the paragraphs of the Word file; ``links`` are the texts of
    cells that only lead to other sheets.
    """

    narrative: bool
    links: frozenset[str]


def paragraph_loops(sheet: SheetModel) -> Iterator[Loop]:
    """Yield the loops of a sheet over the paragraphs of a part of 正文."""
    heads = [loop.head for loop in loops_in(sheet.blocks)]
    if sheet.loop is not None:
        heads.append(sheet.loop)
    parts = {head.name for head in heads if head.path == (NARRATIVE,)}
    for loop in loops_in(sheet.blocks):
        path = loop.head.path
        if len(path) == 2 and path[0] in parts and path[1] == _PARAGRAPHS:
            yield loop


def draws_narrative(model: WorkbookModel) -> bool:
    """Return True if a sheet shows the paragraphs of the Word document."""
    return any(True for sheet in model.sheets for _ in paragraph_loops(sheet))


def link_texts(model: WorkbookModel) -> frozenset[str]:
    """Return the fixed texts of cells that lead to another sheet."""
    return frozenset(
        cell.content
        for sheet in model.sheets
        for row in rows_in(sheet.blocks)
        for cell in row.cells
        if cell.link is not None and isinstance(cell.content, str)
    )


def narrative_problems(model: WorkbookModel, package: Package, file: str) -> Iterator[Finding]:
    """Yield loops over paragraphs that do not write their text (S009), or leave out a chart (S020).

    Also a part that is shown on sheets of its own without a loop over its paragraphs (S009).
    """
    for sheet in model.sheets:
        loops = list(paragraph_loops(sheet))
        if sheet.loop is not None and sheet.loop.path == (NARRATIVE,) and not loops:
            part = sheet.loop.name
            yield Finding(
                Kind.TEMPLATE_AGAINST_STANDARD,
                Place(file=file, sheet=sheet.name, cell=sheet.loop_place),
                f"没有写出各段（{part}.{_PARAGRAPHS}）",
                f"{{%tr for 段 in {part}.{_PARAGRAPHS} %}}…{{{{ 段.{_TEXT} }}}}…{{%tr endfor %}}",
            )
        for loop in loops:
            yield from _loop_problems(loop, sheet, package, file)


def _loop_problems(loop: Loop, sheet: SheetModel, package: Package, file: str) -> Iterator[Finding]:
    name = loop.head.name
    place = Place(file=file, sheet=sheet.name, cell=loop.place)
    rows = list(rows_in(loop.body))
    sources = [cell_source(cell) for row in rows for cell in row.cells]
    shows_text = re.compile(rf"{re.escape(name)}\s*\.\s*{_TEXT}(?!\w)")
    if not any(shows_text.search(source) for source in sources):
        tag = f"{{{{ {name}.{_TEXT} }}}}"
        yield Finding(Kind.TEMPLATE_AGAINST_STANDARD, place, f"各段没有写出{_TEXT}", tag)
    drawn = {cell.chart.name for row in rows for cell in row.cells if cell.chart is not None}
    for chart in package.charts:
        if chart.name not in drawn:
            tags = (
                f"{{%tr if {name}.{_CHART} == '{chart.name}' %}}，下面几行合并成一格，"
                f"格首写 {{%图 {chart.name} 柱形图 %}}，再 {{%tr endif %}}"
            )
            yield Finding(
                Kind.TEMPLATE_LEAVES_OUT,
                place,
                f"图“{chart.name}”没有画在正文里",
                tags,
                severity=Severity.WARNING,
            )
