"""The projects of a kind are chosen by their stated number and money, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.published_miniature import package, says
from yugong.budget.dimension import Category, Source, Year
from yugong.reconstruct.categories import projects_adding_up, with_stated_categories
from yugong.reconstruct.drafting import Draft

AMOUNTS = {"食堂": 1500, "档案": 3200, "车辆": 92, "维修": 1500}


@pytest.mark.parametrize(
    ("count", "total", "chosen"),
    [
        (2, 1592, {"食堂", "车辆"}),
        (1, 3200, {"档案"}),
        (2, 1593, {"食堂", "车辆"}),  # what rounding may leave
        (2, 1594, set()),
        (1, 1592, set()),
        (5, 6292, set()),
        (0, 0, set()),
    ],
)
def test_number_and_money_must_both_fit(count: int, total: int, chosen: set[str]) -> None:
    assert projects_adding_up(AMOUNTS, count, total) == chosen


@given(st.lists(st.integers(1, 500), min_size=1, max_size=8), st.data())
def test_what_some_projects_are_together_is_found_again(
    amounts: list[int], data: st.DataObject
) -> None:
    named = {f"第{number}项": amount for number, amount in enumerate(amounts)}
    some = data.draw(st.sets(st.sampled_from(sorted(named)), min_size=1))
    total = sum(named[name] for name in some)

    chosen = projects_adding_up(named, len(some), total)

    assert len(chosen) == len(some)
    assert sum(named[name] for name in chosen) == total


def _rows() -> list[Draft]:
    return [
        Draft(
            Category.SPECIFIC_PROJECT,
            "某县档案馆",
            "2012604",
            "30227",
            "",
            Source.GENERAL,
            Year.CURRENT,
            amount,
            name,
        )
        for name, amount in AMOUNTS.items()
    ]


@pytest.mark.parametrize(("money", "running"), [("15.92", {"食堂", "车辆"}), ("15.00", set())])
def test_the_text_separates_running_projects_from_the_others(money: str, running: set[str]) -> None:
    stated = [says("绩效.其他运转类项目数", "2"), says("绩效.其他运转类项目金额", money)]

    rows = with_stated_categories(_rows(), package(*stated))

    assert {row.project for row in rows if row.category is Category.OPERATING_PROJECT} == running
    assert [row.amount for row in rows] == list(AMOUNTS.values())


def test_without_a_statement_all_projects_stay_as_drafted() -> None:
    assert with_stated_categories(_rows(), package()) == _rows()
