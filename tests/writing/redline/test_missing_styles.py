"""A deleted piece keeps its look: styles that only the old document has come along."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from lxml import etree

from builders.docx_specimens import members
from builders.redline_specimens import AUTHOR, WHEN
from yugong.ooxml.names import w
from yugong.writing.redline import redline


def document(path: Path, *styles: str) -> Path:
    """A document with a paragraph in each of these styles of its own, each based on the last."""
    made: Any = Document()
    made.add_paragraph("正文")
    base = made.styles["Normal"]
    for name in styles:
        style = made.styles.add_style(name, 1)
        style.base_style, base = base, style
    if styles:
        made.add_paragraph("附件里的字", style=styles[-1])
    made.save(path)
    return path


def styles_of(path: Path) -> Any:
    return etree.fromstring(members(path)["word/styles.xml"])


def test_a_style_of_the_old_document_comes_with_what_it_is_based_on(tmp_path: Path) -> None:
    old, new = document(tmp_path / "旧.docx", "甲", "乙"), document(tmp_path / "新.docx")

    redline(old, new, tmp_path / "修订.docx", author=AUTHOR, when=WHEN)

    root = styles_of(tmp_path / "修订.docx")
    identifiers = [style.get(w("styleId")) for style in root.iter(w("style"))]
    used = etree.fromstring(members(tmp_path / "修订.docx")["word/document.xml"])
    assert {node.get(w("val")) for node in used.iter(w("pStyle"))} <= set(identifiers)
    assert len(identifiers) == len(set(identifiers))
    names = {style.find(w("name")).get(w("val")) for style in root.iter(w("style"))}
    assert {"甲", "乙"} <= names


def test_without_a_missing_style_the_styles_are_those_of_the_new_document(tmp_path: Path) -> None:
    old, new = document(tmp_path / "旧.docx"), document(tmp_path / "新.docx", "甲")

    redline(old, new, tmp_path / "修订.docx", author=AUTHOR, when=WHEN)

    of_new = [style.get(w("styleId")) for style in styles_of(new).iter(w("style"))]
    written = [
        style.get(w("styleId")) for style in styles_of(tmp_path / "修订.docx").iter(w("style"))
    ]
    assert written == of_new
