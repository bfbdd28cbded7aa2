"""The national standard: any budget can be published under it without changes."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document

from builders.places import MADE_UP_STANDARD, SAMPLES
from builders.small_budget import HEAD, LEDGER, budget_file
from yugong.findings import Place
from yugong.jobs.build import BuildResult, build
from yugong.jobs.check import check
from yugong.jobs.compute import compute_budget
from yugong.jobs.trace import trace_computed
from yugong.standard.library import load_standard

_SAMPLES = SAMPLES

# Findings on what the departments wrote in their forms, the same under any standard.
_OF_THE_LEDGER = ("P", "X17", "N12")

TITLES = [
    "部门收支总表",
    "部门收入总表",
    "部门支出总表",
    "财政拨款收支总表",
    "一般公共预算支出表",
    "一般公共预算基本支出表",
    "一般公共预算“三公”经费支出表",
    "政府性基金预算支出表",
    "国有资本经营预算支出表",
]


def under_the_national_standard(name: str, folder: Path) -> Path:
    """A sample's ledger that names another standard, and nothing else changed."""
    for path in (_SAMPLES / name).glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        changed = text.replace("标准: shanxi-2025", "标准: national", 1)
        (folder / path.name).write_text(changed, encoding="utf-8")
    if (_SAMPLES / name / "附件").exists():
        shutil.copytree(_SAMPLES / name / "附件", folder / "附件")
    return folder / "budget.yaml"


def built_small(folder: Path) -> BuildResult:
    head = HEAD.replace("shanxi-2025", "national")
    return build(budget_file(folder, head=head), folder / "out", layout=False)


def file_of(built: BuildResult, suffix: str) -> Path:
    return next(path for path in built.files if path.suffix == suffix)


def test_it_has_the_tables_of_the_regulation_in_its_order(tmp_path: Path) -> None:
    built = built_small(tmp_path)

    assert [table.title for table in built.package.tables] == TITLES
    assert built.findings == ()


@pytest.mark.parametrize(
    ("name", "suffixes"),
    [
        ("pinglu-2026", (".docx", ".xlsx")),
        ("xiaoyi-2025", (".docx",)),
        ("yunze-2026", (".docx", ".xlsx")),
    ],
)
def test_a_sample_is_built_and_checks_clean_without_a_change_of_its_figures(
    name: str, suffixes: tuple[str, ...], tmp_path: Path
) -> None:
    built = build(under_the_national_standard(name, tmp_path), tmp_path / "out", layout=False)

    for suffix in suffixes:
        checked = check(file_of(built, suffix))
        assert checked.package.standard.name == "national"
        assert list(checked.package.tables) == [table.name for table in built.package.tables]
        assert checked.package.unread == ()
        package_findings = [
            finding for finding in checked.findings if not finding.code.startswith(_OF_THE_LEDGER)
        ]
        assert package_findings == []


@pytest.mark.parametrize("year", [2017, 2020, 2023, 2026, 2031])
def test_it_serves_every_year_since_the_regulation(year: int) -> None:
    loaded, _ = load_standard("national", Place())

    assert loaded is not None
    assert year in loaded.standard.years
    assert 2016 not in loaded.standard.years
    assert str(loaded.standard.years) == "2017 年起"


def test_the_tables_agree_with_those_of_the_province(tmp_path: Path) -> None:
    """The same cell under another standard is the same amount."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    ledger = (_SAMPLES / "yunze-2026" / "budget.yaml").read_text(encoding="utf-8")
    last = (_SAMPLES / "yunze-2026" / "2025.yaml").read_bytes()
    amounts: list[dict[tuple[str, str, str], Decimal]] = []
    for folder, name in (("a", "shanxi-2025"), ("b", "national")):
        path = tmp_path / folder / "budget.yaml"
        path.write_text(ledger.replace("标准: shanxi-2025", f"标准: {name}"), encoding="utf-8")
        (tmp_path / folder / "2025.yaml").write_bytes(last)
        built = build(path, tmp_path / folder / "out", layout=False)
        amounts.append(
            {
                (table.name, row.key, column): cell.amount
                for table in built.package.tables
                for row in table.rows
                for column, cell in row.cells.items()
                if cell.amount is not None
            }
        )
    province, national = amounts

    shared = province.keys() & national.keys()
    assert len(shared) > 250
    assert {key: province[key] for key in shared} == {key: national[key] for key in shared}


FUND_CAR = """\
- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2120803, 部门经济科目: 31013, 资金来源: 政府性基金预算, 金额: 180000.00}
- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30231, 金额: 20000.00}
收入:
- {资金来源: 政府性基金预算, 收入科目: 1030148, 金额: 180000.00}
"""


@pytest.mark.parametrize(
    ("standard", "stated", "table"),
    [
        ("national", "20000.00", "20000.00"),
        ("shanxi-2025", "200000.00", "200000.00"),
        (str(MADE_UP_STANDARD), *["200000.00"] * 2),
    ],
)
def test_text_and_table_of_the_three_public_expenses_are_of_the_same_money(
    standard: str, stated: str, table: str, tmp_path: Path
) -> None:
    """A car bought out of a fund is in neither where the table is of 一般公共预算 alone."""
    path = budget_file(tmp_path, ledger=LEDGER + FUND_CAR)

    built = build(path, tmp_path / "out", standard=standard, draft=True, layout=False)

    three = next(table for table in built.package.tables if table.name == "三公经费表")
    total = next(row for row in three.rows if row.key == "合计")
    assert total.cells["合计"].amount == Decimal(table)
    prepared = compute_budget(path, standard=standard, draft=True)
    assert prepared.figures["三公.合计"].value == Decimal(stated)
    checked = check(file_of(built, ".docx"), standard=standard)
    assert [finding.code for finding in checked.findings if finding.code.startswith("N")] == []


def test_a_number_is_traced_to_the_money_its_standard_takes(tmp_path: Path) -> None:
    path = budget_file(tmp_path, ledger=LEDGER + FUND_CAR)

    traced = trace_computed(
        compute_budget(path, standard="national", draft=True), "三公.公务用车购置费"
    )

    assert traced.value == 0
    assert traced.rows == ()
    assert dict(traced.chosen)["来源"] == "一般公共预算"


def test_a_wrong_figure_in_a_national_package_is_found(tmp_path: Path) -> None:
    document = Document(str(file_of(built_small(tmp_path), ".docx")))
    total = document.tables[4].rows[2].cells[2]
    assert total.text == "100.00"
    total.text = "110.00"
    path = tmp_path / "wrong.docx"
    document.save(str(path))

    findings = check(path).findings

    assert {"T02", "N01"} <= {finding.code for finding in findings}
