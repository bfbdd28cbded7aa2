"""Last year's projects are found again this year: by code, by name, by amount; else not at all."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.two_years import basic, project, this_year, write_two_years
from yugong.figures.last_year import LastYear
from yugong.figures.project_match import KnownProject, comparable_name, match_projects
from yugong.jobs.build import build
from yugong.jobs.compute import compute_budget


def projects(*texts: str) -> list[KnownProject]:
    """Projects written as ``编码 名称 金额``; ``-`` where there is no code."""
    made = []
    for text in texts:
        code, name, amount = text.split()
        code = "" if code == "-" else code
        made.append(KnownProject(code or name, code, name, Decimal(amount)))
    return made


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("机关食堂费用（2025年）", "机关食堂费用(2026年)"),
        ("2025年度残疾人就业保障金", "2026年残疾人就业保障金"),
        ("网络费用（2024-2025年）", "网络费用（2025—2026年度）"),
        ("会议室 音响", "会议室音响"),
        ("“一村一策”补助", "一村一策补助"),
        ("ＬＥＤ屏维护", "led屏维护"),
        ("残保金经费（2025年）", "2026年残保金经费项目"),
    ],
)
def test_a_name_stays_the_same_but_for_typing_and_the_year(name: str, other: str) -> None:
    assert comparable_name(name) == comparable_name(other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("防洪工程第一期", "防洪工程第二期"),
        ("物业费3-12月", "物业费1-2月"),
        ("电梯维修", "电梯保险"),
    ],
)
def test_a_phase_or_a_month_distinguishes_projects(name: str, other: str) -> None:
    assert comparable_name(name) != comparable_name(other)


def test_a_name_that_is_nothing_but_a_year_is_kept() -> None:
    assert comparable_name("2025年度") == "2025年度"


def test_the_same_code_is_the_same_project_whatever_it_is_called() -> None:
    before = projects("14012500001 档案抢救 100000")
    now = projects("14012500001 馆藏修复 250000")

    assert match_projects(before, now) == {"14012500001": "14012500001"}


def test_the_same_name_of_another_year_is_the_same_project() -> None:
    before = projects("- 机关食堂费用（2025年） 100000", "- 电梯维修 5000")
    now = projects("- 电梯维修 9000", "- 机关食堂费用（2026年） 250000")

    assert match_projects(before, now) == {
        "机关食堂费用（2025年）": "机关食堂费用（2026年）",
        "电梯维修": "电梯维修",
    }


def test_the_full_name_goes_before_the_name_without_its_year() -> None:
    before = projects("- 亮化工程（2025年） 100000")
    now = projects("- 亮化工程（2026年） 100000", "- 亮化工程（2025年） 20000")

    assert match_projects(before, now) == {"亮化工程（2025年）": "亮化工程（2025年）"}


def test_running_numbers_given_anew_each_year_are_not_codes() -> None:
    """XM001 was the canteen and is now the lift; the names know better."""
    before = projects("XM001 食堂 100000", "XM002 电梯 5000", "XM003 绿化 700")
    now = projects("XM001 电梯 5000", "XM002 食堂 100000", "XM003 保安 900")

    assert match_projects(before, now) == {"XM001": "XM002", "XM002": "XM001"}


def test_a_renamed_project_is_known_by_its_amount_and_a_similar_name() -> None:
    before = projects("- 党政大楼保安服务费 1568000", "- 电梯年检 10000")
    now = projects("- 党政大楼安保服务费用 1568000", "- 残保金 10000")

    assert match_projects(before, now) == {"党政大楼保安服务费": "党政大楼安保服务费用"}


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param(["- 档案库房改造 500"], ["- 档案库房改建 501"], id="another amount"),
        pytest.param(["- 档案库房改造 0"], ["- 档案库房改建 0"], id="no amount"),
        pytest.param(["- 水库加固一期 500"], ["- 水库加固二期 500"], id="another phase"),
        pytest.param(["- 维修3号楼 500"], ["- 维修5号楼 500"], id="another number"),
        pytest.param(["- 会议费 500"], ["- 土地租赁 500"], id="another name"),
        pytest.param(
            ["- 档案库房改造 500"],
            ["- 档案库房改建 500", "- 档案库房重造 500"],
            id="two candidates",
        ),
        pytest.param(
            ["- 档案库房改建 500", "- 档案库房重造 500"],
            ["- 档案库房改造 500"],
            id="two claims",
        ),
        pytest.param(
            ["A1 土地租赁 500", "A2 土地租赁 600"],
            ["B1 土地租赁 700", "B2 土地租赁 800"],
            id="the same name twice",
        ),
    ],
)
def test_what_is_not_plain_stays_unmatched(before: list[str], now: list[str]) -> None:
    assert match_projects(projects(*before), projects(*now)) == {}


names = st.sampled_from(
    ["食堂（2025年）", "食堂（2026年）", "电梯", "电梯一期", "食堂费用", "绿化"]
)
codes = st.sampled_from(["", "", "1", "2", "3"])
amounts = st.sampled_from([0, 500, 600]).map(Decimal)


@st.composite
def years(draw: st.DrawFn) -> list[KnownProject]:
    rows = draw(st.lists(st.tuples(codes, names, amounts), max_size=5))
    made = {
        code or name: KnownProject(code or name, code, name, amount) for code, name, amount in rows
    }
    return list(made.values())


@settings(max_examples=150)
@given(years(), years())
def test_nobody_is_matched_twice_and_the_order_of_projects_does_not_matter(
    before: list[KnownProject], now: list[KnownProject]
) -> None:
    matched = match_projects(before, now)

    assert len(set(matched.values())) == len(matched)
    assert matched.keys() <= {project.key for project in before}
    assert set(matched.values()) <= {project.key for project in now}
    assert match_projects(before[::-1], now[::-1]) == matched


def test_last_year_is_put_under_this_years_keys_and_an_ended_project_keeps_out_of_the_way() -> None:
    """The canteen is XM002 now; the old XM002 ended and is not this year's XM002."""
    amounts = {
        "项目.XM001.合计": Decimal(5),
        "项目.XM002.合计": Decimal(7),
        "支出.合计": Decimal(12),
    }
    last = LastYear("2025.yaml", amounts, projects={"XM001": "食堂", "XM002": "绿化"})

    moved = last.with_project_keys({"XM001": "XM002"}, {"XM002", "XM003"})

    assert moved.amounts == {
        "项目.XM002.合计": Decimal(5),
        "项目.XM002（上年）.合计": Decimal(7),
        "支出.合计": Decimal(12),
    }
    assert moved.projects == {"XM002": "食堂", "XM002（上年）": "绿化"}


CANTEEN = [
    basic("30101", "1000.00"),
    project("机关食堂（2025年）", "300000.00"),
    project("绿化", "5.00"),
]
RENEWED = [
    basic("30101", "1000.00"),
    project("机关食堂（2026年）", "350000.00"),
    project("保安", "6.00"),
]


def test_this_years_project_has_last_years_amount_from_the_ledger(tmp_path: Path) -> None:
    figures = this_year(tmp_path, CANTEEN, RENEWED).figures
    last = figures.last
    assert last is not None

    assert figures["项目.机关食堂（2026年）.合计"].previous == Decimal(300000)
    assert figures["项目.保安.合计"].previous is None
    assert last.projects == {"机关食堂（2026年）": "机关食堂（2025年）", "绿化": "绿化"}
    assert {posting.project for posting in last.postings} == {"", "机关食堂（2026年）", "绿化"}


def test_this_years_project_has_last_years_amount_from_a_built_package(tmp_path: Path) -> None:
    path = write_two_years(tmp_path, CANTEEN, RENEWED)
    build(tmp_path / "2025.yaml", tmp_path / "package", layout=False)
    text = path.read_text(encoding="utf-8").replace("2025.yaml", "package")
    path.write_text(text, encoding="utf-8")
    figures = compute_budget(path, draft=True).figures

    assert figures["项目.机关食堂（2026年）.合计"].previous == Decimal(300000)
    assert figures["项目.保安.合计"].previous is None
