"""Page numbers as LibreOffice lays the document out."""

from __future__ import annotations

import stat
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml

from builders.contents_templates import SPREAD
from builders.docx_specimens import W, make_package, paragraphs, saved
from yugong.findings import FindingsError
from yugong.writing.docx import Heading, compile_template
from yugong.writing.layout import convert_to_pdf, find_office, heading_pages, lay_out

needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts as programs")


def template() -> bytes:
    """Cover, contents, then sections: one that starts at 1, one that goes on, one that starts at 5."""
    document: Any = Document()
    document.add_paragraph("封面").add_run().add_break()
    document.add_page_break()
    anchor = document.paragraphs[-1]._p
    anchor.addnext(parse_xml(SPREAD))
    for start in (1, None, 5):
        section = document.add_section(WD_SECTION.NEW_PAGE)
        numbers = section._sectPr.find(f"{{{W}}}pgNumType")
        if numbers is not None:
            section._sectPr.remove(numbers)
        if start is not None:
            section._sectPr.append(parse_xml(f'<w:pgNumType xmlns:w="{W}" w:start="{start}"/>'))
        document.add_heading(f"起于{start}", 1)
        document.add_page_break()
        document.add_heading("“下一页” A&B", 2)
    return saved(document)


@needs_office
def test_headings_get_the_printed_numbers_of_their_pages(tmp_path: Path) -> None:
    compiled = compile_template(template(), "t.docx")
    package = make_package()
    headings = compiled.write(tmp_path / "o.docx", package).headings
    laid_out = lay_out(tmp_path / "o.docx", headings, tmp_path / "o.pdf")
    assert laid_out.findings == ()
    assert laid_out.pages == [1, 2, 3, 4, 5, 6]
    assert (tmp_path / "o.pdf").read_bytes().startswith(b"%PDF")
    assert compiled.write(tmp_path / "o.docx", package, laid_out.pages).headings == headings
    again = lay_out(tmp_path / "o.docx", headings, tmp_path / "o.pdf")
    assert again.pages == laid_out.pages


@needs_office
def test_headings_that_the_pdf_does_not_have_are_a_finding(tmp_path: Path) -> None:
    compiled = compile_template(template(), "t.docx")
    headings = compiled.write(tmp_path / "o.docx", make_package()).headings
    other = [*headings[:-1], Heading(1, "没有这个标题")]
    laid_out = lay_out(tmp_path / "o.docx", other, tmp_path / "o.pdf")
    assert laid_out.pages is None
    assert [finding.code for finding in laid_out.findings] == ["D003"]


def test_without_libreoffice_there_is_a_finding_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUGONG_SOFFICE", str(tmp_path / "nothing"))
    assert find_office() is None
    (tmp_path / "o.docx").write_bytes(paragraphs("x"))
    laid_out = lay_out(tmp_path / "o.docx", [], tmp_path / "o.pdf")
    assert laid_out.pages is None
    assert [finding.code for finding in laid_out.findings] == ["D003"]
    finding = convert_to_pdf(tmp_path / "o.docx", tmp_path / "o.pdf")
    assert finding is not None
    assert finding.code == "D005"


def _program(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@posix_only
@pytest.mark.parametrize(
    ("script", "reason"),
    [("sleep 60", "没有结果"), ("exit 7", "7"), ("exit 0", "没有产生文件")],
    ids=["hangs", "fails", "writes nothing"],
)
def test_a_libreoffice_that_does_not_do_its_work_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
) -> None:
    monkeypatch.setenv("YUGONG_SOFFICE", _program(tmp_path / "soffice", script))
    (tmp_path / "o.docx").write_bytes(paragraphs("x"))
    began = time.monotonic()
    finding = convert_to_pdf(tmp_path / "o.docx", tmp_path / "o.pdf", time_limit=0.5)
    assert time.monotonic() - began < 10
    assert finding is not None
    assert finding.code == "D005"
    assert reason in finding.actual
    assert not (tmp_path / "o.pdf").exists()


def test_a_broken_pdf_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "o.docx").write_bytes(paragraphs("x"))
    (tmp_path / "o.pdf").write_bytes(b"not a pdf")
    with pytest.raises(FindingsError) as caught:
        heading_pages(tmp_path / "o.pdf", [Heading(1, "x")], tmp_path / "o.docx")
    assert [finding.code for finding in caught.value.findings] == ["D003"]
