"""A change is the sum of what moved, exactly, whichever way the two ledgers differ."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.random_years import FACTS, amounts, held_against, ledgers
from builders.samples import prepared_sample
from builders.two_years import basic, project, this_year
from yugong.figures.drivers import Decomposition, decompose, selections_of
from yugong.figures.figures import Figures, compute_figures
from yugong.figures.last_year import LastYear
from yugong.figures.posting import Posting
from yugong.figures.selection import total


def moved(decomposition: Decomposition | None) -> list[tuple[str, str, str]]:
    assert decomposition is not None
    changes = [
        (driver.kind.value, driver.name, f"{driver.change:f}") for driver in decomposition.drivers
    ]
    assert (
        sum((driver.change for driver in decomposition.drivers), Decimal(0))
        == decomposition.fact.change
    )
    assert (
        sum((change.change for change in decomposition.by_source), Decimal(0))
        == decomposition.fact.change
    )
    return changes


BEFORE = [
    basic("30101", "550000.00"),
    basic("30217", "30000.00"),
    basic("30231", "20000.00"),
    project("档案数字化", "320000.00"),
    project("信息系统（2025年）", "56000.00"),
    project("库房租赁", "40000.00"),
]
NOW = [
    basic("30101", "610000.00"),
    basic("30217", "25000.00"),
    basic("30231", "20000.00"),
    project("档案数字化", "300000.00"),
    project("库房租赁", "44000.00"),
    project("口述历史", "90000.00"),
    project("库房租赁", "6000.00", "年份: 上年结转, "),
]


def test_a_change_is_taken_apart_into_what_moved_largest_first(tmp_path: Path) -> None:
    figures = this_year(tmp_path, BEFORE, NOW).figures

    assert moved(decompose(figures, "支出.总计")) == [
        ("新增项目", "口述历史", "90000.00"),
        ("人员经费", "基本工资", "60000.00"),
        ("结束项目", "信息系统（2025年）", "-56000.00"),
        ("减少项目", "档案数字化", "-20000.00"),
        ("上年结转", "库房租赁", "6000.00"),
        ("公用经费", "公务接待费", "-5000.00"),
        ("增加项目", "库房租赁", "4000.00"),
    ]
    whole = decompose(figures, "支出.总计")
    assert whole is not None
    assert [(change.name, f"{change.change:f}") for change in whole.by_source] == [
        ("一般公共预算", "73000.00"),
        ("一般公共预算（上年结转）", "6000.00"),
    ]
    assert not whole.is_partial


def test_three_public_expenses_are_taken_apart_by_the_accounts_and_projects_that_hold_them(
    tmp_path: Path,
) -> None:
    visit = project("对外交流", "80000.00")
    part = visit.replace("30227", "30217").replace("80000.00", "12000.00")
    figures = this_year(tmp_path, [*BEFORE, visit], [*NOW, visit, part]).figures
    three = decompose(figures, "三公.合计")

    assert moved(three) == [
        ("增加项目", "对外交流", "12000.00"),  # not new: it had other money last year
        ("公用经费", "公务接待费", "-5000.00"),
    ]
    assert three is not None
    assert three.is_partial
    assert moved(decompose(figures, "三公.公务用车运行维护费")) == []


def test_a_renamed_project_did_not_end_and_is_not_new(tmp_path: Path) -> None:
    figures = this_year(
        tmp_path,
        [*BEFORE, project("档案馆大楼保安服务费（2025年）", "70000.00")],
        [*NOW, project("档案馆大楼安保服务费（2026年）", "70000.00")],
    ).figures
    drivers = moved(decompose(figures, "支出.项目支出"))

    assert not [driver for driver in drivers if "服务费" in driver[1]]


def test_income_accounts_and_year_end_are_drivers_too(tmp_path: Path) -> None:
    fund = project("库区扶持", "50000.00", "资金来源: 政府性基金预算, ").replace(
        "2012604", "2120899"
    )
    income = "收入:\n- {资金来源: 政府性基金预算, 收入科目: 1030148, 金额: 50000.00}\n"
    year_end = "年终结转:\n- {功能科目: 2012604, 金额: 7000.00}\n"
    figures = this_year(tmp_path, BEFORE, [*BEFORE, fund], extra=income + year_end).figures
    drivers = moved(decompose(figures, "政府性基金预算.收入"))

    assert [(kind, change) for kind, _, change in drivers] == [("收入科目", "50000.00")]
    assert moved(decompose(figures, "支出.年终结转")) == [("年终结转", "年终结转", "7000.00")]


def test_the_part_of_a_stated_figure_missing_in_last_years_ledger_is_shown_as_such(
    tmp_path: Path,
) -> None:
    figures = this_year(tmp_path, BEFORE, NOW).figures
    last = figures.last
    assert last is not None
    published = replace(last, amounts={**last.amounts, "支出.合计": Decimal("1020000.00")})
    stated = compute_figures(figures.budget, figures.catalogue, published)
    drivers = moved(decompose(stated, "支出.合计"))

    assert ("上年差额", "上年差额", "-4000.00") in drivers


def test_there_is_nothing_to_take_apart_without_last_years_ledger(tmp_path: Path) -> None:
    figures = this_year(tmp_path, BEFORE, NOW).figures

    assert decompose(prepared_sample("pinglu-2026").figures, "支出.总计") is None
    assert decompose(figures, "政府采购.总额") is None
    assert decompose(figures, "绩效.项目数") is None
    assert decompose(figures, "没有.这个") is None


@pytest.mark.parametrize("name", ["pinglu-2026", "xiaoyi-2025"])
def test_the_selections_of_a_fact_sum_to_its_value(name: str) -> None:
    figures = prepared_sample(name).figures
    checked = 0
    for fact in figures.facts.values():
        selections = selections_of(fact.id)
        if selections is not None:
            assert (
                sum((total(selection.of(figures.postings)) for selection in selections), Decimal(0))
                == fact.value
            ), fact.id
            checked += 1

    assert checked > 150


@settings(max_examples=60)
@given(ledgers, ledgers.filter(bool), st.dictionaries(st.sampled_from(FACTS), amounts))
def test_the_parts_of_a_change_sum_to_it_to_the_cent(
    now: list[Posting], before: list[Posting], stated: dict[str, Decimal]
) -> None:
    figures = held_against(now, before, stated)
    for fact_id in FACTS:
        whole = decompose(figures, fact_id)
        assert whole is not None
        moved(whole)
        sizes = [abs(driver.change) for driver in whole.drivers]
        assert sizes == sorted(sizes, reverse=True)
        assert all(sizes)
        assert len({(driver.kind, driver.key) for driver in whole.drivers}) == len(sizes)


@settings(max_examples=40)
@given(ledgers.filter(bool), ledgers.filter(bool))
def test_looked_at_from_the_other_year_every_part_changes_its_sign(
    now: list[Posting], before: list[Posting]
) -> None:
    onward, back = held_against(now, before, {}), held_against(before, now, {})
    for fact_id in FACTS:
        forward, other = decompose(onward, fact_id), decompose(back, fact_id)
        assert forward is not None
        assert other is not None
        assert {(d.key, -d.change) for d in forward.drivers} == {
            (d.key, d.change) for d in other.drivers
        }


rows = st.lists(st.tuples(st.integers(0, 200), st.sampled_from(["0", "0.5", "1.37"])), max_size=12)


@settings(max_examples=6)
@given(rows, rows)
def test_every_fact_of_a_real_budget_is_taken_apart_exactly(
    then: list[tuple[int, str]], since: list[tuple[int, str]]
) -> None:
    """The 孝义 sample against itself, with rows of either year left out or changed."""
    sample = prepared_sample("xiaoyi-2025").figures

    def changed(edits: list[tuple[int, str]]) -> Figures:
        ledger = list(sample.budget.ledger)
        for index, factor in edits:
            line = ledger[index % len(ledger)]
            amount = (line.amount * Decimal(factor)).quantize(Decimal("0.01"))
            ledger[index % len(ledger)] = line.model_copy(update={"amount": amount})
        budget = sample.budget.model_copy(update={"ledger": tuple(ledger), "previous": {}})
        return compute_figures(budget, sample.catalogue)

    before, now = changed(then), changed(since)
    amounts = {fact.id: fact.value for fact in before.facts.values() if fact.unit == "元"}
    last = LastYear("上年", amounts, before.postings)
    figures = compute_figures(now.budget, now.catalogue, last)
    taken_apart = 0
    for fact in figures.facts.values():
        whole = decompose(figures, fact.id)
        if whole is not None:
            moved(whole)
            assert whole.fact.change == fact.value - before[fact.id].value
            taken_apart += 1

    assert taken_apart > 400
