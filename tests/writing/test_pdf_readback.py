"""A PDF is read back against its Word document: every paragraph, to the mark."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from yugong.findings import Kind
from yugong.writing.layout import convert_to_pdf, find_office
from yugong.writing.pdf_readback import read_back_pdf

needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")

_SENTENCES = [
    "本部门负责收集、整理、保管本县的档案，向社会提供利用服务；",
    "收入总计4754.23万元，其中：本年收入4754.23万元，上年结转0万元。",
    "无",
]


def _write(path: Path, sentences: list[str], rows: int = 60) -> Path:
    document = Document()
    for sentence in sentences:
        document.add_paragraph(sentence)
    table = document.add_table(rows=rows, cols=2)
    for number, row in enumerate(table.rows):
        row.cells[0].text, row.cells[1].text = f"项目第{number}行（甲）", f"{number}.50"
    document.save(str(path))
    return path


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("laid_out")
    out = folder / "甲.pdf"
    assert convert_to_pdf(_write(folder / "甲.docx", _SENTENCES), out) is None
    return out


@needs_office
def test_a_pdf_with_the_words_of_its_document_has_no_finding(pdf: Path, tmp_path: Path) -> None:
    assert read_back_pdf(_write(tmp_path / "甲.docx", _SENTENCES), pdf) == []


@needs_office
def test_a_mark_that_the_pdf_lacks_is_named_with_its_place(pdf: Path, tmp_path: Path) -> None:
    whole = _write(
        tmp_path / "甲.docx", [_SENTENCES[0].replace("收集、", "收集、、"), *_SENTENCES[1:]]
    )

    [finding] = read_back_pdf(whole, pdf)

    assert finding.code == Kind.PDF_TEXT_DIFFERS
    assert (finding.place.file, finding.place.path) == ("甲.pdf", "Word 文本第 1 段")
    assert finding.actual in (
        "缺少【】中的字：本部门负责收集【、】、整理、保管本县",
        "缺少【】中的字：部门负责收集、【、】整理、保管本县的",
    )


@needs_office
def test_a_digit_a_paragraph_and_a_cell_that_the_pdf_lacks_are_found(
    pdf: Path, tmp_path: Path
) -> None:
    longer = [_SENTENCES[0], _SENTENCES[1].replace("上年结转0", "上年结转10"), "另有说明。", "无"]

    findings = read_back_pdf(_write(tmp_path / "甲.docx", longer, rows=61), pdf)

    assert [finding.place.path for finding in findings] == [
        "Word 文本第 2 段",
        "Word 文本第 3 段",
        "Word 文本第 125 段",
        "Word 文本第 126 段",
    ]


@needs_office
def test_a_laid_out_document_keeps_every_mark_at_the_end_of_a_line(tmp_path: Path) -> None:
    lines = ["档案" * length + "，馆藏、利用、编研，数字化。" * 12 for length in range(1, 19)]
    document = _write(tmp_path / "乙.docx", lines, rows=1)

    assert convert_to_pdf(document, tmp_path / "乙.pdf") is None
    assert read_back_pdf(document, tmp_path / "乙.pdf") == []
