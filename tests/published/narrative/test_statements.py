"""The numbers a narrative states: what each is of, and what it says of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readings.published_reading import narrative_of, statements_under
from yugong.published.model.package import Aspect

CHANGES = "一、部门预算收支数据变动情况及原因"
INCOME = "二、收入预算情况说明"
FISCAL = "四、财政拨款收支预算总体情况说明"
GENERAL = "五、一般公共预算支出情况说明"
BASIC = "六、一般公共预算基本支出情况说明"
THREE = "七、“三公”经费增减变动原因说明"
RUNNING = "八、机关运行经费增减变动原因说明"
PROCUREMENT = "九、政府采购情况"
PERFORMANCE = "十、绩效管理情况"
ASSETS = "十一、国有资产占有使用情况"

VALUE, BEFORE, CHANGE, RATE, SHARE = "本年", "上年", "增减额", "增减幅度", "占比"


def test_a_change_after_the_parts_of_a_total_is_the_total_s() -> None:
    text = "2026年收入总计300万元，其中：本年收入280万元，上年结转20万元，比上年增加30万元，增长11.11%。"
    assert statements_under(CHANGES, text) == [
        ("收入.总计", VALUE, "300"),
        ("收入.本年", VALUE, "280"),
        ("收入.上年结转", VALUE, "20"),
        ("收入.总计", CHANGE, "30"),
        ("收入.总计", RATE, "11.11"),
    ]


def test_carry_over_is_of_what_was_spoken_of_before() -> None:
    text = "支出总计300万元，其中：本年预算安排280万元，上年结转20万元，比上年减少1万元。"
    assert [(statement[0], statement[2]) for statement in statements_under(CHANGES, text)] == [
        ("支出.总计", "300"),
        ("支出.本年", "280"),
        ("支出.上年结转", "20"),
        ("支出.总计", "-1"),
    ]


def test_a_part_that_changed_is_the_part_named() -> None:
    text = (
        "部门预算收支安排300万元，较2025年增加30万元，其中：基本支出减少5万元；项目支出增加35万元。"
    )
    assert statements_under(CHANGES, text)[1:] == [
        ("支出.总计", CHANGE, "30"),
        ("支出.基本支出", CHANGE, "-5"),
        ("支出.项目支出", CHANGE, "35"),
    ]


@pytest.mark.parametrize(
    ("clause", "statements"),
    [
        ("比上年增加5.00万元，增长4.17%", [(CHANGE, "5.00"), (RATE, "4.17")]),
        ("比2025年同口径下降5万元，降幅4%", [(CHANGE, "-5"), (RATE, "-4")]),
        ("与上年相比预算数减少了5万元", [(CHANGE, "-5")]),
        ("与上年预算数相同", [(CHANGE, "0")]),
        ("与2025年预算数持平", [(CHANGE, "0")]),
        ("与上年预算数基本持平", []),
        ("本年与上年均未安排", [(BEFORE, "0"), (CHANGE, "0")]),
        ("上年未安排，比上年增加120万元", [(BEFORE, "0"), (CHANGE, "120")]),
        ("上年预算数为115万元", [(BEFORE, "115")]),
        ("比上年预算数115万元增加5万元", [(BEFORE, "115"), (CHANGE, "5")]),
        ("2025年预算115万元", [(BEFORE, "115")]),
        ("占30.5%", [(SHARE, "30.5")]),
        ("比上年增加50000元", [(CHANGE, "5")]),
        ("增加额为0.05亿元", [(CHANGE, "500.00")]),
    ],
)
def test_a_clause_after_an_amount_describes_it(
    clause: str, statements: list[tuple[str, str]]
) -> None:
    statements_read = statements_under(THREE, f"公务接待费120万元，{clause}。")
    assert statements_read[0] == ("三公.公务接待费", VALUE, "120")
    assert [statement[1:] for statement in statements_read[1:]] == statements
    assert {statement[0] for statement in statements_read} == {"三公.公务接待费"}


def test_quotes_brackets_and_blanks_do_not_hide_a_number() -> None:
    for text in (
        "财政拨款安排的“三公”经费预算 1,690.00 万元。其中：因公出国（境）费0万元。",
        "财政拨款安排的三公经费预算１６９０.００万元.其中:因公出国(境)费0万元。",
    ):
        assert statements_under(THREE, text) == [
            ("三公.合计", VALUE, "1690.00"),
            ("三公.因公出国境费", VALUE, "0"),
        ]


def test_a_reason_is_reported_with_the_change_it_is_for_and_its_numbers_are_not_stated() -> None:
    text = (
        "公务用车购置及运行费36万元，与上年相比减少10万元，主要原因是车辆减少3辆,节约2万元，"
        "公务用车运行维护费36万元，比上年减少9万元。"
    )
    narrative = narrative_of(THREE, text)
    assert [(statement.subject.split(".")[1], statement.aspect, statement.value, statement.reason)
            for statement in narrative.statements] == [
        ("公务用车购置及运行费", Aspect.VALUE, Decimal(36), ""),
        ("公务用车购置及运行费", Aspect.CHANGE, Decimal(10), "车辆减少3辆,节约2万元"),
        ("公务用车运行维护费", Aspect.VALUE, Decimal(36), ""),
        ("公务用车运行维护费", Aspect.CHANGE, Decimal(9), ""),
    ]  # fmt: skip
    assert narrative.unread == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("一是新增2个项目，安排19万元；二是人员增加，多支3万元。", "一是新增2个项目，安排19万元；二是人员增加，多支3万元"),
        ("车辆老化；维修增加；同时燃料涨价2万元。", "车辆老化；维修增加；同时燃料涨价2万元"),
        ("车辆减少；公务接待费1万元，比上年减少1万元。", "车辆减少"),
        ("车辆减少；（2）公务接待费1万元，比上年减少1万元。", "车辆减少"),
        ("车辆减少；某费用减少1万元，主要原因是压减。", "车辆减少"),
        ("车辆减少；某费用1万元。", "车辆减少"),
        ("车辆减少；", "车辆减少"),
    ],
)  # fmt: skip
def test_a_reason_goes_on_after_a_semicolon_until_another_item_begins(
    text: str, reason: str
) -> None:
    narrative = narrative_of(
        THREE, f"公务用车购置及运行费36万元，比上年减少10万元，主要原因是{text}"
    )

    assert narrative.statements[1].reason == reason


def test_a_share_is_of_the_stated_whole_else_of_the_total_of_the_section() -> None:
    text = "收入预算总额200万元。一般公共预算资金150万元，占收入总额的75%；单位资金50万元，占25%。"
    shares = [
        statement
        for statement in narrative_of(INCOME, text).statements
        if statement.aspect is Aspect.SHARE
    ]
    assert [(share.subject, share.value, share.base) for share in shares] == [
        ("收入.一般公共预算", Decimal(75), "收入.总计"),
        ("收入.单位资金", Decimal(25), "收入.总计"),
    ]
    statements = statements_under(
        GENERAL, "卫生健康支出24.78万元（0.52%）、住房保障支出49.11万元（1.03%）。"
    )
    assert [
        statement[1:] for statement in statements if statement[0] == "一般公共预算功能.210.合计"
    ] == [
        (VALUE, "24.78"),
        (SHARE, "0.52"),
    ]


def test_functions_are_facts_of_the_section_s_family() -> None:
    for heading, family in ((FISCAL, "财政拨款功能"), (GENERAL, "一般公共预算功能")):
        text = "一般公共服务支出安排100万元，社会保障和就业（类）20万元，住房保障支出（类）3万元。"
        assert statements_under(heading, text) == [
            (f"{family}.201.合计", VALUE, "100"),
            (f"{family}.208.合计", VALUE, "20"),
            (f"{family}.221.合计", VALUE, "3"),
        ]


def test_the_budget_of_state_capital_is_not_its_function() -> None:
    assert statements_under(FISCAL, "国有资本经营预算0万元，国有资本经营预算支出5万元。") == [
        ("财政拨款.国有资本经营预算", VALUE, "0"),
        ("财政拨款功能.223.合计", VALUE, "5"),
    ]


@pytest.mark.parametrize(
    ("heading", "text", "subjects"),
    [
        (RUNNING, "本单位为事业单位，没有机关运行经费。", ["机关运行经费.合计"]),
        (RUNNING, "本部门无机关运行经费。", ["机关运行经费.合计"]),
        (PROCUREMENT, "（注：本部门没有政府采购情况。）", ["政府采购.总额"]),
        (
            PROCUREMENT,
            "没有编制政府采购预算，货物类、工程类、服务类采购均为0万元。",
            ["政府采购.总额", "政府采购.货物", "政府采购.工程", "政府采购.服务"],
        ),
        (
            ASSETS,
            "没有公务用车编制，也没有公务用车。",
            ["国有资产.车辆编制数", "国有资产.车辆实有数"],
        ),
        (ASSETS, "没有原值50万元以上的设备。", ["国有资产.五十万元以上设备"]),
        (PERFORMANCE, "某局没有编报项目支出绩效目标。", []),
        (RUNNING, "无法提供机关运行经费。", []),
    ],
)
def test_having_none_is_a_zero(heading: str, text: str, subjects: list[str]) -> None:
    assert statements_under(heading, text) == [(subject, VALUE, "0") for subject in subjects]


def test_one_word_may_count_things_and_their_money() -> None:
    text = (
        "纳入绩效目标管理的二级项目25个，共计金额267.94万元。其中：其他运转类项目9个，涉及金额60.69万元。"
        "公开项目绩效目标25个，涉及项目金额267.94万元，占部门（单位）项目支出总额的56%。"
        "其中：其他运转类项目9个，涉及项目金额60.69万元。"
    )
    assert statements_under(PERFORMANCE, text) == [
        ("绩效.项目数", VALUE, "25"),
        ("绩效.项目金额", VALUE, "267.94"),
        ("绩效.其他运转类项目数", VALUE, "9"),
        ("绩效.其他运转类项目金额", VALUE, "60.69"),
        ("绩效.公开项目数", VALUE, "25"),
        ("绩效.公开项目金额", VALUE, "267.94"),
        ("绩效.公开项目金额", SHARE, "56"),
        ("绩效.公开其他运转类项目数", VALUE, "9"),
        ("绩效.公开其他运转类项目金额", VALUE, "60.69"),
    ]


def test_a_threshold_in_a_name_is_no_number_stated() -> None:
    text = "占有使用价值50万元（原值）以上的通用设备7台（套）；单价100万元以上的专用设备2台。"
    assert statements_under(ASSETS, text) == [
        ("国有资产.五十万元以上设备", VALUE, "7"),
        ("国有资产.百万元以上设备", VALUE, "2"),
    ]


def test_vehicles_and_houses_have_a_number_and_a_price() -> None:
    text = "共有车辆83辆，原值2199.41万元。房屋面积14938.93平米，原值1172.09万元。"
    assert statements_under(ASSETS, text) == [
        ("国有资产.车辆实有数", VALUE, "83"),
        ("国有资产.车辆价值", VALUE, "2199.41"),
        ("国有资产.办公用房面积", VALUE, "14938.93"),
        ("国有资产.房屋价值", VALUE, "1172.09"),
    ]


def test_what_an_amount_is_made_up_of_is_listed() -> None:
    narrative = narrative_of(
        BASIC,
        "人员经费60万元，主要包括：基本工资、津贴补贴、其他商品和服务支出等；",
        "公用经费14万元,用于办公费、福利费等支出。",
    )
    assert [(enumeration.subject, enumeration.names) for enumeration in narrative.enumerations] == [
        ("一般公共预算.人员经费", ("基本工资", "津贴补贴", "其他商品和服务支出")),
        ("一般公共预算.公用经费", ("办公费", "福利费")),
    ]


def test_a_list_with_amounts_is_read_as_amounts() -> None:
    narrative = narrative_of(BASIC, "基本支出74万元，包括人员经费60万元和公用经费14万元。")
    assert narrative.enumerations == ()
    assert [statement.value for statement in narrative.statements] == [
        Decimal(74),
        Decimal(60),
        Decimal(14),
    ]


def test_an_amount_without_a_name_is_reported_and_not_guessed() -> None:
    narrative = narrative_of(PROCUREMENT, "另有进口设备12.5万元，政府采购预算30万元。")
    assert [statement.subject for statement in narrative.statements] == ["政府采购.总额"]
    [finding] = narrative.unread
    assert (finding.code, finding.actual) == ("R060", "12.5万元")


def test_a_target_in_percent_is_none_of_the_account() -> None:
    assert narrative_of(PERFORMANCE, "验收合格率达到95%以上，满意度达到90%。").unread == ()
    text = "政府采购预算30万元，完成率95%。"
    assert [finding.actual for finding in narrative_of(PROCUREMENT, text).unread] == ["95%"]


def test_a_paragraph_longer_than_any_narrative_is_reported_and_not_read() -> None:
    narrative = narrative_of(PROCUREMENT, "政府采购预算30万元，" * 2000)
    assert narrative.statements == ()
    assert [finding.code for finding in narrative.unread] == ["R060"]


def test_statements_keep_their_sentence_and_place() -> None:
    [statement, *_] = narrative_of(
        THREE, "第一句。公务接待费 120万元，比上年增加5万元。第三句。"
    ).statements
    assert statement.sentence == "公务接待费 120万元，比上年增加5万元。"
    assert statement.text == "公务接待费 120万元"
    assert (statement.section, statement.place.line) == ("三公", 2)


def test_sections_whose_words_are_not_known_state_nothing() -> None:
    assert statements_under("第四部分 名词解释", "公务接待费120万元。") == []


AMOUNTS = st.decimals(min_value=0, max_value=Decimal("9999999.99"), places=2)
PIECES = st.sampled_from(
    ["公务接待费", "“三公”经费", "比上年", "增加", "下降", "占", "其中：", "没有", "主要原因是", "均为",
     "上年", "与上年预算数相同", "12.5万元", "3%", "0万元", "1,000元", "，", "。", "；", "、", "（", "）"]
)  # fmt: skip


@settings(max_examples=50)
@given(value=AMOUNTS, change=AMOUNTS)
def test_an_amount_is_read_however_its_digits_are_grouped(value: Decimal, change: Decimal) -> None:
    text = f"公务接待费{value:,}万元，比上年减少{change}万元；公务用车购置费{value}万元。"
    read = [
        (statement.subject, statement.value) for statement in narrative_of(THREE, text).statements
    ]
    assert read == [
        ("三公.公务接待费", value),
        ("三公.公务接待费", change),
        ("三公.公务用车购置费", value),
    ]


@settings(max_examples=100)
@given(pieces=st.lists(PIECES, max_size=25))
def test_every_number_of_any_sentence_is_read_once_at_most(pieces: list[str]) -> None:
    text = "".join(pieces)
    narrative = narrative_of(THREE, text)
    numbers = sum(piece[0].isdigit() for piece in pieces)
    named = [
        statement
        for statement in narrative.statements
        if statement.text and statement.value and "均为" not in text
    ]
    assert len(named) <= numbers
    assert all(statement.subject.startswith("三公.") for statement in narrative.statements)
    assert all(statement.text in text for statement in narrative.statements)
