"""The amounts, shares and changes a narrative states, against the tables and each other."""

from __future__ import annotations

import pytest

from builders.published_miniature import (
    change,
    errors_of,
    form,
    found_by,
    package,
    rate,
    says,
    section,
    share,
    table,
    warnings_of,
)
from yugong.published.model.package import Aspect, ReadTable, Statement


def income(total: str, general: str = "") -> ReadTable:
    return table(
        "预算收支总表",
        {
            "一、一般公共预算": {"收入金额": general or total},
            "二、政府性基金预算": {"收入金额": ""},
            "本年收入合计": {"收入金额": total},
            "上年结转": {"收入金额": ""},
            "收入总计": {"收入金额": total},
        },
    )


def sources(general: str) -> ReadTable:
    return table(
        "预算收入总表",
        {"合计": {"合计": general, "一般公共预算": general, "政府性基金": "", "上年结转": ""}},
    )


# --- N01 -----------------------------------------------------------------------------------


def test_an_amount_with_fewer_decimals_or_separators_is_the_same_amount() -> None:
    assert found_by("N01", package(says("收入.总计", "2481.3"), tables=[income("2,481.30")])) == []


def test_a_hundredth_beside_the_table_is_an_error_with_both_figures() -> None:
    (finding,) = errors_of("N01", package(says("收入.总计", "2481.31"), tables=[income("2481.30")]))

    assert finding.difference == "0.01 万元"
    assert any("预算收支总表“收入总计”收入金额：2,481.30 万元" in line for line in finding.evidence)


def test_the_same_wrong_amount_in_two_sections_is_reported_once() -> None:
    twice = [says("收入.总计", "9", section=name) for name in ("收支变动", "收入")]

    (finding,) = found_by("N01", package(*twice, tables=[income("8")]))

    assert sum("文中" in line for line in finding.evidence) == 2


def test_an_amount_two_tables_disagree_on_is_one_warning_for_both_tables() -> None:
    read = package(
        says("收入.总计", "500", section="收支变动"),
        says("收入.一般公共预算", "100"),
        tables=[income("500"), sources("100")],
    )

    (finding,) = found_by("N01", read)

    assert finding in warnings_of("N01", read)
    assert len(finding.evidence) == 2


def test_an_amount_called_rounded_is_accepted() -> None:
    about = says("收入.总计", "2500", sentence="预算收入约2500万元。")
    plain = says("收入.总计", "2500", sentence="预算收入2500万元。")

    assert found_by("N01", package(about, tables=[income("2481.30")])) == []
    assert len(errors_of("N01", package(plain, tables=[income("2481.30")]))) == 1


def test_a_table_that_says_it_has_no_data_is_no_witness() -> None:
    empty = table("预算支出总表", {"合计": {"合计": ""}}, empty=True)

    assert found_by("N01", package(says("支出.基本支出", "5"), tables=[empty])) == []


def test_a_class_is_found_by_its_code() -> None:
    spending = table("一般公共预算支出预算表", {"201": {"合计": "70.00"}, "208": {"合计": "5.00"}})
    right = says("一般公共预算功能.201.合计", "70", section="一般公共预算")
    wrong = says("一般公共预算功能.208.合计", "50", section="一般公共预算")
    absent = says("一般公共预算功能.210.合计", "3", section="一般公共预算")

    assert found_by("N01", package(right, tables=[spending])) == []
    assert len(errors_of("N01", package(wrong, tables=[spending]))) == 1
    (missing,) = warnings_of("N01", package(absent, tables=[spending]))
    assert "没有“210”这一行" in missing.expected


def test_rows_that_split_one_account_further_count_together() -> None:
    rows = {"30101/50101": {"合计": "3.00"}, "30101/50501": {"合计": "4.00"}}
    split = table("基本支出经济科目表", rows)

    assert found_by("N01", package(says("经济.30101.合计", "7"), tables=[split])) == []
    assert len(errors_of("N01", package(says("经济.30101.合计", "3"), tables=[split]))) == 1


def unrelated() -> ReadTable:
    return table("机关运行经费表", {"部门合计": {"合计": "1"}})


def stated_income(total: str, *parts: str) -> list[Statement]:
    names = ("一般公共预算", "政府性基金预算", "国有资本经营预算", "财政专户管理资金", "单位资金")
    return [
        says("收入.总计", total),
        says("收入.上年结转", "0"),
        *(says(f"收入.{name}", part) for name, part in zip(names, parts, strict=True)),
    ]


@pytest.mark.parametrize(
    ("total", "wrong"),
    [("30.00", 0), ("30.03", 0), ("30.04", 1)],
    ids=["equal", "six addends may leave 0.035", "beyond"],
)
def test_a_total_is_the_sum_of_the_parts_the_section_states(total: str, wrong: int) -> None:
    stated = stated_income(total, "10", "10", "10", "0", "0")

    assert len(errors_of("N01", package(*stated, tables=[unrelated()]))) == wrong


def test_a_part_that_is_not_stated_makes_no_error_unless_the_table_says_it_is_nil() -> None:
    stated = [says("支出.合计", "30", section="支出"), says("支出.基本支出", "10", section="支出")]
    nil = table("预算支出总表", {"合计": {"合计": "30", "基本支出": "10", "项目支出": ""}})

    assert found_by("N01", package(*stated, tables=[income("30")])) == []
    assert len(errors_of("N01", package(*stated, tables=[nil]))) == 1


# --- N02 -----------------------------------------------------------------------------------


def spending(part: str, stated: str) -> list[Statement]:
    return [
        says("支出.合计", "4754.23", section="支出"),
        says("支出.项目支出", part, section="支出"),
        share("支出.项目支出", stated, "支出.合计", "支出"),
    ]


@pytest.mark.parametrize("stated", ["56.36", "56.37", "56.35", "56.4", "56"])
def test_a_share_within_a_hundredth_or_its_own_last_place_is_right(stated: str) -> None:
    assert found_by("N02", package(*spending("2679.48", stated))) == []


@pytest.mark.parametrize("stated", ["56.38", "56.5", "57"])
def test_a_share_beyond_that_is_an_error(stated: str) -> None:
    (finding,) = errors_of("N02", package(*spending("2679.48", stated)))

    assert finding.expected == "56.36%"


def test_a_share_of_the_wrong_whole_names_the_whole_it_would_be_right_of() -> None:
    spent = table("预算支出总表", {"合计": {"合计": "4754.23", "项目支出": "2679.48"}})
    stated = [
        says("绩效.公开项目金额", "2679.48", section="绩效"),
        share("绩效.公开项目金额", "56", "支出.项目支出", "绩效"),
    ]

    (finding,) = errors_of("N02", package(*stated, tables=[spent]))

    assert finding.expected == "100.00%"
    assert any("支出·合计" in line for line in finding.evidence)


SPENT = {"合计": {"合计": "4754.23", "基本支出": "2074.75", "项目支出": "2679.48"}}


@pytest.mark.parametrize(
    ("amount", "percentage", "reported"),
    [
        ("2679.48", "56.36", []),
        ("2679.48", "63.36", ["N02"]),
        ("2769.48", "56.36", ["N01"]),
        ("2769.48", "58.25", ["N01"]),
        ("2769.48", "63.36", ["N01", "N02"]),
    ],
    ids=["right", "share", "amount", "amount and the share that follows", "both"],
)
def test_a_share_is_wrong_for_itself_and_not_for_the_amount_beside_it(
    amount: str, percentage: str, reported: list[str]
) -> None:
    basic = [
        says("支出.基本支出", "2074.75", section="支出"),
        share("支出.基本支出", "43.64", "支出.合计", "支出"),
    ]
    read = package(*spending(amount, percentage), *basic, tables=[table("预算支出总表", SPENT)])

    assert [code for code in ("N01", "N02") for _ in errors_of(code, read)] == reported


@pytest.mark.parametrize(
    ("second", "wrong"), [("50.00", 0), ("50.05", 0), ("50.06", 1)], ids=["100", "edge", "beyond"]
)
def test_shares_of_one_whole_make_up_a_hundred(second: str, wrong: int) -> None:
    read = package(
        share("支出.基本支出", "50.00", "支出.合计", "支出"),
        share("支出.项目支出", second, "支出.合计", "支出"),
    )

    assert len(errors_of("N02", read)) == wrong


def test_shares_of_an_open_list_may_stay_below_a_hundred() -> None:
    listed = [
        says(
            f"功能.{code}.合计",
            "30",
            aspect=Aspect.SHARE,
            base="支出.总计",
            section="支出",
            sentence="主要用于教育、卫生等。",
        )
        for code in ("205", "210")
    ]

    assert found_by("N02", package(*listed)) == []


# --- N03 -----------------------------------------------------------------------------------


def moved(value: str, by: str, percent: str, direction: int = 1) -> list[Statement]:
    return [
        says("收入.总计", value, section="收支变动"),
        change("收入.总计", by, direction),
        rate("收入.总计", percent, direction),
    ]


@pytest.mark.parametrize("percent", ["74.79", "74.80", "74.78"])
def test_growth_over_last_year_is_right_within_a_hundredth(percent: str) -> None:
    assert found_by("N03", package(*moved("4754.23", "2034.24", percent))) == []


def test_growth_over_this_year_is_an_error_and_named_as_that() -> None:
    (finding,) = errors_of("N03", package(*moved("4754.23", "2034.24", "42.79")))

    assert finding.expected == "74.79%"
    assert "所写幅度像是以本年数为基数" in finding.evidence


def test_a_decrease_counts_from_the_larger_last_year() -> None:
    assert found_by("N03", package(*moved("90", "10", "10.00", -1))) == []
    assert len(errors_of("N03", package(*moved("90", "10", "11.11", -1)))) == 1


def test_up_and_down_do_not_go_together() -> None:
    stated = [
        says("收入.总计", "90", section="收支变动"),
        change("收入.总计", "10", 1),
        rate("收入.总计", "10", -1),
    ]

    (finding,) = errors_of("N03", package(*stated))

    assert finding.expected == "增减字样前后一致"


def test_from_nothing_there_is_no_percentage() -> None:
    (finding,) = errors_of("N03", package(*moved("10", "10", "100")))

    assert "上年数为零" in finding.expected


@pytest.mark.parametrize(
    ("last", "wrong"), [("80.00", 0), ("79.99", 0), ("79.98", 1)], ids=["equal", "edge", "beyond"]
)
def test_a_stated_last_year_is_this_year_less_the_change(last: str, wrong: int) -> None:
    stated = [
        says("收入.总计", "90", section="收支变动"),
        says("收入.总计", last, aspect=Aspect.PREVIOUS, section="收支变动"),
        change("收入.总计", "10", 1),
    ]

    assert len(errors_of("N03", package(*stated))) == wrong


# --- N04 -----------------------------------------------------------------------------------


def two_sections(general_by: str) -> list[Statement]:
    return [
        says("支出.总计", "100", section="收支变动"),
        change("支出.总计", "20", 1),
        says("一般公共预算.支出", "100", section="一般公共预算"),
        change("一般公共预算.支出", general_by, 1, section="一般公共预算"),
    ]


@pytest.mark.parametrize(
    ("general_by", "warned"), [("20", 0), ("20.01", 0), ("20.02", 1)], ids=["same", "edge", "more"]
)
def test_last_years_worked_out_in_two_sections_agree(general_by: str, warned: int) -> None:
    read = package(*two_sections(general_by), tables=[income("100"), sources("100")])

    assert len(warnings_of("N04", read)) == warned


def test_other_money_explains_a_larger_whole_last_year() -> None:
    with_funds = income("100", general="60")

    assert found_by("N04", package(*two_sections("25"), tables=[with_funds])) == []
    assert len(warnings_of("N04", package(*two_sections("15"), tables=[with_funds]))) == 1


# --- N05 -----------------------------------------------------------------------------------


def three(total: int, *parts: int | None) -> list[Statement]:
    names = ("因公出国境费", "公务接待费", "公务用车购置费", "公务用车运行维护费")
    pairs = [("合计", total), *zip(names, parts, strict=True)]
    return [
        change(f"三公.{name}", str(abs(by)), (by > 0) - (by < 0), section="三公")
        for name, by in pairs
        if by is not None
    ]


def test_the_change_of_the_three_expenses_is_that_of_their_parts() -> None:
    assert found_by("N05", package(*three(30, 0, 90, -10, -50))) == []


def test_parts_that_make_another_change_are_an_error() -> None:
    (finding,) = errors_of("N05", package(*three(30, 0, 90, 10, -50)))

    assert finding.difference == "-20.00 万元"


def test_a_hundredth_of_residue_between_changes_is_no_error() -> None:
    parts = three(30, 0, 90, -10, -50)

    near = [change("三公.合计", "30.01", 1, section="三公"), *parts[1:]]
    beyond = [change("三公.合计", "30.02", 1, section="三公"), *parts[1:]]

    assert found_by("N05", package(*near)) == []
    assert len(errors_of("N05", package(*beyond))) == 1


def test_items_nobody_speaks_of_are_a_warning() -> None:
    (finding,) = warnings_of("N05", package(*three(98, None, None, None, None)))

    assert "公务接待费" in finding.actual


def test_vehicles_counted_together_are_of_both_kinds() -> None:
    together = change("三公.公务用车购置及运行费", "10", -1, section="三公")

    assert found_by("N05", package(*three(-15, 0, -5, None, None), together)) == []


# --- N07, N11 ------------------------------------------------------------------------------


def test_what_a_sentence_calls_nil_is_nil_in_the_tables() -> None:
    nil = [says("支出.合计", "0", section="支出"), says("支出.项目支出", "0", section="支出")]
    spent = table("预算支出总表", {"合计": {"合计": "2679.27", "项目支出": "2250.80"}})
    blank = table("预算支出总表", {"合计": {"合计": "", "项目支出": ""}})

    (finding,) = errors_of("N07", package(*nil, tables=[spent]))

    assert finding.difference == "2,679.27 万元"
    assert found_by("N07", package(*nil, tables=[blank])) == []


@pytest.mark.parametrize(("amount", "wrong"), [("", 0), ("0.01", 1)], ids=["nil", "one hundredth"])
def test_a_department_that_says_it_has_none_has_none(amount: str, wrong: int) -> None:
    text = "我馆没有机关运行经费。"
    read = package(
        says("收入.总计", "1"),
        tables=[table("机关运行经费表", {"部门合计": {"合计": amount}})],
        sections=[section("机关运行经费", text)],
    )

    assert len(errors_of("N07", read)) == wrong


@pytest.mark.parametrize(
    ("stated", "wrong"), [("100.00", 0), ("100", 0), ("100.01", 1)], ids=["same", "shorter", "off"]
)
def test_the_money_of_the_overall_form_is_the_total(stated: str, wrong: int) -> None:
    spent = table(
        "预算收支总表", {"本年支出合计": {"支出合计": "100"}, "支出总计": {"支出合计": "100.00"}}
    )
    read = package(says("绩效.整体资金", stated, section="绩效"), tables=[spent])

    assert len(errors_of("N11", read)) == wrong


def test_the_overall_form_itself_prints_the_total() -> None:
    spent = table("预算收支总表", {"支出总计": {"支出合计": "100.00"}})
    right = form("", year=None, year_funds={"合计": "1000000"})
    wrong = form("", year=None, year_funds={"合计": "1000100"})

    assert found_by("N11", package(tables=[spent], overall=right)) == []
    assert len(errors_of("N11", package(tables=[spent], overall=wrong))) == 1
