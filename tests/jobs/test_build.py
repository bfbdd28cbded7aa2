"""The main job, end to end: one budget file in, the whole package out."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from builders.places import SAMPLES
from builders.small_budget import LEDGER, PREVIOUS, TEXT, budget_file
from readings.rendered_text import paragraph_texts
from yugong.findings import FindingsError
from yugong.jobs.build import BuildResult, build
from yugong.writing.facts_json import DATA_FILE
from yugong.writing.output_folder import MANIFEST


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, BuildResult]:
    """Both samples built once, without the layout pass."""
    folder = tmp_path_factory.mktemp("built")
    return {
        name: build(SAMPLES / name / "budget.yaml", folder / name, layout=False)
        for name in ("pinglu-2026", "xiaoyi-2025")
    }


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_the_package_is_a_word_file_a_workbook_the_facts_and_a_manifest(
    built: dict[str, BuildResult],
) -> None:
    names = [path.name for path in built["pinglu-2026"].files]

    assert names == [
        "数据.json",
        "朔州市平鲁区直属机关事务服务中心2026年度部门预算公开.docx",
        "朔州市平鲁区直属机关事务服务中心2026年度部门预算公开.xlsx",
        MANIFEST,
    ]
    # What the rules say of them is what the departments published (see test_check_built).  The
    # overall form of 孝义 has a column in the workbook that it lacks in the Word file.
    reported = {
        name: {(f.code, f.severity.value) for f in result.findings}
        for name, result in built.items()
    }
    assert reported == {
        "pinglu-2026": {(code, "警告") for code in ("N09", "P04", "P06", "P09", "P11", "P13")},
        "xiaoyi-2025": {
            (code, "警告")
            for code in ("P04", "P06", "P09", "P10", "P11", "P12", "P13", "P17", "X17")
        },
    }


@pytest.mark.parametrize("name", ["pinglu-2026", "xiaoyi-2025"])
def test_the_same_input_gives_the_same_bytes_in_any_process(
    built: dict[str, BuildResult], name: str, tmp_path: Path
) -> None:
    """Two further processes with other hash seeds, time zones and locales."""
    expected = _digests(built[name].files[0].parent)
    for seed, zone in (("1", "Asia/Shanghai"), ("4242", "America/Los_Angeles")):
        folder = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        command = [sys.executable, "-m", "yugong", "build"]
        command += [str(SAMPLES / name / "budget.yaml"), "-o", str(folder), "--no-layout"]
        subprocess.run(command, check=True, env=environment, capture_output=True)

        assert _digests(folder) == expected


def test_every_fact_is_in_the_json_exact_and_as_shown(built: dict[str, BuildResult]) -> None:
    folder = built["pinglu-2026"].files[0].parent
    document = json.loads((folder / DATA_FILE).read_text(encoding="utf-8"))
    facts = {fact["编号"]: fact for fact in document["事实"]}

    assert facts["收入.总计"]["显示"] == "4754.23"
    assert Decimal(facts["收入.总计"]["上年"]) == Decimal("27199900")
    assert facts["收入.总计"]["增减显示"] == "2034.24"
    assert facts["功能.2010303.项目支出"]["显示"] == "2671.39"
    assert facts["三公.公务接待费"]["值"] == "3750000.00"
    assert facts["国有资产.应急保障用车"] == {
        "编号": "国有资产.应急保障用车",
        "值": "89",
        "单位": "辆",
        "显示": "89",
    }
    tables = {table["编号"]: table for table in document["表"]}
    assert len(tables) == 13
    assert tables["3"]["行"][0]["显示"][2:] == ["4754.23", "2074.75", "2679.48"]


def test_the_manifest_names_the_input_by_its_content_and_every_file_by_digest(
    built: dict[str, BuildResult],
) -> None:
    folder = built["xiaoyi-2025"].files[0].parent
    other = built["pinglu-2026"].files[0].parent
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    of_other = json.loads((other / MANIFEST).read_text(encoding="utf-8"))

    assert manifest["输入"] != of_other["输入"]
    assert re.fullmatch("[0-9a-f]{64}", manifest["输入"]["内容sha256"])
    assert set(manifest["标准"]) == {"名称", "yaml", "word", "excel"}
    for entry in manifest["产出"]:
        digest = hashlib.sha256((folder / entry["文件"]).read_bytes()).hexdigest()
        assert entry["sha256"] == digest


def test_a_comment_in_the_ledger_changes_nothing_that_is_built(
    built: dict[str, BuildResult], tmp_path: Path
) -> None:
    text = (SAMPLES / "pinglu-2026" / "budget.yaml").read_text(encoding="utf-8")
    path = tmp_path / "other.yaml"
    path.write_text("# 说明\n" + text, encoding="utf-8")
    build(path, tmp_path / "out", layout=False)

    assert _digests(tmp_path / "out") == _digests(built["pinglu-2026"].files[0].parent)


def test_input_at_fault_builds_nothing(tmp_path: Path) -> None:
    path = budget_file(tmp_path, ledger=LEDGER.replace("2012604", "9999999"))
    with pytest.raises(FindingsError):
        build(path, tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_a_word_file_edited_by_hand_survives_the_next_build(tmp_path: Path) -> None:
    path, folder = budget_file(tmp_path), tmp_path / "out"
    built = build(path, folder, layout=False)
    word = next(file for file in built.files if file.suffix == ".docx")
    edited = word.read_bytes() + b"edited"
    word.write_bytes(edited)
    again = build(path, folder, layout=False)

    assert [finding.code for finding in again.findings] == ["D002"]
    assert word.with_name(f"{word.stem}（人工改动1）.docx").read_bytes() == edited
    assert word.read_bytes() + b"edited" == edited


NASTY = "≥5% <3% A&B “三公” =1+1 &lt; <w:p> {{ 收入.总计 }} {% if %} 😀 ½"


@cache
def nasty_text() -> str:
    return NASTY + "长" * 10_000


def test_awkward_text_survives_in_word_and_excel(tmp_path: Path) -> None:
    from docx import Document
    from python_calamine import CalamineWorkbook

    text = TEXT.replace("其他说明: 无", f'其他说明: "{nasty_text()}"')
    projects = {"extra": ""}
    path = budget_file(tmp_path, text=text, **projects)
    source = path.read_text(encoding="utf-8").replace("指标值: ≥10万页", '指标值: "=1+1 <3% A&B"')
    path.write_text(source, encoding="utf-8")
    # Anything like a tag in a text is taken for a place left to fill in, which only a draft allows.
    built = build(path, tmp_path / "out", draft=True, layout=False)
    word = next(file for file in built.files if file.suffix == ".docx")
    excel = next(file for file in built.files if file.suffix == ".xlsx")
    document = Document(str(word))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    book = CalamineWorkbook.from_path(str(excel))
    values = {
        value
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for value in row
    }

    assert nasty_text() in "\n".join(paragraph_texts(word))
    assert "=1+1 <3% A&B" in cells
    assert "=1+1 <3% A&B" in values


def test_a_draft_marks_what_is_missing(tmp_path: Path) -> None:
    previous = PREVIOUS.replace("1000000.00", "500000.00")
    path = budget_file(tmp_path, previous=previous)
    built = build(path, tmp_path / "out", draft=True, layout=False)
    word = next(file for file in built.files if file.suffix == ".docx")
    text = "\n".join(paragraph_texts(word))

    assert {finding.code for finding in built.findings} == {"B013"}
    assert text.count("【待补充主要原因】") == 3
