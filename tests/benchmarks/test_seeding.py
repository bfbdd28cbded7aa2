"""The errors the benchmark seeds: the same every time, in one place, and found."""

from __future__ import annotations

import json
import zipfile
from functools import cache
from pathlib import Path

import pytest
from docx import Document

from builders.small_budget import budget_file
from readings.published_reading import written_word
from seeded.altering import text_dump, write_seeded
from seeded.keeping import Kept, score
from seeded.measuring import matching_findings
from seeded.seeding import CLASSES, Edit, Seed, seeds
from yugong.jobs.check import check
from yugong.jobs.compute import compute_budget
from yugong.published.model.package import PublishedPackage

NO_CANDIDATE = {
    "表间：两个科目的数对调": "no two accounts of one parent",
    "增减方向写反": "nothing grows or falls",
}
"""Classes that the small budget gives no occasion for."""

IN_ONE_PLACE = (
    "表内数字改动",
    "文中金额改动",
    "百分比的基数错",
    "留有手机号码",
    "留有占位符",
)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small budget's Word file."""
    folder = tmp_path_factory.mktemp("small")
    return written_word(compute_budget(budget_file(folder)), folder)


@cache
def package(clean: Path) -> PublishedPackage:
    return check(clean).package


def one_seed(clean: Path, kind: str) -> Seed:
    [seed] = seeds(package(clean), kind, each=1, seed=1)
    return seed


def lines(word: Path) -> list[str]:
    out = word.with_suffix(".txt")
    text_dump(word, out)
    return out.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("kind", CLASSES)
def test_the_same_seed_gives_the_same_errors(clean: Path, kind: str) -> None:
    again = check(clean).package
    assert seeds(package(clean), kind, 3, 1) == seeds(again, kind, 3, 1)


def test_another_seed_gives_other_errors(clean: Path) -> None:
    first, second = (seeds(package(clean), "表内数字改动", 5, seed) for seed in (1, 2))
    assert first != second


def test_a_seeded_file_is_the_same_to_the_last_byte(clean: Path, tmp_path: Path) -> None:
    seed = one_seed(clean, "文中金额改动")
    for name in ("a.docx", "b.docx"):
        write_seeded(clean, seed, tmp_path / name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


@pytest.mark.parametrize("kind", IN_ONE_PLACE)
def test_an_error_changes_one_line_and_no_other(clean: Path, tmp_path: Path, kind: str) -> None:
    write_seeded(clean, one_seed(clean, kind), tmp_path / "seeded.docx")
    before, after = lines(clean), lines(tmp_path / "seeded.docx")
    assert len(before) == len(after)
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1


def test_a_form_that_is_missing_is_gone_with_its_title(clean: Path, tmp_path: Path) -> None:
    write_seeded(clean, one_seed(clean, "缺一份绩效目标表"), tmp_path / "seeded.docx")
    assert len(check(clean).package.projects) == 1
    assert check(tmp_path / "seeded.docx").package.projects == ()
    tables = (len(Document(str(path)).tables) for path in (clean, tmp_path / "seeded.docx"))
    assert next(tables) - next(tables) == 1


def test_only_the_text_of_the_word_file_is_altered(clean: Path, tmp_path: Path) -> None:
    write_seeded(clean, one_seed(clean, "表内数字改动"), tmp_path / "seeded.docx")
    with zipfile.ZipFile(clean) as old, zipfile.ZipFile(tmp_path / "seeded.docx") as new:
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
        assert old.namelist() == new.namelist()
    assert changed == ["word/document.xml"]


@pytest.mark.parametrize(
    "kind", [seeded_class for seeded_class in CLASSES if seeded_class not in NO_CANDIDATE]
)
def test_an_error_is_found(clean: Path, tmp_path: Path, kind: str) -> None:
    write_seeded(clean, one_seed(clean, kind), tmp_path / "seeded.docx")
    expected = CLASSES[kind].expected
    before = matching_findings(check(clean).findings, expected)
    new = matching_findings(check(tmp_path / "seeded.docx").findings, expected) - before
    assert new


@pytest.mark.parametrize("kind", NO_CANDIDATE)
def test_the_small_budget_gives_no_occasion_for_some(clean: Path, kind: str) -> None:
    assert seeds(package(clean), kind, 1, 1) == []


def test_an_empty_cell_can_be_filled(clean: Path, tmp_path: Path) -> None:
    row = package(clean).tables["预算收入总表"].blocks[0][-1]
    cell = row.cells["单位资金"]
    seed = Seed("表内数字改动", (Edit(cell.place, cell.text, "5.00", whole=True),))

    write_seeded(clean, seed, tmp_path / "seeded.docx")

    assert cell.text == ""
    read = check(tmp_path / "seeded.docx").package.tables["预算收入总表"]
    assert read.blocks[0][-1].cells["单位资金"].text == "5.00"


def test_kept_copies_are_scored_by_their_own_findings_alone(clean: Path, tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.keep_clean("small", "docx", clean)
    for _ in range(2):
        kept.keep("small", "docx", one_seed(clean, "文中金额改动"), clean)
    kept.write_truth()
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    first, second = (entry["file"] for entry in truth["seeded"])
    reports = {truth["clean"][0]["file"]: ["旧"], first: ["旧"], second: ["旧", "新"]}
    (tmp_path / "results.json").write_text(json.dumps(reports), encoding="utf-8")

    assert (tmp_path / first).read_bytes() == clean.read_bytes()
    assert "| 文中金额改动 | docx | 1/2 |" in score(tmp_path, tmp_path / "results.json")
