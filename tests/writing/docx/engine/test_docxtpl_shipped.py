"""Every shipped template under both engines: the same text, tables, rows and cells.

The two files are read here with python-docx, which shares no code with either writer.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from builders.docx_specimens import body, make_package, members, saved
from builders.docxtpl_specimens import paragraph_xml, specimen
from readings.rendered_text import text_of
from yugong.findings import FindingsError, Place
from yugong.standard.library import LoadedStandard, load_standard, shipped_names
from yugong.standards_kit.sample import Sample, sample_of
from yugong.writing import docx
from yugong.writing.docx.engine.docxtpl_engine import docxtpl_template

_ENGINES = ("内置", "docxtpl")


@cache
def _sample(name: str) -> tuple[LoadedStandard, Sample]:
    loaded, _ = load_standard(name, Place())
    assert loaded is not None
    return loaded, sample_of(loaded.standard)


def _written(name: str, engine: Any, path: Path, pages: bool = False) -> list[docx.Heading]:
    loaded, sample = _sample(name)
    template = docx.word_template(loaded.word, loaded.word_name, engine)
    assert template.problems(sample.package) == []
    headings = template.write(path, sample.package).headings
    if pages:
        numbers = range(3, 3 + len(headings))
        template.write(path, sample.package, list(numbers))
    assert docx.read_back_document(path, sample.package) == []
    return headings


@pytest.fixture(scope="module", params=shipped_names())
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A shipped template written by each engine, with page numbers."""
    folder = tmp_path_factory.mktemp("both")
    paths = [folder / f"{engine}.docx" for engine in _ENGINES]
    headings = [
        _written(request.param, engine, path, pages=True)
        for engine, path in zip(_ENGINES, paths, strict=True)
    ]
    assert headings[0] == headings[1] != []
    return paths


def test_the_paragraphs_say_the_same(both: list[Path]) -> None:
    built_in, other = (
        [text_of(paragraph) for paragraph in Document(str(path)).paragraphs] for path in both
    )

    assert built_in == other
    assert len(built_in) > 100


def test_the_tables_have_the_same_rows_and_cells(both: list[Path]) -> None:
    built_in, other = (_tables(path) for path in both)

    assert len(built_in) == len(other) > 5
    for table, same in zip(built_in, other, strict=True):
        assert table == same


def test_headers_footers_and_sections_are_the_same(both: list[Path]) -> None:
    built_in, other = (
        [
            (
                section.page_width,
                section.orientation,
                [paragraph.text for paragraph in section.header.paragraphs],
                [paragraph.text for paragraph in section.footer.paragraphs],
            )
            for section in Document(str(path)).sections
        ]
        for path in both
    )

    assert built_in == other


def test_the_charts_show_the_same_numbers(both: list[Path]) -> None:
    built_in, other = (
        {
            name: data
            for name, data in members(path).items()
            if "chart" in name and "rels" not in name
        }
        for path in both
    )

    assert built_in == other


def _tables(path: Path) -> list[list[list[tuple[str, str, str]]]]:
    """Of every table the rows, of every cell its text, its width in columns, its merge."""
    return [
        [
            [
                (
                    "\n".join(
                        "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
                        for paragraph in cell.iter(qn("w:p"))
                    ),
                    _value(cell, "w:gridSpan"),
                    _value(cell, "w:vMerge"),
                )
                for cell in row.iter(qn("w:tc"))
            ]
            for row in table._tbl.iter(qn("w:tr"))
        ]
        for table in Document(str(path)).tables
    ]


def _value(cell: Any, name: str) -> str:
    node = next(cell.iter(qn(name)), None)
    return "" if node is None else node.get(qn("w:val"), "continue")


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "甲.docx", tmp_path / "乙.docx"

    _written("shanxi-2025", "docxtpl", first)
    _written("shanxi-2025", "docxtpl", second)

    assert first.read_bytes() == second.read_bytes()
    with ZipFile(first) as archive:
        names = archive.namelist()
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names[:3] == ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]
    assert names[3:] == sorted(names[3:])


def test_nobody_who_wrote_the_template_is_named_in_the_document(tmp_path: Path) -> None:
    document: Any = Document()
    document.core_properties.author = "张三"
    document.core_properties.last_modified_by = "张三"
    document.core_properties.title = "{{ 名 }}"
    paragraph = document.add_paragraph("{{ 名 }}")
    document.add_comment(paragraph.runs, text="张三的批注", author="张三", initials="张")
    template = docxtpl_template(saved(document), "模板.docx")
    path = tmp_path / "成品.docx"
    package = make_package({"名": "某局"})

    [note] = template.problems(package)
    template.write(path, package)

    assert (note.actual, note.place.path) == ("批注", "第 1 段")
    assert "张三" not in b"".join(members(path).values()).decode("utf-8", "replace")
    assert Document(str(path)).core_properties.title == package.title


def test_a_refused_template_leaves_the_former_document(tmp_path: Path) -> None:
    path = tmp_path / "成品.docx"
    specimen(paragraph_xml("甲")).write(path, make_package())
    before = path.read_bytes()
    template = docxtpl_template(body(paragraph_xml("{{ 无 }}")), "模板.docx")

    with pytest.raises(FindingsError):
        template.write(path, make_package())

    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["成品.docx"]
