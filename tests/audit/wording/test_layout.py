"""Rules of layout: table numbers, names, glossary, remains, number formats, structure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from builders.altered_package import package_of, with_table
from builders.printed_package import actual_and_severity, findings, package_of_text
from builders.samples import prepared_sample
from builders.small_budget import budget_file
from yugong.audit.wording.numbering import number_of
from yugong.findings import Place, Severity
from yugong.jobs.compute import compute_budget
from yugong.published.model.package import Passage

NUMBERED = [(f"预算公开表{number}", f"2026年第{number}张表") for number in range(1, 14)]


def test_tables_numbered_alike_and_once_pass() -> None:
    assert actual_and_severity("W04", package_of_text(tables=NUMBERED)) == []


def test_a_number_used_twice_is_an_error() -> None:
    tables = [*NUMBERED[:3], ("预算公开表3", "2026年又一张表")]
    assert actual_and_severity("W04", package_of_text(tables=tables)) == [
        ("2 张表的编号都是 3", Severity.ERROR)
    ]


def test_tables_without_a_number_or_with_another_wording_are_a_blemish() -> None:
    tables = [*NUMBERED[:8], ("部门公开表9", "2026年第9张表"), ("", "2026年第10张表")]
    assert actual_and_severity("W04", package_of_text(tables=tables)) == [
        ("1 张表没有编号", Severity.STYLE),
        ("部门公开表9", Severity.STYLE),
    ]
    bare = package_of_text(tables=[("", "2026年预算收支总表")] * 2)
    assert actual_and_severity("W04", bare) == [("2 张表都没有编号", Severity.STYLE)]


def test_income_and_spending_are_printed_together_or_apart_but_not_both() -> None:
    whole = "2026年国有资本经营预算收支预算表（不含上年结转）"
    package = package_of_text(tables=[*NUMBERED[:8], ("预算公开表9", whole)])
    apart = [f"2026年国有资本经营预算{side}预算表" for side in ("收入", "支出")]

    assert actual_and_severity("W04", package) == []
    assert actual_and_severity("W04", replace(package, foreign=tuple(apart[:1]))) == []
    assert actual_and_severity("W04", replace(package, foreign=tuple(apart))) == [
        (f"《{whole}》与分列的收入表、支出表并存", Severity.WARNING)
    ]


@pytest.mark.parametrize(
    ("label", "codes"), [("预算公开表9-1", []), ("预算公开表10", ["W04", "W04"])]
)
def test_tables_apart_pass_only_under_the_numbers_the_standard_gives_them(
    tmp_path: Path, label: str, codes: list[str]
) -> None:
    """Numbered otherwise they are left from an older set; here the number is also used twice."""
    package = package_of(compute_budget(budget_file(tmp_path), standard="shanxi-2023"))
    name = "国有资本经营预算收入表"
    package = with_table(package, replace(package.tables[name], label=label))

    assert [finding.code for finding in findings("W04", package)] == codes


def test_tables_that_the_standard_wants_together_and_apart_pass() -> None:
    titles = ["2026年预算收支总表", "2026年预算收入总表", "2026年预算支出总表"]
    numbered = [(f"预算公开表{number}", title) for number, title in enumerate(titles, 1)]

    assert actual_and_severity("W04", package_of_text(tables=numbered)) == []


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("预算公开表12", "12"),
        ("表十三", "13"),
        ("附表十", "10"),
        ("表二十一", "21"),
        ("预算公开表9-1", "9-1"),
        ("表十－2", "10-2"),
        ("预算收支总表", None),
    ],
)
def test_numbers_are_read_in_both_kinds_of_figures(label: str, number: str | None) -> None:
    assert number_of(label) == number


def test_a_centre_does_not_call_itself_a_bureau() -> None:
    package = package_of_text("我局牢固树立服务意识。", department="某县机关事务中心")
    assert actual_and_severity("W05", package) == [("我局", Severity.ERROR)]


def test_本_may_speak_of_a_unit_below_and_the_own_ending_passes() -> None:
    package = package_of_text("我中心负责接待，本局负责车辆。", department="某县机关事务中心")
    assert actual_and_severity("W05", package) == [("本局", Severity.WARNING)]


def test_another_name_for_the_own_subject_is_a_warning_unless_it_is_a_unit_below() -> None:
    package = package_of_text("某县机关事务管理局负责接待。", department="某县机关后勤服务中心")
    assert actual_and_severity("W05", package) == [("机关事务管理局", Severity.WARNING)]
    below = package_of_text("所属股级单位某县机关事务保障中心。", department="某县机关后勤服务中心")
    assert actual_and_severity("W05", below) == []
    others = package_of_text(
        "省机关事务管理局的要求，县财政局批复。", department="某县机关后勤服务中心"
    )
    assert actual_and_severity("W05", others) == []


def test_a_centre_that_says_it_is_administrative_is_a_warning() -> None:
    package = package_of_text(
        cells=[["某县机关事务中心本级", "行政", "正科级"]], department="某县机关事务中心"
    )
    assert actual_and_severity("W05", package) == [("行政", Severity.WARNING)]
    package = package_of_text(
        cells=[["某县机关事务中心本级", "事业", "正科级"]], department="某县机关事务中心"
    )
    assert actual_and_severity("W05", package) == []


def test_a_term_that_is_used_but_not_explained_is_a_blemish() -> None:
    text = "基本支出1.00万元，项目支出1.00万元。"
    glossary = ["第四部分 名词解释", "一、基本支出：指人员支出和公用支出。"]
    (finding,) = findings("W08", package_of_text(text, *glossary))
    assert (finding.actual, finding.severity) == ("没有解释项目支出", Severity.STYLE)
    assert (
        actual_and_severity("W08", package_of_text(text, *glossary, "二、项目支出：指其他支出。"))
        == []
    )


def test_a_term_explained_under_another_name_than_printed_is_a_blemish() -> None:
    package = package_of_text(
        "机关运行经费1.00万元。", "第四部分 名词解释", "一、机关运行费：是指公用经费。"
    )
    assert actual_and_severity("W08", package) == [("机关运行费", Severity.STYLE)]


def test_entries_without_the_colon_of_the_others_are_reported() -> None:
    entries = ["一、甲支出：指甲。", "二、乙支出：指乙。", "三、丙支出是指丙。"]
    package = package_of_text("第四部分 名词解释", *entries)
    assert actual_and_severity("W08", package) == [("名词后没有冒号", Severity.STYLE)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("某县县(区)级预算部门（单位）绩效目标申报表", "县(区)级"),
        ("附件n：名词解释", "附件n"),
        ("(2026)年度", "年份外的括号"),
        ("三十一、人行科目", "人行科目"),
        ("- 12 -", "孤立的页码"),
        ("430某县档案馆", "430某县档案馆"),
    ],
)
def test_remains_of_a_template_are_a_blemish(text: str, what: str) -> None:
    assert actual_and_severity("W09", package_of_text(text)) == [(what, Severity.STYLE)]


@pytest.mark.parametrize(
    "text", ["（2026年度）", "103-某县档案馆", "各县（市、区）级财政", "附件1：名词解释", "2026"]
)
def test_what_a_form_prescribes_is_no_remain(text: str) -> None:
    assert actual_and_severity("W09", package_of_text(text)) == []


def test_a_row_that_the_standard_itself_prints_is_no_remain() -> None:
    package = replace(
        package_of(prepared_sample("pingxiang-2023")), passages=package_of_text("正文。").passages
    )
    elsewhere = replace(package, standard=prepared_sample("pinglu-2026").loaded.standard)

    assert actual_and_severity("W09", package) == []
    assert actual_and_severity("W09", elsewhere) == [("人行科目", Severity.STYLE)]


def test_marks_of_a_converter_are_reported_once() -> None:
    package = package_of_text(
        "正文。", left_overs=[("书签", "[bookmark: _Toc1]"), ("书签", "[bookmark: _Toc2]")]
    )
    assert actual_and_severity("W09", package) == [("书签标记", Severity.STYLE)]


def test_the_rarer_way_of_writing_amounts_is_reported() -> None:
    package = package_of_text(
        "收入4,754.23万元，支出4,754.23万元，比上年增加2034.24万元，上年结转0万元。"
    )
    assert actual_and_severity("W10", package) == [("没有千分位", Severity.STYLE)]
    package = package_of_text(
        "购置费110万元，运行费51.55万元，接待费1.00万元，单价50万元以上的设备0台。"
    )
    assert actual_and_severity("W10", package) == [("没有小数", Severity.STYLE)]


def test_amounts_below_a_thousand_have_no_separator_to_miss() -> None:
    package = package_of_text("收入4,754.23万元，人员601.22万元，结转0万元。")
    assert actual_and_severity("W10", package) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("依据某财预（2026）36号。", "（2026）36号"),
        ("依据某财预〔2026〕第36号。", "〔2026〕第36号"),
        ("依据某财预[2026]年36号。", "[2026]年36号"),
        ("依据《条例执行。", "“《”不成对"),
        ("依据条例》《办法》执行。", "“》”不成对"),
    ],
)
def test_document_numbers_and_brackets_are_reported(text: str, what: str) -> None:
    assert actual_and_severity("W11", package_of_text(text)) == [(what, Severity.STYLE)]


@pytest.mark.parametrize(
    "text",
    ["依据某财预〔2026〕36号。", "1）保管；2）利用。", "（含《条例》(试行)）。", "(2026年度)"],
)
def test_regular_numbers_and_brackets_pass(text: str) -> None:
    assert actual_and_severity("W11", package_of_text(text)) == []


WHOLE = (
    "某县档案馆",
    "2026年度部门预算公开",
    "目 录",
    "第一部分 概况",
    "第二部分 2026年部门预算报表",
    "第一部分 概况",
    "第二部分 2026年部门预算报表",
    "第三部分 2026年度部门预算情况说明",
    "第四部分 名词解释",
)


def test_a_whole_package_passes_though_its_contents_name_the_parts_too() -> None:
    assert actual_and_severity("W12", package_of_text(*WHOLE)) == []


def test_missing_parts_are_reported_one_by_one() -> None:
    package = package_of_text(
        "第一部分 概况", "第三部分 2026年度部门预算情况说明", "第四部分 名词解释"
    )
    assert actual_and_severity("W12", package) == [
        ("没有封面", Severity.WARNING),
        ("没有目录", Severity.WARNING),
        ("没有“部门预算报表”部分的标题", Severity.WARNING),
    ]


def test_a_part_numbered_twice_and_a_title_printed_twice_are_reported() -> None:
    package = package_of_text(*WHOLE[:-1], "第一部分 整体绩效目标", *WHOLE[-1:])
    assert actual_and_severity("W12", package) == [("“第一部分”用了 2 次", Severity.WARNING)]
    title = "某县档案馆2026年预算公开情况说明"
    twice = package_of_text(*WHOLE, "第五部分 " + title, title)
    assert actual_and_severity("W12", twice) == [("标题连写两遍", Severity.STYLE)]


def test_a_caption_in_a_word_file_without_any_chart_is_for_information() -> None:
    bare = package_of_text(*WHOLE, "一般公共预算支出结构图")
    assert actual_and_severity("W12", bare) == [
        ("有图题 1 处，文件里没有可编辑的图", Severity.INFO)
    ]
    drawn = package_of_text(
        *WHOLE, "一般公共预算支出结构图", left_overs=[("内嵌工作簿", "图1.xlsx：“数据”")]
    )
    assert actual_and_severity("W12", drawn) == []


def test_a_caption_in_a_file_whose_charts_are_not_read_is_for_information() -> None:
    bare = package_of_text(*WHOLE, "一般公共预算支出结构图", form="pdf")
    assert actual_and_severity("W12", bare) == [("有图题 1 处，这种文件里读不到图", Severity.INFO)]
    assert actual_and_severity("W12", package_of_text(*WHOLE, form="pdf")) == []


def test_a_budget_code_above_a_table_is_found_in_its_place() -> None:
    package = package_of_text("正文。", tables=[("预算公开表1", "2026年预算收支总表")])
    (name, table), *_ = package.tables.items()
    above = (Passage("103某县档案馆", Place(path="第 9 段")),)
    package = replace(package, tables={name: replace(table, above=above)})
    (finding,) = findings("W09", package)
    assert (finding.actual, finding.place.path) == ("103某县档案馆", "第 9 段")
