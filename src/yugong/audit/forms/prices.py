"""P12: price times quantity on a performance form."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from yugong.audit.evidence.form_costs import costs, product, units
from yugong.audit.evidence.form_criteria import form_criteria
from yugong.audit.evidence.indicator_value import same_digits
from yugong.audit.evidence.purchases import budgets
from yugong.audit.evidence.stated import yuan_text
from yugong.audit.rule import Need, rule, violation
from yugong.budget.money import to_yuan
from yugong.findings import Finding, Severity
from yugong.published.forms.pairing import year_total
from yugong.published.model.package import PublishedPackage
from yugong.published.model.printed_text import unspaced

_HUNDRED = Decimal(100)


@rule(
    "P12",
    "数量乘单价不等于年度资金",
    "核对数量、单价、期数和金额。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.FORMS],
)
def price_times_quantity_is_the_money(package: PublishedPackage) -> Iterator[Finding]:
    """写明数量、单价和期数的项目，三者相乘等于年度资金；绩效目标表没有金额的，等于政府采购表中该项目的预算资金。"""
    bought = budgets(package)
    for form in package.projects:
        prices = [
            (name, value)
            for _, name, value in costs(form, of_year=False)
            if value.yuan and value.per
        ]
        every = [value for _, _, value in costs(form, of_year=False) if value.yuan]
        if len(prices) != 1 or len(every) != 1:
            continue
        budget = bought.get(unspaced(form.name))
        total, money, evidence = year_total(form), "年度资金", tuple[str, ...]()
        if total is None and budget is not None:
            total, money, evidence = to_yuan(budget.wan), "政府采购表的预算资金", budget.lines
        name, price = prices[0]
        made = product(form, price)
        if total is None or made is None:
            continue
        amount, steps = made
        if abs(amount - total) * _HUNDRED <= total * form_criteria().price_margin:
            continue
        by_time = any(unit in form_criteria().times_a_year for unit in units(price))
        yield violation(
            "P12",
            form.place,
            f"“{form.name}”{name} {price.text}：{steps} = {yuan_text(amount)}",
            f"{money} {yuan_text(total)}",
            severity=Severity.ERROR if by_time and same_digits(amount, total) else Severity.WARNING,
            difference=yuan_text(total - amount),
            evidence=evidence,
        )
