"""Numbers as a standard writes them."""

from __future__ import annotations

from decimal import Decimal

from yugong.budget.money import percent, round_half_up, to_wan
from yugong.standard.schema import NumberStyle

_DIGITS = "零一二三四五六七八九"
_YEAR_DIGITS = "〇一二三四五六七八九"


def written(value: Decimal, style: NumberStyle) -> str:
    """A number in a style, rounded half up; an exact zero as the style writes zero."""
    if value == 0:
        return style.zero
    rounded = round_half_up(value, style.places)
    text = f"{rounded:,f}" if style.grouped else f"{rounded:f}"
    if style.trimmed and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def written_amount(yuan: Decimal, unit: str, style: NumberStyle) -> str:
    """An amount in 元 written in the unit of its table, 万元 or 元."""
    return written(to_wan(yuan) if unit == "万元" else yuan, style)


def written_percent(part: Decimal, whole: Decimal, style: NumberStyle) -> str:
    """A share with its percent sign; zero, and a share of nothing, as the style writes zero."""
    share = percent(part, whole, style.places)
    if share is None or part == 0:
        return style.zero
    return f"{share:f}%"


def chinese_number(number: int) -> str:
    """1 → 一, 10 → 十, 21 → 二十一; from 1 to 99, as headings are numbered."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


def chinese_year(year: int) -> str:
    """2026 → 二〇二六."""
    return "".join(_YEAR_DIGITS[int(digit)] for digit in str(year))
