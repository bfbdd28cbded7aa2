"""Words and limits the rules on performance forms go by, read from ``form_criteria.yaml``.

Tests: tests/audit/evidence/test_project_rows.py.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from yugong.published.model.package import FormField, PerformanceForm
from yugong.quick_dataclass import dataclass
from yugong.reading.shipped_yaml import shipped_yaml


@dataclass(frozen=True, slots=True)
class FormCriteria:
    """The file's content, each part by the rule that uses it."""

    fields: dict[str, tuple[str, ...]]
    one_off: str
    one_year: re.Pattern[str]
    several_years: str
    lasting: re.Pattern[str]
    ninety_nine: re.Pattern[str]
    yearly: tuple[str, ...]
    cost_margin: Decimal
    price_margin: Decimal
    times_a_year: dict[str, int]
    ratio_name: re.Pattern[str]
    not_ratio: tuple[str, ...]
    may_exceed: tuple[str, ...]
    count_name: re.Pattern[str]
    priced_name: re.Pattern[str]
    for_each_one: re.Pattern[str]
    unit_of_price: re.Pattern[str]
    same_unit: dict[str, str]
    counted_name: re.Pattern[str]
    satisfaction: str
    benefit: re.Pattern[str]
    empty_counts: tuple[str, ...]
    qualities: tuple[str, ...]
    fleet: re.Pattern[str]
    fleet_units: tuple[str, ...]
    not_fleet: tuple[str, ...]
    beyond_fleet: tuple[str, ...]
    document: re.Pattern[str]
    cut_off: tuple[str, ...]
    everyday: tuple[str, ...]
    filled_from: int
    filled_to: int
    filled_on: re.Pattern[str]
    year: re.Pattern[str]
    overall_funds: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    overall_people: tuple[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]], ...]
    quota: tuple[str, ...]
    on_quota: tuple[str, ...]
    output_slots: tuple[str, ...]
    benefit_slots: tuple[str, ...]

    def field(self, form: PerformanceForm, name: str) -> FormField | None:
        """A form's field under whichever of its printed names; ``None`` where there is none."""
        printed = (form.fields.get(title) for title in self.fields.get(name, (name,)))
        return next((piece for piece in printed if piece is not None), None)

    def text(self, form: PerformanceForm, name: str) -> str:
        """The text of a field; empty where the form has none."""
        field = self.field(form, name)
        return "" if field is None else field.text.strip()


@lru_cache(maxsize=1)
def form_criteria() -> FormCriteria:
    """The criteria; a fault in the file is a programmer's fault."""
    text: dict[str, Any] = shipped_yaml("yugong.audit.evidence", "form_criteria.yaml")
    return FormCriteria(
        fields={name: tuple(printed) for name, printed in text["栏目"].items()},
        one_off=text["一次性"],
        one_year=re.compile(text["一年"]),
        several_years=text["多年"],
        lasting=re.compile(text["长期"]),
        ninety_nine=re.compile(text["九十九年"]),
        yearly=tuple(text["每年发生"]),
        cost_margin=Decimal(text["成本幅度"]),
        price_margin=Decimal(text["量价幅度"]),
        times_a_year={name: int(times) for name, times in text["期数"].items()},
        ratio_name=re.compile(text["比例名"]),
        not_ratio=tuple(text["比例除外"]),
        may_exceed=tuple(text["可超百"]),
        count_name=re.compile(text["次数名"]),
        priced_name=re.compile(text["计价名"]),
        for_each_one=re.compile(text["每什么"]),
        unit_of_price=re.compile(text["计价单位"]),
        same_unit=dict(text["同一单位"]),
        counted_name=re.compile(text["数什么"]),
        satisfaction=text["满意度"],
        benefit=re.compile(text["效益栏"]),
        empty_counts=tuple(text["空泛数量"]),
        qualities=tuple(text["定性硬套"]),
        fleet=re.compile(text["车队"]),
        fleet_units=tuple(text["车队单位"]),
        not_fleet=tuple(text["车队除外"]),
        beyond_fleet=tuple(text["车队之外"]),
        document=re.compile(text["文件"]),
        cut_off=tuple(text["截断"]),
        everyday=tuple(text["通用词"]),
        filled_from=int(text["填报"]["起"]),
        filled_to=int(text["填报"]["止"]),
        filled_on=re.compile(text["日期"]),
        year=re.compile(text["年份"]),
        overall_funds=tuple(
            (tuple(entry["总额"]), tuple(entry["组成"])) for entry in text["整体资金"]
        ),
        overall_people=tuple(
            (tuple(entry["总数"]), tuple(tuple(part) for part in entry["组成"]))
            for entry in text["整体人数"]
        ),
        quota=tuple(text["编制"]),
        on_quota=tuple(text["在编"]),
        output_slots=tuple(text["产出栏"]),
        benefit_slots=tuple(text["效益分栏"]),
    )
