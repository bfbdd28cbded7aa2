"""An amount of a form: the text that Word prints, with the exact number that Excel writes.

Tests: tests/writing/xlsx/test_form_amounts.py.
"""

from __future__ import annotations

import re
from decimal import Decimal

_NUMBER = re.compile(r"-?[\d,]+(\.(\d+))?")


class AmountText(str):
    """A text that shows an exact amount in 元; ``addends`` are those that it is the sum of."""

    __slots__ = ("addends", "amount")

    amount: Decimal
    addends: tuple[AmountText, ...]

    @classmethod
    def of(cls, text: str, amount: Decimal, addends: tuple[AmountText, ...] = ()) -> AmountText:
        """Return the text with its amount."""
        made = cls(text)
        made.amount = amount
        made.addends = addends
        return made


def number_format(text: str) -> str | None:
    """Return the number format by which a number shows as this text; None for no plain number."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    whole = "#,##0" if "," in text else "0"
    return f"{whole}.{'0' * len(match[2])}" if match[2] else whole
