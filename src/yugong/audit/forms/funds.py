"""P03, P04, P05: the money on a performance form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from yugong.audit.evidence.form_costs import costs
from yugong.audit.evidence.form_criteria import form_criteria
from yugong.audit.evidence.indicator_value import IndicatorValue, Sort, is_price, same_digits
from yugong.audit.evidence.stated import listed, yuan_text
from yugong.audit.rule import Need, rule, violation
from yugong.budget.money import ZERO, is_cents
from yugong.findings import Finding, Severity
from yugong.published.model.package import FormIndicator, PerformanceForm, PublishedPackage
from yugong.published.model.printed_text import plain
from yugong.quick_dataclass import dataclass

_TOTAL = "总额"
_YEAR = "年度"
_HUNDRED = Decimal(100)


@rule(
    "P03",
    "资金总额不等于各来源之和",
    "核对各级财政资金、自筹和其他资金。",
    severities=[Severity.ERROR],
    needs=[Need.FORMS],
)
def funds_are_the_sum_of_their_origins(package: PublishedPackage) -> Iterator[Finding]:
    """资金总额等于中央、省级、市县财政资金、单位自筹与其他资金之和，实施期与年度都如此。"""
    for form in package.projects:
        for title, funds in (("实施期", form.period_funds), (_YEAR, form.year_funds)):
            yield from _origins(form, title, funds)


def _origins(form: PerformanceForm, title: str, funds: Mapping[str, Decimal]) -> Iterator[Finding]:
    parts = {name: amount for name, amount in funds.items() if name != _TOTAL}
    if _TOTAL not in funds or not any(parts.values()):
        return
    total = sum(parts.values(), ZERO)
    if total != funds[_TOTAL]:
        yield violation(
            "P03",
            form.place,
            f"“{form.name}”{title}资金总额 {yuan_text(funds[_TOTAL])}，"
            f"各来源之和 {yuan_text(total)}",
            "总额等于各来源之和",
            difference=yuan_text(funds[_TOTAL] - total),
            evidence=listed(f"{name} {yuan_text(amount)}" for name, amount in parts.items()),
        )


@rule(
    "P04",
    "实施期资金与年度资金不相称",
    "一次性项目两者相等；延续项目的实施期资金是各年之和。",
    severities=[Severity.ERROR],
    needs=[Need.FORMS],
)
def the_period_covers_the_year(package: PublishedPackage) -> Iterator[Finding]:
    """实施期资金不小于年度资金；一次性、一年结束的项目两者相等。"""
    criteria = form_criteria()
    for form in package.projects:
        period, year = form.period_funds.get(_TOTAL), form.year_funds.get(_TOTAL)
        if not period or not year or period == year:
            continue
        kind = criteria.text(form, "项目属性")
        term = plain(criteria.text(form, "项目期"))
        one_year = criteria.one_off in kind and (not term or bool(criteria.one_year.match(term)))
        if period < year:
            expected = "实施期资金不小于年度资金"
        elif one_year:
            expected = "一次性、一年结束的项目，实施期资金等于年度资金"
        else:
            continue
        yield violation(
            "P04",
            form.place,
            f"“{form.name}”实施期 {yuan_text(period)}，年度 {yuan_text(year)}",
            expected,
            difference=yuan_text(period - year),
            evidence=tuple(line for line in (kind, term) if line),
        )


@rule(
    "P05",
    "成本指标与项目资金不符",
    "成本的总额不超过资金总额，写成“≤金额”。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.FORMS],
)
def costs_stay_within_the_money(package: PublishedPackage) -> Iterator[Finding]:
    """总额型成本指标不超过相应的资金总额，惟一的一项也不比它少，写成不超过（≤）或等于，单位是钱。"""
    for form in package.projects:
        first = next(wrong_costs(form), None)
        if first is not None:
            yield _of_the_period(form, first, _cost_finding(form, first))


@dataclass(frozen=True, slots=True)
class WrongCost:
    """A cost indicator that is not of the form's money, with the cost and the money expected."""

    indicator: FormIndicator
    name: str
    value: IndicatorValue
    expected: str
    title: str
    funds: Decimal | None

    @property
    def is_less(self) -> bool:
        """Return True if the cost is less than the money, as a part of it would be."""
        cost = self.value.yuan
        return cost is not None and self.funds is not None and cost < self.funds


def wrong_costs(form: PerformanceForm) -> Iterator[WrongCost]:
    """The costs that are not of the form's money: those of the year, else of the whole period."""
    for title, funds, of_year in (
        (_YEAR, form.year_funds.get(_TOTAL), True),
        ("实施期", form.period_funds.get(_TOTAL), False),
    ):
        stated = list(costs(form, of_year=of_year))
        wrong = [
            WrongCost(indicator, name, value, expected, title, funds)
            for indicator, name, value in stated
            if (expected := _expected(title, funds, name, value, alone=len(stated) == 1))
            or (expected := _less(form, title, funds, name, value, alone=len(stated) == 1))
        ]
        if wrong:
            yield from wrong
            return


def _expected(
    title: str, funds: Decimal | None, name: str, value: IndicatorValue, *, alone: bool
) -> str:
    """The cost that is expected beside its money; empty if the printed cost may be right."""
    if value.is_upward and value.sort is Sort.MONEY:
        return "成本写成不超过（≤）或等于"
    if not funds:
        return ""
    if value.sort is Sort.PERCENT and _is_the_sum_in_percent(value, funds):
        return f"≤{yuan_text(funds)}，单位是钱"
    if value.yuan is None or is_price(name, value):
        return ""
    if _exceeds(value.yuan, funds):
        return f"不超过{title}资金 {yuan_text(funds)}"
    if alone and value.yuan and value.yuan != funds and same_digits(value.yuan, funds):
        return f"与{title}资金 {yuan_text(funds)} 数字相同而差几位，疑似单位写错"
    return ""


def _less(
    form: PerformanceForm,
    title: str,
    funds: Decimal | None,
    name: str,
    value: IndicatorValue,
    *,
    alone: bool,
) -> str:
    """Return the money that the only cost falls short of; empty if it may be a price or right."""
    if not (alone and funds and value.yuan) or value.is_upward or is_price(name, value):
        return ""
    totals = (form.year_funds.get(_TOTAL), form.period_funds.get(_TOTAL))
    if value.yuan in totals or not _exceeds(funds, value.yuan):
        return ""
    return f"与{title}资金 {yuan_text(funds)} 相等；只是其中一部分成本的，补上其余的"


def _exceeds(cost: Decimal, funds: Decimal) -> bool:
    return cost > funds * (1 + form_criteria().cost_margin / _HUNDRED)


def _of_the_period(form: PerformanceForm, wrong: WrongCost, finding: Finding) -> Finding:
    """Return the finding, only a warning if the money of all years of a project pays for the cost.

    The cost of a contract is often printed whole beside each year's instalment.
    """
    cost = wrong.value.yuan
    if wrong.title != _YEAR or wrong.funds is None or cost is None:
        return finding
    period = form.period_funds.get(_TOTAL)
    one_off = form_criteria().one_off in form_criteria().text(form, "项目属性")
    if one_off or not period or not _exceeds(cost, wrong.funds) or _exceeds(cost, period):
        return finding
    return replace(
        finding,
        severity=Severity.WARNING,
        expected=f"{finding.expected}；所写像是整个实施期的成本",
        evidence=(*finding.evidence, f"实施期资金总额 {yuan_text(period)}"),
    )


def _is_the_sum_in_percent(value: IndicatorValue, funds: Decimal) -> bool:
    """True if a percentage has the digits of the money (45% for 45万元), and more than one."""
    number = value.number
    if number is None or len(number.normalize().as_tuple().digits) < 2:
        return False
    return same_digits(number, funds)


def _severity(wrong: WrongCost) -> Severity:
    """Return a warning for a cost that may be a part of the money, else an error."""
    if not wrong.is_less or wrong.value.is_upward or wrong.value.yuan is None:
        return Severity.ERROR
    funds = wrong.funds
    wrong_unit = funds is not None and same_digits(wrong.value.yuan, funds)
    return Severity.ERROR if wrong_unit else Severity.WARNING


def _cost_finding(form: PerformanceForm, wrong: WrongCost) -> Finding:
    funds, value = wrong.funds, wrong.value
    over = value.yuan - funds if value.yuan is not None and funds else None
    return violation(
        "P05",
        wrong.indicator.place,
        f"“{form.name}”成本指标“{wrong.name}”{value.text}",
        wrong.expected,
        severity=_severity(wrong),
        difference=yuan_text(over) if over is not None and over > 0 and is_cents(over) else "",
        evidence=(f"{wrong.title}资金总额 {yuan_text(funds)}",) if funds else (),
    )
