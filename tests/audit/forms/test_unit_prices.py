"""A unit price beyond any usual range is a finding, stated or worked out."""

from __future__ import annotations

import pytest

from builders.published_miniature import form, found_by, indicator, package
from yugong.audit.forms.unit_prices import usual_prices
from yugong.findings import Finding
from yugong.published.model.package import PerformanceForm


def _found(read: PerformanceForm) -> list[Finding]:
    return found_by("P18", package(forms=[read]))


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("电价", "25元/度", 1),
        ("电价", "0.6元/度", 0),
        ("电价", "≤5元/千瓦时", 0),
        ("电价", "≤5.01元/千瓦时", 1),
        ("水价", "600元/吨", 1),
        ("水价", "4元/吨", 0),
        ("垃圾清运", "600元/吨", 0),  # no price of water
        ("物业费单价", "1.8元/平方米/月", 0),
        ("物业费单价", "180元/平方米/月", 1),
        ("更新购置轿车", "18万元/辆", 0),
        ("保安月工资", "2800元/人/月", 0),
        ("保安月工资", "28万元/人/月", 1),
        ("会议次数", "25次", 0),
        ("总成本", "≤25元", 0),
    ],
)
def test_a_price_of_an_indicator_is_in_its_range(name: str, value: str, wrong: int) -> None:
    context = "车辆购置" if "轿车" in name else "机关运转"

    assert len(_found(form(context, indicator("成本指标", name, value)))) == wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("预计用电4万度，每度25元。", 1),
        ("预计用电100万度，每度0.6元。", 0),
        ("按25元/kWh测算电费。", 1),
        ("取暖费按每平方米1800元缴纳。", 1),
        ("取暖费按每平方米18元缴纳。", 0),
    ],
)
def test_a_price_in_the_text_is_in_its_range(text: str, wrong: int) -> None:
    assert len(_found(form("机关运转", 项目概况=text))) == wrong


@pytest.mark.parametrize(
    ("quantity", "wrong"),
    [("4万度", 1), ("40000度", 1), ("20万度", 0), ("64000度", 0), ("63999度", 1)],
)
def test_a_price_is_worked_out_of_the_only_quantity_and_the_money(
    quantity: str, wrong: int
) -> None:
    """32万元 for 64,000 度 is 5 元, the highest that is usual."""
    [*findings] = _found(form("办公楼电费", indicator("数量指标", "用电量", quantity)))

    assert len(findings) == wrong
    if quantity == "4万度":
        assert findings[0].actual == "“办公楼电费”320,000.00 元 ÷ 用电量 4万度：每度 8 元"
        assert findings[0].expected == "电价一般为 0.1 至 5 元"


def test_with_several_quantities_no_price_is_worked_out() -> None:
    counts = [indicator("数量指标", name, "100度") for name in ("照明用电", "空调用电")]

    assert _found(form("办公楼电费", *counts)) == []


def test_one_price_of_a_form_is_one_finding() -> None:
    read = form("电费", indicator("成本指标", "电价", "25元/度"), 项目概况="按25元/度测算。")

    assert len(_found(read)) == 1


def test_every_range_has_a_lower_and_a_higher_end() -> None:
    assert usual_prices()
    assert all(0 < price.low < price.high for price in usual_prices())
