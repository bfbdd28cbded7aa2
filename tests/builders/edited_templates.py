"""Edits that a clerk makes to a Word template, as functions of the body of the document."""

from __future__ import annotations

import copy
from collections.abc import Callable
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import parse_xml

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = " ".join(
    (
        f'xmlns:w="{W}"',
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"',
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
        'xmlns:v="urn:schemas-microsoft-com:vml"',
        'xmlns:o="urn:schemas-microsoft-com:office:office"',
    )
)
Edit = Callable[[Any], None]


def edited(template: bytes, edit: Edit) -> bytes:
    """Return a template whose body is edited."""
    document: Any = Document(BytesIO(template))
    edit(document.element.body)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def xml(source: str) -> Any:
    """Return one element, whose prefixes need no declaration."""
    return parse_xml(f"<w:body {SPACES}>{source}</w:body>")[0]


def paragraph(text: str, properties: str = "") -> Any:
    inside = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return xml(f'<w:p>{inside}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>')


def plain_table(*texts: str) -> Any:
    """Return a table with one row."""
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in texts)
    grid = '<w:gridCol w:w="4500"/>' * len(texts)
    head = f'<w:tblPr><w:tblW w:w="9000" w:type="dxa"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    return xml(f"<w:tbl>{head}<w:tr>{cells}</w:tr></w:tbl>")


def text_of(element: Any) -> str:
    return "".join(node.text or "" for node in element.iter(f"{{{W}}}t"))


def first_table(body: Any) -> Any:
    """Return the first table of the template that a loop over the rows of a table is in."""
    tables = body.iter(f"{{{W}}}tbl")
    return next(table for table in tables if "{%tr for 行 in 表." in text_of(table))


def paragraphs_above(table: Any) -> tuple[Any, list[Any]]:
    """Return the title paragraph above a table, and the paragraphs between the two."""
    between: list[Any] = []
    for element in table.itersiblings(preceding=True):
        if ".标题 }}" in text_of(element):
            return element, between
        between.append(element)
    raise AssertionError("a table without a title")


def info_line_as_table(body: Any) -> None:
    table = first_table(body)
    _, between = paragraphs_above(table)
    for element in between:
        element.getparent().remove(element)
    table.addprevious(plain_table("部门名称：{{ 部门.名称 }}", "单位：万元"))
    table.addprevious(paragraph(""))


def title_inside_table(body: Any) -> None:
    table = first_table(body)
    title, between = paragraphs_above(table)
    for element in (title, *between):
        element.getparent().remove(element)
    width = len(table.find(f"{{{W}}}tblGrid"))
    span = f'<w:tcPr><w:gridSpan w:val="{width}"/></w:tcPr>'
    row = xml(f"<w:tr><w:tc>{span}<w:p/></w:tc></w:tr>")
    cell = row[0]
    cell.remove(cell[1])
    cell.append(copy.deepcopy(title))
    table.find(f"{{{W}}}tr").addprevious(row)


def note_table_between(body: Any) -> None:
    title, _ = paragraphs_above(first_table(body))
    title.addnext(plain_table("编制说明", "本表按收支分类科目填列"))
    title.addnext(paragraph(""))


def title_with_soft_break(body: Any) -> None:
    title, _ = paragraphs_above(first_table(body))
    text = next(title.iter(f"{{{W}}}t"))
    text.addprevious(xml("<w:t>预算公开表</w:t>"))
    text.addprevious(xml("<w:br/>"))


def plain_table_at_the_beginning(body: Any) -> None:
    body.insert(2, plain_table("单位性质", "{{ 部门.级次 }}"))
    body.insert(3, paragraph(""))


def table_that_names_a_project(body: Any) -> None:
    """A list of the projects before the forms, with each name in a cell of its own."""
    loop = next(p for p in body.iter(f"{{{W}}}p") if "for 表单 in 项目绩效" in text_of(p))
    table = plain_table("重点项目", "{{ 甲.项目名称 }}")
    row = table.find(f"{{{W}}}tr")
    for text, place in (("{%tr for 甲 in 项目绩效 %}", 0), ("{%tr endfor %}", 1)):
        tag = copy.deepcopy(row)
        nodes = list(tag.iter(f"{{{W}}}t"))
        nodes[0].text, nodes[1].text = text, ""
        row.addnext(tag) if place else row.addprevious(tag)
    loop.addprevious(table)
    loop.addprevious(paragraph(""))


def extra_column(body: Any) -> None:
    """An empty column 备注 at the right of the first table."""
    table = first_table(body)
    grid = table.find(f"{{{W}}}tblGrid")
    grid.append(copy.deepcopy(grid[-1]))
    for row in table.iter(f"{{{W}}}tr"):
        if "{%tr" not in text_of(row):
            cell = copy.deepcopy(row.findall(f"{{{W}}}tc")[-1])
            for node in list(cell.iter(f"{{{W}}}t")):
                node.text = ""
            row.append(cell)


def table_shown_twice(body: Any) -> None:
    table = first_table(body)
    table.addnext(copy.deepcopy(table))
    table.addnext(paragraph("附："))


ORDINARY: tuple[Edit, ...] = (
    info_line_as_table,
    title_inside_table,
    note_table_between,
    title_with_soft_break,
    plain_table_at_the_beginning,
    extra_column,
    table_shown_twice,
)
