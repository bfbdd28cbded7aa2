"""The data of a chart: shares, last year, and no category that is zero in both years."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from builders.small_budget import LEDGER, PREVIOUS, budget_file
from yugong.jobs.compute import compute_budget
from yugong.standard.context import build_package
from yugong.standard.package import ChartData

ROW = "- {{支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: {code}, 金额: {amount}}}\n"
RECEPTION = ROW.format(code="30217", amount="25000.05")
VEHICLES = ROW.format(code="30231", amount="75000.00")


def three_public(
    folder: Path, rows: str, previous: str = PREVIOUS, *, plain: bool = False
) -> ChartData:
    """The chart of the three public expenses of a ledger; ``plain`` as a standard may ask."""
    computed = compute_budget(
        budget_file(folder, ledger=LEDGER + rows, previous=previous), draft=True
    )
    standard = computed.loaded.standard
    if plain:
        fields = {"with_shares": False, "previous_series": ""}
        charts = tuple(chart.model_copy(update=fields) for chart in standard.charts)
        standard = standard.model_copy(update={"charts": charts})
    package = build_package(standard, computed.figures, {})
    return next(chart for chart in package.charts if chart.name == "三公经费")


def test_each_category_has_its_share_of_the_whole(tmp_path: Path) -> None:
    chart = three_public(tmp_path, RECEPTION + VEHICLES)

    assert chart.categories == ("公务接待费（25.00%）", "公务用车运行维护费（75.00%）")
    assert chart.amounts == (Decimal("25000.05"), Decimal("75000.00"))


def test_last_year_is_a_series_of_its_own(tmp_path: Path) -> None:
    before = PREVIOUS.replace("三公.公务接待费: 0", "三公.公务接待费: 30000.00")
    chart = three_public(tmp_path, RECEPTION, before)

    assert chart.all_series == (
        ("2026年“三公”经费（万元）", (Decimal("25000.05"),)),
        ("2025年“三公”经费（万元）", (Decimal("30000.00"),)),
    )


def test_a_category_of_last_year_alone_is_kept_with_nothing_this_year(tmp_path: Path) -> None:
    before = PREVIOUS.replace("三公.公务用车购置费: 0", "三公.公务用车购置费: 180000.00")
    chart = three_public(tmp_path, RECEPTION, before)

    assert chart.categories == ("公务接待费（100.00%）", "公务用车购置费（0%）")
    assert chart.amounts == (Decimal("25000.05"), Decimal(0))
    assert chart.previous == (Decimal(0), Decimal("180000.00"))


def test_without_a_figure_of_last_year_there_is_no_second_series(tmp_path: Path) -> None:
    unknown = PREVIOUS.replace("  三公.公务接待费: 0\n", "")
    chart = three_public(tmp_path, RECEPTION + VEHICLES, unknown)

    assert (chart.previous_series, chart.previous) == ("", ())
    amounts = (Decimal("25000.05"), Decimal("75000.00"))
    assert chart.all_series == (("2026年“三公”经费（万元）", amounts),)


def test_a_standard_that_asks_for_neither_gets_plain_categories(tmp_path: Path) -> None:
    before = PREVIOUS.replace("三公.公务用车购置费: 0", "三公.公务用车购置费: 180000.00")
    chart = three_public(tmp_path, RECEPTION, before, plain=True)

    assert (chart.categories, chart.previous) == (("公务接待费",), ())


def test_no_expense_in_either_year_gives_no_chart(tmp_path: Path) -> None:
    chart = three_public(tmp_path, "")

    assert (chart.categories, chart.has_data) == ((), False)
