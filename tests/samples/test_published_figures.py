"""The samples reproduce what was really published: every cell, every figure."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from builders.samples import SAMPLE_NAMES, prepared_sample
from readings.golden_record import deviations, golden, narrative_map, right_rows
from readings.sample_narratives import figure_text, sample_sections
from yugong.jobs.compute import ComputedBudget
from yugong.standard.table import Table
from yugong.standard.wording import Change, change_of


def _table(prepared: ComputedBudget, number: str) -> Table:
    return next(table for table in prepared.package.tables if table.number == number)


_TABLES = [(name, number) for name in SAMPLE_NAMES for number in golden(name)["tables"]]


def test_all_tables_of_every_publication_are_held() -> None:
    assert {name: sum(sample == name for sample, _ in _TABLES) for name in SAMPLE_NAMES} == {
        "pinglu-2026": 13,
        "xiaoyi-2025": 13,
        "qinyuan-2023": 15,
    }


@pytest.mark.parametrize(("name", "number"), _TABLES)
def test_every_cell_of_a_table_is_as_published(name: str, number: str) -> None:
    table = _table(prepared_sample(name), number)

    assert table.texts() == right_rows(name, number, len(table.columns))


@pytest.mark.parametrize(("name", "number"), _TABLES)
def test_every_title_label_and_note_is_as_published(name: str, number: str) -> None:
    published = golden(name)["tables"][number]
    known = deviations(name)
    table = _table(prepared_sample(name), number)
    label = known.get(f"表{number}.编号", {}).get("应为", published["number_label"])
    left_empty = f"表{number}.各行" in known and published["no_data"]

    assert table.title == published["title"]
    assert table.label == label
    assert table.unit == "万元"
    assert table.empty == (published["no_data"] and not left_empty)
    noted = (published["notes"] and not left_empty) or f"表{number}.注" in known
    assert bool(table.notes) == bool(noted)


def _as_number(text: str) -> Decimal | str:
    """Return the number that a text is, whatever its separators and zeros; else the text."""
    plain = text.replace(",", "")
    return Decimal(plain) if re.fullmatch(r"-?\d+(?:\.\d+)?", plain) else text


def test_every_figure_of_the_narrative_is_as_published(
    sample: ComputedBudget, sample_name: str
) -> None:
    known = deviations(sample_name)
    wrong = []
    for section, label, printed in sample_sections(sample_name):
        place = f"叙述.{section}.{label}"
        expected = printed
        if place in known:
            assert known[place]["刊印"] == printed, place
            expected = known[place]["应为"]
        if not expected:
            continue  # not to be printed at all
        ours = figure_text(sample, narrative_map()[section][label])
        if _as_number(ours) != _as_number(expected):
            wrong.append((place, ours, expected))

    assert wrong == []
    assert len(sample_sections(sample_name)) > 80


def test_the_items_of_basic_expenditure_are_those_published(
    sample: ComputedBudget, sample_name: str
) -> None:
    published = golden(sample_name)["narrative"]["六"]["lists"]

    assert set(sample.package.context["人员经费科目"]) == set(published["人员经费_项目名称"])
    assert set(sample.package.context["公用经费科目"]) == set(published["公用经费_项目名称"])


def _no_brackets(name: str) -> str:
    wide = str.maketrans("(),、", "（），，")
    return name.translate(wide).replace(" ", "")


def test_every_published_form_that_fits_a_project_has_its_money(
    sample: ComputedBudget, sample_name: str
) -> None:
    """A published form is that of the project with its name, or, where listed, of none."""
    forms = {
        (_no_brackets(form.get("项目名称")), _as_number(form.get("年度资金").get("总额")))
        for form in sample.package.context["项目绩效"]
    }
    known = deviations(sample_name)
    listed = {place.split(".")[1] for place in known if place.startswith("绩效表.")}
    unmatched = [
        form["no"]
        for form in golden(sample_name)["forms"]
        if (
            _no_brackets(form["project_name"] or ""),
            _as_number(form["funds_year"]["total"] or ""),
        )
        not in forms
        and str(form["no"]) not in listed
    ]

    assert unmatched == []
    assert len(golden(sample_name)["forms"]) > 15


def test_a_deviation_is_a_real_difference_with_its_reason(sample_name: str) -> None:
    for place, entry in deviations(sample_name).items():
        assert entry["依据"], place
        if not place.startswith("尾差."):
            assert entry["刊印"] != entry["应为"], place


def test_each_listed_residue_shows_in_the_table(sample: ComputedBudget, sample_name: str) -> None:
    residues = [place for place in deviations(sample_name) if place.startswith("尾差.表")]
    for place in residues:
        number, row, column = place.removeprefix("尾差.表").split(".")
        table = _table(sample, number)
        amount = _amount(table.texts()[int(row)][int(column)])
        assert amount not in _sums_below(table, int(row), int(column)), place


def _sums_below(table: Table, row: int, column: int) -> set[Decimal]:
    """Return the sum of the printed rows right below a row, and that of its last levels."""
    texts, top = table.texts(), table.rows[row]
    below = []
    for index in range(row + 1, len(table.rows)):
        if table.rows[index].depth <= top.depth:
            break
        below.append(index)
    children = [index for index in below if table.rows[index].depth == top.depth + 1]
    leaves = [index for index in below if table.rows[index].is_leaf]
    if len(children) == 1:
        children = leaves
    return {sum((_amount(texts[child][column]) for child in children), Decimal(0))}


def _amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "") or 0)


def test_both_samples_cover_growth_decline_and_no_change(
    pinglu: ComputedBudget, xiaoyi: ComputedBudget
) -> None:
    assert change_of(pinglu.figures["收入.总计"]) is Change.INCREASE
    assert change_of(pinglu.figures["三公.公务接待费"]) is Change.DECREASE
    assert change_of(pinglu.figures["三公.因公出国境费"]) is Change.NEITHER
    assert change_of(xiaoyi.figures["三公.公务接待费"]) is Change.SAME
