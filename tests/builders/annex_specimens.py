"""Annexes for tests: a table, a Word text and a PDF beside a small department's ledger."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.shared import Cm

from builders.docx_specimens import saved
from builders.docxtpl_specimens import png
from builders.published_specimens import page_text, pdf
from builders.small_budget import budget_file
from yugong.standard.annexes import Annex, AnnexBlock, AnnexContent

ROWS = (
    ("代码", "一级目录", "二级目录"),
    ("人民法院", "", ""),
    ("A01", "公共服务", ""),
    ("A0101", "", "=1+1 的服务"),
    ("007", "{{ 年度 }}", "两\n行"),
)

CSV = '代码,一级目录,二级目录\n人民法院,,\nA01,公共服务,\nA0101,,=1+1 的服务\n007,{{ 年度 }},"两\n行"\n'

LISTED = """\
附件:
- {名称: 目录, 文件: 附件/目录.csv, 说明: 按省里的目录。}
- {名称: 办法, 文件: 附件/办法.docx}
- {名称: 批复, 文件: 附件/批复.pdf, 位置: 末尾}
"""


@cache
def rules_document() -> bytes:
    """A Word text: its name, a heading, a list, a table, a wide picture, links and a field."""
    document: Any = Document()
    document.add_paragraph("办法")
    document.add_heading("总则", 1)
    document.add_paragraph("第一条　为了规范管理，制定本办法。")
    document.add_paragraph("第一项", style="List Number")
    table = document.add_table(1, 2)
    for cell, text in zip(table.rows[0].cells, ("甲", "乙"), strict=True):
        cell.text = text
    document.add_picture(BytesIO(png()), width=Cm(40))
    return saved(document)


def approval(*pages: str) -> bytes:
    """A PDF with a line of text on each page."""
    return pdf(*(page_text(text, 72, 700) for text in pages or ("Approved", "Page two")))


def annexed_budget(folder: Path, extra: str = LISTED, **replaced: str) -> Path:
    """The small ledger with three annexes, and their files."""
    files = folder / "附件"
    files.mkdir(exist_ok=True)
    (files / "目录.csv").write_text(CSV, encoding="utf-8")
    (files / "办法.docx").write_bytes(rules_document())
    (files / "批复.pdf").write_bytes(approval())
    return budget_file(folder, extra=extra, **replaced)


def annex(number: int = 1, name: str = "目录", position: Any = "正文后", **content: Any) -> Annex:
    """An annex with this content; without any it is the table."""
    made = AnnexContent("文件", "0" * 64, **(content or {"rows": ROWS}))
    label = f"附件{number}"
    return Annex(number, label, name, f"{label}：{name}", "", position, made)


def word_annex(number: int = 2, data: bytes | None = None, name: str = "办法") -> Annex:
    """A Word annex; its blocks are those of the rules document."""
    blocks = (
        AnnexBlock("办法"),
        AnnexBlock("总则"),
        AnnexBlock("第一条　为了规范管理，制定本办法。"),
        AnnexBlock("第一项"),
        AnnexBlock(rows=(("甲", "乙"),)),
    )
    return annex(number, name, word=data or rules_document(), blocks=blocks)


def pdf_annex(number: int = 3, *pages: str) -> Annex:
    """A PDF annex with these lines, one a page."""
    texts = pages or ("Approved", "Page two")
    return annex(number, "批复", pdf=approval(*texts), pages=texts)
