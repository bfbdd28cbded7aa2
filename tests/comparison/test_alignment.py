"""Laying two sequences beside each other: nothing lost, order kept, the same from either side."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from yugong.comparison.alignment import aligned, matched
from yugong.comparison.marks import marked, wording_likeness
from yugong.writing.increasing_subsequence import increasing_subsequence

ITEMS = st.lists(st.sampled_from("甲乙丙丁戊己庚"), max_size=24)
SENTENCES = st.text(st.sampled_from("支出收入比上年增减加少万元，。0123456789.%"), max_size=40)


def _beside(old: list[str], new: list[str]) -> list[tuple[int | None, int | None]]:
    return list(aligned(old, new, wording_likeness, 0.4))


@settings(max_examples=60)
@given(ITEMS)
def test_a_sequence_beside_itself_matches_throughout(items: list[str]) -> None:
    assert _beside(items, items) == [(index, index) for index in range(len(items))]


@settings(max_examples=80)
@given(ITEMS, ITEMS)
def test_every_item_appears_once_and_in_order(old: list[str], new: list[str]) -> None:
    pairs = _beside(old, new)
    assert [a for a, _ in pairs if a is not None] == list(range(len(old)))
    assert [b for _, b in pairs if b is not None] == list(range(len(new)))
    assert all(old[a] == new[b] for a, b in matched(old, new))


@settings(max_examples=80)
@given(ITEMS, ITEMS)
def test_the_other_way_round_the_same_items_meet(old: list[str], new: list[str]) -> None:
    assert sorted(matched(new, old)) == sorted((b, a) for a, b in matched(old, new))
    meet = {pair for pair in _beside(old, new) if None not in pair}
    turned = {(b, a) for a, b in _beside(new, old) if a is not None and b is not None}
    assert meet == turned


def test_a_long_list_with_one_item_more_has_one_item_more() -> None:
    old = [f"第{number}项" for number in range(5_000)]
    new = [*old[:2_500], "新项", *old[2_500:]]
    alone = [pair for pair in _beside(old, new) if None in pair]
    assert alone == [(None, 2_500)]


def test_a_long_list_of_the_same_few_items_is_still_aligned() -> None:
    """No item is unique, so there is no anchor to begin with."""
    old = ["甲", "乙", "丙"] * 400
    new = [*old[:600], "丁", *old[600:]]
    assert [pair for pair in _beside(old, new) if None in pair] == [(None, 600)]
    changed = ["甲", "乙", "丙", "丁"] * 300
    assert all(old[a] == changed[b] for a, b in matched(old, changed))


def test_the_items_that_kept_their_order_are_the_most_there_are() -> None:
    assert increasing_subsequence([3, 0, 1, 4, 2]) in ([1, 2, 3], [1, 2, 4])
    assert increasing_subsequence([]) == []
    assert increasing_subsequence([2, 1, 0]) == [2]


@settings(max_examples=80)
@given(SENTENCES, SENTENCES)
def test_the_pieces_of_a_sentence_are_both_sentences(old: str, new: str) -> None:
    pieces = marked(old, new)
    assert "".join(text for mark, text in pieces if mark != "增") == old
    assert "".join(text for mark, text in pieces if mark != "删") == new
    swapped = {"增": "删", "删": "增", "同": "同"}
    turned = {(swapped[mark], text) for mark, text in marked(new, old)}
    assert turned == set(pieces)


def test_a_number_is_never_cut() -> None:
    pieces = marked("安排1,234.56万元，占12.30%。", "安排1,234.57万元，占12.31%。")
    assert pieces == (
        ("同", "安排"),
        ("删", "1,234.56"),
        ("增", "1,234.57"),
        ("同", "万元，占"),
        ("删", "12.30%"),
        ("增", "12.31%"),
        ("同", "。"),
    )


def test_sentences_with_little_in_common_are_shown_as_replaced() -> None:
    old, new = "没有政府购买服务。", "物业由县机关事务中心统一采购。"
    assert marked(old, new) == (("删", old), ("增", new))
