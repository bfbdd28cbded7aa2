"""Read the annexes of a written document again and compare them with their files.

Shares no code with the writer: an annex goes from its title to the next heading.

Tests: tests/writing/test_annex_readback.py.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from yugong.findings import Finding
from yugong.ooxml.names import MC, NS, SECTPR, TBL, TC, TR, VAL, P, R, T, w
from yugong.ooxml.part_xml import written_parser
from yugong.standard.annexes import Annex
from yugong.standard.package import Package
from yugong.writing.annex_differences import AnnexDifferences

_BODY = "word/document.xml"
_MARKED = w("bookmarkStart")
_CHOICE = f"{{{MC}}}Choice"
_BREAKS = (w("br"), w("cr"))


def read_back_annexes(path: Path, package: Package) -> list[Finding]:
    """Return every difference (D001) between the annexes of a document and their files."""
    differences = AnnexDifferences(path.name)
    if not package.annexes:
        return []
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        body = etree.fromstring(archive.read(_BODY), written_parser()).find(w("body"))
    blocks = list(body)
    titles = {annex.title for annex in package.annexes}
    for annex in package.annexes:
        start = next((i for i, block in enumerate(blocks) if _is_title(block, annex.title)), None)
        if start is None:
            differences.add(annex.title, "没有这个附件", annex.title)
            continue
        content = []
        for block in blocks[start + 1 :]:
            if block.tag == SECTPR or _is_heading(block, titles):
                break
            content.append(block)
        _compare(annex, content, names, differences)
    return differences.findings


def _is_title(block: Any, title: str) -> bool:
    """Return True for the heading with this text, not for its line in the contents list."""
    return block.tag == P and block.find(_MARKED) is not None and _text(block) == _line(title)


def _is_heading(block: Any, titles: set[str]) -> bool:
    """Return True for a heading of the package: it has a bookmark for the contents list."""
    if block.tag != P:
        return False
    name = next((node.get(w("name"), "") for node in block.findall(_MARKED)), "")
    return name.startswith("_Toc") or _text(block) in titles


def _compare(
    annex: Annex, blocks: Sequence[Any], names: set[str], differences: AnnexDifferences
) -> None:
    lines = [line for line in (annex.note, *annex.content.captions) if line]
    above = [_text(block) for block in blocks[: len(lines)]]
    if above != [_line(line) for line in lines]:
        differences.add(annex.title, "、".join(above), "、".join(lines))
        return
    blocks = blocks[len(lines) :]
    if annex.content.rows:
        table = next((block for block in blocks if block.tag == TBL), None)
        rows = [] if table is None else [_cells(row) for row in table.iterchildren(TR)]
        differences.compare_rows(annex, rows)
    elif annex.content.word:
        actual = "".join(_all_text(block) for block in blocks)
        differences.compare_text(annex, actual, _text_of_file(annex))
    else:
        pictures = [
            link
            for block in blocks
            for link in block.xpath(".//@r:embed", namespaces={"r": R})
            if link
        ]
        part = f"word/media/annex{annex.number}_page"
        stored = sum(name.startswith(part) for name in names)
        differences.compare_count(annex, min(len(pictures), stored))


def _cells(row: Any) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren(TC):
        span = cell.find("w:tcPr/w:gridSpan", NS)
        cells.append("\n".join(_text(paragraph) for paragraph in cell.iterchildren(P)).strip())
        if span is not None:
            cells += [""] * (int(span.get(VAL, "1")) - 1)
    return cells


def _text(block: Any) -> str:
    parts = []
    for node in block.iter(T, w("tab"), *_BREAKS):
        if node.tag == T:
            parts.append(node.text or "")
        elif node.getparent().tag == w("r"):
            parts.append("\n" if node.tag in _BREAKS else "\t")
    return "".join(parts).strip()


def _line(text: str) -> str:
    return text.strip()


def _all_text(block: Any) -> str:
    """Return all text of a block; of a drawing in two ways that of the second, the plain one."""
    for choice in list(block.iter(_CHOICE)):
        choice.getparent().remove(choice)
    return "".join(node.text or "" for node in block.iter(T))


def _text_of_file(annex: Annex) -> str:
    """Return all text of a Word annex, without a first line that is its name."""
    with zipfile.ZipFile(BytesIO(annex.content.word)) as archive:
        root = etree.fromstring(archive.read(_body_of(archive)), written_parser())
    texts = [_all_text(block) for block in root.find(w("body"))]
    filled = [index for index, text in enumerate(texts) if text.strip()]
    if filled and annex.repeats_name(texts[filled[0]]):
        texts[filled[0]] = ""
    return "".join(texts)


def _body_of(archive: zipfile.ZipFile) -> str:
    """Return the name of the main part: nearly always the usual one."""
    names = archive.namelist()
    if _BODY in names:
        return _BODY
    return next(name for name in names if name.startswith("word/document"))
