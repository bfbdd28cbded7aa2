"""A reason drafted from two ledgers: plain administrative Chinese, and every amount in it exact."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from builders.places import SAMPLES
from builders.random_years import FACTS, held_against, ledgers
from builders.samples import prepared_sample
from builders.small_budget import DEPARTMENT
from builders.two_years import basic, project, this_year, write_two_years
from readings.command_run import run
from readings.rendered_text import sections, written
from yugong.budget.money import shown_wan
from yugong.figures.drivers import DriverKind, decompose
from yugong.figures.posting import Posting
from yugong.findings import FindingsError
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.standard.drafting import DraftedReason, draft_reason
from yugong.standard.reasons import StatedChange

BASE = [
    basic("30101", "550000.00"),
    basic("30102", "50000.00"),
    basic("30201", "80000.00"),
    project("档案数字化", "320000.00"),
    project("库房租赁", "40000.00"),
]
CARRIED = project("库房租赁", "150000.00", "年份: 上年结转, ")
SMALL = [project(f"小额维修{number}", str(10000 + number)) for number in range(12)]


def change(prepared: ComputedBudget, fact: str = "支出.总计") -> StatedChange:
    return next(change for change in prepared.changes if change.fact.id == fact)


def draft_of(prepared: ComputedBudget, fact: str = "支出.总计") -> DraftedReason:
    draft = change(prepared, fact).draft
    assert draft is not None
    return draft


@pytest.mark.parametrize(
    ("before", "now", "text"),
    [
        pytest.param(
            BASE,
            [*BASE, project("口述历史", "90000.00")],
            "新增“口述历史”项目，安排9.00万元",
            id="all one project",
        ),
        pytest.param(
            BASE,
            [*BASE, project("口述历史项目", "90000.00")],
            "新增“口述历史项目”，安排9.00万元",
            id="a name that says project itself",
        ),
        pytest.param(
            BASE,
            [*BASE, project("“红色记忆”展览", "90000.00")],
            "新增“‘红色记忆’展览”项目，安排9.00万元",
            id="quotes in a name",
        ),
        pytest.param(
            BASE,
            [*BASE, project("口述历史", "90000.00"), project("展厅布置", "70000.00")],
            "新增“口述历史”“展厅布置”2个项目，安排16.00万元",
            id="two projects",
        ),
        pytest.param(
            BASE, [*BASE, *SMALL], "新增“小额维修11”“小额维修10”等12个项目，安排12.01万元", id="many small"
        ),
        pytest.param(
            BASE,
            [*BASE, *SMALL, project("库房改造", "800000.00")],
            "新增“库房改造”项目，安排80.00万元，其余12个新增项目合计12.01万元",
            id="one large and many small",
        ),
        pytest.param(
            BASE,
            [*BASE, project("很长" * 20, "50000"), project("很久" * 20, "50000")],
            "新增2个项目，安排10.00万元",
            id="names too long to list",
        ),
        pytest.param(
            BASE, BASE[:3], "“档案数字化”“库房租赁”2个项目本年不再安排，减少36.00万元", id="only decreases"
        ),
        pytest.param(
            BASE,
            [*BASE[:3], project("档案数字化", "100000.00"), BASE[4]],
            "“档案数字化”项目减少22.00万元",
            id="a project shrank",
        ),
        pytest.param(
            BASE,
            [basic("30101", "650000.00"), *BASE[1:4], project("口述历史", "25000.00")],
            "一是人员经费中的基本工资增加10.00万元；二是新增“口述历史”项目，安排2.50万元；"
            "同时，“库房租赁”项目本年不再安排，减少4.00万元",
            id="a net increase with a decrease",
        ),
        pytest.param(
            BASE,
            [basic("30101", "620000.00"), basic("30102", "56000.00"), *BASE[2:4]],
            "人员经费增加7.60万元，主要是基本工资增加7.00万元；同时，“库房租赁”项目本年不再安排，减少4.00万元",
            id="one account dominates personnel",
        ),
        pytest.param(
            BASE,
            [basic("30101", "600000.00"), *BASE[1:]],
            "基本工资增加5.00万元",
            id="one account and nothing else",
        ),
        pytest.param(BASE, [*BASE, CARRIED], "上年结转资金增加15.00万元", id="carry-over"),
        pytest.param([*BASE, CARRIED], BASE, "上年结转资金减少15.00万元", id="no more carry-over"),
    ],
)  # fmt: skip
def test_a_draft_reads_as_budgets_are_written(
    tmp_path: Path, before: list[str], now: list[str], text: str
) -> None:
    draft = draft_of(this_year(tmp_path, before, now))

    assert draft.text == text
    assert draft.share == 100


def test_year_end_is_named_as_what_it_is(tmp_path: Path) -> None:
    year_end = "年终结转:\n- {功能科目: 2012604, 金额: 70000.00}\n"

    assert (
        draft_of(this_year(tmp_path, BASE, BASE, extra=year_end)).text == "年终结转资金增加7.00万元"
    )


def test_from_nothing_and_to_nothing(tmp_path: Path) -> None:
    visits = [basic("30217", "30000.00"), basic("30231", "20000.00")]
    first = this_year(tmp_path, BASE, [*BASE, *visits])
    last = this_year(tmp_path, [*BASE, *visits], BASE)

    assert (
        draft_of(first, "三公.合计").text
        == "一是公务接待费增加3.00万元；二是公务用车运行维护费增加2.00万元"
    )
    assert (
        draft_of(last, "三公.合计").text
        == "一是公务接待费减少3.00万元；二是公务用车运行维护费减少2.00万元"
    )


def test_a_projects_part_in_three_public_expenses_is_not_called_the_project(tmp_path: Path) -> None:
    """The project as a whole grew; its receptions are what shrank."""
    visits = project("对外交流", "80000.00").replace("30227", "30217")
    fewer = visits.replace("80000.00", "20000.00")
    more = project("对外交流", "500000.00")
    prepared = this_year(
        tmp_path,
        [*BASE, visits, basic("30217", "9000.00")],
        [*BASE, fewer, more, basic("30217", "30000.00")],
    )

    assert draft_of(prepared, "三公.公务接待费").text == (
        "“对外交流”项目安排的相应经费减少6.00万元；同时，公用经费中的公务接待费增加2.10万元"
    )


def test_many_accounts_of_operating_expenses_are_stated_as_one_sum(tmp_path: Path) -> None:
    codes = ["30201", "30202", "30207", "30211", "30213", "30216", "30228"]
    before = [basic(code, "10000.00") for code in codes]
    now = [basic(code, f"{9000 - index * 10}.00") for index, code in enumerate(codes)]
    agency = DEPARTMENT.replace("性质: 事业", "性质: 行政")
    prepared = this_year(
        tmp_path,
        [basic("30101", "1.00"), *before],
        [basic("30101", "1.00"), *now],
        department=agency,
    )

    assert draft_of(prepared, "机关运行经费.合计").text == "工会经费、培训费等7项支出减少0.72万元"


def test_a_draft_is_in_the_document_and_is_reported_once(tmp_path: Path) -> None:
    now = [*BASE, project("口述历史", "90000.00")]
    prepared = this_year(tmp_path, BASE, now, draft=False)
    text = sections(written(prepared, tmp_path))
    [finding_of_draft] = [finding for finding in prepared.findings if finding.code == "B027"]

    assert (
        "比上年增加9.00万元，增长8.65%，主要原因是新增“口述历史”项目，安排9.00万元。" in text["一"]
    )
    assert finding_of_draft.actual == "收入.总计、支出.总计、一般公共预算.支出"
    assert finding_of_draft.severity.value == "警告"
    assert not [finding for finding in prepared.findings if finding.code == "B013"]


def test_the_departments_own_reason_wins(tmp_path: Path) -> None:
    reasons = "变动原因: {支出.总计: 开展口述历史采集}\n"
    prepared = this_year(tmp_path, BASE, [*BASE, project("口述历史", "90000.00")], extra=reasons)
    text = sections(written(prepared, tmp_path))["一"]
    [finding_of_draft] = [finding for finding in prepared.findings if finding.code == "B027"]

    assert "主要原因是开展口述历史采集。" in text
    assert "支出.总计" not in finding_of_draft.actual


def test_a_change_below_the_threshold_is_not_drafted_into_the_document(tmp_path: Path) -> None:
    prepared = this_year(tmp_path, BASE, [basic("30101", "560000.00"), *BASE[1:]])

    assert draft_of(prepared).text == "基本工资增加1.00万元"
    assert "主要原因" not in sections(written(prepared, tmp_path))["一"]
    assert not [finding for finding in prepared.findings if finding.code == "B027"]


def test_a_draft_that_only_repeats_the_change_is_not_used(tmp_path: Path) -> None:
    path = write_two_years(
        tmp_path, [*BASE, basic("30217", "30000.00")], [*BASE, basic("30217", "20000.00")]
    )
    with pytest.raises(FindingsError) as refused:
        compute_budget(path)
    wanting = [finding for finding in refused.value.findings if finding.code == "B013"]

    assert [finding.actual.split("：")[0] for finding in wanting] == ["三公.公务接待费"]
    assert wanting[0].expected.endswith("由收支明细只能看出：公务接待费减少1.00万元")


def scattered(folder: Path) -> ComputedBudget:
    """Similar amounts change in each direction, so that few clauses cannot explain the change."""
    before = [
        basic("30101", "100000"),
        basic("30201", "100000"),
        project("甲", "100000"),
        project("乙", "95000"),
    ]
    now = [
        basic("30101", "189000"),
        basic("30201", "11000"),
        project("丙", "96000"),
        project("甲", "10000"),
        CARRIED,
    ]
    return this_year(folder, before, now)


def test_what_the_clauses_leave_out_is_known(tmp_path: Path) -> None:
    draft = draft_of(scattered(tmp_path))
    whole = change(scattered(tmp_path)).decomposition
    assert whole is not None
    moved = sum((abs(driver.change) for driver in whole.drivers), Decimal(0))
    stated = sum((abs(driver.change) for driver in draft.drivers), Decimal(0))

    assert draft.share == round(stated * 100 / moved, 2) < 90
    assert {driver.kind for driver in whole.drivers} - {
        driver.kind for driver in draft.drivers
    } == {DriverKind.PUBLIC}


def test_a_draft_that_explains_too_little_is_not_used(tmp_path: Path) -> None:
    """Last year's published figure is far from last year's ledger: that is no reason to print."""
    figures = this_year(tmp_path, BASE, [*BASE, project("口述历史", "90000.00")]).figures
    whole = decompose(figures, "支出.总计")
    assert whole is not None
    standard = prepared_sample("pinglu-2026").loaded.standard
    stated = figures.facts["支出.总计"]
    assert stated.previous is not None
    published = held_against(
        list(figures.postings),
        list(figures.last.postings) if figures.last else [],
        {"收入.总计": stated.previous - 500000},
    )
    other = decompose(published, "收入.总计")
    assert other is not None
    draft = draft_reason(standard, other)

    assert draft is not None
    assert draft.text == "新增“口述历史”项目，安排9.00万元"
    assert draft.share == Decimal("15.25")


def test_projects_that_cannot_be_distinguished_are_not_called_new_or_ended(tmp_path: Path) -> None:
    """Two leases of one name each year, under new codes: which goes on as which is not known."""
    name = "土地租赁"
    personnel = [basic("30101", "500000.00")]
    path = write_two_years(
        tmp_path,
        [*personnel, project("A1", "100000"), project("A2", "200000")],
        [
            *personnel,
            project("B1", "150000"),
            project("B2", "250000"),
            project("口述历史", "30000.00"),
        ],
    )
    for file, codes in (("2025.yaml", "A"), ("budget.yaml", "B")):
        text = (tmp_path / file).read_text(encoding="utf-8")
        for code in (f"{codes}1", f"{codes}2"):
            text = text.replace(f"- 名称: {code}\n", f"- 编码: {code}\n  名称: {name}\n")
        (tmp_path / file).write_text(text, encoding="utf-8")
    stated = change(compute_budget(path, draft=True))

    assert stated.draft is not None
    assert stated.draft.text == "新增“口述历史”项目，安排3.00万元"
    assert stated.draft.share == Decimal("4.11")
    assert not stated.uses_draft


def test_without_last_years_ledger_a_reason_is_asked_for(pinglu: ComputedBudget) -> None:
    assert [change for change in pinglu.changes if change.draft is not None] == []
    assert [
        change for change in pinglu.changes if change.needs_reason and change.given is None
    ] == []


@settings(max_examples=80)
@given(ledgers, ledgers.filter(bool))
def test_every_amount_of_a_draft_is_an_exact_sum_rounded_once(
    now: list[Posting], before: list[Posting]
) -> None:
    standard = prepared_sample("pinglu-2026").loaded.standard
    figures = held_against(now, before, {})
    for fact in FACTS:
        whole = decompose(figures, fact)
        assert whole is not None
        draft = draft_reason(standard, whole)
        if draft is None:
            continue
        amounts = [
            Decimal(text.replace(",", "")) for text in re.findall(r"([\d,.]+)万元", draft.text)
        ]
        assert amounts == [shown_wan(amount) for amount in draft.amounts]
        assert not re.search(r"[{}]|[，；。]$|[，；]{2}|(?<!\d)0(\.0+)?万元|上年差额", draft.text)
        assert 0 < draft.share <= 100
        assert set(draft.drivers) <= set(whole.drivers)
        sums = {
            sum((driver.change for driver in draft.drivers if driver.kind is kind), Decimal(0))
            for kind in DriverKind
        }
        sums |= {driver.change for driver in whole.drivers}
        sums |= {
            sum(
                (
                    driver.change
                    for driver in draft.drivers
                    if driver.kind is kind and (driver.change > 0) is up
                ),
                Decimal(0),
            )
            for kind in DriverKind
            for up in (True, False)
        }
        known = {abs(amount) for amount in sums} | {
            abs(amount - other) for amount in sums for other in sums
        }
        assert set(draft.amounts) <= known


def test_the_guide_shows_what_the_program_says(tmp_path: Path) -> None:
    guide = (SAMPLES.parent / "docs" / "reasons.md").read_text(encoding="utf-8")
    ledgers = re.findall(r"```yaml\n收支明细:\n(.*?)```", guide, re.DOTALL)
    before, now = ([row.removeprefix("- ") for row in text.splitlines()] for text in ledgers)
    [printed] = re.findall(r"```text\n(.*?)```", guide, re.DOTALL)
    path = write_two_years(tmp_path, before, now)
    done = run("reasons", path)

    assert printed in done.stdout
