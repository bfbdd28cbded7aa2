"""Amounts of forms: numbers that show as the Word file prints them, totals that are formulas."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from builders.docx_specimens import make_package
from builders.template_workbooks import workbook
from yugong.figures.fact import Fact
from yugong.standard.amount_text import AmountText, number_format
from yugong.standard.names import Names
from yugong.writing.xlsx import compile_workbook

FILTERS = {"万元": lambda fact: f"{fact.value / 10000:,.2f}" if fact.value else "0"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("260,000", "#,##0"),
        ("1,234.50", "#,##0.00"),
        ("-12.5", "0.0"),
        ("0", "0"),
        ("", None),
        ("无", None),
        ("95%", None),
    ],
)
def test_a_number_format_shows_a_number_as_its_text(text: str, code: str | None) -> None:
    assert number_format(text) == code


def written(folder: Path, cells: dict[str, object], **context: Any) -> Any:
    path = folder / "成品.xlsx"
    template = compile_workbook(workbook({"表": cells}), "模板.xlsx")
    template.write(path, make_package(context, filters=FILTERS))
    return openpyxl.load_workbook(path)["表"]


def funds(**parts: str) -> Names:
    """The money of a project: each part with its text, and the total of those that are amounts."""
    amounts = {
        name: AmountText.of(f"{Decimal(text):,}", Decimal(text)) if text else ""
        for name, text in parts.items()
    }
    addends = tuple(amount for amount in amounts.values() if isinstance(amount, AmountText))
    whole = sum((each.amount for each in addends), Decimal(0))
    return Names("资金", {"总额": AmountText.of(f"{whole:,}", whole, addends), **amounts})


FORM: dict[str, object] = {
    "A1": "{{ 资金.总额 }}",
    "A2": "{{ 资金.中央 }}",
    "A3": "{{ 资金.省级 }}",
}


def test_the_total_of_a_form_adds_its_parts(tmp_path: Path) -> None:
    sheet = written(tmp_path, FORM, 资金=funds(中央="1200.50", 省级="800"))

    assert sheet["A1"].value == "=SUM(A2:A3)"
    assert [sheet[f"A{row}"].value for row in (2, 3)] == [1200.5, 800]
    assert [sheet[f"A{row}"].number_format for row in (1, 2, 3)] == ["#,##0.00", "#,##0.00", "0"]


def test_a_part_that_is_not_filled_in_is_a_blank_and_no_addend(tmp_path: Path) -> None:
    sheet = written(tmp_path, FORM, 资金=funds(中央="1200.50", 省级=""))

    assert (sheet["A1"].value, sheet["A3"].value) == ("=A2", None)


def test_a_total_without_all_its_parts_on_the_sheet_is_a_number(tmp_path: Path) -> None:
    sheet = written(tmp_path, {"A1": "{{ 资金.总额 }}"}, 资金=funds(中央="1", 省级="2"))

    assert sheet["A1"].value == 3


def test_an_amount_in_a_sentence_stays_text(tmp_path: Path) -> None:
    sheet = written(tmp_path, {"A1": "共{{ 资金.总额 }}元"}, 资金=funds(中央="1200"))

    assert sheet["A1"].value == "共1,200元"


def fact(name: str, amount: str) -> Fact:
    return Fact(name, Decimal(amount))


def column(*amounts: str) -> tuple[dict[str, object], dict[str, Fact]]:
    """Cells of one column, each a fact of this amount in 元."""
    facts = {f"甲{number}": fact(f"收入.甲{number}", a) for number, a in enumerate(amounts)}
    cells: dict[str, object] = {
        f"A{row}": f"{{{{ {name} | 万元 }}}}" for row, name in enumerate(facts, 1)
    }
    return cells, facts


def test_a_fact_is_the_total_of_the_numbers_right_below_it(tmp_path: Path) -> None:
    cells, facts = column("26713911.17", "26000000", "713911.17", "0")
    sheet = written(tmp_path, cells, **facts)

    assert sheet["A1"].value == "=SUM(A2:A4)"
    assert sheet["A2"].value == 2600
    assert (sheet["A1"].number_format, sheet["A4"].number_format) == ("#,##0.00", "0")


def test_a_fixed_number_of_the_template_is_among_those_below(tmp_path: Path) -> None:
    cells, facts = column("30000", "10000", "20000")
    cells["A4"] = 0
    sheet = written(tmp_path, cells, **facts)

    assert sheet["A1"].value == "=SUM(A2:A4)"


@pytest.mark.parametrize(
    "amounts", [("30000", "10000", "20001"), ("30000", "30000"), ("30000", "10000", "20000", "1")]
)
def test_a_fact_that_is_no_such_total_stays_a_number(
    tmp_path: Path, amounts: tuple[str, ...]
) -> None:
    cells, facts = column(*amounts)

    assert written(tmp_path, cells, **facts)["A1"].value == 3


def test_numbers_after_a_gap_are_no_parts(tmp_path: Path) -> None:
    cells, facts = column("30000", "10000", "20000")
    cells["A5"] = cells.pop("A3")

    assert written(tmp_path, cells, **facts)["A1"].value == 3


def test_a_format_of_the_template_stays(tmp_path: Path) -> None:
    from builders.template_workbooks import edited

    def look(book: Any) -> None:
        book["表"]["A1"].number_format = "0.0000"

    cells, facts = column("30000")
    template = compile_workbook(edited(workbook({"表": cells}), look), "模板.xlsx")
    template.write(tmp_path / "o.xlsx", make_package(facts, filters=FILTERS))

    assert openpyxl.load_workbook(tmp_path / "o.xlsx")["表"]["A1"].number_format == "0.0000"
