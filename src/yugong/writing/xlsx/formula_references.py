"""The references of a template's formula: found once, moved to where their rows came out.

Tests: tests/writing/xlsx/test_features.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from yugong.reading.cell_address import column_letters, column_number
from yugong.writing.xlsx.features import Formula, Reference, SheetArea

MAX_FORMULA_LENGTH = 1_000

_SHEET = r"(?:(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!)?"
_CELL = r"(\$?[A-Za-z]{1,3})(\$?)([1-9]\d{0,6})"
_REFERENCE = re.compile(rf"{_SHEET}{_CELL}(?::{_CELL})?")
_COLUMNS = re.compile(rf"{_SHEET}(\$?[A-Za-z]{{1,3}}):(\$?[A-Za-z]{{1,3}})")
_ROWS = re.compile(rf"{_SHEET}\$?[1-9]\d*:\$?[1-9]\d*")

RowsOut = Callable[[Reference], tuple[int, int] | None]
"""The first and last row that a reference's rows came out at; ``None`` where they did not."""


class FormulaNotMovableError(Exception):
    """The formula refers to cells in a way that cannot follow their rows."""


def read_formula(text: str) -> Formula:
    """Return the formula taken apart at its references.

    Raise :class:`FormulaNotMovableError` for references to other files, to whole rows, to
    structures of tables, and for broken ones.
    """
    # The tokenizer belongs to the slow reader of templates.
    from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

    if len(text) > MAX_FORMULA_LENGTH:
        raise FormulaNotMovableError
    pieces: list[str | Reference] = []
    try:
        tokens = Tokenizer(f"={text.removeprefix('=')}").items
    except (TokenizerError, IndexError, ValueError) as error:
        raise FormulaNotMovableError from error
    for token in tokens:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            pieces.append(read_reference(token.value))
        elif token.type == Token.OPERAND and token.subtype == Token.ERROR:
            raise FormulaNotMovableError
        else:
            pieces.append(token.value)
    return tuple(pieces)


def read_reference(text: str) -> str | Reference:
    """Return the cells that a text refers to, or the text itself where it is a name.

    Raise :class:`FormulaNotMovableError` where it is neither.
    """
    if match := _REFERENCE.fullmatch(text):
        quoted, plain, column, fixed, row, last_column, last_fixed, last_row = match.groups()
        return Reference(
            (quoted or plain or "").replace("''", "'"),
            column.upper(),
            int(row) - 1,
            bool(fixed),
            (last_column or "").upper(),
            None if last_row is None else int(last_row) - 1,
            bool(last_fixed),
        )
    if match := _COLUMNS.fullmatch(text):
        quoted, plain, first, last = match.groups()
        sheet = (quoted or plain or "").replace("''", "'")
        return Reference(sheet, first.upper(), None, True, last.upper())
    if _ROWS.fullmatch(text) or any(sign in text for sign in "[]!#:"):
        raise FormulaNotMovableError
    return text


def area_of(reference: Reference) -> SheetArea:
    """Return the template area of a reference; whole columns reach from the first row on."""
    left = _column(reference.first_column)
    right = _column(reference.last_column or reference.first_column)
    top = reference.first_row or 0
    bottom = top if reference.last_row is None else reference.last_row
    return top, left, bottom, right


def _column(letters: str) -> int:
    return column_number(letters.lstrip("$"))


def written_formula(formula: Formula, rows_out: RowsOut, sheet_name: Callable[[str], str]) -> str:
    """Return the formula with its references moved.

    ``sheet_name`` gives the written sheet of a template sheet.  Raise
    :class:`FormulaNotMovableError` where cells that it refers to are not written.
    """
    pieces: list[str] = []
    for piece in formula:
        pieces.append(piece if isinstance(piece, str) else _written(piece, rows_out, sheet_name))
    return "".join(pieces)


def _written(reference: Reference, rows_out: RowsOut, sheet_name: Callable[[str], str]) -> str:
    prefix = ""
    if reference.sheet:
        prefix = "'" + sheet_name(reference.sheet).replace("'", "''") + "'!"
    if reference.first_row is None:
        return f"{prefix}{reference.first_column}:{reference.last_column}"
    rows = rows_out(reference)
    if rows is None:
        raise FormulaNotMovableError
    first, last = rows
    start = f"{prefix}{reference.first_column}{'$' * reference.first_fixed}{first + 1}"
    if reference.last_row is None:
        return start
    return f"{start}:{reference.last_column}{'$' * reference.last_fixed}{last + 1}"


def fixed_area(sheet: str, area: SheetArea) -> str:
    """Return the absolute reference to an area of a sheet: ``='表1'!$A$3:$D$9``."""
    top, left, bottom, right = area
    name = sheet.replace("'", "''")
    first, last = column_letters(left), column_letters(right)
    if (top, left) == (bottom, right):
        return f"='{name}'!${first}${top + 1}"
    return f"='{name}'!${first}${top + 1}:${last}${bottom + 1}"
