"""The files named as annexes are read within the folder of the budget file and within limits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from builders.annex_specimens import CSV, ROWS, approval, rules_document
from builders.docx_specimens import saved
from yugong.budget.annex import AnnexFile
from yugong.findings import Finding, Place
from yugong.published.annex_files import ANNEXES_LIMIT, read_annexes
from yugong.reading.located_yaml import Location, written_path
from yugong.standard.annexes import AnnexContent


def place(location: Location) -> Place:
    return Place(file="budget.yaml", path=written_path(location))


def read(folder: Path, *files: str) -> tuple[tuple[AnnexContent, ...], list[Finding]]:
    entries = [AnnexFile.model_validate({"名称": "附件甲", "文件": file}) for file in files]
    return read_annexes(entries, folder, place)


def fault(folder: Path, file: str) -> tuple[str, str, str]:
    contents, (finding,) = read(folder, file)
    assert contents == ()
    return finding.code, finding.place.path, finding.actual


def test_a_table_a_word_file_and_a_pdf_are_read(tmp_path: Path) -> None:
    (tmp_path / "目录.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "办法.docx").write_bytes(rules_document())
    (tmp_path / "批复.PDF").write_bytes(approval("Approved", "Page two"))

    (table, word, pages), findings = read(tmp_path, "目录.csv", "办法.docx", "批复.PDF")

    assert findings == []
    assert table.rows == ROWS
    assert [block.text for block in word.blocks][:3] == [
        "办法",
        "总则",
        "第一条　为了规范管理，制定本办法。",
    ]
    assert word.blocks[4].rows == (("甲", "乙"),)
    assert pages.pages == ("Approved", "Page two")
    assert len({content.sha256 for content in (table, word, pages)}) == 3


def test_a_file_that_is_not_there_is_named_at_the_field_of_the_budget_file(tmp_path: Path) -> None:
    assert fault(tmp_path, "附件/没有.docx") == (
        "R001",
        "附件[1].文件",
        "附件/没有.docx：文件或文件夹不存在",
    )


def test_a_path_may_not_leave_the_folder_of_the_budget_file(tmp_path: Path) -> None:
    inside = tmp_path / "预算"
    inside.mkdir()
    outside = tmp_path / "别处.csv"
    outside.write_text(CSV, encoding="utf-8")
    (inside / "链接.csv").symlink_to(outside)

    for file in ("../别处.csv", str(outside), "链接.csv"):
        code, _, actual = fault(inside, file)
        assert code == "R001", file
        assert "文件夹之外" in actual


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "目录.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "链接.csv").symlink_to(tmp_path / "目录.csv")

    (content,), findings = read(tmp_path, "链接.csv")

    assert findings == []
    assert content.rows == ROWS


def test_a_folder_and_a_pipe_are_no_annexes(tmp_path: Path) -> None:
    (tmp_path / "夹.csv").mkdir()
    os.mkfifo(tmp_path / "管.csv")

    for file in ("夹.csv", "管.csv"):
        code, _, actual = fault(tmp_path, file)
        assert (code, actual) == ("R001", f"{file}：不是文件")


@pytest.mark.parametrize("file", ["目录.doc", "宏.docm", "图.png", "目录"])
def test_other_kinds_of_files_are_refused(tmp_path: Path, file: str) -> None:
    (tmp_path / file).write_bytes(b"x")

    code, _, actual = fault(tmp_path, file)

    assert (code, actual) == ("R004", file)


def test_a_damaged_file_is_named_with_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 no package")
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "坏.xlsx").write_bytes(b"no workbook")

    for file in ("坏.docx", "坏.pdf", "坏.xlsx"):
        code, path, actual = fault(tmp_path, file)
        assert (code, path) == ("B050", "附件[1].文件")
        assert actual.startswith(f"{file}：")


def test_too_large_a_file_and_too_many_files_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "目录.csv").write_text(CSV, encoding="utf-8")
    monkeypatch.setattr("yugong.published.annex_files.ANNEX_BYTES_LIMIT", 10)

    assert fault(tmp_path, "目录.csv")[0] == "R002"
    contents, (finding,) = read(tmp_path, *["目录.csv"] * (ANNEXES_LIMIT + 1))
    assert (contents, finding.code, finding.place.path) == ((), "B050", "附件")


def test_a_pdf_of_too_many_pages_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "批复.pdf").write_bytes(approval("one", "two"))
    monkeypatch.setattr("yugong.published.annex_files.PDF_PAGES_LIMIT", 1)
    assert fault(tmp_path, "批复.pdf") == ("B050", "附件[1].文件", "批复.pdf：2 页")
    monkeypatch.setattr("yugong.published.annex_files.PDF_PAGES_LIMIT", 2)
    assert read(tmp_path, "批复.pdf")[1] == []


def test_a_word_file_without_text_is_an_annex_without_blocks(tmp_path: Path) -> None:
    from docx import Document

    (tmp_path / "空.docx").write_bytes(saved(Document()))

    (content,), findings = read(tmp_path, "空.docx")

    assert findings == []
    assert all(not block.text for block in content.blocks)
