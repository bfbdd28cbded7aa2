"""Money that no table lists by project is shared out: all of it, some for every project."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.published_miniature import form, indicator
from yugong.reconstruct.shares import fen_of_form, share_out

_NAMES = ("甲", "乙", "丙", "丁")


@pytest.mark.parametrize(
    ("known", "shares"),
    [
        ({"甲": 40, "乙": 10}, {"甲": 40, "乙": 10, "丙": 25, "丁": 25}),
        ({}, {"甲": 25, "乙": 25, "丙": 25, "丁": 25}),
        ({"甲": 400, "乙": 100}, {"甲": 79, "乙": 19, "丙": 1, "丁": 1}),
        ({"甲": 10, "乙": 10, "丙": 10, "丁": 20}, {"甲": 20, "乙": 20, "丙": 20, "丁": 40}),
    ],
)
def test_known_money_is_kept_if_it_leaves_some_for_the_others(
    known: dict[str, int], shares: dict[str, int]
) -> None:
    assert share_out(100, _NAMES, known) == shares


@given(
    st.integers(4, 10**9),
    st.dictionaries(st.sampled_from(_NAMES), st.integers(0, 10**9)),
)
def test_the_shares_are_all_of_the_money_and_no_project_goes_without(
    total: int, known: dict[str, int]
) -> None:
    shares = share_out(total, _NAMES, known)

    assert sum(shares.values()) == total
    assert list(shares) == list(_NAMES)


@pytest.mark.parametrize(
    ("costs", "fen"),
    [
        ([("运行总成本", "≤50万元")], 50_000_000),
        ([("车辆单价", "≤18万元/辆")], None),
        ([("材料费", "≤2万元"), ("人工费", "≤3万元")], None),
        ([("收入", "≥5万元")], None),
        ([], None),
    ],
)
def test_a_form_without_funds_states_its_money_in_its_only_sum(
    costs: list[tuple[str, str]], fen: int | None
) -> None:
    indicators = [indicator("成本指标", name, value) for name, value in costs]

    assert fen_of_form(form("甲", *indicators, year=None)) == fen


def test_the_funds_of_a_form_come_before_its_costs() -> None:
    cost = indicator("成本指标", "总成本", "≤50万元")

    assert fen_of_form(form("甲", cost, year="320000")) == 32_000_000
