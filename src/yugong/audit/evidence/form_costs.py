"""The costs a performance form sets itself: totals, prices, and what price times quantity makes.

Tests: tests/audit/forms/test_prices.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from yugong.audit.evidence.form_criteria import form_criteria
from yugong.audit.evidence.indicator_value import IndicatorValue, Sort, is_price, parse_value
from yugong.audit.evidence.stated import yuan_text
from yugong.budget.money import ZERO
from yugong.published.model.package import FormIndicator, PerformanceForm


def costs(
    form: PerformanceForm, *, of_year: bool
) -> Iterator[tuple[FormIndicator, str, IndicatorValue]]:
    """The cost indicators of a form: for the year, or for the whole period."""
    for indicator in form.indicators:
        if (
            "成本" not in f"{indicator.level1}{indicator.level2}"
            or "效益" in f"{indicator.level1}{indicator.level2}"
        ):
            continue
        if of_year and (indicator.year_value or indicator.year_level3):
            yield (
                indicator,
                indicator.year_level3 or indicator.level3,
                parse_value(indicator.year_value),
            )
        elif not of_year:
            yield indicator, indicator.level3, parse_value(indicator.value)


def units(price: IndicatorValue) -> list[str]:
    """The units a price is for: 月 and 人 of 元/月/人."""
    return [unit for unit in price.per.replace("每", "/").replace("·", "/").split("/") if unit]


def product(form: PerformanceForm, price: IndicatorValue) -> tuple[Decimal, str] | None:
    """Price times quantity times periods; ``None`` where the form does not give all of them."""
    if not units(price):
        return None
    amount = price.yuan or ZERO
    steps = price.text
    for unit in units(price):
        times = form_criteria().times_a_year.get(unit)
        if times is None:
            counts = [value for value in _counted(form) if value.unit == unit and value.number]
            if len(counts) != 1:
                return None
            amount *= counts[0].number or ZERO
            steps += f"×{counts[0].number}{unit}"
        else:
            amount *= times
            steps += f"×{times}"
    return amount, steps


def estimate(form: PerformanceForm) -> str:
    """The product of a form's single price and single quantity, for evidence; empty if it has none.

    A price that does not print what it is for (单价 1700 元) is for each of the only thing counted.
    """
    prices = [
        value
        for _, name, value in costs(form, of_year=False)
        if value.yuan and is_price(name, value)
    ]
    if len(prices) != 1:
        return ""
    price = prices[0]
    made = product(form, price)
    if made is None and not price.per:
        counts = [value for value in _counted(form) if value.unit]
        if len(counts) == 1:
            [count] = counts
            amount = (price.yuan or ZERO) * (count.number or ZERO)
            made = amount, f"{price.text}×{count.number}{count.unit}"
    return f"{made[1]} = {yuan_text(made[0])}" if made is not None else ""


def _counted(form: PerformanceForm) -> list[IndicatorValue]:
    """The quantities of a form."""
    values = (
        parse_value(indicator.value)
        for indicator in form.indicators
        if indicator.level2.startswith("数量")
    )
    return [value for value in values if value.sort is Sort.COUNT]
