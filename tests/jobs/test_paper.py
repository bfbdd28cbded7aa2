"""The working paper: every number of the package as a live formula over the ledger."""

from __future__ import annotations

import io
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from builders.paper_budgets import BEFORE, NOW, nasty_budget
from builders.places import ROOT
from builders.samples import prepared_sample
from builders.small_budget import LEDGER, PREVIOUS, budget_file
from builders.two_years import this_year
from readings.paper_cells import PaperCells, differences
from yugong.findings import FindingsError
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.jobs.paper import paper_of, write_working_paper


@cache
def sample_paper(name: str) -> PaperCells:
    return PaperCells(paper_of(prepared_sample(name)))


def table_sheet(paper: PaperCells, number: str) -> list[list[object]]:
    """The body of a table's sheet, without its heads, as it shows."""
    sheet = paper.values[f"表{number}"]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]


def test_every_amount_of_every_table_is_a_formula_that_shows_what_is_published(
    sample: ComputedBudget, sample_name: str
) -> None:
    paper = sample_paper(sample_name)
    compared = 0
    for table in sample.package.tables:
        formulas, values = paper.formulas[f"表{table.number}"], paper.values[f"表{table.number}"]
        for number, row in enumerate(table.rows, 5):
            blank = not any(cell.text for cell in row.cells.values())
            for column, name in enumerate(row.cells, 1):
                cell, text = formulas.cell(number, column), row.cells[name].text
                if table.columns[column - 1].kind == "文字":
                    assert (cell.value or "") == text
                elif cell.data_type != "f":
                    assert text == "", "only the cells of a blank row hold no formula"
                    assert blank or cell.value is None
                else:
                    assert Decimal(str(values.cell(number, column).value)) == Decimal(
                        text.replace(",", "") or 0
                    )
                    assert str(cell.value).startswith("=ROUND(ROUND(SUM")
                    compared += 1
    assert compared > 500


def test_every_formula_comes_to_the_value_written_beside_it(sample_name: str) -> None:
    paper = sample_paper(sample_name)
    assert len(paper.formula_cells()) > 1500
    assert differences(paper) == []


def test_the_formula_in_the_guide_is_one_of_a_sample() -> None:
    guide = (ROOT / "docs" / "working-paper.md").read_text(encoding="utf-8")
    [formula] = [line[1:] for line in guide.splitlines() if line.startswith("=ROUND(")]
    cells = sample_paper("xiaoyi-2025").formula_cells()
    assert formula in {text for sheet, _, text in cells if sheet == "表5"}


def test_every_fact_is_there_with_its_exact_value(sample: ComputedBudget, sample_name: str) -> None:
    paper = sample_paper(sample_name)
    rows = {row[0].value: row for row in paper.values["数字"].iter_rows(min_row=4)}
    formulas = {row[0].value: row for row in paper.formulas["数字"].iter_rows(min_row=4)}
    for fact_id, fact in sample.figures.facts.items():
        assert Decimal(str(rows[fact_id][3].value)) == fact.value
        if fact.lines:
            assert formulas[fact_id][3].data_type == "f"
        if fact.previous is not None and fact.change is not None:
            assert Decimal(str(rows[fact_id][5].value)) == fact.previous
            assert Decimal(str(rows[fact_id][6].value)) == fact.change


def test_the_postings_name_their_place(sample: ComputedBudget, sample_name: str) -> None:
    sheet = sample_paper(sample_name).values["收支明细"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert len(rows) == len(sample.figures.postings)
    line = sample.intake.place(("收支明细", 0, "金额")).line
    heads = [cell.value for cell in sheet[3]]
    assert rows[0][heads.index("出处")] == f"budget.yaml 第 {line} 行"
    assert rows[0][heads.index("金额（元）")] == float(sample.figures.postings[0].amount)


def test_names_that_look_like_criteria_are_not_taken_for_them(tmp_path: Path) -> None:
    prepared = compute_budget(nasty_budget(tmp_path), draft=True)
    paper = PaperCells(paper_of(prepared))

    assert differences(paper) == []
    amounts = {row[0]: row[1] for row in table_sheet(paper, "12")}
    table = next(table for table in prepared.package.tables if table.number == "12")
    for row in table.rows:
        assert amounts[row.cells["项目名称"].text] == float(row.cells["合计"].text)
    cells = [cell for row in paper.formulas["收支明细"].iter_rows(min_row=4) for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"], "a name is no formula"


@pytest.mark.parametrize(
    ("amount", "rounded"), [("50.00", 0.01), ("49.99", 0.0), ("150.00", 0.02), ("10050.00", 1.01), ("99999950.00", 10000.0)]
)  # fmt: skip
def test_halves_are_rounded_up_as_published(tmp_path: Path, amount: str, rounded: float) -> None:
    ledger = f"收支明细:\n- {{支出类别: 人员经费, 功能科目: 2012604, 部门经济科目: 30101, 金额: {amount}}}\n"
    prepared = compute_budget(budget_file(tmp_path, ledger=ledger, projects="项目:\n"), draft=True)
    paper = PaperCells(paper_of(prepared))
    assert differences(paper) == []
    [total, *_] = table_sheet(paper, "3")
    assert total[2] == rounded


def test_last_year_is_next_to_this_year_with_its_further_rows(tmp_path: Path) -> None:
    prepared = this_year(tmp_path, BEFORE, NOW)
    paper = PaperCells(paper_of(prepared))

    assert differences(paper) == []
    rows = {row[0]: row for row in table_sheet(paper, "12")}
    assert rows["档案数字化"][1:4] == [32.01, 32, 0.01]
    assert rows["旧项目"][1:4] == [0, 7, -7]
    assert rows["旧项目"][-1] == "上年有，本年没有"
    economic = {row[0]: row for row in table_sheet(paper, "6")}
    assert economic["公务接待费"][2:5] == [0, 3, -3]
    assert economic["办公费"][2:5] == [8, 0, 8]
    assert [row[0] for row in table_sheet(paper, "6")][:3] == [
        "合计",
        "工资福利支出",
        "基本工资",
    ]
    last = list(paper.values["上年收支明细"].iter_rows(min_row=4, values_only=True))
    heads = [cell.value for cell in paper.values["上年收支明细"][3]]
    assert str(last[0][heads.index("出处")]).startswith("2025.yaml 第 ")
    facts = {row[0]: row for row in paper.values["数字"].iter_rows(min_row=4, values_only=True)}
    assert facts["支出.总计"][3:8] == (1000050, 100.01, 970000, 30050, 3.1)
    assert facts["项目.旧项目.合计"][3:8] == (0, 0, 70000, -70000, -100)


def test_drivers_sum_to_the_stated_change(tmp_path: Path) -> None:
    reasons = "变动原因:\n  支出.总计: 人员增加。\n"
    prepared = this_year(tmp_path, BEFORE, NOW, extra=reasons)
    paper = PaperCells(paper_of(prepared))
    rows = list(paper.values["变动因素"].iter_rows(min_row=4, values_only=True))
    number = next(number for number, row in enumerate(rows) if row[0] == "支出.总计")
    assert rows[number][4:7] == (970000, 1000050, 30050)
    kinds = [(row[1], row[2], row[6]) for row in rows[number + 1 : number + 7]]
    assert kinds[0] == ("公用经费", "办公费", 80000)
    assert ("结束项目", "旧项目", -70000) in kinds
    assert ("各因素合计", None, 30050) in kinds
    reason = next(row for row in rows[number:] if row[1] == "主要原因")
    assert reason[2] == "人员增加。"
    checks = [row[7] for row in rows if row[1] in ("各因素合计", "各来源合计")]
    assert len(checks) >= 4
    assert set(checks) == {0}


def test_a_drafted_reason_is_marked_as_drafted(tmp_path: Path) -> None:
    prepared = this_year(tmp_path, BEFORE, NOW)
    rows = PaperCells(paper_of(prepared)).values["变动因素"].iter_rows(min_row=4, values_only=True)
    drafted = [
        change.draft for change in prepared.changes if change.uses_draft and change.is_compared
    ]
    texts = [row[2] for row in rows if row[1] == "草拟的原因"]
    assert drafted
    assert texts == [draft.text for draft in drafted if draft is not None]


def test_without_last_years_ledger_its_figures_are_plain_numbers(tmp_path: Path) -> None:
    prepared = compute_budget(budget_file(tmp_path))
    paper = PaperCells(paper_of(prepared))
    assert "上年收支明细" not in paper.formulas.sheetnames
    row = next(
        row for row in paper.formulas["数字"].iter_rows(min_row=4) if row[0].value == "支出.总计"
    )
    assert (row[5].data_type, row[5].value) == ("n", 1000000)
    assert paper.formulas["表3"].max_column < 10


def test_the_findings_and_the_procurement_have_their_sheets(tmp_path: Path) -> None:
    extra = "政府采购:\n- {类别: 货物, 名称: =cmd, 金额: 1200.50}\n- {类别: 服务, 金额: 300}\n"
    path = budget_file(
        tmp_path, previous=PREVIOUS.replace("总计: 1000000.00", "总计: 1"), extra=extra
    )
    prepared = compute_budget(path, draft=True)
    paper = PaperCells(paper_of(prepared))
    assert differences(paper) == []
    findings = list(paper.values["问题"].iter_rows(min_row=4, values_only=True))
    assert [row[1] for row in findings] == [finding.code for finding in prepared.findings]
    assert "B013" in {row[1] for row in findings}
    assert paper.values["政府采购"]["C4"].value == "=cmd"
    assert paper.formulas["政府采购"]["C4"].data_type == "s"
    rows = {row[0].value: row for row in paper.formulas["数字"].iter_rows(min_row=4)}
    assert rows["政府采购.货物"][3].value == '=ROUND(SUMIFS(采购_金额,采购_类别,"货物"),2)'


def test_the_same_budget_gives_the_same_bytes(tmp_path: Path) -> None:
    once = write_working_paper(budget_file(tmp_path), tmp_path / "a.xlsx").file.read_bytes()
    (tmp_path / "elsewhere").mkdir()
    again = write_working_paper(budget_file(tmp_path / "elsewhere"), tmp_path / "b.xlsx")
    assert again.file.read_bytes() == once
    assert str(tmp_path) not in str(load_workbook(io.BytesIO(once)).properties)


def test_a_standing_file_is_kept_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    out = tmp_path / "底稿.xlsx"
    out.write_bytes(b"mine")
    with pytest.raises(FindingsError) as kept:
        write_working_paper(budget_file(tmp_path), out)
    assert [finding.code for finding in kept.value.findings] == ["D009"]
    assert out.read_bytes() == b"mine"
    write_working_paper(budget_file(tmp_path), out, replace=True)
    assert out.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("out", "ledger", "code"),
    [
        ("底稿.pdf", LEDGER, "R004"),
        ("底稿.xlsx", LEDGER.replace("600000.00", "10000000000000.00"), "D040"),
        ("底稿.xlsx", LEDGER.replace("2012604", "2012699999"), "B006"),
        ("budget.yaml/底稿.xlsx", LEDGER, "D004"),
    ],
)
def test_what_cannot_be_written_is_a_finding(
    tmp_path: Path, out: str, ledger: str, code: str
) -> None:
    with pytest.raises(FindingsError) as refused:
        write_working_paper(budget_file(tmp_path, ledger=ledger), tmp_path / out)
    assert code in {finding.code for finding in refused.value.findings}
