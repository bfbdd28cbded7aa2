"""Computed packages break no rule on tables, whatever the ledger."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from builders.altered_package import computed, findings, outcomes, package_of, with_cell
from builders.small_budget import budget_file
from yugong.findings import Severity
from yugong.jobs.compute import ComputedBudget, compute_budget

_AMOUNTS = st.decimals(min_value=1, max_value=10**8, places=2)
_KINDS = st.sampled_from(
    (
        ("人员经费", "", "30101"),
        ("公用经费", "", "30201"),
        ("公用经费", "", "30217"),
        ("特定目标类项目", "档案数字化", "30227"),
    )
)
_CODES = st.sampled_from(("2012601", "2012604", "2013101", "2050101", "2130101"))
_MONEY = st.sampled_from(
    ("一般公共预算", "一般公共预算", "财政专户管理资金", "其他收入", "上年结转")
)
_LEDGERS = st.lists(st.tuples(_KINDS, _CODES, _MONEY, _AMOUNTS), min_size=1, max_size=12)


def test_the_samples_break_no_rule_but_those_that_were_published_broken(
    sample: ComputedBudget, sample_name: str
) -> None:
    """沁源 published items of “三公” that are not the money of the projects of their names."""
    reported = [
        finding.code
        for finding in findings(package_of(sample))
        if finding.severity is not Severity.WARNING
    ]

    assert reported == (["X11"] if sample_name == "qinyuan-2023" else [])


def test_only_the_oddities_the_samples_published_are_warned_of(
    pinglu: ComputedBudget, xiaoyi: ComputedBudget
) -> None:
    assert findings(package_of(pinglu)) == []
    assert [finding.actual for finding in findings(package_of(xiaoyi))] == [
        "项目支出本年表“公用经费”合计 10.00",
        "预算支出总表“212 城乡社区支出”合计 5638.88",
    ]


def test_the_small_package_of_these_tests_breaks_no_rule() -> None:
    assert findings(computed()) == []


def test_a_rule_without_its_tables_is_not_executed(pinglu: ComputedBudget) -> None:
    unexecuted = {
        code: outcome.not_executed
        for code, outcome in outcomes(package_of(pinglu)).items()
        if outcome.not_executed
    }

    assert unexecuted == {
        "T10": "本标准没有这些表",
        "T11": "没有读到政府采购表，也没有读到文中的政府采购数",
        "X15": "本标准没有这些表",
        "X16": "本标准没有这些表",
    }


@settings(max_examples=40)
@given(_LEDGERS)
def test_no_ledger_gives_a_package_with_errors(
    rows: list[tuple[tuple[str, str, str], str, str, Decimal]],
) -> None:
    lines = ["收支明细:"]
    for (category, project, item), code, money, amount in rows:
        carried = money == "上年结转"
        if carried or project:
            category, project, item = "特定目标类项目", "档案数字化", "30227"
        named = f"项目: {project}, " if project else ""
        source = "一般公共预算" if carried else money
        year = "上年结转" if carried else "本年"
        lines.append(
            f"- {{支出类别: {category}, {named}功能科目: {code}, 部门经济科目: {item}, "
            f"资金来源: {source}, 年份: {year}, 金额: {amount}}}"
        )
    lines.append(
        "- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 金额: 1}"
    )
    with TemporaryDirectory() as folder:
        path = budget_file(Path(folder), ledger="\n".join(lines) + "\n")
        package = package_of(compute_budget(path, draft=True))

    assert [finding for finding in findings(package) if finding.severity is Severity.ERROR] == []


def test_any_wrong_figure_is_reported_once_with_its_place() -> None:
    package = computed()
    tried = 0
    for table in package.tables.values():
        for rows in table.blocks:
            for row in rows:
                for column, cell in row.cells.items():
                    if not cell.amount:
                        continue
                    wrong = f"{cell.amount + 3:.2f}"
                    altered = with_cell(package, table.name, row.key, column, wrong)
                    [error] = [
                        finding
                        for finding in findings(altered)
                        if finding.severity is Severity.ERROR
                    ]
                    assert error.place == cell.place, (table.name, row.key, column)
                    tried += 1

    assert tried > 80
