"""P18: unit prices beyond any usual range, stated or worked out from quantity and money."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from yugong.audit.evidence.form_criteria import form_criteria
from yugong.audit.evidence.indicator_value import Sort, parse_value
from yugong.audit.evidence.stated import yuan_text
from yugong.audit.evidence.word_lists import word_list
from yugong.audit.rule import Need, rule, violation
from yugong.budget.money import round_half_up
from yugong.findings import Finding, Place, Severity
from yugong.published.forms.pairing import year_total
from yugong.published.model.package import PerformanceForm, PublishedPackage
from yugong.published.model.printed_text import plain
from yugong.quick_dataclass import dataclass

_TEXTS = ("概况", "必要性", "实施计划", "实施期目标", "年度目标", "立项依据")
_CLAUSE = re.compile(r"[,，。;；!?\n]")
_MONEY = {"元": Decimal(1), "万元": Decimal(10_000)}
_NUMBER = r"\d+(?:\.\d+)?"


@dataclass(frozen=True, slots=True)
class UsualPrice:
    """A kind of price: its units, the words it is known by, and its range in 元."""

    name: str
    units: tuple[str, ...]
    words: tuple[str, ...]
    exceptions: tuple[str, ...]
    low: Decimal
    high: Decimal

    def is_meant(self, unit: str, context: str) -> bool:
        """Return True if a price for a unit, in this context, is of the kind."""
        if unit not in self.units or any(word in context for word in self.exceptions):
            return False
        return not self.words or any(word in context for word in self.words)

    def fits(self, price: Decimal) -> bool:
        """Return True if a price is within the range."""
        return self.low <= price <= self.high


@dataclass(frozen=True, slots=True)
class _Price:
    """A price in 元 for a unit: its context, its words, its place."""

    yuan: Decimal
    unit: str
    context: str
    words: str
    place: Place


@cache
def usual_prices() -> tuple[UsualPrice, ...]:
    """Return the ranges of the data file; the narrower units come first."""
    entries: list[dict[str, Any]] = word_list("unit_prices.yaml")["价格"]
    return tuple(
        UsualPrice(
            entry["名称"],
            tuple(map(plain, entry["单位"])),
            tuple(entry.get("语境", ())),
            tuple(entry.get("除外", ())),
            Decimal(entry["低"]),
            Decimal(entry["高"]),
        )
        for entry in entries
    )


@cache
def _price_in_text() -> re.Pattern[str]:
    """Return the expression of a stated price: 25元/度, 每度25元."""
    units = {unit for price in usual_prices() for unit in price.units}
    unit = "|".join(map(re.escape, sorted(units, key=len, reverse=True)))
    return re.compile(
        rf"(?P<before>{_NUMBER})(?P<money>万?元)(?:/|每|一)(?P<per>{unit})(?![a-zA-Z/])"
        rf"|每(?P<each>{unit})(?P<after>{_NUMBER})(?P<of_each>万?元)"
    )


@rule(
    "P18",
    "单价超出常理",
    "核对单价、数量和计量单位。",
    severities=[Severity.WARNING],
    needs=[Need.FORMS],
)
def unit_prices_are_possible(package: PublishedPackage) -> Iterator[Finding]:
    """绩效目标表里写明的单价，和由数量与年度资金算出的单价，在该类价格的常见范围之内。"""
    for form in package.projects:
        seen: set[tuple[str, Decimal]] = set()
        for price in (*_stated(form), *_worked_out(form)):
            usual = next(
                (each for each in usual_prices() if each.is_meant(price.unit, price.context)), None
            )
            if usual is None or usual.fits(price.yuan) or (usual.name, price.yuan) in seen:
                continue
            seen.add((usual.name, price.yuan))
            yield violation(
                "P18",
                price.place,
                f"“{form.name}”{price.words}：每{price.unit} {price.yuan.normalize():f} 元",
                f"{usual.name}一般为 {usual.low:f} 至 {usual.high:f} 元",
            )


def _stated(form: PerformanceForm) -> Iterator[_Price]:
    """Yield the prices that indicators and texts state."""
    for indicator in form.indicators:
        for name, text in (
            (indicator.level3, indicator.value),
            (indicator.year_level3 or indicator.level3, indicator.year_value),
        ):
            value = parse_value(text)
            if value.yuan is not None and value.per:
                unit = plain(value.per).replace("每", "/").strip("/")
                context = f"{form.name}{name}"
                yield _Price(value.yuan, unit, context, f"{name} {text}".strip(), indicator.place)
    for field_name in _TEXTS:
        field = form_criteria().field(form, field_name)
        if field is None:
            continue
        for clause in _CLAUSE.split(plain(field.text)):
            for match in _price_in_text().finditer(clause):
                number = match["before"] or match["after"]
                money = _MONEY[match["money"] or match["of_each"]]
                unit = match["per"] or match["each"]
                context = f"{form.name}{clause}"
                yield _Price(Decimal(number) * money, unit, context, clause, field.place)


def _worked_out(form: PerformanceForm) -> Iterator[_Price]:
    """Yield the price that a form's only quantity and the year's money make."""
    total = year_total(form)
    counted = [
        (indicator, value)
        for indicator in form.indicators
        if indicator.level2.startswith("数量")
        and (value := parse_value(indicator.value)).sort is Sort.COUNT
        and value.number
    ]
    if total is None or len(counted) != 1:
        return
    indicator, value = counted[0]
    times, unit = _times(plain(value.unit))
    quantity = (value.number or Decimal(1)) * times
    price = round_half_up(total / quantity, 4)
    words = f"{yuan_text(total)} ÷ {indicator.level3} {value.text}"
    yield _Price(price, unit, f"{form.name}{indicator.level3}", words, indicator.place)


def _times(unit: str) -> tuple[Decimal, str]:
    """Split 万度 into its factor and its unit."""
    factors: Mapping[str, int] = word_list("unit_prices.yaml")["倍数"]
    factor = Decimal(1)
    while unit[:1] in factors and len(unit) > 1:
        factor *= int(factors[unit[0]])
        unit = unit[1:]
    return factor, unit
