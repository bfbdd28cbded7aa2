"""A listed project finds its form however the two spell, break or cut its name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.fuzzing import fuzzed
from builders.published_miniature import form, package, projects_table
from yugong.audit.evidence.form_match import match_forms
from yugong.published.forms.pairing import core_name, fuller_name
from yugong.published.model.package import PublishedPackage
from yugong.reconstruct.registry import registry_of

PROJECTS = {
    "某区办公用房管理经费、节能管理经费、会议室音响设备费用（2026年）": "104.10",
    "退役人员（工资及保险，某事务中心）": "43.47",
    "遗属（生活补助、某事务中心）": "20.47",
    "职工公寓运行经费（2026年）": "220.00",
}


def pairs_of_rules(read: PublishedPackage) -> set[tuple[str, str]]:
    return {(pair.row.label, pair.form.name) for pair in match_forms(read).pairs}


def pairs_of_import(read: PublishedPackage) -> set[tuple[int, str]]:
    """The listed projects, by their number, and the forms that the import gives them."""
    registry = registry_of(read)
    listed = {position for _, position in registry.rows.values() if position is not None}
    return {
        (position, published.name)
        for position, published in zip(registry.forms, read.projects, strict=True)
        if position in listed
    }


@st.composite
def _spellings(draw: st.DrawFn, name: str) -> str:
    """The name with other commas, brackets and blanks, a line break, or cut short."""
    commas, brackets = draw(st.sampled_from("、，,")), draw(st.sampled_from(("（）", "()")))
    for sign in "、，":
        name = name.replace(sign, commas)
    name = name.replace("（", brackets[0]).replace("）", brackets[1])
    name = draw(st.sampled_from((name, name.replace("2026", "２０２６"), f"关于{name}项目")))
    middle = draw(st.integers(1, len(name) - 1))
    name = name[:middle] + draw(st.sampled_from(("", "\n", "  "))) + name[middle:]
    cut = draw(st.sampled_from((0, 0, 3, 5)))
    return name[:-cut] if cut and len(name) > 18 else name


@fuzzed(25)
@given(st.data())
def test_any_spelling_of_a_name_pairs_the_same_in_the_rules_and_in_the_import(
    data: st.DataObject,
) -> None:
    spelt = {name: data.draw(_spellings(name)) for name in PROJECTS}
    forms = [
        form(spelt[name], year=f"{int(amount.replace('.', '')) * 100}")
        for name, amount in PROJECTS.items()
    ]
    read = package(tables=[projects_table(PROJECTS)], forms=data.draw(st.permutations(forms)))

    assert pairs_of_rules(read) == set(spelt.items())
    assert pairs_of_import(read) == set(enumerate(spelt.values()))


def test_a_name_cut_short_pairs_where_no_amount_speaks_against_it() -> None:
    [whole, *_] = PROJECTS
    for year, pairs in (("1041000", 1), (None, 1), ("999900", 0)):
        read = package(
            tables=[projects_table({whole: "104.10"})], forms=[form(whole[:16], year=year)]
        )
        assert len(pairs_of_rules(read)) == len(pairs_of_import(read)) == pairs


def test_a_short_name_is_no_cut_one() -> None:
    read = package(
        tables=[projects_table({"办公费用及差旅费": "1"})], forms=[form("办公", year=None)]
    )

    assert pairs_of_rules(read) == set()
    assert pairs_of_import(read) == set()


def test_a_form_without_a_project_adds_one_to_the_import() -> None:
    read = package(tables=[projects_table({"档案数字化": "32"})], forms=[form(), form("食堂运行")])

    assert [project.name for project in registry_of(read).projects] == ["档案数字化", "食堂运行"]


@pytest.mark.parametrize(
    ("listed", "in_form", "name"),
    [
        ("某区办公用房管理经费、节能管", "某区办公用房管理经费、节能管理经费", "某区办公用房管理经费、节能管理经费"),
        ("某区办公用房管理经费、节能管理经费", "某区办公用房管理经费、节能管", "某区办公用房管理经费、节能管理经费"),
        ("某区办公用房维修改造", "某区办公用房维修改造项目", "某区办公用房维修改造"),
        ("遗属补助", "遗属补助（二）", "遗属补助"),
    ],
)  # fmt: skip
def test_a_listed_name_that_was_cut_becomes_that_of_the_form(
    listed: str, in_form: str, name: str
) -> None:
    assert fuller_name(listed, in_form) == name


def test_endings_and_signs_do_not_distinguish_names_but_years_do() -> None:
    assert core_name("关于库房、展厅维修的项目") == core_name("库房,展厅维修")
    assert core_name("2025年维修") != core_name("2026年维修")
