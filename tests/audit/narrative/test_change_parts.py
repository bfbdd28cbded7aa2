"""N03 on the parts of a change: what a sentence says a change is made up of."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from builders.published_miniature import (
    errors_of,
    found_by,
    package,
    says,
    section,
    table,
    warnings_of,
)
from yugong.audit.narrative.change_parts import moves_in
from yugong.published.model.package import Aspect, PublishedPackage

WHOLE = "支出总计300万元，比上年增加20.00万元，其中：基本支出增加55.00万元，项目支出{}。"


def saying(*sentences: str, left_over: str = "") -> PublishedPackage:
    """Sentences that state a change of the total; what they list besides is in their words."""
    stated = [
        says("支出.总计", "20", aspect=Aspect.CHANGE, sentence=sentence, direction=1)
        for sentence in sentences
    ]
    rows = {"年终结转": {"支出合计": left_over}} if left_over else {}
    return package(*stated, tables=[table("预算收支总表", rows)] if rows else [])


@pytest.mark.parametrize(
    ("projects", "wrong"),
    [
        ("减少35.00万元", 0),
        ("减少35.01万元", 0),
        ("减少35.02万元", 1),
        ("增加35.00万元", 1),
    ],
    ids=["equal", "edge", "beyond", "turned"],
)
def test_basic_and_project_expenditure_make_up_the_change(projects: str, wrong: int) -> None:
    assert len(errors_of("N03", saying(WHOLE.format(projects)))) == wrong


def test_the_part_that_was_turned_is_named() -> None:
    (finding,) = errors_of("N03", saying(WHOLE.format("增加35.00万元")))

    assert finding.actual == "项目支出增加 35.00 万元"
    assert finding.expected == "“项目支出”改为减少后，各项之和等于总的增减"
    assert "各项之和 +90.00 万元" in finding.evidence


def test_with_money_left_over_the_two_need_not_be_the_whole() -> None:
    read = saying(WHOLE.format("减少36.00万元"), left_over="5.00")

    assert found_by("N03", read) == []


def test_reasons_need_not_name_every_part() -> None:
    sentence = (
        "收入总计300万元，比上年增加20.00万元，主要原因是：一是人员经费增加12.00万元；"
        "二是“库房修缮”项目增加3.00万元。"
    )

    assert found_by("N03", saying(sentence)) == []


def test_reasons_that_fit_once_one_is_turned_are_warned_of() -> None:
    sentence = (
        "收入总计300万元，比上年增加20.00万元，主要原因是：一是新增“库房修缮”项目，安排30.00万元；"
        "二是人员经费增加10.00万元。"
    )

    (finding,) = warnings_of("N03", saying(sentence))

    assert finding.actual == "人员经费增加 10.00 万元"
    assert found_by("N03", saying(sentence.replace("经费增加", "经费减少"))) == []


def test_the_same_part_goes_the_same_way_everywhere() -> None:
    up = "收入总计300万元，比上年增加20.00万元，主要原因是人员经费增加12.00万元。"
    also = up.replace("收入", "支出")
    down = also.replace("费增加", "费减少")

    assert found_by("N03", saying(up, also)) == []
    (finding,) = errors_of("N03", saying(up, down))
    assert finding.actual == "人员经费减少 12.00 万元"
    assert finding.expected == "另有 1 处写“人员经费增加 12.00 万元”，各处方向一致"


def test_the_one_that_differs_from_the_others_is_reported() -> None:
    up = "收入总计300万元，比上年增加20.00万元，主要原因是人员经费增加12.00万元。"
    down = up.replace("收入", "年度收入").replace("费增加", "费减少")

    (finding,) = errors_of("N03", saying(down, up, up.replace("收入", "支出")))

    assert finding.actual == "人员经费减少 12.00 万元"


def test_a_part_turned_in_one_of_two_sections_is_reported_once() -> None:
    right, wrong = WHOLE.format("减少35.00万元"), WHOLE.format("增加35.00万元")

    assert len(errors_of("N03", saying(right.replace("支出总计", "收入总计"), wrong))) == 1


def test_a_part_in_a_paragraph_of_its_own_is_compared_too() -> None:
    stated = "收入总计300万元，比上年增加20.00万元，主要原因是人员经费增加12.00万元；"
    package_part = section(
        "收支变动", stated, "二是库房修缮增加3.00万元。", "三是库房修缮减少3.00万元。"
    )
    change = says("收入.总计", "20", aspect=Aspect.CHANGE, sentence=stated, section="收支变动")

    (finding,) = errors_of("N03", package(change, sections=[package_part]))

    assert finding.actual == "库房修缮减少 3.00 万元"


def test_another_amount_is_another_matter() -> None:
    up = "收入总计300万元，比上年增加20.00万元，主要原因是人员经费增加12.00万元。"
    down = up.replace("收入", "支出").replace("费增加12.00", "费减少12.01")

    assert found_by("N03", saying(up, down)) == []


def test_a_part_without_a_name_of_its_own_has_that_of_the_clause_before() -> None:
    sentence = "比上年增加20.00万元，同时，“屋面修缮”项目本年不再安排，减少7.40万元。"

    assert [(move.name, move.by) for move in moves_in(sentence)] == [
        ("比上年", Decimal("20.00")),
        ("屋面修缮项目本年不再安排", Decimal("-7.40")),
    ]


_CENTS = st.integers(-10_000_000, 10_000_000).filter(bool)


def _moved(cents: int) -> str:
    return f"{'增加' if cents > 0 else '减少'}{abs(cents) / Decimal(100):.2f}万元"


@settings(max_examples=60)
@given(basic=_CENTS, projects=_CENTS)
def test_parts_that_add_up_are_never_reported_and_a_turned_one_always(
    basic: int, projects: int
) -> None:
    assume(basic + projects)
    sentence = f"支出总计300万元，比上年{_moved(basic + projects)}，其中：基本支出{_moved(basic)}，"

    right = saying(sentence + f"项目支出{_moved(projects)}。")
    turned = saying(sentence + f"项目支出{_moved(-projects)}。")

    assert found_by("N03", right) == []
    assert len(errors_of("N03", turned)) == 1
