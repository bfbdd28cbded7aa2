"""The members of two sequences in the order in which a text shows their changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yugong.writing.redline.sequence import steps

sizes = st.integers(0, 6)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[tuple[int, int]], int, int]:
    old, new = draw(sizes), draw(sizes)
    count = draw(st.integers(0, min(old, new)))
    first = sorted(draw(st.permutations(range(old)))[:count])
    second = sorted(draw(st.permutations(range(new)))[:count])
    return list(zip(first, second, strict=True)), old, new


@given(cases())
def test_every_member_comes_once_and_in_order(case: tuple[list[tuple[int, int]], int, int]) -> None:
    pairs, old, new = case
    taken = list(steps(pairs, range(old), range(new)))

    assert [pair for pair in taken if None not in pair] == pairs
    assert [before for before, _ in taken if before is not None] == list(range(old))
    assert [after for _, after in taken if after is not None] == list(range(new))


def test_a_deleted_member_comes_before_the_inserted_ones() -> None:
    assert list(steps([(0, 0)], "甲乙", "甲丙")) == [("甲", "甲"), ("乙", None), (None, "丙")]
