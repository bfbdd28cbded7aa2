"""The text of a document, counted and hashed, so that engines are compared on the same content.

A cell's text is that of its paragraphs without empty ones; the contents list is not compared, as
only yugong fills it in.
"""

from __future__ import annotations

import sys
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT, _BREAK, _TAB = f"{_W}t", f"{_W}br", f"{_W}tab"


@dataclass(frozen=True)
class Said:
    """How many tables, rows and cells a document has, and the texts of cells and paragraphs."""

    tables: int
    rows: int
    cells: tuple[str, ...]
    paragraphs: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Of all texts in order, the first twelve digits."""
        texts = "\x1f".join([*self.cells, "\x1e", *self.paragraphs])
        return sha256(texts.encode()).hexdigest()[:12]

    def __str__(self) -> str:
        counts = f"{self.tables} 张表、{self.rows} 行、{len(self.cells)} 格"
        return f"{counts}，文字 {self.digest}"


def summary_of(path: Path) -> Said:
    """Read a document."""
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"), etree.XMLParser(huge_tree=True))
    counts = dict.fromkeys(("tbl", "tr"), 0)
    cells: list[str] = []
    paragraphs: list[str] = []
    for element in root.iter(f"{_W}tbl", f"{_W}tr", f"{_W}tc", f"{_W}p"):
        name = element.tag.removeprefix(_W)
        if name in counts:
            counts[name] += 1
        elif name == "tc":
            texts = (_text(paragraph) for paragraph in element.iter(f"{_W}p"))
            cells.append("\n".join(text for text in texts if text))
        elif next(element.iterancestors(f"{_W}tc"), None) is None:
            style = element.find(f"{_W}pPr/{_W}pStyle")
            text = _text(element)
            if text and (style is None or not style.get(f"{_W}val", "").startswith("TOC")):
                paragraphs.append(text)
    return Said(counts["tbl"], counts["tr"], tuple(cells), tuple(paragraphs))


def _text(paragraph: Any) -> str:
    pieces = []
    for node in paragraph.iter(_TEXT, _BREAK, _TAB):
        if node.tag == _TEXT:
            pieces.append(node.text or "")
        elif node.getparent().tag == f"{_W}r":
            pieces.append("\n" if node.tag == _BREAK else "\t")
    return "".join(pieces).strip()


def main() -> None:
    """``same_text.py DOCUMENT …``: what they all say; fails where they do not say the same."""
    documents = {path: summary_of(path) for path in map(Path, sys.argv[1:])}
    first = next(iter(documents.values()))
    for path, document in documents.items():
        if document != first:
            raise SystemExit(f"{path.name} 的内容不同：{document}，而不是 {first}")
    print(f"{len(documents)} 份文档内容相同：{first}")


if __name__ == "__main__":
    main()
