"""Rule U01: the same digits at another power of ten."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from builders.altered_package import computed, errors, findings, only, stated, the_one, with_cell
from yugong.budget.money import is_power_of_ten_apart
from yugong.findings import Place
from yugong.published.model.package import PerformanceForm, PublishedPackage

OVERVIEW, EXPENDITURE, PROJECTS = "预算收支总表", "预算支出总表", "项目支出本年表"


@pytest.mark.parametrize(
    ("amount", "other", "apart"),
    [
        ("12.00", "120", True),
        ("12.34", "123400", True),
        ("12.34", "12.340", False),
        ("12.34", "12.35", False),
        ("0", "10", False),
        ("-12", "120", False),
    ],
)
def test_two_amounts_are_a_power_of_ten_apart_by_their_digits(
    amount: str, other: str, apart: bool
) -> None:
    assert is_power_of_ten_apart(Decimal(amount), Decimal(other)) is apart


@pytest.mark.parametrize("printed", ["12000", "1.20", "120000.00"])
def test_a_figure_with_a_misplaced_decimal_point_is_reported_as_such(printed: str) -> None:
    package = with_cell(computed(), EXPENDITURE, "208", "合计", printed)

    finding = the_one(package, "U01")

    assert errors(package) == ["U01"]
    assert finding.expected.startswith("12.00：数字相同")


def test_a_figure_that_is_otherwise_wrong_is_no_matter_of_magnitude() -> None:
    package = with_cell(computed(), EXPENDITURE, "208", "合计", "121.00")

    assert "U01" not in errors(package)
    assert errors(package)


def test_a_part_that_exceeds_its_total_tenfold_is_named() -> None:
    package = with_cell(only(computed(), OVERVIEW), OVERVIEW, "208", "当年预算安排", "120.00")

    finding = the_one(package, "U01")

    assert finding.actual == "预算收支总表“八、社会保障和就业支出”当年预算安排 120.00"


@pytest.mark.parametrize("text", ["1.234,56", "12,00", "1.234.567"])
def test_points_and_commas_that_changed_places_are_found(text: str) -> None:
    package = with_cell(only(computed(), OVERVIEW), OVERVIEW, "208", "上年结转安排", text)

    assert text in [finding.actual for finding in findings(package) if finding.code == "U01"]


@pytest.mark.parametrize("text", ["1,234.56", "1234.56", "0.00", "12"])
def test_points_and_commas_in_their_places_are_not(text: str) -> None:
    package = with_cell(only(computed(), OVERVIEW), OVERVIEW, "208", "上年结转安排", text)

    assert text not in [finding.actual for finding in findings(package) if finding.code == "U01"]


@pytest.mark.parametrize(
    ("subject", "value", "codes"),
    [
        ("收入.总计", "143.00", []),
        ("收入.总计", "1430000.00", ["U01"]),
        ("支出.总计", "14.3", ["U01"]),
        ("支出.总计", "14.4", []),
        ("三公.公务接待费", "2.00", []),
    ],
)
def test_the_text_states_a_total_in_the_unit_of_the_tables(
    subject: str, value: str, codes: list[str]
) -> None:
    assert errors(replace(computed(), statements=(stated(subject, value),))) == codes


def test_a_fact_stated_twice_at_different_magnitudes_is_found() -> None:
    statements = (stated("三公.公务接待费", "2.5"), stated("三公.公务接待费", "25000"))

    assert errors(replace(computed(), statements=statements)) == ["U01"]


def with_form(funds: str) -> PublishedPackage:
    """The small package with the form of its project, whose funds are in 元."""
    year = {"总额": Decimal(funds)}
    form = PerformanceForm(
        "档案数字化", {}, {}, year, (), (), "项目支出绩效目标表", Place(path="申报表")
    )
    return replace(computed(), projects=(form,))


@pytest.mark.parametrize(
    ("funds", "codes"),
    [("320000.00", []), ("32", ["U01"]), ("3200000", ["U01"]), ("330000", [])],
)
def test_a_form_is_in_yuan(funds: str, codes: list[str]) -> None:
    assert errors(with_form(funds)) == codes
    assert computed().tables[PROJECTS].amount("档案数字化", "合计") == 32
