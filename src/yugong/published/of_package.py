"""The tables of a package that was computed here, as if they had been read from print."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from yugong.budget.money import to_wan
from yugong.figures.figures import Figures
from yugong.findings import Place
from yugong.published.package import ReadCell, ReadRow, ReadTable
from yugong.standard.package import Package
from yugong.standard.schema import BlockSpec, Standard, TableSpec
from yugong.standard.table import Row, Table
from yugong.standard.tables import block_keys


def tables_of(standard: Standard, figures: Figures, package: Package) -> dict[str, ReadTable]:
    """Every table by its name, with the amounts as printed: rounded, in 万元."""
    keys = block_keys(standard, figures)
    return {
        spec.name: _read(spec, table, keys[spec.name], figures.budget.department.name)
        for spec, table in zip(standard.tables, package.tables, strict=True)
    }


def _read(
    spec: TableSpec, table: Table, keys: tuple[tuple[str | None, ...], ...], department: str
) -> ReadTable:
    return ReadTable(
        spec=spec,
        label=table.label,
        title=table.title,
        unit=table.unit,
        columns=frozenset(column.name for column in table.columns),
        blocks=tuple(
            tuple(_rows(block, own, table)) for block, own in zip(spec.blocks, keys, strict=True)
        ),
        place=Place(path=table.title),
        department=department,
        declares_empty=table.empty,
        notes=table.notes,
    )


def _rows(block: BlockSpec, keys: tuple[str | None, ...], table: Table) -> Iterator[ReadRow]:
    codes = next((column.name for column in block.columns if column.text == "编码"), None)
    names = next((column.name for column in block.columns if column.text == "名称"), None)
    for number, (key, row) in enumerate(zip(keys, table.rows, strict=True), start=1):
        if key is None:
            continue
        place = Place(path=f"{table.title}第 {number} 行")
        texts = [row.cells[name].text for name in (names, codes) if name]
        yield ReadRow(
            key=key,
            code=row.cells[codes].text if codes and key.isdigit() else "",
            label=next((text for text in texts if text and not text.isdigit()), ""),
            cells={column.name: _cell(table, row, number, column.name) for column in block.columns},
            place=place,
        )


def _cell(table: Table, row: Row, number: int, column: str) -> ReadCell:
    text = row.cells[column].text
    amount = None
    if row.cells[column].amount is not None:
        shown = Decimal(text.replace(",", ""))
        amount = shown if table.unit == "万元" else to_wan(shown)
    return ReadCell(text, amount, Place(path=f"{table.title}第 {number} 行“{column}”"))
