"""A text of a built Word file is traced to the fact that was written there, or to its table."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from builders.small_budget import LEDGER, budget_file
from yugong.cli.app import app
from yugong.findings import FindingsError
from yugong.jobs.build import build
from yugong.jobs.compute import compute_budget
from yugong.jobs.paper import paper_of
from yugong.jobs.trace import trace
from yugong.tracing.document import trace_document

RECORD = """\
预算调整:
- 批次: 第一次调整
  日期: 2026-06-30
  原因: 追加数字化经费
  调整前: 900000.00
  调整后: 1000000.00
  明细:
  - {表: 收支明细, 操作: 修改, 行: "特定目标类项目 / 档案数字化 / 2012604 / 30227", 原金额: 220000.00, 新金额: 320000.00}
"""


@pytest.fixture
def word(tmp_path: Path) -> Path:
    built = build(budget_file(tmp_path), tmp_path / "out", layout=False)
    return next(file for file in built.files if file.suffix == ".docx")


def test_an_amount_of_the_narrative_is_traced_to_its_facts(word: Path) -> None:
    places = trace_document(word, "68.00")
    facts = {control.fact_id for place in places for control in place.controls}
    assert "支出.基本支出" in facts
    assert any(place.cell is not None for place in places), "it stands in tables too"


def test_a_text_missing_in_the_document_is_a_finding(word: Path) -> None:
    with pytest.raises(FindingsError) as refused:
        trace_document(word, "777.77")
    assert [finding.code for finding in refused.value.findings] == ["D041"]


def test_the_command_answers_for_documents_too(word: Path) -> None:
    plain = CliRunner().invoke(app, ["trace", str(word), "68.00"])
    assert plain.exit_code == 0
    assert "事实 支出.基本支出" in plain.output
    assert "yugong trace 预算文件" in plain.output
    document = json.loads(CliRunner().invoke(app, ["trace", str(word), "68.00", "--json"]).output)
    assert any("支出.基本支出" in entry["事实"] for entry in document["位置"])


def test_a_row_that_was_adjusted_says_so(tmp_path: Path) -> None:
    adjusted = trace(budget_file(tmp_path, ledger=LEDGER, extra=RECORD), "支出.项目支出").trace
    assert [row.adjusted for row in adjusted.rows] == [
        ("第一次调整（2026-06-30）修改：220,000.00 → 320,000.00",)
    ]
    untouched = trace(budget_file(tmp_path, ledger=LEDGER, extra=RECORD), "支出.基本支出").trace
    assert all(row.adjusted == () for row in untouched.rows)


def test_the_working_paper_has_the_batches_row_by_row(tmp_path: Path) -> None:
    paper = paper_of(compute_budget(budget_file(tmp_path, ledger=LEDGER, extra=RECORD)))
    sheet = load_workbook(BytesIO(paper))["预算调整"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert rows[0][0] == "第一次调整"
    assert rows[0][5:] == ["追加数字化经费", None, 900000, 1000000]
    assert rows[1][3:5] == ["收支明细", "修改"]
    assert rows[1][7:] == [220000, 320000]
