"""Ledgers, adjustments and published packages damaged at random: findings, and nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.fuzzing import fuzzed, refusal
from builders.mutations import Damaged, damaged_bytes, damaged_lines, damaged_office_file
from builders.published_specimens import packed, page_text, pdf, ruled, unpacked
from builders.small_budget import budget_file, budget_text
from yugong.findings import Finding, Place, has_errors
from yugong.intake.annotate import annotate
from yugong.jobs.adjust import adjust_ledger
from yugong.jobs.build import build
from yugong.jobs.check import annotate_checked, check, write_review_sheet
from yugong.jobs.compute import compute_budget
from yugong.jobs.ledger import convert_ledger, import_ledger
from yugong.published.model.blocks import Line, RawDocument
from yugong.published.raw import read_document

ADJUSTMENT = """\
批次: 第一次调整
日期: 2026-06-30
文号: 某财预〔2026〕35号
原因: 落实应急资金
调整前合计: 1000000.00
调整后合计: 995000.00
收支明细:
  增加:
  - {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30202, 金额: 5000.00}
  修改:
  - {原: {部门经济科目: 30201, 金额: 80000.00}, 新: {金额: 70000.00, 备注: 压减}}
政府采购:
  增加:
  - {类别: 货物, 名称: 扫描仪, 金额: 35000.00}
文字:
  其他说明: 压减办公费
"""


@cache
def specimens() -> dict[str, bytes]:
    """The small department's ledger as a workbook, and its package as Word, Excel and text."""
    with TemporaryDirectory() as folder:
        room = Path(folder)
        ledger = budget_file(room)
        convert_ledger(ledger, room / "budget.xlsx")
        build(ledger, room / "out", layout=False)
        made = {path.suffix: path.read_bytes() for path in (room / "out").iterdir()}
        made["ledger"] = (room / "budget.xlsx").read_bytes()
        document, _ = read_document(next((room / "out").glob("*.docx")))
        assert document is not None
        made[".txt"] = "\n".join(_lines(document)).encode()
    return made


def _lines(document: RawDocument) -> list[str]:
    lines = []
    for block in document.blocks:
        rows = [(block.text,)] if isinstance(block, Line) else block.rows
        lines += ["\t".join(row) for row in rows]
    return lines


def encoded(text: str) -> bytes:
    """The text as bytes, even where it is none that UTF-8 knows."""
    return Damaged(text.encode("utf-8", "surrogatepass"))


def checked_and_imported(data: bytes, name: str) -> None:
    """Run every command on a package: whatever happens is reported by findings."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(data)

        def checked() -> None:
            done = check(file)
            write_review_sheet(done, Path(folder) / "复核.xlsx")
            if file.suffix in (".docx", ".xlsx"):
                annotate_checked(file, done, Path(folder) / f"批注{file.suffix}")

        refusal(checked)
        refusal(lambda: import_ledger(file, Path(folder) / "budget.yaml"))


@fuzzed(60)
@given(damaged_lines(budget_text()).map(encoded))
def test_a_damaged_yaml_ledger_is_answered_by_findings(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "budget.yaml"
        file.write_bytes(data)
        refusal(lambda: build(file, Path(folder) / "out", layout=False))


@fuzzed(40)
@given(damaged_bytes(budget_text().encode()))
def test_a_ledger_of_damaged_bytes_is_answered_by_findings(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "budget.yaml"
        file.write_bytes(data)
        refusal(lambda: compute_budget(file))
        refusal(lambda: convert_ledger(file, Path(folder) / "budget.xlsx"))


@fuzzed(25)
@given(st.data())
def test_a_damaged_ledger_workbook_is_answered_by_findings(data: st.DataObject) -> None:
    damaged = data.draw(damaged_office_file(specimens()["ledger"]))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "budget.xlsx"
        file.write_bytes(damaged)
        refusal(lambda: compute_budget(file, draft=True))
        refusal(lambda: convert_ledger(file, Path(folder) / "budget.yaml"))
        refusal(lambda: import_ledger(file, Path(folder) / "other.yaml"))


@fuzzed(40)
@given(st.one_of(damaged_lines(ADJUSTMENT).map(encoded), damaged_bytes(ADJUSTMENT.encode())))
def test_a_damaged_adjustment_is_answered_by_findings(damaged: bytes) -> None:
    with TemporaryDirectory() as folder:
        base = budget_file(Path(folder))
        file = Path(folder) / "调整.yaml"
        file.write_bytes(damaged)
        refusal(lambda: adjust_ledger(base, [file], Path(folder) / "调整后.yaml"))


def test_the_adjustment_that_is_damaged_is_whole_to_begin_with(tmp_path: Path) -> None:
    file = tmp_path / "调整.yaml"
    file.write_text(ADJUSTMENT, encoding="utf-8")
    done = adjust_ledger(budget_file(tmp_path), [file], tmp_path / "调整后.yaml")
    assert not has_errors(done.findings)


@pytest.mark.parametrize("kind", [".docx", ".xlsx"])
@fuzzed(12)
@given(data=st.data())
def test_a_damaged_office_package_is_answered_by_findings(kind: str, data: st.DataObject) -> None:
    checked_and_imported(data.draw(damaged_office_file(specimens()[kind])), f"公开{kind}")


@fuzzed(15)
@given(st.data())
def test_a_damaged_text_package_is_answered_by_findings(data: st.DataObject) -> None:
    text = specimens()[".txt"].decode()
    damaged = data.draw(st.one_of(damaged_lines(text).map(encoded), damaged_bytes(text.encode())))
    checked_and_imported(damaged, "公开.txt")


PDF = pdf(
    page_text("Budget 2026", 50, 700) + ruled(50, 600, (100, 100), 3) + page_text("1.00", 60, 585),
    page_text("page two", 50, 700),
)


@fuzzed(5)
@given(damaged_bytes(PDF))
def test_a_damaged_pdf_is_answered_by_findings(data: bytes) -> None:
    checked_and_imported(data, "公开.pdf")


def test_a_workbook_that_cannot_be_copied_is_reported(tmp_path: Path) -> None:
    """The library that copies workbooks needs more of them whole than reading them does."""
    file = tmp_path / "budget.xlsx"
    parts = unpacked(specimens()["ledger"])
    file.write_bytes(packed({**parts, "xl/styles.xml": b"<styleSheet/>"}))
    place = Place(file=file.name, sheet="收支明细", cell="A2")
    reported = refusal(lambda: annotate(file, [Finding("B003", place)], tmp_path / "标注.xlsx"))

    assert [messages.code for messages in reported] == ["D011"]
    assert list(tmp_path.iterdir()) == [file]
