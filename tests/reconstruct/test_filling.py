"""Spreading totals over a grid, and amounts that round to every printed sum."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from yugong.reconstruct.filling import spread, subset, within
from yugong.reconstruct.residue import Sum, settle


def test_natural_pairs_are_filled_before_the_rest() -> None:
    grid = spread({"a": 5, "b": 7}, {"x": 7, "y": 5}, lambda row, column: row + column == "bx")
    assert grid == {("b", "x"): 7, ("a", "y"): 5}


def test_a_rounding_residue_makes_no_cell_of_its_own() -> None:
    grid = spread({"a": 500, "b": 700}, {"x": 501, "y": 699}, lambda r, c: r + c in ("ax", "by"))
    assert set(grid) == {("a", "x"), ("b", "y")}


@given(st.lists(st.integers(3, 900), min_size=1, max_size=5), st.integers(1, 4))
def test_rows_and_columns_of_one_total_are_met_exactly(rows: list[int], parts: int) -> None:
    total = sum(rows)
    size = max(total // parts, 3)
    columns: list[int] = []
    while sum(columns) < total:
        columns.append(min(size, total - sum(columns)))
    grid = spread(dict(enumerate(rows)), dict(enumerate(columns)), residue=0)
    for index, amount in enumerate(rows):
        assert sum(value for (row, _), value in grid.items() if row == index) == amount
    for index, amount in enumerate(columns):
        assert sum(value for (_, column), value in grid.items() if column == index) == amount


def test_a_filling_within_bounds_goes_round_what_is_full() -> None:
    most = {("a", "x"): 5, ("a", "y"): 5, ("b", "x"): 5}
    assert within({"a": 5, "b": 5}, {"x": 5, "y": 5}, most) == {("a", "y"): 5, ("b", "x"): 5}


def test_a_subset_is_found_between_its_bounds_or_not_at_all() -> None:
    amounts = [("a", 300), ("b", 450), ("c", 150)]
    assert subset(amounts, 600, 600) == ("b", "c")
    assert subset(amounts, 601, 610) is None
    assert subset(amounts, 590, 610) == ("b", "c")


@settings(max_examples=60)
@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=9))
def test_amounts_are_found_that_round_to_every_printed_sum(fen: list[int]) -> None:
    """Every amount and the sums of all neighbours and of all, each rounded to 100 元."""

    def printed(*members: int) -> Sum:
        rounded = (sum(fen[member] for member in members) + 5_000) // 10_000 * 10_000
        return Sum(members, max(rounded - 5_000, 0), rounded + 4_999)

    every = range(len(fen))
    sums = [printed(position) for position in every]
    sums += [printed(position, position + 1) for position in every[:-1]]
    sums.append(printed(*every))
    settled = settle([(amount + 5_000) // 10_000 * 10_000 for amount in fen], sums)
    assert settled.given_up == ()
    for bounds in sums:
        assert (
            bounds.low <= sum(settled.amounts[member] for member in bounds.members) <= bounds.high
        )


def test_the_sum_that_contradicts_most_is_given_up() -> None:
    sums = [
        Sum((0,), 995_000, 1_004_999),
        Sum((1,), 1_995_000, 2_004_999),
        Sum((0, 1), 2_995_000, 3_004_999),
        Sum((0, 1), 3_995_000, 4_004_999),
        Sum((0, 1), 2_995_000, 3_004_999),
    ]
    assert settle([1_000_000, 2_000_000], sums).given_up == (3,)
