"""生态效益 is of ecology, environment or resources, or there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders.published_miniature import form, found_by, indicator, package


def _found(name: str, value: str = "≥95%", *, level2: str = "生态效益指标", basis: str = "") -> int:
    each = replace(indicator(level2, name, value, level1="效益指标"), basis=basis)
    return len(found_by("P17", package(forms=[form("档案数字化", each)])))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("做好后勤工作", 1),
        ("群众满意度", 1),
        ("电子化对账比例", 1),
        ("改善办公环境", 0),
        ("节约用水", 0),
        ("降低能耗", 0),
        ("生活垃圾分类率", 0),
        ("纸质材料减少率", 0),
        ("水土流失治理面积", 0),
    ],
)
def test_the_words_of_the_indicator_say_what_it_is_of(name: str, wrong: int) -> None:
    assert _found(name) == wrong


@pytest.mark.parametrize("name", ["无", "不涉及", "—", "/", "暂无"])
def test_none_is_no_nonsense(name: str) -> None:
    assert _found(name, "") == 0


def test_the_value_or_the_basis_may_say_it_instead() -> None:
    assert _found("改造效果", "减少污水排放") == 0
    assert _found("改造效果", basis="环境影响评价") == 0


def test_the_same_words_elsewhere_are_right() -> None:
    assert _found("做好后勤工作", level2="社会效益指标") == 0


def test_many_are_one_finding_with_the_first_in_its_words() -> None:
    forms = [
        form(name, indicator("生态效益", "保障会议召开", "100%", level1="效益指标"))
        for name in ("会议室租赁", "会场布置")
    ]

    [finding] = found_by("P17", package(forms=forms))

    assert finding.actual == "“会议室租赁”生态效益写“保障会议召开 100%”，共 2 处"
    assert len(finding.evidence) == 2
