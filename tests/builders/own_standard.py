"""A bureau's own standard for tests: a copy of a shipped one, edited as a clerk would."""

from __future__ import annotations

import copy
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import load_workbook

from yugong.standards_kit import copy_standard

_FUNDS = (
    "          - {名: 国有资本经营预算, 表头: 国有资本经营预算, 取: {来源: 国有资本经营预算}}\n"
)
_ROWS = f"{_FUNDS}        行:\n          - {{题: 部门合计"
_COLUMN = '          - {名: 办公费, 表头: 其中：办公费, 取: {部门经济科目: ["30201"]}}\n'
COLUMN_ADDED = (_ROWS, _ROWS.replace(_FUNDS, _FUNDS + _COLUMN))
"""What is replaced in the YAML file to give 机关运行经费表 a column more."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def own_standard(folder: Path, name: str = "云澜市", source: str = "shanxi-2025") -> Path:
    """The path of the YAML file of a fresh copy of a shipped standard."""
    return copy_standard(name, source, folder)[0]


def in_yaml(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def in_word(path: Path, old: str, new: str) -> None:
    """Replace a text that is in one run or more of one paragraph, body or cell."""
    document: Any = Document(BytesIO(path.with_suffix(".docx").read_bytes()))
    for paragraph in document.element.body.iter(f"{_W}p"):
        nodes = list(paragraph.iter(f"{_W}t"))
        text = "".join(node.text or "" for node in nodes)
        if old in text:
            nodes[0].text = text.replace(old, new, 1)
            for node in nodes[1:]:
                node.text = ""
            document.save(path.with_suffix(".docx"))
            return
    raise AssertionError(old)


def in_excel(path: Path, change: Callable[[Any], object]) -> None:
    """Change the workbook of the standard, given as an openpyxl workbook."""
    book = load_workbook(path.with_suffix(".xlsx"))
    change(book)
    book.save(path.with_suffix(".xlsx"))


def _text(element: Any) -> str:
    return "".join(node.text or "" for node in element.iter(f"{_W}t"))


def with_another_column(body: Any, head: str = "其中：办公费") -> None:
    """The table of 机关运行经费 with one more column at its right."""
    table = next(
        element for element in body.iter(f"{_W}tbl") if "表.机关运行经费表.行" in _text(element)
    )
    grid = table.find(f"{_W}tblGrid")
    grid.append(copy.deepcopy(grid[-1]))
    for row in table.iter(f"{_W}tr"):
        cells = row.findall(f"{_W}tc")
        span = cells[-1].find(f"{_W}tcPr/{_W}gridSpan")
        if span is not None:  # a row of a tag, or the head over the amounts
            span.set(f"{_W}val", str(int(span.get(f"{_W}val")) + 1))
            continue
        cells[-1].addnext(copy.deepcopy(cells[-1]))
        first, *others = list(row.findall(f"{_W}tc")[-1].iter(f"{_W}t"))
        first.text = "{{ 行.办公费 }}" if "{{" in _text(row) else head
        for node in others:
            node.text = ""


def without_carry_over(body: Any) -> None:
    """The body without the table 项目支出结转表, its titles and its notes."""
    names = "项目支出结转表"
    inside = False
    for element in list(body):
        text = _text(element)
        if names in text:
            inside = True
        elif inside and "endfor" in text:
            body.remove(element)
            return
        if inside:
            body.remove(element)


def word_body(path: Path, change: Any) -> None:
    document = Document(BytesIO(path.with_suffix(".docx").read_bytes()))
    change(document.element.body)
    document.save(str(path.with_suffix(".docx")))
