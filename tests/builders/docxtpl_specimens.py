"""Small templates for docxtpl, with each of its own means, and files for them to print."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document

from builders.docx_specimens import W, body, make_package, saved, written_root
from yugong.findings import Finding, FindingsError
from yugong.standard.attachments import PICTURE, SUBDOCUMENT, Attachment
from yugong.writing.docx.engine.docxtpl_engine import DocxtplTemplate, docxtpl_template

RED = "FF0000"


def paragraph_xml(text: str, look: str = "") -> str:
    """A paragraph with one run."""
    return f'<w:p><w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def table_xml(*rows: tuple[str, ...]) -> str:
    """A table of these texts; a cell of a tag that repeats cells or rows has no grid of its own."""
    columns = max(len(row) for row in rows)
    grid = '<w:gridCol w:w="2000"/>' * columns
    cells = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph_xml(text)}</w:tc>' for text in row)}</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{cells}</w:tbl>"


def png(width: int = 2, height: int = 2) -> bytes:
    """A red picture of this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = b"".join(b"\x00" + b"\xff\x00\x00" * width for _ in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def picture(name: str = "徽标", data: bytes | None = None, width: float | None = 30) -> Attachment:
    return Attachment(PICTURE, name, f"{name}.png", png() if data is None else data, width)


def subdocument(data: bytes, name: str = "说明") -> Attachment:
    return Attachment(SUBDOCUMENT, name, f"{name}.docx", data)


def rich_subdocument() -> bytes:
    """A document with a style of its own, a list, a table, a picture and a link."""
    document: Any = Document()
    document.styles.add_style("通知正文", 1).font.bold = True
    document.add_paragraph("按通知编列。", style="通知正文")
    document.add_paragraph("第一项", style="List Number")
    document.add_picture(BytesIO(png()))
    table = document.add_table(1, 2)
    for cell, text in zip(table.rows[0].cells, ("甲", "乙"), strict=True):
        cell.text = text
    return saved(document)


def specimen(*xml: str, attachments: tuple[Attachment, ...] = ()) -> DocxtplTemplate:
    """A template whose body is this WordprocessingML."""
    return docxtpl_template(body(*xml), "模板.docx", attachments)


def written(
    template: DocxtplTemplate, folder: Path, context: Mapping[str, Any] | None = None, **more: Any
) -> Any:
    """The root of the body that is written."""
    path = folder / "成品.docx"
    template.write(path, make_package({**(context or {}), **more}))
    return written_root(path)


def refused(template: DocxtplTemplate, folder: Path, **context: Any) -> list[Finding]:
    """The findings with which a template is refused when it is written; nothing is written."""
    path = folder / "成品.docx"
    try:
        template.write(path, make_package(context))
    except FindingsError as error:
        assert not path.exists()
        return list(error.findings)
    raise AssertionError("written all the same")


def texts(root: Any) -> list[str]:
    """The text of every paragraph that has any, breaks and tabs as they are read."""
    result = []
    for paragraph in root.iter(f"{{{W}}}p"):
        pieces = []
        for node in paragraph.iter(f"{{{W}}}t", f"{{{W}}}br", f"{{{W}}}tab"):
            name = node.tag.rsplit("}", 1)[-1]
            pieces.append(node.text or "" if name == "t" else {"br": "\n", "tab": "\t"}[name])
        result.append("".join(pieces))
    return [text for text in result if text]


def rows(root: Any) -> list[list[str]]:
    """The texts of the cells of every row."""
    return [
        [
            "".join(node.text or "" for node in cell.iter(f"{{{W}}}t"))
            for cell in row.findall(f"{{{W}}}tc")
        ]
        for row in root.iter(f"{{{W}}}tr")
    ]


def values(root: Any, name: str, attribute: str = "val") -> list[str]:
    """The values of every element of this name."""
    return [node.get(f"{{{W}}}{attribute}") for node in root.iter(f"{{{W}}}{name}")]
