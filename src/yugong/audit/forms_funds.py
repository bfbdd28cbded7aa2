"""P03, P04, P05, P12: the money on a performance form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from yugong.audit.form_match import year_total
from yugong.audit.form_words import form_words
from yugong.audit.indicator_value import (
    IndicatorValue,
    Sort,
    is_price,
    parse_value,
    same_digits,
)
from yugong.audit.rule import Need, found, rule
from yugong.audit.stated import listed, yuan
from yugong.budget.money import ZERO, is_cents
from yugong.findings import Finding, Severity
from yugong.published.package import FormIndicator, PerformanceForm, PublishedPackage
from yugong.published.printed_text import plain

_TOTAL = "总额"
_HUNDRED = Decimal(100)


@rule(
    "P03",
    "资金总额不等于各来源之和",
    "核对各级财政资金、自筹和其他资金。",
    needs=[Need.FORMS],
)
def funds_are_the_sum_of_their_origins(package: PublishedPackage) -> Iterator[Finding]:
    """资金总额等于中央、省级、市县财政资金、单位自筹与其他资金之和，实施期与年度都如此。"""
    for form in package.projects:
        for title, funds in (("实施期", form.period_funds), ("年度", form.year_funds)):
            yield from _origins(form, title, funds)


def _origins(form: PerformanceForm, title: str, funds: Mapping[str, Decimal]) -> Iterator[Finding]:
    parts = {name: amount for name, amount in funds.items() if name != _TOTAL}
    if _TOTAL not in funds or not any(parts.values()):
        return
    total = sum(parts.values(), ZERO)
    if total != funds[_TOTAL]:
        yield found(
            "P03",
            form.place,
            f"“{form.name}”{title}资金总额 {yuan(funds[_TOTAL])}，各来源之和 {yuan(total)}",
            "总额等于各来源之和",
            difference=yuan(funds[_TOTAL] - total),
            evidence=listed(f"{name} {yuan(amount)}" for name, amount in parts.items()),
        )


@rule(
    "P04",
    "实施期资金与年度资金不相称",
    "一次性项目两者相等；延续项目的实施期资金是各年之和。",
    needs=[Need.FORMS],
)
def the_period_covers_the_year(package: PublishedPackage) -> Iterator[Finding]:
    """实施期资金不小于年度资金；一次性、一年结束的项目两者相等。"""
    words = form_words()
    for form in package.projects:
        period, year = form.period_funds.get(_TOTAL), form.year_funds.get(_TOTAL)
        if not period or not year or period == year:
            continue
        kind = words.text(form, "项目属性")
        term = plain(words.text(form, "项目期"))
        one_year = words.one_off in kind and (not term or bool(words.one_year.match(term)))
        if period < year:
            expected = "实施期资金不小于年度资金"
        elif one_year:
            expected = "一次性、一年结束的项目，实施期资金等于年度资金"
        else:
            continue
        yield found(
            "P04",
            form.place,
            f"“{form.name}”实施期 {yuan(period)}，年度 {yuan(year)}",
            expected,
            difference=yuan(period - year),
            evidence=tuple(one for one in (kind, term) if one),
        )


@rule(
    "P05",
    "成本指标与项目资金不符",
    "成本的总额不超过资金总额，写成“≤金额”。",
    needs=[Need.FORMS],
)
def costs_stay_within_the_money(package: PublishedPackage) -> Iterator[Finding]:
    """总额型成本指标不超过相应的资金总额，写成不超过（≤）或等于，单位是钱。"""
    for form in package.projects:
        first = next(wrong_costs(form), None)
        if first is not None:
            yield _cost_found(form, first)


@dataclass(frozen=True, slots=True)
class WrongCost:
    """A cost indicator that is not of the form's money: what it should be, of which money."""

    indicator: FormIndicator
    name: str
    value: IndicatorValue
    expected: str
    title: str
    funds: Decimal | None


def wrong_costs(form: PerformanceForm) -> Iterator[WrongCost]:
    """The costs that are not of the form's money: those of the year, else of the whole period."""
    for title, funds, of_year in (
        ("年度", form.year_funds.get(_TOTAL), True),
        ("实施期", form.period_funds.get(_TOTAL), False),
    ):
        costs = list(_costs(form, of_year=of_year))
        wrong = [
            WrongCost(one, name, value, expected, title, funds)
            for one, name, value in costs
            if (expected := _expected(title, funds, name, value, alone=len(costs) == 1))
        ]
        if wrong:
            yield from wrong
            return


def _costs(
    form: PerformanceForm, *, of_year: bool
) -> Iterator[tuple[FormIndicator, str, IndicatorValue]]:
    """The cost indicators of a form: for the year, or for the whole period."""
    for one in form.indicators:
        if "成本" not in f"{one.level1}{one.level2}" or "效益" in f"{one.level1}{one.level2}":
            continue
        if of_year and (one.year_value or one.year_level3):
            yield one, one.year_level3 or one.level3, parse_value(one.year_value)
        elif not of_year:
            yield one, one.level3, parse_value(one.value)


def _expected(
    title: str, funds: Decimal | None, name: str, value: IndicatorValue, *, alone: bool
) -> str:
    """What a cost should be beside its money; empty where it may be what it is."""
    if value.is_upward and value.sort is Sort.MONEY:
        return "成本写成不超过（≤）或等于"
    if not funds:
        return ""
    if value.sort is Sort.PERCENT and _is_the_sum_in_percent(value, funds):
        return f"≤{yuan(funds)}，单位是钱"
    if value.yuan is None or is_price(name, value):
        return ""
    if value.yuan > funds * (1 + form_words().cost_margin / _HUNDRED):
        return f"不超过{title}资金 {yuan(funds)}"
    if alone and value.yuan and value.yuan != funds and same_digits(value.yuan, funds):
        return f"与{title}资金 {yuan(funds)} 数字相同而差几位，疑似单位写错"
    return ""


def _is_the_sum_in_percent(value: IndicatorValue, funds: Decimal) -> bool:
    """Whether a percentage has the digits of the money (45% for 45万元), and not just one."""
    number = value.number
    if number is None or len(number.normalize().as_tuple().digits) < 2:
        return False
    return same_digits(number, funds)


def _cost_found(form: PerformanceForm, wrong: WrongCost) -> Finding:
    funds, value = wrong.funds, wrong.value
    over = value.yuan - funds if value.yuan is not None and funds else None
    return found(
        "P05",
        wrong.indicator.place,
        f"“{form.name}”成本指标“{wrong.name}”{value.text}",
        wrong.expected,
        difference=yuan(over) if over is not None and over > 0 and is_cents(over) else "",
        evidence=(f"{wrong.title}资金总额 {yuan(funds)}",) if funds else (),
    )


@rule(
    "P12",
    "数量乘单价不等于年度资金",
    "核对数量、单价、期数和金额。",
    needs=[Need.FORMS],
)
def price_times_quantity_is_the_money(package: PublishedPackage) -> Iterator[Finding]:
    """写明数量、单价和期数的项目，三者相乘等于年度资金。"""
    for form in package.projects:
        total = year_total(form)
        prices = [
            (name, value)
            for _, name, value in _costs(form, of_year=False)
            if value.yuan and value.per
        ]
        every = [value for _, _, value in _costs(form, of_year=False) if value.yuan]
        if total is None or len(prices) != 1 or len(every) != 1:
            continue
        name, price = prices[0]
        product = _product(form, price)
        if product is None:
            continue
        amount, steps = product
        if abs(amount - total) * _HUNDRED <= total * form_words().price_margin:
            continue
        by_time = any(unit in form_words().times_a_year for unit in _units(price))
        yield found(
            "P12",
            form.place,
            f"“{form.name}”{name} {price.text}：{steps} = {yuan(amount)}",
            f"年度资金 {yuan(total)}",
            severity=Severity.ERROR if by_time and same_digits(amount, total) else Severity.WARNING,
            difference=yuan(total - amount),
        )


def _units(price: IndicatorValue) -> list[str]:
    """What a price is for: 月 and 人 of 元/月/人."""
    return [unit for unit in price.per.replace("每", "/").replace("·", "/").split("/") if unit]


def _product(form: PerformanceForm, price: IndicatorValue) -> tuple[Decimal, str] | None:
    """Price times quantity times periods; ``None`` where the form does not give all of them."""
    amount = price.yuan or ZERO
    steps = price.text
    counted = False
    for unit in _units(price):
        times = form_words().times_a_year.get(unit)
        if times is None:
            quantities = [
                value.number
                for one in form.indicators
                if one.level2.startswith("数量")
                and (value := parse_value(one.value)).unit == unit
                and value.number
            ]
            if len(quantities) != 1:
                return None
            amount *= quantities[0]
            steps += f"×{quantities[0]}{unit}"
            counted = True
        else:
            amount *= times
            steps += f"×{times}"
    return (amount, steps) if counted else None
