"""Both samples, written as Word, Excel, PDF and text, and read as a stranger's would be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from docx import Document

from builders.samples import SAMPLE_NAMES, prepared_sample
from readings.published_reading import written_word, written_workbook
from readings.rendered_text import text_of
from yugong.jobs.compute import ComputedBudget
from yugong.published.model.blocks import Grid, Line, RawDocument
from yugong.published.raw import read_document


@pytest.fixture(scope="module", params=SAMPLE_NAMES)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with a sample's package as Word and Excel file."""
    prepared = prepared_sample(request.param)
    folder = tmp_path_factory.mktemp(request.param)
    written_word(prepared, folder)
    written_workbook(prepared, folder)
    (folder / "name").write_text(request.param, encoding="utf-8")
    return folder


def prepared_of(folder: Path) -> ComputedBudget:
    return prepared_sample((folder / "name").read_text(encoding="utf-8"))


@cache
def read(path: Path) -> RawDocument:
    document, findings = read_document(path)
    assert document is not None, findings
    assert list(document.findings) == findings
    return document


def squeezed(cells: Iterable[str]) -> list[str]:
    """Cells without blanks and line breaks, which the paper decides about."""
    return ["".join(cell.split()) for cell in cells]


def missing_rows(document: RawDocument, prepared: ComputedBudget) -> list[tuple[str, list[str]]]:
    """Return the body rows of the package that are missing, in order, from the grids of a title."""
    titles = {"".join(table.title.split()): table for table in prepared.package.tables}
    under: dict[str, list[list[str]]] = {title: [] for title in titles}
    current = ""
    for block in document.blocks:
        if isinstance(block, Line):
            current = text if (text := "".join(block.text.split())) in titles else current
            current = "" if block.level == 1 else current
        elif current:
            under[current] += [squeezed(row) for row in block.rows]
    missing = []
    for title, table in titles.items():
        rows = iter(under[title])
        for cells in map(squeezed, table.texts()):
            if cells not in rows:
                missing.append((title, cells))
                break
    return missing


def test_every_row_of_every_table_is_read_from_the_word_file(written: Path) -> None:
    document, prepared = read(written / "package.docx"), prepared_of(written)
    assert missing_rows(document, prepared) == []
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    forms = [grid for grid in grids if any("主管部门" in row[0] for row in grid.rows)]
    names = [form.get("项目名称") for form in prepared.package.context["项目绩效"]]
    assert [next(filter(None, form.rows[0][1:])) for form in forms] == names


def test_cells_of_the_word_file_are_read_to_the_letter(written: Path) -> None:
    grids = [b for b in read(written / "package.docx").blocks if isinstance(b, Grid)]
    rows = {row for grid in grids for row in grid.rows}
    for table in prepared_of(written).package.tables:
        assert {tuple(row) for row in table.texts()} <= rows, table.title


def test_every_paragraph_of_the_word_file_is_a_line_in_order(written: Path) -> None:
    document = read(written / "package.docx")
    lines = iter([block.text for block in document.blocks if isinstance(block, Line)])
    paragraphs = [
        text_of(paragraph) for paragraph in Document(str(written / "package.docx")).paragraphs
    ]
    expected = [text for text in paragraphs if text.strip()]
    assert len(expected) > 100
    assert [text for text in expected if text not in lines] == []


def test_headings_of_the_word_file_have_their_level(written: Path) -> None:
    document = read(written / "package.docx")
    levels = {b.text: b.level for b in document.blocks if isinstance(b, Line) and b.level}
    for paragraph in Document(str(written / "package.docx")).paragraphs:
        style = paragraph.style.name if paragraph.style is not None else ""
        if style is not None and style.startswith("Heading "):
            assert levels[paragraph.text] == int(style[-1])


def test_the_workbooks_behind_the_charts_are_all_the_word_file_carries_along(
    written: Path,
) -> None:
    document = read(written / "package.docx")
    assert {left.kind for left in document.left_overs} == {"内嵌工作簿"}
    assert document.findings == ()


def test_every_row_of_every_table_is_read_from_the_workbook_as_it_is_shown(written: Path) -> None:
    document = read(written / "package.xlsx")
    assert missing_rows(document, prepared_of(written)) == []
    assert document.left_overs == ()
    assert document.findings == ()


def test_a_sheet_is_its_titles_then_its_table_then_its_notes(written: Path) -> None:
    document = read(written / "package.xlsx")
    table = prepared_of(written).package.tables[0]
    blocks = [block for block in document.blocks if block.place.sheet == f"表{table.number}"]
    kinds = ["表" if isinstance(block, Grid) else block.text for block in blocks]
    position = kinds.index("表")
    assert kinds[:position][:2] == [table.label, table.title]
    assert "单位：万元" in kinds[:position][2]
    assert kinds[position + 1 :][: len(table.notes)] == list(table.notes)


def test_every_row_is_read_from_text_with_tabs_between_the_cells(
    written: Path, tmp_path: Path
) -> None:
    lines: list[str] = []
    for block in read(written / "package.docx").blocks:
        if isinstance(block, Line):
            lines.append(block.text.replace("\t", " "))
        else:
            lines += ["\t".join(" ".join(cell.split()) for cell in row) for row in block.rows]
    path = tmp_path / "package.txt"
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    assert missing_rows(read(path), prepared_of(written)) == []


def test_every_row_of_every_table_is_read_from_the_pdf(
    written: Path, printed: Callable[[str], Path]
) -> None:
    name = (written / "name").read_text(encoding="utf-8")
    document, word = read(printed(name)), read(written / "package.docx")
    assert missing_rows(document, prepared_of(written)) == []
    text = "".join("".join(b.text.split()) for b in document.blocks if isinstance(b, Line))
    headings = [b.text for b in word.blocks if isinstance(b, Line) and b.level]
    annexes = {annex.title for annex in prepared_of(written).package.annexes}
    absent = {heading for heading in headings if "".join(heading.split()) not in text}
    assert absent == annexes
    assert all(block.place.page for block in document.blocks)
    numbers = [b.text for b in document.blocks if isinstance(b, Line) and "—" in b.text]
    assert numbers == []
    assert [finding for finding in document.findings if finding.code != "R034"] == []
