"""Numbers with a unit in running text.

Tests: tests/published/narrative/test_statements.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from yugong.budget.money import YUAN_PER_WAN, to_wan
from yugong.quick_dataclass import dataclass

NUMBER = r"(?<![\d.A-Za-z])-?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,6})?"
_UNITS = {
    "万元": "万元",
    "亿元": "亿元",
    "元": "元",
    "%": "%",
    "个百分点": "百分点",
    "个": "个",
    "家": "个",
    "辆": "辆",
    "台(套)": "台（套）",
    "台/套": "台（套）",
    "台套": "台（套）",
    "台": "台（套）",
    "套": "台（套）",
    "平方米": "平方米",
    "㎡": "平方米",
    "平米": "平方米",
}
_UNIT = "|".join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))
_STATED = re.compile(rf"(?P<number>{NUMBER})(?P<unit>{_UNIT})")


@dataclass(frozen=True, slots=True)
class StatedNumber:
    """A printed number with its unit; money in any printed unit is in 万元."""

    value: Decimal
    unit: str
    start: int
    end: int


def numbers_in(text: str) -> Iterator[StatedNumber]:
    """Yield every number with a unit in a squeezed text."""
    for match in _STATED.finditer(text):
        value = Decimal(match["number"].replace(",", ""))
        unit = _UNITS[match["unit"]]
        if unit == "元":
            value, unit = to_wan(value), "万元"
        elif unit == "亿元":
            value, unit = value * YUAN_PER_WAN, "万元"
        yield StatedNumber(value, unit, match.start(), match.end())
