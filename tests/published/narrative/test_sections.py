"""The headed parts of a published package under the names the standards have for them."""

from __future__ import annotations

import pytest

from builders.samples import prepared_sample
from readings.published_reading import named_sections, recognised, sections_of, written_word
from yugong.published.narrative.sections import heads_a_section


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("一、部门预算收支数据变动情况及原因", "收支变动"),
        ("三、比上年增减情况", "收支变动"),
        ("1、收入说明", "收入"),
        ("三、支出预算情况说明", "支出"),
        ("四、财政拨款收支预算总体情况的说明", "财政拨款收支"),
        ("五、一般公共预算支出情况", "一般公共预算"),
        ("六、一般公共预算基本支出情况说明", "基本支出"),
        ("七、“三公”经费增减变动原因说明", "三公"),
        ("四、财政拨款三公经费预算情况及增减变化原因", "三公"),
        ("八、机关运行经费安排情况", "机关运行经费"),
        ("九、 政府采购 情况", "政府采购"),
        ("五、预算绩效信息", "绩效"),
        ("七、国有资产信息", "国有资产"),
        ("九、其他需要说明的事项", "其他"),
        ("（一）政府购买服务指导性目录", "政府购买服务"),
        ("第四部分　名词解释", "名词解释"),
    ],
)
def test_a_section_goes_by_many_headings(heading: str, name: str) -> None:
    assert named_sections(f"{heading}\n正文在这里。") == {name: ["正文在这里。"]}


@pytest.mark.parametrize(
    "line",
    [
        "一、一般公共预算支出情况说明如下：共二百万元",
        "二、支出预算情况说明，",
        "六、一般公共预算基本支出 428.47",
        "九、政府采购情况。",
        "三、支出预算情况说明\t12",
        "三、支出预算情况说明........12",
        "收入预算情况说明",
        "八、领导交办的其他工作",
    ],
)
def test_what_only_looks_like_a_heading_makes_no_named_section(line: str) -> None:
    assert named_sections(f"{line}\n正文。") == {}


def test_a_subdivision_belongs_to_the_section_around_it_as_well() -> None:
    text = """\
五、一般公共预算支出情况说明
（一）规模
比上年有增加。
（二）结构
分两类。
六、一般公共预算基本支出情况说明
分人员和公用。
"""
    assert named_sections(text) == {
        "一般公共预算": ["比上年有增加。", "分两类。"],
        "基本支出": ["分人员和公用。"],
    }
    unnamed = [
        (section.heading, section.level) for section in sections_of(text) if not section.name
    ]
    assert unnamed == [("（一）规模", 3), ("（二）结构", 3)]


def test_a_subdivision_with_a_name_of_its_own_is_a_section() -> None:
    text = (
        "二、部门预算安排的总体情况\n综合预算。\n1、收入说明\n收入一项。\n2、支出说明\n支出两项。"
    )
    assert named_sections(text) == {
        "总体情况": ["综合预算。"],
        "收入": ["收入一项。"],
        "支出": ["支出两项。"],
    }


def test_items_under_duties_and_terms_are_no_sections() -> None:
    text = """\
一、本部门职责
（一）政府采购情况
管理采购。
第四部分 名词解释
一、机关运行经费
公用经费。
二、三公经费
三项经费。
"""
    assert list(named_sections(text)) == ["职责", "名词解释"]


def test_headings_of_a_table_of_contents_without_pages_are_passed_over() -> None:
    text = """\
第三部分 2026年度部门预算情况说明
二、收入预算情况说明
三、支出预算情况说明
第三部分 2026年度部门预算情况说明
二、收入预算情况说明
收入一项。
三、支出预算情况说明
支出两项。
"""
    assert named_sections(text) == {
        "情况说明": [],
        "收入": ["收入一项。"],
        "支出": ["支出两项。"],
    }


def test_parts_inside_a_section_stay_inside_it() -> None:
    text = """\
第一部分 某局2026年部门预算信息公开情况说明
五、预算绩效信息
第一部分 部门整体绩效目标
提高效率。
第二部分 预算项目绩效目标
见下表。
六、政府采购预算情况
没有采购。
"""
    named = named_sections(text)
    assert named["绩效"] == ["提高效率。", "见下表。"]
    assert named["政府采购"] == ["没有采购。"]


def test_a_paragraph_broken_by_the_margin_is_one_passage() -> None:
    first = (
        "某局二〇二六年度收入预算按照综合预算的原则编制，全部收入都编入了预算，其中一般公共预算是主"
    )
    text = f"二、收入预算情况说明\n{first}\n\n要来源。\n其余没有。\n三、支出预算情况说明\n同上。"
    assert named_sections(text)["收入"] == [f"{first}要来源。", "其余没有。"]


_WHOLE = "某局全部收入都编入了预算，收入总额比上年有所增加，"
_SHORT = "某局全部收入都编入预算，其中基本支出"


@pytest.mark.parametrize(
    ("following", "goes_on"),
    [
        ("20,747,500.00万元。", True),
        ("两千万元。", False),
        ("（一）收入构成", False),
    ],
)
def test_a_line_is_short_where_a_number_goes_to_the_next_line_whole(
    following: str, goes_on: bool
) -> None:
    text = f"二、收入预算情况说明\n{_WHOLE}\n{_WHOLE}\n{_SHORT}\n{following}\n三、支出预算情况说明\n同上。"

    names = "".join(f"{name}|" for name in named_sections(text)["收入"])

    assert (f"{_SHORT}{following}" in names) is goes_on


def test_a_table_of_contents_does_not_make_lines_look_short() -> None:
    dots = "\n".join(
        f"{character}、某某情况{'.' * 90}{character}" for character in "一二三四五六七八九十"
    )
    first = "某局全部收入都编入了预算，收入总额比上年"
    text = f"{dots}\n二、收入预算情况说明\n{first}\n有所增加。\n三、支出预算情况说明\n同上。"

    assert named_sections(text)["收入"] == [f"{first}有所增加。"]


def test_only_headings_the_standards_know_end_a_form() -> None:
    assert heads_a_section("十一、国有资产占有使用情况")
    assert heads_a_section("第四部分 名词解释")
    assert not heads_a_section("一、做好会议保障")
    assert not heads_a_section("1、收入说明")


def test_a_built_package_has_all_its_sections(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("sections")
    package = recognised(written_word(prepared_sample("pinglu-2026"), folder))
    assert [section.name for section in package.sections if section.name] == [
        "概况", "职责", "机构设置", "报表", "情况说明", "收支变动", "收入", "支出", "财政拨款收支",
        "一般公共预算", "基本支出", "三公", "机关运行经费", "政府采购", "绩效", "国有资产", "其他",
        "政府购买服务", "名词解释",
    ]  # fmt: skip
    terms = package.section("名词解释")
    assert terms is not None
    assert len(terms.passages) == 21
