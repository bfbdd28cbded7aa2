"""Small Word documents as raw XML, and their redline checked from both sides."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from readings.revisions import R, W, content, document_of, faults, local, q, resolved
from yugong.writing.redline import RedlineSummary, redline

WHEN = date(2026, 3, 5)
AUTHOR = "预公"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SECTION = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'


def r(text: str, look: str = "") -> str:
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(text: str = "", look: str = "", *, inner: str = "") -> str:
    """A paragraph: of this text in the default look, or with this XML inside."""
    properties = f"<w:pPr>{look}</w:pPr>" if look else ""
    return f"<w:p>{properties}{inner or (r(text) if text else '')}</w:p>"


def tc(*blocks: str, look: str = "") -> str:
    properties = f"<w:tcPr>{look}</w:tcPr>" if look else ""
    return f"<w:tc>{properties}{''.join(blocks) or p()}</w:tc>"


def tr(*cells: str, look: str = "") -> str:
    properties = f"<w:trPr>{look}</w:trPr>" if look else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def tbl(*rows: str | Sequence[str], columns: int = 2, look: str = "") -> str:
    """A table of rows; a row may be given as the texts of its cells."""
    made = [row if isinstance(row, str) else tr(*(tc(p(text)) for text in row)) for row in rows]
    grid = '<w:gridCol w:w="1000"/>' * columns
    return f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(made)}</w:tbl>"


def control(tag: str, inner: str) -> str:
    """An inline content control around runs."""
    properties = f'<w:sdtPr><w:tag w:val="{tag}"/></w:sdtPr>'
    return f"<w:sdt>{properties}<w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def field(instruction: str, result: str) -> str:
    """A field in three parts: begin and instruction, result, end."""
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    words = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    middle = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    return f'{begin}{words}{middle}{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def word(
    path: Path,
    *body: str,
    section: str = SECTION,
    parts: Mapping[str, tuple[str, str, bytes]] | None = None,
) -> Path:
    """A document of this body; ``parts`` are further parts by name: id, kind, bytes."""
    extra = parts or {}
    document = (
        f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{"".join(body)}{section}</w:body>'
        "</w:document>"
    )
    pointers = "".join(
        f'<Relationship Id="{identifier}" Type="{_OFFICE}/{kind}" Target="{name}"/>'
        for name, (identifier, kind, _) in extra.items()
    )
    members = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType='
        '"application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Override PartName="/word/document.xml" '
        f'ContentType="{_MAIN}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONSHIPS}"><Relationship Id="a" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": document,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONSHIPS}">{pointers}'
        "</Relationships>",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
        for name, (_, _, data) in extra.items():
            archive.writestr(f"word/{name}", data)
    return path


@dataclass(frozen=True)
class Redlined:
    """A redline that passed: no faults, accepting gives the new one, rejecting the old one."""

    path: Path
    root: Any
    summary: RedlineSummary

    @property
    def marked_text(self) -> list[str]:
        """Every paragraph with its changes as [-gone-] and [+come+], and ¶ for its mark."""
        return [_marked_text(paragraph) for paragraph in self.root.iter(q("p"))]

    @property
    def rows(self) -> list[str]:
        """For every row ``ins``, ``del`` or nothing."""
        return [
            "".join(local(mark) for mark in row.findall(f"{q('trPr')}/*") if _is_mark(mark))
            for row in self.root.iter(q("tr"))
        ]

    def count(self, name: str) -> int:
        return sum(1 for _ in self.root.iter(q(name)))


def _is_mark(node: Any) -> bool:
    return local(node) in ("ins", "del")


def _marked_text(paragraph: Any) -> str:
    parts: list[tuple[str, str]] = []
    for node in paragraph.iter(q("t"), q("delText"), q("drawing"), q("tab")):
        if local(node.getparent()) != "r":
            continue
        marks = [local(up) for up in node.iterancestors() if _is_mark(up)]
        kind = marks[0] if marks else ""
        text = {"drawing": "<图>", "tab": "\t"}.get(local(node)) or node.text or ""
        if parts and parts[-1][0] == kind:
            parts[-1] = (kind, parts[-1][1] + text)
        else:
            parts.append((kind, text))
    frames = {"": "{}", "ins": "[+{}+]", "del": "[-{}-]"}
    mark = paragraph.find(f"{q('pPr')}/{q('rPr')}")
    ends = [] if mark is None else [local(node) for node in mark if _is_mark(node)]
    ending = {"ins": "[+¶+]", "del": "[-¶-]"}
    return "".join(frames[kind].format(text) for kind, text in parts) + "".join(
        ending[end] for end in ends
    )


def compared(old: Path, new: Path, out: Path) -> Redlined:
    """The redline of two files, checked from both sides."""
    summary = redline(old, new, out, author=AUTHOR, when=WHEN)
    root = document_of(out)
    assert faults(root) == []
    assert content(resolved(root, accept=True)) == content(document_of(new))
    assert content(resolved(root, accept=False)) == content(document_of(old))
    return Redlined(out, root, summary)


def bodies(
    folder: Path, old: str, new: str, *, sections: tuple[str, str] = (SECTION, SECTION)
) -> Redlined:
    """The redline of two bodies, checked from both sides."""
    before = word(folder / "old.docx", old, section=sections[0])
    after = word(folder / "new.docx", new, section=sections[1])
    return compared(before, after, folder / "out.docx")
