"""Read the annexes of a written workbook again and compare them with their files.

Tests: tests/writing/test_annex_readback.py.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from yugong.findings import Finding
from yugong.standard.annexes import Annex
from yugong.standard.package import Package
from yugong.writing.annex_differences import AnnexDifferences

_DRAWINGS = "xl/drawings/drawing"
_PICTURE = b"<xdr:pic>"


def read_back_annex_sheets(path: Path, package: Package) -> list[Finding]:
    """Return every difference (D001) between the sheets of annexes and their files."""
    if not package.annexes:
        return []
    differences = AnnexDifferences(path.name)
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = list(book.sheet_names)
        with zipfile.ZipFile(path) as archive:
            pictures = sum(
                archive.read(name).count(_PICTURE)
                for name in archive.namelist()
                if name.startswith(_DRAWINGS)
            )
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        differences.add("", str(error), "可以打开的工作簿")
        return differences.findings
    for annex in package.annexes:
        grid = None
        for name in reversed(names):
            grid = _texts(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            if grid and grid[0][:1] == [annex.title.strip()]:
                break
            grid = None
        if grid is None:
            differences.add(annex.title, "没有这张工作表", annex.title)
            continue
        _compare(annex, grid, differences)
    expected = sum(len(annex.content.pages) for annex in package.annexes)
    if pictures < expected:
        differences.add("附件", f"{pictures} 张图片", f"{expected} 张")
    return differences.findings


def _texts(grid: list[list[Any]]) -> list[list[str]]:
    return [["" if value is None else str(value).strip() for value in row] for row in grid]


def _compare(annex: Annex, grid: list[list[str]], differences: AnnexDifferences) -> None:
    lines = [line for line in (annex.note, *annex.content.captions) if line]
    above = [row[0] for row in grid[1 : 1 + len(lines)]]
    if above != lines:
        differences.add(annex.title, "、".join(above), "、".join(lines))
        return
    body = grid[1 + len(lines) :]
    if annex.content.rows:
        while body and not any(body[-1]) and len(body) > len(annex.content.rows):
            body.pop()
        differences.compare_rows(annex, body)
    elif annex.content.word:
        expected = "".join(
            "".join(cell for row in block.rows for cell in row) if block.rows else block.text
            for block in annex.blocks
        )
        differences.compare_text(annex, "".join("".join(row) for row in body), expected)
