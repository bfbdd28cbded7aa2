"""A number of the package is traced to the rows it sums, each with its place."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from builders.paper_budgets import BEFORE, NOW
from builders.places import SAMPLES
from builders.small_budget import LEDGER, budget_file
from builders.two_years import this_year
from readings.command_run import run
from yugong.figures.drivers import selections_of
from yugong.findings import Finding, FindingsError
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.jobs.trace import trace, trace_computed
from yugong.standard.table_cell import find_cell, table_cells
from yugong.standard.two_years import two_year_tables
from yugong.tracing import Trace

CARRIED = "- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 年份: 上年结转, 金额: 45678.90}\n"


def traced(folder: Path, target: str, ledger: str = LEDGER + CARRIED, extra: str = "") -> Trace:
    path = budget_file(folder, ledger=ledger, extra=extra)
    return trace_computed(compute_budget(path, draft=True), target)


def refused(folder: Path, target: str) -> Finding:
    with pytest.raises(FindingsError) as error:
        traced(folder, target)
    [finding] = error.value.findings
    return finding


def lines(trace: Trace) -> list[int | None]:
    return [row.place.line for row in trace.rows]


def test_a_fact_is_traced_to_its_rows_and_their_lines(tmp_path: Path) -> None:
    result = traced(tmp_path, "支出.项目支出")
    assert (result.value, result.unit, result.published_text) == (
        Decimal("365678.90"),
        "元",
        "36.57 万元",
    )
    assert result.rounding == "365678.9 元 ÷ 10000 = 36.56789 万元 → 四舍五入 36.57 万元"
    assert result.chosen == (("量", "支出"), ("类别", "项目支出"))
    assert lines(result) == [14, 15]
    assert [row.amount for row in result.rows] == [Decimal("320000.00"), Decimal("45678.90")]
    assert dict(result.rows[1].classified)["部门经济科目"] == "30227 委托业务费"
    assert dict(result.rows[1].classified)["年份"] == "上年结转"
    assert result.same == ("表3!合计!项目支出",)


def test_rows_add_up_for_every_fact_of_the_samples(sample: ComputedBudget) -> None:
    """Every thirtieth fact; the rows' amounts are the value exactly."""
    compared = 0
    for fact in list(sample.figures.facts.values())[::30]:
        if fact.unit == "元" and selections_of(fact.id) is not None:
            result = trace_computed(sample, fact.id)
            assert sum(row.amount for row in result.rows) == result.value == fact.value
            compared += 1
    assert compared > 8


def test_every_cell_is_found_by_its_address_and_shows_what_is_published(
    sample: ComputedBudget,
) -> None:
    papers = two_year_tables(sample.loaded.standard, sample.figures)
    published = {table.number: table for table in sample.package.tables}
    cells = list(table_cells(papers))
    assert len(cells) > 500
    for cell in cells[::7]:
        cell_found = find_cell(papers, cell.address)
        assert cell_found == cell
        row = published[cell.paper.now.number].rows[cell.row]
        assert cell.text == row.cells[cell.column.name].text


@pytest.mark.parametrize(
    "address",
    [
        "表3!2012604!项目支出",
        "表.预算支出总表!2012604!项目支出",
        "预算支出总表！2012604！项目支出",
        "3!2012604 档案馆!项目支出",
        "预算公开表3!档案馆!项目支出",
    ],
)
def test_a_cell_goes_by_key_by_code_and_by_name(tmp_path: Path, address: str) -> None:
    result = traced(tmp_path, address)
    assert result.name == "表3!2012604!项目支出"
    assert (result.value, result.published_text) == (Decimal("365678.90"), "36.57 万元")
    assert lines(result) == [14, 15]
    assert "功能.2012604.项目支出" in result.same


def test_a_blank_cell_is_traced_to_nothing(tmp_path: Path) -> None:
    result = traced(tmp_path, "表2!合计!政府性基金")
    assert (result.value, result.published_text, result.rounding) == (
        Decimal(0),
        "（空）",
        "金额为零",
    )
    assert result.rows == ()


def test_a_sum_of_facts_names_its_parts_and_all_their_rows(tmp_path: Path) -> None:
    ledger = LEDGER.replace("30201", "30217") + CARRIED.replace("30227, 年份: 上年结转", "30231")
    result = traced(tmp_path, "三公.合计", ledger)
    assert [(part.name, part.value) for part in result.parts] == [
        ("三公.因公出国境费", 0),
        ("三公.公务接待费", 80000),
        ("三公.公务用车购置及运行费", Decimal("45678.90")),
    ]
    assert lines(result) == [13, 15]
    assert result.chosen == ()


@pytest.mark.parametrize(
    ("target", "contents"),
    [
        ("绩效.单位数", ["某县档案馆"]),
        ("绩效.项目数", ["档案数字化"]),
        ("绩效.其他运转类项目数", []),
        ("国有资产.办公用房面积", ["办公用房面积 860"]),
        ("国有资产.车辆价值", []),
        ("国有资产.车辆实有数", ["应急保障用车 1 辆"]),
        ("国有资产.领导用车", ["领导用车 0 辆"]),
        ("政府采购.总额", ["货物 扫描仪 1200.50 元", "服务 300.00 元"]),
        ("政府采购.服务", ["服务 300.00 元"]),
    ],
)
def test_what_is_no_sum_of_rows_is_traced_to_its_fields(
    tmp_path: Path, target: str, contents: list[str]
) -> None:
    extra = "政府采购:\n- {类别: 货物, 名称: 扫描仪, 金额: 1200.50}\n- {类别: 服务, 金额: 300.00}\n"
    result = traced(tmp_path, target, extra=extra)
    assert [field.content for field in result.fields] == contents
    assert all(field.place.line for field in result.fields)


def test_the_money_of_projects_is_a_sum_of_the_projects(tmp_path: Path) -> None:
    result = traced(tmp_path, "绩效.特定目标类项目金额")
    assert [(part.name, part.value) for part in result.parts] == [
        ("项目.档案数字化.本年", Decimal(320000))
    ]
    assert result.value == 320000


def test_last_year_is_traced_to_its_own_file(tmp_path: Path) -> None:
    prepared = this_year(tmp_path, BEFORE, NOW)
    result = trace_computed(prepared, "支出.公用经费")
    assert result.last is not None
    assert [result.value, result.last.value, result.change] == [80000, 30000, 50000]
    [row] = result.last.rows
    assert Path(row.place.file).name == "2025.yaml"
    assert dict(row.classified)["部门经济科目"] == "30217 公务接待费"
    new = trace_computed(prepared, "经济.30201.公用经费")
    assert [new.value, new.change] == [80000, 80000]
    cell = trace_computed(prepared, "表12!旧项目!合计")
    assert cell.last is not None
    assert [cell.value, cell.last.value, cell.change] == [0, 70000, -70000]
    ended = trace_computed(prepared, "项目.旧项目.合计")
    assert [ended.value, ended.change] == [0, -70000]


def test_a_listed_figure_of_last_year_has_no_rows(tmp_path: Path) -> None:
    result = traced(tmp_path, "支出.总计")
    assert result.last is not None
    assert (result.last.value, result.last.origin) == (Decimal(1000000), "上年数")
    assert result.last.rows == ()


@pytest.mark.parametrize(
    ("target", "code", "expected"),
    [
        ("三公.公务招待费", "D041", "是否为“三公.公务接待费”？"),
        ("表33!合计!合计", "D042", "是否为“表3”？"),
        ("表3!2012640!合计", "D042", "是否为“2012604”？"),
        ("表3!2012604!项目支", "D042", "是否为“项目支出”？"),
        ("表3!2012604!科目名称", "D042", "合计、基本支出、项目支出"),
    ],
)
def test_what_does_not_exist_gets_the_nearest_that_does(
    tmp_path: Path, target: str, code: str, expected: str
) -> None:
    finding = refused(tmp_path, target)
    assert finding.code == code
    assert finding.expected == expected


def test_a_name_that_several_rows_have_is_not_guessed(tmp_path: Path) -> None:
    ledger = LEDGER.replace("2012604", "2010401", 1).replace("2012604", "2010301", 1)
    prepared = compute_budget(budget_file(tmp_path, ledger=ledger), draft=True)
    with pytest.raises(FindingsError) as error:
        trace_computed(prepared, "表3!行政运行!合计")
    [finding] = error.value.findings
    assert (finding.code, finding.expected) == ("D043", "2010301、2010401")
    assert trace_computed(prepared, "表3!2010401 行政运行!合计").value == 600000


def test_a_number_of_a_workbook_is_traced_to_its_cell() -> None:
    path = SAMPLES / "pinglu-2026" / "budget.xlsx"
    result = trace(path, "三公.公务接待费").trace
    [row] = result.rows
    assert (row.place.sheet, row.place.cell) == ("收支明细", "J15")


def test_the_command_prints_the_number_its_rows_and_how_to_see_all(tmp_path: Path) -> None:
    path = SAMPLES / "pinglu-2026" / "budget.yaml"
    few = run("trace", path, "支出.合计")
    assert few.returncode == 0, few.stderr
    assert "精确值：47,542,288.74 元" in few.stdout
    assert "共 47 行，合计 47,542,288.74 元。" in few.stdout
    assert "只列出前 15 行，加 --all 看全部。" in few.stdout
    every = run("trace", path, "支出.合计", "--all")
    assert "只列出前" not in every.stdout
    assert every.stdout.count("budget.yaml 第 ") == 47
    wrong = run("trace", path, "支出.合算")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "是否为“支出.合计”？" in wrong.stderr
    faulty = budget_file(tmp_path, ledger=LEDGER.replace("30227", "39988"))
    assert "B006" in run("trace", faulty, "支出.合计").stderr


def test_the_command_speaks_json_without_losing_a_digit(tmp_path: Path) -> None:
    path = budget_file(tmp_path, ledger=LEDGER + CARRIED)
    document = json.loads(run("trace", path, "支出.上年结转", "--json").stdout)
    assert (document["值"], document["公开为"]) == ("45678.90", "4.57 万元")
    [row] = document["明细"]
    assert (row["金额"], row["位置"]["行"], row["项目"]) == ("45678.90", 15, "档案数字化")
    refused = run("trace", path, "没有的", "--json")
    assert (refused.returncode, json.loads(refused.stdout)["成功"]) == (2, False)


def test_the_paper_command_says_what_it_wrote(tmp_path: Path) -> None:
    out = tmp_path / "底稿.xlsx"
    done = run("paper", budget_file(tmp_path), "-o", out)
    assert done.returncode == 0, done.stderr
    assert "已写出" in done.stdout
    assert out.stat().st_size > 10_000
    again = run("paper", budget_file(tmp_path), "-o", out)
    assert again.returncode == 2
    assert "D009" in again.stderr
    assert run("paper", budget_file(tmp_path), "-o", out, "--replace").returncode == 0
