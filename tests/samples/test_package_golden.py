"""The whole package of the small ledger, as text: any change of its words shows as a diff."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from builders.places import GOLDEN
from builders.small_budget import LEDGER, PREVIOUS, budget_file
from readings.golden_file import hold
from yugong.jobs.build import build
from yugong.writing.docx import dump_template
from yugong.writing.xlsx.dump import dump_workbook

_GOLDEN = GOLDEN

GREW = PREVIOUS.replace("总计: 1000000.00", "总计: 900000.00")
REASONS = "变动原因: {收入.总计: 新增档案数字化项目, 支出.总计: 新增档案数字化项目}\n"
CARRIED = "- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 年份: 上年结转, 金额: 50000.00}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    path = budget_file(folder, ledger=LEDGER + CARRIED, previous=GREW, extra=REASONS)
    build(path, folder / "out", layout=False)
    return folder / "out"


def test_the_word_file_is_unchanged(folder: Path, update_golden: bool) -> None:
    [word] = folder.glob("*.docx")
    hold(_GOLDEN / "small.docx.txt", dump_template(word.read_bytes()), update=update_golden)


def test_the_workbook_holds_what_it_held(folder: Path, update_golden: bool) -> None:
    [excel] = folder.glob("*.xlsx")
    hold(_GOLDEN / "small.xlsx.txt", dump_workbook(excel.read_bytes()), update=update_golden)


def test_no_part_names_a_person_a_program_or_the_present(folder: Path) -> None:
    """Document properties: a title, the publication date, and nothing else."""
    for path in (*folder.glob("*.docx"), *folder.glob("*.xlsx")):
        with zipfile.ZipFile(path) as archive:
            core = archive.read("docProps/core.xml").decode()
            names = archive.namelist()
            dates = {info.date_time for info in archive.infolist()}
        assert not re.search(r"<(?:dc:creator|cp:lastModifiedBy)>[^<]+<", core)
        assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) <= {"2026-03-02T00:00:00Z"}
        assert not [name for name in names if "custom" in name or "comments" in name]
        assert {date[:3] for date in dates} == {(1980, 1, 1)}
