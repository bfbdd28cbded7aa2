"""The place before a department's name, by its level."""

from __future__ import annotations

from typing import get_args

import pytest

from yugong.budget.department import Level
from yugong.budget.place import level_calls, place_of_level, places_before


@pytest.mark.parametrize(
    ("department", "level", "place"),
    [
        ("甲山市乙水区机关事务服务中心", "区", "乙水区"),
        ("甲山市机关事务服务中心", "县级市", "甲山市"),
        ("丙川市甲山市财政局", "县级市", "甲山市"),
        ("甲山市城市管理局", "县级市", "甲山市"),
        ("丁河省财政厅", "省", "丁河省"),
        ("甲山市财政局", "省", "甲山市"),
        ("会宁县教育局", "县", "会宁县"),
        ("甲山市新会区会计局", "区", "新会区"),
        ("子丑地区行政公署财政局", "市", "子丑地区"),
        ("庚田县教育局开发区分局", "县", "庚田县"),
        ("庚田县教育局开发区分局", "区", ""),
        ("戊原自治区丙川市己木旗财政局", "县", "己木旗"),
        ("中共庚田县委办公室", "县", "庚田县"),
        ("庚田县城市管理局", "县", "庚田县"),
        ("庚田县辛石镇人民政府", "乡镇", "辛石镇"),
        ("甲山市乙水区壬桥街道办事处", "乡镇", "壬桥街道"),
        ("甲山市乙水区城镇管理局", "乡镇", ""),
        ("县级机关事务管理局", "县", ""),
        ("财政部", "中央", ""),
        ("庚田县水务局", "市", ""),
    ],
)
def test_a_name_says_the_place_of_its_level(department: str, level: str, place: str) -> None:
    assert place_of_level(department, level) == place


def test_all_places_before_a_name_are_known_the_highest_first() -> None:
    assert places_before("丁河省甲山市庚田县机关事务服务中心") == ("丁河省", "甲山市", "庚田县")


def test_every_level_of_a_ledger_has_its_word() -> None:
    assert set(level_calls()) == set(get_args(Level))
    assert level_calls()["县级市"] == "市级"
