"""Printed numbers read, words compared, and units recognised by their sums."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yugong.published.model.printed_text import number, plain, unnumbered, whole_number
from yugong.published.tables.project_units import ListedNames, units_by_sums
from yugong.standard.numbers import chinese_number

money = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@given(money, st.booleans(), st.booleans())
def test_every_way_of_printing_an_amount_reads_as_the_amount(
    amount: Decimal, grouped: bool, bracketed: bool
) -> None:
    text = f"{abs(amount):,.2f}" if grouped else f"{abs(amount):.2f}"
    if amount < 0:
        text = f"（{text}）" if bracketed else f"-{text}"

    assert number(text) == amount
    assert number(text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))) == amount


@pytest.mark.parametrize("text", ["", "合计", "1.2.3", "12,34.00", "12%", "1e5", "NaN", "9" * 40])
def test_what_is_no_amount_is_none(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize("text", ["", "二三", "第九", "1.5"])
def test_what_is_counted_in_no_way_is_no_whole_number(text: str) -> None:
    assert whole_number(text) is None


def test_every_whole_number_up_to_99_is_read_as_it_is_counted() -> None:
    assert [whole_number(chinese_number(number)) for number in range(1, 100)] == list(range(1, 100))
    assert [whole_number(text) for text in ("9", "012", "一十二")] == [9, 12, 12]


@given(st.text(max_size=40))
def test_any_text_at_all_is_compared_without_a_fault(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert number(text) is None or number(text) is not None


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("一、一般公共预算", "一般公共预算"),
        ("（二）项目支出", "项目支出"),
        ("    其中：公务用车购置费", "公务用车购置费"),
        ("其中：（1）公务接待费", "公务接待费"),
        ("“三公”经费小计", "三公经费小计"),
        ("2026年残疾人就业保障金", "2026年残疾人就业保障金"),
    ],
)
def test_numbering_is_no_part_of_a_title(text: str, bare: str) -> None:
    assert unnumbered(text) == bare


def rows(*given: tuple[str, str]) -> list[tuple[str, Decimal | None]]:
    return [(name, Decimal(amount)) for name, amount in given]


def test_units_are_the_rows_that_the_rows_below_add_up_to() -> None:
    listed = rows(("合计", "9"), ("甲", "5"), ("水", "2"), ("电", "3"), ("乙", "4"), ("煤", "4"))

    assert units_by_sums(listed) == {"甲", "乙"}


def test_a_plain_list_of_projects_has_no_units() -> None:
    listed = rows(("合计", "12"), ("水", "5"), ("电", "5"), ("煤", "1"), ("气", "1"))

    assert units_by_sums(listed) == frozenset()


@pytest.mark.parametrize(("unit", "units"), [("5.01", {"甲", "乙"}), ("5.02", set())])
def test_a_rounding_residue_does_not_hide_a_unit(unit: str, units: set[str]) -> None:
    listed = rows(("合计", "9"), ("甲", unit), ("水", "2"), ("电", "3"), ("乙", "4"), ("煤", "4"))

    assert units_by_sums(listed) == units


def test_a_unit_of_one_project_is_recognised_by_the_possible_sums() -> None:
    money = Decimal("351.00")
    assert units_by_sums([("合计", money), ("甲馆", money), ("乙项目", money)]) == {"甲馆"}


def test_a_project_without_amounts_belongs_to_the_unit_above_it() -> None:
    listed = rows(
        ("合计", "9"),
        ("甲", "5"),
        ("水", "5"),
        ("电", "0.00"),
        ("乙", "4"),
        ("煤", "4"),
        ("气", "0"),
    )

    assert units_by_sums(listed) == {"甲", "乙"}


def test_a_project_that_two_units_carry_out_is_no_unit() -> None:
    listed = rows(
        ("合计", "9"), ("甲", "5"), ("水", "0.01"), ("电", "4.99"), ("乙", "4"), ("电", "4")
    )

    assert units_by_sums(listed) == {"甲", "乙"}


def test_if_no_sums_match_the_forms_distinguish_projects_from_units() -> None:
    listed = rows(("合计", "0"), ("甲", "0.00"), ("水", "0.00"), ("乙", "0.00"), ("电", "0.00"))
    names = ListedNames(projects=frozenset({"水", "电"}))

    assert units_by_sums(listed, names) == {"甲", "乙"}
    assert units_by_sums(listed) == frozenset()


def test_names_of_forms_that_the_sums_contradict_are_not_followed() -> None:
    listed = rows(("合计", "9"), ("甲", "5"), ("水", "5"), ("乙", "4"), ("煤", "4"))
    names = ListedNames(projects=frozenset({"甲", "水"}))

    assert units_by_sums(listed, names) == {"甲", "乙"}


def test_a_long_list_of_nothing_is_given_up_soon() -> None:
    listed = rows(("合计", "1"), *((f"项目{index}", "0.00") for index in range(3000)))
    names = ListedNames(projects=frozenset(f"项目{index}" for index in range(1, 3000)))

    assert units_by_sums(listed, names) == frozenset()
