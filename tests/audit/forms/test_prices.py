"""Rules P12, T10 and X15 where a package lists its purchases and its forms print no money."""

from __future__ import annotations

import pytest

from builders.published_miniature import (
    errors_of,
    form,
    found_by,
    indicator,
    package,
    table,
    warnings_of,
)
from yugong.findings import Severity
from yugong.published.model.package import FormIndicator, PublishedPackage, ReadTable


def purchases(**budgets: str) -> ReadTable:
    """政府采购表 with these projects and their 万元, each bought for all its money."""
    rows = {
        name: {"预算资金": wan, "数量": "1", "单价": wan, "合计": wan}
        for name, wan in budgets.items()
    }
    return table("政府采购表", rows, of="hebei-2023")


def without_money(name: str, *indicators: FormIndicator, bought: str) -> PublishedPackage:
    """A form that prints no money, of a project that the table of procurement gives this much."""
    return package(
        tables=[purchases(**{name: bought})],
        forms=[form(name, *indicators, year=None)],
        of="hebei-2023",
    )


@pytest.mark.parametrize(
    ("bought", "severities"),
    [
        ("36.00", []),
        ("37.89", []),
        ("37.90", [Severity.WARNING]),
        ("44.00", [Severity.WARNING]),
        ("360.00", [Severity.ERROR]),
    ],
    ids=["equal", "just within", "just beyond", "beyond a twentieth", "ten times"],
)
def test_a_monthly_price_makes_the_money_of_the_purchase(
    bought: str, severities: list[Severity]
) -> None:
    monthly = indicator("成本指标", "每月保洁费", "≤3万元/月")
    read = without_money("库房保洁CG", monthly, bought=bought)

    assert [finding.severity for finding in found_by("P12", read)] == severities


def test_a_price_above_that_of_the_purchase_is_reported_with_both() -> None:
    cars = indicator("数量指标", "购置数量", "≤8辆")
    price = indicator("成本指标", "购置单价", "≤18万元/辆")
    (finding,) = warnings_of("P12", without_money("用车购置CG", cars, price, bought="116.55"))

    assert "≤18万元/辆×8辆 = 1,440,000.00 元" in finding.actual
    assert finding.expected == "政府采购表的预算资金 1,165,500.00 元"
    assert finding.evidence == ("政府采购表：1×116.55 万元＝116.55 万元",)


def test_a_project_that_the_table_gives_different_money_is_not_multiplied() -> None:
    monthly = indicator("成本指标", "每月保洁费", "≤3万元/月")
    rows = {key: {"预算资金": wan, "合计": wan} for key, wan in (("一", "30"), ("二", "99"))}
    twice = table("政府采购表", rows, labels=dict.fromkeys(rows, "库房保洁CG"), of="hebei-2023")
    read = package(tables=[twice], forms=[form("库房保洁CG", monthly, year=None)], of="hebei-2023")

    assert found_by("P12", read) == []


def test_the_forms_own_money_goes_before_that_of_the_purchase() -> None:
    monthly = indicator("成本指标", "每月保洁费", "≤3万元/月")
    read = package(
        tables=[purchases(库房保洁CG="99.00")],
        forms=[form("库房保洁CG", monthly, year="360000")],
        of="hebei-2023",
    )

    assert found_by("P12", read) == []


@pytest.mark.parametrize(
    ("price", "estimate"),
    [
        ("≤1700元", ["绩效目标表：≤1700元×80套 = 136,000.00 元"]),
        ("≤1700元/套", ["绩效目标表：≤1700元/套×80套 = 136,000.00 元"]),
        ("≤1700元/个", []),
        ("控制在预算内", []),
    ],
)
def test_a_purchase_left_out_of_the_table_is_reported_with_what_it_would_cost(
    price: str, estimate: list[str]
) -> None:
    shelves = indicator("数量指标", "密集架数量", "≥80套")
    left_out = form("密集架CG", shelves, indicator("成本指标", "密集架单价", price), year=None)
    read = package(tables=[purchases(库房保洁CG="36.00")], forms=[left_out], of="hebei-2023")
    (finding,) = errors_of("X15", read)

    assert list(finding.evidence) == [*estimate, "政府采购表有：库房保洁CG"]


def assets(offices: str, houses: str = "329.32") -> PublishedPackage:
    worth = {"资产总额": houses or "0", "房屋": houses, "办公用房": offices}
    worth |= dict.fromkeys(("车辆", "单价在20万元以上的设备", "其他固定资产"), "")
    labels = {"房屋": "1、房屋（平方米）", "办公用房": "其中：办公用房（平方米）"}
    rows = {key: {"价值": wan} for key, wan in worth.items()}
    return package(
        tables=[table("固定资产表", rows, labels=labels, of="hebei-2023")], of="hebei-2023"
    )


def test_a_part_of_an_asset_is_not_left_blank_where_the_whole_is_not() -> None:
    (finding,) = warnings_of("T10", assets(""))

    assert finding.actual == "固定资产表“其中：办公用房（平方米）”空白"
    assert found_by("T10", assets("0")) == []
    assert found_by("T10", assets("12.50")) == []


def test_a_part_of_nothing_may_stay_blank() -> None:
    assert found_by("T10", assets("", houses="0")) == []
