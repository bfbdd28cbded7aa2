"""The decimals of a package are those most of its amounts have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders.published_miniature import table
from yugong.published.tables.decimals import decimals_in, table_places, usual_decimals


@pytest.mark.parametrize(
    ("text", "decimals"),
    [("1,234.50", 2), (" 12.345 ", 3), ("12", 0), ("", 0), ("12.", 0), ("1.2万", 0)],
)
def test_the_decimals_of_a_printed_number(text: str, decimals: int) -> None:
    assert decimals_in(text) == decimals


@pytest.mark.parametrize(
    ("decimals", "places"),
    [
        ([2, 2, 1, 0, 0, 0], 2),
        ([1, 1, 1], 1),
        ([3, 1], 3),
        ([6, 2, 2], 2),
        ([0] * 19, 2),
        ([0] * 20, 0),
        ([], 2),
    ],
    ids=["trimmed", "one", "a tie", "a long one", "few whole", "all whole", "none"],
)
def test_most_amounts_that_have_any_decide(decimals: list[int], places: int) -> None:
    assert usual_decimals(decimals, prescribed=2) == places


def test_tables_in_wan_and_in_yuan_have_decimals_of_their_own() -> None:
    in_wan = table("预算支出总表", {"合计": {"合计": "12.3", "基本支出": "12.3"}})
    in_yuan = replace(table("预算收支总表", {"收入总计": {"收入金额": "123000"}}), unit="元")

    assert table_places([in_wan, in_yuan], 2) == {"万元": 1, "元": 0}
