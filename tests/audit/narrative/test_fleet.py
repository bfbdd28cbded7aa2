"""Vehicles that a form counts are those of the department, or explained by the text."""

from __future__ import annotations

import pytest

from builders.published_miniature import form, indicator, package, says, warnings_of


@pytest.mark.parametrize(
    ("name", "value", "warned"),
    [
        ("管理公务用车数量", "83台", 0),
        ("管理公务用车数量", "63台", 1),
        ("管理公务用车数量", "63人", 0),
        ("管理公务用车数量", "33辆", 0),  # the part for emergencies, as the text says
        ("管理公务用车数量", "90辆", 0),  # the quota
        ("平台运营用户数量", "63台", 0),
        ("车载终端数量", "63台", 0),
        ("平台注册车辆", "484台", 0),
    ],
)
def test_a_fleet_of_another_size_in_a_form_wants_explaining(
    name: str, value: str, warned: int
) -> None:
    platform = form("公务用车平台网络维护费", indicator("数量指标", name, value))
    counts = {"车辆实有数": "83", "车辆编制数": "90", "应急保障用车": "33"}
    stated = [says(f"国有资产.{what}", count, section="国有资产") for what, count in counts.items()]
    read = package(*stated, forms=[platform])

    assert len(warnings_of("N12", read)) == warned
