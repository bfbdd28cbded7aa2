"""Projects that several units carry out, and carried-over money that is in no list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders.published_miniature import (
    errors_of,
    form,
    found_by,
    package,
    says,
    table,
    warnings_of,
)
from yugong.findings import Severity
from yugong.published.model.package import PerformanceForm, PublishedPackage, ReadTable, Statement


def by_units(*amounts: str) -> ReadTable:
    """One project, 档案数字化, that each of several units carries out with so much."""
    units = [f"第{number}馆" for number, _ in enumerate(amounts, 1)]
    rows = {"部门合计": {"合计": "32.01"}}
    for unit, amount in zip(units, amounts, strict=True):
        rows[f"单位：{unit}"] = {"合计": amount}
        rows[f"{unit}／档案数字化"] = {"合计": amount}
    labels = {f"单位：{unit}": unit for unit in units}
    labels |= {f"{unit}／档案数字化": "档案数字化" for unit in units}
    return table("项目支出本年表", rows, labels={"部门合计": "某县档案局", **labels})


def carried(whole: str, fiscal: str = "") -> list[ReadTable]:
    """So much is carried over, and so much of it is 财政拨款."""
    return [
        table("预算收支总表", {"上年结转": {"收入金额": whole}}),
        table("财政拨款收支总表", {"上年财政拨款结转": {"收入金额": fiscal}}),
    ]


def read(
    *forms: PerformanceForm, tables: list[ReadTable], statements: tuple[Statement, ...] = ()
) -> PublishedPackage:
    return package(*statements, tables=tables, forms=forms)


# --- P01, P02 ------------------------------------------------------------------------------


@pytest.mark.parametrize(("year", "wrong"), [("320000", 0), ("320100", 0), ("320200", 1)])
def test_one_form_has_the_sum_of_all_units_that_carry_a_project_out(year: str, wrong: int) -> None:
    """Two shown amounts and the form: a 尾差 up to 0.015 万元."""
    package = read(form(year=year), tables=[by_units("20.00", "12.00")])

    assert found_by("P01", package) == []
    assert len(errors_of("P02", package)) == wrong


def test_where_every_unit_has_a_form_each_is_of_its_own_row() -> None:
    both = read(form(year="200000"), form(year="120000"), tables=[by_units("20.00", "12.00")])

    assert found_by("P01", both) == found_by("P02", both) == []


def test_a_form_of_one_unit_only_leaves_the_other_without() -> None:
    package = read(form(year="200000"), tables=[by_units("20.00", "12.00")])

    assert len(errors_of("P01", package)) == 1


@pytest.mark.parametrize(
    ("year", "wrong"), [("400000", 0), ("400100", 0), ("400200", 1), ("320000", 0)]
)
def test_a_form_may_have_what_is_carried_over_for_the_project_too(year: str, wrong: int) -> None:
    now = table("项目支出本年表", {"部门合计": {"合计": "32"}, "档案数字化": {"合计": "32"}})
    before = table("项目支出结转表", {"合计": {"合计": "8"}, "档案数字化": {"合计": "8"}})

    assert len(errors_of("P02", read(form(year=year), tables=[now, before]))) == wrong


@pytest.mark.parametrize(
    ("year", "whole", "fiscal", "wrong"),
    [
        ("50000", "5.00", "", 0),
        ("50100", "5.00", "", 0),
        ("50200", "5.00", "", 1),
        ("50000", "", "", 1),
        ("50000", "5.00", "5.00", 1),
        ("50000", "9.00", "4.00", 0),
        ("100", "0.00", "", 0),
        ("200", "0.00", "", 1),
        ("100", "", "", 1),
    ],
)
def test_a_form_of_carried_over_money_that_no_table_lists_is_no_sure_error(
    year: str, whole: str, fiscal: str, wrong: int
) -> None:
    now = table("项目支出本年表", {"部门合计": {"合计": "32"}, "档案数字化": {"合计": "32"}})
    made = read(form(), form("食堂运行", year=year), tables=[now, *carried(whole, fiscal)])

    assert len(errors_of("P01", made)) == wrong
    assert len(warnings_of("P01", made)) == 1 - wrong


# --- N10 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("stated", "wrong"), [("1", 0), ("2", 1)])
def test_a_project_of_several_units_is_one_project(stated: str, wrong: int) -> None:
    counted = says("绩效.项目数", stated, section="绩效")
    made = read(tables=[by_units("20.00", "12.00")], statements=(counted,))

    assert len(errors_of("N10", made)) == wrong


@pytest.mark.parametrize(
    ("stated", "wrong"), [("32.01", 0), ("32.02", 1), ("40.02", 0), ("40.03", 1)]
)
def test_the_total_shown_is_taken_as_it_is_and_a_sum_of_two_lists_has_a_residue(
    stated: str, wrong: int
) -> None:
    before = table("项目支出结转表", {"合计": {"合计": "8"}, "库房维护": {"合计": "8"}})
    money = says("绩效.项目金额", stated, section="绩效")
    made = read(tables=[by_units("20.00", "12.00"), before], statements=(money,))

    assert len(errors_of("N10", made)) == wrong


@pytest.mark.parametrize(
    ("stated", "wrong"), [("40.00", 0), ("40.01", 0), ("40.02", 1), ("45.00", 0), ("37.00", 1)]
)
def test_a_project_that_is_only_carried_over_counts_with_that_money(
    stated: str, wrong: int
) -> None:
    """档案数字化 has 32.00 of this year and 5.00 carried over, 库房维护 only 8.00 carried over."""
    now = table("项目支出本年表", {"部门合计": {"合计": "32.00"}, "档案数字化": {"合计": "32.00"}})
    rows = {"合计": {"合计": "13.00"}, "档案数字化": {"合计": "5.00"}, "库房维护": {"合计": "8.00"}}
    money = says("绩效.项目金额", stated, section="绩效")
    made = read(tables=[now, table("项目支出结转表", rows)], statements=(money,))

    assert len(errors_of("N10", made)) == wrong


@pytest.mark.parametrize(("stated", "wrong"), [("37.02", 0), ("37.03", 1), ("31.00", 1)])
def test_the_money_of_projects_in_no_list_is_no_sure_error(stated: str, wrong: int) -> None:
    money = says("绩效.项目金额", stated, section="绩效")
    made = read(tables=[by_units("20.00", "12.00"), *carried("5.00")], statements=(money,))

    assert len(errors_of("N10", made)) == wrong
    assert len(warnings_of("N10", made)) == 1 - wrong


def counted(stated: str, *forms: PerformanceForm) -> PublishedPackage:
    """So many projects are counted: 档案数字化 is listed, and 5 万元 are carried over in no list."""
    now = table("项目支出本年表", {"部门合计": {"合计": "32"}, "档案数字化": {"合计": "32"}})
    statement = says("绩效.项目数", stated, section="绩效")
    return read(*forms, tables=[now, *carried("5.00")], statements=(statement,))


@pytest.mark.parametrize(
    ("stated", "more", "wrong"),
    [
        ("2", ["50000"], 0),
        ("2", ["50100"], 0),
        ("2", ["50200"], 1),
        ("3", ["25000", "25100"], 0),
        ("3", ["25000", "25200"], 1),
        ("3", ["25000"], 1),
        ("2", [], 1),
    ],
)
def test_no_more_projects_are_in_no_list_than_have_a_form_and_a_part_of_the_money(
    stated: str, more: list[str], wrong: int
) -> None:
    others = [form(f"食堂运行{number}", year=year) for number, year in enumerate(more, 1)]
    of_count = [
        finding
        for finding in found_by("N10", counted(stated, form(), *others))
        if finding.expected.startswith("项目支出预算表")
    ]

    (finding,) = of_count
    assert finding.severity is (Severity.ERROR if wrong else Severity.WARNING)
    assert finding.difference == f"{int(stated) - 1} 个"


def test_a_form_over_again_is_no_project_in_no_list() -> None:
    twice = [form("食堂运行", year="20000") for _ in range(2)]

    assert errors_of("N10", counted("2", form(), form(year="320000"))) != []
    assert errors_of("N10", counted("3", form(), *twice)) != []


def test_without_forms_of_all_projects_a_greater_count_is_no_sure_error() -> None:
    public = says("绩效.公开项目数", "1", section="绩效")
    some = counted("3", form())

    assert len(warnings_of("N10", counted("3"))) == 1
    assert len(warnings_of("N10", replace(some, statements=(*some.statements, public)))) == 1


def test_a_smaller_count_is_an_error_whatever_is_carried_over() -> None:
    assert len(errors_of("N10", counted("0"))) == 1


# --- N01, N07 ------------------------------------------------------------------------------


@pytest.mark.parametrize(("stated", "wrong"), [("9.99", 0), ("10.01", 0), ("10.02", 1)])
def test_an_amount_that_two_cells_add_up_to_may_have_a_residue(stated: str, wrong: int) -> None:
    sides = {"一、一般公共预算": "7.00", "结转一般公共预算": "3.00"}
    fiscal = table("财政拨款收支总表", {key: {"收入金额": amount} for key, amount in sides.items()})
    made = package(says("财政拨款.一般公共预算", stated), tables=[fiscal])

    assert len(errors_of("N01", made)) == wrong


def test_where_one_cell_has_the_fact_a_sum_beside_it_makes_no_amount_right() -> None:
    whole = {"收入总计": "10.00", "本年收入合计": "10.00"}
    overview = table("预算收支总表", {key: {"收入金额": amount} for key, amount in whole.items()})
    income = table("预算收入总表", {"合计": {"合计": "7.00", "上年结转": "3.00"}})
    made = package(says("收入.总计", "10.01"), tables=[overview, income])

    assert len(errors_of("N01", made)) == 1


@pytest.mark.parametrize(
    ("now", "before", "wrong"),
    [
        ("", "", 0),
        ("0.00", "0.00", 0),
        ("0.01", "0.00", 1),
        ("0.00", "0.01", 1),
        ("0.01", "", 1),
        ("0.01", "0.01", 1),
    ],
)
def test_nothing_is_no_sum_of_amounts_that_show(now: str, before: str, wrong: int) -> None:
    """A sum may be a hundredth off, but no amount that shows is a part of nothing."""
    sides = {"一、一般公共预算": now, "结转一般公共预算": before}
    fiscal = table("财政拨款收支总表", {key: {"收入金额": amount} for key, amount in sides.items()})
    made = package(says("财政拨款.一般公共预算", "0"), tables=[fiscal])

    assert len(errors_of("N07", made)) == wrong
