"""Values as the content of a cell: a number, text, or nothing.

Tests: tests/writing/xlsx/test_cells.py.
"""

from __future__ import annotations

import re
from decimal import Decimal

from yugong.budget.money import to_wan
from yugong.figures.fact import Fact
from yugong.findings import Kind
from yugong.standard.amount_text import AmountText, number_format
from yugong.standard.table import Cell
from yugong.template.evaluation import Expression, Scope
from yugong.template.faults import TagError
from yugong.template.values import Filters, text_of

MAX_CELL_UNITS = 32_767
"""Excel's limit on a cell's text, in UTF-16 units."""

AMOUNT_FORMAT = "0.00"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AMOUNT_FILTERS = ("万元", "元", "上年元")


def in_unit(amount: Decimal, unit: str) -> Decimal:
    """Return an amount in 元 in the unit of a table, exact."""
    return amount if unit == "元" else to_wan(amount)


def cell_number(cell: Cell, unit: str) -> float | None:
    """Return the number of a table cell in its table's unit; None for text and blank."""
    if cell.count is not None:
        return float(cell.count)
    if cell.amount is None or not cell.text:
        return None
    return float(in_unit(cell.amount, unit))


def fact_number(fact: Fact, filter_name: str) -> float | None:
    """Return a fact as a number: in 元 for 元 and 上年元, else in 万元; counts as they are."""
    value = fact.previous if filter_name == "上年元" else fact.value
    if value is None:
        return None
    unit = "元" if filter_name in ("元", "上年元") else "万元"
    return float(in_unit(value, unit) if fact.unit == "元" else value)


def single_value(
    expression: Expression, scope: Scope, filters: Filters
) -> tuple[str | float | None, str]:
    """Return the content of a cell that is one expression, and its usual number format.

    A fact through an amount filter is a number that shows as the text does, an amount of a form
    stays an :class:`AmountText`; everything else is text.  Raises TagError for a value without a
    text of its own.  Cells of tables are not for here.
    """
    try:
        return _single_value(expression, scope, filters)
    except TagError as error:
        error.name_by(expression.source.strip())
        raise


def _single_value(
    expression: Expression, scope: Scope, filters: Filters
) -> tuple[str | float | None, str]:
    call = expression.call
    if call is not None and call.name in _AMOUNT_FILTERS:
        operand = call.operand(scope, filters)
        if isinstance(operand, Fact):
            text = text_of(expression.evaluate(scope, filters))
            number = fact_number(operand, call.name)
            code = number_format(text)
            if number is not None and code is not None:
                return number, code
            return text, ""
    value = expression.evaluate(scope, filters)
    if type(value) is str:
        return value or None, ""
    if type(value) is AmountText:
        return value or None, number_format(value) or ""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value) if abs(value) < 1 << 53 else str(value), ""
    return text_of(value) or None, ""


def clean_text(text: str) -> str:
    """Return text as a cell takes it: line ends are line feeds.

    Raises :class:`TagError` for a control character (B019) and for text past Excel's limit (D006).
    """
    if len(text) * 2 <= MAX_CELL_UNITS and text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    match = _CONTROL.search(text)
    if match is not None:
        start = max(match.start() - 8, 0)
        around = _CONTROL.sub("\N{WHITE SQUARE}", text[start : match.end() + 8])
        raise TagError(Kind.UNWRITABLE_CHARACTER, f"{around}（U+{ord(match[0]):04X}）")
    if len(text) * 2 > MAX_CELL_UNITS:
        units = len(text.encode("utf-16-le")) // 2
        if units > MAX_CELL_UNITS:
            raise TagError(
                Kind.TEXT_TOO_LONG_FOR_CELL,
                f"{text[:12]}…（{units} 字）",
                f"不超过 {MAX_CELL_UNITS} 字",
            )
    return text
