"""Annexes are read back from both files and compared cell by cell, text by text, page by page."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from builders.annex_specimens import annex, pdf_annex, word_annex
from builders.docx_specimens import body, make_package
from yugong.findings import Finding
from yugong.standard.package import Package
from yugong.writing.annex_differences import AnnexDifferences
from yugong.writing.docx.after.annex_readback import read_back_annexes
from yugong.writing.docx.engine.compiled import compile_template
from yugong.writing.docx.engine.docxtpl_engine import docxtpl_template
from yugong.writing.xlsx.annex_readback import read_back_annex_sheets
from yugong.writing.xlsx.template import compile_workbook

TEMPLATE = body(
    '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>名词解释</w:t></w:r></w:p>'
)


def package() -> Package:
    noted = replace(annex(), note="按省里的目录。")
    annexes = (noted, word_annex(), pdf_annex())
    return replace(make_package(), annexes=annexes, annexes_before="名词解释")


def word_file(folder: Path, *, docxtpl: bool = False) -> Path:
    prepare: Callable[..., Any] = docxtpl_template if docxtpl else compile_template
    path = folder / "成品.docx"
    prepare(TEMPLATE, "模板.docx").write(path, package())
    return path


def excel_file(folder: Path) -> Path:
    target = BytesIO()
    book: Any = Workbook()
    book.active["A1"] = "标题"
    book.save(target)
    path = folder / "成品.xlsx"
    compile_workbook(target.getvalue(), "模板.xlsx").write(path, package())
    return path


def altered(path: Path, part: str, old: str, new: str) -> Path:
    """The file with one text of a part replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def brief(findings: list[Finding]) -> list[tuple[str, str, str]]:
    assert {finding.code for finding in findings} <= {"D001"}
    return [(finding.place.path, finding.actual, finding.expected) for finding in findings]


@pytest.mark.parametrize("docxtpl", [False, True])
def test_a_word_file_as_written_has_no_difference(tmp_path: Path, docxtpl: bool) -> None:
    assert read_back_annexes(word_file(tmp_path, docxtpl=docxtpl), package()) == []


def test_a_workbook_as_written_has_no_difference(tmp_path: Path) -> None:
    assert read_back_annex_sheets(excel_file(tmp_path), package()) == []


def test_a_changed_cell_is_named_by_row_and_cell(tmp_path: Path) -> None:
    word = altered(word_file(tmp_path), "word/document.xml", ">公共服务<", ">公共事务<")
    excel = altered(excel_file(tmp_path), "xl/sharedStrings.xml", ">公共服务<", ">公共事务<")

    where = [("附件1：目录第 3 行第 2 格", "公共事务", "公共服务")]
    assert brief(read_back_annexes(word, package())) == where
    assert brief(read_back_annex_sheets(excel, package())) == where


def test_a_lost_row_is_counted(tmp_path: Path) -> None:
    path = word_file(tmp_path)
    with zipfile.ZipFile(path) as archive:
        text = archive.read("word/document.xml").decode()
    start = text.rindex("<w:tr>", 0, text.index("{{ 年度 }}"))
    row = text[start : text.index("</w:tr>", start) + len("</w:tr>")]

    differing = brief(read_back_annexes(altered(path, "word/document.xml", row, ""), package()))

    assert differing == [("附件1：目录", "4 行", "5 行")]


def test_a_changed_sentence_of_a_text_is_shown_where_it_begins(tmp_path: Path) -> None:
    word = altered(word_file(tmp_path), "word/document.xml", "为了规范管理", "为了管理规范")
    excel = altered(excel_file(tmp_path), "xl/sharedStrings.xml", "为了规范管理", "为了管理规范")

    for path, actual, expected in (
        *brief(read_back_annexes(word, package())),
        *brief(read_back_annex_sheets(excel, package())),
    ):
        assert path == "附件2：办法"
        assert "管理规范" in actual
        assert "规范管理" in expected


def test_a_lost_page_and_a_lost_annex_are_named(tmp_path: Path) -> None:
    path = word_file(tmp_path)
    text = zipfile.ZipFile(path).read("word/document.xml").decode()
    start = text.rindex("<w:p>", 0, text.index("rIdAnnexPage3x2"))
    page = text[start : text.index("</w:p>", start) + len("</w:p>")]

    assert brief(read_back_annexes(altered(path, "word/document.xml", page, ""), package())) == [
        ("附件3：批复", "1 页", "2 页")
    ]
    altered(path, "word/document.xml", "附件3：批复</w:t>", "别的</w:t>")
    assert ("附件3：批复", "没有这个附件", "附件3：批复") in brief(
        read_back_annexes(path, package())
    )


def test_a_lost_sheet_and_lost_pictures_are_named(tmp_path: Path) -> None:
    path = altered(excel_file(tmp_path), "xl/sharedStrings.xml", ">附件1：目录<", ">别的<")
    assert brief(read_back_annex_sheets(path, package())) == [
        ("附件1：目录", "没有这张工作表", "附件1：目录")
    ]
    path = altered(excel_file(tmp_path), "xl/drawings/drawing1.xml", "<xdr:pic>", "<xdr:gone>")
    assert brief(read_back_annex_sheets(path, package())) == [("附件", "1 张图片", "2 张")]


def test_a_changed_note_is_named(tmp_path: Path) -> None:
    path = altered(word_file(tmp_path), "word/document.xml", "按省里的目录。", "按市里的目录。")

    assert brief(read_back_annexes(path, package())) == [
        ("附件1：目录", "按市里的目录。", "按省里的目录。")
    ]


def test_a_file_that_is_no_workbook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"nothing")

    (finding,) = read_back_annex_sheets(path, package())
    assert finding.expected == "可以打开的工作簿"


def test_many_differences_are_counted_after_the_first_twenty() -> None:
    differences = AnnexDifferences("成品.docx")
    rows = (("代码",), *((str(number),) for number in range(30)))

    differences.compare_rows(annex(rows=rows), [("代码",), *[("x",)] * 30])

    assert len(differences.findings) == 21
    assert differences.findings[-1].actual == "另有 10 处不同"


def test_a_package_without_annexes_is_not_opened(tmp_path: Path) -> None:
    assert read_back_annexes(tmp_path / "没有.docx", make_package()) == []
    assert read_back_annex_sheets(tmp_path / "没有.xlsx", make_package()) == []
