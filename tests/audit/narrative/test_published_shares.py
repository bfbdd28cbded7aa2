"""Shares of the projects, and of those among them whose forms are published."""

from __future__ import annotations

from builders.published_miniature import errors_of, package, says
from yugong.published.model.package import Aspect


def test_projects_and_those_of_them_that_are_published_are_no_two_parts_of_a_whole() -> None:
    stated = [
        says("支出.项目支出", "100", section="绩效"),
        says("绩效.项目金额", "95", section="绩效"),
        says("绩效.项目金额", "95", aspect=Aspect.SHARE, base="支出.项目支出", section="绩效"),
        says("绩效.公开项目金额", "90", section="绩效"),
        says("绩效.公开项目金额", "90", aspect=Aspect.SHARE, base="支出.项目支出", section="绩效"),
    ]

    assert errors_of("N02", package(*stated)) == []
