"""Addresses of spreadsheet cells: column letters and row numbers."""

from __future__ import annotations


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0: A, B, … Z, AA."""
    letters = ""
    column += 1
    while column:
        column, remainder = divmod(column - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the column, counted from 0, that has these capital letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_address(row: int, column: int) -> str:
    """Return the address of a cell, row and column counted from 0: ``(6, 1)`` is ``B7``."""
    return f"{column_letters(column)}{row + 1}"
