"""The projects of an imported package: which forms they take, which are left out, and why."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from builders.published_miniature import form, package, projects_table, standard
from yugong.figures.posting import Posting
from yugong.findings import Finding
from yugong.published.model.package import PerformanceForm
from yugong.reconstruct.project_list import project_values
from yugong.reconstruct.registry import registry_of


def _projects(
    listed: dict[str, str], *forms: PerformanceForm
) -> tuple[list[dict[str, object]], list[Finding]]:
    """The entries of projects of which every listed one has its money, in 万元."""
    read = package(tables=[projects_table(listed)], forms=forms)
    postings = [
        Posting("支出", "某县档案馆", "事业", "特定目标类项目", name, "2012604", "30227", "50502",
                "", "一般公共预算", "本年", Decimal(amount) * 10_000, line)
        for line, (name, amount) in enumerate(listed.items())
    ]  # fmt: skip
    return project_values(read, standard(), registry_of(read), postings)


def test_a_form_of_another_spelling_goes_to_its_project_without_a_word() -> None:
    values, findings = _projects(
        {"遗属（生活补助，某中心）": "20"},
        form("遗属(生活补助、某中心)", year="200000", 项目概况="发放补助。"),
    )

    assert [(value["名称"], value["概况"]) for value in values] == [
        ("遗属（生活补助，某中心）", "发放补助。")
    ]
    assert findings == []


def test_a_form_of_another_name_is_named() -> None:
    values, [finding] = _projects(
        {"党政大楼喷泉升级改造工程": "9.7"}, form("党政大楼喷泉升级改造", year="97000")
    )

    assert [value["名称"] for value in values] == ["党政大楼喷泉升级改造工程"]
    assert finding.code == "R082"
    assert "“党政大楼喷泉升级改造”" in finding.actual


def test_a_form_without_money_is_left_out_and_named() -> None:
    values, [finding] = _projects({"档案数字化": "32"}, form(), form("食堂运行", year="5000000"))

    assert [value["名称"] for value in values] == ["档案数字化"]
    assert finding.code == "R080"
    assert "食堂运行" in finding.actual


@pytest.mark.parametrize(
    ("period", "kept", "codes"),
    [("319999", False, ["R080"]), ("320000", True, []), ("400000", True, [])],
)
def test_funds_of_the_period_below_those_of_the_year_are_left_out(
    period: str, kept: bool, codes: list[str]
) -> None:
    read = replace(form(), period_funds={"市县财政资金": Decimal(period)})

    [value], findings = _projects({"档案数字化": "32"}, read)

    assert ("实施期资金" in value) == kept
    assert [finding.code for finding in findings] == codes
