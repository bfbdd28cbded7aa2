"""An indicator's value as printed, taken apart: direction, number, unit."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from yugong.published.model.printed_text import unspaced
from yugong.quick_dataclass import dataclass

_MONEY = {"元": Decimal(1), "千元": Decimal(1_000), "万元": Decimal(10_000), "亿元": Decimal(10**8)}
_VALUE = re.compile(
    r"^(?P<direction>不超过|不高于|不大于|不低于|不少于|不小于|大于等于|小于等于|大于|小于|超过|控制在|"
    r"≤|≥|<=|>=|<|>|=|≦|≧)?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<unit>.*)$"
)
_UPWARD = frozenset({"≥", ">=", ">", "≧", "不低于", "不少于", "不小于", "大于", "大于等于", "超过"})
_PER = re.compile(r"[/每·]|元(?:一)?(?:人|户|次|月|年|天|平|度|吨|辆|台|套|个)")
_PER_NAME = re.compile(r"/(?=[平mM㎡吨度亩人户辆台套次场个月季年天日])")
_TRAILING = re.compile(r"(?:以内|以下|以上|左右|之内)$")


class Sort(StrEnum):
    """The sort of an indicator's value."""

    NONE = "空"
    MONEY = "金额"
    PERCENT = "比例"
    COUNT = "数量"
    WORDS = "定性"


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """A value: its sort, its number as printed, its unit; ``yuan`` for one of money.

    ``per`` is what a price is for (月/人), empty for a total.  ``is_upward`` says that the target
    is at least the number.
    """

    text: str
    sort: Sort
    number: Decimal | None = None
    unit: str = ""
    yuan: Decimal | None = None
    per: str = ""
    is_upward: bool = False


@lru_cache(maxsize=4096)
def parse_value(text: str) -> IndicatorValue:
    """The value an indicator prints; words where no number leads it."""
    plain = unspaced(unicodedata.normalize("NFKC", text))
    if not plain:
        return IndicatorValue(text, Sort.NONE)
    match = _VALUE.match(plain)
    if match is None:
        return IndicatorValue(plain, Sort.WORDS)
    number = Decimal(match["number"].replace(",", ""))
    trailing = _TRAILING.search(match["unit"])
    unit = _TRAILING.sub("", match["unit"])
    upward = match["direction"] in _UPWARD or (trailing is not None and trailing[0] == "以上")
    if unit.startswith("%"):
        return IndicatorValue(plain, Sort.PERCENT, number, "%", is_upward=upward)
    money = re.match(r"(亿元|万元|千元|元)(.*)$", unit)
    if money is not None:
        per = re.sub(r"^[/每·(]+|\)$", "", money[2])
        yuan = number * _MONEY[money[1]]
        return IndicatorValue(plain, Sort.MONEY, number, money[1], yuan, per, upward)
    if re.match(r"\d|[.,、~\-—至到]|年|月|日|号", unit) and not re.fullmatch(
        r"年|个月|月|日", unit
    ):
        return IndicatorValue(plain, Sort.WORDS)
    return IndicatorValue(plain, Sort.COUNT, number, unit, is_upward=upward)


def is_price(name: str, value: IndicatorValue) -> bool:
    """True if a cost is that of one unit and not a total."""
    return (
        bool(value.per)
        or bool(_PER.search(value.text.partition("元")[2]))
        or any(word in name for word in ("单价", "单位", "人均", "每", "标准", "均价", "月均"))
        or bool(_PER_NAME.search(name))
    )


def same_digits(number: Decimal, other: Decimal) -> bool:
    """True if two numbers have the same digits and differ, if at all, by a power of ten."""
    return number.normalize().as_tuple().digits == other.normalize().as_tuple().digits
