"""Every fault of a template against the names of a package, each with its cell."""

from __future__ import annotations

from collections.abc import Iterable

from yugong.findings import Finding, Kind, Place
from yugong.standard.language import TemplateEnvironment
from yugong.standard.package import Package
from yugong.standard.table import Table
from yugong.writing.table_outline import missing_columns
from yugong.writing.tag_text import outside_loop
from yugong.writing.xlsx.expression import Expression
from yugong.writing.xlsx.model import Loop, SheetModel, WorkbookModel, loops_in, rows_in
from yugong.writing.xlsx.plain import plain_values


def name_problems(model: WorkbookModel, package: Package, file: str) -> list[Finding]:
    """Unknown names, filters and unsupported syntax, sheet by sheet (S003, S004, S007)."""
    environment = TemplateEnvironment(package.filters, autoescape=False)
    if not environment.problems(_short_script(model), package.context):
        return []
    findings: list[Finding] = []
    for sheet in model.sheets:
        places: list[str] = []
        for line in sheet.script:
            places += [line.place] * (line.source.count("\n") + 1)
        source = "\n".join(line.source for line in sheet.script)
        seen: set[tuple[str, str, str]] = set()
        heads = [sheet.loop, *(loop.head for loop in loops_in(sheet.blocks))]
        looped = {head.name for head in heads if head is not None}
        for problem in environment.problems(source, package.context):
            place = places[problem.line - 1] if 0 < problem.line <= len(places) else None
            key = (problem.kind, str(place), problem.found)
            if key not in seen:
                seen.add(key)
                where = Place(file=file, sheet=sheet.name, cell=place)
                expected = problem.expected
                if problem.found in looped:
                    expected = outside_loop(problem.found)
                findings.append(Finding(problem.kind, where, problem.found, expected))
    return findings


def _short_script(model: WorkbookModel) -> str:
    """All tags of a workbook as one source, each plain value once between two tags of blocks.

    It has a fault exactly where the sheets have one, and is far sooner read; which cell it is in
    cannot be told from it.
    """
    pieces: list[str] = []
    values: dict[str, None] = {}
    for sheet in model.sheets:
        for line in sheet.script:
            plain = plain_values(line.source)
            if plain is not None:
                values.update(dict.fromkeys(plain))
                continue
            if values:
                pieces.append("{{" + "~".join(values) + "}}")
                values.clear()
            pieces.append(line.source)
    if values:
        pieces.append("{{" + "~".join(values) + "}}")
    return "\n".join(pieces)


def table_problems(model: WorkbookModel, package: Package, file: str) -> list[Finding]:
    """Tables of the standard that no sheet prints (S005), or prints without all columns (S009)."""
    findings: list[Finding] = []
    printed: set[str] = set()
    every = False
    for sheet in model.sheets:
        for loop in loops_in(sheet.blocks):
            path = loop.head.path
            if len(path) == 3 and path[0] == "表" and path[2] == "行":
                printed.add(path[1])
                table = next((t for t in package.tables if t.name == path[1]), None)
                if table is not None:
                    findings += _column_problems(loop, table, sheet, file)
            elif len(path) == 2 and path[1] == "行" and path[0] in _all_tables(sheet):
                every = True
    missing = [table for table in package.tables if table.name not in printed and not every]
    return findings + [
        Finding(
            Kind.REQUIRED_TABLE_MISSING,
            Place(file=file),
            table.name,
            f"{{%tr for 行 in 表.{table.name}.行 %}}",
        )
        for table in missing
    ]


def _all_tables(sheet: SheetModel) -> set[str]:
    """Names that stand for each table in turn on this sheet."""
    heads = [loop.head for loop in loops_in(sheet.blocks)]
    if sheet.loop is not None:
        heads.append(sheet.loop)
    return {head.name for head in heads if head.path == ("全部表",)}


def _column_problems(loop: Loop, table: Table, sheet: SheetModel, file: str) -> Iterable[Finding]:
    used: list[str] = []
    for row in rows_in(loop.body):
        for cell in row.cells:
            content = cell.content
            if isinstance(content, Expression) and content.owner == loop.head.name:
                used.append(content.member)
    names = [column.name for column in table.columns]
    missing = [name for name in names if name not in used]
    if missing:
        where = Place(file=file, sheet=sheet.name, cell=loop.place)
        found = f"表“{table.name}”没有列：{'、'.join(missing)}"
        yield Finding(
            Kind.TEMPLATE_AGAINST_STANDARD, where, found, missing_columns(missing, loop.head.name)
        )


def chart_problems(model: WorkbookModel, package: Package, file: str) -> list[Finding]:
    """Charts that the package does not have (S003) or that have no data block (S004)."""
    findings: list[Finding] = []
    known = {chart.name for chart in package.charts}
    blocks = {
        row.chart_data for sheet in model.sheets for row in rows_in(sheet.blocks) if row.chart_data
    }
    for sheet in model.sheets:
        for row in rows_in(sheet.blocks):
            for cell in row.cells:
                where = Place(file=file, sheet=sheet.name, cell=cell.place)
                name = cell.chart.name if cell.chart is not None else cell.chart_data
                if name and name not in known:
                    findings.append(
                        Finding(Kind.UNKNOWN_TEMPLATE_NAME, where, name, "、".join(sorted(known)))
                    )
                elif cell.chart is not None and name not in blocks:
                    findings.append(
                        Finding(Kind.MALFORMED_TAG, where, name, f"{{%图数据 {name} %}}")
                    )
    return findings
