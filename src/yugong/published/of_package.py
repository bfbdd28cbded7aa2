"""A computed package in the form of one that was read from print."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from yugong.budget.money import to_wan
from yugong.figures.figures import Figures
from yugong.findings import Place
from yugong.published.annexes_of_package import annexes_of, blocks_without
from yugong.published.forms.of_package import overall_form_of, project_forms_of
from yugong.published.forms.reading import read_forms
from yugong.published.model.blocks import RawDocument
from yugong.published.model.package import PublishedPackage, ReadCell, ReadRow, ReadTable
from yugong.published.narrative.running_text import headings, passages
from yugong.published.narrative.sections import read_sections
from yugong.published.narrative.statements import read_statements
from yugong.standard.package import Package
from yugong.standard.schema import CODE_LEVELS, BlockSpec, Standard, TableSpec
from yugong.standard.table import Row, Table
from yugong.standard.tables import block_keys

_FORMS, _OVERALL = "项目绩效", "整体"


def package_of(
    standard: Standard, figures: Figures, package: Package, word: RawDocument
) -> PublishedPackage:
    """Return a published package with the computed tables and the text of the Word file.

    ``word`` may lack the contents of its tables.  The places of the forms name the fields of the
    budget file, where a user corrects them.
    """
    year = figures.budget.year
    tables = tables_of(standard, figures, package)
    notes = {note for table in tables.values() for note in table.notes}
    blocks = blocks_without(package.annexes, word.blocks)
    sections = read_sections(read_forms(blocks, word.form).other_blocks, word.form)
    narrative = read_statements(sections, figures.catalogue, year)
    return PublishedPackage(
        file=word.file,
        form=word.form,
        standard=standard,
        year=year,
        department=figures.budget.department.name,
        tables=tables,
        sections=sections,
        statements=narrative.statements,
        enumerations=narrative.enumerations,
        projects=tuple(project_forms_of(package.context.get(_FORMS))),
        overall=overall_form_of(package.context.get(_OVERALL)),
        passages=tuple(
            passage for passage in passages(blocks, word.form) if passage.text.strip() not in notes
        ),
        left_overs=word.left_overs,
        headings=headings(blocks, word.form),
        annexes=annexes_of(package.annexes),
    )


def tables_of(standard: Standard, figures: Figures, package: Package) -> dict[str, ReadTable]:
    """Return every table by its name, with amounts rounded as printed, in 万元."""
    keys = block_keys(standard, figures)
    return {
        spec.name: _read(
            spec,
            table,
            keys[spec.name],
            figures.budget.department.name,
            standard.numbers.table.places,
        )
        for spec, table in zip(standard.tables, package.tables, strict=True)
    }


def _read(
    spec: TableSpec,
    table: Table,
    keys: tuple[tuple[str | None, ...], ...],
    department: str,
    places: int,
) -> ReadTable:
    return ReadTable(
        spec=spec,
        label=table.label,
        title=table.title,
        unit=table.unit,
        columns=frozenset(column.name for column in table.columns),
        blocks=tuple(
            tuple(_rows(block, block_keys, table))
            for block, block_keys in zip(spec.blocks, keys, strict=True)
        ),
        place=Place(path=table.title),
        department=department,
        declares_empty=table.empty,
        notes=table.notes,
        places=places,
    )


def _rows(block: BlockSpec, keys: tuple[str | None, ...], table: Table) -> Iterator[ReadRow]:
    codes = [column.name for column in block.columns if column.text in ("编码", *CODE_LEVELS)]
    names = next((column.name for column in block.columns if column.text == "名称"), None)
    for number, (key, row) in enumerate(zip(keys, table.rows, strict=True), start=1):
        if key is None:
            continue
        place = Place(path=f"{table.title}第 {number} 行")
        texts = [row.cells[name].text for name in (names, *codes) if name]
        yield ReadRow(
            key=key,
            code="".join(row.cells[name].text for name in codes) if key.isdigit() else "",
            label=next((text for text in texts if text and not text.isdigit()), ""),
            cells={column.name: _cell(table, row, number, column.name) for column in block.columns},
            place=place,
        )


def _cell(table: Table, row: Row, number: int, column: str) -> ReadCell:
    text = row.cells[column].text
    amount = None
    if row.cells[column].amount is not None:
        printed = Decimal(text.replace(",", ""))
        amount = printed if table.unit == "万元" else to_wan(printed)
    elif row.cells[column].count is not None:
        amount = row.cells[column].count
    return ReadCell(text, amount, Place(path=f"{table.title}第 {number} 行“{column}”"))
