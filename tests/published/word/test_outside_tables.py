"""A body may be read without its tables: they are cut out before it is parsed."""

from __future__ import annotations

import pytest

from builders.published_specimens import cell, paragraph, table, word
from yugong.findings import FindingsError
from yugong.published.model.blocks import Grid, Line
from yugong.published.office import parts as office_parts
from yugong.published.word.outside_tables import outside_tables
from yugong.published.word.reading import read_docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def cut(inside: str, declared: str = W) -> str:
    return outside_tables(f"<w:body {declared}>{inside}</w:body>".encode()).decode()


def test_tables_are_emptied_and_the_text_between_them_stays() -> None:
    body = (
        "<w:p>甲</w:p><w:tbl><w:tblPr/><w:tr>乙</w:tr></w:tbl><w:p>丙</w:p><w:tbl><w:tr/></w:tbl>"
    )
    assert cut(body) == f"<w:body {W}><w:p>甲</w:p><w:tbl/><w:p>丙</w:p><w:tbl/></w:body>"


def test_a_table_in_a_table_goes_with_it() -> None:
    body = "<w:tbl><w:tr><w:tbl><w:tr/></w:tbl></w:tr><w:tbl/></w:tbl><w:p>甲</w:p>"
    assert cut(body) == f"<w:body {W}><w:tbl/><w:p>甲</w:p></w:body>"


@pytest.mark.parametrize(
    "inside",
    [
        "<w:tbl><w:tr/>",
        "<w:p/></w:tbl><w:tbl>",
        "<!-- <w:tbl> --><w:tbl></w:tbl>",
        "<w:p><![CDATA[<w:tbl>]]></w:p><w:tbl></w:tbl>",
    ],
    ids=["without an end", "without a beginning", "in a comment", "in literal text"],
)
def test_what_is_not_plain_is_left_alone(inside: str) -> None:
    assert cut(inside) == f"<w:body {W}>{inside}</w:body>"


def test_another_prefix_is_left_alone() -> None:
    assert cut("<w:tbl></w:tbl>", 'xmlns:w="urn:other"').endswith("<w:tbl></w:tbl></w:body>")


def test_the_lines_are_those_of_a_whole_reading_and_each_table_one_blank() -> None:
    body = paragraph("甲") + table([cell("乙"), cell("丙")]) + paragraph("丁")
    whole = read_docx(word(body), "公开.docx")
    lines = read_docx(word(body), "公开.docx", tables=False)
    assert [block for block in lines.blocks if isinstance(block, Line)] == [
        block for block in whole.blocks if isinstance(block, Line)
    ]
    assert [block.rows for block in lines.blocks if isinstance(block, Grid)] == [(("",),)]


def test_a_package_too_large_to_be_read_whole_is_read_without_its_tables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = word(paragraph("甲") + table(*([cell("乙" * 50)] for _ in range(50))))
    monkeypatch.setattr(office_parts, "MAX_PART", 2000)
    with pytest.raises(FindingsError, match="过大"):
        read_docx(data, "公开.docx")
    assert len(read_docx(data, "公开.docx", tables=False).blocks) == 2
