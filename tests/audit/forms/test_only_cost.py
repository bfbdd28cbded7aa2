"""The only cost of a form is neither more nor less than its money."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders.published_miniature import errors_of, form, found_by, indicator, package, warnings_of
from yugong.published.model.package import PublishedPackage


def _package(*costs: str, year: str = "320000", period: str | None = None) -> PublishedPackage:
    """A form of 32万元 with these costs, each a name and a value."""
    named = [cost.split(" ") for cost in costs]
    indicators = [indicator("成本指标", name, value) for name, value in named]
    return package(forms=[form("档案数字化", *indicators, year=year, period=period)])


@pytest.mark.parametrize(
    ("cost", "warned"),
    [
        ("总成本 ≤30万元", 1),
        ("总成本 20万元", 1),
        ("总成本 ≤32万元", 0),
        ("总成本 ≤31万元", 0),  # within the margin of rounding
        ("扫描单价 ≤3元/页", 0),
        ("每页成本 ≤3元", 0),
        ("总成本 ≤95%", 0),
    ],
)
def test_an_only_cost_below_the_money_is_a_warning(cost: str, warned: int) -> None:
    assert len(warnings_of("P05", _package(cost))) == warned
    assert errors_of("P05", _package(cost)) == []


def test_one_of_several_costs_may_be_less_than_the_money() -> None:
    assert found_by("P05", _package("设备费 ≤12万元", "人工费 ≤20万元")) == []


@pytest.mark.parametrize(("cost", "warned"), [("≤96万元", 0), ("≤32万元", 0), ("≤50万元", 1)])
def test_the_cost_of_a_year_or_of_all_years_is_right(cost: str, warned: int) -> None:
    """A form that prints no value of the year gives the year's cost or the whole period's."""
    of_period = replace(indicator("成本指标", "总成本", cost), year_value="", year_level3="")
    read = package(forms=[form("档案数字化", of_period, period="960000")])

    assert len(found_by("P05", read)) == warned


def test_a_cost_of_the_same_digits_is_an_error_in_both_directions() -> None:
    for value in ("≤3.2万元", "≤320万元"):
        [finding] = errors_of("P05", _package(f"总成本 {value}"))
        assert "320,000.00 元" in finding.expected


def test_a_form_without_money_is_not_compared() -> None:
    read = package(forms=[form("甲", indicator("成本指标", "总成本", "≤3万元"), year=None)])

    assert found_by("P05", read) == []
