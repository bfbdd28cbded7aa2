"""Small Word templates and packages for the tests of the Word writer."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from lxml import etree

from yugong.standard.names import Listing, Names, TableView
from yugong.standard.package import ChartData, Package
from yugong.standard.table import Cell, Column, Row, Table

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = {"w": W}
PUBLISHED = date(2026, 3, 5)


def saved(document: Any) -> bytes:
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def paragraphs(*texts: str) -> bytes:
    """A template with one plain paragraph for each text."""
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    return saved(document)


def body(*xml: str) -> bytes:
    """A template whose body is this WordprocessingML (without its section)."""
    document = Document()
    section = document.element.body.sectPr
    for text in xml:
        for element in parse_xml(f'<w:body xmlns:w="{W}">{text}</w:body>'):
            section.addprevious(element)
    return saved(document)


def table_template(rows: Sequence[Sequence[str]], title: str = "") -> bytes:
    """A template with one table of these cells, under a title."""
    document = Document()
    if title:
        document.add_paragraph(title)
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return saved(document)


def make_table(name: str, rows: Sequence[Sequence[str]], columns: Sequence[str]) -> Table:
    return Table(
        name=name,
        number="1",
        label="预算公开表1",
        title=f"某部门2026年{name}",
        unit="万元",
        columns=tuple(Column(column, column, "文字") for column in columns),
        rows=tuple(
            Row(
                key=str(number),
                cells={c: Cell(t) for c, t in zip(columns, texts, strict=True)},
                depth=min(number, 3),
                is_total=number == 0,
            )
            for number, texts in enumerate(rows)
        ),
    )


def make_package(
    context: Mapping[str, Any] | None = None,
    tables: Sequence[Table] = (),
    charts: Sequence[ChartData] = (),
    filters: Mapping[str, Callable[..., Any]] | None = None,
    title: str = "某部门2026年部门预算",
) -> Package:
    names: dict[str, Any] = dict(context or {})
    if tables:
        views = {table.name: TableView(table) for table in tables}
        names.setdefault("表", Names("表", views))
        names.setdefault("全部表", Listing(views.values()))
    return Package(
        title=title,
        published_on=PUBLISHED,
        tables=tuple(tables),
        charts=tuple(charts),
        context=names,
        filters={"重复": lambda text: text + text, **(filters or {})},
    )


def chart_data(name: str = "三公经费", amounts: Sequence[str] = ("10000", "25000.05")) -> ChartData:
    categories = tuple(f"类别{number}" for number in range(1, len(amounts) + 1))
    return ChartData(name, "2026年预算", categories, tuple(Decimal(a) for a in amounts))


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written_root(path: Path) -> Any:
    return etree.fromstring(members(path)["word/document.xml"])


def written_texts(path: Path) -> list[str]:
    """The text of every paragraph, breaks as line feeds and tabs as tabs."""
    texts: list[str] = []
    for paragraph in written_root(path).iter(f"{{{W}}}p"):
        parts: list[str] = []
        for node in paragraph.iter(f"{{{W}}}t", f"{{{W}}}br", f"{{{W}}}tab"):
            if node.getparent().tag != f"{{{W}}}r":
                continue
            kind = node.tag.rsplit("}", 1)[-1]
            parts.append(node.text or "" if kind == "t" else {"br": "\n", "tab": "\t"}[kind])
        texts.append("".join(parts))
    return texts


def test_the_specimens_are_documents_that_word_libraries_open() -> None:
    for template in (paragraphs("一"), body("<w:p/>"), table_template([["甲"]], "题")):
        assert Document(BytesIO(template)).element.body is not None
