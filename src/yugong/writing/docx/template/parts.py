"""The parts of a template: their names, their kinds, and those that are kept.

Tests: tests/writing/docx/template/test_fact_controls.py.
"""

from __future__ import annotations

import re
from typing import Any

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.ooxml.names import NS, SDT, VAL, W, w
from yugong.ooxml.part_xml import xml_bytes
from yugong.ooxml.relationships import OF_PROPERTIES, write_relationships
from yugong.writing.docx.template.impersonal import clean, clean_settings
from yugong.writing.docx.template.members import DOCUMENT_TYPE, Members

_DOCUMENT_TYPES = (
    DOCUMENT_TYPE,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
_NUMBER = re.compile(r"[0-9]{1,10}")
_TEXTS = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}


class Parts(Members):
    """The parts of a Word document that are reached from its body; parsed when asked for."""

    def __init__(self, data: bytes, file: str) -> None:
        super().__init__(data, file)
        main = self.bodies()
        if not main:
            raise self._bad("没有正文", "Word 文档（.docx）")
        self._main = main[0]
        self.body = main[0].target
        if self.types.of(self.body) not in _DOCUMENT_TYPES:
            raise self._bad("不是 Word 文档，或带有宏", "不带宏的 .docx")
        root = self.root(self.body)
        if root.tag != w("document") or root.nsmap.get("w") != W:
            raise self._bad("正文不是 Word 的格式", "用 Word 或 WPS 另存为 .docx")
        for name in self.reachable(set()):
            self._prepare(name)

    def _bad(self, actual: str, expected: str) -> FindingsError:
        place = Place(file=self._file)
        return FindingsError(
            [Finding(Kind.TEMPLATE_UNREADABLE, place, actual=actual, expected=expected)]
        )

    def reachable(self, left_out: set[str]) -> list[str]:
        """Return every part reached from the body without passing through ``left_out``, sorted."""
        return self.reached_from(self.body, left_out)

    def texts(self) -> list[tuple[str, str]]:
        """Return the body, headers, footers and notes, each with the name of its place."""
        texts = [(self.body, "")]
        counted: dict[str, int] = {}
        for item in self.relationships(self.body):
            label = _TEXTS.get(item.short_kind)
            if label is None or item.external:
                continue
            counted[label] = counted.get(label, 0) + 1
            number = str(counted[label]) if item.short_kind in ("header", "footer") else ""
            file = item.target.rsplit("/", 1)[-1]
            texts.append((item.target, f"{label}{number}（{file}）"))
        return texts

    def named(self, kind: str) -> str | None:
        """Return the part that the body points to as this kind; None if there is none."""
        kinds = {item.short_kind: item.target for item in self.relationships(self.body)}
        return kinds.get(kind)

    def properties(self) -> list[tuple[str, bytes]]:
        """Return the parts of the template's own document properties, which are not kept."""
        return [item for item in self._members.items() if item[0].startswith("docProps/")]

    def control_numbers(self) -> frozenset[int]:
        """Return the numbers of the content controls that the document has."""
        numbers = (
            node.get(VAL, "")
            for part, _ in self.texts()
            for control in self.root(part).iter(SDT)
            for node in control.iterfind("w:sdtPr/w:id", NS)
        )
        return frozenset(int(number) for number in numbers if _NUMBER.fullmatch(number))

    def outside(self) -> list[tuple[str, str]]:
        """Return the addresses that a program fetches on opening the document, with their parts."""
        return [
            (name, item.target)
            for name in self.reachable(set())
            for item in self.relationships(name)
            if item.external and item.short_kind != "hyperlink"
        ]

    @property
    def styles(self) -> Any:
        """The root of the styles part, or ``None``."""
        for item in self.relationships(self.body):
            if item.short_kind == "styles":
                return self.root(item.target)
        return None

    def package_relationships(self) -> bytes:
        """Return ``_rels/.rels``: the body and the properties that the program writes."""
        return write_relationships("", [self._main, *OF_PROPERTIES])

    def content_types(self, names: list[str]) -> bytes:
        """Return ``[Content_Types].xml`` for the parts that are written."""
        return self.types.write(names, {self.body: DOCUMENT_TYPE})

    def _prepare(self, name: str) -> None:
        """Remove the traces of editors from settings, styles and numbering."""
        local = {item.target: item.short_kind for item in self.relationships(self.body)}.get(name)
        if local == "settings":
            clean_settings(self.root(name))
        if local in ("settings", "styles", "numbering"):
            clean(self.root(name))
            self._members[name] = xml_bytes(self.root(name))
