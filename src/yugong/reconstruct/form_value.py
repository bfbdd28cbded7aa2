"""Printed performance forms as the entries of a ledger.

Tests: tests/reconstruct/test_facts_in_print.py.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from yugong.budget.money import ZERO
from yugong.published.model.package import FormIndicator, PerformanceForm
from yugong.reconstruct.printed_names import printed_names
from yugong.standard.forms import slot_of
from yugong.standard.schema import Frame, OverallFormSpec, OverallSpec


def project_value(form: PerformanceForm, frame: Frame, units: Collection[str]) -> dict[str, Any]:
    """Return the entry of a project from its form, without fields that the form lacks.

    Funds are included unless they are all 市县财政资金; the caller decides if the year's fit.
    """
    names = printed_names()
    value: dict[str, Any] = {}
    unit = form.fields.get(names.unit)
    if unit is not None and unit.text in units and len(units) > 1:
        value["实施单位"] = unit.text
    for printed, field in names.project.items():
        field_in_form = form.fields.get(printed)
        if field_in_form is not None and field_in_form.text.strip():
            value.setdefault(field, field_in_form.text.strip())
    if value.get("年度目标") == value.get("实施期目标"):
        value.pop("年度目标", None)
    period, year = _funds(form.period_funds), _funds(form.year_funds)
    if period and period != year:
        value["实施期资金"] = period
    indicators = indicator_values(form.indicators, frame)
    if indicators:
        value["指标"] = indicators
    return value | _filed(form)


_FILED = re.compile(r"填[报表]日期[:：]\s*(20\d{2})\D?(\d{1,2})\D?(\d{1,2})")


def _filed(form: PerformanceForm) -> dict[str, Any]:
    """Return the day of filing that the last lines of a form print, if it is one."""
    for footer in form.footers:
        match = _FILED.search(footer.text)
        if match is None:
            continue
        try:
            return {"填报日期": date(*map(int, match.groups())).isoformat()}
        except ValueError:
            continue
    return {}


def year_funds_total(form: PerformanceForm) -> Decimal | None:
    """Return the year's funds of a project in 元, as its form prints them, or ``None``."""
    total = form.year_funds.get(printed_names().total)
    if total is None and form.year_funds:
        total = sum(form.year_funds.values(), ZERO)
    return total


def year_funds(form: PerformanceForm) -> dict[str, str] | None:
    """Return the year's funds by origin; ``None`` if they are all 市县财政资金."""
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
    """Return the indicators with the names of the frame's slots, without empty lines."""
    values = []
    for indicator in indicators:
        level1 = _slot(indicator.level1, frame)
        level2 = _slot(indicator.level2 or indicator.year_level2, frame.get(level1, ()))
        name, year_name = indicator.level3.strip(), indicator.year_level3.strip()
        if not (name or year_name or indicator.value.strip() or indicator.year_value.strip()):
            continue
        value = {"一级": level1}
        if level2 and frame.get(level1):
            value["二级"] = level2
        for field, text in (("三级", name), ("指标值", indicator.value.strip())):
            if text:
                value[field] = text
        if year_name and year_name != name:
            value["年度三级"] = year_name
        if indicator.year_value.strip() and indicator.year_value.strip() != indicator.value.strip():
            value["年度指标值"] = indicator.year_value.strip()
        for field, text in (("说明", indicator.description), ("依据", indicator.basis)):
            if text.strip():
                value[field] = text.strip()
        values.append(value)
    return values


def _slot(printed: str, slots: Iterable[str]) -> str:
    """Return the slot printed with or without 指标 at its end; else the printed text."""
    return slot_of(printed, slots) or printed.strip()


def overall_value(form: PerformanceForm, spec: OverallSpec) -> dict[str, Any]:
    """Return the department's form as an entry, in the standard's best fitting form."""
    fields = {name: field.text.strip() for name, field in form.fields.items()}

    def fitting(form_spec: OverallFormSpec) -> int:
        return sum(name in fields for name in (*form_spec.required, *form_spec.optional))

    chosen = max(spec.forms, key=lambda name: (fitting(spec.forms[name]), name == spec.default))
    spec_of_form = spec.forms[chosen]
    value: dict[str, Any] = {}
    if chosen != spec.default:
        value["表式"] = chosen
    value["栏目"] = {
        name: fields[name]
        for name in (*spec_of_form.required, *spec_of_form.optional)
        if fields.get(name)
    }
    indicators = indicator_values(form.indicators, spec_of_form.frame)
    if indicators:
        value["指标"] = indicators
    return value | _filed(form)
