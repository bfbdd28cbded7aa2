"""Facts: each is a sum of ledger rows, named, traced to its rows, and consistent with the rest."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders.small_budget import DEPARTMENT, LEDGER, read
from yugong.budget.dimension import Category, Source, Year
from yugong.figures.definitions import fact_definitions
from yugong.figures.figures import Figures, compute_figures
from yugong.figures.selection import Selection, SelectionError
from yugong.jobs.compute import ComputedBudget


def figures(folder: Path, **replaced: str) -> Figures:
    intake, findings = read(folder, **replaced)
    assert intake is not None, findings
    return compute_figures(intake.budget, intake.catalogue)


def test_a_fact_knows_the_rows_that_make_it_up(tmp_path: Path) -> None:
    facts = figures(tmp_path)

    assert facts["支出.基本支出"].lines == (0, 1)
    assert facts["支出.项目支出"].lines == (2,)
    assert facts["项目.档案数字化.合计"].lines == (2,)
    assert facts["功能.20126.合计"].lines == (0, 1, 2)


def test_the_rows_of_a_fact_sum_to_its_value(sample: ComputedBudget) -> None:
    ledger = sample.intake.budget.ledger
    checked = 0
    for fact in sample.figures.facts.values():
        if fact.lines:
            assert sum((ledger[line].amount for line in fact.lines), Decimal(0)) == fact.value
            checked += 1

    assert checked > 100


def test_a_government_code_left_out_follows_the_nature_of_the_unit(tmp_path: Path) -> None:
    institution = figures(tmp_path)
    agency = figures(tmp_path, department=DEPARTMENT.replace("性质: 事业", "性质: 参公"))

    assert [posting.government_code for posting in institution.postings[:2]] == ["50501", "50502"]
    assert [posting.government_code for posting in agency.postings[:2]] == ["50101", "50201"]


def test_a_government_code_written_in_the_row_is_kept(tmp_path: Path) -> None:
    ledger = LEDGER.replace("部门经济科目: 30201,", "部门经济科目: 30201, 政府经济科目: 50299,")

    assert figures(tmp_path, ledger=ledger).postings[1].government_code == "50299"


def test_last_years_totals_follow_from_their_parts(pinglu: ComputedBudget) -> None:
    total = pinglu.figures["三公.合计"]

    assert total.previous == Decimal("7558000")
    assert total.change == Decimal("-154000")


def test_a_department_may_bring_its_own_accounts(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("编码,名称\n2012677,数字档案服务\n", encoding="utf-8")
    ledger = LEDGER.replace(
        "功能科目: 2012604, 部门经济科目: 30101", "功能科目: 2012677, 部门经济科目: 30101"
    )
    extra = "科目文件: [{类型: 功能科目, 文件: own.csv}]\n"

    assert figures(tmp_path, ledger=ledger, extra=extra)["功能.2012677.合计"].value == 600000
    assert read(tmp_path, ledger=ledger)[0] is None


def test_a_bureaus_list_may_replace_the_years(tmp_path: Path) -> None:
    rows = "201,一般公共服务支出\n20126,档案事务\n2012604,档案馆（本市）\n"
    (tmp_path / "own.csv").write_text("编码,名称\n" + rows, encoding="utf-8")
    extra = "科目文件: [{类型: 功能科目, 文件: own.csv, 方式: 替换}]\n"
    intake, findings = read(tmp_path, extra=extra)

    assert findings == []
    assert intake is not None
    assert intake.catalogue.function.name("2012604") == "档案馆（本市）"
    assert "2010303" not in intake.catalogue.function


@pytest.mark.parametrize(
    ("text", "actual", "near"),
    [
        ({"来源": "财政拔款"}, "财政拔款", "财政拨款"),
        ({"资金": "财政拨款"}, "资金", ""),
        ({"类别": ["基本支出", "项目支"]}, "项目支", "项目支出"),
    ],
)
def test_a_selection_by_a_name_that_does_not_exist_says_which_is_nearest(
    text: dict[str, str | list[str]], actual: str, near: str
) -> None:
    with pytest.raises(SelectionError) as caught:
        Selection.parse(text)

    assert (caught.value.name, caught.value.near) == (actual, near)


def test_every_definition_has_an_id_of_its_own() -> None:
    singles, families = fact_definitions()
    ids = [single.id for single in singles]

    assert len(ids) == len(set(ids))
    assert {family.name for family in families} >= {"功能", "经济", "项目"}


_amounts = st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=2)
_rows = st.lists(
    st.tuples(
        st.sampled_from(["2012601", "2012604", "2080505", "2210201", "2120803"]),
        st.sampled_from([("人员经费", "30101"), ("公用经费", "30217"), ("公用经费", "30231")]),
        st.sampled_from(
            [s for s in Source if s not in (Source.GOVERNMENT_FUNDS, Source.STATE_CAPITAL)]
        ),
        st.sampled_from(list(Year)),
        _amounts,
    ),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=_rows)
def test_whatever_the_rows_the_totals_reconcile(
    tmp_path: Path, rows: list[tuple[str, tuple[str, str], Source, Year, Decimal]]
) -> None:
    ledger = "收支明细:\n" + "".join(
        f"- {{支出类别: {category}, 功能科目: {function}, 部门经济科目: {economic}, "
        f"资金来源: {source}, 年份: {year}, 金额: {amount:f}}}\n"
        for function, (category, economic), source, year, amount in rows
    )
    facts = figures(tmp_path, ledger=ledger, projects="")
    total = sum((row[-1] for row in rows), Decimal(0))

    def value(*names: str) -> Decimal:
        return sum((facts[name].value for name in names), Decimal(0))

    classes = [
        fact.value
        for name, fact in facts.facts.items()
        if name.startswith("功能.") and name.endswith(".合计") and len(name.split(".")[1]) == 3
    ]
    assert value("收入.总计") == value("支出.总计") == value("支出.合计") == total
    assert value("支出.本年", "支出.上年结转") == total
    assert value("支出.基本支出", "支出.项目支出") == total
    assert value("支出.人员经费", "支出.公用经费") == value("支出.基本支出")
    assert sum(classes, Decimal(0)) == total
    sources = [
        f"收入.{name}"
        for name in (
            "一般公共预算",
            "政府性基金预算",
            "国有资本经营预算",
            "财政专户管理资金",
            "单位资金",
        )
    ]
    assert value(*sources) == value("收入.本年")
    assert value("三公.公务接待费", "三公.公务用车购置及运行费") == value("三公.合计")
    assert value("一般公共预算.人员经费", "一般公共预算.公用经费") == value("一般公共预算.基本支出")


def test_categories_cover_all_of_expenditure() -> None:
    assert [category.is_project for category in Category] == [False, False, True, True]
