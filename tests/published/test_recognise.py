"""Built packages read back as a stranger's would be: every key, text and amount is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from builders.agency_departments import TWO_UNITS
from builders.samples import SAMPLE_NAMES, prepared_sample
from builders.small_budget import budget_file
from readings.published_reading import recognised, written_word, written_workbook
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.published.model.blocks import Grid
from yugong.published.model.package import PublishedPackage, ReadTable
from yugong.published.of_package import tables_of
from yugong.published.raw import read_document

THEIR_LEDGER = """\
收支明细:
- {单位: 某县档案局机关, 支出类别: 人员经费, 功能科目: 2012601, 部门经济科目: 30101, 金额: 600000.00}
- {单位: 某县档案局机关, 支出类别: 公用经费, 功能科目: 2012601, 部门经济科目: 30201, 金额: 80000.00}
- {单位: 某县档案馆, 支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30201, 金额: 50000.00}
- {单位: 某县档案局机关, 支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 金额: 320000.00}
- {单位: 某县档案馆, 支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 金额: 120000.00}
"""


def written(prepared: ComputedBudget, folder: Path) -> Path:
    """The package as Word and Excel file in a folder."""
    written_word(prepared, folder)
    written_workbook(prepared, folder)
    return folder


def expected(prepared: ComputedBudget) -> Mapping[str, ReadTable]:
    return tables_of(prepared.loaded.standard, prepared.figures, prepared.package)


def cells(table: ReadTable, names: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    """Every cell with the key of its row; projects of the same name by their printed one."""
    for block in table.blocks:
        for row in block:
            for column, cell in row.cells.items():
                yield names.get(row.key, row.key), row.code, column, cell.text, cell.amount


def assert_same(read: PublishedPackage, prepared: ComputedBudget) -> None:
    """The package read is the package computed, in all that its tables say."""
    names = {project.key: project.name for project in prepared.intake.budget.projects}
    tables = expected(prepared)
    assert list(read.tables) == list(tables)
    for name, table in tables.items():
        got = read.tables[name]
        assert list(cells(got, names)) == list(cells(table, names)), name
        assert (got.label, got.title, got.unit) == (table.label, table.title, table.unit)
        assert (got.declares_empty, got.notes) == (table.declares_empty, table.notes)
        assert got.columns == table.columns
        assert got.department == prepared.intake.budget.department.name
    assert read.standard.name == prepared.loaded.standard.name
    assert read.year == prepared.intake.budget.year
    assert read.department == prepared.intake.budget.department.name
    assert (read.unread, read.repeated, read.foreign) == ((), (), ())


@pytest.fixture(scope="module", params=SAMPLE_NAMES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample's package, written in a folder of the sample's name."""
    made = tmp_path_factory.mktemp("read") / request.param
    made.mkdir()
    return written(prepared_sample(request.param), made)


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_a_sample_read_back_has_every_table_as_computed(folder: Path, suffix: str) -> None:
    assert_same(recognised(folder / f"package.{suffix}"), prepared_sample(folder.name))


def test_a_sample_kept_as_text_with_tabs_has_every_table_as_computed(folder: Path) -> None:
    document, _ = read_document(folder / "package.docx")
    assert document is not None
    dump = "\n".join(
        "\n".join("\t".join(row) for row in block.rows) if isinstance(block, Grid) else block.text
        for block in document.blocks
    )
    (folder / "package.txt").write_text(dump, encoding="utf-8")

    assert_same(recognised(folder / "package.txt"), prepared_sample(folder.name))


def test_a_sample_printed_as_pdf_has_every_table_as_computed(
    printed: Callable[[str], Path],
) -> None:
    read = recognised(printed("pinglu-2026"))

    assert_same(read, prepared_sample("pinglu-2026"))
    pages = {cell.place.page for cell in read.tables["项目支出本年表"].blocks[0][-1].cells.values()}
    first = read.tables["项目支出本年表"].place.page
    assert first is not None
    assert pages == {first + 1}, "the table goes on over the page"


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_a_small_budget_read_back_has_every_table_as_computed(tmp_path: Path, suffix: str) -> None:
    prepared = compute_budget(budget_file(tmp_path))

    assert_same(recognised(written(prepared, tmp_path) / f"package.{suffix}"), prepared)


def test_a_department_of_two_units_keeps_their_projects_apart(tmp_path: Path) -> None:
    prepared = compute_budget(
        budget_file(tmp_path, department=TWO_UNITS, ledger=THEIR_LEDGER), draft=True
    )

    read = recognised(written(prepared, tmp_path) / "package.docx")

    assert_same(read, prepared)
    assert [row.key for row in read.tables["项目支出本年表"].blocks[0]] == [
        "部门合计",
        "单位：某县档案局机关",
        "某县档案局机关／档案数字化",
        "单位：某县档案馆",
        "某县档案馆／档案数字化",
    ]


def test_a_cell_has_its_place(folder: Path) -> None:
    word = recognised(folder / "package.docx").tables["预算收入总表"]
    excel = recognised(folder / "package.xlsx").tables["预算收入总表"]

    in_word, in_excel = word.cell("合计", "合计"), excel.cell("合计", "合计")

    assert in_word is not None
    assert in_excel is not None
    assert "第 3 行第 3 列" in str(in_word.place)
    assert (in_excel.place.sheet, in_excel.place.cell) == ("表2", "C6")


def test_text_outside_the_tables_is_left_as_passages(folder: Path) -> None:
    read = recognised(folder / "package.docx")
    texts = [passage.text for passage in read.passages]

    assert "一、部门预算收支数据变动情况及原因" in read.headings
    assert any("收入总计" in text and "万元" in text for text in texts)
    assert not [
        text for text in texts if text.endswith("单位：万元") or text.startswith("预算公开表")
    ]
    title = read.tables["预算收支总表"].title
    assert [text for text in texts if text.endswith(title)] == [f"表一　{title}"], (
        "the title stands in the contents list only"
    )
