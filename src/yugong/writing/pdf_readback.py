"""The text of a PDF read back against the Word document that it was laid out from.

A layout engine may lose a mark at the end of a line without a word.  Every paragraph of the
document is looked for in the text of the PDF, in order; what a page adds of its own (page numbers,
repeated heads of tables, the words of charts, dots in the contents list) is passed over.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from lxml import etree

from yugong.findings import Finding, Kind, Place, Severity
from yugong.ooxml.names import TC, TEXT_BOX, P, T, own_descendants, w
from yugong.ooxml.part_xml import written_parser
from yugong.quick_dataclass import dataclass

_BODY = "word/document.xml"
_MARGINS = re.compile(r"word/(?:header|footer)\d*\.xml")
_DOTS = re.compile(r"\.{3,}")
_SHORT, _NEAR, _FAR = 4, 400, 3_000
"""The length of a paragraph that proves no position, and the characters looked through for one
paragraph: for a short one, and for any other."""
_CONTEXT = 8
_MOST_FINDINGS = 20
_MOST_TEXT = 300
_TEXT = frozenset({T})
_LOST = frozenset({"delete", "replace"})


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph: its number, its comparable text, and its text as a reader sees it."""

    number: int
    text: str
    visible: str


def read_back_pdf(document: Path, pdf: Path) -> list[Finding]:
    """Return a finding (D013) for each paragraph of ``document`` that ``pdf`` lacks words of."""
    printed = _printed(pdf, _margin_patterns(document))
    unread = "\ufffd" in printed or "\x00" in printed
    position, findings = 0, []
    for paragraph in _paragraphs(document):
        is_there, position = _search(paragraph.text, printed, position)
        if is_there or unread:
            continue
        findings.append(_missing(paragraph, printed, position, pdf))
        if len(findings) == _MOST_FINDINGS:
            break
    return findings


def _search(text: str, printed: str, position: int) -> tuple[bool, int]:
    """Return whether a paragraph is there, and the position after it, or the same one."""
    if printed.startswith(text, position):
        return True, position + len(text)
    reach = _NEAR if len(text) < _SHORT else _FAR
    start = printed.find(text, position, position + reach + len(text))
    if start >= 0:
        return True, position if len(text) < _SHORT else start + len(text)
    return printed.find(text, max(0, position - reach), position) >= 0 or (
        len(text) >= 2 * _SHORT and text in printed
    ), position


def _missing(paragraph: _Paragraph, printed: str, position: int, pdf: Path) -> Finding:
    """Return the finding of a paragraph: what of it the PDF lacks, with the words around it."""
    text, visible = paragraph.text[:_MOST_TEXT], paragraph.visible
    near = printed[max(0, position - _CONTEXT) : position + len(text) + _NEAR]
    lost = [
        (start, end)
        for kind, start, end, _, _ in SequenceMatcher(None, text, near, False).get_opcodes()
        if kind in _LOST
    ]
    quotes = [
        f"{visible[max(0, start - _CONTEXT) : start]}"
        f"【{visible[start:end]}】{visible[end : end + _CONTEXT]}"
        for start, end in lost[:3]
    ]
    return Finding(
        Kind.PDF_TEXT_DIFFERS,
        Place(file=pdf.name, path=f"Word 文本第 {paragraph.number} 段"),
        actual=f"缺少【】中的字：{'；'.join(quotes)}" if quotes else f"没有这一段：{visible[:40]}",
        expected="与 Word 文本相同",
        severity=Severity.WARNING,
    )


def _paragraphs(document: Path) -> Iterator[_Paragraph]:
    """Yield the paragraphs with text that a reader sees, in order; upright ones only."""
    with zipfile.ZipFile(document) as archive:
        root = etree.fromstring(archive.read(_BODY), written_parser())
    for number, paragraph in enumerate(root.iter(P), 1):
        if next(paragraph.iterancestors(TEXT_BOX, _FALLBACK), None) is not None:
            continue
        cell = next(paragraph.iterancestors(TC), None)
        if cell is not None and cell.find(f"{w('tcPr')}/{w('textDirection')}") is not None:
            continue
        visible = "".join("".join(_visible(paragraph)).split())
        text = _comparable(visible)
        if text:
            yield _Paragraph(number, text, visible if len(visible) == len(text) else text)


_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def _visible(paragraph: Any) -> Iterator[str]:
    for node in own_descendants(paragraph, _TEXT):
        properties = node.getparent().find(w("rPr"))
        if properties is None or properties.find(w("vanish")) is None:
            yield node.text or ""


def _comparable(text: str) -> str:
    """Return text without blanks and leader dots, in one form of letters and marks."""
    plain = unicodedata.normalize("NFKC", "".join(text.split())).casefold()
    return "".join(_DOTS.sub("", plain).split())


def _margin_patterns(document: Path) -> list[re.Pattern[str]]:
    """Return the texts of headers and footers, with any number where one has a field."""
    patterns = []
    with zipfile.ZipFile(document) as archive:
        for name in sorted(filter(_MARGINS.fullmatch, archive.namelist())):
            for paragraph in etree.fromstring(archive.read(name), written_parser()).iter(P):
                parts = [_comparable(node.text or "") for node in own_descendants(paragraph, _TEXT)]
                pattern = "".join(
                    r"\d+" if part.isdecimal() else re.escape(part) for part in parts if part
                )
                if pattern:
                    patterns.append(re.compile(pattern))
    return patterns


def _printed(pdf: Path, margins: list[re.Pattern[str]]) -> str:
    """Return the comparable text of all pages in the order of drawing, without their margins."""
    import pdfplumber  # only a PDF needs it: kept off the start-up path

    from yugong.published.pdf.drawing import drawing_of

    pages: list[str] = []
    with pdfplumber.open(pdf) as opened:
        for page in opened.pages:
            drawing = drawing_of(page.page_obj, opened.rsrcmgr)
            text = _comparable("".join(sign.text for sign in drawing.signs))
            for margin in margins:
                text = _without_margin(text, margin)
            pages.append(text)
            page.close()
    return "".join(pages)


def _without_margin(text: str, margin: re.Pattern[str]) -> str:
    """Return the text of a page without a header at its beginning or a footer at its end."""
    if match := margin.match(text):
        text = text[match.end() :]
    last = None
    for last in margin.finditer(text, max(0, len(text) - _MOST_TEXT)):  # noqa: B007
        pass
    return text[: last.start()] if last is not None and last.end() == len(text) else text
