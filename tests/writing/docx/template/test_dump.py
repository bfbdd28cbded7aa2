"""A template as plain text, for review."""

from __future__ import annotations

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from builders.chart_templates import chart_template
from builders.docx_specimens import saved
from yugong.writing.docx import dump_template


def test_paragraphs_tables_and_sections_are_shown_as_written() -> None:
    document = Document()
    document.add_heading("第一部分　{{ 名 }}", 1)
    table = document.add_table(2, 2)
    table.rows[0].cells[0].merge(table.rows[0].cells[1]).text = "项目"
    table.rows[1].cells[0].text = "{%tr for 行 in 表.收入.行 %}"
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.header.paragraphs[0].text = "{{ 年度 }}页眉"
    lines = dump_template(saved(document)).splitlines()
    assert lines[:2] == ["==== 正文 ====", "[heading 1] 第一部分　{{ 名 }}"]
    assert "  | 〔横2〕项目 |" in lines
    assert "  | {%tr for 行 in 表.收入.行 %} |  |" in lines
    assert any(line.startswith("〔节 横 297×210 毫米") and "页眉" in line for line in lines)
    assert "[header] {{ 年度 }}页眉" in lines


def test_a_chart_is_shown_by_its_alternative_text() -> None:
    assert "[Normal] 〔图 图.三公经费〕" in dump_template(chart_template()).splitlines()


def test_the_dump_of_the_same_template_is_the_same() -> None:
    assert dump_template(chart_template()) == dump_template(chart_template())
