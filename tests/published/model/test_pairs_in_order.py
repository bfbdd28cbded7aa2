"""Members of two sequences paired in order, with the largest total weight."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from yugong.published.model.pairs_in_order import heaviest_pairs

weights = st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=3)


@given(weights)
def test_no_other_choice_of_increasing_pairs_weighs_more(values: list[list[int]]) -> None:
    cells = [(x, y) for x, row in enumerate(values) for y, weight in enumerate(row) if weight]
    choices = [
        choice
        for size in range(4)
        for choice in combinations(cells, size)
        if all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(choice))
    ]
    pairs = heaviest_pairs(len(values), 3, lambda x, y: values[x][y])

    assert tuple(pairs) in choices
    assert sum(values[x][y] for x, y in pairs) == max(
        sum(values[x][y] for x, y in choice) for choice in choices
    )
