"""A bureau's own standard for tests: a copy of a shipped one, edited as a clerk would."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import load_workbook

from yugong.standards_kit import new_standard

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def own_standard(folder: Path, name: str = "云澜市", source: str = "shanxi-2025") -> Path:
    """The path of the YAML file of a fresh copy of a shipped standard."""
    return new_standard(name, source, folder)[0]


def in_yaml(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def in_word(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in one run or more of one paragraph, body or cell."""
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
