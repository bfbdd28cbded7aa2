"""The checker knows which values print and which kinds of values a filter takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from builders.docx_specimens import make_table
from yugong.figures.fact import Fact
from yugong.standard.names import Listing, Names, TableView
from yugong.template.environment import TemplateEnvironment
from yugong.template.values import accepts, shape_of


def wan(fact: Fact) -> str:
    return f"{fact.value}万元"


def share(part: Fact, whole: Fact, places: int = 2) -> str:
    return f"{part.value}/{whole.value}/{places}"


def listed(words: tuple[str, ...]) -> str:
    return "、".join(words)


def day(value: date) -> str:
    return str(value)


def free(*values, **named):  # type: ignore[no-untyped-def]
    return f"{values}{named}"


FILTERS: dict[str, Callable[..., Any]] = {
    "万元": wan,
    "占比": share,
    "顿号": listed,
    "日期": day,
    "任意": free,
}
TABLE = TableView(make_table("收支总表", [["合计", "10"]], ["科目名称", "金额"]))
CONTEXT: dict[str, Any] = {
    "名": "某局",
    "年度": 2026,
    "率": 1.5,
    "有": True,
    "日": date(2026, 1, 1),
    "额": Fact("额", Decimal(1)),
    "个": Fact("个", Decimal(1), "个"),
    "一组": Names("一组", {"甲": "乙", "额": Fact("一组.额", Decimal(1))}),
    "单位": Listing(["甲", "乙"]),
    "空": Listing([]),
    "表": Names("表", {"收支总表": TABLE}),
    "全部表": Listing([TABLE]),
}


def faults_of(source: str) -> list[tuple[str, str, str]]:
    problems = TemplateEnvironment(FILTERS).problems(source, CONTEXT)
    return [(problem.kind, problem.actual, problem.expected) for problem in problems]


@pytest.mark.parametrize(
    "source",
    [
        "{{ 名 }}{{ 年度 }}{{ 名 ~ 年度 }}",
        "{{ 额 | 万元 }}{{ 额 | 占比(个) }}{{ 额 | 占比(个, 1) }}{{ 额 | 占比(whole=个, places=1) }}",
        "{{ 单位 | 顿号 }}{{ 空 | 顿号 }}{{ 日 | 日期 }}",
        "{{ 全部表 | 任意(1, 甲=2) }}",
        "{% for 行 in 表.收支总表.行 %}{{ 行.金额 }}{{ 行.级次 }}{{ 行.序号 }}{% endfor %}",
        "{% for 项 in 空 %}{{ 项 }}{{ 项.任何 }}{{ 项 | 万元 }}{% endfor %}",
        "{{ 名 if 额 else 年度 }}{% if 全部表 and 一组 %}{% endif %}",
        "{{ 名 if 年度 > 2020 and '甲' in 单位 and 名 != '乙' else '' }}",
    ],
)
def test_what_prints_has_no_fault(source: str) -> None:
    assert faults_of(source) == []


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("额", "{{ 额 | 万元 }}"),
        ("个", "{{ 个 | 数 }}"),
        ("日", "{{ 日 | 日期 }}"),
        ("单位", "{{ 单位 | 顿号 }}"),
        ("有", "{% if 有 %}…{% else %}…{% endif %}"),
        ("年度 > 1", "{% if 年度 > 1 %}…{% else %}…{% endif %}"),
        ("率", "小数写在引号里：{{ '1.5' }}"),
        ("一组", "写它的一项，如 {{ 一组.甲 }}"),
        ("表.收支总表", "写它的一项，如 {{ 表.收支总表.编号 }}"),
        ("全部表", "{% for 项 in 全部表 %}…{% endfor %}，逐项写出"),
    ],
)
def test_a_value_without_a_text_is_a_fault_with_its_cure(expression: str, expected: str) -> None:
    assert faults_of(f"{{{{ {expression} }}}}") == [("S004", f"{{{{ {expression} }}}}", expected)]
    assert [fault[2] for fault in faults_of(f"{{{{ 名 ~ ({expression}) }}}}")] == [expected]
    assert [fault[2] for fault in faults_of(f"{{{{ 名 if 有 else {expression} }}}}")] == [expected]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("年度 | 万元", "滤器“万元”用于金额等数字，这里是整数"),
        ("额 | 日期", "滤器“日期”用于日期，这里是金额等数字；可用 万元"),
        ("额 | 占比(年度)", "滤器“占比”括号里的用于金额等数字，这里是整数"),
        ("额 | 占比(个, '一')", "滤器“占比”括号里的用于整数，这里是文字"),
        ("额 | 占比", "… | 占比(…)，括号里写金额等数字"),
        ("额 | 万元(1)", "… | 万元，括号里的值不对"),
        ("额 | 占比(个, 1, 2)", "… | 占比(…)，括号里写金额等数字"),
        ("全部表 | 顿号", "滤器“顿号”用于一列文字，这里是列表"),
        ("名 | 顿号", "滤器“顿号”用于一列文字，这里是文字"),
        ("有 | 日期", "滤器“日期”用于日期，这里是条件"),
    ],
)
def test_a_filter_given_another_kind_of_value_is_a_fault(written: str, expected: str) -> None:
    assert faults_of(f"{{{{ {written} }}}}") == [("S004", written, expected)]


@pytest.mark.parametrize(
    ("source", "actual"),
    [
        ("{% if 额 > 0 %}{% endif %}", "额 > 0"),
        ("{% if 年度 < '甲' %}{% endif %}", "年度 < '甲'"),
        ("{% if 名 in 年度 %}{% endif %}", "名 in 年度"),
        ("{% if 1 < 年度 < 单位 %}{% endif %}", "1 < 年度 < 单位"),
    ],
)
def test_a_comparison_of_different_kinds_is_a_fault(source: str, actual: str) -> None:
    assert [fault[:2] for fault in faults_of(source)] == [("S004", actual)]


def test_an_unknown_name_lists_the_names_there_are() -> None:
    assert faults_of("{{ 一组.丙丁 }}") == [("S003", "一组.丙丁", "一组 有：甲、额")]
    assert faults_of("{{ 名.称 }}") == [("S003", "名.称", "名 是文字，后面没有名称")]
    assert faults_of("{{ 名 | 没有 }}") == [
        ("S003", "| 没有", "滤器有：万元、占比、顿号、日期、任意")
    ]
    assert faults_of("{{ 名 | safe }}") == [("S003", "| safe", "删去；文字总是照原样印出")]


def test_the_shape_of_a_filter_comes_from_its_annotations() -> None:
    shape = shape_of(share)
    assert shape is not None
    assert shape.kinds(2, []) == [Fact, Fact]
    assert shape.kinds(2, ["places"]) == [Fact, Fact, int]
    assert shape.kinds(1, []) is None
    assert shape_of(dict.fromkeys) is None or not accepts(int, "字")
