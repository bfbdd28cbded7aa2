"""The running text of a package as a reader of the Word file sees it."""

from __future__ import annotations

import re
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from builders.small_budget import budget_file
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.writing.docx import compile_template

_SIGNS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t"}
_SECTION = re.compile(r"^([一二三四五六七八九十]+)、")


def text_of(paragraph: Paragraph) -> str:
    """Return a paragraph's text, with content controls, which ``paragraph.text`` omits."""
    nodes = [node for run in paragraph._p.iter(qn("w:r")) for node in run]
    text = qn("w:t")
    return "".join(
        node.text or "" if node.tag == text else _SIGNS.get(node.tag, "") for node in nodes
    )


def paragraph_texts(path: Path) -> list[str]:
    """The paragraphs outside tables."""
    return [text_of(paragraph) for paragraph in Document(str(path)).paragraphs]


def written(prepared: ComputedBudget, folder: Path) -> Path:
    """The package as a Word file."""
    path = folder / "package.docx"
    template = compile_template(prepared.loaded.word, prepared.loaded.word_name)
    template.write(path, prepared.package)
    return path


def sections(path: Path, part: str = "第三部分") -> dict[str, str]:
    """The narrative (the part of that name) by section number, paragraphs joined by line breaks."""
    by_part: dict[str, list[str]] = {}
    narrative, current = False, ""
    for paragraph in Document(str(path)).paragraphs:
        style = paragraph.style.name if paragraph.style is not None else ""
        if style == "Heading 1":
            narrative = text_of(paragraph).startswith(part)
        elif narrative and style == "Heading 2":
            match = _SECTION.match(text_of(paragraph))
            current = match.group(1) if match else ""
        elif narrative and current:
            by_part.setdefault(current, []).append(text_of(paragraph))
    return {number: "\n".join(lines) for number, lines in by_part.items()}


def narrative(folder: Path, **replaced: str) -> dict[str, str]:
    """The narrative of the small ledger with parts replaced."""
    return sections(written(compute_budget(budget_file(folder, **replaced), draft=True), folder))
