"""The content of a cell becomes the text a person meant, and nothing is guessed."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yugong.intake.cell_text import CellValue, head_name, plain_amount, plain_code, plain_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", None),
        (" \u3000\n", None),
        ("\u3000甲\xa0", "甲"),
        ("一\r\n二\r三", "一\n二\n三"),
        (2026.0, "2026"),
        (2026, "2026"),
        (0.5, "0.5"),
        (1e-7, "0.0000001"),
        (True, "TRUE"),
        (date(2026, 3, 5), "2026-03-05"),
        (datetime(2026, 3, 5), "2026-03-05"),
        (datetime(2026, 3, 5, 8, 30), "2026-03-05 08:30:00"),
        (float("nan"), "nan"),
    ],
)
def test_a_cell_reads_as_the_text_it_shows(value: CellValue, text: str | None) -> None:
    assert plain_text(value) == text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (2010301.0, "2010301"),
        (30101, "30101"),
        ("２０１０３０１", "2010301"),
        ("201 03 01\u3000", "2010301"),
        ("'006", "006"),
        ("30101.0", "30101"),
        ("30101.5", "30101.5"),
        ("[2010301]行政运行", "[2010301]行政运行"),
        ("", None),
        (None, None),
    ],
)
def test_a_code_is_digits_without_blanks(value: CellValue, code: str | None) -> None:
    assert plain_code(value) == code


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (2399231, "2399231.00"),
        (2399231.0, "2399231.00"),
        (0.1 + 0.2, "0.30"),
        (1234567.89, "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("1，234.5", "1234.50"),
        ("１２３．４５", "123.45"),
        ("￥3,000.00元", "3000.00"),
        ("¥ 3 000 元整", "3000.00"),
        ("-5", "-5.00"),
        ("12.", "12.00"),
        (None, None),
        ("  ", None),
    ],
)
def test_an_amount_is_yuan_with_two_decimals(value: CellValue, amount: str | None) -> None:
    assert plain_amount(value) == (amount, "")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12,34", "12,34"),
        ("1.234", "1.234"),
        (1.005, "1.005"),
        ("约5000", "约5000"),
        ("5000左右", "5000左右"),
        ("-", "-"),
        ("(5,000)", "(5,000)"),
        ("5亿元", "5亿元"),
        ("1e5", "1e5"),
        ("0.0000001万", "0.0000001万"),
        ("#REF!", "#REF!"),
        (True, "TRUE"),
        (float("inf"), "inf"),
        (1e30, "1" + "0" * 30),
        ("9" * 5000, "9" * 5000),
        (date(2026, 1, 1), "2026-01-01"),
    ],
)
def test_what_is_no_amount_is_left_for_the_check_to_report(value: CellValue, text: str) -> None:
    assert plain_amount(value) == (text, "")


def test_an_amount_in_wan_is_multiplied_exactly_and_reported() -> None:
    assert plain_amount("1.5万") == ("15000.00", "“1.5万”已换算为 15000.00 元")
    assert plain_amount("12.345678 万元")[0] == "123456.78"


def test_in_a_column_of_wan_only_bare_numbers_are_multiplied() -> None:
    assert plain_amount(12.345678, wan=True) == ("123456.78", "")
    assert plain_amount("12.345678", wan=True) == ("123456.78", "")
    assert plain_amount(0.1 + 0.2, wan=True) == ("3000.00", "")
    assert plain_amount("500元", wan=True) == ("500.00", "")
    assert plain_amount("5万元", wan=True)[0] == "50000.00"
    assert plain_amount("0.0000001", wan=True) == ("0.0000001", "")


@given(st.integers(0, 10**13))
def test_every_amount_a_spreadsheet_can_hold_comes_back_to_the_cent(cents: int) -> None:
    expected = f"{cents // 100}.{cents % 100:02}"

    assert plain_amount(cents / 100) == (expected, "")
    assert plain_amount(f"{cents // 100:,}.{cents % 100:02}") == (expected, "")


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none()))
def test_no_cell_is_too_odd_to_read(value: CellValue) -> None:
    plain_text(value)
    plain_code(value)
    plain_amount(value)
    plain_amount(value, wan=True)
    head_name(value)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("金额（万元）", "金额"),
        ("金额\n(单位：元)", "金额"),
        ("支出 类别", "支出类别"),
        ("*功能科目", "功能科目"),
        ("面积【平方米】", "面积"),
        ("项目（必填）", "项目(必填)"),
        ("部门/单位", "部门/单位"),
        (2026.0, "2026"),
        (None, ""),
    ],
)
def test_a_head_is_its_name_without_unit_and_blanks(head: CellValue, name: str) -> None:
    assert head_name(head) == name
