"""Reading back of a written workbook: every cell is compared with the package.

The reader is another library than the writer and does not use the template: it finds a table by
its title, and expects the columns in the standard's order, with or without columns between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.utility import xl_rowcol_to_cell

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.quick_dataclass import dataclass
from yugong.standard.amount_text import AmountText, number_format
from yugong.standard.names import Listing, Names
from yugong.standard.package import Package
from yugong.standard.table import Cell, Table
from yugong.writing.column_match import columns_in_order
from yugong.writing.xlsx.shown_number import rounds_to

_MISSING_SHEET = "（没有这张表）"
SheetGrid = list[list[Any]]
"""The values of a sheet, row by row."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    grid: SheetGrid
    values: frozenset[Any]


def sheet_grids(path: Path) -> list[tuple[str, SheetGrid]]:
    """Return the name and the values of each sheet of a workbook, row by row.

    Raises FindingsError (D001) for a file that cannot be read.
    """
    try:
        book = CalamineWorkbook.from_path(str(path))
        return [
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in book.sheet_names
        ]
    except (CalamineError, OSError, ValueError) as error:
        place = Place(file=path.name)
        finding = Finding(Kind.READ_BACK_DIFFERS, place, str(error), "可以打开的工作簿")
        raise FindingsError([finding]) from error


def read_back_workbook(
    path: Path, package: Package, grids: Sequence[tuple[str, SheetGrid]] | None = None
) -> list[Finding]:
    """Return every difference between a written workbook and its package (D001).

    ``grids`` are the sheets of the workbook, where they are read already.

    Text must be equal.  A number must round half up to the published text, also as the value of a
    formula; a formula's addends must add up.  Every performance form must have its sheet with its
    text and amounts.
    """
    try:
        grids = sheet_grids(path) if grids is None else grids
        sheets = [_Sheet(*named, frozenset(chain.from_iterable(named[1]))) for named in grids]
    except FindingsError as error:
        return list(error.findings)
    findings: list[Finding] = []
    taken: set[str] = set()
    for table in package.tables:
        findings += _sum_faults(path.name, table)
        sheet = _table_sheet(sheets, table)
        if sheet is None:
            findings.append(_difference(path.name, table.title, None, _MISSING_SHEET, table.title))
            continue
        taken.add(sheet.name)
        findings += _compare_table(path.name, sheet, table)
    forms = package.context.get("项目绩效")
    if isinstance(forms, Listing):
        left = [sheet for sheet in sheets if sheet.name not in taken]
        findings += _compare_forms(path.name, left, forms)
    return findings


def _difference(file: str, sheet: str, cell: str | None, actual: str, expected: str) -> Finding:
    return Finding(
        Kind.READ_BACK_DIFFERS, Place(file=file, sheet=sheet, cell=cell), actual, expected
    )


def _sum_faults(file: str, table: Table) -> list[Finding]:
    """Return the cells whose addends do not add up: recalculation would change them."""
    findings = []
    names = [column.name for column in table.columns]
    for row in table.rows:
        for name in names:
            cell = row.cells[name]
            if not cell.addends or cell.amount is None:
                continue
            parts = [table.rows[r].cells[names[c]].amount or Decimal(0) for r, c in cell.addends]
            if sum(parts, Decimal(0)) != cell.amount:
                findings.append(
                    Finding(
                        Kind.READ_BACK_DIFFERS,
                        Place(file=file, path=f"{table.title}.{row.key}.{name}"),
                        f"各项之和 {sum(parts, Decimal(0))} 元",
                        f"{cell.amount} 元",
                    )
                )
    return findings


def _table_sheet(sheets: Sequence[_Sheet], table: Table) -> _Sheet | None:
    """Return the sheet with a cell that is the table's title; ``None`` if there is none.

    A contents list has the titles of many tables, so the sheet named for the table comes first,
    else the last that has the title.
    """
    having = [sheet for sheet in sheets if table.title in sheet.values]
    named = [sheet for sheet in having if sheet.name == f"表{table.number}"]
    candidates = named or having[-1:]
    return candidates[0] if candidates else None


def _compare_table(file: str, sheet: _Sheet, table: Table) -> list[Finding]:
    names = [column.name for column in table.columns]
    expected = [[row.cells[name] for name in names] for row in table.rows]
    if not expected:
        return []
    if _is_body_at_left(sheet.grid, expected):
        return []
    start = _body_start(sheet.grid, expected)
    body = sheet.grid[start : start + len(expected)]
    body += [[]] * (len(expected) - len(body))
    columns = _columns(body, expected)
    findings = []
    for row, cells in enumerate(expected):
        for column, cell in zip(columns, cells, strict=True):
            value = _value_at(body[row], column)
            if not _equal(value, cell):
                address = str(xl_rowcol_to_cell(start + row, column))
                findings.append(_difference(file, sheet.name, address, _text(value), cell.text))
    return findings


def _is_body_at_left(grid: SheetGrid, expected: list[list[Cell]]) -> bool:
    """Return True if the body fills the first columns, complete, with nothing to its right.

    No other place can then fit better, and there is no difference.
    """
    width = len(expected[0])
    return any(cell.text for cells in expected for cell in cells) and any(
        all(
            len(row) >= width
            and all(map(_equal, row, cells))
            and not any(value != "" for value in row[width:])
            for row, cells in zip(grid[start : start + len(expected)], expected, strict=True)
        )
        for start in range(len(grid) - len(expected) + 1)
    )


def _body_start(grid: SheetGrid, expected: list[list[Cell]]) -> int:
    """Return the first row of the best fit: most texts of the body in order, row by row."""
    filled = [[cell for cell in cells if cell.text] for cells in expected]
    best: int = 0
    best_score: int | None = None
    for start in range(max(len(grid) - len(expected), 0) + 1):
        rows = grid[start : start + len(filled)]
        score = sum(_fit_of_row(row, cells) for row, cells in zip(rows, filled, strict=False))
        if best_score is None or score > best_score:
            best, best_score = start, score
    return best


def _fit_of_row(row: Sequence[Any], cells: Sequence[Cell]) -> int:
    """Return how many of the cells the row has, from left to right, less its other values."""
    place = count = 0
    for cell in cells:
        for column in range(place, len(row)):
            if row[column] != "" and _equal(row[column], cell):
                place, count = column + 1, count + 1
                break
    return 2 * count - sum(1 for value in row if value != "")


def _columns(body: SheetGrid, expected: list[list[Cell]]) -> list[int]:
    """Return the sheet column of each table column: left to right, most cells equal.

    Of several equally good ways the leftmost is taken.
    """
    count = len(expected[0])
    width = max(count, *(len(row) for row in body))
    scores = [
        [
            sum(
                _equal(_value_at(row, place), cells[column])
                for row, cells in zip(body, expected, strict=True)
            )
            for place in range(width)
        ]
        for column in range(count)
    ]
    return columns_in_order(scores)


def _value_at(row: Sequence[Any], column: int) -> Any:
    return row[column] if column < len(row) else ""


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _equal(value: Any, cell: Cell) -> bool:
    """Return True if a cell that was read back shows the published text or number."""
    if isinstance(value, str):
        text = cell.text
        if value != text and value != _lines(text):
            return False
        return not cell.is_number or not text
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return cell.is_number and rounds_to(value, cell.text)
    return _text(value) == _lines(cell.text) and (not cell.is_number or not cell.text)


def _lines(text: str) -> str:
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _compare_forms(file: str, sheets: Sequence[_Sheet], forms: Listing) -> list[Finding]:
    """Compare each form with the next sheet that has its project's name after 项目名称."""
    findings: list[Finding] = []
    next_sheet = 0
    projects = [_project(sheet) for sheet in sheets]
    for form in forms:
        name = str(form.get("项目名称"))
        expected_name = _lines(name)
        index = next(
            (i for i in range(next_sheet, len(sheets)) if projects[i] == expected_name), None
        )
        if index is None:
            findings.append(_difference(file, name, None, _MISSING_SHEET, name))
            continue
        sheet = sheets[index]
        next_sheet = index + 1
        there = Counter(chain.from_iterable(sheet.grid))
        there.update(filter(None, map(_after_label, list(there))))
        for (text, is_amount), times in _form_texts(form).items():
            count = _times_amount(there, text) if is_amount else there[text]
            if count < times:
                actual, expected = f"出现 {count} 次", f"{text}（{times} 次）"
                findings.append(_difference(file, sheet.name, None, actual, expected))
    return findings


def _after_label(value: Any) -> str:
    """Return the text after the label in its own cell, such as 填报日期：; empty without one."""
    label, mark, text = value.partition("：") if isinstance(value, str) else ("", "", "")
    return text if mark and len(label) <= _LONGEST_LABEL else ""


def _times_amount(there: Counter[Any], text: str) -> int:
    """Return how often an amount is there, as a number that rounds to its text."""
    return sum(
        times
        for value, times in there.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and rounds_to(value, text)
    )


def _project(sheet: _Sheet) -> str | None:
    """Return the text after the label 项目名称; ``None`` on a sheet without the label."""
    for row in sheet.grid:
        if _PROJECT_LABEL in row:
            after = row[row.index(_PROJECT_LABEL) + 1 :]
            if project := next((value for value in after if value != ""), ""):
                return str(project)
    return None


def _form_texts(form: Names) -> Counter[tuple[str, bool]]:
    """Count every text of a form, with the line ends of a cell, apart from its amounts (True)."""
    texts: list[str] = []
    for _, value in form.items():
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, Names):
            texts += [text for _, text in value.items() if isinstance(text, str)]
        elif isinstance(value, Listing):
            for row in value:
                if isinstance(row, Names):
                    texts += [row.get(name) for name in row.names() if name in _INDICATOR_TEXTS]
    return Counter(
        (str(text), True) if _is_number(text) else (_lines(text), False) for text in texts if text
    )


def _is_number(text: str) -> bool:
    """Return True for an amount that a cell has as a number, not as a text such as 无."""
    return isinstance(text, AmountText) and number_format(text) is not None


_PROJECT_LABEL = "项目名称"
_LONGEST_LABEL = 6
_INDICATOR_TEXTS = ("三级", "指标值", "年度三级", "年度指标值", "说明", "依据")
