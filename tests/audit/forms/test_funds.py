"""Performance forms against the table of projects, and the money on them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.published_miniature import (
    errors_of,
    form,
    found_by,
    indicator,
    package,
    projects_table,
    says,
    table,
    warnings_of,
)
from yugong.audit.evidence.form_match import match_forms
from yugong.audit.evidence.indicator_value import Sort, parse_value
from yugong.findings import Severity
from yugong.published.model.package import PerformanceForm, PublishedPackage


def listed(projects: dict[str, str], *forms: PerformanceForm) -> PublishedPackage:
    return package(tables=[projects_table(projects)], forms=forms)


# --- P01, P15 ------------------------------------------------------------------------------


def test_every_project_has_a_form_and_every_form_a_project() -> None:
    read = listed({"档案数字化": "32", "库房维护": "8"}, form(), form("库房维护", year="80000"))

    assert found_by("P01", read) == found_by("P15", read) == found_by("P02", read) == []


def test_a_project_without_a_form_and_a_form_without_a_project_are_errors() -> None:
    read = listed({"档案数字化": "32", "库房维护": "8"}, form(), form("食堂运行", year="50000"))

    findings = errors_of("P01", read)

    assert len(findings) == 2
    assert "“库房维护”没有绩效目标表" in findings[0].actual
    assert "“食堂运行”在项目支出预算表中没有" in findings[1].actual


def test_projects_of_one_name_are_distinguished_by_their_money() -> None:
    read = listed(
        {"土地租赁费": "5", "土地租赁费用": "7"},
        form("土地租赁费用", year="70000"),
        form("土地租赁费", year="50000"),
    )

    pairs = match_forms(read).pairs

    assert [(pair.row.label, pair.form.name) for pair in pairs] == [
        ("土地租赁费", "土地租赁费"),
        ("土地租赁费用", "土地租赁费用"),
    ]


@pytest.mark.parametrize(
    ("name", "evidence"),
    [
        (
            "档案数字化加工",
            ("年度资金总额 50,000.00 元", "“某县档案数字化加工”已有另一份绩效目标表"),
        ),
        ("食堂运行", ("年度资金总额 50,000.00 元",)),
    ],
)
def test_a_surplus_form_is_reported_with_the_project_that_has_one_already(
    name: str, evidence: tuple[str, ...]
) -> None:
    scans = form("某县档案数字化加工")
    (finding,) = errors_of("P01", listed({scans.name: "32"}, scans, form(name, year="50000")))

    assert finding.evidence == evidence


def test_a_single_finding_reports_that_hardly_any_form_was_read() -> None:
    many = {f"第{number}号库房维护": "8" for number in range(1, 12)}

    (finding,) = errors_of("P01", listed(many, form("第1号库房维护", year="80000"), form()))[:1]

    assert finding.actual == "10 个项目没有绩效目标表"


def test_projects_without_a_single_form_are_reported_and_not_left_unexecuted() -> None:
    (finding,) = warnings_of("P01", listed({"档案数字化": "32", "库房维护": "8"}))

    assert finding.actual == "2 个项目，没有读到一份绩效目标表"
    assert "档案数字化：32.00 万元" in finding.evidence


@pytest.mark.parametrize(("count", "wrong"), [("2", 1), ("0", 0)])
def test_no_form_though_the_text_counts_some_is_an_error(count: str, wrong: int) -> None:
    counted = says("绩效.公开项目数", count, section="绩效")
    read = package(counted, tables=[projects_table({"档案数字化": "32", "库房维护": "8"})])

    assert len(errors_of("P01", read)) == wrong
    assert len(warnings_of("P01", read)) == 1 - wrong


def test_where_there_is_no_project_there_need_be_no_form() -> None:
    assert found_by("P01", listed({})) == []


def test_a_form_of_carried_over_money_needs_no_project_of_this_year() -> None:
    carried = table("项目支出结转表", {"屋面修缮": {"合计": "6"}})
    current = projects_table({"档案数字化": "32"})
    read = package(tables=[current, carried], forms=[form(), form("屋面修缮", year="60000")])

    assert found_by("P01", read) == []


@pytest.mark.parametrize(("second", "codes"), [("320000", ["P08"]), ("60000", [])])
def test_a_form_over_again_is_not_that_of_the_carried_over_money(
    second: str, codes: list[str]
) -> None:
    carried = table("项目支出结转表", {"档案数字化": {"合计": "6"}})
    forms = [form(), form(year=second)]
    read = package(tables=[projects_table({"档案数字化": "32"}), carried], forms=forms)

    assert [finding.code for code in ("P01", "P08") for finding in found_by(code, read)] == codes


def test_a_name_that_differs_in_a_word_is_the_same_project_by_its_money() -> None:
    read = listed(
        {"纪委监委灯笼墙亮化工程": "121.50"}, form("纪委院灯笼墙亮化工程", year="1215000")
    )

    (finding,) = warnings_of("P15", read)

    assert (finding.actual, finding.expected) == ("纪委院灯笼墙亮化工程", "纪委监委灯笼墙亮化工程")
    assert found_by("P01", read) == []


def test_a_name_that_differs_in_punctuation_only_is_a_matter_of_style() -> None:
    read = listed({"遗属（生活补助，本中心）": "32"}, form("遗属（生活补助、本中心）"))

    assert [finding.severity for finding in found_by("P15", read)] == [Severity.STYLE]


def test_another_name_with_the_same_money_is_another_project() -> None:
    read = listed({"库房维护": "32"}, form("食堂运行"))

    assert len(errors_of("P01", read)) == 2


# --- P02, P08 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("yuan", "wrong"),
    [("320000", 0), ("320049.99", 0), ("319950", 0), ("320050", 1), ("319949.99", 1)],
    ids=["exact", "rounds down", "half rounds up", "rounds away", "rounds below"],
)
def test_the_years_money_in_yuan_is_the_tables_when_rounded(yuan: str, wrong: int) -> None:
    assert len(errors_of("P02", listed({"档案数字化": "32.00"}, form(year=yuan)))) == wrong


def test_forms_without_money_are_reported_once() -> None:
    read = listed(
        {"档案数字化": "32", "库房维护": "8"}, form(year=None), form("库房维护", year=None)
    )

    (finding,) = warnings_of("P02", read)

    assert finding.actual == "2 份绩效目标表没有预算金额"


def test_a_form_with_two_dated_footers_has_one_too_many() -> None:
    footer = "负责人： 经办人： 填报日期：20260110"
    read = listed({"档案数字化": "32"}, form(footers=[footer, "负责人： 填报日期：20260111"]))

    assert len(errors_of("P08", read)) == 1
    assert found_by("P08", listed({"档案数字化": "32"}, form(footers=[footer]))) == []


def test_the_same_form_twice_is_reported_as_that_and_not_as_a_form_without_a_project() -> None:
    read = listed({"档案数字化": "32"}, form(), form())

    assert len(errors_of("P08", read)) == 1
    assert found_by("P01", read) == []


def test_two_projects_of_one_name_and_amount_have_two_forms() -> None:
    read = listed({"土地租赁费": "5", "土地租赁费用": "5"}, form("土地租赁费", year="50000"))
    both = listed(
        {"土地租赁费": "5", "土地租赁费用": "5"},
        form("土地租赁费", year="50000"),
        form("土地租赁费用", year="50000"),
    )

    assert len(errors_of("P01", read)) == 1
    assert found_by("P08", both) == found_by("P01", both) == []


# --- P03, P04 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("city", "wrong"), [("300000", 0), ("300000.01", 1), ("299999.99", 1)], ids=["sum", "+1", "-1"]
)
def test_the_money_is_the_sum_of_its_origins_to_the_cent(city: str, wrong: int) -> None:
    funds = {"中央财政资金": "0", "省级财政资金": "20000", "市县（区）财政资金": city}

    assert len(errors_of("P03", package(forms=[form(year_funds=funds)]))) == wrong


def test_a_form_that_gives_no_origins_is_not_taken_to_task() -> None:
    assert found_by("P03", package(forms=[form()])) == []


ONE_OFF = "一次性项目（1年结束）"


@pytest.mark.parametrize(
    ("kind", "term", "period", "wrong"),
    [
        (ONE_OFF, "1年", "320000", 0),
        (ONE_OFF, "1年", "320000.01", 1),
        ("延续性项目", "3年", "960000", 0),
        ("延续性项目", "3年", "319999.99", 1),
        (ONE_OFF, "2年", "640000", 0),
    ],
    ids=["equal", "one-off beyond the year", "of three years", "below the year", "two years"],
)
def test_the_period_covers_the_year(kind: str, term: str, period: str, wrong: int) -> None:
    read = package(forms=[form(period=period, 项目属性=kind, 项目期=term)])

    assert len(errors_of("P04", read)) == wrong


# --- P05, P12 ------------------------------------------------------------------------------


def cost(
    value: str, year_value: str = "", name: str = "扫描经费", period: str | None = None
) -> PublishedPackage:
    return package(
        forms=[form("档案数字化", indicator("成本指标", name, value, year_value), period=period)]
    )


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("≤32万元", 0),
        ("320000元", 0),
        ("≤33.6万元", 0),
        ("≤33.61万元", 1),
        ("≤30万元", 0),
        ("≥32万元", 1),
        ("≤32%", 1),
        ("≤95%", 0),
        ("≤3.2万元", 1),
        ("≤500元/人/月", 0),
    ],
)
def test_costs_stay_within_the_years_money(value: str, wrong: int) -> None:
    assert len(errors_of("P05", cost(value))) == wrong


def test_a_price_is_no_total() -> None:
    for name in ("单位成本", "扫描费（元/人）", "每卷扫描经费"):
        assert found_by("P05", cost("≤50万元", name=name)) == []


def test_money_beside_the_budget_is_a_total() -> None:
    assert len(errors_of("P05", cost("≤50万元", name="经费/预算"))) == 1


def test_the_years_cost_is_held_against_the_year_and_the_periods_against_the_period() -> None:
    assert found_by("P05", cost("≤96万元", "≤32万元", period="960000")) == []
    assert len(errors_of("P05", cost("≤96万元", "≤96万元", period="320000"))) == 1
    assert len(errors_of("P05", cost("≤320000元", "2164834.89元"))) == 1


@pytest.mark.parametrize(
    ("year_value", "kind", "severity"),
    [
        ("≤33.6万元", "延续性项目", None),
        ("≤96万元", "延续性项目", Severity.WARNING),
        ("≤100.8万元", "延续性项目", Severity.WARNING),
        ("≤100.9万元", "延续性项目", Severity.ERROR),
        ("≤96万元", ONE_OFF, Severity.ERROR),
    ],
    ids=["the year's", "the period's", "just within the period", "beyond it", "of one year"],
)
def test_a_contract_of_several_years_printed_for_the_year_is_a_warning(
    year_value: str, kind: str, severity: Severity | None
) -> None:
    scanning = indicator("成本指标", "扫描经费", "≤96万元", year_value)
    read = package(forms=[form("档案数字化", scanning, period="960000", 项目属性=kind)])

    levels = [finding.severity for finding in found_by("P05", read)]
    assert levels == ([severity] if severity else [])


def test_one_cost_on_a_form_is_reported_once_for_both_columns() -> None:
    assert len(errors_of("P05", cost("≤99万元"))) == 1


def test_the_money_written_as_a_percentage_is_reported_once_and_not_as_no_money_too() -> None:
    both = cost("≤32%", "≤32%"), cost("≤95%", "≤95%")

    assert [(len(errors_of("P05", form)), len(found_by("P06", form))) for form in both] == [
        (1, 0),
        (0, 1),
    ]


def priced(price: str, quantity: str, year: str) -> PublishedPackage:
    counted = indicator("数量指标", "发放人数", quantity)
    return package(
        forms=[form("补助", counted, indicator("成本指标", "补助标准", price), year=year)]
    )


@pytest.mark.parametrize(
    ("year", "severity"),
    [
        ("45360", None),
        ("47747.36", None),
        ("47747.37", Severity.WARNING),
        ("47748", Severity.WARNING),
        ("453600", Severity.ERROR),
    ],
    ids=["equal", "just within", "just beyond", "beyond a twentieth", "ten times"],
)
def test_price_times_people_times_months_is_the_money(year: str, severity: Severity | None) -> None:
    findings = found_by("P12", priced("3780元/月/人", "1人", year))

    assert [finding.severity for finding in findings] == ([] if severity is None else [severity])


def test_a_price_without_a_quantity_of_its_unit_is_not_multiplied() -> None:
    assert found_by("P12", priced("3780元/月/人", "12户", "1")) == []
    assert found_by("P12", priced("3780元", "12人", "1")) == []


def test_ten_times_a_price_that_is_for_no_time_may_be_ten_years() -> None:
    findings = found_by("P12", priced("1000元/亩", "50.5亩", "505000"))

    assert [finding.severity for finding in findings] == [Severity.WARNING]


@given(st.integers(1, 10**6), st.sampled_from(["元", "万元", "%", "人", "平方米"]))
def test_a_number_with_its_unit_is_read_with_or_without_separators(number: int, unit: str) -> None:
    plain, grouped = parse_value(f"≤{number}{unit}"), parse_value(f"≤{number:,}{unit}")

    assert plain.number == grouped.number == number
    assert plain.sort is grouped.sort
    assert (plain.sort is Sort.MONEY) == unit.endswith("元")


# --- P14 -----------------------------------------------------------------------------------


def overall(total: str, basic: str, projects: str, **fields: str) -> PublishedPackage:
    funds = {"合计": total, "基本支出": basic, "项目支出": projects}
    spent = table("预算支出总表", {"合计": {"合计": "100", "基本支出": "68", "项目支出": "32"}})
    return package(
        tables=[spent], overall=form("", year=None, period=None, year_funds=funds, **fields)
    )


@pytest.mark.parametrize(
    ("total", "wrong"), [("1000000", 0), ("1000200", 1)], ids=["sum", "two hundredths off"]
)
def test_the_whole_is_basic_and_project_expenditure(total: str, wrong: int) -> None:
    assert len(errors_of("P14", overall(total, "680000", "320000"))) == wrong


def test_the_overall_form_prints_the_tables_figures() -> None:
    (finding,) = errors_of("P14", overall("1000100", "680100", "320000"))

    assert finding.difference == "0.01 万元"


def test_a_form_filled_in_yuan_under_wan_is_reported_once() -> None:
    (finding,) = errors_of("P14", overall("10000000000", "6800000000", "3200000000"))

    assert "单位写万元，数字是元" in finding.actual


@pytest.mark.parametrize(
    ("total", "staff", "quota", "severities"),
    [
        ("186", "46", "51", []),
        ("187", "46", "51", [Severity.ERROR]),
        ("186", "46", "46", []),
        ("186", "46", "45", [Severity.WARNING]),
    ],
    ids=["right", "one too many", "full", "over the quota"],
)
def test_people_add_up_and_keep_to_the_quota(
    total: str, staff: str, quota: str, severities: list[Severity]
) -> None:
    read = overall(
        "1000000",
        "680000",
        "320000",
        实际在职人员总数=total,
        在编人员数=staff,
        其他人员数="140",
        核定人员编制数=quota,
    )

    assert [finding.severity for finding in found_by("P14", read)] == severities
