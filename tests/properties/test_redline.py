"""Any edits of any small document: accepting gives the new one, rejecting the old one."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from builders.redline_specimens import bodies, control, field, p, r, tbl, tc, tr
from readings.revisions import revisions
from yugong.writing.redline.sequence import common_pairs, like_pairs, unique_pairs
from yugong.writing.redline.wording import compared as compared_items

_LOOKS = st.sampled_from(["", "<w:keepNext/>", '<w:jc w:val="center"/>'])
_RUN_LOOKS = st.sampled_from(["", "<w:b/>"])
_WORDS = st.lists(
    st.sampled_from(
        ["支出", "收入", "增加", "减少", "1,234.56", "20.50%", "万元", "，", "。", "项目", "x&<y"]
    ),
    max_size=8,
).map("".join)
_RUNS = st.lists(st.tuples(_WORDS, _RUN_LOOKS), max_size=3).map(
    lambda runs: "".join(r(text, look) for text, look in runs if text)
)
_INNER = st.one_of(
    _RUNS,
    st.builds(lambda a, b: a + control("支出.合计", r(b or "0")), _RUNS, _WORDS),
    st.builds(lambda a, b: a + field("PAGE", r(b or "0")), _RUNS, _WORDS),
)
_PARAGRAPH = st.builds(lambda look, inner: p("", look, inner=inner), _LOOKS, _INNER)
_TEXT = st.builds(p, _WORDS)


@st.composite
def _table(draw: st.DrawFn) -> str:
    columns = draw(st.integers(1, 2))
    merged = draw(st.booleans())
    rows = []
    for number in range(draw(st.integers(1, 4))):
        merge = "<w:vMerge/>" if number else '<w:vMerge w:val="restart"/>'
        look = merge if merged else ""
        first = tc(*draw(st.lists(_TEXT, max_size=2)), look=look)
        rows.append(tr(first, *(tc(draw(_TEXT)) for _ in range(columns - 1))))
    return tbl(*rows, columns=columns)


_BLOCK = st.one_of(_PARAGRAPH, _PARAGRAPH, _table())


@st.composite
def _edited(draw: st.DrawFn) -> tuple[str, str]:
    """A document and the same with blocks taken out, put in, exchanged."""
    old = draw(st.lists(_BLOCK, max_size=6))
    new = list(old)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(new)))
        if draw(st.booleans()):
            new.insert(place, draw(_BLOCK))
        elif new:
            del new[min(place, len(new) - 1)]
    return "".join(old) + p("末"), "".join(new) + draw(st.sampled_from([p("末"), p("尾"), p()]))


@settings(max_examples=120)
@given(_edited())
def test_any_edit_can_be_accepted_and_rejected(edit: tuple[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bodies(Path(folder), *edit)


@settings(max_examples=30)
@given(st.lists(_BLOCK, max_size=5))
def test_a_document_against_itself_has_no_revisions(blocks: list[str]) -> None:
    body = "".join(blocks) + p()
    with tempfile.TemporaryDirectory() as folder:
        assert revisions(bodies(Path(folder), body, body).root) == []


_KEYS = st.lists(st.sampled_from([1, 2, 3, None]), max_size=8)


@settings(max_examples=60)
@given(_KEYS, _KEYS)
def test_pairs_rise_on_both_sides_and_are_alike(
    old: list[int | None], new: list[int | None]
) -> None:
    span = (0, len(old), 0, len(new))
    for find in (unique_pairs, common_pairs):
        pairs = find(old, new, span)
        assert all(old[i] == new[j] is not None for i, j in pairs)
        assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))


@settings(max_examples=60)
@given(st.integers(0, 6), st.integers(0, 6), st.data())
def test_the_likeliest_pairs_are_the_best_of_all(
    rows: int, columns: int, data: st.DataObject
) -> None:
    row = st.lists(st.floats(0, 1), min_size=columns, max_size=columns)
    draws = data.draw(st.lists(row, min_size=rows, max_size=rows))
    pairs = like_pairs((0, rows, 0, columns), lambda i, j: draws[i][j], 0.4)

    def best(i: int, j: int) -> float:
        if i == rows or j == columns:
            return 0.0
        taken = draws[i][j] + best(i + 1, j + 1) if draws[i][j] >= 0.4 else 0.0
        return max(taken, best(i + 1, j), best(i, j + 1))

    assert abs(sum(draws[i][j] for i, j in pairs) - best(0, 0)) < 1e-9
    assert all(draws[i][j] >= 0.4 for i, j in pairs)


def test_a_very_long_stretch_is_compared_near_its_diagonal() -> None:
    pairs = like_pairs((0, 3000, 0, 3001), lambda i, j: float(i == j), 0.5)
    assert pairs == [(i, i) for i in range(3000)]


def test_nothing_is_compared_with_nothing() -> None:
    assert compared_items([], []) == []
