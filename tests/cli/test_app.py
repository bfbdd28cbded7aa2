"""The command line: exit codes, findings for people and for machines, never a traceback."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from builders.small_budget import LEDGER, budget_file
from readings.command_run import run, run_apart
from yugong.cli.report import findings_table
from yugong.findings import Finding, Place


def test_a_build_says_what_it_made(tmp_path: Path) -> None:
    done = run_apart("build", budget_file(tmp_path), "-o", tmp_path / "out", "--no-layout")

    assert done.returncode == 0, done.stderr
    assert "已生成：" in done.stdout
    assert "某县档案馆2026年度部门预算公开.docx" in done.stdout
    assert "读回核对一致" in done.stdout


def test_faults_end_with_exit_code_2_and_every_finding(tmp_path: Path) -> None:
    ledger = LEDGER.replace("2012604, 部门经济科目: 30101", "2010330, 部门经济科目: 30101")
    ledger = ledger.replace("30227", "39988")
    done = run_apart("build", budget_file(tmp_path, ledger=ledger), "-o", tmp_path / "out")

    assert done.returncode == 2
    assert "2010330 不在 2026 年科目中，是否为 2010303 机关服务？" in done.stderr
    assert "没有生成：有 2 处错误" in done.stderr
    assert "处理：" in done.stderr
    assert "Traceback" not in done.stderr


def test_findings_are_json_for_machines(tmp_path: Path) -> None:
    ledger = LEDGER.replace("金额: 600000.00", "金额: 六十万")
    done = run("build", budget_file(tmp_path, ledger=ledger), "-o", tmp_path / "out", "--json")
    document = json.loads(done.stdout)

    assert done.returncode == 2
    assert document["成功"] is False
    [finding] = document["问题"]
    assert finding["代码"] == "B005"
    assert finding["位置"]["行"] == 12
    assert finding["发现"] == "六十万"
    assert finding["处理"]


def test_a_finished_build_is_json_too(tmp_path: Path) -> None:
    done = run("build", budget_file(tmp_path), "-o", tmp_path / "out", "--no-layout", "--json")
    document = json.loads(done.stdout)

    assert (done.returncode, document["成功"], document["问题"]) == (0, True, [])
    assert [Path(file).suffix for file in document["文件"]] == [".json", ".docx", ".xlsx", ".json"]


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01", b"[1, 2]", "甲".encode("gbk"), b"{" * 2000, b"a: &x [*x]", b"%PDF-1.7"],
)
def test_no_file_whatever_ends_in_a_traceback(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "budget.yaml"
    path.write_bytes(content)
    done = run("build", path, "-o", tmp_path / "out")

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "处理：" in done.stderr


def test_a_missing_file_and_a_wrong_kind_are_findings(tmp_path: Path) -> None:
    assert "R001" in run("build", tmp_path / "none.yaml", "-o", tmp_path / "out").stderr
    assert "R004" in run("build", tmp_path / "none.doc", "-o", tmp_path / "out").stderr


def test_on_a_terminal_findings_are_a_table() -> None:
    place = Place(file="budget.xlsx", sheet="收支明细", cell="D3", path="收支明细[2].功能科目")
    finding = Finding("B006", place, actual="2010330", expected="是否为 2010303 机关服务？")
    console = Console(width=160, force_terminal=True, record=True, file=io.StringIO())
    console.print(findings_table([finding]))
    text = console.export_text()

    for head in ("级别", "代码", "位置", "问题", "现为", "应为", "处理"):
        assert head in text
    assert "B006" in text
    assert "2010303" in text


def test_the_version_and_the_help_are_chinese() -> None:
    assert run("--version").stdout.startswith("yugong ")
    page = run("build", "--help").stdout
    for option in ("--output", "--draft", "--pdf", "--layout", "--no-layout", "--json"):
        assert option in page
    assert "输出文件夹" in page
