"""Rules of privacy: what is found, and that the report does not repeat it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.entered_rules import rules_of
from builders.printed_package import actual_and_severity, findings, package_of_text
from yugong.audit.evidence.masking import identity_numbers, masked, mobile_numbers
from yugong.audit.rule import audit
from yugong.findings import Severity

# Made up: no such area code, a check digit computed for it.
IDENTITY = "990101199001010019"
MOBILE = "13500000000"


def test_a_mobile_number_is_an_error_and_is_reported_masked() -> None:
    (finding,) = findings("V01", package_of_text(f"联系人处电话{MOBILE}。"))
    assert (finding.actual, finding.severity) == ("135****0000", Severity.ERROR)
    assert MOBILE not in str(finding.as_json())


@pytest.mark.parametrize(
    "text",
    ["电话0355-7820000。", "编号1350000000。", "金额13500000000.00元。", "合同213500000000号。"],
)
def test_other_long_numbers_are_no_mobile_numbers(text: str) -> None:
    assert actual_and_severity("V01", package_of_text(text)) == []


def test_a_mobile_number_in_a_running_foot_or_in_groups_is_found() -> None:
    package = package_of_text(
        "咨询：135 0000 0000", left_overs=[("页眉页脚文字", f"监督电话{MOBILE}")]
    )
    assert [finding.actual for finding in findings("V01", package)] == [
        "135******0000",
        "135****0000",
    ]


def test_an_identity_number_counts_only_with_its_check_digit() -> None:
    assert list(identity_numbers(f"证件{IDENTITY}。")) == [IDENTITY]
    wrong = IDENTITY[:-1] + ("1" if IDENTITY[-1] != "1" else "2")
    assert actual_and_severity("V04", package_of_text(f"证件{wrong}。")) == []
    (finding,) = findings("V04", package_of_text(f"证件{IDENTITY}。"))
    assert finding.actual == "990***********0019"
    assert IDENTITY not in str(finding.as_json())


@given(st.integers(0, 10**8 - 1), st.sampled_from("3456789"), st.text("电话：，。 ", max_size=6))
@settings(max_examples=60)
def test_whatever_is_quoted_is_as_long_as_before_and_shows_no_number(
    tail: int, second: str, around: str
) -> None:
    text = f"{around}1{second}0{tail:08d}{around}"
    assert len(masked(text)) == len(text)
    assert not list(mobile_numbers(masked(text)))


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("负责人：    经办人：张三丰    联系电话：    填报日期：20260301", "经办人：张某某"),
        ("填表人: 李四", "填表人：李某"),
        ("负责人：王五 经办人：", "负责人：王某"),
    ],
)
def test_a_name_behind_a_form_is_an_error_and_is_reported_masked(line: str, what: str) -> None:
    package = package_of_text("某县项目支出绩效目标申报表", line)
    assert actual_and_severity("V02", package) == [(what, Severity.ERROR)]
    assert not any(
        "张三" in text for finding in findings("V02", package) for text in finding.evidence
    )


def test_a_name_in_the_cell_beside_its_label_is_found() -> None:
    package = package_of_text(cells=[["负责人", "", "经办人", "赵六"]])
    assert actual_and_severity("V02", package) == [("经办人：赵某", Severity.ERROR)]


@pytest.mark.parametrize(
    "line",
    [
        "负责人：    经办人：    联系电话：    填报日期：",
        "负责人：办公室主任",
        "联系人：财务股 联系电话：0355-7820000",
        "落实项目负责人：由各股室确定。",
    ],
)
def test_blank_fields_posts_and_office_telephones_are_left_alone(line: str) -> None:
    assert actual_and_severity("V02", package_of_text("某县项目支出绩效目标申报表", line)) == []


def test_a_half_hidden_telephone_of_a_form_is_found() -> None:
    package = package_of_text("联系电话：1XXXXXXXXXX 填报日期：20260301")
    assert actual_and_severity("V02", package) == [("联系电话：1XX****XXXX", Severity.ERROR)]


def test_a_name_slipped_in_before_the_words_of_the_cell_beside_is_a_warning() -> None:
    package = package_of_text(cells=[["办公区供暖面积", "办公区供暖总面积", "耿五办公区取暖面积"]])
    assert actual_and_severity("V02", package) == [("耿某办公区取暖面积", Severity.WARNING)]
    usual = package_of_text(cells=[["办公区供暖面积", "办公区供暖总面积", "根据办公区取暖面积"]])
    assert actual_and_severity("V02", usual) == []


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("根据王市长批示实施。", ["王某市长"]),
        ("按照李四光县长的批示精神。", ["李某某县长"]),
        ("根据市委书记批示实施。", []),
        ("王市长调研。", []),
        ("办公室主任要求各股室落实。", []),
    ],
)
def test_a_leader_named_for_an_instruction_is_an_error(text: str, reported: list[str]) -> None:
    package = package_of_text(text)
    assert actual_and_severity("V03", package) == [(words, Severity.ERROR) for words in reported]
    assert not any(
        "李四光" in line for finding in findings("V03", package) for line in finding.evidence
    )


def test_a_person_in_the_properties_is_a_warning_and_a_program_is_for_information() -> None:
    package = package_of_text(
        "正文。", left_overs=[("个人属性", "作者：张三丰"), ("个人属性", "作者：openpyxl")]
    )
    assert actual_and_severity("V05", package) == [
        ("作者：张某", Severity.WARNING),
        ("作者：openpyxl", Severity.INFO),
    ]


def test_revisions_comments_and_hidden_content_are_one_error_for_each_kind() -> None:
    package = package_of_text(
        "正文。",
        left_overs=[
            ("修订", "已删除：旧数"),
            ("修订", "新插入：新数"),
            ("批注", f"问{MOBILE}"),
            ("隐藏工作表", "草表"),
            ("隐藏行列", "B 列：底数"),
        ],
    )
    assert actual_and_severity("V06", package) == [
        ("修订 2 处", Severity.ERROR),
        ("批注 1 处", Severity.ERROR),
        ("隐藏工作表 1 处", Severity.ERROR),
        ("隐藏行列 1 处", Severity.WARNING),
    ]
    assert not any(
        MOBILE in line for finding in findings("V06", package) for line in finding.evidence
    )


def test_a_chart_may_carry_its_numbers_but_no_hidden_sheet() -> None:
    plain = package_of_text(
        "正文。", left_overs=[("内嵌工作簿", "图1.xlsx：“数据”"), ("外部链接", "https://a.cn")]
    )
    assert actual_and_severity("V07", plain) == []
    hidden = package_of_text(
        "正文。",
        left_overs=[("内嵌工作簿", "图1.xlsx：“数据”、隐藏的“工资”"), ("宏", "vbaProject.bin")],
    )
    assert actual_and_severity("V07", hidden) == [
        ("内嵌工作簿 1 处", Severity.ERROR),
        ("宏 1 处", Severity.ERROR),
    ]


def test_a_sheet_that_is_only_called_hidden_is_none() -> None:
    package = package_of_text("正文。", left_overs=[("内嵌工作簿", "图1.xlsx：“隐藏的数据”")])
    assert actual_and_severity("V07", package) == []


def test_rules_about_the_file_are_not_passed_on_plain_text() -> None:
    package = package_of_text("正文。", form="text")
    outcomes = audit(package, rules_of("WV"))
    assert [outcome.rule.code for outcome in outcomes if outcome.not_executed][-3:] == [
        "V05",
        "V06",
        "V07",
    ]
