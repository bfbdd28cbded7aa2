"""No printed number is broken over two lines of its cell.

The machine that prints may not have the fonts of the template; the digits of a substitute font
are a quarter wider.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pdfplumber
import pytest
from docx import Document

from builders.docx_specimens import W
from builders.places import SAMPLES
from yugong.jobs.compute import compute_budget
from yugong.writing import docx
from yugong.writing.layout import convert_to_pdf, find_office

needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
NUMBER = re.compile(r"-?\d[\d,]*\.\d+|\d{7}")


def numbers_stated(document: Path) -> Counter[str]:
    """Amounts and codes of the whole document, in cells and in text."""
    paragraphs = Document(str(document)).element.body.iter(f"{{{W}}}p")
    texts = (
        "".join(node.text or "" for node in paragraph.iter(f"{{{W}}}t")) for paragraph in paragraphs
    )
    return Counter(number for text in texts for number in NUMBER.findall(text))


def numbers_on_paper(printed: Path) -> Counter[str]:
    with pdfplumber.open(printed) as pages:
        words = [word["text"] for page in pages.pages for word in page.extract_words()]
    return Counter(number for word in words for number in NUMBER.findall(word))


@needs_office
@pytest.mark.parametrize("standard", ["shanxi-2025", "shanxi-2023", "hebei-2023", "national"])
def test_no_number_is_broken_over_two_lines(standard: str, tmp_path: Path) -> None:
    prepared = compute_budget(SAMPLES / "yunze-2026" / "budget.yaml", standard=standard)
    document, printed = tmp_path / "o.docx", tmp_path / "o.pdf"
    docx.compile_template(prepared.loaded.word, "t").write(document, prepared.package)
    assert convert_to_pdf(document, printed) is None

    stated = numbers_stated(document)

    assert sum(stated.values()) > 300
    assert {"2070.00", "1,854.00", "2080505"} & stated.keys()
    assert stated - numbers_on_paper(printed) == Counter()
