"""Plain text of spreadsheet cells: text, codes, amounts and column heads.

A cell contains what a person typed and what the program made of it: full-width digits, thousands
separators, a number instead of a code. Unambiguous forms are normalised; everything else is
kept as written, so that the check of the fields reports it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from yugong.budget.money import YUAN_PER_WAN, is_cents, round_half_up

CellValue = str | float | int | bool | datetime | date | None
"""The content of a cell; a formula is its last computed value."""

_NEARLY_A_CENT = Decimal("0.000001")
_LONGEST_AMOUNT = 60
"""The length beyond which a text is not read as an amount."""

_BLANKS = " \t\r\n\v\f\u3000\xa0\u2002\u2003\u2009\u200b\ufeff"
_AMOUNT = re.compile(
    r"¥?(?P<sign>[+-]?)¥?(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<part>\.[0-9]*)?"
    r"(?P<unit>元整?|万元?)?"
)
_WHOLE = re.compile(r"([0-9]+)\.0+")
_UNIT_NAMES = "亿元|万元|元|万|个|项|辆|人|台|套|台套|平方米|㎡|m2|%"
_UNIT = re.compile(rf"[(\[【〔](?:金额)?(?:单位)?:?(?:{_UNIT_NAMES})[)\]】〕]", re.IGNORECASE)


def plain_text(value: CellValue) -> str | None:
    """Return a cell as text, ``None`` if it is blank.

    Whole numbers lose ``.0``, dates are ISO, blanks at either end go; line breaks stay, as LF.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _digits(value)
    if isinstance(value, datetime):
        if (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0):
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip(_BLANKS)
    return text or None


def plain_code(value: CellValue) -> str | None:
    """Return a cell as a code: half-width, without blanks, and without the ``.0`` of a number.

    Leading zeros that a spreadsheet has dropped cannot be restored.
    """
    text = plain_text(value)
    if text is None:
        return None
    text = _half_width(text).lstrip("'")
    whole = _WHOLE.fullmatch(text)
    return (whole[1] if whole else text) or None


def plain_amount(value: CellValue, *, wan: bool = False) -> tuple[str | None, str]:
    """Return a cell as an amount in 元 with two decimals, and a Chinese note on a conversion.

    The note is empty if the cell's text has no unit 万元. An amount in 万元 is multiplied exactly.
    Text that is no amount, or has parts of a cent, is returned as written. Binary fractions are
    rounded only if they are within a millionth of a 元 of whole cents. ``wan``: numbers without a
    unit of their own are in 万元.
    """
    text = plain_text(value)
    if text is None:
        return None, ""
    if isinstance(value, bool | date):
        return text, ""
    if isinstance(value, int | float):
        return _rounded(value, text, YUAN_PER_WAN if wan else Decimal(1)), ""
    if len(text) > _LONGEST_AMOUNT:
        return text, ""
    parts = _AMOUNT.fullmatch(_half_width(text))
    if parts is None:
        return text, ""
    amount = Decimal(f"{parts['sign']}{parts['whole'].replace(',', '')}{parts['part'] or ''}")
    unit = parts["unit"] or ""
    if unit.startswith("万") or (wan and not unit):
        amount *= YUAN_PER_WAN
    if not is_cents(amount):
        return text, ""
    written = f"{amount:.2f}"
    return written, f"“{text}”已换算为 {written} 元" if unit.startswith("万") else ""


def head_name(value: CellValue) -> str:
    """Return the name of a column from its head, empty if it has none.

    Line breaks, blanks, bracketed units such as （万元）, marks of required columns (*), and
    full-width forms are removed.
    """
    return _UNIT.sub("", _half_width(plain_text(value) or "")).strip("*")


def _half_width(text: str) -> str:
    """Return the text in half width, without any blanks."""
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(narrow.split()).replace("\u200b", "").replace("\ufeff", "")


def _digits(value: float) -> str:
    number = Decimal(repr(value))
    if not number.is_finite():
        return str(value)
    if number == number.to_integral_value():
        return str(int(number))
    return f"{number:f}"


def _rounded(value: float, text: str, times: Decimal) -> str:
    number = Decimal(repr(value)) * times
    if not number.is_finite() or number.adjusted() > _LONGEST_AMOUNT // 3:
        return text
    cents = round_half_up(number)
    return f"{cents:.2f}" if abs(number - cents) <= _NEARLY_A_CENT else text
