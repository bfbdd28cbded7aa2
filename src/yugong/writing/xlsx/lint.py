"""The faults of a template against the names of a package, each with its cell.

Tests: tests/standards_kit/test_linting.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from yugong.findings import Finding, Kind, Place
from yugong.standard.package import Package
from yugong.standard.table import Table
from yugong.template.checker import tag_faults
from yugong.template.evaluation import Expression
from yugong.writing.table_outline import missing_columns
from yugong.writing.xlsx.model import Loop, SheetModel, WorkbookModel, loops_in, rows_in


def name_problems(model: WorkbookModel, package: Package, file: str) -> list[Finding]:
    """Return unknown names (S003), values without a text and unfit filters (S004), by sheet."""
    findings: dict[Finding, None] = {}
    for sheet in model.sheets:
        for fault in tag_faults(sheet.tags, package.filters, package.context):
            where = Place(file=file, sheet=sheet.name, cell=fault.place)
            finding = Finding(fault.code, where, fault.actual, fault.expected, about=fault.about)
            findings[finding] = None
    return list(findings)


def table_problems(model: WorkbookModel, package: Package, file: str) -> list[Finding]:
    """Return tables of the standard that no sheet has (S005), or has without a column (S009)."""
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
    """Return the names that loops over all tables give to a table on this sheet."""
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
        actual = f"表“{table.name}”没有列：{'、'.join(missing)}"
        yield Finding(
            Kind.TEMPLATE_AGAINST_STANDARD,
            where,
            actual,
            missing_columns(missing, loop.head.name),
            about=tuple(missing),
        )


def chart_problems(model: WorkbookModel, package: Package, file: str) -> list[Finding]:
    """Return charts that the package does not have (S003) or that have no data rows (S004)."""
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
