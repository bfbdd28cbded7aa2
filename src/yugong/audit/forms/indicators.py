"""P06 and P13: whether an indicator's value is of the sort its name and slot call for.

Tests: tests/audit/forms/test_text.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from yugong.audit.evidence.form_criteria import form_criteria
from yugong.audit.evidence.indicator_value import IndicatorValue, Sort, parse_value
from yugong.audit.evidence.stated import listed
from yugong.audit.forms.funds import wrong_costs
from yugong.audit.forms.targets import against_the_text
from yugong.audit.rule import Need, rule, violation
from yugong.findings import Finding, Place, Severity
from yugong.published.model.package import FormIndicator, PerformanceForm, PublishedPackage
from yugong.published.model.printed_text import CHINESE, plain
from yugong.quick_dataclass import dataclass

_SEVERAL_UNITS = re.compile(rf"[、/,和及](?!人|次|年|月|天|日|户|平){CHINESE}{{1,3}}$")
_FEW = 3


@dataclass(slots=True)
class _Gathered:
    """Occurrences of the same fault over all forms, as one finding."""

    code: str
    lines: dict[str, list[str]] = field(default_factory=dict)
    first: dict[str, Place] = field(default_factory=dict)

    def add(self, fault: str, place: Place, line: str) -> None:
        self.lines.setdefault(fault, []).append(line)
        self.first.setdefault(fault, place)

    def findings(self, expected: dict[str, str]) -> Iterator[Finding]:
        for fault, lines in self.lines.items():
            yield violation(
                self.code,
                self.first[fault],
                f"{fault}（{len(lines)} 处）",
                expected[fault],
                severity=Severity.WARNING,
                evidence=listed(lines),
            )


def _all_forms(package: PublishedPackage) -> Iterator[tuple[str, PerformanceForm]]:
    if package.overall is not None:
        yield "整体绩效", package.overall
    for form in package.projects:
        yield form.name, form


def _indicators(
    package: PublishedPackage,
) -> Iterator[tuple[str, FormIndicator, str, IndicatorValue]]:
    """Every indicator with a value, and the year's where it is another."""
    for name, form in _all_forms(package):
        for indicator in form.indicators:
            if indicator.value.strip():
                yield name, indicator, plain(indicator.level3), parse_value(indicator.value)
            if indicator.year_value.strip() and plain(indicator.year_value) != plain(
                indicator.value
            ):
                yield (
                    name,
                    indicator,
                    plain(indicator.year_level3 or indicator.level3),
                    parse_value(indicator.year_value),
                )


_COST = "成本指标的值不是金额"
_QUANTITY = "数量指标的值不是数量"
_UNITS = "一个数量指标写了几种计量单位"
_OVER = "比例超过 100%"
_QUALITY = "定性指标硬套百分比"
_EMPTY = "数量指标只写“1项”，没有实际产出"

_TYPES = {
    _COST: "写明金额，如“≤10万元”",
    _QUANTITY: "写数量和物理单位，如“≥500平方米”",
    _UNITS: "一种计量单位一个指标",
    _OVER: "比例在 0 与 100% 之间",
    _QUALITY: "写可以判定的口径，或换成可以计量的指标",
    _EMPTY: "写面积、人数、次数等能衡量产出的数量",
}


@rule(
    "P06",
    "指标值的类型不对",
    "按指标的类型改写指标值：成本写金额，数量写数和单位，比例不超过 100%。",
    severities=[Severity.WARNING],
    needs=[Need.FORMS],
)
def values_are_of_the_right_sort(package: PublishedPackage) -> Iterator[Finding]:
    """成本指标写金额，数量指标写数和物理单位，定性指标有可判定的口径，比例在 0 与 100% 之间。"""
    gathered = _Gathered("P06")
    # A cost that P05 reports as not that of the money is not reported again as missing.
    first_wrong = (next(wrong_costs(form), None) for form in package.projects)
    reported = {id(wrong.indicator) for wrong in first_wrong if wrong is not None}
    for name, indicator, title, value in _indicators(package):
        line = f"{name}：{indicator.level2 or indicator.level1}“{title}”{value.text}"
        for fault in _sort_faults(indicator, title, value):
            if fault != _COST or id(indicator) not in reported:
                gathered.add(fault, indicator.place, line)
    empty = [form for form in package.projects if _has_no_output(form)]
    if len(empty) >= _FEW:
        for form in empty:
            gathered.add(_EMPTY, form.place, form.name)
    yield from gathered.findings(_TYPES)


def _sort_faults(indicator: FormIndicator, title: str, value: IndicatorValue) -> Iterator[str]:
    criteria = form_criteria()
    slot = plain(f"{indicator.level1}{indicator.level2}")
    is_ratio = bool(criteria.ratio_name.search(title))
    if "成本" in slot and "效益" not in slot:
        if value.sort is not Sort.MONEY and not is_ratio and "元" not in value.text:
            yield _COST
    elif "数量" in plain(indicator.level2):
        is_bare = value.sort is Sort.WORDS and not re.search(r"\d", value.text)
        if value.sort is Sort.MONEY or is_bare or (value.sort is Sort.PERCENT and not is_ratio):
            yield _QUANTITY
        elif value.sort is Sort.COUNT and _SEVERAL_UNITS.search(value.unit):
            yield _UNITS
    elif (
        value.sort is Sort.PERCENT
        and "满意" not in slot
        and any(word in slot for word in ("社会", "可持续", "生态"))
        and not re.search(r"[率度比]", title)
        and any(word in title for word in criteria.qualities)
    ):
        yield _QUALITY
    grows = any(word in f"{title}{value.text}" for word in criteria.may_exceed)
    if value.sort is Sort.PERCENT and value.number is not None and value.number > 100 and not grows:
        yield _OVER


def _has_no_output(form: PerformanceForm) -> bool:
    counts = [
        plain(indicator.value)
        for indicator in form.indicators
        if "数量" in indicator.level2 and indicator.value
    ]
    return bool(counts) and all(count in form_criteria().empty_counts for count in counts)


_SLOT = "满意度填在效益指标里"
_RATIO = "比例指标的值不是百分比"
_TIMES = "数量的名称写了百分比"
_SAVING = "成本的名称写了百分比"
_YEAR = "年度与实施期的指标值口径不同"
_PER = "名称里的“每”与括号里的计价单位不同"

_NAMES = {
    _SLOT: "移到“满意度指标”，效益栏另写效益指标",
    _RATIO: "写百分比，如“≥95%”；不是比例的，改指标名称",
    _TIMES: "写次数、个数，或改指标名称",
    _SAVING: "名称写成“成本节约率”，或值写金额",
    _YEAR: "两列用同一种口径",
    _PER: "单位写成“元/平方米”等，与名称一致",
}


@rule(
    "P13",
    "指标名称与指标值不配",
    "改指标名称、所在栏目或指标值，使三者相配；总体目标与分项目标的数值一致。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.FORMS],
)
def names_go_with_values(package: PublishedPackage) -> Iterator[Finding]:
    """满意度、完成率等写百分比，次数不写百分比；二级指标归类正确；总体目标与分项目标的值相同。"""
    gathered = _Gathered("P13")
    for name, indicator, title, value in _indicators(package):
        line = f"{name}：{indicator.level2}“{title}”{value.text}"
        slot = plain(f"{indicator.level1}{indicator.level2}")
        criteria = form_criteria()
        if criteria.satisfaction in title and criteria.benefit.search(slot):
            if any(word in slot and word not in title for word in ("生态", "经济")):
                yield _misplaced(name, indicator, title, value)
            else:
                gathered.add(_SLOT, indicator.place, line)
        is_ratio = criteria.ratio_name.search(title) and not any(
            w in title for w in criteria.not_ratio
        )
        if is_ratio and value.sort in (Sort.WORDS, Sort.COUNT) and "‰" not in value.text:
            gathered.add(_RATIO, indicator.place, line)
        if criteria.count_name.search(title) and value.sort is Sort.PERCENT:
            gathered.add(_TIMES, indicator.place, line)
        if _is_per_another(title):
            gathered.add(_PER, indicator.place, line)
        is_cost = "成本" in title and not re.search(r"率|节约|降低|比例", title)
        if is_cost and value.sort is Sort.PERCENT and "效益" in slot:
            gathered.add(_SAVING, indicator.place, line)
    for name, form in _all_forms(package):
        for indicator in form.indicators:
            if _is_of_two_kinds(indicator):
                values = f"实施期 {indicator.value}，年度 {indicator.year_value}"
                line = f"{name}：“{indicator.level3}”{values}"
                gathered.add(_YEAR, indicator.place, line)
    yield from gathered.findings(_NAMES)
    yield from against_the_text(package)


def _misplaced(name: str, indicator: FormIndicator, title: str, value: IndicatorValue) -> Finding:
    return violation(
        "P13",
        indicator.place,
        f"“{name}”{indicator.level2}里填了“{title}”{value.text}",
        "移到“满意度指标”；该栏写相应的效益指标，没有的留空",
    )


def _is_per_another(title: str) -> bool:
    """True if a name has “per square metre” and its unit is 元 per month."""
    criteria = form_criteria()
    match = criteria.priced_name.search(title)
    if match is None:
        return False
    per = {
        criteria.same_unit.get(unit, unit) for unit in criteria.unit_of_price.findall(match["per"])
    }
    named = criteria.for_each_one.findall(title[: match.start()])
    return bool(named and per) and not any(
        criteria.same_unit.get(unit, unit) in per for unit in named
    )


def _is_of_two_kinds(indicator: FormIndicator) -> bool:
    period, year = parse_value(indicator.value), parse_value(indicator.year_value)
    same = not indicator.year_level3 or plain(indicator.level3) == plain(indicator.year_level3)
    kinds = {period.sort, year.sort}
    return same and kinds == {Sort.WORDS, Sort.PERCENT}
