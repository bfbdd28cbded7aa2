"""Printed performance forms as the entries of a ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from yugong.budget.money import ZERO
from yugong.published.model.package import FormIndicator, PerformanceForm
from yugong.reconstruct.printed_names import printed_names
from yugong.standard.forms import slot_of
from yugong.standard.schema import Frame, OverallFormSpec, OverallSpec


def project_value(form: PerformanceForm, frame: Frame, units: Collection[str]) -> dict[str, Any]:
    """A project as its form describes it; what the form leaves out is left out.

    Funds are given where they are not all 市县财政资金; the caller says whether the year's fit.
    """
    names = printed_names()
    value: dict[str, Any] = {}
    unit = form.fields.get(names.unit)
    if unit is not None and unit.text in units and len(units) > 1:
        value["实施单位"] = unit.text
    for printed, field in names.project.items():
        found = form.fields.get(printed)
        if found is not None and found.text.strip():
            value.setdefault(field, found.text.strip())
    if value.get("年度目标") == value.get("实施期目标"):
        value.pop("年度目标", None)
    period, year = _funds(form.period_funds), _funds(form.year_funds)
    if period and period != year:
        value["实施期资金"] = period
    indicators = indicator_values(form.indicators, frame)
    if indicators:
        value["指标"] = indicators
    return value


def year_total(form: PerformanceForm) -> Decimal | None:
    """The year's funds of a project in 元, as its form prints them."""
    total = form.year_funds.get(printed_names().total)
    if total is None and form.year_funds:
        total = sum(form.year_funds.values(), ZERO)
    return total


def year_funds(form: PerformanceForm) -> dict[str, str] | None:
    """The year's funds by origin, where they are not all 市县财政资金."""
    funds = _funds(form.year_funds)
    return funds if set(funds) - {"市县财政资金"} else None


def _funds(printed: Mapping[str, Decimal]) -> dict[str, str]:
    names = printed_names()
    return {
        names.funds[name]: f"{amount:.2f}"
        for name, amount in printed.items()
        if name in names.funds and amount
    }


def indicator_values(indicators: Iterable[FormIndicator], frame: Frame) -> list[dict[str, str]]:
    """Indicators with the names of the frame's slots; empty lines are left out."""
    values = []
    for one in indicators:
        level1 = _slot(one.level1, frame)
        level2 = _slot(one.level2 or one.year_level2, frame.get(level1, ()))
        name, year_name = one.level3.strip(), one.year_level3.strip()
        if not (name or year_name or one.value.strip() or one.year_value.strip()):
            continue
        value = {"一级": level1}
        if level2 and frame.get(level1):
            value["二级"] = level2
        for field, text in (("三级", name), ("指标值", one.value.strip())):
            if text:
                value[field] = text
        if year_name and year_name != name:
            value["年度三级"] = year_name
        if one.year_value.strip() and one.year_value.strip() != one.value.strip():
            value["年度指标值"] = one.year_value.strip()
        for field, text in (("说明", one.description), ("依据", one.basis)):
            if text.strip():
                value[field] = text.strip()
        values.append(value)
    return values


def _slot(printed: str, slots: Iterable[str]) -> str:
    """The slot that is printed with or without 指标 at its end; else as printed."""
    return slot_of(printed, slots) or printed.strip()


def overall_value(form: PerformanceForm, spec: OverallSpec) -> dict[str, Any]:
    """The whole department's form, as the one of the standard's forms it fits best."""
    fields = {name: found.text.strip() for name, found in form.fields.items()}

    def fitting(one: OverallFormSpec) -> int:
        return sum(name in fields for name in (*one.required, *one.optional))

    chosen = max(spec.forms, key=lambda name: (fitting(spec.forms[name]), name == spec.default))
    own = spec.forms[chosen]
    value: dict[str, Any] = {}
    if chosen != spec.default:
        value["表式"] = chosen
    value["栏目"] = {
        name: fields[name] for name in (*own.required, *own.optional) if fields.get(name)
    }
    indicators = indicator_values(form.indicators, own.frame)
    if indicators:
        value["指标"] = indicators
    return value
