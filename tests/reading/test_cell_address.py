"""Cells of a spreadsheet by number and by letter."""

from __future__ import annotations

import pytest

from yugong.reading.cell_address import cell_address, column_letters, column_number


@pytest.mark.parametrize(
    ("row", "column", "address"),
    [(0, 0, "A1"), (6, 1, "B7"), (0, 25, "Z1"), (9, 26, "AA10"), (0, 701, "ZZ1"), (0, 702, "AAA1")],
)
def test_an_address_is_written_as_in_a_spreadsheet(row: int, column: int, address: str) -> None:
    assert cell_address(row, column) == address


def test_the_letters_of_every_column_lead_back_to_it() -> None:
    columns = range(16_384)

    assert [column_number(column_letters(column)) for column in columns] == list(columns)
