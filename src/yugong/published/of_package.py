"""A package that was computed here, as if it had been read from print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from yugong.budget.money import to_wan
from yugong.figures.figures import Figures
from yugong.findings import Place
from yugong.published.blocks import RawDocument
from yugong.published.package import (
    FormField,
    LeftOver,
    PerformanceForm,
    PublishedPackage,
    ReadCell,
    ReadRow,
    ReadTable,
)
from yugong.published.running_text import headings, passages
from yugong.standard.names import Listing, Names
from yugong.standard.package import Package
from yugong.standard.schema import CODE_LEVELS, BlockSpec, Standard, TableSpec
from yugong.standard.table import Row, Table
from yugong.standard.tables import block_keys

_FORMS, _OVERALL = "项目绩效", "整体"


def package_of(
    standard: Standard, figures: Figures, package: Package, word: RawDocument
) -> PublishedPackage:
    """The package with its tables as computed, and its text as the Word file says it.

    ``word`` may be read without tables.  The fields of the forms are by the names the budget file
    has for them, and their places too, for that is where they are put right.
    """
    overall = package.context.get(_OVERALL)
    return PublishedPackage(
        file=word.file,
        form=word.form,
        standard=standard,
        year=figures.budget.year,
        department=figures.budget.department.name,
        tables=tables_of(standard, figures, package),
        projects=tuple(_forms(package.context.get(_FORMS))),
        overall=_form(overall, "整体绩效") if isinstance(overall, Names) else None,
        passages=passages(word.blocks, word.form),
        left_overs=tuple(LeftOver(one.kind.value, one.text, one.place) for one in word.left_overs),
        headings=headings(word.blocks, word.form),
    )


def _forms(forms: object) -> Iterator[PerformanceForm]:
    for form in forms if isinstance(forms, Listing) else ():
        name = str(form.get("项目名称"))
        yield replace(_form(form, f"项目“{name}”"), name=name)


def _form(form: Names, path: str) -> PerformanceForm:
    """Every text of a form, whatever lists it stands in; each indicator once."""
    fields = {
        where: FormField(text, Place(path=f"{path}，{where}"))
        for where, text in _texts(form, "", set())
    }
    return PerformanceForm("", fields, {}, {}, (), (), "", Place(path=path))


def _texts(value: object, path: str, seen: set[int]) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and value:
        yield path, value
    elif isinstance(value, Names) and id(value) not in seen:
        seen.add(id(value))
        for name, one in value.items():
            yield from _texts(one, f"{path}.{name}" if path else name, seen)
    elif isinstance(value, Listing):
        for number, one in enumerate(value, 1):
            yield from _texts(one, f"{path}[{number}]", seen)


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
    codes = [one.name for one in block.columns if one.text in ("编码", *CODE_LEVELS)]
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
        shown = Decimal(text.replace(",", ""))
        amount = shown if table.unit == "万元" else to_wan(shown)
    return ReadCell(text, amount, Place(path=f"{table.title}第 {number} 行“{column}”"))
