"""Numbers as a standard writes them."""

from __future__ import annotations

from decimal import Decimal

from yugong.budget.money import percent, round_half_up, to_wan
from yugong.standard.schema import NumberStyle

_DIGITS = "零一二三四五六七八九"
_POWERS = ("", "十", "百", "千")
_YEAR_DIGITS = "〇一二三四五六七八九"


def number_text(value: Decimal, style: NumberStyle) -> str:
    """Return a number in a style, rounded half up; an exact zero as the style writes zero."""
    if value == 0:
        return style.zero
    rounded = round_half_up(value, style.places)
    text = f"{rounded:,f}" if style.grouped else f"{rounded:f}"
    if style.trimmed and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def written_amount(yuan: Decimal, unit: str, style: NumberStyle) -> str:
    """An amount in 元 written in the unit of its table, 万元 or 元."""
    return number_text(to_wan(yuan) if unit == "万元" else yuan, style)


def written_percent(part: Decimal, whole: Decimal, style: NumberStyle) -> str:
    """A share with its percent sign; zero, and a share of nothing, as the style writes zero."""
    share = percent(part, whole, style.places)
    if share is None or part == 0:
        return style.zero
    return f"{share:f}%"


def chinese_number(number: int) -> str:
    """A whole number up to 9999 as it is counted: 十二, 一百零五; any other stays in digits."""
    if not 0 < number < 10_000:
        return _DIGITS[0] if number == 0 else str(number)
    text, gap = "", False
    for power in range(3, -1, -1):
        digit = number // 10**power % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _POWERS[power]
        gap = not digit
    return text.removeprefix("一") if 10 <= number < 20 else text


def chinese_year(year: int) -> str:
    """2026 → 二〇二六."""
    return "".join(_YEAR_DIGITS[int(digit)] for digit in str(year))
