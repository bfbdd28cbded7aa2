"""The same sentence in the forms of many projects is one finding; a name of a rule is none."""

from __future__ import annotations

import pytest

from builders.published_miniature import form, found_by, package
from yugong.findings import Finding
from yugong.published.model.package import PerformanceForm

STAMP = "明确任务分工，责任落实到岗，由专人负责办理"


def _forms(count: int, text: str = STAMP, *, others: int = 0) -> list[PerformanceForm]:
    """Forms with one text, each with its name for {} and its number for #, then others' own."""
    names = [f"{first}{second}维修" for first in "东南西北上下" for second in "楼院馆厅"]
    return [
        form(name, 保障措施=text.replace("{}", name).replace("#", str(number)))
        for number, name in enumerate(names[:count], 1)
    ] + [form(f"第{number}号用房", 项目概况="出租。") for number in range(others)]


def _found(*forms: PerformanceForm) -> list[Finding]:
    return found_by("P16", package(forms=forms))


@pytest.mark.parametrize(("count", "wrong"), [(3, 0), (4, 1), (10, 1)])
def test_a_sentence_in_four_forms_is_stamped(count: int, wrong: int) -> None:
    assert len(_found(*_forms(count))) == wrong


@pytest.mark.parametrize(("others", "wrong"), [(36, 1), (37, 0)])
def test_it_stands_in_a_tenth_of_the_forms_at_least(others: int, wrong: int) -> None:
    assert len(_found(*_forms(4, others=others))) == wrong


@pytest.mark.parametrize(
    "text",
    [
        "（一）明确任务分工，责任落实到岗，由专人负责办理。",
        "{}明确任务分工，责任落实到岗，由专人负责办理，安排#万元。",
        "建立台账#本。明确任务分工，责任落实到岗，由专人负责办理；",
        "明确任务分工,责任落实到岗,由专人负责办理",
    ],
)
def test_names_numbers_and_signs_do_not_hide_a_stamp(text: str) -> None:
    [finding] = _found(*_forms(5, text))

    assert finding.actual.startswith("5 个项目写着同一句话：“")
    assert "东楼维修" in finding.evidence


def test_a_word_changed_here_and_there_does_not_hide_it_either() -> None:
    changed = [
        form(f"{place}维修", 保障措施=STAMP.replace("专人", word))
        for place, word in zip("东南西北", ("专人", "专门人员", "专人", "专职"), strict=True)
    ]

    assert len(_found(*changed)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "按时完成。",  # too short to be anybody's
        "《某省政府采购管理实施办法》《某市市级部门预算管理暂行规定》",
        "严格执行行政事业单位会计制度、单位财务管理制度、政府采购管理办法",
    ],
)
def test_short_sentences_and_names_of_rules_may_be_the_same(text: str) -> None:
    assert _found(*_forms(10, text)) == []


def test_forms_with_their_own_words_are_right() -> None:
    different = [
        form(f"{name}项目", 项目实施计划=f"先查清{name}的现状，再按{other}的办法逐月办理，年底盘点")
        for name, other in (
            ("锅炉检修", "分段停炉"), ("档案扫描", "分批出库"), ("树木修剪", "避开雨季"),
            ("车辆年检", "错开用车"), ("会议音响", "现场试音"),
        )
    ]  # fmt: skip

    assert _found(*different) == []


def test_one_project_with_several_forms_is_one() -> None:
    same = [form("东楼维修", 保障措施=STAMP, year=f"{number}0000") for number in range(1, 8)]

    assert _found(*same) == []
