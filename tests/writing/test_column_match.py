"""The columns of a table found in wider rows, in their order."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from yugong.writing.column_match import columns_in_order

scores = st.integers(1, 6).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 3), min_size=width, max_size=width), min_size=1, max_size=width
    )
)


@given(scores)
def test_the_leftmost_of_the_best_choices_is_taken(values: list[list[int]]) -> None:
    def total(places: tuple[int, ...]) -> int:
        return sum(row[place] for row, place in zip(values, places, strict=True))

    choices = list(combinations(range(len(values[0])), len(values)))
    assert tuple(columns_in_order(values)) == max(choices, key=total)


def test_a_table_without_columns_has_no_places() -> None:
    assert columns_in_order([]) == []
