"""A standard made of nothing but files: what no shipped one prints is built, read and checked."""

from __future__ import annotations

import ast
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document

from builders.places import SOURCE, TESTS
from builders.small_budget import DEPARTMENT, HEAD, LEDGER, budget_file
from yugong.audit.checked import AuditResult
from yugong.findings import Place
from yugong.jobs.build import BuildResult, build
from yugong.jobs.check import check
from yugong.standard.library import load_standard, shipped_standards
from yugong.standard.schema import Standard
from yugong.standard.table import Table

_HERE = TESTS
STANDARD = _HERE / "standards" / "yunshui" / "yunshui.yaml"
_SAMPLES = _HERE.parent / "samples"
_OF_THE_LEDGER = ("P", "X17", "N12")

# An administrative department, so that there are 机关运行经费; one that received guests.
_LEDGER = LEDGER + (
    "- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30217, 金额: 12345.67}\n"
    "- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30231, 金额: 30000.00}\n"
)
_PREVIOUS = """\
上年数:
  收入.总计: 1042345.67
  支出.总计: 1042345.67
  一般公共预算.支出: 1042345.67
  三公.因公出国境费: 0
  三公.公务接待费: 12345.67
  三公.公务用车购置费: 0
  三公.公务用车运行维护费: 30000
  机关运行经费.合计: 122345.67
"""


def made_up() -> Standard:
    loaded, findings = load_standard(str(STANDARD), Place())
    assert loaded is not None, findings
    return loaded.standard


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    folder = tmp_path_factory.mktemp("yunshui")
    path = budget_file(
        folder,
        head=HEAD.replace("shanxi-2025", str(STANDARD)),
        department=DEPARTMENT.replace("性质: 事业", "性质: 行政"),
        ledger=_LEDGER,
        previous=_PREVIOUS,
    )
    return build(path, folder / "out", layout=False)


def file_of(of: BuildResult, suffix: str) -> Path:
    return next(path for path in of.files if path.suffix == suffix)


def table(of: BuildResult, name: str) -> Table:
    return next(table for table in of.package.tables if table.name == name)


def checked(path: Path) -> AuditResult:
    return check(path, standard=str(STANDARD))


def codes(of: AuditResult) -> list[str]:
    return [finding.code for finding in of.findings if not finding.code.startswith(_OF_THE_LEDGER)]


def test_it_builds_without_a_finding(built: BuildResult) -> None:
    assert built.findings == ()


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_what_it_builds_reads_back_and_checks_clean(built: BuildResult, suffix: str) -> None:
    result = checked(file_of(built, suffix))

    assert list(result.package.tables) == [table.name for table in made_up().tables]
    assert all(
        item.columns == frozenset(column.name for column in table(built, name).columns)
        for name, item in result.package.tables.items()
    )
    assert result.package.unread == ()
    assert codes(result) == []


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_a_sample_checks_clean_under_it(tmp_path: Path, suffix: str) -> None:
    for path in (_SAMPLES / "yunze-2026").glob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace("标准: shanxi-2025", f"标准: {STANDARD}")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    built = build(tmp_path / "budget.yaml", tmp_path / "out", layout=False)

    result = checked(file_of(built, suffix))

    assert result.package.unread == ()
    assert codes(result) == []


def test_codes_are_in_three_columns(built: BuildResult) -> None:
    spec = table(built, "预算支出总表")
    codes = [[row.cells[name].text for name in ("类", "款", "项")] for row in spec.rows]

    assert codes == [["合计", "", ""], ["201", "", ""], ["201", "26", ""], ["201", "26", "04"]]
    read = checked(file_of(built, ".docx")).package.tables["预算支出总表"]
    assert [row.code for row in read.blocks[0]] == ["", "201", "20126", "2012604"]


def test_codes_printed_only_where_they_change_are_read_too(
    built: BuildResult, tmp_path: Path
) -> None:
    document = Document(str(file_of(built, ".docx")))
    rows = document.tables[2].rows
    for row, columns in ((rows[4], (0,)), (rows[5], (0, 1))):
        for column in columns:
            row.cells[column].text = ""
    path = tmp_path / "blank.docx"
    document.save(str(path))

    result = checked(path)

    read = result.package.tables["预算支出总表"]
    assert [row.key for row in read.blocks[0]] == ["合计", "201", "20126", "2012604"]
    assert codes(result) == []


def test_some_tables_are_in_yuan_and_agree_with_those_that_are_not(built: BuildResult) -> None:
    general, whole = table(built, "一般公共预算支出预算表"), table(built, "预算支出总表")

    assert (general.unit, general.cell("合计", "合计").text) == ("元", "1042345.67")
    assert (whole.unit, whole.cell("合计", "合计").text) == ("万元", "104.23")
    read = checked(file_of(built, ".xlsx")).package.tables["一般公共预算支出预算表"]
    assert str(read.amount("合计", "合计")) == "104.234567"


def test_a_table_that_no_other_standard_has_sums_the_government_items(built: BuildResult) -> None:
    economic = table(built, "政府经济科目支出表")

    assert economic.name not in {
        table.name for standard in shipped_standards() for table in standard.tables
    }
    texts = [[row.cells[name].text for name in ("类", "款", "合计")] for row in economic.rows]
    assert texts[0] == ["合计", "", "1042345.67"]
    assert ["501", "01", "600000.00"] in texts
    assert ["502", "06", "12345.67"] in texts


def test_three_public_and_operating_expenses_are_in_one_table(built: BuildResult) -> None:
    rows = {row.key: row.cells for row in table(built, "三公经费表").rows}

    assert next(iter(rows)) == "合计"
    assert rows["合计"]["合计"].text == "4.23"
    assert rows["机关运行经费"]["合计"].text == "12.23"
    assert rows["机关运行经费"]["项目"].text == "二、机关运行经费"


def test_the_narrative_is_before_the_tables_and_in_the_workbook(
    built: BuildResult,
) -> None:
    document = Document(str(file_of(built, ".docx")))
    parts = [paragraph.text for paragraph in document.paragraphs if paragraph.text.startswith("第")]
    assert [part[:4] for part in parts] == [
        "第一部分",
        "第二部分",
        "第三部分",
        "第四部分",
        "第五部分",
    ]
    assert "情况说明" in parts[1]
    assert "预算表" in parts[3]

    result = checked(file_of(built, ".xlsx"))
    subjects = {statement.subject for statement in result.package.statements}
    assert {
        "收入.总计",
        "支出.总计",
        "一般公共预算.支出",
        "三公.合计",
        "机关运行经费.合计",
    } <= subjects


@pytest.mark.parametrize(
    ("number", "row", "column", "wrong", "expected"),
    [
        (2, -1, -1, "33.00", "T01"),
        (6, 2, 3, "1052345.67", "Z00"),
        (7, -1, 1, "13.23", "N01"),
    ],
)
def test_a_wrong_figure_in_the_document_is_found(
    built: BuildResult,
    tmp_path: Path,
    number: int,
    row: int,
    column: int,
    wrong: str,
    expected: str,
) -> None:
    document = Document(str(file_of(built, ".docx")))
    cell = document.tables[number].rows[row].cells[column]
    assert cell.text != wrong
    cell.text = wrong
    path = tmp_path / "wrong.docx"
    document.save(str(path))

    assert expected in codes(checked(path))


def test_a_wrong_figure_in_the_text_of_the_workbook_is_found(
    built: BuildResult, tmp_path: Path
) -> None:
    right, wrong = "收入总计104.23万元".encode(), "收入总计140.23万元".encode()
    path = tmp_path / "wrong.xlsx"
    with ZipFile(file_of(built, ".xlsx")) as book, ZipFile(path, "w") as altered:
        parts = {name: book.read(name) for name in book.namelist()}
        assert sum(right in part for part in parts.values()) == 1
        for name, part in parts.items():
            altered.writestr(name, part.replace(right, wrong))

    structure_findings = [finding for finding in checked(path).findings if finding.code == "N01"]

    assert structure_findings
    assert {finding.place.sheet for finding in structure_findings} == {"预算说明"}


def test_no_python_file_knows_a_standard_by_its_name_or_title() -> None:
    """Only data distinguishes standards: code that named one would be a branch on it."""
    known = [*shipped_standards(), made_up()]
    names = {standard.name for standard in known} | {standard.description for standard in known}
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        mentions = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        assert not [text for text in mentions if any(name in text for name in names)], path
