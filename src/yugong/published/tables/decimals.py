"""The decimals that a package prints its amounts with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from yugong.published.model.package import ReadTable

_ENOUGH = 20
"""Amounts in 万元 without decimals from which a package is taken to print none."""


def decimals_in(text: str) -> int:
    """The digits after the decimal point of a printed number."""
    _, point, decimals = text.strip().rpartition(".")
    return len(decimals) if point and decimals.isdigit() else 0


def usual_decimals(decimals: Iterable[int], prescribed: int, enough: int = _ENOUGH) -> int:
    """The decimals that most of those amounts are printed with that have any.

    ``prescribed`` are those of the standard, for fewer than ``enough`` amounts without decimals:
    a number such as 50 may lack the zeros at its end.
    """
    counted = Counter(decimals)
    whole = counted.pop(0, 0)
    if counted:
        return max(counted, key=lambda places: (counted[places], places))
    return 0 if whole >= enough else prescribed


def table_places(tables: Sequence[ReadTable], prescribed: int) -> dict[str, int]:
    """The decimals of the amounts in the tables of a package, by the unit of the tables.

    Whole 元 are taken as rounded however few they are: that hides less than one 元.
    """
    return {
        unit: usual_decimals(
            (
                decimals
                for table in tables
                if table.unit == unit
                for decimals in _amount_decimals(table)
            ),
            prescribed,
            1 if unit == "元" else _ENOUGH,
        )
        for unit in {table.unit for table in tables}
    }


def _amount_decimals(table: ReadTable) -> Iterator[int]:
    for spec, rows in zip(table.spec.blocks, table.blocks, strict=True):
        names = [column.name for column in spec.columns if not (column.text or column.is_count)]
        for row in rows:
            for name in names:
                cell = row.cells.get(name)
                if cell is not None and cell.amount:
                    yield decimals_in(cell.text)
