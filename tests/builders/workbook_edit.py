"""A small ledger as a workbook for tests, with single cells changed as a person would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from builders.small_budget import budget_text
from yugong.budget.catalogue import Catalogue
from yugong.findings import Finding
from yugong.intake.catalogue_source import load_catalogue
from yugong.intake.workbook_read import read_workbook
from yugong.intake.workbook_value import WorkbookValue
from yugong.intake.workbook_write import write_workbook
from yugong.reading.located_yaml import parse_yaml

Edit = Callable[[Workbook], None]


def catalogue(year: int = 2026) -> Catalogue:
    return load_catalogue(year)[0]


def plain_value(text: str) -> dict[str, Any]:
    """The plain value of a YAML budget."""
    located, findings = parse_yaml(text.encode(), "budget.yaml")
    assert located is not None
    assert findings == []
    value: dict[str, Any] = located.value
    return value


def small_value() -> dict[str, Any]:
    return plain_value(budget_text())


def small_workbook(folder: Path) -> Path:
    path = folder / "budget.xlsx"
    write_workbook(path, small_value(), catalogue())
    return path


def edited(folder: Path, edit: Edit) -> Path:
    """The small ledger after ``edit`` has changed it and it was saved."""
    path = small_workbook(folder)
    book = load_workbook(path)
    edit(book)
    book.save(path)
    return path


def setting(sheet: str, cell: str, value: object) -> Edit:
    """An edit that puts a value into one cell."""

    def edit(book: Workbook) -> None:
        book[sheet][cell].value = value

    return edit


def read_edited(folder: Path, edit: Edit) -> tuple[WorkbookValue, list[Finding]]:
    workbook, findings = read_workbook(edited(folder, edit))
    assert workbook is not None
    return workbook, findings
